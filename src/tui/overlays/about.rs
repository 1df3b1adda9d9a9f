//! Choosing what a question is about: a person, a list or a deal, found as it is typed.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::choose::{self, Chooser, matches};
use crate::domain::contact::display_name;
use crate::domain::value::Foreign;
use crate::engine::About as Subject;
use crate::engine::lists::{self, NamedList};
use crate::engine::query::{DealsWith, Leads, LeadsAnswer};
use crate::engine::view::{DealCard, PersonRow};
use crate::tui::action::Enabled;
use crate::tui::effect::Effects;
use crate::tui::msg::Msg;
use crate::tui::notice::Notice;
use crate::tui::pane::{Chip, Cx, Look, Pane};
use crate::tui::ticket::{Slot, Ticket};
use crate::tui::widgets::draw;

/// Found at once, at most.
const MOST: usize = 12;

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A person.
    Person,
    /// A list.
    List,
    /// A deal.
    Deal,
}

impl Kind {
    /// The kind whose sign this is.
    pub const fn of(sign: char) -> Option<Self> {
        Some(match sign {
            '@' => Self::Person,
            '#' => Self::List,
            '$' => Self::Deal,
            _ => return None,
        })
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Person => "about whom?",
            Self::List => "about which list?",
            Self::Deal => "about which deal?",
        }
    }
}

/// The overlay. Answers with a [`Chip`].
pub struct About {
    kind: Kind,
    ticket: Ticket,
    chooser: Chooser,
    /// What was found, each with a word more.
    found: Vec<(Chip, String)>,
    people: Slot<LeadsAnswer>,
    deals: Slot<Vec<DealCard>>,
}

impl About {
    /// Looks for one of a kind.
    pub fn new(kind: Kind, ticket: Ticket) -> Self {
        Self {
            kind,
            ticket,
            chooser: Chooser::new(""),
            found: Vec::new(),
            people: Slot::new(),
            deals: Slot::new(),
        }
    }

    /// Looks for what is typed. What was found before stays until the answer comes, so nothing flickers.
    fn search(&mut self, cx: &mut Cx<'_>) -> Effects {
        let typed = self.chooser.line.text();
        // Each word is quoted: a name is never an operator of the filter language.
        let words = typed
            .split_whitespace()
            .map(|word| format!("\"{}\"", word.replace('"', "")));
        let filter = words.collect::<Vec<_>>().join(" ");
        match self.kind {
            Kind::Person => {
                let question = Leads {
                    filter,
                    offset: 0,
                    limit: MOST,
                    count: false,
                };
                Effects::one(cx.ask(&mut self.people, question))
            }
            Kind::Deal => {
                let question = DealsWith { filter, most: MOST };
                Effects::one(cx.ask(&mut self.deals, question))
            }
            Kind::List => {
                let lists = lists::all(&cx.world.directory.lists);
                let names: Vec<String> = lists.iter().map(|list| list.name.clone()).collect();
                let found = matches(&typed, &names).into_iter();
                self.found = found.filter_map(|at| lists.get(at)).map(listed).collect();
                Effects::none()
            }
        }
    }

    fn accept(&self, cx: &mut Cx<'_>) {
        if let Some((chip, _)) = self.found.get(self.chooser.cursor()) {
            cx.answer(self.ticket, chip.clone());
        }
    }
}

fn listed(list: &NamedList) -> (Chip, String) {
    let about = Subject::List {
        name: list.name.clone(),
        filter: list.filter.clone(),
    };
    let label = Foreign::from(list.name.as_str()).shown();
    let filter = Foreign::from(list.filter.as_str()).shown().to_string();
    (Chip { about, label }, filter)
}

fn person(row: PersonRow, look: Look<'_>) -> (Chip, String) {
    let stage = row
        .stage
        .as_ref()
        .and_then(|stage| look.world.directory.stage(stage));
    let note = stage.map(|stage| stage.name.shown()).unwrap_or_default();
    let label = display_name(&row.first_name, &row.last_name, &row.email, &row.phone);
    let about = Subject::Person(row.id);
    (Chip { about, label }, note.to_string())
}

fn deal(card: DealCard, look: Look<'_>) -> (Chip, String) {
    let stage = look.world.directory.stage(&card.stage);
    let stage = stage.map(|stage| stage.name.shown()).unwrap_or_default();
    let note = format!("{} · {stage} · {}", card.who.shown(), card.value.short());
    let label = card.name.shown().or("no name");
    let about = Subject::Deal(card.id);
    (Chip { about, label }, note)
}

impl Pane for About {
    fn scopes(&self) -> Vec<&'static str> {
        vec![choose::SCOPE.id]
    }

    fn wake(&mut self, cx: &mut Cx<'_>) -> Effects {
        self.search(cx)
    }

    fn update(&mut self, msg: &mut Msg, cx: &mut Cx<'_>) -> Effects {
        match self.chooser.typed(msg) {
            Some(true) => return self.search(cx),
            Some(false) => return Effects::none(),
            None => {}
        }
        let Msg::Loaded(loaded) = msg else {
            return Effects::unchanged();
        };
        match (self.people.take(loaded), self.deals.take(loaded)) {
            (Some(Ok(answer)), _) => {
                let rows = answer.map(|window| window.rows).unwrap_or_default();
                self.found = rows.into_iter().map(|row| person(row, cx.look)).collect();
            }
            (_, Some(Ok(cards))) => {
                self.found = cards.into_iter().map(|card| deal(card, cx.look)).collect();
            }
            (Some(Err(refusal)), _) | (_, Some(Err(refusal))) => cx.say(Notice::bad(refusal.0)),
            (None, None) => return Effects::unchanged(),
        }
        Effects::none()
    }

    fn arrange(&mut self, area: Rect, _: &mut Cx<'_>) -> Effects {
        let rows = usize::from(area.height.saturating_sub(4));
        self.chooser.set_page(rows, self.found.len());
        Effects::unchanged()
    }

    fn enabled(&self, _: &str, _: Look<'_>) -> Enabled {
        Enabled::Yes
    }

    fn run(&mut self, id: &str, cx: &mut Cx<'_>) -> Effects {
        if self.chooser.run(id, self.found.len(), cx) {
            self.accept(cx);
        }
        Effects::none()
    }

    fn place(&self, screen: Rect) -> Rect {
        draw::middle(screen, 64.min(screen.width.saturating_sub(4)), MOST as u16 + 4)
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
        let inner = draw::panel(frame.buffer_mut(), area, self.kind.title(), look);
        self.chooser.view(frame, inner, "> ", "type to search", look);
        let buf = frame.buffer_mut();
        if self.found.is_empty() {
            let words = if self.people.is_open() || self.deals.is_open() {
                "searching"
            } else {
                "nothing fits"
            };
            draw::text(buf, inner, 1, 2, words, look.styles().dim);
        }
        let found = self.found.iter().enumerate().skip(self.chooser.offset());
        for (row, (at, (chip, note))) in (2..inner.height).zip(found) {
            if at == self.chooser.cursor() {
                draw::tint(buf, inner, row, look.styles().selected);
                draw::text(buf, inner, 0, row, look.glyphs().cursor, look.styles().accent);
            }
            let x = draw::text(buf, inner, 1, row, &chip.words(), Style::new());
            let rest = Rect {
                x: inner.x + x + 2,
                width: inner.width.saturating_sub(x + 2),
                ..inner
            };
            draw::right(buf, rest, 0, row, note, look.styles().dim);
        }
    }
}
