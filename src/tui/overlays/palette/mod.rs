//! One box for everything: actions, people, lists, deals, homes, settings, help. Matched as typed, without a network.
//!
//! Owns what is typed and what of it is shown, best first; `found` asks the store. Must not do what is chosen: the screen does.
//! One more kind of thing: a variant of `Kind` and of `Then`, its sign in `NARROW`, and where its entries come from.

mod found;
#[cfg(test)]
mod tests;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::choose::{self, Chooser, matches};
use crate::domain::listing::Listing;
use crate::engine::lists::NamedList;
use crate::engine::query::LeadsAnswer;
use crate::engine::view::DealCard;
use crate::tui::action::{ActionSpec, Enabled};
use crate::tui::effect::Effects;
use crate::tui::msg::Msg;
use crate::tui::notice::Notice;
use crate::tui::pane::{Cx, Look, Pane, Request, Target};
use crate::tui::settings::Setting;
use crate::tui::text::{Side, fit};
use crate::tui::ticket::Slot;
use crate::tui::widgets::draw;

/// What a first sign narrows the palette to.
const NARROW: [(char, Kind); 6] = [
    ('>', Kind::Do),
    ('@', Kind::Person),
    ('#', Kind::List),
    ('$', Kind::Deal),
    ('~', Kind::Home),
    ('?', Kind::Help),
];
/// The word of the command line before the name of a setting.
const SET: &str = "set ";

/// A command that takes words behind it on the command line (`:`).
struct Spelt {
    word: &'static str,
    /// The action without words, which may or may not run now.
    id: &'static str,
    then: fn(String) -> Target,
}

const SPELT: [Spelt; 1] = [Spelt {
    word: "import",
    id: "app.import",
    then: Target::Import,
}];

/// Words of the command line that mean another action than the one that is called so: `:undo` shows what was done, as
/// `undo --list` does outside; the key takes back at once.
const SAID: [(&str, &str); 2] = [("undo", "app.undo-list"), ("undo --list", "app.undo-list")];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Do,
    Person,
    List,
    Deal,
    Home,
    Setting,
    Help,
    Say,
}

impl Kind {
    const fn word(self) -> &'static str {
        match self {
            Self::Do => "do",
            Self::Person => "person",
            Self::List => "list",
            Self::Deal => "deal",
            Self::Home => "home",
            Self::Setting => "setting",
            Self::Help => "help",
            Self::Say => "say",
        }
    }
}

/// An action as the palette offers it.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The row.
    pub spec: &'static ActionSpec,
    /// Whether it can run now.
    pub enabled: Enabled,
    /// Its key, as shown.
    pub key: String,
}

#[derive(Clone, Debug)]
struct Entry {
    kind: Kind,
    label: String,
    note: String,
    reason: Option<&'static str>,
    then: Then,
}

impl Entry {
    /// Whether it starts this action.
    fn is_of(&self, id: &str) -> bool {
        matches!(self.then, Then::Run(run) if run == id)
    }
}

