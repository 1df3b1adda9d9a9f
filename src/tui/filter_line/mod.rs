//! The filter line of any list of people: asked as it is typed, completed with tab, underlined where it is wrong.
//!
//! Owns what is typed, what is in force meanwhile and what the last word can become; `wording` has plain words behind a `!`, `wider` what is
//! offered where it chooses nothing. Must
//! not ask for the list itself: whoever shows it does. To add another way to write a filter: a file beside `wording`.

pub mod wider;
mod wording;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::effect::Effects;
use super::pane::{Cx, Look};
use super::text::{grouped, width};
use super::ticket::{Loaded, Slot};
use super::widgets::draw;
use super::widgets::field::Field;
use crate::domain::filter::{What, place};
use crate::engine::completion::{self, Candidate, completed};
use crate::engine::query::{LeadsError, Offer, Offers};
use crate::engine::view::Directory;

pub use wording::Kept;

/// Candidates shown below the line.
const SHOWN: usize = 6;

/// The line and what it was before.
#[derive(Debug)]
pub struct FilterLine {
    /// What is typed.
    pub field: Field,
    /// Keys go into the line.
    pub open: bool,
    /// What is wrong with it.
    pub error: Option<LeadsError>,
    before: String,
    /// It was written by Claude and waits to be taken.
    waits: bool,
    /// Values of the field at the end, of which field, and the answer that brings them.
    offers: Vec<Offer>,
    offered: Option<String>,
    slot: Slot<Vec<Offer>>,
    /// A filter that Claude writes from plain words.
    wording: Slot<String>,
}

impl FilterLine {
    /// Shows a filter.
    pub fn new(filter: &str) -> Self {
        Self {
            field: Field::line(filter),
            open: false,
            error: None,
            before: String::new(),
            waits: false,
            offers: Vec::new(),
            offered: None,
            slot: Slot::new(),
            wording: Slot::new(),
        }
    }

    /// The filter as typed.
    pub fn text(&self) -> String {
        self.field.text()
    }

    /// The filter that is in force: plain words, and what Claude made of them, choose nobody until they are taken.
    pub fn in_force(&self) -> String {
        if self.waits || self.words().is_some() {
            self.before.clone()
        } else {
            self.text()
        }
    }

    /// Shows what Claude made of plain words, if they still stand there; it waits to be taken. Says whether it does.
    pub fn offer(&mut self, filter: &str) -> bool {
        let stands = self.open && self.words().is_some();
        if stands {
            self.set(filter);
            self.waits = true;
        }
        stands
    }

    /// Takes what Claude made of plain words; says whether something waited for that. Typing on takes it too.
    pub fn accept(&mut self) -> bool {
        std::mem::take(&mut self.waits)
    }

    /// Begins typing; the filter so far can be come back to.
    pub fn begin(&mut self) {
        self.before = self.text();
        self.open = true;
    }

    /// Ends typing and keeps the filter.
    pub fn keep(&mut self) {
        self.open = false;
    }

    /// Ends typing and comes back to the filter before; says whether that is another one.
    pub fn undo(&mut self) -> bool {
        self.open = false;
        let changed = self.in_force() != self.before;
        self.waits = false;
        let before = std::mem::take(&mut self.before);
        self.set(&before);
        changed
    }

    /// Shows another filter.
    pub fn set(&mut self, filter: &str) {
        self.field.set(filter);
        self.error = None;
    }

    /// Asks for the values that the field at the end can have, when others are known or none.
    pub fn ask(&mut self, cx: &mut Cx<'_>) -> Effects {
        let text = self.text();
        let key = place(&text).key().filter(|_| self.open);
        if key == self.offered {
            return Effects::unchanged();
        }
        self.offers.clear();
        self.offered = key;
        if self.offered.is_none() {
            self.slot.close();
            return Effects::unchanged();
        }
        Effects::one(cx.ask(&mut self.slot, Offers(text)))
    }

    /// Takes the values in; says whether they are what came.
    pub fn take(&mut self, loaded: &mut Loaded) -> bool {
        let answer = self.slot.take(loaded);
        if let Some(Ok(offers)) = &answer {
            self.offers.clone_from(offers);
        }
        answer.is_some()
    }

    /// What the word at the end can become: names of fields, or values of a field with how many people have them. Where
    /// nothing is typed yet nothing is offered: the line is for looking at then.
    pub fn candidates(&self, directory: &Directory) -> Vec<Candidate> {
        let text = self.text();
        let place = place(&text);
        if matches!(place.what, What::Field(_)) && place.typed.is_empty() {
            return Vec::new();
        }
        let mut found = completion::candidates(&text, directory, &self.offers);
        found.truncate(SHOWN);
        found
    }

    /// Completes the word with the first candidate; says whether there was one.
    pub fn complete(&mut self, directory: &Directory) -> bool {
        let Some(first) = self.candidates(directory).into_iter().next() else {
            return false;
        };
        self.field.set(&completed(&self.text(), &first));
        true
    }

    /// Draws the line on the first row of an area: what is typed, `right` at its end, and the wrong part underlined.
    /// Nothing typed means `nobody_left_out`.
    pub fn view(
        &self,
        frame: &mut Frame<'_>,
        area: Rect,
        nobody_left_out: &str,
        right: &str,
        look: Look<'_>,
    ) {
        let (styles, buf) = (look.styles(), frame.buffer_mut());
        let (right, style) = match &self.error {
            Some(_) => (look.glyphs().warn, styles.warn),
            None => (right, styles.dim),
        };
        let end = draw::right(buf, area, 2, 0, right, style);
        let style = if self.open { styles.accent } else { styles.dim };
        draw::text(buf, area, 1, 0, "/ ", style);
        let field = Rect {
            x: area.x + 3,
            y: area.y,
            width: end.saturating_sub(5),
            height: 1.min(area.height),
        };
        self.field.view(frame, field, nobody_left_out, self.open, look);
        if let Some(error) = &self.error {
            let text = self.text();
            let before = width(text.get(..error.at.start).unwrap_or(&text)) as u16;
            let wrong = width(text.get(error.at.clone()).unwrap_or_default()).max(1) as u16;
            let spot = Rect {
                x: field.x + before.min(field.width),
                width: wrong,
                ..field
            };
            let style = styles.bad.add_modifier(Modifier::UNDERLINED);
            frame.buffer_mut().set_style(spot.intersection(field), style);
        }
    }

