//! What became of the items of a proposal, here and in the CRM: read from the rows that carry them, each time anew.

use rusqlite::OptionalExtension as _;

use crate::domain::outbox::OutboxState;
use crate::domain::plan::{ItemState, Proposal, Truth};
use crate::domain::value::OutboxId;
use crate::store::error::StoreError;
use crate::store::reader::Reader;

impl Reader {
    /// How each item of a proposal truly stands now, in the order of the items.
    pub fn receipts(&self, proposal: &Proposal) -> Result<Vec<Truth>, StoreError> {
        proposal
            .items
            .iter()
            .map(|(_, state)| {
                Ok(match state {
                    ItemState::Waiting => Truth::Waiting,
                    ItemState::Denied => Truth::Denied,
                    ItemState::NotStarted { why } => Truth::NotStarted { why: why.clone() },
                    ItemState::Done { outbox } => Truth::of_rows(&self.states_of(outbox)?),
                })
            })
            .collect()
    }

    fn states_of(&self, rows: &[OutboxId]) -> Result<Vec<OutboxState>, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT state FROM outbox WHERE id = ?1")?;
        let mut states = Vec::new();
        for row in rows {
            let word: Option<String> = statement.query_row([row.as_str()], |row| row.get(0)).optional()?;
            // A row that was joined with another one has gone along with it.
            states.extend(word.as_deref().and_then(OutboxState::from_word));
        }
        Ok(states)
    }
}