#[derive(Clone, Debug)]
enum Then {
    Run(&'static str),
    Go(Target),
    Home(Box<Listing>),
    Set(Setting),
}

/// The overlay. Runs what is chosen through the screen, so it has no answer.
pub struct Palette {
    fixed: Vec<Entry>,
    haystacks: Vec<String>,
    people: Vec<Entry>,
    deals: Vec<Entry>,
    homes: Vec<Entry>,
    shown: Vec<Entry>,
    chooser: Chooser,
    asked: Slot<LeadsAnswer>,
    deals_asked: Slot<Vec<DealCard>>,
    homes_asked: Slot<Vec<Listing>>,
}

impl Palette {
    /// Offers actions, lists and settings; `text` begins the search (`>` for the command line).
    pub fn new(offers: Vec<Offer>, lists: Vec<NamedList>, settings: &[Setting], text: &str) -> Self {
        let mut fixed: Vec<Entry> = Vec::new();
        for offer in offers {
            let reason = match offer.enabled {
                Enabled::Yes => None,
                Enabled::No(reason) => Some(reason),
            };
            let entry = |kind, label: &str| Entry {
                kind,
                label: label.to_owned(),
                note: offer.key.clone(),
                reason,
                then: Then::Run(offer.spec.id),
            };
            fixed.push(entry(Kind::Do, offer.spec.title));
            fixed.push(entry(Kind::Help, offer.spec.help));
        }
        fixed.extend(lists.into_iter().map(|list| Entry {
            kind: Kind::List,
            label: list.name,
            note: list.filter.clone(),
            reason: None,
            then: Then::Go(Target::Filter(list.filter)),
        }));
        fixed.extend(settings.iter().map(|setting| Entry {
            kind: Kind::Setting,
            label: setting.path.to_owned(),
            note: setting.shown().to_owned(),
            reason: None,
            then: Then::Set(setting.clone()),
        }));
        // A setting is found by the words of its name too.
        let found_by = |entry: &Entry| match entry.kind {
            Kind::Setting => format!("{} {}", entry.label, entry.label.replace(['.', '_'], " ")),
            _ => entry.label.clone(),
        };
        let haystacks = fixed.iter().map(found_by).collect();
        let mut palette = Self {
            fixed,
            haystacks,
            people: Vec::new(),
            deals: Vec::new(),
            homes: Vec::new(),
            shown: Vec::new(),
            chooser: Chooser::new(text),
            asked: Slot::new(),
            deals_asked: Slot::new(),
            homes_asked: Slot::new(),
        };
        palette.search();
        palette
    }

    /// What narrows the search, and the search itself.
    fn typed(&self) -> (Option<Kind>, String) {
        let text = self.chooser.line.text();
        let mut letters = text.chars();
        // Behind the command line's own word only settings are meant.
        if let Some(name) = text
            .strip_prefix('>')
            .and_then(|text| text.trim_start().strip_prefix(SET))
        {
            return (Some(Kind::Setting), name.trim().to_owned());
        }
        let narrow = letters
            .next()
            .and_then(|first| NARROW.iter().find(|(sign, _)| *sign == first));
        match narrow {
            Some((_, kind)) => (Some(*kind), letters.as_str().trim().to_owned()),
            None => (None, text.trim().to_owned()),
        }
    }

    /// A command with the words behind it, as typed.
    fn spelt_out(&self, typed: &str) -> Option<Entry> {
        if let Some((_, id)) = SAID.iter().find(|(said, _)| *said == typed) {
            let mut offered = self.fixed.iter();
            let meant = offered.find(|entry| entry.kind == Kind::Do && entry.is_of(id))?;
            return Some(meant.clone());
        }
        let (word, rest) = typed.split_once(' ')?;
        let rest = rest.trim();
        let spelt = SPELT
            .iter()
            .find(|spelt| spelt.word == word && !rest.is_empty())?;
        let offered = self.fixed.iter().find(|entry| entry.is_of(spelt.id))?;
        Some(Entry {
            kind: Kind::Do,
            label: typed.to_owned(),
            note: offered.label.clone(),
            reason: offered.reason,
            then: Then::Go((spelt.then)(rest.to_owned())),
        })
    }

    fn search(&mut self) {
        let (narrow, words) = self.typed();
        let wanted = |kind: Kind| match narrow {
            Some(narrow) => kind == narrow,
            // Help sentences repeat the titles; they come up only when asked for.
            None => kind != Kind::Help,
        };
        let hits = matches(&words, &self.haystacks);
        let fixed = hits
            .into_iter()
            .filter_map(|at| self.fixed.get(at))
            .filter(|entry| wanted(entry.kind));
        let people = self.people.iter().filter(|_| wanted(Kind::Person));
        let deals = self.deals.iter().filter(|_| wanted(Kind::Deal));
        let homes = self.homes.iter().filter(|_| wanted(Kind::Home));
        // A person of that name is worth more than an action that is only spelt like it.
        let lower = words.to_lowercase();
        let (exact, like): (Vec<_>, Vec<_>) =
            fixed.partition(|entry| entry.label.to_lowercase().contains(&lower));
        let spelt_out = self.spelt_out(&words).filter(|_| narrow == Some(Kind::Do));
        let found = exact.into_iter().chain(people).chain(deals);
        let found = found.chain(homes).chain(like).cloned();
        self.shown = spelt_out.into_iter().chain(found).collect();
        // What can run now comes before what cannot.
        self.shown.sort_by_key(|entry| entry.reason.is_some());
        if narrow.is_none() && !words.is_empty() {
            self.shown.push(Entry {
                kind: Kind::Say,
                label: format!("\"{words}\""),
                note: "Claude".to_owned(),
                reason: None,
                then: Then::Go(Target::Question(words)),
            });
        }
    }

