//! What can be done to people from any tab: note, task, tags, owner, stage, message. Each is asked for with an overlay
//! and ends in commands; tabs keep one [`Acts`] and hand it whatever answers arrive. It draws nothing and knows no tab. To add
//! one: a method that opens its overlay, a slot for the answer, and a branch in [`Acts::take`]; what needs more than that is a
//! file.

mod before;
mod bulk;
mod call;
mod claude;
mod close;
mod doubles;
mod fetch;
mod memory;
pub mod out;
mod prepare;
pub mod snooze;
mod stage;

use jiff::SignedDuration;

use super::effect::Effects;
use super::notice::Notice;
use super::overlays::composer::{Composer, Outgoing, Recipient, Way};
use super::overlays::confirm::{Confirm, Confirmed};
use super::overlays::picker::{Item, Picked, Picker};
use super::overlays::prompt::Prompt;
use super::pane::Cx;
use super::text::{self, count, grouped};
use super::ticket::{Batch, Loaded, Slot};
use crate::domain::command::Command;
use crate::domain::contact::{Channel, Contact, Dnd};
use crate::domain::conversation::{Draft, MessageKind};
use crate::domain::newcomer;
use crate::domain::value::{ContactId, Foreign, OpportunityId, PipelineId, Shown, StageId, UserId};
use crate::domain::when;
use crate::engine::Done;
use crate::engine::before::{ASK_FROM, deletion};
use crate::engine::calling::Called;
use crate::engine::import::Rest;
use crate::engine::query::MessageDraft;
use crate::engine::view::{Double, Person, Receipt, Would};
use before::Before;
use bulk::Bulk;
use close::Closing;
use memory::Remembering;
pub use memory::origin;

/// What stands for "nobody" in the list of colleagues.
const NOBODY: &str = "";

/// Something asked of the person, and about whom.
#[derive(Debug)]
struct Asked<A, About> {
    slot: Slot<A>,
    about: About,
}

impl<A: Send + 'static, About: Default> Default for Asked<A, About> {
    fn default() -> Self {
        Self {
            slot: Slot::new(),
            about: About::default(),
        }
    }
}

impl<A: Send + 'static, About: Default> Asked<A, About> {
    /// The answer and whom it is about, if it is this one's.
    fn take(&mut self, loaded: &mut Loaded, cx: &mut Cx<'_>) -> Option<(A, About)> {
        match self.slot.take(loaded)? {
            Ok(answer) => Some((answer, std::mem::take(&mut self.about))),
            Err(refusal) => {
                cx.say(Notice::bad(refusal.0));
                None
            }
        }
    }
}

/// Whom an action is about.
pub type People = Vec<ContactId>;

/// A message being prepared.
type Message = Option<Opening>;

/// How a message begins.
#[derive(Debug)]
struct Opening {
    to: Recipient,
    channel: Channel,
    /// What it says when no draft is kept.
    ready: String,
    /// Claude writes it at once.
    writing: bool,
}

/// Questions under way and commands not yet answered.
#[derive(Debug, Default)]
pub struct Acts {
    note: Asked<String, People>,
    lift: Asked<String, Option<ContactId>>,
    task: Asked<String, People>,
    snoozed: Asked<String, People>,
    newcomer: Asked<String, ()>,
    tags: Asked<Picked, People>,
    owner: Asked<Picked, People>,
    stage: Asked<Picked, Option<OpportunityId>>,
    draft: Asked<Option<(Option<String>, String)>, Message>,
    message: Asked<Outgoing, ()>,
    calling: Asked<Option<(Option<String>, String)>, call::About>,
    called: Asked<Called, call::About>,
    deals: Slot<Vec<(OpportunityId, PipelineId)>>,
    doubles: Asked<Vec<Double>, Option<(ContactId, String)>>,
    move_all: Asked<Picked, Vec<OpportunityId>>,
    before: Asked<(Would, u32), Before>,
    sure: Asked<Confirmed, Vec<Command>>,
    receipts: Batch<Receipt>,
    part: Slot<Receipt>,
    work: Asked<Picked, Option<(ContactId, String)>>,
    prepared: Asked<Done, prepare::About>,
    bulk: Bulk,
    /// What of a file nothing is done about, while its people are being agreed on.
    file: Option<Rest>,
    forgotten: Slot<Receipt>,
    fetched: Asked<(), ()>,
    closing: Closing,
    remembering: Remembering,
}

