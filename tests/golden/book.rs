//! A book of business: the sandbox's account copied into a file, with a list that somebody saved and somebody put off.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use leadline::clock::Clock;
use leadline::copilot::content::{Content, clipped};
use leadline::domain::access::Role;
use leadline::domain::command::{Command, SyncCommand};
use leadline::domain::filter::Today;
use leadline::domain::gate::Rules;
use leadline::domain::origin::Origin;
use leadline::domain::outbox::Care;
use leadline::domain::record::{EntityKind, EntityRef, RemoteRecord};
use leadline::domain::saved_list::{ListCommand, SavedList};
use leadline::domain::today::{Terms, Verdict};
use leadline::engine::query::Sources;
use leadline::engine::tool::TOOLS;
use leadline::engine::{CrmSetup, Engine, Setup};
use leadline::sandbox::{Sandbox, SandboxOptions};
use leadline::store::{Options, Roster, Store};
use rusqlite::Connection;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// People in the account.
const PEOPLE: usize = 400;
/// Letters of the longest message of the giant.
pub const LONG: usize = 9_000;

pub struct Book {
    _folder: tempfile::TempDir,
    store: Store,
    db: Connection,
    roster: Roster,
    rules: Rules,
    terms: Terms,
    pub now: Timestamp,
    pub me: String,
    /// Somebody who was put off.
    pub snoozed: String,
    /// A calendar, and its free times of three days from tomorrow on as the CRM itself tells them.
    pub free: (String, (Timestamp, Timestamp), Vec<Timestamp>),
}

/// Copies the account, and lets the clock stand from then on.
pub fn book() -> Book {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("leadline.db");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let free = runtime.block_on(copy(&path));
    drop(runtime);
    let now = Clock::system().now();
    let db = Connection::open(&path).unwrap();
    let text = |sql: &str| db.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
    // Whoever owns most people.
    let me = text(
        "SELECT doc ->> '$.assignedTo' FROM record WHERE kind = 'contact' AND doc ->> '$.assignedTo' IS NOT NULL
         GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1",
    );
    let snoozed = text("SELECT id FROM record WHERE kind = 'contact' AND gone = 0 ORDER BY rid LIMIT 1");
    let options = Options {
        clock: Clock::manual(now),
        role: Role::Owner,
        me: Some(me.as_str().into()),
        rules: Rules::default(),
    };
    let store = Store::open(&path, options).unwrap();
    let book = Book {
        _folder: folder,
        store,
        db,
        roster: Roster::default(),
        rules: Rules::default(),
        terms: Terms::default(),
        now,
        me,
        snoozed,
        free,
    };
    let list = SavedList {
        name: "hot ones".to_owned(),
        filter: format!("tag:\"{}\"", book.tag(0)),
    };
    let put_off = Command::Judge {
        entity: EntityRef::new(EntityKind::Contact, book.snoozed.as_str()),
        verdict: Some(Verdict::Snoozed {
            until: now + SignedDuration::from_hours(3),
        }),
    };
    let mut commands = vec![Command::List(ListCommand::Save(list)), put_off];
    let people = "SELECT id FROM record WHERE kind = 'contact' AND gone = 0 ORDER BY rid LIMIT 30";
    for (nr, id) in book.texts(people).into_iter().enumerate() {
        commands.push(Command::EditTags {
            contact: id.as_str().into(),
            add: vec!["Golden".to_owned()],
            remove: Vec::new(),
        });
        // The first has seven notes, more than are told at once.
        for _ in 0..if nr == 0 { 7 } else { 1 } {
            commands.push(Command::AddNote {
                contact: id.as_str().into(),
                body: format!("Asked about the golden gate {nr}"),
            });
        }
    }
    for command in commands {
        book.store.commit_blocking(command, Origin::Agent).unwrap();
    }
    book
}

