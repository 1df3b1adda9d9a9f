//! What questions are answered from, for as long as the program runs: of a screen, of the command line, of Claude.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::query::Sources;
use super::scores::Scorer;
use super::scores::learned::{InUse, Learner};
use crate::clock::Clock;
use crate::domain::access::Role;
use crate::domain::filter::Today;
use crate::domain::gate::Rules;
use crate::domain::plan::Permits;
use crate::domain::today::Terms;
use crate::domain::value::UserId;
use crate::store::{Reader, Roster, Store, StoreError};

/// The local copy with what gives its words a meaning. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Desk {
    pub store: Store,
    pub roster: Roster,
    pub clock: Clock,
    pub zone: TimeZone,
    pub me: Option<UserId>,
    pub role: Role,
    pub rules: Arc<Rules>,
    pub terms: Arc<Terms>,
    pub permits: Arc<Permits>,
}

impl Desk {
    /// Answers a question on a reading thread.
    pub async fn read<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Sources<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let desk = self.clone();
        self.store
            .read(move |reader| question(&desk.sources(reader)))
            .await
    }

    /// The same for a caller without a runtime.
    pub fn read_blocking<T>(
        &self,
        question: impl FnOnce(&Sources<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.store.read_blocking(|reader| question(&self.sources(reader)))
    }

    /// Who keeps scores current, by the model that is in use.
    pub fn scorer(&self, learned: &InUse) -> Scorer {
        Scorer {
            store: self.store.clone(),
            clock: self.clock.clone(),
            zone: self.zone.clone(),
            learned: learned.clone(),
        }
    }

    /// Who learns from the account's own closings.
    pub fn learner(&self) -> Learner {
        Learner {
            store: self.store.clone(),
            clock: self.clock.clone(),
            zone: self.zone.clone(),
        }
    }

    fn sources<'a>(&'a self, reader: &'a Reader) -> Sources<'a> {
        Sources {
            reader,
            roster: &self.roster,
            today: self.today(),
            role: self.role,
            rules: &self.rules,
            terms: &self.terms,
        }
    }

    /// What the words of a filter mean now.
    pub fn today(&self) -> Today {
        Today {
            now: self.clock.now(),
            zone: self.zone.clone(),
            me: self.me.clone(),
            vocabulary: Arc::default(),
        }
    }
}