impl Acts {
    /// Asks for a note on people.
    pub fn note(&mut self, people: People, name: &str, cx: &mut Cx<'_>) {
        let ticket = cx.ticket(&mut self.note.slot);
        let title = format!("note on {}", whom(&people, name));
        self.note.about = people;
        cx.open(Prompt::lines(title, "what happened?", ticket, ""));
    }

    /// Asks before people are deleted in the CRM, and says what goes with them and what comes back.
    pub fn delete(&mut self, people: People, name: &str, cx: &mut Cx<'_>) -> Effects {
        let delete = |contact| Command::DeleteContact { contact };
        let whom = whom(&people, name);
        let before = Before {
            what: format!("delete {whom} in the CRM"),
            commands: people.into_iter().map(delete).collect(),
            warning: deletion(&cx.look.key("app.undo")),
        };
        self.look(before, cx)
    }

    /// Asks before somebody is forgotten here, and says what goes and what stays.
    pub fn forget(&mut self, contact: ContactId, name: &str, cx: &mut Cx<'_>) {
        let lines = vec![
            ("who", name.to_owned()),
            (
                "lost",
                "here: thread, notes, tasks, deals, drafts, chats about".to_owned(),
            ),
            (
                "",
                "them, the queue, undo, and every backup but a new one".to_owned(),
            ),
            (
                "kept",
                "that it was done; their number is not written to again".to_owned(),
            ),
            (
                "CRM",
                "nothing changes there: delete them there first (X)".to_owned(),
            ),
            ("undo", "none; no sync brings them back".to_owned()),
        ];
        let ticket = cx.ticket(&mut self.sure.slot);
        self.sure.about = vec![Command::Forget { contact }];
        cx.open(Confirm::new("forget for good".to_owned(), lines, 1, ticket));
    }

    /// Asks why an opt-out is lifted.
    pub fn lift(&mut self, contact: ContactId, name: &str, cx: &mut Cx<'_>) {
        let ticket = cx.ticket(&mut self.lift.slot);
        self.lift.about = Some(contact);
        let check = |text: &str| {
            if text.trim().is_empty() {
                Err("the reason goes into the log".to_owned())
            } else {
                Ok("enter lifts it".to_owned())
            }
        };
        let title = format!("lift the opt-out of {name}");
        let hint = "where and how did they agree to hear more?";
        cx.open(Prompt::line(title, hint, ticket, "", Box::new(check)));
    }

    /// Asks for a task for people.
    pub fn task(&mut self, people: People, name: &str, cx: &mut Cx<'_>) {
        let ticket = cx.ticket(&mut self.task.slot);
        let title = format!("task for {}", whom(&people, name));
        self.task.about = people;
        let (now, zone) = (cx.now, cx.world.zone.clone());
        let check = move |line: &str| {
            let (what, due) = when::split(line, now, &zone);
            if what.is_empty() {
                return Err("say what is to be done, and when: call back fri 10:00".to_owned());
            }
            let due = due.to_zoned(zone.clone()).strftime("%a %-d %b %H:%M");
            Ok(format!("{what} · due {due}"))
        };
        cx.open(Prompt::line(
            title,
            "call back fri 10:00",
            ticket,
            "",
            Box::new(check),
        ));
    }

