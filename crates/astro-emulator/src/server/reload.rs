//! For development: tells open pages that a new build is there. The page's policy stays the
//! production one; a script of the same origin is added to index.html on the way out.

use std::{
    convert::Infallible,
    fs,
    path::{Path, PathBuf},
    pin::Pin,
    task::{Context, Poll},
    time::{Duration, SystemTime},
};

use axum::body::Body;
use bytes::Bytes;
use hyper::body::Frame;
use tokio::sync::watch;

/// Path of the script that reloads the page, and of the events that it listens to.
pub const SCRIPT_PATH: &str = "/_emulator/reload.js";
pub const SCRIPT: &str = r#"// Reloads the page when a new build is there (development only).
new EventSource("/_emulator/reload").addEventListener("build", () => location.reload());
"#;

const POLL: Duration = Duration::from_millis(250);

/// index.html with the reload script added.
pub fn inject(index: Vec<u8>) -> Vec<u8> {
    let Ok(text) = String::from_utf8(index) else {
        return Vec::new();
    };
    let tag = format!("<script src=\"{SCRIPT_PATH}\" defer></script></head>");
    text.replacen("</head>", &tag, 1).into_bytes()
}

/// Counts builds of the page: the number changes once a changed folder has come to rest.
pub fn watch(folder: PathBuf) -> watch::Receiver<u64> {
    let (sender, receiver) = watch::channel(0);
    // Before anyone listens: what is written from here on is a new build.
    let mut told = newest(&folder);
    tokio::spawn(async move {
        let mut before = told;
        loop {
            tokio::time::sleep(POLL).await;
            let now = newest(&folder);
            // A build in progress: the page is told when two looks in a row agree.
            if now == before && now != told && now.is_some() {
                told = now;
                sender.send_modify(|build| *build += 1);
            }
            before = now;
            if sender.is_closed() {
                return;
            }
        }
    });
    receiver
}

/// When anything in the folder changed last; `None` while it has no index.html.
fn newest(folder: &Path) -> Option<SystemTime> {
    fs::metadata(folder.join("index.html")).ok()?;
    let entries = fs::read_dir(folder).ok()?.flatten();
    entries
        .filter_map(|entry| entry.metadata().ok()?.modified().ok())
        .max()
}

/// One server-sent event for each build from now on (WHATWG HTML, section 9.2).
pub fn events(mut builds: watch::Receiver<u64>) -> Body {
    let (sender, receiver) = tokio::sync::mpsc::channel(1);
    tokio::spawn(async move {
        let mut event = Bytes::from_static(b": listening\n\n");
        while sender.send(event).await.is_ok() && builds.changed().await.is_ok() {
            event = Bytes::from_static(b"event: build\ndata: \n\n");
        }
    });
    Body::new(Events(receiver))
}

struct Events(tokio::sync::mpsc::Receiver<Bytes>);

impl hyper::body::Body for Events {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0
            .poll_recv(context)
            .map(|next| next.map(|bytes| Ok(Frame::data(bytes))))
    }
}
