//! People: a windowed list with a live filter, and everything about the one under the cursor.
//!
//! Owns what the list shows and where the cursor is. Must not read records itself: rows and people come by question,
//! edits go by command, and what can be done to people from any tab is [`crate::tui::person`]. To add an action of this tab: a
//! row in [`actions`], and in `deed` what it does; to add a column: a row in `shown`.

pub mod actions;
mod deed;
mod detail;
mod edit;
mod fields;
mod import;
mod keep;
mod list;
mod nobody;
mod picks;
mod shown;
mod sought;
#[cfg(test)]
mod tests;
mod timeline;
mod totals;
mod whom;

use std::collections::BTreeSet;
use std::ops::Range;
use std::time::Duration;

use crossterm::event::MouseEventKind;
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::fact::Topic;
use crate::domain::record::EntityKind;
use crate::domain::value::{ContactId, Shown};
use crate::engine::lists;
use crate::engine::query::{
    Card, CardOf, LeadIds, Leads as LeadsQuestion, LeadsAnswer, LeadsError, LeadsShown,
};
use crate::engine::view::{Committed, Person, PersonRow};
use crate::tui::action::{ActionSpec, Enabled};
use crate::tui::acts::Acts;
use crate::tui::effect::Effects;
use crate::tui::filter_line::FilterLine;
use crate::tui::msg::{Input, Msg};
use crate::tui::nearby::Nearby;
use crate::tui::notice::Notice;
use crate::tui::overlays::picker::Picked;
use crate::tui::pane::{self, Cx, Holds, Look, Pane, Target};
use crate::tui::person;
use crate::tui::tabs::TabSpec;
use crate::tui::text::count;
use crate::tui::ticket::Slot;
use crate::tui::widgets::draw;
use crate::tui::widgets::list::{Motion, SCOPE as LIST, Window, WindowPlace};
use fields::Editing;
use import::Importing;
use nobody::Nobody;
use sought::{Sought, What};
use totals::Totals;

/// Most that are marked at once.
const MOST_MARKED: usize = 10_000;

/// The row of this tab.
pub const TAB: TabSpec = TabSpec {
    id: "leads",
    title: "Leads",
    short: "Leads",
    go: ActionSpec::new(
        "app.leads",
        "Go to Leads",
        "People: the list, and everything about one of them.",
    ),
    open: Leads::open,
    scopes: &[
        &actions::LEADS,
        &actions::FILTER,
        &actions::FIELDS,
        &actions::FIELD,
    ],
    actions: || actions::ALL.into_iter().flat_map(pane::specs).collect(),
};

/// The tab.
pub struct Leads {
    /// The name of the list that the filter began with.
    list: String,
    line: FilterLine,
    window: Window<PersonRow>,
    /// Where the list stood before the filter became another one.
    stood: Option<WindowPlace>,
    rows: Slot<LeadsAnswer>,
    asked: Option<Range<usize>>,
    asked_at: Duration,
    took: Option<Duration>,
    nobody: Nobody,
    totals: Totals,
    marked: BTreeSet<ContactId>,
    range_from: Option<usize>,
    all: Slot<Result<Vec<ContactId>, LeadsError>>,
    people: Nearby<Card>,
    acts: Acts,
    /// The detail has the whole tab.
    full: bool,
    /// A person shown who need not be in the list.
    visitor: Option<ContactId>,
    /// First line of the timeline that is shown.
    scroll: usize,
    /// The keys that move scroll the timeline, and not the list.
    aside: bool,
    /// What another view wants seen.
    sought: Sought,
    area: Rect,
    editing: Option<Editing>,
    choice: Slot<Picked>,
    sorted: Slot<Picked>,
    shown: Slot<Picked>,
    named: Slot<String>,
    renamed: Slot<String>,
    export_to: Slot<String>,
    exported: Slot<u64>,
    importing: Importing,
}