    /// Asks for somebody new.
    pub fn newcomer(&mut self, cx: &mut Cx<'_>) {
        let ticket = cx.ticket(&mut self.newcomer.slot);
        let check = |line: &str| match newcomer::read(line) {
            Some(fields) => Ok(newcomer::described(&fields)),
            None => Err("a name, a phone number or an email address is needed".to_owned()),
        };
        cx.open(Prompt::line(
            "new person",
            "Maria Delgado 909 555 0142 maria@example.com",
            ticket,
            "",
            Box::new(check),
        ));
    }

    /// Lets tags be picked for people; `on` are those they have.
    pub fn tags(&mut self, people: People, on: &[Shown], cx: &mut Cx<'_>) {
        let ticket = cx.ticket(&mut self.tags.slot);
        self.tags.about = people;
        let known = cx.world.directory.tags.iter().map(|tag| Item {
            id: tag.name.raw().to_owned(),
            label: tag.name.shown(),
            note: grouped(tag.people),
            on: on.contains(&tag.name.shown()),
        });
        let mut items: Vec<Item> = known.collect();
        // Those picked now come first, so that they are seen.
        items.sort_by_key(|item| !item.on);
        cx.open(Picker::many(
            "tags",
            ticket,
            items,
            Some("type to search; a new word makes a tag, -tag takes one away"),
        ));
    }

    /// Lets a colleague be picked as owner.
    pub fn owner(&mut self, people: People, now: Option<&str>, cx: &mut Cx<'_>) {
        self.owner_or_pond(people, now, None, cx);
    }

    /// The same with the pond first, where the settings name one.
    pub fn owner_or_pond(
        &mut self,
        people: People,
        now: Option<&str>,
        pond: Option<&UserId>,
        cx: &mut Cx<'_>,
    ) {
        let ticket = cx.ticket(&mut self.owner.slot);
        self.owner.about = people;
        let me = cx.world.me.clone();
        let colleague = cx.world.directory.users.iter().map(|user| Item {
            id: user.id.as_str().to_owned(),
            label: user.name.shown().or("no name"),
            note: match &user.id {
                id if me.as_ref() == Some(id) => "me".to_owned(),
                id if pond == Some(id) => "the pond".to_owned(),
                _ => String::new(),
            },
            on: now == Some(user.id.as_str()),
        });
        let nobody = Item {
            id: NOBODY.to_owned(),
            label: Shown::own("nobody"),
            note: String::new(),
            on: now.is_none(),
        };
        let mut items: Vec<Item> = colleague.chain([nobody]).collect();
        items.sort_by_key(|item| pond.is_none_or(|pond| item.id != pond.as_str()));
        cx.open(Picker::one("owner", ticket, items));
    }

    /// Lets the stage of a deal be picked.
    pub fn stage(&mut self, deal: OpportunityId, pipeline: &PipelineId, now: &StageId, cx: &mut Cx<'_>) {
        let ticket = cx.ticket(&mut self.stage.slot);
        self.stage.about = Some(deal);
        let stages = cx
            .world
            .directory
            .pipeline(pipeline)
            .map(|pipeline| pipeline.stages.clone())
            .unwrap_or_default();
        let items = stages
            .iter()
            .map(|stage| Item {
                id: stage.id.as_str().to_owned(),
                label: stage.name.shown().or("no name"),
                note: String::new(),
                on: stage.id == *now,
            })
            .collect();
        cx.open(Picker::one("stage", ticket, items));
    }

    /// Opens the composer to a person, on the channel of their last message, with what was kept.
    pub fn reply(&mut self, person: &Person, cx: &mut Cx<'_>) -> Effects {
        self.open_message(person, String::new(), false, cx)
    }

    /// The same with words that are ready, where nothing is kept.
    pub fn reply_with(&mut self, person: &Person, ready: String, cx: &mut Cx<'_>) -> Effects {
        self.open_message(person, ready, false, cx)
    }

    /// The same, and Claude writes an answer at once. What was kept is not lost by it.
    pub fn draft(&mut self, person: &Person, cx: &mut Cx<'_>) -> Effects {
        self.open_message(person, String::new(), true, cx)
    }

