//! What must hold after each step, and what once everything has come to rest.

use leadline::domain::access::Role;
use leadline::domain::contact::Channel;
use leadline::domain::conversation::Draft;
use leadline::domain::gate::Rules;
use leadline::domain::merge::same;
use leadline::domain::outbox::{Intent, OutboxState};
use leadline::domain::record::{EntityKind, Fields, value_at};
use leadline::store::Reader;
use serde_json::Value;

use crate::history::{Acked, FIELDS, History, What};

/// P7 and P10, whatever is going on.
pub fn after_each_step(history: &mut History) {
    let reached = history.crm.state().reached.clone();
    for (at, (contact, body)) in reached.iter().enumerate().skip(history.reached) {
        if reached[..at].iter().any(|(_, other)| other == body) {
            history.breaks(format!("P7: \"{body}\" reached somebody twice"));
        }
        if history.silent.contains(contact) {
            history.breaks(format!(
                "P10: \"{body}\" reached {contact} after their STOP was stored"
            ));
        }
    }
    history.reached = reached.len();
    // Who never wrote STOP has none; asking the gate about everybody would take most of the time.
    history.silent = history
        .said_stop
        .iter()
        .filter(|contact| is_silent(history, contact))
        .cloned()
        .collect();
}

/// Whether an opt-out of somebody stands in the store, by the gate's own word.
fn is_silent(history: &History, contact: &str) -> bool {
    let draft = Draft {
        contact: contact.into(),
        channel: Channel::Sms,
        subject: None,
        body: "Does Thursday work?".into(),
    };
    let (now, rules) = (history.clock.now(), Rules::default());
    let judge = move |reader: &Reader| reader.judge(&draft, now, Role::Owner, &rules);
    let decision = history.office.store().read_blocking(judge).unwrap();
    decision
        .looked
        .iter()
        .any(|looked| looked.rule == "opt_out" && looked.said == "refuse")
}

/// P1, P2, P7, P15, P16.
pub fn at_rest(history: &mut History) {
    whole(history);
    texts(history);
    gone(history);
    converged(history);
    nothing_acked_is_lost(history);
    nothing_of_theirs_is_lost(history);
}

fn whole(history: &mut History) {
    let integrity = history.office.store().read_blocking(Reader::integrity).unwrap();
    if !integrity.is_whole() {
        history.breaks(format!("P2: {integrity:?}"));
    }
}

fn texts(history: &mut History) {
    let reached = history.crm.state().reached.clone();
    let rows = history.office.outbox();
    let mut wrong = Vec::new();
    for acked in &history.acked {
        let What::Text { body, .. } = &acked.what else {
            continue;
        };
        let times = reached.iter().filter(|(_, other)| other == body).count();
        let row = rows
            .iter()
            .find(|row| matches!(&row.intent, Intent::Send { draft, .. } if draft.body == *body));
        let Some(row) = row else {
            wrong.push(format!("P1: \"{body}\" was acked and has no row"));
            continue;
        };
        let fits = match row.state {
            OutboxState::Sent | OutboxState::Delivered => times == 1,
            // Held or failed by the gate, or taken back, or looked for twice in vain: it reached nobody.
            OutboxState::Held | OutboxState::Failed | OutboxState::Cancelled => times == 0,
            _ => false,
        };
        if !fits {
            wrong.push(format!(
                "P7: \"{body}\" reached {times} and is {}",
                row.state.word()
            ));
        }
    }
    for what in wrong {
        history.breaks(what);
    }
}

fn here(history: &History, kind: EntityKind, id: &str) -> Fields {
    let name = id.to_owned();
    let read = history
        .office
        .store()
        .read_blocking(move |reader| reader.fields(kind, &name));
    read.unwrap().unwrap_or_default()
}

/// Who was deleted there is gone here, and nobody else (P18).
fn gone(history: &mut History) {
    let mut wrong = Vec::new();
    for contact in &history.people {
        let id = contact.as_str().into();
        let person = history
            .office
            .store()
            .read_blocking(move |reader| reader.person(&id))
            .unwrap();
        let (here, there) = (
            person.is_some_and(|person| !person.gone),
            history.crm.record(contact).is_some(),
        );
        if here != there {
            wrong.push(format!("P18: {contact} is here: {here}, there: {there}"));
        }
    }
    for what in wrong {
        history.breaks(what);
    }
}

