//! What was said in the open chat, the answer that is being written, and where the reader is.
//!
//! The place of the reader is a line of a turn, not a number of lines from the top: turns are laid out only when they
//! come into sight, and nothing that is added below moves what is being read. At the end it follows.

use std::sync::Arc;

use jiff::Timestamp;
use ratatui::style::Style;
use ratatui::text::Line;

use super::{notes, sources, turn};
use crate::domain::chat::{Speaker, Turn, TurnOutcome, TurnUsage};
use crate::domain::value::{ContactId, TurnId};
use crate::engine::query::Worked;
use crate::engine::{Live, OtherModel, Phase, Step};
use crate::tui::pane::{Look, World};
use crate::tui::widgets::markdown::stream::Stream;

/// The name of a question before it is kept.
const PENDING: &str = "";

/// A question, or an answer with what it had looked up on its way, and their lines once they were in sight.
struct Kept {
    /// One for a question; an answer has one more after each round of looking up, with the results between them.
    turns: Vec<Turn>,
    lines: Option<Vec<Line<'static>>>,
    notes: Option<Vec<Line<'static>>>,
}

impl Kept {
    const fn new(turns: Vec<Turn>) -> Self {
        Self {
            turns,
            lines: None,
            notes: None,
        }
    }

    fn last(&self) -> Option<&Turn> {
        self.turns.last()
    }

    fn is_question(&self) -> bool {
        self.turns.first().is_some_and(Turn::is_question)
    }

    /// Whether a turn says more of the same answer: it is what was looked up, or what was said after that.
    fn goes_on_with(&self, turn: &Turn) -> bool {
        let answers = |turn: &Turn| turn.speaker == Speaker::Assistant;
        match self.last() {
            Some(last) if self.turns.first().is_some_and(answers) => {
                !turn.is_question() && turn.summary().is_none() && last.speaker != turn.speaker
            }
            _ => false,
        }
    }

    /// It ends with what was looked up: its next words are still to come.
    fn is_waiting(&self) -> bool {
        self.turns.len() > 1 && self.last().is_some_and(|last| last.speaker == Speaker::User)
    }
}

/// The answer that is being written.
struct Writing {
    turn: Option<TurnId>,
    text: Arc<str>,
    stream: Stream,
    thinking: Arc<str>,
    /// The thinking as lines.
    thought: Vec<Line<'static>>,
    steps: Arc<[Step]>,
    /// What was looked up so far, as lines.
    notes: Vec<Line<'static>>,
    phase: Phase,
    seconds: u64,
    other_model: Option<OtherModel>,
}

/// How many lines the parts of an item have, from above.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Shape {
    head: usize,
    words: usize,
    notes: usize,
    doing: usize,
    gap: usize,
}

impl Shape {
    const fn rows(self) -> usize {
        self.head + self.words + self.notes + self.doing + self.gap
    }
}

/// The first line in sight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    item: usize,
    line: usize,
}

/// What was said.
pub(super) struct Transcript {
    /// What is kept, and at its end the question that is on its way into the store.
    kept: Vec<Kept>,
    writing: Option<Writing>,
    worked: Worked,
    top: Place,
    /// The end is in sight and stays there.
    follows: bool,
    thinking: bool,
    columns: usize,
    rows: usize,
}

impl Default for Transcript {
    fn default() -> Self {
        Self {
            kept: Vec::new(),
            writing: None,
            worked: Worked::default(),
            top: Place::default(),
            follows: true,
            thinking: false,
            columns: 1,
            rows: 1,
        }
    }
}

impl Transcript {
    /// Forgets everything: another chat comes.
    pub fn clear(&mut self) {
        *self = Self {
            thinking: self.thinking,
            columns: self.columns,
            rows: self.rows,
            ..Self::default()
        };
    }