    fn open_message(&mut self, person: &Person, ready: String, writing: bool, cx: &mut Cx<'_>) -> Effects {
        let Some(channel) = way_to(person) else {
            cx.say(Notice::warn("no number and no address is known; E adds one"));
            return Effects::none();
        };
        let contact = person.contact.id.clone();
        self.draft.about = Some(Opening {
            to: recipient(&person.contact),
            channel,
            ready,
            writing,
        });
        Effects::one(cx.ask(&mut self.draft.slot, MessageDraft { contact, channel }))
    }

    /// What was kept is read: the composer opens.
    fn open_composer(&mut self, draft: Option<(Option<String>, String)>, opening: Opening, cx: &mut Cx<'_>) {
        let (subject, body) = draft.unwrap_or((None, opening.ready));
        let ticket = cx.ticket(&mut self.message.slot);
        let words = (subject.unwrap_or_default(), body);
        let composer = Composer::new(opening.to, opening.channel, words, ticket);
        cx.open(if opening.writing {
            composer.writing()
        } else {
            composer
        });
    }

    /// Has commands done. From 26 on, they are looked at first, and the number has to be typed.
    pub fn submit(&mut self, what: &str, commands: Vec<Command>, cx: &mut Cx<'_>) -> Effects {
        if commands.len() < ASK_FROM {
            return self.submit_now(commands, cx);
        }
        let before = Before {
            what: what.to_owned(),
            commands,
            warning: Vec::new(),
        };
        self.look(before, cx)
    }

    /// Has people of a file taken in; `rest` is what of the file nothing is done about.
    pub fn take_in(&mut self, what: &str, commands: Vec<Command>, rest: Rest, cx: &mut Cx<'_>) -> Effects {
        self.file = Some(rest);
        self.submit(what, commands, cx)
    }

    fn submit_now(&mut self, mut commands: Vec<Command>, cx: &mut Cx<'_>) -> Effects {
        let from_file = commands
            .iter()
            .any(|command| matches!(command, Command::ImportContact { .. }));
        // A sheet that was left leaves a file behind; only people of a file are told of it.
        let file = self.file.take().filter(|_| from_file);
        if commands.len() > 1 || from_file {
            self.bulk = Bulk::of(commands, file);
            return self.next_part(cx);
        }
        let Some(command) = commands.pop() else {
            return Effects::none();
        };
        Effects::one(cx.submit_one(&mut self.receipts, command))
    }

    /// Whether an overlay is about to open: what it begins with is being read.
    pub fn is_opening(&self) -> bool {
        self.draft.slot.is_open()
            || self.calling.slot.is_open()
            || self.deals.is_open()
            || self.doubles.slot.is_open()
            || self.before.slot.is_open()
    }

