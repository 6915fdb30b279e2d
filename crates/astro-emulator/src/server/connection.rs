//! HTTP/1.1 connections on loopback, and how one is cut: the client sees a network error, never
//! a status.

use std::{
    convert::Infallible,
    fmt, io,
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{HeaderValue, Response, header::CONTENT_LENGTH},
};
use bytes::Bytes;
use hyper::{
    body::{Frame, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
};
use tower_service::Service;

/// As a response extension: instead of this response, the connection is to be cut.
#[derive(Clone, Copy, Debug)]
pub struct Cut;

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection is cut, as ordered")
    }
}

impl std::error::Error for Cut {}

/// Listens on both loopback addresses of `localhost` where the machine has both; port 0 takes a
/// free one, the same for both.
///
/// # Errors
/// When the port is taken.
pub async fn listen(port: u16) -> io::Result<Vec<TcpListener>> {
    let first = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], port))).await?;
    let port = first.local_addr()?.port();
    let second = TcpListener::bind(SocketAddr::from(([0, 0, 0, 0, 0, 0, 0, 1], port))).await;
    Ok(std::iter::once(first).chain(second.ok()).collect())
}

/// Serves until the task is dropped.
pub async fn serve(listener: TcpListener, router: Router) {
    loop {
        // An accept fails for that one client, or for want of file handles: neither ends the server.
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(connection(stream, router.clone()));
            }
            Err(_) => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
        }
    }
}

async fn connection(stream: TcpStream, router: Router) {
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut router = router.clone();
        Box::pin(async move {
            let answered: Result<_, Infallible> = router.call(request.map(Body::new)).await;
            let Ok(response) = answered;
            if response.extensions().get::<Cut>().is_some() {
                Err(Cut)
            } else {
                Ok(response)
            }
        })
    });
    // Errors of a connection are its client's business: it went away, or it was cut.
    let _ = stream.set_nodelay(true);
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let ended = std::future::poll_fn(|context| connection.poll_without_shutdown(context)).await;
    let cut = ended.is_err_and(|error| {
        std::error::Error::source(&error).is_some_and(|source| source.is::<Cut>())
    });
    if cut {
        // Browsers silently repeat a request, even a POST, on a fresh connection when a kept one
        // closes without a byte. Bytes that are no HTTP make them report the error instead.
        let mut stream = connection.into_parts().io.into_inner();
        let _ = stream.write_all(b"cut").await;
        let _ = stream.shutdown().await;
    }
}

/// A response that cuts the connection.
pub fn cut() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(Cut);
    response
}

/// A response that announces its whole body and breaks the connection after so many bytes of it.
pub fn broken(response: Response<Vec<u8>>, length: usize) -> Response<Body> {
    let (mut parts, mut body) = response.into_parts();
    parts
        .headers
        .insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
    body.truncate(length);
    let (sender, receiver) = tokio::sync::mpsc::channel(1);
    tokio::spawn(async move {
        if sender.send(Ok(Bytes::from(body))).await.is_ok() {
            // What is written is on its way before the connection closes.
            tokio::time::sleep(BREATH).await;
            let _ = sender.send(Err(Broken)).await;
        }
    });
    Response::from_parts(parts, Body::new(Part(receiver)))
}

/// Between the last byte and the break.
const BREATH: Duration = Duration::from_millis(50);

/// Why a body ends early. Unlike [`Cut`], nothing more is written after it.
#[derive(Clone, Copy, Debug)]
struct Broken;

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the body breaks off, as ordered")
    }
}

impl std::error::Error for Broken {}

struct Part(tokio::sync::mpsc::Receiver<Result<Bytes, Broken>>);

impl hyper::body::Body for Part {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        self.0
            .poll_recv(context)
            .map(|next| next.map(|part| part.map(Frame::data)))
    }
}

/// The whole body of a request, up to a bound far above anything that the API takes.
pub async fn body_of(request: Request) -> Option<hyper::Request<Vec<u8>>> {
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, 4 << 20).await.ok()?;
    Some(hyper::Request::from_parts(parts, bytes.to_vec()))
}