async fn copy(path: &Path) -> (String, (Timestamp, Timestamp), Vec<Timestamp>) {
    let options = SandboxOptions {
        contacts: PEOPLE,
        unlimited: true,
        lively: false,
        index_lag: Duration::ZERO,
        ..SandboxOptions::default()
    };
    let sandbox = Sandbox::start(options, Clock::system()).await.unwrap();
    let engine = Engine::start(Setup {
        crm: Some(CrmSetup {
            base_url: sandbox.ghl_url().to_owned(),
            token: sandbox.token().clone(),
            location: sandbox.location_id().into(),
            version: "v3".to_owned(),
            share: 80,
            daily_reserve: 5,
            call_provider: None,
            homes: leadline::domain::listing::Model::default(),
            care: Care::default(),
        }),
        ..Setup::alone(path.to_owned(), Clock::system())
    });
    let engine = engine.await.unwrap();
    engine.begin();
    let report = engine.sync().once(false).await.unwrap();
    assert!(report.failed.is_empty(), "{:?}", report.failed);
    let directory = engine.query(leadline::engine::query::DirectoryNow).await.unwrap();
    let calendar = directory.calendars[0].id.as_str().to_owned();
    let zone = directory.location.and_then(|location| location.timezone).unwrap();
    let zone = TimeZone::get(&zone).unwrap();
    let day = |days: i64| {
        let local = (engine.now() + SignedDuration::from_hours(24 * days)).to_zoned(zone.clone());
        local.start_of_day().unwrap().timestamp()
    };
    let span = (day(1), day(4));
    let free = free_slots(&sandbox, &calendar, span).await;
    engine.shutdown().await;
    (calendar, span, free)
}