impl Leads {
    /// The list of everybody.
    pub fn open() -> Box<dyn Pane> {
        Box::new(Self {
            list: picks::EVERYBODY.to_owned(),
            line: FilterLine::new(""),
            window: Window::default(),
            stood: None,
            rows: Slot::new(),
            asked: None,
            asked_at: Duration::ZERO,
            took: None,
            nobody: Nobody::default(),
            totals: Totals::default(),
            marked: BTreeSet::new(),
            range_from: None,
            all: Slot::new(),
            people: Nearby::default(),
            acts: Acts::default(),
            full: false,
            visitor: None,
            scroll: 0,
            aside: false,
            sought: Sought::default(),
            area: Rect::ZERO,
            editing: None,
            choice: Slot::new(),
            sorted: Slot::new(),
            shown: Slot::new(),
            named: Slot::new(),
            renamed: Slot::new(),
            export_to: Slot::new(),
            exported: Slot::new(),
            importing: Importing::default(),
        })
    }

    /// Whose detail is shown.
    fn current_id(&self) -> Option<&ContactId> {
        self.visitor
            .as_ref()
            .or_else(|| self.window.current().map(|row| &row.id))
    }

    /// Their detail, once it is here.
    fn current(&self) -> Option<&Person> {
        self.card().map(|card| &card.person)
    }

    /// The same with what Claude prepared about them.
    fn card(&self) -> Option<&Card> {
        self.people.get(self.current_id()?)
    }

    /// Whom an action is about: everybody marked, else the one shown.
    fn whom(&self) -> Vec<ContactId> {
        if self.marked.is_empty() || self.full {
            self.current_id().cloned().into_iter().collect()
        } else {
            self.marked.iter().cloned().collect()
        }
    }

    /// The name in a title: of the one person an action is about.
    fn called(&self) -> Shown {
        let row = self.window.current().filter(|_| self.visitor.is_none());
        let known = self.current().map(|person| person.contact.name());
        known.or_else(|| row.map(shown::name)).unwrap_or_default()
    }

    fn ask_rows(&mut self, range: Range<usize>, cx: &mut Cx<'_>) -> Effects {
        let question = LeadsQuestion {
            filter: self.line.in_force(),
            offset: range.start,
            limit: range.len(),
            count: false,
        };
        self.asked = Some(range);
        self.asked_at = cx.elapsed;
        Effects::one(cx.ask(&mut self.rows, LeadsShown(question)))
    }

    /// Asks for the rows, and then how many there are in all, of the filter as it stands.
    fn ask_list(&mut self, cx: &mut Cx<'_>) -> Effects {
        self.totals.outdate();
        self.ask_rows(self.window.around(), cx)
    }

    fn ask_totals(&mut self, cx: &mut Cx<'_>) -> Effects {
        if self.rows.is_open() {
            return Effects::unchanged();
        }
        self.totals.ask(&self.line.in_force(), cx)
    }

    /// The filter is another one now.
    fn refilter(&mut self, cx: &mut Cx<'_>) -> Effects {
        if self.window.is_loaded() {
            self.stood = Some(self.window.place());
        }
        self.window.reset();
        self.scroll = 0;
        self.aside = false;
        self.sought = Sought::default();
        self.visitor = None;
        self.nobody.forget();
        self.ask_list(cx).and(self.line.ask(cx))
    }

    /// Something was typed into the filter line.
    fn typed(&mut self, another: bool, cx: &mut Cx<'_>) -> Effects {
        if another {
            self.refilter(cx)
        } else {
            Effects::none()
        }
    }

    /// Shows another list.
    fn set_filter(&mut self, filter: &str, cx: &mut Cx<'_>) -> Effects {
        self.line.set(filter);
        let lists = lists::all(&cx.world.directory.lists);
        let list = lists.into_iter().find(|list| list.filter == filter);
        self.list = list.map(|list| list.name).unwrap_or_default();
        self.full = false;
        self.refilter(cx)
    }

