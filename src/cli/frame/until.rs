//! Waiting until somebody wants this process to end.

/// Until ctrl-c, or the system's wish that it ends.
#[cfg(unix)]
pub(in crate::cli) async fn stopped() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

/// Until ctrl-c.
#[cfg(not(unix))]
pub(in crate::cli) async fn stopped() {
    let _ = tokio::signal::ctrl_c().await;
}