    /// Takes the chat as it is kept now. Turns that did not change keep their lines.
    pub fn fill(&mut self, turns: Vec<Turn>) {
        let over = |turn: &Turn| turn.outcome != TurnOutcome::Open;
        let is_kept = |id: &TurnId| turns.iter().any(|turn| turn.id == *id && over(turn));
        let ended = self.writing.as_ref().is_some_and(|writing| {
            matches!(writing.phase, Phase::Ended(_)) && writing.turn.as_ref().is_none_or(is_kept)
        });
        if ended {
            self.writing = None;
        }
        let mut before = std::mem::take(&mut self.kept).into_iter();
        let here = self.writing.as_ref().and_then(|writing| writing.turn.clone());
        let mut kept: Vec<Kept> = Vec::new();
        for turn in turns.into_iter().filter(|turn| Some(&turn.id) != here.as_ref()) {
            match kept.last_mut().filter(|last| last.goes_on_with(&turn)) {
                Some(last) => last.turns.push(turn),
                None => kept.push(Kept::new(vec![turn])),
            }
        }
        let known = kept.into_iter().map(|kept| {
            let known = before.next().filter(|before| before.turns == kept.turns);
            known.unwrap_or(kept)
        });
        self.kept = known.collect();
        self.top.item = self.top.item.min(self.items().saturating_sub(1));
    }

    /// Takes what the answers had looked up and what became of what they propose.
    pub fn fill_work(&mut self, worked: Worked) {
        if self.worked == worked {
            return;
        }
        let same_sources = self.worked.sources == worked.sources;
        self.worked = worked;
        for kept in &mut self.kept {
            kept.notes = None;
            if !same_sources {
                kept.lines = None;
            }
        }
    }

    /// Shows a question before it is kept.
    pub fn announce(&mut self, question: &str, now: Timestamp) {
        let turn = Turn {
            id: PENDING.into(),
            speaker: Speaker::User,
            blocks: Vec::new(),
            partial: Some(question.into()),
            outcome: TurnOutcome::Complete,
            model: None,
            usage: None,
            at: now,
            took_ms: None,
        };
        self.kept.push(Kept::new(vec![turn]));
        self.follows = true;
    }

    /// The question was refused.
    pub fn forget_question(&mut self) {
        let is_pending = |kept: &mut Kept| kept.last().is_some_and(|turn| turn.id.as_str() == PENDING);
        self.kept.pop_if(is_pending);
    }

    /// Follows the answer that is being written in this chat.
    pub fn follow(&mut self, live: &Live, world: &World) {
        let ended = matches!(live.phase, Phase::Ended(_) | Phase::Idle);
        if ended && self.writing.is_none() {
            return;
        }
        let columns = self.columns.saturating_sub(turn::INDENT).max(1);
        let writing = self.writing.get_or_insert_with(|| Writing::new(columns));
        writing.phase = live.phase.clone();
        writing.seconds = live.seconds;
        writing.other_model.clone_from(&live.other_model);
        // An ended turn has handed its text over to the store; what is shown stays until it comes back from there.
        if ended {
            return;
        }
        if !live.text.starts_with(&*writing.text) {
            writing.stream = Stream::new(columns);
        }
        if writing.turn != live.turn {
            writing.turn.clone_from(&live.turn);
            // It may have come from the store already, as a turn that is open.
            for kept in &mut self.kept {
                let before = kept.turns.len();
                kept.turns.retain(|turn| Some(&turn.id) != live.turn.as_ref());
                if kept.turns.len() != before {
                    kept.lines = None;
                }
            }
            self.kept.retain(|kept| !kept.turns.is_empty());
        }
        writing.text = Arc::clone(&live.text);
        writing.stream.show(&sources::coming(&writing.text), &world.skin);
        if writing.thinking != live.thinking {
            writing.thinking = Arc::clone(&live.thinking);
            writing.think(columns, self.thinking, world);
        }
        if writing.steps != live.steps {
            writing.steps = Arc::clone(&live.steps);
            writing.note(columns, world);
        }
    }

