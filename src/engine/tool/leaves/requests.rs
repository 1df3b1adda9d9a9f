//! Ten thousand bodies of requests about made-up people, and a check that shares nothing with the masking.

use std::collections::BTreeMap;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};

use super::*;
use crate::claude::history::Message;
use crate::claude::model::{CHAT_MODEL, Catalogue, Model};
use crate::claude::request::Request;
use crate::copilot::work::KINDS;

/// Bodies that are made.
const BODIES: usize = 10_000;
/// Households of two in the copy.
const HOUSEHOLDS: usize = 160;
/// Requests of one chat: its stand-ins grow with them.
const CHAT: usize = 10;
/// Letters of an identifier that must not be left in front of a cut.
const PIECE: usize = 5;

/// Somebody made up. Nothing of theirs is a word, so that whatever of it is found has leaked.
struct Somebody {
    id: String,
    first: String,
    last: String,
    /// Ten digits.
    phone: String,
    email: String,
    street: String,
    company: String,
    /// What no field may let out: the classes P1 and P2 of `docs/privacy.md`.
    forbidden: BTreeMap<&'static str, String>,
}

fn pick<'a>(from: &[&'a str], chance: &mut StdRng) -> &'a str {
    from.choose(chance).unwrap()
}

/// A name that nobody has.
fn name(chance: &mut StdRng) -> String {
    let start = ["Zu", "Xo", "Vra", "Kwe", "Dju", "Żo", "Ñu", "Tza", "Yvi", "Bje"];
    let middle = [
        "vak", "chit", "zzo", "quy", "đan", "rył", "hüv", "wex", "jap", "noq",
    ];
    let end = [
        "rek", "tlu", "vod", "quin", "zsa", "puk", "wyn", "dzh", "xim", "gorr",
    ];
    let parts = [&start, &middle, &middle, &end].map(|parts| pick(parts, chance));
    parts.concat()
}

fn digits(count: usize, chance: &mut StdRng) -> String {
    (0..count)
        .map(|_| char::from(b'0' + chance.random_range(0..10)))
        .collect()
}

/// The custom fields with their ids, and whether what stands in them may not leave.
const FIELDS: &[(&str, &str)] = &[
    ("f1", "Date of birth"),
    ("f2", "SSN"),
    ("f3", "Routing"),
    ("f4", "DL"),
    ("f5", "Age"),
    ("f6", "Gender"),
    ("f7", "Religion"),
    ("f8", "Marital status"),
    ("f9", "Best way to reach"),
];

impl Somebody {
    /// Number `nr`; `kin` is whose number they share.
    fn new(nr: usize, kin: Option<&Self>, chance: &mut StdRng) -> Self {
        let letters: String = (0..6)
            .map(|_| char::from(b'a' + chance.random_range(0..26)))
            .collect();
        let day = format!(
            "19{}-{:02}-{:02}",
            chance.random_range(40..99),
            chance.random_range(1..12),
            chance.random_range(1..28)
        );
        let token = |what: &str| format!("zq{what}{nr}zz");
        let forbidden = [
            ("f1", day),
            ("f2", digits(9, chance)),
            ("f3", digits(9, chance)),
            ("f4", format!("D{}", digits(7, chance))),
            ("f5", token("age")),
            ("f6", token("sex")),
            ("f7", token("faith")),
            ("f8", token("wed")),
        ];
        Self {
            id: format!("c{nr}"),
            first: name(chance),
            last: name(chance),
            phone: kin.map_or_else(
                || format!("9{}{}", chance.random_range(2..9), digits(8, chance)),
                |kin| kin.phone.clone(),
            ),
            email: format!("q{letters}.z{nr}@mail.example.com"),
            street: format!("{} {} St", chance.random_range(100..9_999), name(chance)),
            company: format!("{} Holdings", name(chance)),
            forbidden: forbidden.into(),
        }
    }

    /// Something of theirs, in one of the ways in which people write it.
    fn written(&self, chance: &mut StdRng) -> String {
        let (first, last) = (&self.first, &self.last);
        let (area, three, four) = (&self.phone[..3], &self.phone[3..6], &self.phone[6..]);
        match chance.random_range(0..14) {
            0 => format!("{first} {last}"),
            1 => format!("{last}, {first}"),
            2 => first.to_lowercase(),
            3 => last.to_uppercase(),
            4 => format!("{}'s", first.to_lowercase()),
            5 => format!("({area}) {three}-{four}"),
            6 => format!("+1 {area} {three} {four}"),
            7 => format!("{area}.{three}.{four}"),
            8 => self.email.clone(),
            9 => self.email.to_uppercase(),
            10 => self.street.clone(),
            11 => self.street.to_lowercase(),
            12 => self.company.clone(),
            _ => format!("{first}{last}"),
        }
    }

