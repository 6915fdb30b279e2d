//! Serves the built page and the emulator's API over loopback. The page gets the production
//! headers from its own `_headers`; laid over it are `config.json` and the policy's API origin,
//! nothing else. A second listener may serve the API alone, so that it is another origin.
//! It writes no access log.

mod connection;
mod files;
mod headers;
mod overlay;
mod reload;
mod routes;

use std::{
    io,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Instant as Started,
};

use serde_json::{Map, Value};
use tokio::{sync::watch, task::JoinSet};

use crate::{Emulator, Instant};
use overlay::Overlay;

/// How to serve.
#[derive(Clone, Debug, Default)]
pub struct ServerOptions {
    /// The built page. Without it only the API is served.
    pub dist: Option<PathBuf>,
    /// Path below which the page stands; begins and ends with a slash.
    pub base: String,
    /// Port of the page and of its same-origin API; 0 takes a free one.
    pub port: u16,
    /// Port of a listener with the API alone; the page then uses that one.
    pub api_port: Option<u16>,
    /// The clock follows the wall; otherwise it stands still where the state has it.
    pub wall_clock: bool,
    /// Keys laid over the page's config.json; `apiBaseUrl` is always the server's own.
    pub config: Map<String, Value>,
    /// Reload open pages when the build changes.
    pub dev: bool,
}

/// What every request shares.
struct Shared {
    emulator: Mutex<Emulator>,
    started: Started,
    wall_clock: bool,
    page: Option<Page>,
    overlay: Mutex<Overlay>,
    /// Counts how often the held answers were released.
    released: watch::Sender<u64>,
}

/// The page and how it is served.
struct Page {
    dist: PathBuf,
    base: String,
    /// Empty when the API shares the page's origin.
    api_origin: String,
    builds: Option<watch::Receiver<u64>>,
}

/// A running server; dropping it closes its listeners and connections that wait for one.
#[derive(Debug)]
pub struct Server {
    page_url: String,
    api_url: String,
    listeners: JoinSet<()>,
}

impl Server {
    /// Listens, and serves from then on.
    ///
    /// # Errors
    /// When a port is taken or the page's headers can't be read.
    pub async fn start(emulator: Emulator, options: ServerOptions) -> io::Result<Self> {
        let page_listeners = connection::listen(options.port).await?;
        let api_listeners = match options.api_port {
            Some(port) => connection::listen(port).await?,
            None => Vec::new(),
        };
        let page_origin = origin(&page_listeners)?;
        let api_origin = match api_listeners.is_empty() {
            true => String::new(),
            false => origin(&api_listeners)?,
        };
        let base = if options.base.is_empty() {
            "/".to_owned()
        } else {
            options.base
        };
        let page_path = base.strip_suffix('/').filter(|path| !path.is_empty());
        let page_url = page_path.map_or(page_origin.clone(), |_| format!("{page_origin}{base}"));
        let api_url = match api_origin.as_str() {
            "" => format!("{page_origin}/v1"),
            origin => format!("{origin}/v1"),
        };

        let mut config = options.config;
        config.insert(
            "apiBaseUrl".to_owned(),
            Value::from(format!("{api_origin}/v1")),
        );
        let page = options.dist.map(|dist| Page {
            builds: options.dev.then(|| reload::watch(dist.clone())),
            dist,
            base,
            api_origin,
        });
        // While a first build is being made there is nothing to read yet.
        if let Some(page) = page.as_ref().filter(|_| !options.dev) {
            page.headers().map_err(io::Error::other)?;
        }
        let shared = Arc::new(Shared {
            emulator: Mutex::new(emulator),
            started: Started::now(),
            wall_clock: options.wall_clock,
            page,
            overlay: Mutex::new(Overlay::new(config)),
            released: watch::Sender::default(),
        });

        let mut listeners = JoinSet::new();
        for listener in page_listeners {
            listeners.spawn(connection::serve(
                listener,
                routes::page(Arc::clone(&shared)),
            ));
        }
        for listener in api_listeners {
            listeners.spawn(connection::serve(
                listener,
                routes::api(Arc::clone(&shared)),
            ));
        }
        Ok(Self {
            page_url,
            api_url,
            listeners,
        })
    }

    /// Address of the page, such as `http://localhost:8888`.
    pub fn page_url(&self) -> &str {
        &self.page_url
    }

    /// Address of the API with its `/v1`.
    pub fn api_url(&self) -> &str {
        &self.api_url
    }

    /// Serves until the future is dropped.
    pub async fn run(mut self) {
        while self.listeners.join_next().await.is_some() {}
    }
}

impl Shared {
    /// The emulator, with its clock moved to this moment.
    fn with_emulator<T>(&self, act: impl FnOnce(&mut Emulator) -> T) -> T {
        let mut emulator = self
            .emulator
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if self.wall_clock {
            emulator.set_now(Instant::from(time::OffsetDateTime::now_utc()));
        }
        emulator.set_elapsed(self.started.elapsed());
        act(&mut emulator)
    }

    fn overlay(&self) -> std::sync::MutexGuard<'_, Overlay> {
        self.overlay
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Page {
    /// Read anew for each answer, so that a new build needs no restart.
    fn headers(&self) -> Result<headers::HeaderRules, String> {
        let path = self.dist.join(files::HEADERS);
        let template = std::fs::read_to_string(&path)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        headers::HeaderRules::parse(&template, &self.api_origin)
    }
}

fn origin(listeners: &[tokio::net::TcpListener]) -> io::Result<String> {
    let first = listeners
        .first()
        .ok_or_else(|| io::Error::other("no listener"))?;
    Ok(format!("http://localhost:{}", first.local_addr()?.port()))
}