    /// On a row of an area: what is wrong with the filter, or what its last word can become and the key for it. Says
    /// whether there was anything to say.
    pub fn view_help(&self, buf: &mut Buffer, area: Rect, row: u16, key: &str, look: Look<'_>) -> bool {
        let styles = look.styles();
        let candidates = if self.open {
            self.candidates(&look.world.directory)
        } else {
            Vec::new()
        };
        // What is still being typed is wrong until it is whole; then what it can become helps more.
        let whole = |at: &std::ops::Range<usize>| at.end < self.text().len() || candidates.is_empty();
        if let Some(error) = self.error.as_ref().filter(|error| whole(&error.at)) {
            draw::text(buf, area, 1, row, &error.message, styles.warn);
            return true;
        }
        if candidates.is_empty() {
            return false;
        }
        let candidates: Vec<String> = candidates.iter().map(shown).collect();
        let parts = [
            (key, styles.key),
            (" ", styles.dim),
            (&candidates.join("  "), styles.dim),
        ];
        draw::spans(buf, area, 1, row, &parts);
        true
    }
}

impl Default for FilterLine {
    /// Chooses everybody.
    fn default() -> Self {
        Self::new("")
    }
}

/// A candidate as it is offered, with how many people have it.
fn shown(candidate: &Candidate) -> String {
    let people = candidate
        .people
        .map_or_else(String::new, |people| format!(" {}", grouped(people)));
    format!("{}{people}", candidate.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offered(line: &FilterLine) -> Vec<String> {
        let all = line.candidates(&Directory::default());
        all.iter().map(shown).collect()
    }

    #[test]
    fn tab_completes_fields_and_values() {
        let directory = Directory::default();
        let mut line = FilterLine::new("zip:91739 -sta");
        assert_eq!(offered(&line), ["stage:", "status:"]);
        assert!(line.complete(&directory));
        assert_eq!(line.text(), "zip:91739 -stage:");
        let offer = |value: &str, people| Offer {
            value: value.to_owned(),
            people,
        };
        line.offers = vec![offer("New", Some(12)), offer("Under contract", Some(1_204))];
        assert_eq!(offered(&line), ["New 12", "Under contract 1,204"]);
        line.set("stage:new,cont");
        assert!(line.complete(&directory));
        assert_eq!(line.text(), "stage:new,\"Under contract\" ");
        line.set("msg(fa");
        assert!(line.complete(&directory));
        assert_eq!(line.text(), "msg(failed");
        line.set("sort:-last_o");
        assert!(line.complete(&directory));
        assert_eq!(line.text(), "sort:-last_out ");
        line.set("nothing:x");
        assert!(!line.complete(&directory));
    }

    #[test]
    fn what_strangers_wrote_is_offered_as_it_is_shown() {
        let mut line = FilterLine::new("source:");
        line.offers = vec![Offer {
            value: "a\u{1b}[2J\"b".to_owned(),
            people: None,
        }];
        assert!(!offered(&line).concat().contains('\u{1b}'));
        assert!(line.complete(&Directory::default()));
        assert!(!line.text().contains('\u{1b}'));
    }

    #[test]
    fn what_claude_made_of_plain_words_chooses_nobody_until_it_is_taken() {
        let mut line = FilterLine::new("tag:hot");
        line.begin();
        line.set("!who came this week");
        assert_eq!(line.words().as_deref(), Some("who came this week"));
        assert_eq!(line.in_force(), "tag:hot");
        assert!(line.offer("created<7d"));
        assert_eq!(
            (line.text().as_str(), line.in_force().as_str()),
            ("created<7d", "tag:hot")
        );
        assert!(
            !line.offer("created<9d"),
            "an answer that comes late changes nothing"
        );
        assert!(line.accept() && !line.accept());
        assert_eq!(line.in_force(), "created<7d");
        assert!(line.undo(), "the filter before is come back to");
        line.begin();
        line.set("!x");
        line.offer("tag:cold");
        assert!(!line.undo(), "what was never taken was never in force");
        assert_eq!(line.in_force(), "tag:hot");
    }

    #[test]
    fn the_list_is_asked_anew_when_another_filter_is_in_force() {
        let mut line = FilterLine::new("");
        line.begin();
        assert!(!line.edit(|_| false), "nothing was typed");
        assert!(line.edit(|field| field.insert("tag:hot")));
        line.keep();
        line.begin();
        line.set("");
        assert!(
            line.edit(|field| field.insert("!who")),
            "the filter before is in force again"
        );
        assert!(
            !line.edit(|field| field.insert(" is hot")),
            "more words are no filter"
        );
        assert_eq!(line.in_force(), "tag:hot");
        assert!(line.offer("score>80"));
        assert!(line.edit(|field| field.insert(" ")), "typing on takes it");
        assert_eq!(line.in_force(), "score>80 ");
    }

    #[test]
    fn esc_comes_back_to_the_filter_before() {
        let mut line = FilterLine::new("tag:hot");
        line.begin();
        line.set("tag:cold");
        assert!(line.undo());
        assert_eq!(line.text(), "tag:hot");
        line.begin();
        assert!(!line.undo());
    }
}
