//! What the benches stand on: made-up people through the store's own door, a stopwatch, and the size of a process.

use std::path::Path;
use std::time::Duration;

use leadline::clock::Clock;
use leadline::domain::access::Role;
use leadline::domain::command::{Command, Cursor, SyncCommand};
use leadline::domain::origin::Origin;
use leadline::domain::record::{EntityKind, RemoteRecord};
use leadline::store::{Options, Store};
use serde_json::{Value, json};

/// The present of the made-up account.
pub const NOW: i64 = 1_795_600_000_000;
/// The middle of five years of activity between two people, at a million of them.
const DAY: i64 = 86_400_000;

const FIRST: [&str; 24] = [
    "Maria",
    "James",
    "Linda",
    "Robert",
    "Ana",
    "Michael",
    "Patricia",
    "David",
    "Jennifer",
    "José",
    "Elizabeth",
    "William",
    "Susan",
    "Thomas",
    "Jessica",
    "Daniel",
    "Sarah",
    "Matthew",
    "Karen",
    "Anthony",
    "Zoë",
    "Mark",
    "Nguyen",
    "Steven",
];
const LAST: [&str; 24] = [
    "Smith",
    "Johnson",
    "Benítez",
    "Brown",
    "Garcia",
    "Miller",
    "Davis",
    "Rodriguez",
    "Martinez",
    "Hernandez",
    "Lopez",
    "Gonzalez",
    "Wilson",
    "Anderson",
    "Thomas",
    "Taylor",
    "Moore",
    "Jackson",
    "O'Neill",
    "Lee",
    "Thompson",
    "White",
    "Harris",
    "Fitzgerald",
];
const HOSTS: [&str; 8] = [
    "gmail.com",
    "yahoo.com",
    "icloud.com",
    "outlook.com",
    "hotmail.com",
    "aol.com",
    "comcast.net",
    "sbcglobal.net",
];
const CITIES: [&str; 6] = [
    "Upland",
    "Rancho Cucamonga",
    "Ontario",
    "Claremont",
    "Pomona",
    "Fontana",
];
const TAGS: [&str; 6] = ["buyer", "seller", "hot", "past client", "open house", "investor"];
const SOURCES: [&str; 5] = ["Zillow", "Referral", "Open house", "Website", "Facebook"];

/// A size from the environment.
pub fn size(name: &str, otherwise: usize) -> usize {
    std::env::var(name)
        .ok()
        .and_then(|text| text.replace('_', "").parse().ok())
        .unwrap_or(otherwise)
}

/// A number that looks random and is always the same for `seed`.
pub fn mixed(seed: u64) -> u64 {
    let mut x = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

fn pick<'a>(from: &[&'a str], by: u64) -> &'a str {
    from[by as usize % from.len()]
}

pub fn date(millis: i64) -> String {
    jiff::Timestamp::from_millisecond(millis)
        .unwrap_or_default()
        .to_string()
}

