//! Picking one or several of many: tags, stages, colleagues, reasons.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::choose::{self, Choose, Chooser, matches};
use crate::domain::filter::folded;
use crate::domain::value::Shown;
use crate::tui::action::{ActionSpec, Enabled, ScopeSpec};
use crate::tui::effect::Effects;
use crate::tui::keymap::key::Key;
use crate::tui::msg::{Input, Msg};
use crate::tui::pane::{Action, Cx, Look, Pane, enabled, run};
use crate::tui::text::{clip, width};
use crate::tui::ticket::Ticket;
use crate::tui::widgets::draw;

/// Picking several.
pub const SCOPE: ScopeSpec = ScopeSpec {
    id: "picker",
    title: "While picking several",
    text: true,
};

/// The picker's own actions.
pub const ACTIONS: &[Action<Picker>] = &[Action {
    spec: ActionSpec::new(
        "picker.toggle",
        "Pick or drop",
        "Pick the one under the cursor, or drop it.",
    )
    .word("pick"),
    enabled: |picker, _| Enabled::when(picker.many, "only one can be taken here"),
    run: |picker, _| {
        picker.toggle();
        Effects::none()
    },
}];

/// Something that can be picked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What the opener knows it by.
    pub id: String,
    /// What the person reads.
    pub label: Shown,
    /// A second thought at the right: a count, a key.
    pub note: String,
    /// Whether it is picked now.
    pub on: bool,
}

/// What was picked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picked {
    /// Ids that are picked now and were not before; the one chosen where only one can be.
    pub added: Vec<String>,
    /// Ids that were picked before and are not now.
    pub removed: Vec<String>,
}

/// The overlay.
pub struct Picker {
    title: &'static str,
    ticket: Ticket,
    items: Vec<Item>,
    before: Vec<bool>,
    many: bool,
    /// Whether a digit takes an item at once.
    keyed: bool,
    /// What a new item made of the typed text is called; `None` where nothing can be made.
    make: Option<&'static str>,
    labels: Vec<String>,
    found: Vec<usize>,
    /// How many of those found hold what was typed; the rest only resemble it.
    surely: usize,
    chooser: Chooser,
}

/// What stands in a row.
enum Row {
    /// The item at this place.
    Item(usize),
    /// What the typed text would become.
    New(String),
}

impl Picker {
    /// Picks exactly one.
    pub fn one(title: &'static str, ticket: Ticket, items: Vec<Item>) -> Self {
        Self::new(title, ticket, items, false, None)
    }

    /// Picks exactly one; the first nine have a digit each, which takes them at once.
    pub fn keyed(title: &'static str, ticket: Ticket, mut items: Vec<Item>) -> Self {
        for (item, digit) in items.iter_mut().zip(1..=9) {
            item.note = digit.to_string();
        }
        Self {
            keyed: true,
            ..Self::one(title, ticket, items)
        }
    }

    /// Picks any number; `make` names what can be made of typed text that fits nothing.
    pub fn many(title: &'static str, ticket: Ticket, items: Vec<Item>, make: Option<&'static str>) -> Self {
        Self::new(title, ticket, items, true, make)
    }

    fn new(
        title: &'static str,
        ticket: Ticket,
        items: Vec<Item>,
        many: bool,
        make: Option<&'static str>,
    ) -> Self {
        let before = items.iter().map(|item| item.on).collect();
        let labels: Vec<String> = items.iter().map(|item| item.label.to_string()).collect();
        let found: Vec<usize> = (0..items.len()).collect();
        let mut chooser = Chooser::new("");
        if !many && let Some(at) = items.iter().position(|item| item.on) {
            for _ in 0..at {
                chooser.go(Choose::Down, items.len());
            }
        }
        Self {
            title,
            ticket,
            items,
            before,
            many,
            keyed: false,
            make,
            labels,
            surely: found.len(),
            found,
            chooser,
        }
    }

