//! Everything that can be wanted of the business data. The only way to write: `store` takes commands and nothing else.
//!
//! What a person can want stands here; what the workers write besides is in `sync` and `automation`. One more command: a
//! variant of [`Command`], its arm in `decide`, and what it must refuse in `access`.

mod automation;
mod sync;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::call::Call;
use super::chat::ChatCommand;
use super::contact::Channel;
use super::conversation::Draft;
use super::memory::MemoryCommand;
use super::opportunity::OpportunityStatus;
use super::plan::{Deed, ProposalChange};
use super::prepared::PreparedRun;
use super::qualification::AnswerCommand;
use super::record::{EntityKind, EntityRef, Fields};
use super::saved_list::ListCommand;
use super::score::{Disagree, LearnedCommand, Scores};
use super::spend::SpendCommand;
use super::style::StyleCommand;
use super::today::Verdict;
use super::value::{
    CalendarId, ConflictId, ContactId, ConversationId, HoldId, LostReasonId, OpportunityId, OutboxId,
    StageId, TaskId, UndoId, UserId, WorkflowId,
};

pub use automation::{AutomationCommand, Did, RunLine, RunStep, Telling};
pub use sync::{Cursor, EpochCommand, LeaseCommand, SWEEP, SweepCommand, SyncCommand};

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
    /// A change to the money that is held for what is on its way to Claude.
    Spend(SpendCommand),
    /// Do what keeps the cost of an answer for good, and let go of what was held for it.
    Settle {
        /// What was held.
        hold: HoldId,
        /// What keeps its cost.
        with: Box<Command>,
    },
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
