//! The screen without a terminal, over a real engine and a real file: press keys, wait until nothing is under way,
//! look at the picture.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::layout::Size;
use serde_json::{Value, json};
use tokio::sync::broadcast;

use super::backend;
use super::effect::{Asked, Effect, Effects, Leave};
use super::keymap::key::Key;
use super::msg::{Input, Msg};
use super::pane::World;
use super::shell::Shell;
use super::theme::Skin;
use super::theme::color::Depth;
use super::theme::glyph::Glyphs;
use super::ticket::{Loaded, Refusal, Ticket};
use crate::clock::Clock;
use crate::domain::access::Role;
use crate::domain::command::{Command, SyncCommand};
use crate::domain::origin::Origin;
use crate::domain::record::{EntityKind, RemoteRecord};
use crate::domain::today::Terms;
use crate::engine::view::{Committed, Receipt};
use crate::engine::{Engine, Setup, Wordings, Writing};

/// A Tuesday morning.
pub(crate) const NOW: &str = "2026-04-14T09:04:00Z";

/// The sizes at which every state is looked at: the least that must do everything, home, and a big screen.
pub(crate) const SIZES: [(u16, u16); 3] = [(80, 24), (120, 36), (200, 60)];

/// Compares the screen with its snapshot at every size of [`SIZES`].
macro_rules! looks_like {
    ($screen:expr, $name:expr) => {
        for (width, height) in $crate::tui::harness::SIZES {
            $screen.resize(width, height).await;
            insta::assert_snapshot!(format!("{}_{width}x{height}", $name), $screen.picture());
        }
    };
}
pub(crate) use looks_like;

/// Whose screen it is, and how it is dressed.
pub(crate) struct Setting {
    pub role: Role,
    pub theme: &'static str,
    pub glyphs: Glyphs,
    /// What is agreed about new leads.
    pub terms: Terms,
}

impl Default for Setting {
    fn default() -> Self {
        Self {
            role: Role::Owner,
            theme: "dusk",
            glyphs: Glyphs::FULL,
            terms: Terms::default(),
        }
    }
}

/// Effects that would have left the program's own walls.
#[derive(Debug, Default)]
pub(crate) struct Outside {
    pub copied: Vec<String>,
    pub opened: Vec<String>,
    pub rung: Vec<String>,
    pub edited: Vec<(Ticket, String)>,
    pub left: Option<Leave>,
    pub turns: Vec<backend::TurnRequest>,
    /// What Claude is to write; nothing does before [`Harness::written`].
    pub writes: Vec<(Ticket, backend::Write)>,
    pub approvals: Vec<backend::ApproveRequest>,
}

/// A screen under test.
pub(crate) struct Harness {
    pub shell: Box<Shell>,
    pub engine: Engine,
    pub clock: Clock,
    pub outside: Outside,
    size: Size,
    feed: broadcast::Receiver<Committed>,
    pub folder: tempfile::TempDir,
}

impl Harness {
    /// An empty account.
    pub async fn empty(size: (u16, u16)) -> Self {
        Self::set(size, Setting::default()).await
    }

    /// An empty account with Leads in front, seen by somebody else or dressed otherwise.
    pub async fn set(size: (u16, u16), setting: Setting) -> Self {
        let mut harness = Self::opened(size, setting).await;
        harness.press("g l").await;
        harness
    }

