//! What it says keeps the rules for messages: the gate's own, asked about a text whose blanks are filled with examples.

use jiff::Timestamp;

use super::{Case, Finding, Proof, blocks, warns};
use crate::automation::definition::{Definition, Step};
use crate::domain::access::Role;
use crate::domain::contact::{Channel, Dnd};
use crate::domain::fair_housing::{self, Context, Verdict};
use crate::domain::gate::{self, Request, Rules, Sender};
use crate::domain::segments;
use crate::domain::snippet;

const NAME: &str = "says";
/// Rules of the gate that look at words.
const RULES: &[&str] = &["holes", "length", "mail", "links", "carrier"];
/// What is said of a market needs one of these blanks, which carry their source and date.
const SOURCED: &[&str] = &["{market_facts}"];
/// Claims about a market that need a source.
const CLAIMS: &[&str] = &[
    "prices up",
    "prices are up",
    "prices rose",
    "prices went up",
    "rates dropped",
    "rates are down",
    "rates fell",
    "buyers waiting",
    "buyers are waiting",
    "home values",
    "sold above asking",
    "over asking",
    "zestimate",
    "los precios subieron",
    "bajaron las tasas",
];
/// Words about money that are not written in a text: a call is offered instead.
const COMMISSION: &[&str] = &["commission", "comisión"];

/// Examples for blanks, long ones, so that a text is not found too long when it is too late.
const EXAMPLES: &[(&str, &str)] = &[
    ("first_name", "Alexandria"),
    ("agent_name", "Dana Whitfield"),
    ("brokerage", "Orange Grove Realty"),
    ("property_address", "12345 Etiwanda Avenue"),
    ("address", "12345 Etiwanda Avenue"),
    ("area", "Rancho Cucamonga"),
    ("slot_1", "Thu 4 Jun 10:30"),
    ("slot_2", "Fri 5 Jun 16:30"),
    ("slot_3", "Sat 6 Jun 11:00"),
    ("price", "$1,250,000"),
    ("unsubscribe", "Unsubscribe: example.com/u"),
];

pub(super) const PROOF: Proof = Proof {
    name: NAME,
    proves: "texts keep the rules for messages",
    look,
};

fn look(case: &Case<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for step in case.definition.all_steps() {
        if !step.action.reaches {
            continue;
        }
        let spot = step.args.spot("says").unwrap_or(step.spot);
        let subjects = step
            .args
            .words("subject")
            .map(|words| words.all())
            .unwrap_or_default();
        for (voice, text) in step
            .args
            .words("says")
            .map(|words| words.all())
            .unwrap_or_default()
        {
            let subject = subjects.iter().find(|(of, _)| *of == voice).or(subjects.first());
            let subject = subject.map(|(_, subject)| *subject);
            let which = if voice.is_empty() {
                String::new()
            } else {
                format!(" ({voice})")
            };
            for (weight, message) in judged(case.definition, step, subject, text) {
                let make = if weight { blocks } else { warns };
                found.push(make(NAME, spot, format!("\"{}\"{which}: {message}", step.id)));
            }
        }
    }
    found
}

/// What stands against a text: whether it blocks, and the sentence.
fn judged(definition: &Definition, step: &Step, subject: Option<&str>, text: &str) -> Vec<(bool, String)> {
    let mut found = Vec::new();
    let body = example(text);
    let subject = subject.map(example);
    let mail = step.action.word == "email";
    let both = format!("{}\n{body}", subject.as_deref().unwrap_or_default());
    let housing = fair_housing::check(&both, Context::default());
    if let Some(first) = housing.first() {
        let blocks = fair_housing::verdict(&housing) == Verdict::Block;
        let words = both.get(first.at.clone()).unwrap_or_default();
        found.push((
            blocks,
            format!("\"{words}\" says whom a home is for; write {}", first.instead),
        ));
    }
    let small = both.to_lowercase();
    if let Some(claim) = CLAIMS.iter().find(|claim| small.contains(**claim))
        && !SOURCED.iter().any(|blank| text.contains(blank))
    {
        let message = format!(
            "\"{claim}\" says something of the market without a source; use {}",
            SOURCED[0]
        );
        found.push((true, message));
    }
    if !mail && let Some(word) = COMMISSION.iter().find(|word| small.contains(**word)) {
        found.push((true, format!("\"{word}\" is not written in a text; offer a call")));
    }
    if !mail && body.matches('?').count() > 1 {
        found.push((false, "it asks more than one question; ask one".to_owned()));
    }
    let parts = segments::count(&body).parts;
    if !mail && parts > 1 {
        found.push((
            false,
            format!("it is sent as {parts} messages; 160 characters are one"),
        ));
    }
    if step.action.word == "offer_slots" && !(text.contains("{slot_1}") && text.contains("{slot_2}")) {
        found.push((
            true,
            "it offers no two times; use {slot_1} and {slot_2}".to_owned(),
        ));
    }
    let request = request(
        definition,
        if mail { Channel::Email } else { Channel::Sms },
        subject,
        body,
    );
    let objections = gate::objections(&request, &Rules::default());
    let worded = objections
        .into_iter()
        .filter(|objection| RULES.contains(&objection.rule));
    found.extend(worded.map(|objection| (true, objection.reason)));
    found
}

/// A text with every blank filled in; one without an example gets a word.
fn example(text: &str) -> String {
    let mut filled = snippet::fill(text, EXAMPLES);
    for at in snippet::blanks(&filled).into_iter().rev() {
        filled.replace_range(at, "something");
    }
    filled
}

/// A message to somebody against whom nothing else stands.
fn request(definition: &Definition, channel: Channel, subject: Option<String>, body: String) -> Request {
    Request {
        now: Timestamp::UNIX_EPOCH,
        due: Timestamp::UNIX_EPOCH,
        skew: None,
        paused: None,
        sender: Sender::Automation {
            kind: definition.kind(),
        },
        role: Role::Agent,
        recipients: 1,
        name: "they".to_owned(),
        channel,
        address: String::new(),
        subject,
        body,
        dnd: Dnd::Open,
        dnd_told: true,
        dnd_inbound: Dnd::Open,
        opt_out: None,
        consent: None,
        places: Vec::new(),
        live_until: None,
        kept_away: false,
        stirred: None,
        sent: Vec::new(),
        by_user: Vec::new(),
        texts: Vec::new(),
        housing: Vec::new(),
        waved: Vec::new(),
    }
}