    /// Takes an answer in, if it belongs here.
    pub fn take(&mut self, loaded: &mut Loaded, cx: &mut Cx<'_>) -> Option<Effects> {
        if let Some(receipt) = self.receipts.take(loaded) {
            receive(receipt.map_err(|refusal| refusal.0), cx);
        } else if let Some((notes, about)) = self.calling.take(loaded, cx) {
            let notes = notes.map(|(_, body)| body).unwrap_or_default();
            self.open_call(&notes, about, cx);
        } else if let Some((called, about)) = self.called.take(loaded, cx) {
            return Some(self.take_called(called, about, cx));
        } else if let Some((picked, whom)) = self.work.take(loaded, cx) {
            return Some(self.take_work(&picked, whom, cx));
        } else if let Some((done, about)) = self.prepared.take(loaded, cx) {
            Self::take_prepared(&done, &about, cx);
        } else if let Some(part) = self.part.take(loaded) {
            return Some(self.receive_part(part.map_err(|refusal| refusal.0), cx));
        } else if let Some((body, people)) = self.note.take(loaded, cx) {
            let note = |contact| Command::AddNote {
                contact,
                body: body.clone(),
            };
            return Some(self.submit("note on", people.into_iter().map(note).collect(), cx));
        } else if let Some((reason, Some(contact))) = self.lift.take(loaded, cx) {
            let lift = Command::LiftOptOut { contact, reason };
            return Some(self.submit("lifted the opt-out of", vec![lift], cx));
        } else if let Some((line, people)) = self.task.take(loaded, cx) {
            let (title, due) = when::split(&line, cx.now, &cx.world.zone);
            let assigned_to = cx.world.me.clone();
            let task = |contact| Command::AddTask {
                contact,
                title: title.clone(),
                body: String::new(),
                due,
                assigned_to: assigned_to.clone(),
            };
            return Some(self.submit("task for", people.into_iter().map(task).collect(), cx));
        } else if let Some((words, people)) = self.snoozed.take(loaded, cx) {
            return Some(self.snooze(people, &words, cx));
        } else if let Some((line, ())) = self.newcomer.take(loaded, cx) {
            let fields = newcomer::read(&line)?;
            return Some(self.submit("new person", vec![Command::CreateContact { fields }], cx));
        } else if let Some((picked, people)) = self.tags.take(loaded, cx) {
            return Some(self.take_tags(picked, people, cx));
        } else if let Some((picked, people)) = self.owner.take(loaded, cx) {
            return Some(self.take_owner(&picked, people, cx));
        } else if let Some((picked, deal)) = self.stage.take(loaded, cx) {
            let (Some(opportunity), Some(stage)) = (deal, picked.added.into_iter().next()) else {
                return Some(Effects::none());
            };
            let command = Command::MoveOpportunity {
                opportunity,
                stage: stage.into(),
            };
            return Some(self.submit_now(vec![command], cx));
        } else if let Some((draft, Some(opening))) = self.draft.take(loaded, cx) {
            self.open_composer(draft, opening, cx);
        } else if let Some((outgoing, ())) = self.message.take(loaded, cx) {
            return Some(self.send(outgoing, cx));
        } else if let Some(deals) = self.deals.take(loaded) {
            match deals {
                Ok(deals) => self.pick_stage(deals, cx),
                Err(refusal) => cx.say(Notice::bad(refusal.0)),
            }
        } else if let Some((found, about)) = self.doubles.take(loaded, cx) {
            doubles::show(&found, about, cx);
        } else if let Some((picked, deals)) = self.move_all.take(loaded, cx) {
            return Some(self.take_stage(picked, deals, cx));
        } else if let Some(answer) = self.before.slot.take(loaded) {
            let before = std::mem::take(&mut self.before.about);
            match answer {
                Ok(answer) => return Some(self.ask_before(answer, before, cx)),
                Err(refusal) => cx.say(Notice::bad(refusal.0)),
            }
        } else if let Some((Confirmed, commands)) = self.sure.take(loaded, cx) {
            return Some(self.submit_now(commands, cx));
        } else if let Some(((), ())) = self.fetched.take(loaded, cx) {
            cx.say(Notice::new("fetched again"));
        } else if self.forgotten.take(loaded).is_none() {
            let closing = self.take_closing(loaded, cx);
            return closing.or_else(|| self.take_remembering(loaded, cx));
        }
        Some(Effects::none())
    }

    fn take_tags(&mut self, picked: Picked, people: People, cx: &mut Cx<'_>) -> Effects {
        let known = |tag: &str| {
            cx.world
                .directory
                .tags
                .iter()
                .any(|known| known.name.raw() == tag)
        };
        let (minus, add): (Vec<String>, Vec<String>) = picked
            .added
            .into_iter()
            .partition(|tag| tag.starts_with('-') && !known(tag));
        let mut remove = picked.removed;
        remove.extend(
            minus
                .iter()
                .filter_map(|tag| tag.strip_prefix('-'))
                .map(str::to_owned),
        );
        if add.is_empty() && remove.is_empty() {
            return Effects::none();
        }
        let signs = add
            .iter()
            .map(|tag| format!("+{tag}"))
            .chain(remove.iter().map(|tag| format!("-{tag}")));
        let what = format!("tags {}", signs.collect::<Vec<_>>().join(" "));
        let edit = |contact| Command::EditTags {
            contact,
            add: add.clone(),
            remove: remove.clone(),
        };
        self.submit(&what, people.into_iter().map(edit).collect(), cx)
    }

