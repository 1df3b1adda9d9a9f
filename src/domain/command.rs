//! Everything that can be wanted of the business data. The only way to write: `store` takes commands and nothing else.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::account::Mark;
use super::automation::{AutomationText, Entering, Heard};
use super::call::Call;
use super::chat::ChatCommand;
use super::contact::Channel;
use super::conversation::Draft;
use super::listing::News;
use super::memory::MemoryCommand;
use super::opportunity::OpportunityStatus;
use super::outbox::PushOutcome;
use super::plan::{Deed, ProposalChange};
use super::prepared::PreparedRun;
use super::qualification::AnswerCommand;
use super::record::{EntityKind, EntityRef, Fields, RemoteRecord};
use super::saved_list::ListCommand;
use super::score::{Disagree, LearnedCommand, Scores};
use super::style::StyleCommand;
use super::today::Verdict;
use super::value::{
    CalendarId, ConflictId, ContactId, ConversationId, LostReasonId, OpportunityId, OutboxId, StageId,
    TaskId, UndoId, UserId, WorkflowId,
};

/// A member and the value wanted for it. Members are named as in [`super::record::value_at`].
pub type Change = (String, Value);

/// Which side of a conflict is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The value here; it will be pushed.
    Here,
    /// The value there; the edit here is dropped.
    There,
    /// What both started from; it will be pushed.
    Before,
}

