//! Makes the call list of each day before the day begins, or when the program is opened later.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{ToSpan as _, Zoned};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::progress::Progress;
use crate::clock::Clock;
use crate::domain::command::Command;
use crate::domain::origin::Origin;
use crate::domain::value::UserId;
use crate::store::{CommitError, Store};

/// When the list is made: before anybody is up.
const DAWN: Time = Time::constant(5, 40, 0, 0);

/// The maker of lists.
pub(super) struct Calls {
    pub store: Store,
    pub clock: Clock,
    pub zone: TimeZone,
    pub me: Option<UserId>,
    pub progress: watch::Receiver<Progress>,
    pub stop: CancellationToken,
}

impl Calls {
    /// Makes a list a day until it is told to stop.
    pub(super) async fn keep(mut self) {
        let stop = self.stop.clone();
        tokio::select! {
            () = stop.cancelled() => {}
            () = self.go_on() => {}
        }
    }

    async fn go_on(&mut self) {
        loop {
            // Of a part of the people no list is made.
            if self
                .progress
                .wait_for(|progress| !progress.first_copy)
                .await
                .is_err()
            {
                return;
            }
            if let Err(error) = build(&self.store, &self.clock, &self.zone, self.me.as_ref()).await {
                tracing::warn!(
                    error = error.outline(),
                    "no call list could be made; the next start tries again"
                );
            }
            let now = self.clock.now().to_zoned(self.zone.clone());
            let nap = std::time::Duration::try_from(dawn(&now).timestamp().duration_since(now.timestamp()));
            tokio::select! {
                () = tokio::time::sleep(nap.unwrap_or_default()) => {}
                _begun = self.progress.wait_for(|progress| progress.first_copy) => {}
            }
        }
    }
}

/// The next time a list is made.
fn dawn(now: &Zoned) -> Zoned {
    let at = |days: i64| {
        let date = now.date().checked_add(days.days()).ok()?;
        date.to_datetime(DAWN).to_zoned(now.time_zone().clone()).ok()
    };
    let next = [0, 1].into_iter().filter_map(at).find(|dawn| dawn > now);
    next.unwrap_or_else(|| now.saturating_add(1.day()))
}

/// Makes today's list, unless there is one.
pub(super) async fn build(
    store: &Store,
    clock: &Clock,
    zone: &TimeZone,
    me: Option<&UserId>,
) -> Result<(), CommitError> {
    let day = clock.now().to_zoned(zone.clone()).date().to_string();
    let build = Command::BuildCalls { day, me: me.cloned() };
    store.commit(build, Origin::Engine).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_made_before_each_day() {
        let zone = TimeZone::get("America/Los_Angeles").unwrap();
        for (now, next) in [
            ("2026-03-07T20:00:00Z", "2026-03-08T12:40:00Z"),
            ("2026-04-14T12:39:59Z", "2026-04-14T12:40:00Z"),
            ("2026-04-14T12:40:00Z", "2026-04-15T12:40:00Z"),
        ] {
            let now: jiff::Timestamp = now.parse().unwrap();
            assert_eq!(dawn(&now.to_zoned(zone.clone())).timestamp().to_string(), next);
        }
    }
}