    fn take_owner(&mut self, picked: &Picked, people: People, cx: &mut Cx<'_>) -> Effects {
        let Some(owner) = picked.added.first() else {
            return Effects::none();
        };
        let value = if owner == NOBODY {
            serde_json::Value::Null
        } else {
            owner.as_str().into()
        };
        let edit = |contact| Command::EditContact {
            contact,
            changes: vec![("assignedTo".to_owned(), value.clone())],
        };
        self.submit("another owner for", people.into_iter().map(edit).collect(), cx)
    }

    /// Sends after the hold in which it can be taken back, and forgets the draft.
    fn send(&mut self, Outgoing { draft, at }: Outgoing, cx: &mut Cx<'_>) -> Effects {
        let hold = SignedDuration::try_from(cx.world.hold).unwrap_or_default();
        let not_before = cx.now.checked_add(hold).ok().max(at);
        let empty = Draft {
            subject: None,
            body: String::new(),
            ..draft.clone()
        };
        let forget = cx.submit(&mut self.forgotten, Command::KeepDraft { draft: empty });
        let send = Command::Send {
            draft,
            key: None,
            not_before,
        };
        let mut effects = self.submit_now(vec![send], cx);
        effects.push(forget);
        effects
    }
}

/// Says how a command fared.
fn receive(receipt: Result<Receipt, String>, cx: &mut Cx<'_>) {
    match receipt {
        Ok(receipt) => {
            let notice = match &receipt.held {
                Some(_) => Notice::warn(receipt.summary),
                None => Notice::new(receipt.summary),
            };
            cx.say(if receipt.undo.is_some() {
                notice.with_undo()
            } else {
                notice
            });
        }
        Err(refusal) => cx.say(Notice::bad(refusal)),
    }
}

/// A name, or a number of people.
fn whom(people: &[ContactId], name: &str) -> String {
    match people.len() {
        0 | 1 => name.to_owned(),
        many => count(many as u64, "person", "people"),
    }
}

/// On which channel somebody is written to: that of the last message, else the first there is.
pub fn way_to(person: &Person) -> Option<Channel> {
    let last = person.messages.iter().find_map(|message| match message.kind {
        MessageKind::Sms => Some(Channel::Sms),
        MessageKind::Email => Some(Channel::Email),
        _ => None,
    });
    let ways = recipient(&person.contact).ways;
    let first = ways.first().map(|way| way.channel);
    last.filter(|last| ways.iter().any(|way| way.channel == *last))
        .or(first)
}

/// How a person can be reached, and what stands against it.
fn recipient(contact: &Contact) -> Recipient {
    let against = |channel| match contact.dnd_on(channel) {
        Dnd::Open => "",
        Dnd::Active => "asked not to be disturbed here; it will be held",
        Dnd::Permanent => "never wants to be disturbed here; it will be held",
    };
    let way = |channel, address: &Foreign| {
        (!address.is_empty()).then(|| Way {
            channel,
            address: Foreign::from(text::phone(address.shown().as_str())).shown(),
            against: against(channel),
        })
    };
    let ways = [
        way(Channel::Sms, &contact.phone),
        way(Channel::Email, &contact.email),
    ];
    Recipient {
        contact: contact.id.clone(),
        name: contact.name(),
        first_name: contact.first_name.shown(),
        ways: ways.into_iter().flatten().collect(),
    }
}
