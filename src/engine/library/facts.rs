//! What a trial may know of people. Questions about them, and what stands against writing to them, are answered as they
//! stood at the moment; what they are called, where they live and who lives with them is as it is today.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::automation::event::{Event, EventKind};
use crate::automation::facts::Facts;
use crate::automation::words::Condition;
use crate::domain::automation::is_kill_tag;
use crate::domain::contact::Channel;
use crate::domain::filter::{Filter, Naming, Today, Vocabulary, parse};
use crate::domain::gate::hours::{Span, Window, lawful};
use crate::domain::gate::zones::Candidate;
use crate::domain::gate::{self, Hours};
use crate::domain::record::EntityKind;
use crate::domain::value::{ContactId, OpportunityId, UserId};
use crate::engine::blanks::{self, Office};
use crate::engine::query::Sources;
use crate::engine::team::{self, Team};
use crate::engine::tongue::is_spanish;
use crate::store::{
    AsOf, Directory, Edited, Happening, Households, PastEvent, StoreError, Then, Whom, is_steady,
};

/// Every hour there is.
const ANY: Window = {
    let day = Some(Span { from: 0, to: 24 * 60 });
    Window {
        weekdays: day,
        saturday: day,
        sunday: day,
    }
};

type Map<K, V> = HashMap<K, V, foldhash::fast::RandomState>;

/// Somebody as they are today.
struct Somebody {
    whom: Whom,
    /// The clock they live by.
    zone: TimeZone,
    /// Every clock they may live by, with the hours of whatever is no advertising on it, and with those of advertising.
    service: Vec<(TimeZone, Window)>,
    advertising: Vec<(TimeZone, Window)>,
    /// They are written to in Spanish; asked when somebody first writes to them.
    spanish: OnceCell<bool>,
}

/// What is the same whoever asks, for several who ask at once. Cheap to clone.
#[derive(Clone)]
pub(super) struct Common {
    directory: Arc<Directory>,
    pub names: Arc<Vocabulary>,
    households: Arc<Households>,
    /// Who has, or had in what is tried, a tag that keeps automations away, by who stands for their household.
    away: Arc<Map<ContactId, BTreeSet<ContactId>>>,
    edited: Edited,
}

impl Common {
    /// With who stands for whose household, and who got or lost a tag that keeps automations away.
    pub(super) fn read(
        sources: &Sources<'_>,
        households: Households,
        tagged: impl IntoIterator<Item = ContactId>,
    ) -> Result<Self, StoreError> {
        let mut away: Map<ContactId, BTreeSet<ContactId>> = Map::default();
        for who in sources.reader.all_kept_away()?.into_iter().chain(tagged) {
            let household = households.get(&who).unwrap_or(&who).clone();
            away.entry(household).or_default().insert(who);
        }
        Ok(Self {
            directory: Arc::new(sources.reader.directory()?),
            names: Arc::new(sources.reader.vocabulary()?),
            households: Arc::new(households),
            away: Arc::new(away),
            edited: sources.reader.people_ever_edited()?,
        })
    }
}

/// People as they stood.
pub(super) struct Standing<'a> {
    sources: &'a Sources<'a>,
    common: Common,
    then: Then<'a>,
    team: RefCell<Team>,
    people: RefCell<Map<ContactId, Option<Rc<Somebody>>>>,
    /// Who was asked about last: mostly it is them again.
    last: RefCell<Option<(ContactId, Option<Rc<Somebody>>)>>,
    /// Who of the household it was turned to has, or had, a tag that keeps automations away; nothing when it was turned to none.
    tagged: RefCell<Option<Vec<ContactId>>>,
    /// Clocks by their names.
    zones: RefCell<Map<String, Option<TimeZone>>>,
    /// Questions that are read the same at every moment, by their text.
    questions: RefCell<HashMap<String, Rc<Filter>>>,
    /// What could not be read on the way; told at the end.
    fault: RefCell<Option<StoreError>>,
}

impl<'a> Standing<'a> {
    /// As they stood in what happened.
    pub(super) fn of(sources: &'a Sources<'a>, past: &[Event]) -> Result<Self, StoreError> {
        let came_or_went = past.iter().filter(|event| match &event.kind {
            EventKind::TagAdded { tag } | EventKind::TagRemoved { tag } => is_kill_tag(tag),
            _ => false,
        });
        let tagged = came_or_went.map(|event| event.contact.clone());
        let households = sources.reader.households()?;
        Self::among(sources, Common::read(sources, households, tagged)?)
    }

