//! Opportunities: the record, and the base that follows each person's story through the pipelines.

use std::sync::Arc;

use serde_json::{Value, json};

use super::era::{DAY, Era, iso};
use super::office::{Office, Pipeline};
use super::persona::{Persona, Plot, Side};
use super::seed::{Dice, Kind};
use super::table::{Base, Record};

/// A deal in the CRM. Times are milliseconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Opportunity {
    /// Its number.
    pub number: u64,
    /// What it is called.
    pub name: String,
    /// Whose it is, by number.
    pub contact: u64,
    /// The pipeline's id.
    pub pipeline: String,
    /// The stage's id.
    pub stage: String,
    /// `open`, `won`, `lost`, `abandoned`.
    pub status: String,
    /// Dollars, as the CRM counts.
    pub value: Option<f64>,
    /// A user's id.
    pub assigned_to: Option<String>,
    /// Where it came from.
    pub source: Option<String>,
    /// Why it was lost.
    pub lost_reason: Option<String>,
    /// Expected close, `YYYY-MM-DD`.
    pub expected_close: Option<String>,
    /// Somebody's own estimate in percent.
    pub probability: Option<f64>,
    /// Field id to value.
    pub custom: Vec<(String, Value)>,
    /// Users' ids.
    pub followers: Vec<String>,
    /// When it was added.
    pub added: i64,
    /// When it last changed.
    pub updated: i64,
    /// When it came into its stage.
    pub stage_since: i64,
    /// When it took its status.
    pub status_since: i64,
}

impl Record for Opportunity {
    fn number(&self) -> u64 {
        self.number
    }
    fn added(&self) -> i64 {
        self.added
    }
    fn updated(&self) -> i64 {
        self.updated
    }
}

impl Opportunity {
    /// An open opportunity of a contact, first stage of the first pipeline, added at `now`.
    pub fn blank(number: u64, contact: u64, pipeline: &Pipeline, now: i64) -> Self {
        Self {
            number,
            name: String::new(),
            contact,
            pipeline: pipeline.id.clone(),
            stage: pipeline
                .stages
                .first()
                .map(|stage| stage.id.clone())
                .unwrap_or_default(),
            status: "open".to_owned(),
            value: None,
            assigned_to: None,
            source: None,
            lost_reason: None,
            expected_close: None,
            probability: None,
            custom: Vec::new(),
            followers: Vec::new(),
            added: now,
            updated: now,
            stage_since: now,
            status_since: now,
        }
    }

    /// Moves it; the clock of the stage starts again only when the stage is another one.
    pub fn move_to(&mut self, pipeline: &str, stage: &str, now: i64) {
        if self.stage != stage {
            self.stage_since = now;
        }
        pipeline.clone_into(&mut self.pipeline);
        stage.clone_into(&mut self.stage);
    }

    /// Gives it a status; the clock of the status starts again only when it is another one.
    pub fn set_status(&mut self, status: &str, now: i64) {
        if self.status != status {
            self.status_since = now;
        }
        status.clone_into(&mut self.status);
    }

    /// Sets one custom field; null clears it.
    pub fn set_field(&mut self, id: &str, value: Value) {
        self.custom.retain(|(known, _)| known != id);
        if !value.is_null() {
            self.custom.push((id.to_owned(), value));
        }
    }
}

/// What the opportunities of one stage add up to; amounts in dollars.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StageSum {
    /// How many.
    pub count: f64,
    /// All of them.
    pub value: f64,
    /// The open ones.
    pub open: f64,
    /// The won ones.
    pub won: f64,
}

impl StageSum {
    /// Counts one in (`sign` 1) or out (-1).
    pub fn add(&mut self, deal: &Opportunity, sign: f64) {
        let value = deal.value.unwrap_or_default() * sign;
        self.count += sign;
        self.value += value;
        match deal.status.as_str() {
            "open" => self.open += value,
            "won" => self.won += value,
            _ => {}
        }
    }
}

/// The opportunities the world began with.
#[derive(Clone, Debug)]
pub struct Opportunities {
    /// When they came.
    pub era: Era,
    /// The brokerage as it was founded.
    pub office: Arc<Office>,
}

impl Base for Opportunities {
    type Item = Opportunity;

    fn count(&self) -> u64 {
        self.era.opportunities()
    }

