//! What of the store is found as it is typed: people, deals, homes; and what is told of a home and of a setting, which have no
//! place of their own. One more kind: its question in [`Palette::look_for`], and what becomes of its answer.

use super::{Entry, Kind, Palette, Then};
use crate::domain::contact::display_name;
use crate::domain::listing::Listing;
use crate::domain::value::Cents;
use crate::engine::query::{DealsWith, HomesCalled, Leads, LeadsAnswer};
use crate::engine::view::{DealCard, PersonRow};
use crate::tui::effect::Effects;
use crate::tui::notice::Notice;
use crate::tui::overlays::sheet::{Sheet, SheetLine};
use crate::tui::pane::{Cx, Look, Target};
use crate::tui::settings::Setting;
use crate::tui::ticket::Loaded;

/// People shown besides everything else.
const PEOPLE: usize = 8;
/// Deals shown when only they are asked for.
const DEALS: usize = 40;
/// Homes shown besides everything else, and when only they are asked for.
const HOMES: (usize, usize) = (4, 40);
/// Least that is typed before people are looked for, unless `@` asks for them.
const PEOPLE_FROM: usize = 2;

impl Palette {
    /// Looks for everything that may be meant.
    pub(super) fn look_for(&mut self, cx: &mut Cx<'_>) -> Effects {
        let asked = self.look_for_people(cx).and(self.look_for_deals(cx));
        asked.and(self.look_for_homes(cx))
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

    /// Looks for homes that are called so.
    fn look_for_homes(&mut self, cx: &mut Cx<'_>) -> Effects {
        let (words, most) = match self.typed() {
            (Some(Kind::Home), words) => (words, HOMES.1),
            (None, words) if words.chars().count() >= PEOPLE_FROM => (words, HOMES.0),
            _ => {
                self.homes_asked.close();
                self.homes.clear();
                return Effects::none();
            }
        };
        Effects::one(cx.ask(&mut self.homes_asked, HomesCalled { words, most }))
    }

    fn take_homes(&mut self, homes: Vec<Listing>, look: Look<'_>) {
        let entry = |home: Listing| {
            let price = home.price.map(Cents::short);
            let parts = [price, Some(home.status.shown().to_string())];
            let parts: Vec<String> = parts
                .into_iter()
                .flatten()
                .filter(|part| !part.is_empty())
                .collect();
            Entry {
                kind: Kind::Home,
                label: home.address.shown().or("a home without an address").to_string(),
                note: parts.join(&format!(" {} ", look.glyphs().dot)),
                reason: None,
                then: Then::Home(Box::new(home)),
            }
        };
        self.homes = homes.into_iter().map(entry).collect();
        self.search();
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

    /// Takes what was found.
    pub(super) fn loaded(&mut self, loaded: &mut Loaded, cx: &mut Cx<'_>) -> Effects {
        let refused = if let Some(answer) = self.asked.take(loaded) {
            answer.map(|people| self.take_people(people, cx.look)).err()
        } else if let Some(answer) = self.deals_asked.take(loaded) {
            answer.map(|deals| self.take_deals(deals, cx.look)).err()
        } else if let Some(answer) = self.homes_asked.take(loaded) {
            answer.map(|homes| self.take_homes(homes, cx.look)).err()
        } else {
            return Effects::unchanged();
        };
        if let Some(refusal) = refused {
            cx.say(Notice::bad(refusal.0));
        }
        Effects::none()
    }
}

/// What is known of a home.
pub(super) fn sheet(home: &Listing) -> Sheet {
    let price = home.price.map(|price| price.to_string()).unwrap_or_default();
    let facts = [
        ("status", home.status.shown().to_string()),
        ("price", price),
        ("area", home.area.shown().to_string()),
        ("city", home.city.shown().to_string()),
        ("zip", home.zip.shown().to_string()),
        ("number", home.mls.shown().to_string()),
    ];
    let lines = facts
        .into_iter()
        .filter(|(_, words)| !words.is_empty())
        .map(|(left, words)| (left.to_owned(), words));
    let title = home.address.shown().or("a home without an address");
    Sheet::new(title.to_string(), lines.collect())
}

/// Everything about a setting.
pub(super) fn told_of(setting: &Setting) -> Sheet {
    let line = |left: &str, words: String| -> SheetLine { (left.to_owned(), words) };
    let lines = vec![
        line("does", setting.does.clone()),
        line("is", format!("{} ({})", setting.shown(), setting.from)),
        line("should be", setting.expects.to_owned()),
        line(
            "change",
            format!(
                "leadline config --set {} VALUE, from a shell; it holds from the next start on",
                setting.path
            ),
        ),
    ];
    Sheet::new(format!("setting: {}", setting.path), lines)
}

/// Each word by itself, and quoted: a name is never an operator of the filter language.
fn quoted(words: &str) -> String {
    let quoted = words.split_whitespace().map(phrase);
    quoted.collect::<Vec<_>>().join(" ")
}

fn phrase(words: &str) -> String {
    format!("\"{}\"", words.replace('"', ""))
}
