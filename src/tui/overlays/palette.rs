//! One box for everything: actions, people, lists, deals, help. Matched as typed, without a network.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::choose::{self, Chooser, matches};
use crate::domain::contact::display_name;
use crate::engine::lists::NamedList;
use crate::engine::query::{DealsWith, Leads, LeadsAnswer};
use crate::engine::view::{DealCard, PersonRow};
use crate::tui::action::{ActionSpec, Enabled};
use crate::tui::effect::Effects;
use crate::tui::msg::Msg;
use crate::tui::notice::Notice;
use crate::tui::pane::{Cx, Look, Pane, Request, Target};
use crate::tui::text::{Side, fit};
use crate::tui::ticket::{Loaded, Slot};
use crate::tui::widgets::draw;

/// What a first sign narrows the palette to.
const NARROW: [(char, Kind); 5] = [
    ('>', Kind::Do),
    ('@', Kind::Person),
    ('#', Kind::List),
    ('$', Kind::Deal),
    ('?', Kind::Help),
];
/// People shown besides everything else.
const PEOPLE: usize = 8;
/// Deals shown when only they are asked for.
const DEALS: usize = 40;
/// Least that is typed before people are looked for, unless `@` asks for them.
const PEOPLE_FROM: usize = 2;

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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Do,
    Person,
    List,
    Deal,
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

#[derive(Clone, Debug)]
enum Then {
    Run(&'static str),
    Go(Target),
}

/// The overlay. Runs what is chosen through the screen, so it has no answer.
pub struct Palette {
    fixed: Vec<Entry>,
    haystacks: Vec<String>,
    people: Vec<Entry>,
    deals: Vec<Entry>,
    shown: Vec<Entry>,
    chooser: Chooser,
    asked: Slot<LeadsAnswer>,
    deals_asked: Slot<Vec<DealCard>>,
}

impl Palette {
    /// Offers actions and lists; `text` begins the search (`>` for the command line).
    pub fn new(offers: Vec<Offer>, lists: Vec<NamedList>, text: &str) -> Self {
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
        let haystacks = fixed.iter().map(|entry| entry.label.clone()).collect();
        let mut palette = Self {
            fixed,
            haystacks,
            people: Vec::new(),
            deals: Vec::new(),
            shown: Vec::new(),
            chooser: Chooser::new(text),
            asked: Slot::new(),
            deals_asked: Slot::new(),
        };
        palette.search();
        palette
    }

    /// What narrows the search, and the search itself.
    fn typed(&self) -> (Option<Kind>, String) {
        let text = self.chooser.line.text();
        let mut letters = text.chars();
        let narrow = letters
            .next()
            .and_then(|first| NARROW.iter().find(|(sign, _)| *sign == first));
        match narrow {
            Some((_, kind)) => (Some(*kind), letters.as_str().trim().to_owned()),
            None => (None, text.trim().to_owned()),
        }
    }

    /// The words to look for people with; `None` when people are not asked for.
    fn people_words(&self) -> Option<String> {
        match self.typed() {
            (Some(Kind::Person), words) => Some(words),
            (None, words) if words.chars().count() >= PEOPLE_FROM => Some(words),
            _ => None,
        }
    }

    /// Looks for people with the words typed. Those found before stay until the answer comes, so nothing flickers.
    fn look_for_people(&mut self, cx: &mut Cx<'_>) -> Effects {
        let Some(words) = self.people_words() else {
            self.asked.close();
            self.people.clear();
            return Effects::none();
        };
        let question = Leads {
            filter: quoted(&words),
            offset: 0,
            limit: PEOPLE,
            count: false,
        };
        Effects::one(cx.ask(&mut self.asked, question))
    }

    /// Looks for the deals of those people, or, where only deals are asked for, of whoever or whatever is called so.
    fn look_for_deals(&mut self, cx: &mut Cx<'_>) -> Effects {
        let question = match self.typed() {
            (Some(Kind::Deal), words) if words.is_empty() => DealsWith {
                filter: "status:open".to_owned(),
                most: DEALS,
            },
            (Some(Kind::Deal), words) => DealsWith {
                filter: format!("({}) | deal(status:open name:{})", quoted(&words), phrase(&words)),
                most: DEALS,
            },
            (None, words) if words.chars().count() >= PEOPLE_FROM => DealsWith {
                filter: quoted(&words),
                most: PEOPLE,
            },
            _ => {
                self.deals_asked.close();
                self.deals.clear();
                return Effects::none();
            }
        };
        Effects::one(cx.ask(&mut self.deals_asked, question))
    }