    fn ask_people(&mut self, cx: &mut Cx<'_>) -> Effects {
        let at = self.window.cursor();
        let near = [Some(at), at.checked_add(1), at.checked_sub(1)];
        let near = near
            .into_iter()
            .flatten()
            .filter_map(|at| self.window.row(at))
            .map(|row| &row.id);
        let ids: Vec<ContactId> = self.visitor.iter().chain(near).cloned().collect();
        self.people.want(ids.iter(), CardOf, cx)
    }

    fn take_rows(&mut self, answer: LeadsAnswer, now: Duration) {
        let Some(range) = self.asked.clone() else { return };
        match answer {
            Ok(window) => {
                self.line.error = None;
                if !self.window.is_loaded() {
                    self.took = Some(now.saturating_sub(self.asked_at));
                }
                // Fewer rows than asked for: the list ends here.
                let ends = (window.rows.len() < range.len()).then_some(window.offset + window.rows.len());
                let total = window.total.or(ends).or(self.window.total());
                self.window
                    .fill(window.offset, window.rows, total, |row| row.id.clone());
            }
            Err(error) => {
                self.line.error = Some(error);
                if let Some(place) = self.stood.filter(|_| !self.window.is_loaded()) {
                    self.window.put_back(place);
                }
            }
        }
    }

    fn committed(&mut self, committed: &Committed, cx: &mut Cx<'_>) -> Effects {
        const SHOWN: [EntityKind; 7] = [
            EntityKind::Contact,
            EntityKind::Opportunity,
            EntityKind::Conversation,
            EntityKind::Message,
            EntityKind::Note,
            EntityKind::Task,
            EntityKind::Appointment,
        ];
        if committed.topics.contains(&Topic::Scores) {
            return self.ask_list(cx);
        }
        let touches = |topic: &Topic| match topic {
            Topic::Records(kind) => SHOWN.contains(kind),
            Topic::Outbox | Topic::Conflicts => true,
            _ => false,
        };
        if !committed.topics.is_empty() && !committed.topics.iter().any(touches) {
            return Effects::unchanged();
        }
        let current = self.current_id().cloned();
        self.people.changed(current.as_ref());
        self.ask_list(cx).and(self.ask_people(cx))
    }

    fn loaded(&mut self, loaded: &mut crate::tui::ticket::Loaded, cx: &mut Cx<'_>) -> Effects {
        if let Some(answer) = self.rows.take(loaded) {
            match answer {
                Ok(answer) => self.take_rows(answer, cx.elapsed),
                Err(refusal) => cx.say(Notice::bad(refusal.0)),
            }
            let people = self.ask_people(cx);
            return people.and(self.ask_totals(cx)).and(Effects::none());
        }
        if self.totals.take(loaded) {
            self.window.set_total(self.totals.chosen());
            let mut effects = self.ask_totals(cx);
            if self.is_too_narrow() {
                effects = effects.and(self.nobody.ask(self.line.in_force(), cx));
            }
            return effects.and(Effects::none());
        }
        if let Some(answer) = self.people.take(loaded) {
            if let Err(refusal) = answer {
                cx.say(Notice::bad(refusal));
            }
        } else if let Some(answer) = self.all.take(loaded) {
            if let Ok(Ok(ids)) = answer {
                self.marked.extend(ids);
            }
        } else if self.line.take_wording(loaded, actions::KEEP_OR_UNDO, cx)
            || self.nobody.take(loaded)
            || self.line.take(loaded)
        {
            return Effects::none();
        } else if let Some(effects) = self.acts.take(loaded, cx) {
            return effects;
        } else {
            return self.take_choice(loaded, cx);
        }
        Effects::none()
    }

    fn move_by(&mut self, motion: Motion, cx: &mut Cx<'_>) -> Effects {
        if !self.window.go(motion) {
            return Effects::unchanged();
        }
        self.scroll = 0;
        self.sought = Sought::default();
        if let Some(from) = self.range_from {
            let (low, high) = (from.min(self.window.cursor()), from.max(self.window.cursor()));
            let ids = (low..=high)
                .filter_map(|at| self.window.row(at))
                .map(|row| row.id.clone());
            self.marked.extend(ids.collect::<Vec<_>>());
        }
        self.ask_people(cx).and(Effects::none())
    }

