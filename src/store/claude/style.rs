//! What Claude wrote where somebody writes, what that took the place of, and what is learnt when a message is sent there.
//!
//! Both stand among the drafts under names of their own, so that whoever is forgotten is forgotten there as well. How an agent
//! writes is a small value of the copy, one for each agent; it holds nothing of whom they wrote to.

use rusqlite::Connection;

use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::decide::{Decision, Rejection};
use crate::domain::fact::Topic;
use crate::domain::record::EntityKind;
use crate::domain::style::{Style, StyleCommand};
use crate::domain::value::{ContactId, UserId};
use crate::store::ask::drafts::{self, message_draft_name};
use crate::store::error::{CommitError, StoreError};
use crate::store::file::setting;
use crate::store::reader::Reader;
use crate::store::write::work::{Outcome, Work};

/// Before the name of a draft: what Claude wrote there.
const WROTE: &str = "claude:";
/// Before the name of a draft: what that took the place of.
const BEFORE: &str = "before:";

/// The name among the settings of how an agent writes.
fn name_of(me: Option<&UserId>) -> String {
    format!("style:{}", me.map_or("", UserId::as_str))
}

fn read(db: &Connection, me: Option<&UserId>) -> Result<Style, StoreError> {
    let kept = setting::get(db, &name_of(me))?;
    // One of a newer format is left alone until it is written anew.
    Ok(kept
        .and_then(|kept| serde_json::from_str(&kept).ok())
        .unwrap_or_default())
}

/// Carries out a change to how somebody writes.
pub(in crate::store) fn execute(work: &mut Work<'_>, command: &StyleCommand) -> Result<Outcome, CommitError> {
    if let StyleCommand::Wrote {
        contact,
        channel,
        text,
        before,
    } = command
    {
        let name = drafts::name_here(work.db, contact, *channel)?;
        if let Some((subject, body)) = before {
            keep_before(work, &name, Some(subject), body)?;
        }
        wrote(work.db, &name, text, work.at)?;
        return work.carry_out_quietly(Decision::default());
    }
    let me = work.me.clone();
    let mut style = read(work.db, me.as_ref())?;
    match command {
        StyleCommand::Put { id, text } => {
            let fresh = (work.fresh)();
            style
                .put(id.as_deref(), text, &fresh, work.now)
                .map_err(Rejection::Invalid)?;
        }
        StyleCommand::Drop { id } if !style.forget(id) => {
            return Err(CommitError::NotFound("what is known of how you write".to_owned()));
        }
        StyleCommand::Drop { .. } | StyleCommand::Wrote { .. } => {}
    }
    keep(work, &style)?;
    let mut outcome = work.carry_out_quietly(Decision::default())?;
    outcome.topics.push(Topic::Records(EntityKind::Contact));
    Ok(outcome)
}

fn keep(work: &Work<'_>, style: &Style) -> Result<(), CommitError> {
    let kept = serde_json::to_string(style).map_err(StoreError::from)?;
    Ok(setting::set(work.db, &name_of(work.me.as_ref()), &kept)?)
}

/// What Claude wrote under the name of a draft; an empty text forgets it.
pub(in crate::store) fn wrote(db: &Connection, name: &str, text: &str, at: i64) -> Result<(), StoreError> {
    drafts::keep(db, &format!("{WROTE}{name}"), None, text, at)
}

/// Words of Claude's are laid where somebody may have typed: theirs are kept beside them.
pub(in crate::store) fn took_place(work: &Work<'_>, name: &str, text: &str) -> Result<(), StoreError> {
    if let Some((subject, body)) = drafts::read(work.db, name)?.filter(|(_, body)| body != text) {
        keep_before(work, name, subject.as_deref(), &body)?;
    }
    wrote(work.db, name, text, work.at)
}

fn keep_before(work: &Work<'_>, name: &str, subject: Option<&str>, body: &str) -> Result<(), StoreError> {
    if body.trim().is_empty() {
        return Ok(());
    }
    drafts::keep(work.db, &format!("{BEFORE}{name}"), subject, body, work.at)
}

/// A message is sent from under the name of a draft: what they changed of Claude's words is learnt, and nothing is kept of it.
pub(in crate::store) fn sent(work: &Work<'_>, name: &str, draft: &Draft) -> Result<(), CommitError> {
    let claude = format!("{WROTE}{name}");
    if let Some((_, wrote)) = drafts::read(work.db, &claude)? {
        let before = read(work.db, work.me.as_ref())?;
        let mut style = before.clone();
        style.learn(&wrote, &draft.body, work.now);
        if style != before {
            keep(work, &style)?;
        }
    }
    for name in [claude, format!("{BEFORE}{name}")] {
        drafts::keep(work.db, &name, None, "", work.at)?;
    }
    Ok(())
}

/// Hands over what stands beside the drafts to a person who is known under another id from now on.
pub(in crate::store) fn hand_over(db: &Connection, from: &str, to: &str, at: i64) -> Result<(), StoreError> {
    for channel in Channel::ALL {
        for kind in [WROTE, BEFORE] {
            let old = format!("{kind}{}", message_draft_name(&from.into(), channel));
            if let Some((subject, body)) = drafts::read(db, &old)? {
                let new = format!("{kind}{}", message_draft_name(&to.into(), channel));
                drafts::keep(db, &new, subject.as_deref(), &body, at)?;
                drafts::keep(db, &old, None, "", at)?;
            }
        }
    }
    Ok(())
}

impl Reader {
    /// How an agent writes.
    pub fn style(&self, me: Option<&UserId>) -> Result<Style, StoreError> {
        read(&self.db, me)
    }

    /// Subject and text that words of Claude's took the place of where somebody is written to.
    pub fn words_before(
        &self,
        contact: &ContactId,
        channel: Channel,
    ) -> Result<Option<(Option<String>, String)>, StoreError> {
        let name = drafts::name_here(&self.db, contact, channel)?;
        drafts::read(&self.db, &format!("{BEFORE}{name}"))
    }
}

#[cfg(test)]
mod tests;
