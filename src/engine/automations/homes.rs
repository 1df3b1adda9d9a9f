//! Takes down whom what happened with homes concerns, so that it is heard like everything that happened with people.
//!
//! It is done whether or not an automation waits for it: a trial over the past goes by the same.

use std::sync::Arc;

use jiff::SignedDuration;

use super::Automations;
use crate::domain::command::{AutomationCommand, Command};
use crate::domain::listing::News;
use crate::domain::origin::Origin;
use crate::domain::value::ContactId;
use crate::engine::homes::{fits, looked_at, slow};
use crate::store::{CommitError, Reader};

/// Changes of homes that are looked at together: everybody who looks for one is read once for all of them.
const NEWS: usize = 1_000;
/// So many at most are told to fit in one commit, so that no edit waits long behind it.
const FITTING: usize = 500;
/// Homes that stand too long are looked for as often: they are counted in days.
const DAILY: SignedDuration = SignedDuration::from_hours(24);

impl Automations {
    /// Looks at everything that is new of homes. A page of people at a time is held against homes that fit, so that whoever else
    /// asks the file need not wait.
    pub(super) async fn follow_homes(&self) -> Result<(), CommitError> {
        if self.progress.borrow().first_copy || !self.store.read(Reader::has_home_news).await? {
            return Ok(());
        }
        if !self.helm.holds().await {
            return Ok(());
        }
        loop {
            let now = self.clock.now();
            let (news, told, offers) = self
                .ask(move |known| {
                    let news = known.reader.home_news(NEWS)?;
                    let (told, offers) = looked_at(known.reader, &news, now)?;
                    Ok((news, told, offers))
                })
                .await?;
            let Some(upto) = news.last().map(|last| last.nr) else {
                return Ok(());
            };
            let mut behind = if offers.is_empty() { None } else { Some(0) };
            let offers = Arc::new(offers);
            while let Some(row) = behind {
                let offers = Arc::clone(&offers);
                let (fitting, next) = self
                    .ask(move |known| fits(known.reader, known.directory(), &offers, (row, now)))
                    .await?;
                // That one fits is said once, so what is kept of it need not wait for the rest.
                for some in fitting.chunks(FITTING) {
                    self.concern(0, some.to_vec()).await?;
                }
                behind = next;
            }
            self.concern(upto, told).await?;
            if news.len() < NEWS {
                return Ok(());
            }
        }
    }

    /// Looks for homes of ours that stand too long, once a day and after each start.
    pub(super) async fn follow_slow_homes(&self) -> Result<(), CommitError> {
        let now = self.clock.now();
        let looked = self.mind().slow_homes;
        let is_lately = looked.is_some_and(|looked| now >= looked && now.duration_since(looked) < DAILY);
        if is_lately || self.progress.borrow().first_copy || !self.store.read(Reader::has_homes).await? {
            return Ok(());
        }
        if !self.helm.holds().await {
            return Ok(());
        }
        let concerned = self.ask(move |known| slow(known.reader, now)).await?;
        if !concerned.is_empty() {
            self.concern(0, concerned).await?;
        }
        self.mind().slow_homes = Some(now);
        Ok(())
    }

    async fn concern(&self, upto: i64, concerned: Vec<(ContactId, News)>) -> Result<(), CommitError> {
        let homes = AutomationCommand::Homes { upto, concerned };
        self.store
            .commit(Command::Automation(homes), Origin::Remote)
            .await?;
        Ok(())
    }
}
