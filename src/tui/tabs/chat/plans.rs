//! What Claude proposes in the open chat: which items are picked, and what is decided.
//!
//! A yes counts for what was drawn. What the store tells comes into sight with the next frame ([`Plans::show`]), and the
//! keys and the seal go by what is in sight, never by what came after it.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::domain::command::Command;
use crate::domain::plan::{Item, ItemState, Proposal, ProposalChange, Stand, Weight};
use crate::domain::value::{ContactId, Foreign, ProposalId, TurnId};
use crate::engine::before::ASK_FROM;
use crate::engine::query::{ItemAnew, Reach, Worked};
use crate::engine::view::Receipt;
use crate::tui::backend::Decide;
use crate::tui::effect::Effects;
use crate::tui::notice::Notice;
use crate::tui::overlays::confirm::{Confirm, Confirmed};
use crate::tui::overlays::prompt::Prompt;
use crate::tui::overlays::sheet::{Sheet, SheetLine};
use crate::tui::pane::{Cx, Look};
use crate::tui::text::{count, phone};
use crate::tui::ticket::{Loaded, Slot};
use crate::tui::widgets::list::Motion;

/// The proposals of the open chat.
#[derive(Default)]
pub(super) struct Plans {
    /// As the store told last.
    told: Vec<Proposal>,
    /// As they are drawn.
    shown: Vec<Proposal>,
    reach: HashMap<ContactId, Reach>,
    /// What a person picked or put back; what nobody touched goes by its weight.
    picks: HashMap<(ProposalId, usize), bool>,
    /// Which of the shown.
    at: usize,
    /// Which item of it, and the first in sight.
    cursor: usize,
    top: usize,
    page: usize,
    done: Slot<Receipt>,
    rejected: Slot<Receipt>,
    edited: Slot<Receipt>,
    reason: Slot<String>,
    wording: Slot<String>,
    anew: Slot<Item>,
    sure: Slot<Confirmed>,
    /// What is done once the number is typed.
    waits: Option<Decide>,
    /// The item whose words are being changed.
    editing: Option<(ProposalId, usize, Item)>,
}

impl Plans {
    /// Forgets everything: another chat comes.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Takes what the store tells.
    pub fn fill(&mut self, worked: &Worked) {
        self.told.clone_from(&worked.proposals);
        self.reach.clone_from(&worked.reach);
    }

    /// Puts in sight what waits for a person, and what was decided about the newest answer. Whether one gave way to another by
    /// itself: a key that was meant for the one before must not decide the next.
    pub fn show(&mut self, now: Timestamp, is_newest: impl Fn(&TurnId) -> bool) -> bool {
        let mut shown = self.told.clone();
        for proposal in shown.iter_mut().filter(|made| made.expires <= now) {
            if proposal.is_open() {
                proposal.stand = Stand::Expired;
            }
        }
        shown.retain(|made| made.is_open() || is_newest(&made.turn));
        if shown == self.shown {
            return false;
        }
        let here = self.current().map(|made| made.id.clone());
        for before in std::mem::take(&mut self.shown) {
            let now = shown.iter().find(|now| now.id == before.id);
            // Other words are another wish: whoever picked the old ones has not picked these.
            for (nr, (item, _)) in before.items.iter().enumerate() {
                let same = now.and_then(|now| now.items.get(nr)).map(|(item, _)| item);
                if same != Some(item) {
                    self.picks.remove(&(before.id.clone(), nr));
                }
            }
        }
        self.shown = shown;
        let still = here
            .as_ref()
            .and_then(|id| self.shown.iter().position(|made| made.id == *id));
        self.at = still.unwrap_or(self.at);
        let open = self.shown.iter().position(Proposal::is_open);
        if !self.current().is_some_and(Proposal::is_open) {
            self.at = open.unwrap_or(self.at).min(self.shown.len().saturating_sub(1));
            (self.cursor, self.top) = (0, 0);
        }
        let last = self
            .current()
            .map_or(0, |made| made.items.len().saturating_sub(1));
        self.cursor = self.cursor.min(last);
        here.is_some() && self.current().map(|made| &made.id) != here.as_ref()
    }

    /// The proposal in sight.
    pub fn current(&self) -> Option<&Proposal> {
        self.shown.get(self.at)
    }

    /// Which of how many proposals is in sight, from 1.
    pub fn place(&self) -> (usize, usize) {
        (self.at + 1, self.shown.len())
    }