    /// The last turn that is kept.
    pub fn last(&self) -> Option<&Turn> {
        self.kept.last()?.last()
    }

    /// The last answer with words in it.
    pub fn last_answer(&self) -> Option<&Turn> {
        let mut turns = self.kept.iter().rev().flat_map(|kept| kept.turns.iter().rev());
        turns.find(|turn| turn.speaker == Speaker::Assistant && !turn.text().is_empty())
    }

    /// Whether a turn belongs to the answer to the last question.
    pub fn is_newest(&self, id: &TurnId) -> bool {
        let asked = self.kept.iter().rposition(Kept::is_question).unwrap_or(0);
        let mut turns = self.kept.iter().skip(asked).flat_map(|kept| &kept.turns);
        turns.any(|turn| turn.id == *id)
    }

    /// Whom the first source of the last answer is about.
    pub fn first_source(&self) -> Option<&ContactId> {
        let words = self
            .kept
            .iter()
            .rev()
            .map(|kept| turn::joined(&kept.turns, Turn::text));
        let sources = words.map(|words| sources::numbered(&words, Some(&self.worked.sources)).1);
        let first = sources
            .into_iter()
            .find_map(|sources| sources.into_iter().next())?;
        self.worked.sources.get(&first).map(|cited| &cited.contact)
    }

