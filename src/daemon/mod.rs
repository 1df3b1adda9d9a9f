//! What listens while no screen is open: the door at which the CRM calls.
//!
//! Owns the listening and its bounds: how large a call may be, how many at once, how long one may take. Must not judge or
//! keep a call; that is the engine's. To add a door: a route in `router`.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::routing::post;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::engine::{Callers, Engine, Heard, SIGNATURE};

/// Where the CRM calls.
pub const PATH: &str = "/webhooks/ghl";
/// Bytes of a call. The CRM cuts its own at 256 KiB.
const LARGEST: usize = 1024 * 1024;
/// Calls that are taken at once; the others are asked to come again.
const AT_ONCE: usize = 64;
/// Lines that are open at once; whoever comes then waits at the door, so that files and calls of our own always have room.
const LINES: usize = 256;
/// How long a caller may take to say what it has to say: so long for the head of a call, and so long for the rest. A line on
/// which nothing is said is closed after that, too.
const PATIENCE: Duration = Duration::from_secs(10);
/// Before anybody is let in again when the system had no room for another line.
const PAUSE: Duration = Duration::from_secs(1);

/// The open door.
#[derive(Debug)]
pub struct Door {
    listener: TcpListener,
    /// Where it is.
    pub address: SocketAddr,
    patience: Duration,
}

#[derive(Clone)]
struct Inside {
    engine: Engine,
    callers: Arc<Callers>,
    room: Arc<Semaphore>,
}

impl Door {
    /// Opens it; port 0 takes any.
    pub async fn open(address: SocketAddr) -> std::io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok(Self {
            listener,
            address,
            patience: PATIENCE,
        })
    }

    /// Lets calls in until `stop`.
    pub async fn serve(
        self,
        engine: Engine,
        callers: Callers,
        stop: CancellationToken,
    ) -> std::io::Result<()> {
        let inside = Inside {
            engine,
            callers: Arc::new(callers),
            room: Arc::new(Semaphore::new(AT_ONCE)),
        };
        let (router, lines, room) = (
            router(inside),
            TaskTracker::new(),
            Arc::new(Semaphore::new(LINES)),
        );
        loop {
            let next = async {
                let place = Arc::clone(&room).acquire_owned().await.ok();
                (place, self.listener.accept().await)
            };
            let (place, accepted) = tokio::select! {
                () = stop.cancelled() => break,
                next = next => next,
            };
            match accepted {
                Ok((line, _)) => {
                    let heard = listen(line, router.clone(), self.patience, stop.clone());
                    lines.spawn(async move {
                        heard.await;
                        drop(place);
                    });
                }
                Err(error) => {
                    tracing::debug!(%error, "a caller was not let in");
                    tokio::select! {
                        () = stop.cancelled() => break,
                        () = tokio::time::sleep(PAUSE) => {}
                    }
                }
            }
        }
        lines.close();
        lines.wait().await;
        Ok(())
    }
}

/// Hears what is called on one line until it is closed; after `stop` what was begun is heard to its end.
async fn listen(line: TcpStream, router: Router, patience: Duration, stop: CancellationToken) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(patience);
    let line = http.serve_connection(TokioIo::new(line), TowerToHyperService::new(router));
    let mut line = std::pin::pin!(line);
    let heard = tokio::select! {
        heard = line.as_mut() => heard,
        () = stop.cancelled() => {
            line.as_mut().graceful_shutdown();
            line.await
        }
    };
    if let Err(error) = heard {
        tracing::debug!(%error, "a caller's line was closed");
    }
}

fn router(inside: Inside) -> Router {
    Router::new().route(PATH, post(called)).with_state(inside)
}

async fn called(State(inside): State<Inside>, request: Request<Body>) -> StatusCode {
    let Ok(_room) = inside.room.try_acquire() else {
        return StatusCode::TOO_MANY_REQUESTS;
    };
    let (parts, body) = request.into_parts();
    let raw = match tokio::time::timeout(PATIENCE, to_bytes(body, LARGEST)).await {
        Ok(Ok(raw)) => raw,
        Ok(Err(_)) => return StatusCode::PAYLOAD_TOO_LARGE,
        Err(_) => return StatusCode::REQUEST_TIMEOUT,
    };
    let signature = parts.headers.get(SIGNATURE).and_then(|value| value.to_str().ok());
    answer(inside.engine.hear(&inside.callers, signature, &raw).await)
}

/// The CRM calls again after 429 and after nothing else.
const fn answer(heard: Heard) -> StatusCode {
    match heard {
        Heard::Taken | Heard::Again | Heard::Useless => StatusCode::OK,
        Heard::Forged => StatusCode::UNAUTHORIZED,
        Heard::Empty => StatusCode::BAD_REQUEST,
        Heard::Lost => StatusCode::TOO_MANY_REQUESTS,
    }
}

#[cfg(test)]
mod tests;