/// What is wanted.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Change members of a person.
    EditContact {
        /// Whom.
        contact: ContactId,
        /// What to what.
        changes: Vec<Change>,
    },
    /// Add and take away tags.
    EditTags {
        /// Whose.
        contact: ContactId,
        /// To add.
        add: Vec<String>,
        /// To take away.
        remove: Vec<String>,
    },
    /// Make a person.
    CreateContact {
        /// Their members.
        fields: Fields,
    },
    /// Take a person in from a file: make them, or fill one who is here. Undone like any edit.
    ImportContact {
        /// Who is filled; `None` makes somebody new.
        contact: Option<ContactId>,
        /// Members that fill what is blank. Lists grow by theirs, do-not-disturb only gets stricter.
        fill: Fields,
        /// Members that go before what is here, in the same bounds.
        set: Fields,
        /// A note, for somebody new.
        note: Option<String>,
    },
    /// Write into the log that people leave by a file. Nothing else happens; who may not do that is refused.
    LogExport {
        /// Who and where to, as words.
        what: String,
    },
    /// Delete a person. In the CRM their conversation, notes and tasks go with them; here everything is kept.
    DeleteContact {
        /// Whom.
        contact: ContactId,
    },
    /// Make somebody anew whom the CRM has no more: person, notes, tasks, and the thread as notes.
    Rebuild {
        /// Whom.
        contact: ContactId,
    },
    /// Forget a person: everything of theirs leaves this machine, and no sync brings them back.
    Forget {
        /// Whom.
        contact: ContactId,
    },
    /// Say who somebody became whom the CRM has no more, because it made one person of two.
    Follow {
        /// Who is gone.
        gone: ContactId,
        /// Who stays.
        stays: ContactId,
    },
    /// Go on with the account as it is now, although it is not as it was copied.
    AcceptAccount,
    /// Go on with the log of who did what as it is, although its end is not where it was.
    AcceptLog,
    /// What a large local copy does without.
    Trim(TrimCommand),
    /// Write a note.
    AddNote {
        /// On whom.
        contact: ContactId,
        /// What it says.
        body: String,
    },
    /// Plan something to do.
    AddTask {
        /// For whom.
        contact: ContactId,
        /// What.
        title: String,
        /// More words.
        body: String,
        /// By when.
        due: Timestamp,
        /// Who does it.
        assigned_to: Option<UserId>,
    },
    /// Change members of a task, such as `completed`.
    EditTask {
        /// Which one.
        task: TaskId,
        /// What to what.
        changes: Vec<Change>,
    },
    /// Change members of a deal.
    EditOpportunity {
        /// Which one.
        opportunity: OpportunityId,
        /// What to what.
        changes: Vec<Change>,
    },
    /// Move a deal to another stage of its pipeline.
    MoveOpportunity {
        /// Which one.
        opportunity: OpportunityId,
        /// To which stage.
        stage: StageId,
    },
    /// Close a deal, or open it again.
    CloseOpportunity {
        /// Which one.
        opportunity: OpportunityId,
        /// How.
        status: OpportunityStatus,
        /// Why, for a lost one: a reason the account offers.
        reason: Option<LostReasonId>,
    },
    /// Book a slot.
    BookAppointment {
        /// With whom.
        contact: ContactId,
        /// In which calendar.
        calendar: CalendarId,
        /// The slot exactly as the CRM offered it.
        slot: String,
        /// What to call it.
        title: String,
    },
    /// Log a call that was made, with what follows from how it ended: one line of undo.
    LogCall {
        /// With whom.
        contact: ContactId,
        /// How it went.
        call: Call,
        /// What follows: a task, a tag, an appointment.
        and: Vec<Command>,
    },
    /// Make two records of one person into one.
    MakeOne {
        /// The record that stays.
        keep: ContactId,
        /// The one that is deleted.
        other: ContactId,
        /// The values of the other that are taken.
        chosen: Vec<Change>,
    },
    /// Say that two records are of two people.
    TellApart {
        /// One.
        one: ContactId,
        /// The other.
        two: ContactId,
    },
    /// Mark a thread as read.
    MarkRead {
        /// Which one.
        conversation: ConversationId,
    },
    /// Send a message to a person.
    Send {
        /// To whom and what.
        draft: Draft,
        /// Makes a repeat of the command harmless.
        key: Option<String>,
        /// Not before this moment.
        not_before: Option<Timestamp>,
    },
    /// Put a person into a workflow of the CRM.
    Enrol {
        /// Whom.
        contact: ContactId,
        /// Which.
        workflow: WorkflowId,
        /// Makes a repeat of the command harmless.
        key: Option<String>,
    },
    /// Take back a message that has not left.
    CancelSend {
        /// Its row.
        outbox: OutboxId,
    },
    /// Keep what is typed and not yet sent; an empty body forgets it.
    KeepDraft {
        /// To whom, on which channel, and what.
        draft: Draft,
    },
    /// Decide a conflict.
    Resolve {
        /// Which one.
        conflict: ConflictId,
        /// Which side is kept.
        keep: Side,
    },
    /// Undo the last line, or a certain one.
    Undo {
        /// Which line; `None` for the last.
        line: Option<UndoId>,
    },
    /// Undo what a line did to some records; the others stay as the line made them.
    UndoSome {
        /// Which line.
        line: UndoId,
        /// Which records of it.
        records: Vec<EntityRef>,
    },
    /// Do the last undone line again.
    Redo,
    /// Put a failed or held row back in the queue.
    Retry {
        /// Its row.
        outbox: OutboxId,
    },
    /// Lift what somebody said about further messages, because they have agreed to hear more.
    LiftOptOut {
        /// Whose.
        contact: ContactId,
        /// Where and how they agreed.
        reason: String,
    },
    /// Say what is to become of something that waits today, or take that back. Nobody outside notices.
    Judge {
        /// The person, or the task or deal.
        entity: EntityRef,
        /// The verdict; `None` takes back what was said.
        verdict: Option<Verdict>,
    },
    /// Change what somebody answered to a question of qualification. Nobody outside notices.
    Answer(Box<AnswerCommand>),
    /// Say that a score is wrong. It is kept as a label and changes no score.
    Disagree(Disagree),
    /// A change to automations and to who is inside.
    Automation(AutomationCommand),
    /// Keep scores that the program has worked out by itself.
    Scores(Box<Scores>),
    /// Keep what was learned from past outcomes, or say which of it scores go by. Nobody outside notices.
    Learned(LearnedCommand),
    /// Make the call list of a day, unless there is one.
    BuildCalls {
        /// The day, as `2026-04-14`.
        day: String,
        /// Whose list; `None` when it is not known who is at the keyboard.
        me: Option<UserId>,
    },
    /// A step of giving leads that nobody answered in time to the pond.
    Pond(PondCommand),
    /// Stop everything automatic at once, in every open copy and until somebody lets it go on, or let it go on.
    SwitchAutomatic {
        /// Whether it is to run.
        on: bool,
    },
    /// The same edit of many records: one line of undo, one of the log. What is refused is named in the receipt and stops
    /// nothing.
    Each {
        /// The edits, each of another record.
        commands: Vec<Command>,
        /// The line of undo that an earlier part of the same edit made.
        after: Option<UndoId>,
    },
    /// Remember that the tour of the screen was shown, so that it does not come by itself again.
    SeeTour,
    /// A change to the saved lists.
    List(ListCommand),
    /// A change to a chat.
    Chat(ChatCommand),
    /// Change what is remembered of a person.
    Memory(MemoryCommand),
    /// Change what is known of how the agent writes.
    Style(StyleCommand),
    /// A change to a list of changes that waits for a yes.
    Proposal(ProposalChange),
    /// Keep what Claude prepared about a person, or that it came to nothing.
    Prepare(Box<PreparedRun>),
    /// A step of copying and pushing.
    Sync(SyncCommand),
}