    /// Puts the cursor where the mouse was clicked.
    fn click(&mut self, row: u16, cx: &mut Cx<'_>) -> Effects {
        let first = self.area.y + list::head(self.area.height);
        let at = row
            .checked_sub(first)
            .filter(|at| *at < list::rows(self.area) && !self.full);
        let Some(at) = at else { return Effects::unchanged() };
        self.window.set_cursor(self.window.offset() + usize::from(at));
        self.scroll = 0;
        self.sought = Sought::default();
        self.ask_people(cx).and(Effects::none())
    }

    /// Shows a person alone, and what is sought of them.
    fn visit(&mut self, id: &ContactId, sought: Sought, cx: &mut Cx<'_>) -> Effects {
        self.visitor = Some(id.clone());
        self.full = true;
        self.scroll = 0;
        self.sought = sought;
        self.editing = None;
        self.ask_people(cx).and(Effects::none())
    }

    /// Marks everybody the filter chooses, or nobody when everybody is.
    fn mark_all(&mut self, cx: &mut Cx<'_>) -> Effects {
        if !self.marked.is_empty() {
            self.marked.clear();
            return Effects::none();
        }
        let question = LeadIds {
            filter: self.line.in_force(),
            most: MOST_MARKED,
        };
        Effects::one(cx.ask(&mut self.all, question))
    }
}

