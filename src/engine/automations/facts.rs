//! What automations ask about people, answered from the file as it is now.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;

use crate::automation::facts::Facts;
use crate::automation::words::Condition;
use crate::domain::access::Role;
use crate::domain::contact::{Channel, Contact};
use crate::domain::conversation::Draft;
use crate::domain::filter::{Naming, Today, Vocabulary, parse};
use crate::domain::gate::consent;
use crate::domain::gate::hours::{DEFAULT, Span, Window, lawful};
use crate::domain::gate::zones::Candidate;
use crate::domain::gate::{self, Hours, Rules};
use crate::domain::opportunity::OpportunityStatus;
use crate::domain::record::EntityKind;
use crate::domain::today::Terms;
use crate::domain::value::{ContactId, CustomFieldId, Foreign, OpportunityId, UserId};
use crate::engine::blanks::{self, Office};
use crate::engine::slots::{places, zone_of};
use crate::engine::team::{self, Team};
use crate::engine::tongue::is_spanish;
use crate::store::{Directory, Person, Reader, StoreError};

/// What is known of people, from one connection.
pub(super) struct Known<'a> {
    pub reader: &'a Reader,
    pub zone: &'a TimeZone,
    pub me: Option<&'a UserId>,
    pub role: Role,
    pub rules: &'a Rules,
    pub terms: &'a Terms,
    team: RefCell<Option<Team>>,
    names: Arc<Names>,
    people: RefCell<HashMap<ContactId, Option<Rc<Person>>>>,
    away: RefCell<HashMap<ContactId, bool>>,
}

/// The names that the account uses.
#[derive(Debug)]
pub(super) struct Names {
    directory: Directory,
    vocabulary: Arc<Vocabulary>,
    /// Added fields, of which some hold a permission.
    fields: BTreeMap<CustomFieldId, String>,
}

impl Names {
    pub(super) fn read(reader: &Reader) -> Result<Self, StoreError> {
        let directory = reader.directory()?;
        let fields = directory.custom_fields.iter();
        Ok(Self {
            vocabulary: Arc::new(directory.vocabulary()),
            fields: fields
                .map(|field| (field.id.clone(), field.name.raw().to_owned()))
                .collect(),
            directory,
        })
    }
}

impl<'a> Known<'a> {
    pub(super) fn new(
        reader: &'a Reader,
        (zone, me): (&'a TimeZone, Option<&'a UserId>),
        (role, rules, terms): (Role, &'a Rules, &'a Terms),
        names: Arc<Names>,
    ) -> Self {
        Self {
            reader,
            zone,
            me,
            role,
            rules,
            terms,
            team: RefCell::default(),
            names,
            people: RefCell::default(),
            away: RefCell::default(),
        }
    }

    /// Who works here and what things are called; of lists nothing is known.
    pub(super) fn directory(&self) -> &Directory {
        &self.names.directory
    }

    /// The names that filters use.
    pub(super) fn vocabulary(&self) -> &Arc<Vocabulary> {
        &self.names.vocabulary
    }

    /// A person, read once.
    pub(super) fn person(&self, who: &ContactId) -> Option<Rc<Person>> {
        if let Some(known) = self.people.borrow().get(who) {
            return known.clone();
        }
        let found = self.reader.person(who).unwrap_or_else(|error| {
            tracing::warn!(%error, "a person of an automation could not be read");
            None
        });
        let found = found.filter(|person| !person.gone).map(Rc::new);
        self.people.borrow_mut().insert(who.clone(), found.clone());
        found
    }

    /// The facts as they are, as they are kept with a step: nothing that was written to or by them.
    pub(super) fn snapshot(&self, who: &ContactId, now: Timestamp) -> Result<String, StoreError> {
        let Some(person) = self.person(who) else {
            return Ok("{}".to_owned());
        };
        let deal = person
            .deals
            .iter()
            .find(|deal| deal.status == OpportunityStatus::Open);
        let stage = deal.and_then(|deal| self.directory().stage(&deal.stage));
        let wrote = person
            .messages
            .iter()
            .find(|message| message.direction == crate::domain::conversation::Direction::Inbound);
        let tags: Vec<&str> = person.contact.tags.iter().map(Foreign::raw).collect();
        let marks = self.reader.marks(std::slice::from_ref(who))?;
        let score = marks.into_iter().flatten().find_map(|mark| mark.points());
        let local = now.to_zoned(Facts::zone(self, who));
        let facts = json!({
            "tags": tags,
            "stage": stage.map(|stage| stage.name.raw()),
            "score": score,
            "consent": self.agreed(&person.contact)?,
            "local": local.strftime("%a %H:%M %Q").to_string(),
            "wrote": wrote.and_then(|message| message.at).map(|at| at.to_string()),
            "dnd": person.contact.dnd,
        });
        Ok(facts.to_string())
    }

    /// On which channels they agreed to be written to by machines, in words.
    fn agreed(&self, contact: &Contact) -> Result<String, StoreError> {
        let mut said = Vec::new();
        for (channel, word) in [(Channel::Sms, "text"), (Channel::Email, "email")] {
            let wrote = self.reader.wrote_on(&contact.id, channel)?;
            let agreed = consent::known(contact, channel, &self.names.fields, wrote).is_some();
            said.push(format!("{word} {}", if agreed { "yes" } else { "no" }));
        }
        Ok(said.join(", "))
    }