    fn hint(&self) -> &'static str {
        match self.make {
            Some(make) => make,
            None if self.keyed => "a digit takes it, letters search",
            None => "type to search",
        }
    }

    fn search(&mut self) {
        let sought = self.sought();
        let sought_folded = folded(sought.trim());
        let holds = |at: &usize| {
            let label = self.labels.get(*at);
            label.is_some_and(|label| folded(label).contains(&sought_folded))
        };
        let (surely, perhaps): (Vec<usize>, Vec<usize>) =
            matches(&sought, &self.labels).into_iter().partition(holds);
        self.surely = surely.len();
        self.found = [surely, perhaps].concat();
    }

    /// What stands in a row: a new word comes before those it only resembles, so that enter never takes another word than
    /// the one that was typed.
    fn row(&self, at: usize) -> Option<Row> {
        match self.novel() {
            Some(new) if at == self.surely => Some(Row::New(new)),
            Some(_) if at > self.surely => self.found.get(at - 1).copied().map(Row::Item),
            _ => self.found.get(at).copied().map(Row::Item),
        }
    }

    /// What is typed, without the sign before it.
    fn sought(&self) -> String {
        let typed = || self.chooser.line.text().trim().to_owned();
        self.taking_away()
            .or_else(|| self.behind('+'))
            .unwrap_or_else(typed)
    }

    /// What is sought behind a minus, where that takes something away: `-old`.
    fn taking_away(&self) -> Option<String> {
        self.behind('-')
    }

    /// What stands behind a sign, as on the command line: `+new -old`. A label may begin with it itself.
    fn behind(&self, sign: char) -> Option<String> {
        self.make?;
        let typed = self.chooser.line.text();
        let behind = typed.trim().strip_prefix(sign)?;
        let is_label = self.labels.iter().any(|label| label.starts_with(typed.trim()));
        (!is_label && !behind.is_empty()).then(|| behind.to_owned())
    }

    /// The typed text, when it may become a new item.
    fn novel(&self) -> Option<String> {
        self.make?;
        let sought = self.sought();
        let known = self
            .labels
            .iter()
            .any(|label| label.eq_ignore_ascii_case(&sought));
        let new = if self.taking_away().is_some() {
            self.chooser.line.text().trim().to_owned()
        } else {
            sought
        };
        (!new.is_empty() && !known).then_some(new)
    }

    fn len(&self) -> usize {
        self.found.len() + usize::from(self.novel().is_some())
    }

    fn toggle(&mut self) {
        let away = self.taking_away().is_some();
        let row = self.row(self.chooser.cursor());
        let at = match &row {
            Some(Row::Item(at)) => *at,
            _ => usize::MAX,
        };
        if let (Some(item), Some(before)) = (self.items.get_mut(at), self.before.get_mut(at)) {
            // Of many people nobody knows who has it; whoever does loses it.
            *before |= away;
            item.on = !item.on && !away;
            if away {
                self.chooser.line.set("");
                self.search();
            }
        } else if let Some(Row::New(typed)) = row {
            let label = crate::domain::value::Foreign::from(typed.as_str()).shown();
            self.labels.push(typed.clone());
            self.before.push(false);
            self.items.push(Item {
                id: typed,
                label,
                note: String::new(),
                on: true,
            });
            self.chooser.line.set("");
            self.search();
        }
    }

    /// The item whose digit this is, as long as nothing was typed to search.
    fn by_digit(&self, key: Key) -> Option<&Item> {
        let digit = key.letter().filter(|_| self.keyed)?.to_digit(10)?;
        let at = (digit as usize).checked_sub(1)?;
        self.items.get(at).filter(|_| self.chooser.line.text().is_empty())
    }

    fn take(&self, item: Option<&Item>, cx: &mut Cx<'_>) {
        cx.answer(
            self.ticket,
            Picked {
                added: item.map(|item| item.id.clone()).into_iter().collect(),
                removed: Vec::new(),
            },
        );
    }

    fn accept(&mut self, cx: &mut Cx<'_>) {
        if !self.many {
            let chosen = match self.row(self.chooser.cursor()) {
                Some(Row::Item(at)) => self.items.get(at),
                _ => None,
            };
            return self.take(chosen, cx);
        }
        // Nothing picked yet: enter means the one under the cursor.
        if !self
            .items
            .iter()
            .zip(&self.before)
            .any(|(item, before)| item.on != *before)
        {
            self.toggle();
        }
        let changed = |to: bool| {
            let both = self.items.iter().zip(&self.before);
            both.filter(|(item, before)| item.on != **before && item.on == to)
                .map(|(item, _)| item.id.clone())
                .collect()
        };
        cx.answer(
            self.ticket,
            Picked {
                added: changed(true),
                removed: changed(false),
            },
        );
    }
}

