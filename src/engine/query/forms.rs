//! Which sets of questions apply to somebody, how far each is filled, and how ready a buyer is.

use jiff::Timestamp;
use serde::Serialize;

use super::{Query, Sources};
use crate::domain::qualification::{LeadType, Set};
use crate::domain::score::Temperature;
use crate::domain::value::ContactId;
use crate::engine::scores::known;
use crate::scoring::combine;
use crate::scoring::config::Config;
use crate::scoring::gather::{Place, form};
use crate::scoring::marks::marks;
use crate::scoring::qualify::readiness::Readiness;
use crate::scoring::qualify::{long_form, standing};
use crate::store::{StoreError, ToScore};

/// A set of questions and how far it is filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// The set.
    pub set: Set,
    /// Its places in the order in which they are asked.
    pub places: Vec<Place>,
    /// The class that its method gives.
    pub class: Temperature,
}

impl Form {
    /// How many places are filled.
    pub fn filled(&self) -> usize {
        let filled = self.places.iter().filter(|place| place.filled.is_some());
        filled.count()
    }
}

/// How ready a buyer is, when to follow up, and what to ask next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BuyerReady {
    /// Out of 100 points, in hundredths; nothing where nothing is known.
    pub whole: Option<i64>,
    /// Finance, urgency and clarity, each out of 100 points, in hundredths.
    pub groups: [Option<i64>; 3],
    /// Hours within which they are due for a follow-up.
    pub due_hours: u32,
    /// The word of what to ask next, and how it is asked; nothing left means showings.
    pub next: Option<(&'static str, &'static str)>,
}

/// What applies to somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forms {
    /// What they want of an agent.
    pub kind: LeadType,
    /// The sets, the one their score goes by last: before it the long form, where a listing appointment is ahead.
    pub forms: Vec<Form>,
    /// Of buyers.
    pub ready: Option<BuyerReady>,
}

/// Asks for them, by either id of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormsOf(pub ContactId);

impl Query for FormsOf {
    type Answer = Forms;

    fn answer(self, sources: &Sources<'_>) -> Result<Forms, StoreError> {
        let today = &sources.today;
        let Some(person) = sources.reader.to_score_by(&self.0)? else {
            return Ok(Forms::default());
        };
        let directory = sources.reader.directory()?;
        Ok(known(
            &person,
            directory,
            &today.zone,
            today.now,
            |history, inputs| {
                let stage = history.deal.as_ref().map_or("", |deal| deal.stage.as_ref());
                let mut forms = Vec::new();
                if inputs.kind.set() == Some(Set::Seller) && is_listing_ahead(&person, stage, today.now) {
                    let places = form(history, Set::LongForm);
                    let filled = places.iter().filter(|place| place.filled.is_some()).count();
                    let class = long_form::class(u8::try_from(filled).unwrap_or(u8::MAX));
                    let set = Set::LongForm;
                    forms.push(Form { set, places, class });
                }
                if let (Some(set), Some(standing)) = (inputs.kind.set(), standing(inputs)) {
                    let (places, class) = (form(history, set), standing.class);
                    forms.push(Form { set, places, class });
                }
                let buys = inputs.kind.set() == Some(Set::Buyer) && inputs.has_evidence();
                let ready = buys.then(|| {
                    let words = combine::readiness(inputs, &Config::default());
                    let (marks, file) = marks(inputs, words);
                    let readiness = Readiness::of(&marks, file);
                    let next = readiness.next(|question| inputs.has_answered(question));
                    BuyerReady {
                        whole: readiness.whole,
                        groups: readiness.groups,
                        due_hours: readiness.due_hours(),
                        next: next.map(|question| (question.word(), question.ask())),
                    }
                });
                Forms {
                    kind: inputs.kind,
                    forms,
                    ready,
                }
            },
        ))
    }
}

/// Whether a listing appointment is ahead of a seller: an appointment that is still to come, or a stage that is called so.
fn is_listing_ahead(person: &ToScore, stage: &str, now: Timestamp) -> bool {
    let stage = stage.to_lowercase();
    let called = stage.contains("appointment") || stage.contains("presentation");
    called || person.appointments.iter().any(|(_, begin)| *begin > now)
}