    /// The same, with what others know already.
    pub(super) fn among(sources: &'a Sources<'a>, common: Common) -> Result<Self, StoreError> {
        Ok(Self {
            sources,
            team: RefCell::new(Team::read(sources.reader, &common.directory, sources.terms)?),
            then: sources.reader.then(common.edited.clone())?,
            common,
            people: RefCell::default(),
            last: RefCell::default(),
            tagged: RefCell::default(),
            zones: RefCell::default(),
            questions: RefCell::default(),
            fault: RefCell::default(),
        })
    }

    /// What could not be read, if anything.
    pub(super) fn sound(self) -> Result<(), StoreError> {
        self.fault.into_inner().map_or(Ok(()), Err)
    }

    /// Turns to a household, with everybody's row, and what happened with it: what was kept of others makes room. Until it is
    /// turned to another nobody else may be asked about.
    pub(super) fn turn_to<'p>(
        &self,
        people: impl Iterator<Item = (i64, &'p ContactId)>,
        happened: &[PastEvent],
    ) {
        self.people.borrow_mut().clear();
        self.last.borrow_mut().take();
        self.then.let_go();
        let mut tagged = None;
        for (rid, who) in people {
            self.then.know(who, rid);
            tagged.get_or_insert_with(|| self.tagged_with(who).cloned().collect());
        }
        self.tagged.replace(tagged);
        for one in happened {
            if let Happening::Received { kind, .. } = one.what {
                self.then.tell(&one.contact, kind, one.at);
            }
        }
    }

    /// The first day of what is known, when it is after a moment: before it nothing is known of what was edited.
    pub(super) fn known_since(&self, from: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let began = self.sources.reader.journal_began()?;
        Ok(began.filter(|began| *began > from))
    }

    /// What people call somebody.
    pub(super) fn name(&self, who: &ContactId) -> String {
        self.whom(who)
            .map_or_else(|| who.to_string(), |known| known.whom.contact.name().to_string())
    }

    fn keep<T: Default>(&self, answer: Result<T, StoreError>) -> T {
        answer.unwrap_or_else(|error| {
            self.fault.borrow_mut().get_or_insert(error);
            T::default()
        })
    }

    fn whom(&self, who: &ContactId) -> Option<Rc<Somebody>> {
        if let Some((_, last)) = self.last.borrow().as_ref().filter(|(last, _)| last == who) {
            return last.clone();
        }
        let known = self.people.borrow().get(who).cloned();
        let found = known.unwrap_or_else(|| self.looked_up(who));
        self.last.replace(Some((who.clone(), found.clone())));
        found
    }

    fn looked_up(&self, who: &ContactId) -> Option<Rc<Somebody>> {
        let found = self.keep(self.then.whom(who)).map(|whom| {
            let clock = |place: &Candidate| Some((self.clock(&place.zone)?, place.state));
            let clocks: Vec<_> = whom.places.iter().filter_map(clock).collect();
            let zone = whom.places.first().and_then(clock).map(|(zone, _)| zone);
            Rc::new(Somebody {
                zone: zone.unwrap_or_else(|| self.sources.today.zone.clone()),
                service: self.hours(&clocks, false),
                advertising: self.hours(&clocks, true),
                spanish: OnceCell::new(),
                whom,
            })
        });
        self.people.borrow_mut().insert(who.clone(), found.clone());
        found
    }

    /// The hours on each clock, when there are any that one must keep.
    fn hours(&self, clocks: &[(TimeZone, Option<&str>)], advertising: bool) -> Vec<(TimeZone, Window)> {
        let Hours::Within(own) = self.sources.rules.hours else {
            return Vec::new();
        };
        let clocks = clocks.iter();
        clocks
            .map(|(clock, state)| (clock.clone(), lawful(*state, advertising, own)))
            .collect()
    }

    fn clock(&self, name: &str) -> Option<TimeZone> {
        if let Some(known) = self.zones.borrow().get(name) {
            return known.clone();
        }
        let zone = TimeZone::get(name).ok();
        self.zones.borrow_mut().insert(name.to_owned(), zone.clone());
        zone
    }

    fn stood(&self, who: &ContactId, condition: &Condition, at: AsOf) -> bool {
        let known = self.questions.borrow().get(&condition.text).cloned();
        if let Some(filter) = known {
            return self.keep(self.then.fits(&filter, who, at));
        }
        let today = Today {
            now: at.at,
            vocabulary: Arc::clone(&self.common.names),
            ..self.sources.today.clone()
        };
        // What is wrong with a question, the checks have said.
        let Ok(filter) = parse(&condition.text, &today) else {
            return false;
        };
        let filter = Rc::new(filter);
        if is_steady(&filter) {
            let mut questions = self.questions.borrow_mut();
            questions.insert(condition.text.clone(), Rc::clone(&filter));
        }
        self.keep(self.then.fits(&filter, who, at))
    }