/// What the program does for the pond by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PondCommand {
    /// The settings name a pond; what arrives from now on is watched.
    Name {
        /// The user.
        pond: UserId,
    },
    /// Give a lead to the pond, once, unless somebody was faster.
    Give {
        /// The lead.
        contact: ContactId,
        /// The user.
        pond: UserId,
        /// The promise that was not kept.
        promise: SignedDuration,
    },
}

/// How an effect ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Did {
    /// It is yet to be done.
    Planned,
    /// It is done by this command, in the same commit; by nothing, where it is of no business to the account.
    Done(Option<Box<Command>>),
    /// It was not done, and will not be.
    Refused(String),
    /// There is nothing to be done; this is written down.
    Noted(String),
    /// It is put off.
    Held(String),
    /// It is taken back: what was sent and has not left yet is cancelled.
    TakenBack(String),
}

/// A line in the log of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct RunLine {
    /// The step.
    pub step: String,
    /// What it was, in a word: `effect`, `left out`, `paused`, `ended`, `collided`.
    pub what: &'static str,
    /// The key of an effect. No two effects have the same; a line with a key that is known goes on with it.
    pub key: Option<String>,
    /// The effect, as JSON.
    pub effect: Option<String>,
    /// What became of it.
    pub did: Did,
    /// What it was reckoned to cost, in cents.
    pub cents: u32,
    /// The facts as they were, as JSON.
    pub facts: Option<String>,
}

/// One step of a run: its state, what is to be done, and when it goes on, which are kept together or not at all.
#[derive(Clone, Debug, PartialEq)]
pub struct RunStep {
    /// The run.
    pub run: String,
    /// The state it was worked out from; 0 for one that begins.
    pub rev: i64,
    /// Who comes in, when it begins.
    pub enters: Option<Entering>,
    /// The state after it.
    pub state: String,
    /// What it waits for then, in a word.
    pub waits: &'static str,
    /// When it goes on by itself.
    pub due: Option<Timestamp>,
    /// Why it is over, when it is.
    pub ended: Option<String>,
    /// The last fact it was told of.
    pub upto: i64,
    /// What was and is to be done, in order.
    pub lines: Vec<RunLine>,
}