    fn accept(&mut self, cx: &mut Cx<'_>) {
        let Some(entry) = self.shown.get(self.chooser.cursor()) else {
            return;
        };
        if let Some(reason) = entry.reason {
            return cx.say(Notice::warn(format!("not now: {reason}")));
        }
        cx.close();
        cx.request(match &entry.then {
            Then::Run(id) => Request::Run(id),
            Then::Go(target) => Request::Go(target.clone()),
            Then::Home(home) => Request::Open(Box::new(found::sheet(home))),
            Then::Set(setting) => Request::Open(Box::new(found::told_of(setting))),
        });
    }
}

impl Pane for Palette {
    fn scopes(&self) -> Vec<&'static str> {
        vec![choose::SCOPE.id]
    }

    fn update(&mut self, msg: &mut Msg, cx: &mut Cx<'_>) -> Effects {
        match self.chooser.typed(msg) {
            Some(true) => {
                let asked = self.look_for(cx);
                self.search();
                return asked.and(Effects::none());
            }
            Some(false) => return Effects::none(),
            None => {}
        }
        let Msg::Loaded(loaded) = msg else {
            return Effects::unchanged();
        };
        self.loaded(loaded, cx)
    }

    fn arrange(&mut self, area: Rect, _: &mut Cx<'_>) -> Effects {
        self.chooser
            .set_page(usize::from(area.height.saturating_sub(6)), self.shown.len());
        Effects::unchanged()
    }

    fn enabled(&self, _: &str, _: Look<'_>) -> Enabled {
        Enabled::Yes
    }

    fn run(&mut self, id: &str, cx: &mut Cx<'_>) -> Effects {
        if self.chooser.run(id, self.shown.len(), cx) {
            self.accept(cx);
        }
        Effects::none()
    }

    fn place(&self, screen: Rect) -> Rect {
        draw::middle(
            screen,
            72.min(screen.width.saturating_sub(4)),
            18.min(screen.height.saturating_sub(2)),
        )
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, look: Look<'_>) {
        let inner = draw::panel(frame.buffer_mut(), area, "anything", look);
        self.chooser.view(
            frame,
            inner,
            "> ",
            "do, people, lists, deals, homes, settings, help",
            look,
        );
        let buf = frame.buffer_mut();
        let last = inner.height.saturating_sub(2);
        if self.shown.is_empty() {
            let words = "nothing fits; without a sign in front everything is searched";
            draw::text(buf, inner, 1, 2, words, look.styles().dim);
        }
        for row in 2..last {
            let at = self.chooser.offset() + usize::from(row) - 2;
            let Some(entry) = self.shown.get(at) else { break };
            if at == self.chooser.cursor() {
                draw::tint(buf, inner, row, look.styles().selected);
                draw::text(buf, inner, 0, row, look.glyphs().cursor, look.styles().accent);
            }
            let dim = look.styles().dim;
            draw::text(buf, inner, 1, row, &fit(entry.kind.word(), 8, Side::Left), dim);
            let style = if entry.reason.is_some() { dim } else { Style::new() };
            let x = draw::text(buf, inner, 10, row, &entry.label, style);
            let note = entry
                .reason
                .map_or_else(|| entry.note.clone(), |reason| format!("not now: {reason}"));
            let room = inner.width.saturating_sub(x + 2);
            draw::right(
                buf,
                Rect {
                    x: inner.x + x + 2,
                    width: room,
                    ..inner
                },
                0,
                row,
                &note,
                look.styles().key,
            );
        }
        draw::rule(buf, inner, last, look);
        let narrow = NARROW
            .iter()
            .map(|(sign, kind)| format!("{sign} {}", kind.word()))
            .collect::<Vec<_>>();
        draw::text(
            buf,
            inner,
            0,
            last + 1,
            &format!("narrow by  {}", narrow.join("  ")),
            look.styles().dim,
        );
    }
}