    fn stood_away(&self, who: &ContactId, at: AsOf) -> bool {
        let is_away = |member: &ContactId| self.keep(self.then.is_kept_away(member, at));
        match self.tagged.borrow().as_deref() {
            Some(tagged) => tagged.iter().any(is_away),
            None => self.tagged_with(who).any(is_away),
        }
    }

    /// Who of somebody's household has, or had, a tag that keeps automations away.
    fn tagged_with(&self, who: &ContactId) -> impl Iterator<Item = &ContactId> {
        let household = self.common.households.get(who).unwrap_or(who);
        self.common.away.get(household).into_iter().flatten()
    }

    /// A colleague by what they are, as seen from a person.
    fn colleague(&self, who: &ContactId, word: &str) -> Option<UserId> {
        let owner = self.whom(who)?.whom.contact.assigned_to.clone();
        let owner = owner.or_else(|| self.sources.today.me.clone());
        let mut team = self.team.borrow_mut();
        team.of_word(who, owner.as_ref(), word)
    }
}

impl Facts for Standing<'_> {
    fn holds(&self, who: &ContactId, condition: &Condition, at: Timestamp) -> bool {
        self.stood(who, condition, AsOf::whole(at))
    }

    fn held(&self, who: &ContactId, condition: &Condition, at: Timestamp) -> bool {
        self.stood(who, condition, AsOf::heard(at))
    }

    fn blank(&self, who: &ContactId, name: &str, _: Timestamp) -> Option<String> {
        let known = self.whom(who)?;
        let office = Office {
            directory: &self.common.directory,
            terms: self.sources.terms,
            me: self.sources.today.me.as_ref(),
        };
        let deal = || {
            let deal = self.deal(who)?;
            self.keep(self.sources.reader.fields(EntityKind::Opportunity, deal.as_str()))
        };
        blanks::fill(office, &known.whom.contact, &deal, name)
    }

    fn zone(&self, who: &ContactId) -> TimeZone {
        self.whom(who)
            .map_or_else(|| self.sources.today.zone.clone(), |known| known.zone.clone())
    }

    fn windows(&self, who: &ContactId, kind: gate::Kind) -> Vec<(TimeZone, Window)> {
        if !matches!(self.sources.rules.hours, Hours::Within(_)) {
            return vec![(self.zone(who), ANY)];
        }
        let advertising = kind == gate::Kind::Marketing;
        self.whom(who).map_or_else(Vec::new, |known| {
            if advertising {
                known.advertising.clone()
            } else {
                known.service.clone()
            }
        })
    }

    fn bar(&self, who: &ContactId, channel: Channel, at: Timestamp) -> Option<String> {
        let known = self.whom(who);
        let today = known.as_ref().map(|known| &known.whom.contact);
        self.keep(self.then.bar(who, today, channel, AsOf::whole(at)))
    }

    fn kept_away(&self, who: &ContactId, at: Timestamp) -> bool {
        self.stood_away(who, AsOf::whole(at))
    }

    fn was_kept_away(&self, who: &ContactId, at: Timestamp) -> bool {
        self.stood_away(who, AsOf::heard(at))
    }

    fn household(&self, who: &ContactId) -> ContactId {
        self.common.households.get(who).unwrap_or(who).clone()
    }

    /// By what is on file: what each of them wrote is not read for a trial.
    fn spanish(&self, who: &ContactId) -> bool {
        let known = self.whom(who);
        let asks = |known: &Rc<Somebody>| is_spanish(&known.whom.contact, &[], &self.common.names);
        known.is_some_and(|known| *known.spanish.get_or_init(|| asks(&known)))
    }

    /// As it is today.
    fn deal(&self, who: &ContactId) -> Option<OpportunityId> {
        let open = self.keep(self.sources.reader.open_deals(std::slice::from_ref(who)));
        open.into_iter().next().map(|(deal, _)| deal)
    }

    fn named(&self, who: &ContactId, naming: Naming, name: &str) -> Option<String> {
        if naming == Naming::Owner && team::WORDS.contains(&name) {
            return self.colleague(who, name).map(|user| user.to_string());
        }
        self.common.names.called(naming, name).into_iter().next()
    }
}