    /// Whether the one in sight waits for a person.
    pub fn is_open(&self) -> bool {
        self.current().is_some_and(Proposal::is_open)
    }

    /// The item under the cursor.
    pub fn item(&self) -> Option<(usize, &Item, &ItemState)> {
        let (item, state) = self.current()?.items.get(self.cursor)?;
        Some((self.cursor, item, state))
    }

    /// The number of the item under the cursor.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The items in sight, with their numbers.
    pub fn rows(&self) -> impl Iterator<Item = (usize, &(Item, ItemState))> {
        let items = self.current().map_or(&[][..], |made| &made.items);
        items.iter().enumerate().skip(self.top).take(self.page)
    }

    /// Learns how many items fit.
    pub fn set_page(&mut self, page: usize) {
        self.page = page.max(1);
        let len = self.current().map_or(0, |made| made.items.len());
        let top = self
            .top
            .min(self.cursor)
            .max((self.cursor + 1).saturating_sub(self.page));
        self.top = top.min(len.saturating_sub(self.page));
    }

    /// Moves the cursor.
    pub fn go(&mut self, motion: Motion) {
        let len = self.current().map_or(0, |made| made.items.len());
        self.cursor = motion.target(self.cursor, len, self.page);
    }

    /// To another proposal.
    pub fn turn(&mut self, forward: bool) {
        let last = self.shown.len().saturating_sub(1);
        self.at = if forward {
            (self.at + 1).min(last)
        } else {
            self.at.saturating_sub(1)
        };
        (self.cursor, self.top) = (0, 0);
    }

    /// Whether an item is picked: what reaches a person only after a person picked it.
    pub fn is_picked(&self, nr: usize) -> bool {
        let Some(made) = self.current() else { return false };
        let Some((item, state)) = made.items.get(nr) else {
            return false;
        };
        let key = (made.id.clone(), nr);
        // What somebody typed is given up by a pick of its own.
        let unasked = item.deed.weight() < Weight::Leaves && !item.replaces_words();
        let wanted = self.picks.get(&key).copied().unwrap_or(unasked);
        wanted && !item.is_blocked() && *state == ItemState::Waiting
    }

    /// The numbers of what is picked.
    pub fn picked(&self) -> Vec<usize> {
        let len = self.current().map_or(0, |made| made.items.len());
        (0..len).filter(|nr| self.is_picked(*nr)).collect()
    }

    /// Picks the item under the cursor, or puts it back.
    pub fn toggle(&mut self, cx: &mut Cx<'_>) {
        let Some((nr, item, _)) = self.item() else { return };
        if let Some(remark) = item.remarks.iter().find(|remark| remark.blocks) {
            return cx.say(Notice::warn(format!("cannot be picked: {}", remark.text)));
        }
        let now = !self.is_picked(nr);
        if let Some(made) = self.current() {
            self.picks.insert((made.id.clone(), nr), now);
        }
    }

    /// Does what is picked. Many people, or messages to more than one, are asked for by their number first.
    pub fn apply(&mut self, cx: &mut Cx<'_>) -> Effects {
        let picked = self.picked();
        let Some(made) = self.current() else {
            return Effects::unchanged();
        };
        let Some(seal) = made.seal(&picked) else {
            return Effects::unchanged();
        };
        let decide = Decide {
            turn: made.turn.clone(),
            change: ProposalChange::Apply {
                proposal: made.id.clone(),
                picked: picked.clone(),
                seal,
            },
        };
        let items: Vec<&Item> = picked
            .iter()
            .filter_map(|nr| made.items.get(*nr))
            .map(|(item, _)| item)
            .collect();
        let sends = items.iter().filter(|item| item.deed.weight() == Weight::Leaves);
        let mut reached: Vec<&ContactId> = sends.map(|item| item.deed.contact()).collect();
        reached.sort();
        reached.dedup();
        if items.len() < ASK_FROM && reached.len() < 2 {
            return cx.ask(&mut self.done, decide).into();
        }
        let lines = vec![
            ("what", kinds(items.iter().copied())),
            (
                "reach",
                count(
                    reached.len() as u64,
                    "person is written to",
                    "people are written to",
                ),
            ),
            (
                "undo",
                format!("one line; {} takes it back", cx.look.key("app.undo")),
            ),
        ];
        let people = items.iter().map(|item| {
            let words = Foreign::from(item.after.as_str()).shown();
            let who = Foreign::from(item.who.as_str()).shown();
            (who, format!("{} · {words}", item.deed.word()))
        });
        let (people, number) = (people.collect(), picked.len() as u64);
        self.waits = Some(decide);
        let ticket = cx.ticket(&mut self.sure);
        cx.open(Confirm::new("do what Claude proposes".to_owned(), lines, number, ticket).about(people));
        Effects::none()
    }

