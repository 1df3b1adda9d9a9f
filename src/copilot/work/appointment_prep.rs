//! What to bring, to ask and to agree on at an appointment.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::check::{Check, Statement, wordings};
use super::facts::{Facts, Subject};
use super::{Kind, Lane, Line};
use crate::copilot::content::Content;
use crate::domain::appointment::Appointment;

/// Words of the CRM for an appointment that does not take place, or has taken place.
const OVER: &[&str] = &["cancelled", "noshow", "showed", "invalid"];

/// A preparation.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AppointmentPrep {
    /// The id of the appointment, exactly as it was given.
    appointment_id: String,
    /// What it should lead to.
    purpose: Statement,
    /// What is known that matters there. One to six.
    known: Vec<Statement>,
    /// What to bring. Up to five.
    bring: Vec<String>,
    /// What to go through, in order. One to six.
    #[schemars(length(min = 1))]
    agenda: Vec<String>,
    /// What to ask, one thing each. Up to four.
    ask: Vec<String>,
}

impl Kind for AppointmentPrep {
    const NAME: &'static str = "appointment_prep";
    const ABOUT: &'static str = "what to bring, ask and agree on at their next appointment";
    const PROMPT: &'static str = concat!(
        include_str!("../../../assets/prompts/work/common.md"),
        include_str!("../../../assets/prompts/work/appointment_prep.md")
    );
    const LANE: Lane = Lane::Deep;

    fn facts(subject: &Subject<'_>) -> Result<Facts, String> {
        let next = next(subject).ok_or("they have no appointment ahead")?;
        Ok(Facts::all(subject).first("prepare_id", Content::word(&next.id)))
    }

    fn check(&self, check: &Check<'_>) -> Result<(), String> {
        let meant = matches!(
            &check.0.content,
            Content::Record(members) if members.first() == Some(&("prepare_id", Content::word(&self.appointment_id)))
        );
        if !meant {
            return Err("it prepares another appointment".to_owned());
        }
        check.statement("the purpose", &self.purpose)?;
        check.statements("what is known", &self.known, 1, 6)?;
        wordings("what to bring", &self.bring, 0, 5)?;
        wordings("what to go through", &self.agenda, 1, 6)?;
        wordings("what to ask", &self.ask, 0, 4)
    }

    fn lines(&self) -> Vec<Line> {
        let mut lines = vec![Line::new(
            "purpose",
            &self.purpose.statement,
            &self.purpose.evidence_ids,
        )];
        let known = self.known.iter();
        lines.extend(known.map(|known| Line::new("known", &known.statement, &known.evidence_ids)));
        for (head, texts) in [
            ("bring", &self.bring),
            ("agenda", &self.agenda),
            ("ask", &self.ask),
        ] {
            lines.extend(texts.iter().map(|text| Line::new(head, text, &[])));
        }
        lines
    }
}

/// The appointment that is meant: the one asked about, else the latest that is neither over nor called off.
fn next<'a>(subject: &Subject<'a>) -> Option<&'a Appointment> {
    let mut appointments = subject.person.appointments.iter();
    if !subject.about.is_empty() {
        return appointments.find(|appointment| appointment.id.as_str() == subject.about);
    }
    appointments.find(|appointment| !OVER.contains(&appointment.status.raw()))
}