fn converged(history: &mut History) {
    let mut differ = Vec::new();
    let mut compare = |kind, id: &str, paths: &[&str]| {
        let Some(theirs) = history.crm.record(id) else {
            return;
        };
        let (mine, theirs) = (here(history, kind, id), theirs.fields);
        for path in paths {
            let (mine, theirs) = (value_at(&mine, path), value_at(&theirs, path));
            if !same(path, mine, theirs) {
                differ.push(format!("P15: {path} of {id} is {mine} here and {theirs} there"));
            }
        }
    };
    let silence: Vec<String> = Channel::ALL
        .iter()
        .map(|channel| format!("dndSettings.{}", channel.dnd_key()))
        .collect();
    for contact in &history.people {
        compare(EntityKind::Contact, contact, &FIELDS);
        compare(EntityKind::Contact, contact, &["tags", "phone"]);
        let silence: Vec<&str> = silence.iter().map(String::as_str).collect();
        compare(EntityKind::Contact, contact, &silence);
    }
    for deal in &history.deals {
        compare(
            EntityKind::Opportunity,
            deal,
            &["pipelineStageId", "monetaryValue", "status"],
        );
    }
    for what in differ {
        history.breaks(what);
    }
}

/// Everything that was ever said in the journal, the conflicts included.
pub fn journal(history: &History) -> String {
    let db = rusqlite::Connection::open_with_flags(
        history.office.path(),
        rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY,
    )
    .unwrap();
    let mut statement = db
        .prepare("SELECT at || ' ' || origin || ' ' || body FROM journal UNION ALL SELECT base || here || there FROM conflict")
        .unwrap();
    let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    rows.map(Result::unwrap).collect::<Vec<_>>().join("\n")
}

fn nothing_acked_is_lost(history: &mut History) {
    let journal = journal(history);
    let mut lost = Vec::new();
    for Acked { contact, what } in &history.acked {
        if history.crm.record(contact).is_none() {
            continue;
        }
        let state = history.crm.state();
        match what {
            What::Field {
                path,
                value,
                replaced,
            } => {
                if !journal.contains(value.as_str()) {
                    lost.push(format!("P1: {value} was acked and is in no journal"));
                }
                let was_there = state.records[contact]
                    .history(path)
                    .contains(&Value::from(value.as_str()));
                let contested = journal.contains(&format!("\"here\":\"{value}\""));
                if !replaced && !was_there && !contested {
                    lost.push(format!("P16: {value} for {path} of {contact} never came there"));
                }
            }
            What::Tag { word, replaced } => {
                let tags = state.records[contact].now()["tags"].to_string();
                if !replaced && !tags.contains(&format!("\"{word}\"")) {
                    lost.push(format!("P16: tag {word} of {contact} is not there"));
                }
            }
            What::Note { body, undone } => {
                let there = state.records.values().filter(|kept| {
                    kept.kind == EntityKind::Note && kept.now()["body"].as_str() == Some(body.as_str())
                });
                let times = there.count();
                if times > 1 || times == 0 && !undone {
                    lost.push(format!("P16: note {body} is {times} times there"));
                }
            }
            What::Text { .. } => {}
        }
    }
    for what in lost {
        history.breaks(what);
    }
}

/// Whatever a colleague wrote is there, or was replaced by a colleague, or by somebody here who could see it.
fn nothing_of_theirs_is_lost(history: &mut History) {
    let journal = journal(history);
    let mut lost = Vec::new();
    for (contact, path, value) in &history.theirs {
        let state = history.crm.state();
        let values = state.records[contact].history(path);
        let next = values.iter().skip_while(|other| *other != value).nth(1);
        let by_us = next.is_some_and(|next| next.as_str().is_none_or(|next| !next.starts_with("theirs")));
        if by_us && !journal.contains(value.as_str()) {
            lost.push(format!(
                "P16: {value} for {path} of {contact} was overwritten unseen"
            ));
        }
    }
    for (contact, word) in &history.their_tags {
        let tags = history.crm.state().records[contact].now()["tags"].to_string();
        if !tags.contains(&format!("\"{word}\"")) {
            lost.push(format!("P16: their tag {word} of {contact} is gone"));
        }
    }
    for what in lost {
        history.breaks(what);
    }
}