/// A change to automations and to who is inside.
#[derive(Clone, Debug, PartialEq)]
pub enum AutomationCommand {
    /// Keep a text that is not published.
    Save(AutomationText),
    /// Publish a text as the next version, and let it run. People inside stay on their version.
    Publish(AutomationText),
    /// Stop one.
    Pause {
        /// Which.
        id: String,
        /// Why.
        why: String,
    },
    /// Let one go on.
    Resume {
        /// Which.
        id: String,
    },
    /// A step of a run, its first among them.
    Step(Box<RunStep>),
    /// Put a run on another version of its automation. Its state is worked out by whoever asks.
    Move {
        /// The run.
        run: String,
        /// The state it was worked out from.
        rev: i64,
        /// To which version.
        version: u32,
        /// The state on that version.
        state: String,
    },
    /// What happened up to here was looked at.
    Follow {
        /// The last fact.
        facts: i64,
        /// The last line of the log of runs.
        lines: i64,
    },
    /// Moments that nobody writes down were heard; and past scores up to the one of this number.
    Heard {
        /// Which.
        moments: Vec<Heard>,
        /// The last past score.
        scores: i64,
    },
    /// What was new of homes up to here was looked at, and concerns these people.
    Homes {
        /// The last of it.
        upto: i64,
        /// Whom, and how.
        concerned: Vec<(ContactId, News)>,
    },
    /// Tell a colleague something about somebody; it is kept until a screen of theirs has said it.
    Tell(Telling),
    /// A colleague was given something to do because it was their turn.
    HadTurn {
        /// Who.
        user: UserId,
    },
    /// A screen says now what was told.
    Told {
        /// Its number.
        notice: i64,
    },
    /// Every timer stands by the rules of zones that are known by this number.
    Zones {
        /// The number.
        rules: u64,
    },
}

/// What an automation tells a colleague.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    /// About whom.
    pub contact: ContactId,
    /// Whom; whoever looks, when nobody is named.
    pub who: Option<UserId>,
    /// They are told because it is their turn.
    pub turn: bool,
    /// What.
    pub says: String,
}

/// A position in a stream of changes; moves in the same transaction as the rows it covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Whose: a resource of sync, such as `contacts` or `messages.email`.
    pub name: String,
    /// Where; opaque to the store.
    pub value: String,
}

/// Who of several copies over one file talks to the CRM (P47).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeaseCommand {
    /// Take the lease if it is free or its holder is gone; hold it on if it is ours. The receipt says how it stands.
    Ask,
    /// Give it up, if it is ours.
    LetGo,
    /// Ask the holder, whoever it is, for a round of copying and pushing; the receipt carries the number to wait for.
    Wish {
        /// Everything again, not only what is new.
        full: bool,
    },
    /// Tell those who asked for rounds up to this number that they are done.
    Grant {
        /// The number.
        upto: i64,
        /// Why it came to nothing, if it did.
        fault: Option<String>,
    },
}

/// Whether what is here is still in the CRM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SweepCommand {
    /// A walk over all ids begins. Its pages are applied under a cursor whose name ends with [`SWEEP`].
    Begin,
    /// It has come to its end.
    End {
        /// The kinds it walked.
        kinds: Vec<EntityKind>,
    },
    /// A record is asked for by its id; the request counts as one of the day's share.
    Ask,
    /// Asked for by its id, the CRM said that it has no such record. The second time, some time apart, it is gone.
    Denied {
        /// Which one, by the CRM's id.
        entity: EntityRef,
    },
}

/// Whether the account is still the one that was copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EpochCommand {
    /// It was looked at, and nothing speaks against it.
    Looked {
        /// What it is known by from now on; `None` keeps what was.
        mark: Option<Mark>,
    },
    /// It may be another one, or in an old state: all is read anew, and until a person has agreed nothing is pushed or
    /// removed.
    Doubt {
        /// Why, as a part of a sentence.
        reason: String,
        /// What it would be known by.
        mark: Mark,
    },
    /// Look for some of those who were not seen under another id. The receipt says how many; after none a person is asked.
    Match,
}

/// How the name of a cursor of a sweep ends.
pub const SWEEP: &str = ".sweep";