/// The free times as the CRM tells them.
async fn free_slots(sandbox: &Sandbox, calendar: &str, span: (Timestamp, Timestamp)) -> Vec<Timestamp> {
    let address = sandbox.ghl_url().strip_prefix("http://").unwrap().to_owned();
    let request = format!(
        "GET /calendars/{calendar}/free-slots?startDate={}&endDate={} HTTP/1.1\r\nHost: {address}\r\n\
         Connection: close\r\nAuthorization: Bearer {}\r\nVersion: v3\r\n\r\n",
        span.0.as_millisecond(),
        span.1.as_millisecond(),
        sandbox.token().expose()
    );
    let mut stream = TcpStream::connect(&address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let body: Value = serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap();
    let days = body.as_object().unwrap().values();
    let mut free: Vec<Timestamp> = days
        .filter_map(|day| day["slots"].as_array())
        .flatten()
        .map(|slot| slot.as_str().unwrap().parse().unwrap())
        .collect();
    free.sort_unstable();
    free
}

impl Book {
    /// Calls a tool and gives what the model would be told before anything is masked, or the sentence it would be told.
    pub fn call(&self, tool: &str, input: Value) -> Result<Value, String> {
        let row = TOOLS.iter().find(|row| row.name == tool).unwrap();
        let answer = self.store.read_blocking(|reader| {
            let sources = Sources {
                reader,
                roster: &self.roster,
                today: Today {
                    now: self.now,
                    zone: TimeZone::UTC,
                    me: Some(self.me.as_str().into()),
                    vocabulary: std::sync::Arc::default(),
                },
                role: Role::Owner,
                rules: &self.rules,
                terms: &self.terms,
            };
            Ok(row.run(input, &sources))
        });
        let reply = answer.unwrap().map_err(|refusal| refusal.0)?;
        assert!(reply.plan.is_none(), "{tool} proposes");
        Ok(plain(&reply.content))
    }

    /// The number that a statement gives.
    pub fn number(&self, sql: &str) -> i64 {
        let answer = self.db.query_row(sql, [], |row| row.get(0));
        answer.unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    /// The texts that a statement gives.
    pub fn texts(&self, sql: &str) -> Vec<String> {
        let mut statement = self.db.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    }

    /// Members of all records of a kind.
    pub fn records(&self, kind: &str) -> Vec<(String, Value)> {
        let mut statement = self
            .db
            .prepare("SELECT id, doc FROM record WHERE kind = ?1 AND gone = 0")
            .unwrap();
        let rows = statement
            .query_map([kind], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))
            .unwrap();
        rows.map(Result::unwrap)
            .map(|(id, doc)| (id, serde_json::from_str(&doc).unwrap()))
            .collect()
    }

    /// A tag that many have.
    pub fn tag(&self, nr: usize) -> String {
        let sql = "SELECT lower(t.value) AS tag FROM record p, json_each(p.doc, '$.tags') t WHERE p.kind = 'contact'
                   GROUP BY 1 ORDER BY count(*) DESC, 1";
        self.texts(sql)[nr].clone()
    }

    /// The most frequent value of a member of people.
    pub fn common(&self, member: &str) -> String {
        let sql = format!(
            "SELECT p.doc ->> '$.{member}' FROM record p WHERE p.kind = 'contact' AND coalesce(p.doc ->> '$.{member}', '') <> ''
             GROUP BY 1 ORDER BY count(*) DESC, 1"
        );
        self.texts(&sql)[0].clone()
    }

    /// Id and name of a record that has a name.
    pub fn named(&self, kind: &str, nr: usize) -> (String, String) {
        let (id, fields) = self.records(kind).swap_remove(nr);
        (id, fields["name"].as_str().unwrap().to_owned())
    }

    /// A stage of the first pipeline.
    pub fn stage(&self, nr: usize) -> String {
        self.records("pipeline")[0].1["stages"][nr]["id"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    fn stages(&self) -> Vec<(String, String)> {
        let pipelines = self.records("pipeline");
        let stages = pipelines
            .iter()
            .flat_map(|(_, pipeline)| pipeline["stages"].as_array().unwrap());
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        stages
            .map(|stage| (text(&stage["id"]), text(&stage["name"])))
            .collect()
    }

    pub fn stage_name(&self, id: &str) -> String {
        self.stages()
            .into_iter()
            .find(|(stage, _)| stage == id)
            .unwrap()
            .1
    }

    /// The ids, quoted for SQL, of all stages with the name of this one.
    pub fn stages_called(&self, id: &str) -> String {
        let name = self.stage_name(id);
        let ids = self.stages().into_iter().filter(|(_, other)| *other == name);
        ids.map(|(id, _)| format!("'{id}'"))
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// Who has the most records of a kind.
    pub fn most(&self, kind: &str) -> String {
        let sql = format!(
            "SELECT doc ->> '$.contactId' FROM record WHERE kind = '{kind}' AND gone = 0 AND doc ->> '$.contactId' IS NOT NULL
             GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
        );
        self.texts(&sql).swap_remove(0)
    }

    /// Who has the most messages.
    pub fn busiest(&self) -> String {
        self.most("message")
    }

    /// Two tags that people have together.
    pub fn pair(&self) -> (String, String) {
        let sql = "SELECT lower(a.value) || '|' || lower(b.value) FROM record p, json_each(p.doc, '$.tags') a, json_each(p.doc, '$.tags') b
                   WHERE p.kind = 'contact' AND lower(a.value) < lower(b.value) GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1";
        let pair = self.texts(sql).swap_remove(0);
        let (one, other) = pair.split_once('|').unwrap();
        (one.to_owned(), other.to_owned())
    }

    /// People and worth of their open deals, in cents, for each value of a member, in small letters.
    pub fn by(&self, member: &str, is_owner: bool) -> BTreeMap<String, (i64, i64)> {
        let names: BTreeMap<String, String> = self
            .records("user")
            .into_iter()
            .map(|(id, user)| (id, user["name"].as_str().unwrap().to_owned()))
            .collect();
        let mut worth: BTreeMap<String, i64> = BTreeMap::new();
        for (_, deal) in self.records("opportunity") {
            if deal["status"] == "open" {
                let cents = (deal["monetaryValue"].as_f64().unwrap_or(0.0) * 100.0).round() as i64;
                *worth
                    .entry(deal["contactId"].as_str().unwrap_or_default().to_owned())
                    .or_default() += cents;
            }
        }
        let mut by: BTreeMap<String, (i64, i64)> = BTreeMap::new();
        for (id, person) in self.records("contact") {
            let value = person[member].as_str().unwrap_or_default();
            let value = if is_owner {
                names.get(value).map_or("", String::as_str)
            } else {
                value
            };
            let counted = by.entry(value.to_lowercase()).or_default();
            counted.0 += 1;
            counted.1 += worth.get(&id).copied().unwrap_or(0);
        }
        by
    }

    /// The last fact, and the rows of every table but one: the store's own thread notes there how far the file was put in order.
    pub fn state(&self) -> Vec<(String, i64)> {
        let tables = self
            .texts("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'setting' ORDER BY name");
        let count = |table: String| {
            let rows = self.number(&format!("SELECT count(*) FROM \"{table}\""));
            (table, rows)
        };
        let mut state: Vec<_> = tables.into_iter().map(count).collect();
        state.push((
            "last fact".to_owned(),
            self.number("SELECT max(seq) FROM journal"),
        ));
        state
    }

    /// Makes somebody with more and longer texts than anybody has, full of signs that JSON writes twice as long.
    pub fn make_a_giant(&self) -> String {
        let long: String = "\"quoted\" words\n".chars().cycle().take(LONG).collect();
        let told = |kind, id: String, members: Value| RemoteRecord {
            kind,
            id,
            raw: "{}".into(),
            fields: members.as_object().unwrap().clone(),
        };
        let tags: Vec<String> = (0..300).map(|nr| format!("{nr} {}", &long[..200])).collect();
        let mut records = vec![told(
            EntityKind::Contact,
            "giant".to_owned(),
            json!({"firstName": long, "lastName": long, "source": long, "city": long, "address1": long, "companyName": long,
                   "email": "giant@example.com", "tags": tags, "dateAdded": self.now.to_string()}),
        )];
        for nr in 0..30 {
            let at = (self.now - SignedDuration::from_hours(nr)).to_string();
            let of = |more: Value| {
                let mut members = json!({"contactId": "giant", "dateAdded": at, "dueDate": at, "startTime": at, "createdAt": at,
                    "body": long, "title": long, "name": long});
                members
                    .as_object_mut()
                    .unwrap()
                    .extend(more.as_object().unwrap().clone());
                members
            };
            let message = of(json!({"messageType": "TYPE_EMAIL", "direction": "inbound", "subject": long}));
            records.push(told(EntityKind::Message, format!("gm{nr}"), message));
            records.push(told(EntityKind::Note, format!("gn{nr}"), of(json!({}))));
            records.push(told(
                EntityKind::Task,
                format!("gt{nr}"),
                of(json!({"completed": false})),
            ));
            records.push(told(
                EntityKind::Appointment,
                format!("ga{nr}"),
                of(json!({"appointmentStatus": long})),
            ));
            let deal = of(json!({"status": "open", "monetaryValue": 1, "pipelineStageId": self.stage(1)}));
            records.push(told(EntityKind::Opportunity, format!("go{nr}"), deal));
        }
        let apply = SyncCommand::Apply {
            records,
            cursor: None,
            first_copy: false,
        };
        self.store
            .commit_blocking(Command::Sync(apply), Origin::Remote)
            .unwrap();
        "giant".to_owned()
    }
}

/// An answer as JSON, with nothing masked.
fn plain(content: &Content) -> Value {
    match content {
        Content::Nothing => Value::Null,
        Content::Yes(yes) => (*yes).into(),
        Content::Number(number) => (*number).into(),
        Content::Word(text) | Content::Text(text) | Content::Label(text) | Content::Value { text, .. } => {
            text.as_str().into()
        }
        Content::Cut { of, from, most } => {
            let whole = plain(of);
            let part = whole.as_str().unwrap().get(*from..).unwrap();
            let told = clipped(part, *most, &[]);
            if *from > 0 { format!("…{told}") } else { told }.into()
        }
        Content::Pieces { text, each, most } => {
            let letters: Vec<char> = clipped(text, *most, &[]).chars().collect();
            let pieces = letters.chunks(*each);
            pieces.map(|piece| piece.iter().collect::<String>()).collect()
        }
        Content::List(parts) => parts.iter().map(plain).collect(),
        Content::Record(members) => {
            let members = members.iter().filter(|(_, part)| *part != Content::Nothing);
            Value::Object(
                members
                    .map(|(name, part)| ((*name).to_owned(), plain(part)))
                    .collect(),
            )
        }
    }
}