    fn make(&self, number: u64) -> Opportunity {
        let contact = self.era.opportunity_contact(number);
        let persona = Persona::of(&self.era, contact, false);
        // The sixth of each group is a second deal: the buyer who sells, the seller who buys.
        let second = number % 6 == 5;
        let mut opportunity = self.deal(&persona, contact, number, second);
        opportunity.added = self.added(number);
        opportunity.updated = self.updated(number);
        let lived = opportunity.updated - opportunity.added;
        let mut dice = self.era.seed.dice(Kind::Stage, number);
        opportunity.stage_since = opportunity.updated - lived * dice.between(0, 60) / 100;
        opportunity.status_since = if opportunity.status == "open" {
            opportunity.added
        } else {
            opportunity.updated
        };
        opportunity
    }

    fn added(&self, number: u64) -> i64 {
        self.era.opportunity_added(number)
    }

    fn updated(&self, number: u64) -> i64 {
        self.era.opportunity_updated(number)
    }
}

impl Opportunities {
    /// The deal that fits a person's story; dates are the caller's.
    pub fn deal(&self, persona: &Persona, contact: u64, number: u64, second: bool) -> Opportunity {
        let mut dice = self
            .era
            .seed
            .dice(Kind::Opportunity, number.wrapping_add(1 << 40));
        let side = match (persona.side, second) {
            (Side::Buyer, false) | (Side::Seller, true) => Side::Buyer,
            (Side::Seller, false) | (Side::Buyer, true) => Side::Seller,
        };
        let plot = if second {
            dice.pick(&[Plot::Fresh, Plot::Nurture, Plot::Appointment, Plot::Lost])
        } else {
            persona.plot
        };
        let place = usize::from(side == Side::Seller);
        let Some(pipeline) = self
            .office
            .pipelines
            .get(place)
            .or_else(|| self.office.pipelines.first())
        else {
            return Opportunity::blank(
                number,
                contact,
                &Pipeline {
                    id: String::new(),
                    name: "",
                    stages: Vec::new(),
                },
                0,
            );
        };
        let mut deal = Opportunity::blank(number, contact, pipeline, self.era.opened);
        let (stage, status) = standing(plot, &mut dice);
        if let Some(stage) = pipeline.stages.get(stage) {
            deal.stage.clone_from(&stage.id);
        }
        status.clone_into(&mut deal.status);
        let who = match (&persona.first, &persona.last) {
            (Some(first), Some(last)) => format!("{first} {last}"),
            (Some(name), None) | (None, Some(name)) => name.clone(),
            (None, None) => "Web enquiry".to_owned(),
        };
        deal.name = match side {
            Side::Buyer => format!("{who} - {} buyer", persona.city.name),
            Side::Seller => format!("{who} - {}", persona.street),
        };
        deal.value = dice.chance(93).then_some(persona.money as f64);
        deal.assigned_to = persona
            .agent
            .and_then(|agent| Some(self.office.users.get(agent)?.id.clone()));
        deal.source = Some(persona.source.to_owned());
        if status == "lost" {
            let reasons = &self.office.lost_reasons;
            let reason = reasons.get(dice.below(reasons.len() as u64) as usize);
            deal.lost_reason = reason.map(|reason| reason.id.clone());
        }
        if matches!(plot, Plot::Offer | Plot::Contract) {
            let day = iso(self.era.opened + dice.between(5, 45) * DAY);
            deal.expected_close = day.get(..10).map(str::to_owned);
        }
        self.answer_fields(&mut deal, persona, side, plot);
        deal
    }

    fn answer_fields(&self, deal: &mut Opportunity, persona: &Persona, side: Side, plot: Plot) {
        let mut set = |key: &str, value: Value| {
            if let Some(field) = self.office.field(key) {
                deal.set_field(&field.id, value);
            }
        };
        set(
            "opportunity.side",
            json!(if side == Side::Buyer { "Buy" } else { "Sell" }),
        );
        if side == Side::Seller || matches!(plot, Plot::Offer | Plot::Contract | Plot::Closed) {
            set(
                "opportunity.property_address",
                json!(format!("{}, {}", persona.street, persona.city.name)),
            );
            set("opportunity.expected_commission", json!(persona.money / 40));
        }
    }
}

/// Where a story stands: the stage's place and the status.
fn standing(plot: Plot, dice: &mut Dice) -> (usize, &'static str) {
    match plot {
        Plot::Fresh => (0, "open"),
        Plot::Silent => (1, if dice.chance(45) { "abandoned" } else { "open" }),
        Plot::Nurture => (2, "open"),
        Plot::Appointment => (3, "open"),
        Plot::Offer => (4, "open"),
        Plot::Contract => (5, "open"),
        Plot::Closed => (6, "won"),
        Plot::Lost => (dice.below(5) as usize, "lost"),
        Plot::OptOut => (1, "abandoned"),
    }
}
