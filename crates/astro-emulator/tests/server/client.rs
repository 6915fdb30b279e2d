//! A plain HTTP/1.1 client over loopback that shows the bytes as they are, and a server to ask.

use std::{
    fs,
    io::{self, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use astro_emulator::{
    Emulator, Instant, Options, Switches,
    contract::{Contract, OPENAPI},
    sample::{self, Sample},
    server::{Server, ServerOptions},
};
use serde_json::Value;
use tokio::runtime::Runtime;

pub const HEADERS: &str = "/*\n  Content-Security-Policy: default-src 'none'; connect-src 'self' {{api-origin}}; base-uri 'none'\n  X-Content-Type-Options: nosniff\n  Cache-Control: no-cache\n\n/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n";

/// A built page in a folder of its own, removed at the end.
pub struct Dist(pub PathBuf);

impl Dist {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder =
            std::env::temp_dir().join(format!("astro-emulator-{}-{number}", std::process::id()));
        let dist = Self(folder);
        dist.write(
            "index.html",
            "<!doctype html><head><title>Console</title></head>",
        );
        dist.write("_headers", HEADERS);
        dist.write(
            "config.json",
            r#"{"apiBaseUrl": "https://api.astronomer.io/v1", "idleMinutes": 15}"#,
        );
        dist.write("assets/app.wasm", "plain wasm");
        dist.write("assets/app.wasm.br", "brotli wasm");
        dist.write("assets/app.wasm.gz", "gzip wasm");
        dist.write("assets/app.js", "export default 1;");
        dist
    }

    pub fn write(&self, path: &str, content: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("/"))).unwrap();
        fs::write(path, content).unwrap();
    }
}

impl Drop for Dist {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A server that runs until it is dropped.
pub struct Running {
    pub page: String,
    pub api: String,
    pub owner: String,
    pub organization: String,
    _runtime: Runtime,
}

impl Running {
    pub fn start(options: ServerOptions) -> Self {
        let now = Instant::parse("2026-11-22T09:00:00Z").unwrap();
        let size = sample::Options {
            tokens: 200,
            ..sample::Options::new(now)
        };
        let Sample { state, callers } = sample::build(&size).unwrap();
        let mut emulator = Emulator::new(
            state,
            Options {
                seed: 1,
                switches: Switches::default(),
            },
        );
        emulator.check_with(Box::new(Contract::parse(OPENAPI).unwrap()));
        let owner = callers[0].value(&emulator).unwrap();
        let northwind = emulator
            .state()
            .organizations
            .values()
            .find(|o| o.name == "Northwind Data");
        let organization = northwind.unwrap().id.to_string();
        let runtime = Runtime::new().unwrap();
        let server = runtime.block_on(Server::start(emulator, options)).unwrap();
        let (page, api) = (server.page_url().to_owned(), server.api_url().to_owned());
        runtime.spawn(server.run());
        Self {
            page,
            api,
            owner,
            organization,
            _runtime: runtime,
        }
    }

    /// One call of the API as the Organization Owner.
    pub fn call(&self, method: &str, path: &str) -> io::Result<Reply> {
        let authorization = format!("Authorization: Bearer {}", self.owner);
        send(
            &format!("{}{path}", self.api),
            method,
            &[&authorization],
            "",
        )
    }

    pub fn tokens(&self) -> String {
        format!("/organizations/{}/tokens", self.organization)
    }

    pub fn control(&self, method: &str, path: &str, body: &str) -> Reply {
        let kind = ["Content-Type: application/json"];
        let reply = send(
            &format!("{}/_emulator/{path}", self.page),
            method,
            &kind,
            body,
        )
        .unwrap();
        assert!(
            (200..300).contains(&reply.status),
            "{path}: {} {}",
            reply.status,
            reply.body
        );
        reply
    }
}

/// An answer as it came over the wire.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// Sends one request on a connection of its own. An error means that no HTTP answer came.
pub fn send(url: &str, method: &str, headers: &[&str], body: &str) -> io::Result<Reply> {
    let mut stream = connect(url)?;
    write_request(&mut stream, url, method, headers, body, "close")?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    parse(&bytes)
}

pub fn get(url: &str) -> Reply {
    send(url, "GET", &[], "").unwrap()
}

/// Two requests on one connection, as a browser that keeps it: the second answer's raw bytes.
pub fn second_on_a_kept_connection(url: &str, header: &str, between: impl FnOnce()) -> Vec<u8> {
    let mut stream = connect(url).unwrap();
    write_request(&mut stream, url, "GET", &[header], "", "keep-alive").unwrap();
    let mut first = [0; 12];
    stream.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    stream
        .set_read_timeout(Some(std::time::Duration::from_millis(300)))
        .unwrap();
    let _ = stream.read_to_end(&mut Vec::new());
    between();
    write_request(&mut stream, url, "GET", &[header], "", "keep-alive").unwrap();
    let mut second = Vec::new();
    stream
        .set_read_timeout(Some(std::time::Duration::from_secs(10)))
        .unwrap();
    stream.read_to_end(&mut second).unwrap();
    second
}

fn connect(url: &str) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(parts(url).0)?;
    stream.set_read_timeout(Some(std::time::Duration::from_secs(20)))?;
    Ok(stream)
}

fn parts(url: &str) -> (&str, &str) {
    let rest = url.trim_start_matches("http://");
    match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, "/"),
    }
}

fn write_request(
    stream: &mut TcpStream,
    url: &str,
    method: &str,
    headers: &[&str],
    body: &str,
    connection: &str,
) -> io::Result<()> {
    let (host, path) = parts(url);
    let mut head =
        format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: {connection}\r\n");
    for header in headers {
        head.push_str(header);
        head.push_str("\r\n");
    }
    if !body.is_empty() {
        head.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    stream.write_all(format!("{head}\r\n{body}").as_bytes())
}

fn parse(bytes: &[u8]) -> io::Result<Reply> {
    let none = || io::Error::new(io::ErrorKind::InvalidData, "no HTTP answer");
    let text = String::from_utf8_lossy(bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").ok_or_else(none)?;
    let status = head
        .strip_prefix("HTTP/1.1 ")
        .and_then(|rest| rest.get(..3))
        .ok_or_else(none)?;
    let status = status.parse().map_err(|_| none())?;
    Ok(Reply {
        status,
        head: head.to_owned(),
        body: body.to_owned(),
    })
}

/// The first event of a stream of server-sent events that comes after `act`.
pub fn first_event(url: &str, act: impl FnOnce()) -> String {
    let mut stream = connect(url).unwrap();
    write_request(&mut stream, url, "GET", &[], "", "close").unwrap();
    let mut seen = String::new();
    let mut act = Some(act);
    loop {
        let mut chunk = [0; 512];
        let length = stream.read(&mut chunk).unwrap();
        assert!(length > 0, "the stream ended: {seen}");
        seen.push_str(&String::from_utf8_lossy(&chunk[..length]));
        if seen.contains(": listening")
            && let Some(act) = act.take()
        {
            act();
        }
        if let Some(line) = seen.lines().find(|line| line.starts_with("event:")) {
            return line.to_owned();
        }
    }
}