    /// Whatever of theirs must not be in a request, in letters and digits only.
    fn secrets(&self) -> Vec<String> {
        let own = [
            &self.first,
            &self.last,
            &self.phone,
            &self.email,
            &self.street,
            &self.company.replace(" Holdings", ""),
        ];
        own.into_iter()
            .chain(self.forbidden.values())
            .map(|secret| bare(secret))
            .collect()
    }
}

/// A text in small letters and digits, without anything between them.
fn bare(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Words around what somebody wrote, so that a cut falls on other places each time.
fn said(of: &[&Somebody], long: usize, chance: &mut StdRng) -> String {
    let mut text = String::new();
    while text.len() < long {
        let filler = "and then we would like to see it once more with the yard ";
        text.push_str(&filler[..chance.random_range(4..filler.len())]);
        text.push_str(" … ");
        text.push_str(&of.choose(chance).unwrap().written(chance));
        text.push_str(pick(&[" ", ". ", ", ", "; "], chance));
    }
    text
}

/// The records of a household, and a long mail whose id is `long` and the id.
fn records(of: &[Somebody; 2], chance: &mut StdRng) -> Vec<RemoteRecord> {
    let both = [&of[0], &of[1]];
    let mut records = Vec::new();
    for one in of {
        let mut custom: serde_json::Map<String, Value> = one
            .forbidden
            .iter()
            .map(|(id, value)| ((*id).to_owned(), Value::from(value.as_str())))
            .collect();
        custom.insert("f9".into(), said(&both, 50, chance).into());
        let person = json!({
            "firstName": one.first, "lastName": one.last, "phone": format!("+1{}", one.phone),
            "email": one.email, "companyName": one.company, "address1": one.street, "city": "Upland",
            "type": "customer", "tags": ["buyer", format!("from {}", one.last)], "customFields": custom,
        });
        records.push(record(EntityKind::Contact, &one.id, &person));
        let members = |body: String, kind: &str, day: usize| {
            json!({"contactId": one.id, "messageType": kind, "direction": "inbound", "body": body,
                   "subject": one.first, "dateAdded": format!("2026-11-{day:02}T18:00:00Z")})
        };
        for nr in 0..2 {
            let text = members(said(&both, 60, chance), "TYPE_SMS", 10 + nr);
            records.push(record(EntityKind::Message, &format!("m{nr}_{}", one.id), &text));
        }
        let mail = members(said(&both, 760, chance), "TYPE_EMAIL", 9);
        records.push(record(EntityKind::Message, &format!("long_{}", one.id), &mail));
        let note = json!({"contactId": one.id, "body": said(&both, 320, chance), "dateAdded": "2026-11-02T18:00:00Z"});
        records.push(record(EntityKind::Note, &format!("n_{}", one.id), &note));
        let task = json!({"contactId": one.id, "title": said(&both, 70, chance), "body": said(&both, 170, chance),
                          "dueDate": "2026-11-29T18:00:00Z", "completed": false});
        records.push(record(EntityKind::Task, &format!("t_{}", one.id), &task));
        let deal = json!({"name": said(&both, 40, chance), "contactId": one.id, "pipelineId": "p1",
                          "pipelineStageId": "s1", "status": "open"});
        records.push(record(EntityKind::Opportunity, &format!("o_{}", one.id), &deal));
    }
    records
}

/// What goes out in one request of a chat, and about whom; nothing, where there is nothing to ask.
fn draw(home: &House, wire: &mut Wire, one: &Somebody, chance: &mut StdRng) -> Option<String> {
    let id = one.id.as_str();
    let tool = |wire: &mut Wire, tool: &str, input: Value| home.tool(wire, tool, input).unwrap();
    let told = match chance.random_range(0..12) {
        0 => tool(wire, "read_person", json!({"id": id})),
        1 => tool(
            wire,
            "read_person",
            json!({"id": id, "before": format!("m0_{id}")}),
        ),
        2 => tool(
            wire,
            "read_person",
            json!({"id": id, "message": format!("long_{id}")}),
        ),
        3 => tool(wire, "search_words", json!({"words": "yard", "person": id})),
        4 => tool(wire, "search_words", json!({"words": one.last, "person": id})),
        5 => tool(
            wire,
            "find_people",
            json!({"filter": format!("name:\"{}\"", one.last)}),
        ),
        6 => home.about(wire, &About::Person(id.into())),
        7 => {
            let deal = About::Deal(format!("o_{id}").as_str().into());
            let told = home.about(wire, &deal);
            format!("{told}{}", wire.mask(&said(&[one], 60, chance)))
        }
        _ => {
            let kind = KINDS.choose(chance).unwrap();
            return home.work(kind.name, id).ok();
        }
    };
    Some(told)
}

/// The body of a request that says this.
fn body(model: &Model, told: &str) -> String {
    let history = [Message::user(told)];
    let body = Request::chat(model, "", &history).body().unwrap();
    String::from_utf8(body.bytes).unwrap()
}

/// What of these people can still be read in a body: whole, or as a piece in front of a cut.
fn left(secrets: &[String], body: &str) -> Option<String> {
    let all = bare(&body.replace("\\\\n", " ").replace("\\n", " "));
    if let Some(whole) = secrets.iter().find(|secret| all.contains(secret.as_str())) {
        return Some(whole.clone());
    }
    for (at, _) in body.match_indices('…') {
        let before = body.get(..at).unwrap_or_default();
        let tail: String = before.chars().rev().take(40).collect();
        let tail = bare(&tail.chars().rev().collect::<String>());
        for secret in secrets {
            let ends = secret.char_indices().map(|(end, _)| end).skip(PIECE);
            let pieces = ends.filter_map(|end| secret.get(..end));
            if let Some(piece) = pieces.into_iter().find(|piece| tail.ends_with(piece)) {
                return Some(format!("{piece} of {secret}"));
            }
        }
    }
    None
}

fn seed() -> u64 {
    let seed = std::env::var("LEADLINE_SEED").ok();
    let seed = seed.and_then(|seed| seed.parse().ok()).unwrap_or(20_261_126);
    println!("seed {seed}");
    seed
}

#[test]
fn nobody_known_and_nothing_forbidden_is_left_in_10_000_requests() {
    let mut chance = StdRng::seed_from_u64(seed());
    let mut all: Vec<RemoteRecord> = FIELDS.iter().map(|(id, name)| field(id, name)).collect();
    let stages = json!([{"id": "s1", "name": "New"}]);
    all.push(record(
        EntityKind::Pipeline,
        "p1",
        &json!({"name": "Buyers", "stages": stages}),
    ));
    let mut people = Vec::new();
    for nr in 0..HOUSEHOLDS {
        let one = Somebody::new(2 * nr, None, &mut chance);
        let other = Somebody::new(2 * nr + 1, Some(&one), &mut chance);
        let of = [one, other];
        all.extend(records(&of, &mut chance));
        people.push(of);
    }
    let home = House::of(all);
    let model = Catalogue::built_in().unwrap().find(CHAT_MODEL).unwrap().clone();
    let (mut made, mut bytes) = (0, 0);
    while made < BODIES {
        let of = people.choose(&mut chance).unwrap();
        let secrets: Vec<String> = of.iter().flat_map(Somebody::secrets).collect();
        let mut wire = home.wire();
        for _ in 0..CHAT {
            let Some(told) = draw(&home, &mut wire, of.choose(&mut chance).unwrap(), &mut chance) else {
                continue;
            };
            let body = if told.contains("\"model\"") {
                told
            } else {
                body(&model, &told)
            };
            assert_eq!(left(&secrets, &body), None, "body {made}: {body}");
            (made, bytes) = (made + 1, bytes + body.len());
        }
    }
    println!("{made} bodies, {bytes} bytes");
}

/// The check itself must see what is left; else it proves nothing.
#[test]
fn the_check_sees_what_is_left_in_a_request() {
    let mut chance = StdRng::seed_from_u64(seed());
    let one = Somebody::new(1, None, &mut chance);
    let secrets = one.secrets();
    let model = Catalogue::built_in().unwrap().find(CHAT_MODEL).unwrap().clone();
    for nr in 0..200 {
        let told = format!("so {} it is", one.written(&mut chance));
        assert!(left(&secrets, &body(&model, &told)).is_some(), "{nr}: {told}");
    }
    for value in one.forbidden.values() {
        assert!(left(&secrets, &body(&model, value)).is_some(), "{value}");
    }
    let cut = format!("to {}…", &one.email[..7]);
    assert!(left(&secrets, &body(&model, &cut)).is_some());
    assert_eq!(
        left(&secrets, &body(&model, "Person_1 wrote from Phone_12…")),
        None
    );
}