    /// Asks why it is rejected.
    pub fn reject(&mut self, cx: &mut Cx<'_>) -> Effects {
        let ticket = cx.ticket(&mut self.reason);
        cx.open(Prompt::line(
            "reject all of it",
            "why? Claude is told with your next question; empty is fine",
            ticket,
            "",
            Box::new(|_| Ok("enter rejects it".to_owned())),
        ));
        Effects::none()
    }

    /// Lets the words of the item under the cursor be changed.
    pub fn edit(&mut self, cx: &mut Cx<'_>) -> Effects {
        let Some((nr, item, _)) = self.item() else {
            return Effects::unchanged();
        };
        let (Some(made), Some(words)) = (self.current(), item.deed.wording()) else {
            return Effects::unchanged();
        };
        let title = format!(
            "{} · {}",
            item.deed.word(),
            Foreign::from(item.who.as_str()).shown()
        );
        let words = words.to_owned();
        self.editing = Some((made.id.clone(), nr, item.clone()));
        let ticket = cx.ticket(&mut self.wording);
        cx.open(Prompt::lines(title, "the words", ticket, &words));
        Effects::none()
    }

    /// Shows one item in full: to whom, how, the exact words, and what is to be known of it.
    pub fn look(&self, cx: &mut Cx<'_>) {
        let Some((nr, item, state)) = self.item() else {
            return;
        };
        let of = self.current().map_or(0, |made| made.items.len());
        let mut lines = vec![("who".to_owned(), shown(&item.who))];
        if let Some(draft) = item.deed.draft() {
            let to = self
                .reach
                .get(&draft.contact)
                .map(|reach| reach.on(draft.channel).shown());
            let to = to.unwrap_or_default().or("nothing is known to write to");
            let to = phone(to.as_str());
            lines.push(("to".to_owned(), format!("{to} by {}", draft.channel.word())));
            if let Some(subject) = &draft.subject {
                lines.push(("subject".to_owned(), shown(subject)));
            }
        }
        if !item.before.is_empty() {
            lines.push(("now".to_owned(), shown(&item.before)));
        }
        match item.deed.draft() {
            Some(draft) => lines.push(("words".to_owned(), shown(&draft.body))),
            None => lines.push(("then".to_owned(), shown(&item.after))),
        }
        if let Some(words) = item
            .deed
            .wording()
            .filter(|words| item.deed.draft().is_none() && *words != item.after)
        {
            lines.push(("words".to_owned(), shown(words)));
        }
        lines.extend(remarks(item));
        lines.push(("state".to_owned(), self.state(item, state, cx.look)));
        let title = format!("{} {} of {of}", item.deed.word(), nr + 1);
        cx.open(Sheet::new(title, lines));
    }

    fn state(&self, item: &Item, state: &ItemState, look: Look<'_>) -> String {
        match (state, self.current()) {
            (ItemState::Waiting, Some(made)) if !made.is_open() => "nothing was done".to_owned(),
            (ItemState::Waiting, _) if item.is_blocked() => "cannot be done as it is".to_owned(),
            (ItemState::Waiting, Some(made)) => {
                format!(
                    "nothing is done yet; a yes counts until {}",
                    look.due(made.expires)
                )
            }
            (state, _) => became(state),
        }
    }

    /// Says of each item why it is as it is, and who was left out.
    pub fn why(&self, cx: &mut Cx<'_>) {
        let Some(made) = self.current() else { return };
        let mut lines = Vec::new();
        for (item, _) in &made.items {
            let said = remarks(item);
            if !said.is_empty() {
                lines.push((
                    String::new(),
                    format!("{}: {}", item.deed.word(), shown(&item.who)),
                ));
                lines.extend(said);
            }
        }
        for out in &made.left_out {
            lines.push(("left out".to_owned(), shown(out)));
        }
        if lines.is_empty() {
            return cx.say(Notice::new(
                "nothing stands against any of it, and nobody was left out",
            ));
        }
        cx.open(Sheet::new("what is to be known", lines));
    }