impl Pane for Picker {
    fn scopes(&self) -> Vec<&'static str> {
        if self.many {
            vec![SCOPE.id, choose::SCOPE.id]
        } else {
            vec![choose::SCOPE.id]
        }
    }

    fn update(&mut self, msg: &mut Msg, cx: &mut Cx<'_>) -> Effects {
        if let Msg::Input(Input::Key(key)) = msg
            && let Some(item) = self.by_digit(*key)
        {
            self.take(Some(item), cx);
            return Effects::none();
        }
        match self.chooser.typed(msg) {
            Some(true) => self.search(),
            Some(false) => {}
            None => return Effects::unchanged(),
        }
        Effects::none()
    }

    fn arrange(&mut self, area: Rect, _: &mut Cx<'_>) -> Effects {
        self.chooser
            .set_page(usize::from(area.height.saturating_sub(4)), self.len());
        Effects::unchanged()
    }

    fn enabled(&self, id: &str, look: Look<'_>) -> Enabled {
        if Choose::of(id).is_some() {
            Enabled::Yes
        } else {
            enabled(ACTIONS, self, id, look)
        }
    }

    fn run(&mut self, id: &str, cx: &mut Cx<'_>) -> Effects {
        if Choose::of(id).is_none() {
            return run(ACTIONS, self, id, cx);
        }
        if self.chooser.run(id, self.len(), cx) {
            self.accept(cx);
        }
        Effects::none()
    }

    fn place(&self, screen: Rect) -> Rect {
        // The label, its sign and its note, side by side.
        let beside = |item: &Item| width(item.label.as_str()) + width(&item.note) + 6;
        let widest = self.items.iter().map(beside).max().unwrap_or(0);
        let widest = widest
            .clamp(36, 64)
            .min(usize::from(screen.width.saturating_sub(8)))
            + 4;
        // The hint is read in full where the screen allows it.
        let hint = (width(self.hint()) + 4).min(usize::from(screen.width.saturating_sub(4)));
        draw::middle(
            screen,
            widest.max(hint) as u16,
            (self.items.len() as u16 + 4).clamp(6, 18),
        )
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
        let inner = draw::panel(frame.buffer_mut(), area, self.title, look);
        self.chooser.view(frame, inner, "", self.hint(), look);
        let buf = frame.buffer_mut();
        if self.len() == 0 {
            draw::text(buf, inner, 2, 2, "nothing fits", look.styles().dim);
        }
        for row in 2..inner.height {
            let at = self.chooser.offset() + usize::from(row) - 2;
            let current = at == self.chooser.cursor();
            if current && at < self.len() {
                draw::tint(buf, inner, row, look.styles().selected);
                draw::text(buf, inner, 0, row, look.glyphs().cursor, look.styles().accent);
            }
            let row_at = self.row(at);
            let found = match &row_at {
                Some(Row::Item(at)) => *at,
                _ => usize::MAX,
            };
            if let (Some(item), Some(before)) = (self.items.get(found), self.before.get(found)) {
                let (sign, style) = match (item.on, before) {
                    (true, _) => (look.glyphs().yes, look.styles().accent),
                    (false, true) if self.many => ("-", look.styles().accent),
                    (false, _) => (" ", look.styles().dim),
                };
                draw::text(buf, inner, 2, row, sign, style);
                let noted = draw::right(buf, inner, 0, row, &item.note, look.styles().dim);
                let room = usize::from(noted.saturating_sub(5));
                draw::text(
                    buf,
                    inner,
                    4,
                    row,
                    &clip(item.label.as_str(), room),
                    look.styles().strong,
                );
            } else if let Some(Row::New(typed)) = row_at {
                draw::spans(
                    buf,
                    inner,
                    4,
                    row,
                    &[("new: ", look.styles().dim), (&typed, look.styles().strong)],
                );
            }
        }
    }
}