/// Person number `nr` of `of`, as a page of the CRM tells them, newest first: about 1.3 kB of JSON.
pub fn person(nr: usize, of: usize) -> RemoteRecord {
    let r = mixed(nr as u64);
    let (first, last) = (pick(&FIRST, r), pick(&LAST, r >> 8));
    // One in five has a host of their own: a firm, a family.
    let host = if r.is_multiple_of(5) {
        format!(
            "{}-{}.com",
            last.to_lowercase().replace(['í', '\''], ""),
            (r >> 40) % 5_000
        )
    } else {
        pick(&HOSTS, r >> 16).to_owned()
    };
    let letters = |name: &str| name.to_lowercase().replace(['í', 'é', 'ë', '\''], "");
    let added = NOW - (nr as i64) * (5 * 365 * DAY / of.max(1) as i64);
    let updated = added + (r >> 20) as i64 % DAY;
    let fields = json!({
        "firstName": first, "lastName": last,
        "email": format!("{}.{}{}@{host}", letters(first), letters(last), nr % 10_000),
        "phone": format!("+1{:010}", 2_000_000_000 + r % 7_000_000_000),
        "address1": format!("{} {} St", r % 9_000 + 100, pick(&LAST, r >> 24)),
        "city": pick(&CITIES, r >> 28), "state": "CA", "postalCode": format!("{:05}", 91_000 + r % 999), "country": "US",
        "source": pick(&SOURCES, r >> 32), "type": "lead", "timezone": "America/Los_Angeles",
        "companyName": Value::Null, "website": Value::Null, "dateOfBirth": Value::Null,
        "assignedTo": format!("user{:016}", (r >> 36) % 12), "dnd": r.is_multiple_of(29),
        "tags": [pick(&TAGS, r >> 12), pick(&TAGS, r >> 44)],
        "customFields": {
            format!("field{:015}", 1): r % 900_000 + 100_000, format!("field{:015}", 2): "Three bedrooms, a yard",
            format!("field{:015}", 3): pick(&CITIES, r >> 50)
        },
        "dateAdded": date(added), "dateUpdated": date(updated),
    });
    // Ids come in no order, as the CRM's do.
    let id = format!("{:016x}{:04x}", mixed(!(nr as u64)), nr % 0x1_0000);
    let mut raw = fields.clone();
    if let Some(raw) = raw.as_object_mut() {
        raw.insert("id".into(), id.as_str().into());
        raw.insert("locationId".into(), "location000000000000".into());
        raw.insert(
            "attributionSource".into(),
            json!({"url": "https://example.com/listing", "campaign": "spring"}),
        );
        let length = raw
            .iter()
            .map(|(name, value)| name.len() + value.to_string().len() + 4)
            .sum::<usize>();
        raw.insert(
            "unknownToUs".into(),
            "x".repeat(1_300_usize.saturating_sub(length)).into(),
        );
    }
    RemoteRecord {
        kind: EntityKind::Contact,
        id,
        fields: fields.as_object().cloned().unwrap_or_default(),
        raw: raw.to_string(),
    }
}

/// Page `nr` of an account of `of` people.
pub fn page(nr: usize, of: usize) -> Vec<RemoteRecord> {
    (nr * PAGE..((nr + 1) * PAGE).min(of))
        .map(|nr| person(nr, of))
        .collect()
}

/// People on a page of the CRM's export.
pub const PAGE: usize = 500;

/// Opens the store at `path`.
pub fn store(path: &Path) -> Store {
    let options = Options {
        clock: Clock::system(),
        role: Role::Owner,
        me: None,
        rules: leadline::domain::gate::Rules::default(),
    };
    Store::open(path, options).expect("a store")
}

/// Has one page of a first copy taken over, with its cursor.
pub fn apply(store: &Store, records: Vec<RemoteRecord>) {
    let apply = SyncCommand::Apply {
        records,
        cursor: Some(Cursor {
            name: "contacts".into(),
            value: "after this page".into(),
        }),
        first_copy: true,
    };
    store
        .commit_blocking(Command::Sync(apply), Origin::Remote)
        .expect("a page is taken over");
}

/// A store with `people` in it.
pub fn filled(path: &Path, people: usize) -> Store {
    let store = store(path);
    for nr in 0..people.div_ceil(PAGE) {
        apply(&store, page(nr, people));
    }
    store
}

/// Resident memory of this process in megabytes; zero where the system does not tell.
pub fn resident() -> f64 {
    memory("self", "VmRSS")
}

/// A figure of the kernel about process `pid`, like `VmRSS`, in megabytes; zero where the system does not tell.
pub fn memory(pid: &str, name: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
        .unwrap_or_default();
    line.trim().trim_end_matches(" kB").trim().parse().unwrap_or(0.0) / 1024.0
}

/// Processor time of all threads of this process so far; zero where the system does not tell.
pub fn processor() -> Duration {
    processor_of("self")
}

/// Processor time of all threads of process `pid` so far; zero where the system does not tell.
pub fn processor_of(pid: &str) -> Duration {
    let threads = std::fs::read_dir(format!("/proc/{pid}/task"))
        .into_iter()
        .flatten()
        .flatten();
    let spent = |thread: std::fs::DirEntry| {
        let told = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
        told.split(' ').next()?.parse::<u64>().ok()
    };
    Duration::from_nanos(threads.filter_map(spent).sum())
}

/// How long `work` takes.
pub fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let clock = Clock::system();
    let answer = work();
    (clock.elapsed(), answer)
}

/// The middle and the 99th of a hundred of some times.
pub fn middle_and_p99(mut times: Vec<Duration>) -> (Duration, Duration) {
    times.sort_unstable();
    let at = |share: usize| times.get((times.len() * share / 100).min(times.len().saturating_sub(1)));
    (
        at(50).copied().unwrap_or_default(),
        at(99).copied().unwrap_or_default(),
    )
}

/// Milliseconds, for printing.
pub fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
