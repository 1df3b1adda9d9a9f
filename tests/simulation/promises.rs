//! What must hold after each step, and what once everything has come to rest.

use leadline::domain::access::Role;
use leadline::domain::contact::Channel;
use leadline::domain::conversation::Draft;
use leadline::domain::gate::Rules;
use leadline::domain::merge::same;
use leadline::domain::outbox::{Intent, OutboxState};
use leadline::domain::record::{EntityKind, Fields, value_at};
use leadline::store::Reader;
use serde_json::{Value, json};

use crate::crm::{By, Kept};
use crate::history::{Acked, DEAL_FIELDS, FIELDS, History, What};

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
    let decision = history.office.read(judge);
    let mut looked = decision.looked.iter();
    looked.any(|looked| looked.rule == "opt_out" && looked.said == "refuse")
}

/// P1, P2, P7, P15, P16, P18.
pub fn at_rest(history: &mut History) {
    let journal = journal(history);
    let mut wrong = Vec::new();
    let integrity = history.office.read(Reader::integrity);
    if !integrity.is_whole() {
        wrong.push(format!("P2: {integrity:?}"));
    }
    texts(history, &mut wrong);
    gone(history, &mut wrong);
    converged(history, &mut wrong);
    nothing_acked_is_lost(history, &journal, &mut wrong);
    nothing_of_theirs_is_lost(history, &journal, &mut wrong);
    for what in wrong {
        history.breaks(what);
    }
}

/// Each message that was acked has a row, and the row says what happened to the message.
fn texts(history: &History, wrong: &mut Vec<String>) {
    let state = history.crm.state();
    let rows = history.office.outbox();
    for acked in &history.acked {
        let What::Text(body) = &acked.what else { continue };
        let times = state.reached.iter().filter(|(_, other)| other == body).count();
        let row = rows
            .iter()
            .find(|row| matches!(&row.intent, Intent::Send { draft, .. } if draft.body == *body));
        let Some(row) = row else {
            wrong.push(format!("P1: \"{body}\" was acked and has no row"));
            continue;
        };
        // The thread of somebody deleted is deleted: what was sent to them cannot be seen any more.
        let unseen = !state.records.get(&acked.id).is_some_and(Kept::is_there);
        let fits = match row.state {
            OutboxState::Sent | OutboxState::Delivered => times == 1,
            OutboxState::Failed if state.undelivered.contains(body) => times == 1,
            // Held or failed by the gate, or taken back, or looked for twice in vain: it reached nobody.
            OutboxState::Held | OutboxState::Failed | OutboxState::Cancelled => {
                times == 0 || unseen && times == 1
            }
            _ => false,
        };
        if !fits {
            let word = row.state.word();
            wrong.push(format!("P7: \"{body}\" reached {times} and is {word}"));
        }
    }
}

/// Who was deleted there is gone here, and nobody else (P18).
fn gone(history: &History, wrong: &mut Vec<String>) {
    for contact in &history.people {
        let id = contact.as_str().into();
        let person = history.office.read(move |reader| reader.person(&id));
        let here = person.is_some_and(|person| !person.gone);
        let there = history.crm.record(contact).is_some();
        if here != there {
            wrong.push(format!("P18: {contact} is here: {here}, there: {there}"));
        }
    }
}

/// What is there is here, member by member, and nothing stands here twice (P15).
fn converged(history: &History, wrong: &mut Vec<String>) {
    let state = history.crm.state();
    let silence = Channel::ALL.map(|channel| format!("dndSettings.{}", channel.dnd_key()));
    let of_person: Vec<&str> = FIELDS
        .into_iter()
        .chain(["tags"])
        .chain(silence.iter().map(String::as_str))
        .collect();
    let of_deal: Vec<&str> = DEAL_FIELDS
        .into_iter()
        .chain(["pipelineStageId", "status", "contactId"])
        .collect();
    for (id, kept) in state.records.iter().filter(|(_, kept)| kept.is_there()) {
        let paths = match kept.kind {
            EntityKind::Contact => &of_person[..],
            EntityKind::Opportunity => &of_deal[..],
            EntityKind::Task => &["title", "completed", "contactId"],
            _ => &["body", "contactId"],
        };
        let mine: Fields = history.office.fields(kept.kind, id).unwrap_or_default();
        for path in paths {
            let (mine, theirs) = (value_at(&mine, path), value_at(kept.now(), path));
            if !same(path, mine, theirs) {
                wrong.push(format!("P15: {path} of {id} is {mine} here and {theirs} there"));
            }
        }
    }
    let twice = "SELECT doc->>'$.contactId' || ' ' || kind || ' ' || coalesce(doc->>'$.title', doc->>'$.body') FROM record
        WHERE gone = 0 AND kind IN ('note', 'task', 'message') AND coalesce(doc->>'$.direction', '') <> 'inbound'
          AND coalesce(doc->>'$.source', '') <> 'workflow' AND coalesce(doc->>'$.title', '') NOT LIKE 'Decide whether%'
        GROUP BY 1 HAVING count(*) > 1";
    for what in history.office.ask(twice) {
        let contact = what.split(' ').next().unwrap();
        if state.records.get(contact).is_some_and(Kept::is_there) {
            wrong.push(format!("P15: of {what} there are two here"));
        }
    }
}