    /// A colleague by what they are, as seen from a person.
    fn colleague(&self, who: &ContactId, word: &str) -> Option<UserId> {
        let person = self.person(who)?;
        let owner = person.contact.assigned_to.as_ref().or(self.me);
        let mut team = self.team.borrow_mut();
        if team.is_none() {
            match Team::read(self.reader, self.directory(), self.terms) {
                Ok(read) => *team = Some(read),
                Err(error) => tracing::warn!(%error, "colleagues could not be read for an automation"),
            }
        }
        team.as_mut()?.of_word(who, owner, word)
    }
}

impl Facts for Known<'_> {
    fn holds(&self, who: &ContactId, condition: &Condition, at: Timestamp) -> bool {
        let today = Today {
            now: at,
            zone: self.zone.clone(),
            me: self.me.cloned(),
            vocabulary: Arc::clone(self.vocabulary()),
        };
        let Ok(filter) = parse(&condition.text, &today) else {
            // An automation whose questions cannot be read is paused; until then nobody fits them.
            return false;
        };
        self.reader.fits(&filter, who).unwrap_or_else(|error| {
            tracing::warn!(%error, "a question of an automation could not be answered");
            false
        })
    }

    fn blank(&self, who: &ContactId, name: &str, _: Timestamp) -> Option<String> {
        let person = self.person(who)?;
        let office = Office {
            directory: self.directory(),
            terms: self.terms,
            me: self.me,
        };
        let deal = || {
            let deal = self.deal(who)?;
            let fields = self.reader.fields(EntityKind::Opportunity, deal.as_str());
            fields.unwrap_or_else(|error| {
                tracing::warn!(%error, "a deal of an automation could not be read");
                None
            })
        };
        blanks::fill(office, &person.contact, &deal, name)
    }

    fn zone(&self, who: &ContactId) -> TimeZone {
        let person = self.person(who);
        person.map_or_else(|| self.zone.clone(), |person| zone_of(&person.contact, self.zone))
    }

    fn windows(&self, who: &ContactId, kind: gate::Kind) -> Vec<(TimeZone, Window)> {
        let own = match self.rules.hours {
            Hours::Within(window) => window,
            Hours::Any => return vec![(TimeZone::UTC, always())],
        };
        let Some(person) = self.person(who) else {
            return Vec::new();
        };
        let advertising = kind == gate::Kind::Marketing;
        let window = |place: Candidate| {
            let zone = TimeZone::get(&place.zone).ok()?;
            Some((zone, lawful(place.state, advertising, own.and(DEFAULT))))
        };
        let found: Option<Vec<_>> = places(&person.contact).into_iter().map(window).collect();
        found.unwrap_or_default()
    }

    fn bar(&self, who: &ContactId, channel: Channel, at: Timestamp) -> Option<String> {
        let draft = Draft {
            contact: who.clone(),
            channel,
            subject: None,
            body: String::new(),
        };
        let request = self
            .reader
            .automated(&draft, gate::Kind::Marketing, at, self.role);
        match request.map(|request| gate::decide(&request, self.rules).outcome) {
            Ok(gate::Outcome::Refuse { reason, .. }) => Some(reason),
            Ok(_) => None,
            Err(_) => Some("nobody knows whether they may be written to".to_owned()),
        }
    }

    fn kept_away(&self, who: &ContactId, _: Timestamp) -> bool {
        if let Some(known) = self.away.borrow().get(who) {
            return *known;
        }
        let away = self.reader.kept_away(who).unwrap_or_else(|error| {
            tracing::warn!(%error, "nobody knows whether a tag keeps automations away; they stay away");
            true
        });
        self.away.borrow_mut().insert(who.clone(), away);
        away
    }

    fn household(&self, who: &ContactId) -> ContactId {
        let person = self.person(who);
        let kin = person
            .iter()
            .flat_map(|person| person.household.iter().map(|kin| &kin.id));
        kin.chain([who]).min().unwrap_or(who).clone()
    }

    fn spanish(&self, who: &ContactId) -> bool {
        let person = self.person(who);
        person.is_some_and(|person| is_spanish(&person.contact, &person.messages, self.vocabulary()))
    }

    fn deal(&self, who: &ContactId) -> Option<OpportunityId> {
        let person = self.person(who)?;
        let open = person
            .deals
            .iter()
            .find(|deal| deal.status == OpportunityStatus::Open);
        open.map(|deal| deal.id.clone())
    }

    fn named(&self, who: &ContactId, naming: Naming, name: &str) -> Option<String> {
        if naming == Naming::Owner && team::WORDS.contains(&name) {
            return self.colleague(who, name).map(|user| user.to_string());
        }
        self.vocabulary().called(naming, name).into_iter().next()
    }
}

/// No hours at all; only builds for tests offer that.
const fn always() -> Window {
    let day = Some(Span { from: 0, to: 24 * 60 });
    Window {
        weekdays: day,
        saturday: day,
        sunday: day,
    }
}