    /// Questions so far, the newest first.
    pub fn questions(&self) -> impl Iterator<Item = String> + '_ {
        let turns = self.kept.iter().rev().flat_map(|kept| &kept.turns);
        turns.filter(|turn| turn.is_question()).map(Turn::text)
    }

    /// What the newest answer used.
    pub fn usage(&self) -> Option<&TurnUsage> {
        let mut turns = self.kept.iter().rev().flat_map(|kept| kept.turns.iter().rev());
        turns.find_map(|turn| turn.usage.as_ref())
    }

    /// Nothing was said yet.
    pub fn is_empty(&self) -> bool {
        self.items() == 0
    }

    /// Shows or hides the thinking.
    pub fn toggle_thinking(&mut self, world: &World) {
        self.thinking = !self.thinking;
        self.lay_out_again(world);
    }

    fn lay_out_again(&mut self, world: &World) {
        for kept in &mut self.kept {
            kept.lines = None;
            kept.notes = None;
        }
        if let Some(writing) = &mut self.writing {
            let columns = self.columns.saturating_sub(turn::INDENT).max(1);
            writing.stream = Stream::new(columns);
            writing.stream.show(&sources::coming(&writing.text), &world.skin);
            writing.think(columns, self.thinking, world);
            writing.note(columns, world);
        }
    }

    fn items(&self) -> usize {
        self.kept.len() + usize::from(self.writing.is_some())
    }

    /// Learns how much room there is and makes sure that whatever is in sight has lines.
    pub fn arrange(&mut self, columns: usize, rows: usize, world: &World) {
        self.rows = rows.max(1);
        if self.columns != columns {
            self.columns = columns;
            self.lay_out_again(world);
        }
        let bottom = self.bottom(world);
        if self.follows || self.top >= bottom {
            self.top = bottom;
            self.follows = true;
        }
        let mut below = 0;
        for item in self.top.item..self.items() {
            below += self.height(item, world);
            if below >= self.top.line + self.rows {
                break;
            }
        }
    }

    /// The first line of a view that ends with the last line.
    fn bottom(&mut self, world: &World) -> Place {
        let mut missing = self.rows;
        for item in (0..self.items()).rev() {
            let height = self.height(item, world);
            if height >= missing {
                let line = height - missing;
                return Place { item, line };
            }
            missing -= height;
        }
        Place::default()
    }

    /// Scrolls by lines; negative numbers go up.
    pub fn scroll(&mut self, by: isize, world: &World) {
        self.follows = false;
        let mut left = by.unsigned_abs();
        while left > 0 {
            if by < 0 {
                let step = left.min(self.top.line);
                self.top.line -= step;
                left -= step;
                if left > 0 {
                    let Some(before) = self.top.item.checked_sub(1) else {
                        return;
                    };
                    self.top = Place {
                        item: before,
                        line: self.height(before, world),
                    };
                }
            } else {
                let rest = self.height(self.top.item, world).saturating_sub(self.top.line);
                if left < rest || self.top.item + 1 >= self.items() {
                    self.top.line += left;
                    break;
                }
                left -= rest;
                self.top = Place {
                    item: self.top.item + 1,
                    line: 0,
                };
            }
        }
    }

    /// To the first line.
    pub fn go_top(&mut self) {
        self.follows = false;
        self.top = Place::default();
    }

    /// To the last line, and stay there.
    pub fn go_end(&mut self) {
        self.follows = true;
    }

    /// To the question before or after the first line in sight.
    pub fn go_question(&mut self, forward: bool) {
        let is_question = |at: &usize| self.kept.get(*at).is_some_and(Kept::is_question);
        let here = self.top;
        let found = if forward {
            (here.item + 1..self.kept.len()).find(is_question)
        } else {
            let end = if here.line == 0 { here.item } else { here.item + 1 };
            (0..end.min(self.kept.len())).rev().find(is_question)
        };
        match found {
            Some(item) => {
                self.follows = false;
                self.top = Place { item, line: 0 };
            }
            None if forward => self.go_end(),
            None => self.go_top(),
        }
    }

    /// Questions that can be gone back to, the newest first.
    pub fn asked(&self) -> impl Iterator<Item = &Turn> {
        let turns = self.kept.iter().rev().filter_map(|kept| kept.turns.first());
        turns.filter(|turn| turn.is_question() && turn.id.as_str() != PENDING)
    }

    /// The first question below the one in sight; none while the end is read.
    pub fn question_below(&self) -> Option<&Turn> {
        let below = self.kept.iter().skip(self.top.item + 1);
        let mut below = below.filter_map(|kept| kept.turns.first());
        below.find(|turn| turn.is_question()).filter(|_| !self.follows)
    }

    /// Rows on the screen.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Whether there is more below what is in sight.
    pub fn is_above_end(&self) -> bool {
        !self.follows
    }

    /// Whether the words of this item go on in the answer that is being written.
    fn goes_on(&self, item: usize) -> bool {
        let is_last = item + 1 == self.kept.len() && self.writing.is_some();
        is_last && self.kept.get(item).is_some_and(Kept::is_waiting)
    }

    /// Lines of an item: head, words, what was looked up, what it is doing, and an empty one. Lays it out if it was not yet.
    fn height(&mut self, item: usize, world: &World) -> usize {
        let (columns, thinking) = (self.columns, self.thinking);
        if let Some(kept) = self.kept.get_mut(item) {
            kept.lines.get_or_insert_with(|| {
                turn::body(&kept.turns, &self.worked.sources, columns, thinking, world)
            });
            kept.notes
                .get_or_insert_with(|| notes::kept(&kept.turns, &self.worked, columns, world));
        }
        self.shape(item).rows()
    }

    /// How many lines each part of an item has.
    fn shape(&self, item: usize) -> Shape {
        let len = |lines: &Option<Vec<Line<'static>>>| lines.as_ref().map_or(0, Vec::len);
        let is_written_on = self.goes_on(item);
        match (self.kept.get(item), &self.writing) {
            (Some(kept), _) => Shape {
                head: 1,
                words: len(&kept.lines),
                // What was looked up is told below the words that are still coming.
                notes: if is_written_on { 0 } else { len(&kept.notes) },
                doing: 0,
                gap: usize::from(!is_written_on || len(&kept.lines) > 0),
            },
            (None, Some(writing)) => Shape {
                head: usize::from(!item.checked_sub(1).is_some_and(|before| self.goes_on(before))),
                words: writing.body(),
                notes: writing.notes.len(),
                doing: 1,
                gap: 1,
            },
            (None, None) => Shape::default(),
        }
    }

    /// The lines in sight, each with how far it stands in.
    pub fn lines(&self, look: Look<'_>) -> Vec<(usize, Line<'static>)> {
        let mut lines = Vec::with_capacity(self.rows);
        let mut at = self.top;
        while lines.len() < self.rows && at.item < self.items() {
            let Some(line) = self.line(at, look) else {
                at = Place {
                    item: at.item + 1,
                    line: 0,
                };
                continue;
            };
            lines.push(line);
            at.line += 1;
        }
        lines
    }

    /// One line; `None` behind the last of an item.
    fn line(&self, at: Place, look: Look<'_>) -> Option<(usize, Line<'static>)> {
        let shape = self.shape(at.item);
        let Some(row) = at.line.checked_sub(shape.head) else {
            return Some((0, self.head(at.item, look)));
        };
        let Some(below) = row.checked_sub(shape.words) else {
            return Some((turn::INDENT, self.word_line(at.item, row)?.clone()));
        };
        let Some(below_notes) = below.checked_sub(shape.notes) else {
            return Some((0, self.note_line(at.item, below)?.clone()));
        };
        let writing = self.writing.as_ref().filter(|_| shape.doing > 0);
        match (below_notes, writing) {
            (0, Some(writing)) => {
                let (words, style) = writing.doing(look);
                Some((turn::INDENT, Line::styled(words, style)))
            }
            (row, _) if row < shape.doing + shape.gap => Some((0, Line::default())),
            _ => None,
        }
    }

    fn note_line(&self, item: usize, row: usize) -> Option<&Line<'static>> {
        match self.kept.get(item) {
            Some(kept) => kept.notes.as_ref()?.get(row),
            None => self.writing.as_ref()?.notes.get(row),
        }
    }

    fn head(&self, item: usize, look: Look<'_>) -> Line<'static> {
        match self.kept.get(item) {
            Some(kept) => turn::head(&kept.turns, self.columns, look),
            None => turn::head_of("claude", "now", "", self.columns, look),
        }
    }

    fn word_line(&self, item: usize, row: usize) -> Option<&Line<'static>> {
        match self.kept.get(item) {
            Some(kept) => kept.lines.as_ref()?.get(row),
            None => self.writing.as_ref()?.line(row),
        }
    }
}