    /// An empty account as it opens: with Today in front.
    pub async fn opened(size: (u16, u16), setting: Setting) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::manual(NOW.parse().unwrap());
        let setup = Setup {
            role: setting.role,
            me: Some("u-jo".into()),
            rules: crate::store::at_any_hour(),
            terms: setting.terms,
            ..Setup::alone(folder.path().join("copy.db"), clock.clone())
        };
        let engine = Engine::start(setup).await.unwrap();
        let world = world(setting.role, setting.theme, &setting.glyphs, folder.path());
        let feed = engine.subscribe();
        let (mut shell, first) = Shell::new(world, clock.clone(), Size::new(size.0, size.1));
        let first = first.and(shell.begin());
        let mut harness = Self {
            shell: Box::new(shell),
            engine,
            clock,
            outside: Outside::default(),
            size: Size::new(size.0, size.1),
            feed,
            folder,
        };
        harness.settle(first).await;
        harness
    }

    /// Another screen over the same file, as after a restart, with Today in front.
    pub async fn reopen(&mut self) {
        let before = Setting::default();
        let world = world(before.role, before.theme, &before.glyphs, self.folder.path());
        let (mut shell, first) = Shell::new(world, self.clock.clone(), self.size);
        let first = first.and(shell.begin());
        *self.shell = shell;
        self.settle(first).await;
    }

    /// An account with the people of [`records`].
    pub async fn filled(size: (u16, u16)) -> Self {
        let mut harness = Self::empty(size).await;
        harness.apply(records()).await;
        harness
    }

    /// Has a command done by somebody, and shows what became of it.
    pub async fn submit(&mut self, command: Command, origin: Origin) -> Receipt {
        let receipt = self.engine.submit(command, origin).await.unwrap();
        self.settle(Effects::unchanged()).await;
        receipt
    }

    /// Lets the CRM tell of records.
    pub async fn apply(&mut self, records: Vec<RemoteRecord>) {
        let command = Command::Sync(SyncCommand::Apply {
            records,
            cursor: None,
            first_copy: false,
        });
        self.submit(command, Origin::Remote).await;
    }

    /// Carries effects out and feeds what comes back, until nothing is under way.
    pub async fn settle(&mut self, effects: Effects) {
        let mut waiting: Vec<Effect> = effects.into_iter().collect();
        loop {
            waiting.extend(self.shell.arrange(self.size));
            if waiting.is_empty() {
                let Ok(committed) = self.feed.try_recv() else {
                    return;
                };
                waiting.extend(self.shell.update(Msg::Committed(committed)));
                continue;
            }
            for effect in std::mem::take(&mut waiting) {
                let answer = match effect {
                    Effect::Submit(ticket, command) => backend::submit(&self.engine, ticket, command),
                    Effect::Query(Asked { ticket, .. }, question) => {
                        if let Some(write) = question.as_any().downcast_ref::<backend::Write>() {
                            self.outside.writes.push((ticket, write.clone()));
                            continue;
                        }
                        question.ask_under(ticket, self.engine.clone())
                    }
                    Effect::Turn(request) => {
                        self.outside.turns.push(request.clone());
                        match request.carry_out(&self.engine) {
                            Some(answer) => answer,
                            None => continue,
                        }
                    }
                    Effect::Approve(request) => {
                        self.outside.approvals.push(request);
                        continue;
                    }
                    Effect::Edit(ticket, text) => {
                        self.outside.edited.push((ticket, text));
                        continue;
                    }
                    Effect::Copy(text) => {
                        self.outside.copied.push(text);
                        continue;
                    }
                    Effect::Open(address) => {
                        self.outside.opened.push(address);
                        continue;
                    }
                    Effect::Ring(text) => {
                        self.outside.rung.push(text.to_string());
                        continue;
                    }
                    Effect::Quit(how) => {
                        self.outside.left = Some(how);
                        continue;
                    }
                };
                waiting.extend(self.shell.update(Msg::Loaded(answer.await)));
            }
        }
    }

    /// Presses keys written as in the key file, with blanks between.
    pub async fn press(&mut self, keys: &str) {
        for key in keys.split_whitespace() {
            let key = Key::parse(key).unwrap_or_else(|| panic!("{key} is no key"));
            let effects = self.shell.update(Msg::Input(Input::Key(key)));
            self.settle(effects).await;
        }
    }

    /// Presses keys faster than any answer comes.
    pub async fn rush(&mut self, keys: &str) {
        let mut effects = Effects::unchanged();
        for key in keys.split_whitespace() {
            let key = Key::parse(key).unwrap_or_else(|| panic!("{key} is no key"));
            effects = effects.and(self.shell.update(Msg::Input(Input::Key(key))));
        }
        self.settle(effects).await;
    }

    /// Types text letter by letter.
    pub async fn type_text(&mut self, text: &str) {
        for letter in text.chars() {
            let key = if letter == ' ' {
                "space".to_owned()
            } else {
                letter.to_string()
            };
            self.press(&key).await;
        }
    }

    /// Sends any message.
    pub async fn send(&mut self, msg: Msg) {
        let effects = self.shell.update(msg);
        self.settle(effects).await;
    }

    /// Claude has written what it was asked for first, or says why it did not.
    pub async fn written(&mut self, answer: Result<Wordings, &str>) -> Writing {
        let (ticket, write) = self.outside.writes.remove(0);
        let answer = answer.map_err(|why| Refusal(why.to_owned()));
        self.send(Msg::Loaded(Loaded::new(ticket, answer))).await;
        write.writing
    }

    /// Lets time pass.
    pub async fn pass(&mut self, time: Duration) {
        self.clock.advance(time);
        if self.shell.alarm().is_some_and(|at| at <= self.clock.elapsed()) {
            let effects = self.shell.tick();
            self.settle(effects).await;
        }
    }

    /// Gives the terminal another size.
    pub async fn resize(&mut self, width: u16, height: u16) {
        self.size = Size::new(width, height);
        self.send(Msg::Input(Input::Resize)).await;
    }

    /// The picture.
    pub fn buffer(&self) -> ratatui::buffer::Buffer {
        let mut terminal = Terminal::new(TestBackend::new(self.size.width, self.size.height)).unwrap();
        terminal.draw(|frame| self.shell.view(frame)).unwrap();
        terminal.backend().buffer().clone()
    }

    /// The picture as lines of text.
    pub fn picture(&self) -> String {
        let buffer = self.buffer();
        let mut out = String::new();
        for y in 0..buffer.area.height {
            let mut line = String::new();
            let mut skip = 0;
            for x in 0..buffer.area.width {
                if skip > 0 {
                    skip -= 1;
                    continue;
                }
                let symbol = buffer.cell((x, y)).map_or(" ", ratatui::buffer::Cell::symbol);
                skip = crate::domain::value::width(symbol).saturating_sub(1);
                line.push_str(symbol);
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }

    /// How many different grounds a row has: one, unless something was written over the cursor's.
    pub fn grounds(&self, row: u16) -> usize {
        let buffer = self.buffer();
        let cells = (0..buffer.area.width).filter_map(|x| buffer.cell((x, row)));
        let mut grounds: Vec<_> = cells.map(|cell| cell.bg).collect();
        grounds.dedup();
        grounds.len()
    }

    /// One line of the picture.
    pub fn line(&self, row: usize) -> String {
        self.picture().lines().nth(row).unwrap_or_default().to_owned()
    }
}

fn world(role: Role, theme: &str, glyphs: &Glyphs, folder: &std::path::Path) -> World {
    World {
        skin: Skin::named(theme, Depth::True, *glyphs).unwrap(),
        keymap: super::keymap(None).unwrap(),
        snippets: crate::config::snippets::all(None).0.into(),
        commands: super::slash::all(&[]).0.into(),
        zone: TimeZone::UTC,
        directory: Arc::default(),
        me: Some("u-jo".into()),
        reads_only: !role.may_edit(),
        hold: Duration::from_secs(15),
        demo: true,
        mouse: false,
        automations: folder.join("automations"),
        settings: vec![super::settings::Setting {
            path: "send.hold_seconds",
            does: "How long a message can be taken back before it leaves.".to_owned(),
            expects: "a number of seconds",
            value: "15".to_owned(),
            from: "default".to_owned(),
        }]
        .into(),
    }
}

/// A record with the members the CRM tells of it.
pub(crate) fn record(kind: EntityKind, id: &str, fields: Value) -> RemoteRecord {
    let raw = fields.to_string();
    let Value::Object(fields) = fields else {
        panic!("members are an object")
    };
    RemoteRecord {
        kind,
        id: id.to_owned(),
        fields,
        raw,
    }
}

/// A contact as the CRM tells it.
pub(crate) fn contact(id: &str, first: &str, last: &str) -> RemoteRecord {
    let fields =
        json!({"firstName": first, "lastName": last, "type": "lead", "dateAdded": "2026-03-14T08:00:00Z"});
    record(EntityKind::Contact, id, fields)
}

/// A small believable account.
pub(crate) fn records() -> Vec<RemoteRecord> {
    let mut all = vec![
        record(
            EntityKind::Location,
            "loc",
            json!({"name": "Rancho Realty", "timezone": "UTC"}),
        ),
        record(
            EntityKind::User,
            "u-jo",
            json!({"name": "Jo Park", "email": "jo@example.com"}),
        ),
        record(
            EntityKind::User,
            "u-dev",
            json!({"name": "Dev Shah", "email": "dev@example.com"}),
        ),
        record(EntityKind::Tag, "t1", json!({"name": "zillow"})),
        record(EntityKind::Tag, "t2", json!({"name": "first-time"})),
        record(
            EntityKind::CustomField,
            "f-budget",
            json!({"name": "Budget", "fieldKey": "contact.budget", "dataType": "MONETORY", "model": "contact"}),
        ),
        record(
            EntityKind::CustomField,
            "f-fin",
            json!({"name": "Financing", "fieldKey": "contact.financing", "dataType": "SINGLE_OPTIONS",
                   "picklistOptions": ["cash", "pre-approved", "unknown"], "model": "contact"}),
        ),
        record(
            EntityKind::LostReason,
            "r-agent",
            json!({"name": "Chose another agent"}),
        ),
        record(
            EntityKind::LostReason,
            "r-price",
            json!({"name": "Price too high"}),
        ),
        record(
            EntityKind::Pipeline,
            "p-buy",
            json!({"name": "Buyers", "stages": [
                {"id": "s-new", "name": "New", "position": 0},
                {"id": "s-con", "name": "Contacted", "position": 1},
                {"id": "s-qua", "name": "Qualified", "position": 2},
                {"id": "s-sho", "name": "Showing", "position": 3},
                {"id": "s-off", "name": "Offer", "position": 4},
                {"id": "s-esc", "name": "Escrow", "position": 5}]}),
        ),
    ];
    all.extend(people());
    all.push(record(
        EntityKind::Note,
        "n1",
        json!({"contactId": "c-tom", "body": "Has a dog, needs a yard.\nWorks nights.", "userId": "u-jo",
               "dateAdded": "2026-04-02T10:00:00Z"}),
    ));
    all.push(record(
        EntityKind::Task,
        "k1",
        json!({"contactId": "c-tom", "title": "Send comps", "body": "", "dueDate": "2026-04-18T10:00:00Z",
               "completed": false, "assignedTo": "u-jo"}),
    ));
    all
}

/// Eight people with a thread and a deal each.
fn people() -> Vec<RemoteRecord> {
    let mut all = Vec::new();
    let people = [
        ("c-tom", "Tom", "Bauer", "s-sho", 525_000, "Etiwanda", "u-jo", 12),
        (
            "c-priya",
            "Priya",
            "Raman",
            "s-qua",
            700_000,
            "Alta Loma",
            "u-jo",
            1_440,
        ),
        (
            "c-aisha", "Aisha", "Khan", "s-con", 610_000, "Fontana", "u-jo", 34,
        ),
        ("c-dana", "Dana", "Lee", "s-con", 480_000, "Upland", "u-jo", 4_320),
        (
            "c-whit",
            "L. & J.",
            "Whitfield",
            "s-esc",
            612_000,
            "Etiwanda",
            "u-jo",
            60,
        ),
        (
            "c-rob", "Rob", "Fields", "s-con", 455_000, "Ontario", "u-dev", 8_640,
        ),
        (
            "c-omar", "Omar", "Haddad", "s-sho", 515_000, "Rialto", "u-dev", 12_960,
        ),
        (
            "c-carla", "Carla", "Benítez", "s-new", 430_000, "Fontana", "u-jo", 7_200,
        ),
    ];
    let now: Timestamp = NOW.parse().unwrap();
    for (at, (id, first, last, stage, value, city, owner, minutes)) in people.into_iter().enumerate() {
        let wrote = (now - jiff::SignedDuration::from_mins(minutes)).to_string();
        let (conversation, message, deal) = (format!("v-{id}"), format!("m-{id}"), format!("o-{id}"));
        all.push(record(
            EntityKind::Contact,
            id,
            json!({"firstName": first, "lastName": last, "phone": format!("+190955501{at:02}"), "type": "lead",
                   "email": format!("{}@example.com", first.to_lowercase().replace(['.', ' ', '&'], "")),
                   "city": city, "source": "Zillow", "assignedTo": owner, "tags": ["zillow"],
                   "dateAdded": "2026-03-14T08:00:00Z",
                   "customFields": {"f-budget": value, "f-fin": "pre-approved"}}),
        ));
        all.push(record(
            EntityKind::Conversation,
            &conversation,
            json!({"contactId": id, "unreadCount": u64::from(at % 2 == 0), "lastMessageDate": wrote}),
        ));
        all.push(record(
            EntityKind::Message,
            &message,
            json!({"contactId": id, "conversationId": conversation, "messageType": "TYPE_SMS",
                   "direction": "inbound", "body": "can we see it Saturday? The one on Banyan looks right for us.",
                   "status": "delivered", "dateAdded": wrote}),
        ));
        all.push(record(
            EntityKind::Opportunity,
            &deal,
            json!({"name": format!("{first} {last}"), "contactId": id, "pipelineId": "p-buy",
                   "pipelineStageId": stage, "status": "open", "monetaryValue": value, "assignedTo": owner,
                   "createdAt": "2026-03-14T08:00:00Z", "updatedAt": wrote,
                   "lastStageChangeAt": "2026-04-02T08:00:00Z"}),
        ));
    }
    all
}