/// Everything that was ever said in the journal, the conflicts included.
pub fn journal(history: &History) -> String {
    let sql = "SELECT at || ' ' || origin || ' ' || body FROM journal
        UNION ALL SELECT base || here || there FROM conflict";
    history.office.ask(sql).join("\n")
}

fn nothing_acked_is_lost(history: &History, journal: &str, wrong: &mut Vec<String>) {
    let state = history.crm.state();
    let times = |kind, name: &str, words: &str| {
        let is_it = |kept: &&Kept| {
            kept.is_there() && kept.kind == kind && kept.now().get(name) == Some(&json!(words))
        };
        state.records.values().filter(is_it).count()
    };
    for Acked { id, what, over } in &history.acked {
        let words = match what {
            What::Field { value, .. } => value.to_string(),
            What::Person(word) | What::Tag(word) | What::Note(word) | What::Task(word) | What::Text(word) => {
                word.clone()
            }
        };
        if !journal.contains(&words) {
            wrong.push(format!("P1: {words} was acked and is in no journal"));
        }
        if let What::Person(source) = what {
            let born = |kept: &&Kept| {
                kept.kind == EntityKind::Contact && kept.now().get("source") == Some(&json!(source))
            };
            let made: Vec<&Kept> = state.records.values().filter(born).collect();
            let alive = made.iter().filter(|kept| kept.is_there()).count();
            if alive > 1 || made.is_empty() && !over {
                wrong.push(format!("P16: the new person of {source} is {alive} times there"));
            }
        }
        let Some(kept) = state.records.get(id).filter(|kept| kept.is_there()) else {
            continue;
        };
        match what {
            What::Field { path, value } => {
                let was_there = kept.history(path).iter().any(|(_, other)| other == value);
                let contested = journal.contains(&format!("\"here\":{value}"));
                if !over && !was_there && !contested {
                    wrong.push(format!("P16: {value} for {path} of {id} never came there"));
                }
            }
            What::Tag(word) => {
                let tags = kept.now()["tags"].to_string();
                if !over && !tags.contains(&json!(word).to_string()) {
                    wrong.push(format!("P16: tag {word} of {id} is not there"));
                }
            }
            What::Note(_) | What::Task(_) => {
                let times = match what {
                    What::Note(_) => times(EntityKind::Note, "body", &words),
                    _ => times(EntityKind::Task, "title", &words),
                };
                if times > 1 || times == 0 && !over {
                    wrong.push(format!("P16: {words} is {times} times there"));
                }
            }
            What::Text(_) | What::Person(_) => {}
        }
    }
}

/// Whatever a colleague wrote is there, or was replaced by a colleague, or by somebody here who could see it.
fn nothing_of_theirs_is_lost(history: &History, journal: &str, wrong: &mut Vec<String>) {
    let state = history.crm.state();
    for (id, path, value) in &history.theirs {
        let values = state.records[id].history(path);
        let next = values.iter().skip_while(|(_, other)| other != value).nth(1);
        let unseen = !journal.contains(&value.to_string());
        if let Some((By::Us, next)) = next.filter(|_| unseen) {
            wrong.push(format!(
                "P16: {value} for {path} of {id} was overwritten unseen by {next}"
            ));
        }
    }
    for (id, word) in &history.their_tags {
        let tags: &Value = &state.records[id].now()["tags"];
        if !tags.to_string().contains(&json!(word).to_string()) {
            wrong.push(format!("P16: their tag {word} of {id} is gone"));
        }
    }
}
