//! Lists of changes that wait for a yes, with how each item truly stands.

use super::{Query, Sources};
use crate::domain::plan::{Proposal, Truth};
use crate::domain::value::{ProposalId, ThreadId};
use crate::store::StoreError;

/// A proposal and how each of its items truly stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The proposal.
    pub proposal: Proposal,
    /// How each item stands, in the order of the items.
    pub receipts: Vec<Truth>,
}

/// Every proposal of a chat, in the order in which they were made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposalsOf(pub ThreadId);

impl Query for ProposalsOf {
    type Answer = Vec<Standing>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        standing(sources, sources.reader.proposals(&self.0)?)
    }
}

/// Every proposal that waits for a yes, in the order in which they were made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenProposals;

impl Query for OpenProposals {
    type Answer = Vec<Standing>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        let now = sources.today.now;
        let open = sources.reader.open_proposals()?;
        let open = open.into_iter().filter(|proposal| proposal.expires > now);
        standing(sources, open.collect())
    }
}

/// One proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposalById(pub ProposalId);

impl Query for ProposalById {
    type Answer = Option<Standing>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        let found = sources.reader.proposal(&self.0)?;
        Ok(standing(sources, found.into_iter().collect())?.pop())
    }
}

fn standing(sources: &Sources<'_>, proposals: Vec<Proposal>) -> Result<Vec<Standing>, StoreError> {
    let with = |proposal: Proposal| {
        Ok(Standing {
            receipts: sources.reader.receipts(&proposal)?,
            proposal,
        })
    };
    proposals.into_iter().map(with).collect()
}