impl Writing {
    fn new(columns: usize) -> Self {
        Self {
            turn: None,
            text: Arc::from(""),
            stream: Stream::new(columns),
            thinking: Arc::from(""),
            thought: Vec::new(),
            steps: Arc::default(),
            notes: Vec::new(),
            phase: Phase::Idle,
            seconds: 0,
            other_model: None,
        }
    }

    fn think(&mut self, columns: usize, whole: bool, world: &World) {
        self.thought = if self.thinking.is_empty() {
            Vec::new()
        } else {
            turn::thoughts(&self.thinking, columns, whole, &world.skin)
        };
    }

    fn note(&mut self, columns: usize, world: &World) {
        self.notes = notes::live(&self.steps, columns + turn::INDENT, world);
    }

    /// Lines of thinking and words so far.
    fn body(&self) -> usize {
        self.thought.len() + self.stream.len()
    }

    fn line(&self, row: usize) -> Option<&Line<'static>> {
        match row.checked_sub(self.thought.len()) {
            None => self.thought.get(row),
            Some(row) => self.stream.line(row),
        }
    }

    fn doing(&self, look: Look<'_>) -> (String, Style) {
        match &self.other_model {
            Some(other) => {
                let words = format!(
                    "{} is no longer there. Ask {} instead?  {} yes · {} no",
                    turn::safe(&other.gone),
                    turn::safe(&other.proposed),
                    look.key("chat.ask.other-model"),
                    look.key("chat.ask.back"),
                );
                (words, look.styles().warn)
            }
            None => turn::doing(&self.phase, self.seconds, look),
        }
    }
}