    /// Takes in what belongs to proposals; `None` when it does not.
    pub fn take(&mut self, loaded: &mut Loaded, cx: &mut Cx<'_>) -> Option<Effects> {
        if let Some(done) = self.done.take(loaded) {
            match done {
                Ok(receipt) => cx.say(told(receipt)),
                Err(refusal) => cx.say(Notice::bad(refusal.0)),
            }
            return Some(Effects::none());
        }
        if let Some(sure) = self.sure.take(loaded) {
            let decide = self.waits.take().filter(|_| sure.is_ok());
            return Some(decide.map_or_else(Effects::none, |decide| cx.ask(&mut self.done, decide).into()));
        }
        if let Some(reason) = self.reason.take(loaded) {
            let (Ok(reason), Some(made)) = (reason, self.current()) else {
                return Some(Effects::none());
            };
            let proposal = made.id.clone();
            let reject = Command::Proposal(ProposalChange::Reject { proposal, reason });
            return Some(cx.submit(&mut self.rejected, reject).into());
        }
        if let Some(rejected) = self.rejected.take(loaded) {
            match rejected {
                Ok(_) => cx.say(Notice::new(
                    "rejected; nothing was done; Claude is told with your next question",
                )),
                Err(refusal) => cx.say(Notice::bad(refusal.0)),
            }
            return Some(Effects::none());
        }
        self.take_edit(loaded, cx)
    }

    fn take_edit(&mut self, loaded: &mut Loaded, cx: &mut Cx<'_>) -> Option<Effects> {
        if let Some(wording) = self.wording.take(loaded) {
            let (Ok(wording), Some((_, _, item))) = (wording, &self.editing) else {
                return Some(Effects::none());
            };
            let question = ItemAnew {
                item: item.clone(),
                wording,
                at: cx.now,
            };
            return Some(cx.ask(&mut self.anew, question).into());
        }
        if let Some(anew) = self.anew.take(loaded) {
            let (proposal, nr, item) = match (anew, self.editing.take()) {
                (Ok(item), Some((proposal, nr, _))) => (proposal, nr, item),
                (Err(refusal), _) => {
                    cx.say(Notice::bad(refusal.0));
                    return Some(Effects::none());
                }
                (Ok(_), None) => return Some(Effects::none()),
            };
            let edit = Command::Proposal(ProposalChange::Edit { proposal, nr, item });
            return Some(cx.submit(&mut self.edited, edit).into());
        }
        match self.edited.take(loaded)? {
            Ok(_) => cx.say(Notice::new("changed; it is picked anew once you have seen it")),
            Err(refusal) => cx.say(Notice::bad(refusal.0)),
        }
        Some(Effects::none())
    }
}

/// What was done, what was not, and how it is taken back.
fn told(receipt: Receipt) -> Notice {
    let notice = if receipt.cannot.is_empty() {
        Notice::new(format!(
            "{}; Claude is told with your next question",
            receipt.summary
        ))
    } else {
        Notice::warn(format!(
            "{}; not done: {}",
            receipt.summary,
            receipt.cannot.join("; ")
        ))
    };
    if receipt.undo.is_some() {
        notice.with_undo()
    } else {
        notice
    }
}

/// How many of each kind: `4 texts, 1 tag`.
pub(super) fn kinds<'a>(items: impl Iterator<Item = &'a Item>) -> String {
    let mut kinds: Vec<(&'static str, u64)> = Vec::new();
    for item in items {
        let word = item.deed.word();
        match kinds.iter_mut().find(|(kind, _)| *kind == word) {
            Some((_, number)) => *number += 1,
            None => kinds.push((word, 1)),
        }
    }
    let words: Vec<String> = kinds
        .into_iter()
        .map(|(kind, number)| count(number, kind, &format!("{kind}s")))
        .collect();
    words.join(", ")
}

/// What became of an item, in a few words.
pub(super) fn became(state: &ItemState) -> String {
    match state {
        ItemState::Waiting => String::new(),
        ItemState::Done { .. } => "done".to_owned(),
        ItemState::Denied => "declined".to_owned(),
        ItemState::NotStarted { why } => format!("not done: {}", Foreign::from(why.as_str()).shown()),
    }
}

fn remarks(item: &Item) -> Vec<SheetLine> {
    let line = |blocks: bool, text: &str| {
        let word = if blocks { "blocked" } else { "know" };
        (word.to_owned(), shown(text))
    };
    item.remarks
        .iter()
        .map(|remark| line(remark.blocks, &remark.text))
        .collect()
}

fn shown(text: &str) -> String {
    Foreign::from(text).shown_lines().to_string()
}