    fn take_deals(&mut self, deals: Vec<DealCard>, look: Look<'_>) {
        let entry = |card: DealCard| {
            let stage = look.world.directory.stage(&card.stage);
            let stage = stage.map(|stage| stage.name.shown()).unwrap_or_default();
            let note = [stage.to_string(), card.value.short()].join(&format!(" {} ", look.glyphs().dot));
            let (name, who) = (card.name.shown(), card.who.shown());
            // A deal that is called like its person says it once.
            let label = if who.as_str().is_empty() || name.as_str().contains(who.as_str()) {
                name.or("a deal without a name").to_string()
            } else {
                format!("{name} {} {who}", look.glyphs().dot)
            };
            Entry {
                kind: Kind::Deal,
                label,
                note,
                reason: None,
                then: Then::Go(Target::Deal(card.id)),
            }
        };
        self.deals = deals.into_iter().map(entry).collect();
        self.search();
    }

    fn take_people(&mut self, answer: LeadsAnswer, look: Look<'_>) {
        let rows = answer.map(|window| window.rows).unwrap_or_default();
        let entry = |row: PersonRow| {
            let stage = row
                .stage
                .as_ref()
                .and_then(|stage| look.world.directory.stage(stage));
            let note = stage.map(|stage| stage.name.shown()).unwrap_or_default();
            Entry {
                kind: Kind::Person,
                label: display_name(&row.first_name, &row.last_name, &row.email, &row.phone).to_string(),
                note: note.to_string(),
                reason: None,
                then: Then::Go(Target::Contact(row.id)),
            }
        };
        self.people = rows.into_iter().map(entry).collect();
        self.search();
    }

    /// A command with the words behind it, as typed.
    fn spelt_out(&self, typed: &str) -> Option<Entry> {
        let (word, rest) = typed.split_once(' ')?;
        let rest = rest.trim();
        let spelt = SPELT
            .iter()
            .find(|spelt| spelt.word == word && !rest.is_empty())?;
        let is_offered = |entry: &&Entry| matches!(entry.then, Then::Run(id) if id == spelt.id);
        let offered = self.fixed.iter().find(is_offered)?;
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
        // A person of that name is worth more than an action that is only spelt like it.
        let lower = words.to_lowercase();
        let (exact, like): (Vec<_>, Vec<_>) =
            fixed.partition(|entry| entry.label.to_lowercase().contains(&lower));
        let spelt_out = self.spelt_out(&words).filter(|_| narrow == Some(Kind::Do));
        let found = exact.into_iter().chain(people).chain(deals).chain(like).cloned();
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

    fn loaded(&mut self, loaded: &mut Loaded, cx: &mut Cx<'_>) -> Effects {
        let refused = if let Some(answer) = self.asked.take(loaded) {
            answer.map(|people| self.take_people(people, cx.look)).err()
        } else if let Some(answer) = self.deals_asked.take(loaded) {
            answer.map(|deals| self.take_deals(deals, cx.look)).err()
        } else {
            return Effects::unchanged();
        };
        if let Some(refusal) = refused {
            cx.say(Notice::bad(refusal.0));
        }
        Effects::none()
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
        });
    }
}

/// Each word by itself, and quoted: a name is never an operator of the filter language.
fn quoted(words: &str) -> String {
    let quoted = words.split_whitespace().map(phrase);
    quoted.collect::<Vec<_>>().join(" ")
}

fn phrase(words: &str) -> String {
    format!("\"{}\"", words.replace('"', ""))
}

impl Pane for Palette {
    fn scopes(&self) -> Vec<&'static str> {
        vec![choose::SCOPE.id]
    }

    fn update(&mut self, msg: &mut Msg, cx: &mut Cx<'_>) -> Effects {
        match self.chooser.typed(msg) {
            Some(true) => {
                let asked = self.look_for_people(cx).and(self.look_for_deals(cx));
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
        self.chooser
            .view(frame, inner, "> ", "do, people, lists, deals, help", look);
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
