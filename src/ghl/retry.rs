//! Reads are tried again; writes never are in here, because only the outbox knows whether that is safe.

use std::future::Future;
use std::time::Duration;

use crate::backoff::Backoff;

use super::error::{GhlError, Kind, Retry};
use super::limit::Lane;

/// Somebody who waits gets an answer, good or bad, after fewer tries.
const PERSON: Backoff = Backoff {
    tries: 3,
    ..Backoff::CRM
};

/// Repeats `once` while it fails in a way that passes by itself. `tell` is called before each repetition.
pub(super) async fn again<T, F, Fut>(lane: Lane, tell: impl Fn(), once: F) -> Result<T, GhlError>
where
    F: Fn() -> Fut,
    Fut: Future<Output = Result<T, GhlError>>,
{
    let schedule = if lane == Lane::Person {
        PERSON
    } else {
        Backoff::CRM
    };
    let mut attempt = 0;
    loop {
        let error = match once().await {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        let Some(wait) = wait(&error, schedule, attempt, rand::random()) else {
            return Err(error);
        };
        attempt += 1;
        tell();
        tracing::debug!(
            call = error.call,
            attempt,
            wait_ms = wait.as_millis(),
            "trying again"
        );
        tokio::time::sleep(wait).await;
    }
}

/// The wait before the next try; `None` means give up.
fn wait(error: &GhlError, schedule: Backoff, attempt: u32, random: f64) -> Option<Duration> {
    let jitter = schedule.delay(attempt, random)?;
    match (error.retry(), &error.kind) {
        (Retry::Soon, kind) if !matches!(kind, Kind::TooLate) => Some(jitter),
        // A refusal for speed: the limiter itself holds the next try back, or says that it takes too long.
        (Retry::At(_), Kind::RateLimited { .. }) if error.sent => Some(Duration::ZERO),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use jiff::Timestamp;

    use super::*;

    fn fails(kind: Kind) -> GhlError {
        GhlError::sent("test", kind)
    }

    #[tokio::test(start_paused = true)]
    async fn a_broken_server_is_tried_eight_times_and_a_person_waits_for_three() {
        for (lane, tries) in [(Lane::Read, 8), (Lane::Person, 3)] {
            let (count, told) = (Cell::new(0), Cell::new(0));
            let tell = || told.set(told.get() + 1);
            let result: Result<(), _> = again(lane, tell, || {
                count.set(count.get() + 1);
                async { Err(fails(Kind::Server)) }
            })
            .await;
            assert!(result.is_err());
            assert_eq!((count.get(), told.get()), (tries, tries - 1), "{lane:?}");
        }
    }

    #[test]
    fn only_what_passes_by_itself_is_tried_again() {
        let until = Timestamp::UNIX_EPOCH;
        let wait = |error: GhlError| wait(&error, Backoff::CRM, 0, 0.5);
        assert_eq!(wait(fails(Kind::Server)), Some(Duration::from_millis(250)));
        assert_eq!(wait(fails(Kind::RateLimited { until })), Some(Duration::ZERO));
        assert_eq!(wait(GhlError::unsent("test", Kind::RateLimited { until })), None);
        for kind in [
            Kind::WrongKey,
            Kind::NotFound,
            Kind::Intercepted,
            Kind::Invalid { said: vec![] },
            Kind::TooLate,
        ] {
            assert_eq!(wait(fails(kind)), None);
        }
    }
}