/// What the sync workers write.
#[derive(Clone, Debug, PartialEq)]
pub enum SyncCommand {
    /// Take over what one answer of the CRM told, and move the cursor past it.
    Apply {
        /// The records, in any order of kinds.
        records: Vec<RemoteRecord>,
        /// The cursor after them.
        cursor: Option<Cursor>,
        /// Part of a first copy: indexes and searches may be brought up to date at its end.
        first_copy: bool,
    },
    /// Records that could not be read at all; kept with the reason, never in the way of others.
    Quarantine {
        /// Raw text and reason of each.
        skipped: Vec<(String, String)>,
        /// Which resource they came from.
        resource: String,
    },
    /// A resource could not be fetched, and why: the last fault of each is kept, for whoever examines the copy.
    NoteFault {
        /// Which resource.
        resource: String,
        /// What happened, what is safe, what to do.
        sentence: String,
    },
    /// Whether the account is still the one that was copied.
    Epoch(EpochCommand),
    /// A step of the sweep over everything the CRM has.
    Sweep(SweepCommand),
    /// Claim the next row that may go; the receipt carries the claim.
    Claim,
    /// The next row whose answer was lost and that may be looked up now; the receipt carries the claim as it was.
    Probe,
    /// How a claimed row fared.
    Settle {
        /// The row.
        outbox: OutboxId,
        /// How it fared.
        outcome: PushOutcome,
        /// For an update: what was written, so that edits made meanwhile stay pending.
        written: Fields,
        /// The epoch it was claimed in.
        epoch: i64,
    },
    /// The lease of the copy that talks to the CRM.
    Lease(LeaseCommand),
    /// When no other copy runs: answers of Claude that were left open are interrupted ones.
    Recover,
    /// What the CRM's clock said when this machine was started, by what it says now: whatever is done to the clock here,
    /// the difference shows.
    KeepClock {
        /// That moment.
        at_boot: Timestamp,
    },
    /// Take a call of the CRM, once however often it is delivered; the receipt counts 1 when it is new.
    Hear {
        /// What it is known by.
        id: String,
        /// What happened, in the CRM's word.
        kind: String,
    },
    /// Nothing; whoever answers is not stuck.
    Breathe,
    /// Lets no unused page of the file hold what was forgotten. Slow on a large file.
    Scrub,
    /// Nothing of whom was forgotten last is left, in the file or in its backups.
    Scrubbed,
    /// The day's request count, so that a restart does not forget it.
    KeepBudget {
        /// Opaque to the store.
        value: String,
    },
}

/// What becomes of what a large local copy could do without (F46).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrimCommand {
    /// A person agrees that it goes; it does with the steps that follow.
    Agree {
        /// Of messages older than this many days.
        days: u16,
    },
    /// The next step of what was agreed to. Nothing, when nothing was.
    Step,
    /// What was agreed to and is not done yet stays.
    Stop,
}

impl Command {
    /// Kinds of messages that can be sent at all; used by access and by the gate.
    pub const fn sends_on(&self) -> Option<Channel> {
        match self {
            Self::Send { draft, .. } => Some(draft.channel),
            _ => None,
        }
    }
}

impl From<&Deed> for Command {
    /// What has a wish done. Only a yes of a person may lead here.
    fn from(deed: &Deed) -> Self {
        match deed.clone() {
            Deed::Tags { contact, add, remove } => Self::EditTags { contact, add, remove },
            Deed::Fields { contact, changes } => Self::EditContact { contact, changes },
            Deed::Stage {
                opportunity, stage, ..
            } => Self::MoveOpportunity { opportunity, stage },
            Deed::Task {
                contact,
                title,
                body,
                due,
                assigned_to,
            } => Self::AddTask {
                contact,
                title,
                body,
                due,
                assigned_to,
            },
            Deed::Note { contact, body } => Self::AddNote { contact, body },
            Deed::Snooze { contact, until } => Self::Judge {
                entity: EntityRef::new(EntityKind::Contact, contact.as_str()),
                verdict: Some(Verdict::Snoozed { until }),
            },
            Deed::Appointment {
                contact,
                calendar,
                slot,
                title,
            } => Self::BookAppointment {
                contact,
                calendar,
                slot,
                title,
            },
            Deed::Draft(draft) => Self::KeepDraft { draft },
            Deed::Send(draft) => Self::Send {
                draft,
                key: None,
                not_before: None,
            },
        }
    }
}