impl Pane for Leads {
    fn scopes(&self) -> Vec<&'static str> {
        if self.line.open {
            return vec![actions::FILTER.id];
        }
        match &self.editing {
            Some(editing) if editing.is_typing() => vec![actions::FIELD.id],
            Some(_) => vec![LIST.id, actions::FIELDS.id],
            None => vec![LIST.id, actions::LEADS.id, person::SCOPE.id],
        }
    }

    fn update(&mut self, msg: &mut Msg, cx: &mut Cx<'_>) -> Effects {
        match msg {
            Msg::Input(Input::Key(key)) if self.line.open => {
                let another = self.line.edit(|field| field.key(*key));
                self.typed(another, cx)
            }
            Msg::Input(Input::Paste(text)) if self.line.open => {
                let another = self.line.edit(|field| field.insert(text));
                self.typed(another, cx)
            }
            Msg::Input(input) => {
                if let Some(editing) = &mut self.editing
                    && editing.input(input)
                {
                    return Effects::none();
                }
                match input {
                    Input::Mouse(event) => match event.kind {
                        MouseEventKind::ScrollDown => self.move_by(Motion::Down, cx),
                        MouseEventKind::ScrollUp => self.move_by(Motion::Up, cx),
                        MouseEventKind::Down(_) => self.click(event.row, cx),
                        _ => Effects::unchanged(),
                    },
                    _ => Effects::unchanged(),
                }
            }
            Msg::Committed(committed) => self.committed(committed, cx),
            Msg::Progress(progress) => self.nobody.take_progress(progress),
            Msg::Loaded(loaded) => self.loaded(loaded, cx),
            _ => Effects::unchanged(),
        }
    }

    fn wake(&mut self, cx: &mut Cx<'_>) -> Effects {
        let current = self.current_id().cloned();
        self.people.changed(current.as_ref());
        self.ask_list(cx)
    }

    fn arrange(&mut self, area: Rect, cx: &mut Cx<'_>) -> Effects {
        self.area = area;
        self.window.set_page(usize::from(list::rows(area)));
        self.seek(area, cx);
        let lines = self.current().map_or(0, |person| {
            let width = detail::timeline_width(area.width);
            timeline::lines(person, usize::from(width), self.full, None, cx.look).len()
        });
        self.scroll = self.scroll.min(lines.saturating_sub(1));
        match self.window.wants() {
            Some(range) if self.asked.as_ref() != Some(&range) => self.ask_rows(range, cx),
            _ => Effects::unchanged(),
        }
    }

    fn is_ready(&self) -> bool {
        self.window.is_loaded() || self.line.error.is_some()
    }

    fn holds(&self) -> Holds {
        let unread = self.rows.is_open() && !self.window.is_loaded() && !self.line.open;
        if self.all.is_open() || unread {
            return Holds::Everything;
        }
        let reading = self.rows.is_open() || self.people.is_waiting();
        Holds::refused(reading && self.current().is_none())
            .unless(self.acts.is_opening() || self.importing.is_opening())
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
        if self.full {
            return detail::view(self, frame, area, look);
        }
        let (top, below) = list::split(area);
        list::view(self, frame, top, look);
        draw::rule(frame.buffer_mut(), area, top.height, look);
        detail::view(self, frame, below, look);
    }

    fn enabled(&self, id: &str, look: Look<'_>) -> Enabled {
        person::enabled(self, id, look)
            .unwrap_or_else(|| pane::enabled(actions::table_of(id), self, id, look))
    }

    fn go(&mut self, motion: Motion, cx: &mut Cx<'_>) -> Effects {
        let fields = self
            .current()
            .map_or(0, |person| fields::of(person, cx.look, true).len());
        if let Some(editing) = &mut self.editing {
            editing.go(motion, fields);
            return Effects::none();
        }
        if !self.aside {
            return self.move_by(motion, cx);
        }
        // How far it goes is known where it is laid out.
        self.scroll = motion.target(self.scroll, usize::MAX, usize::from(self.area.height) / 2);
        Effects::none()
    }

    fn run(&mut self, id: &str, cx: &mut Cx<'_>) -> Effects {
        person::run(self, id, cx).unwrap_or_else(|| pane::run(actions::table_of(id), self, id, cx))
    }

    fn back(&mut self, _: &mut Cx<'_>) -> Option<Effects> {
        if self.editing.take().is_some() || std::mem::take(&mut self.aside) {
            return Some(Effects::none());
        }
        if self.full {
            self.visitor = None;
            self.full = false;
            self.sought = Sought::default();
            return Some(Effects::none());
        }
        if self.acts.stop() {
            return Some(Effects::none());
        }
        if self.range_from.take().is_some() || !self.marked.is_empty() {
            self.marked.clear();
            return Some(Effects::none());
        }
        None
    }

    fn show(&mut self, target: &Target, cx: &mut Cx<'_>) -> Option<Effects> {
        match target {
            Target::Contact(id) => Some(self.visit(id, Sought::default(), cx)),
            Target::Message { contact, message } => {
                let what = What::Message(message.clone());
                Some(self.visit(contact, Sought::new(what), cx))
            }
            Target::Field { contact, field } => {
                let what = What::Field(field.clone());
                Some(self.visit(contact, Sought::new(what), cx))
            }
            Target::Filter(filter) => Some(self.set_filter(filter, cx)),
            Target::Import(file) => Some(self.import(file, cx)),
            _ => None,
        }
    }

    fn status(&self, look: Look<'_>) -> String {
        let mut going = self.acts.status(look);
        if going.is_empty() {
            going = self.reading();
        }
        if self.aside && going.is_empty() {
            let (down, up, left) = (look.key("list.down"), look.key("list.up"), look.key("leads.left"));
            return format!(
                "{down} {up} scroll the timeline {} {left} goes back to the list",
                look.glyphs().dot
            );
        }
        if !going.is_empty() || self.marked.is_empty() {
            return going;
        }
        let marked = count(self.marked.len() as u64, "person", "people");
        let (back, palette) = (look.key("app.back"), look.key("app.palette"));
        let dot = look.glyphs().dot;
        format!("{marked} marked {dot} {palette} does something with all of them {dot} {back} unmarks")
    }
}
