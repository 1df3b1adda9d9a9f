//! What a filter can ask: the fields of people, deals, messages, tasks and runs of automations, and what is not known here.

/// What a field holds, and so what may stand behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Text; `:` means contains.
    Text,
    /// Text that is searched by whole words; `:` means has these words, one behind the other.
    Words,
    /// A word from a list; `:` means equals, whatever the case.
    Word,
    /// The name of something that the account keeps a list of; `:` means that one.
    Name(Naming),
    /// A point in time that lies behind: a distance reaches back from now.
    Time,
    /// A point in time that lies ahead: a distance reaches forward from now.
    Ahead,
    /// A day that comes back every year.
    Yearly,
    /// A count.
    Number,
    /// An amount.
    Money,
    /// Yes or no.
    Flag,
}

/// A list of names that the account keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// Stages of pipelines.
    Stage,
    /// Pipelines.
    Pipeline,
    /// Colleagues.
    Owner,
    /// Reasons for lost deals.
    Reason,
    /// What of a person or a deal can change.
    Member,
}

/// Whose field it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// A person.
    Person,
    /// A deal of a person: `deal( )`.
    Deal,
    /// A message to or from a person: `msg( )`.
    Message,
    /// A call to or from a person: `call( )`.
    Call,
    /// Something to do for a person: `task( )`.
    Task,
    /// A run of an automation with a person: `auto( )`.
    Automation,
    /// A change to a person or to a deal of theirs: `change( )`.
    Change,
}

impl Of {
    /// Every sub-question, by its word.
    pub const QUESTIONS: [(&'static str, Self); 6] = [
        ("deal", Self::Deal),
        ("msg", Self::Message),
        ("call", Self::Call),
        ("task", Self::Task),
        ("auto", Self::Automation),
        ("change", Self::Change),
    ];

    /// What it is called in a sentence.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Person => "people",
            Self::Deal => "deals",
            Self::Message => "messages",
            Self::Call => "calls",
            Self::Task => "tasks",
            Self::Automation => "automations",
            Self::Change => "changes",
        }
    }

    /// The kind whose fields it has: a call is a message.
    const fn fields(self) -> Self {
        match self {
            Self::Call => Self::Message,
            other => other,
        }
    }
}

/// A field of people, or, inside a sub-question, of what it asks about.
#[derive(Debug, PartialEq, Eq)]
pub struct FieldSpec {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: FieldKind,
    /// Whose it is.
    pub of: Of,
    /// One line for help and completion, with an example.
    pub help: &'static str,
    /// What it is asked of when it stands outside its sub-question: `value>500k` asks for an open deal like that.
    pub outside: Outside,
}

/// What a field of a sub-question means when it stands alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outside {
    /// It is a field of people, or cannot stand alone.
    No,
    /// It asks for any such thing.
    Any,
    /// It asks for an open one.
    Open,
}

use FieldKind as Kind;

const fn field(of: Of, name: &'static str, kind: FieldKind, help: &'static str) -> FieldSpec {
    FieldSpec {
        name,
        kind,
        of,
        help,
        outside: Outside::No,
    }
}

const fn person(name: &'static str, kind: FieldKind, help: &'static str) -> FieldSpec {
    field(Of::Person, name, kind, help)
}

const fn deal(name: &'static str, kind: FieldKind, outside: Outside, help: &'static str) -> FieldSpec {
    FieldSpec {
        outside,
        ..field(Of::Deal, name, kind, help)
    }
}

const fn message(name: &'static str, kind: FieldKind, help: &'static str) -> FieldSpec {
    field(Of::Message, name, kind, help)
}

const fn task(name: &'static str, kind: FieldKind, help: &'static str) -> FieldSpec {
    field(Of::Task, name, kind, help)
}

const fn auto(name: &'static str, kind: FieldKind, help: &'static str) -> FieldSpec {
    field(Of::Automation, name, kind, help)
}

/// Every field that a filter knows.
pub const FIELDS: &[FieldSpec] = &[
    person("name", Kind::Text, "name:ruiz, name~ruis sounds or looks like it"),
    person("phone", Kind::Text, "phone:909"),
    person("email", Kind::Text, "email:@example.com, email:none"),
    person(
        "stage",
        Kind::Name(Naming::Stage),
        "stage:showing, stage:contacted..showing, of the open deal that moved last",
    ),
    person("tag", Kind::Word, "tag:hot, -tag:dnc, tag:none"),
    person(
        "owner",
        Kind::Name(Naming::Owner),
        "owner:@me, owner:@team, owner:@none, a name",
    ),
    person("source", Kind::Text, "source:zillow"),
    person("type", Kind::Word, "type:lead"),
    person("city", Kind::Text, "city:upland, city~uplnd"),
    person("zip", Kind::Word, "zip:91739,91701"),
    person("tz", Kind::Text, "tz:los_angeles, tz:none"),
    person("birthday", Kind::Yearly, "birthday<30d within the next 30 days"),
    person("created", Kind::Time, "created<7d, created>2026-04-09"),
    person("updated", Kind::Time, "updated<1d"),
    person("active", Kind::Time, "active<7d something happened"),
    person(
        "last_in",
        Kind::Time,
        "last_in<14d within, last_in>14d longer ago, last_in:none never",
    ),
    person("last_out", Kind::Time, "last_out>30d"),
    person("last_call", Kind::Time, "last_call>30d, last_call:none"),
    person(
        "attempts",
        Kind::Number,
        "attempts>3 calls and messages since they last wrote",
    ),
    person(
        "next",
        Kind::Ahead,
        "next<3d the next task is due within 3 days, next:none nothing is planned",
    ),
    person("unread", Kind::Number, "unread>0"),
    person(
        "score",
        Kind::Number,
        "score>60, score:40..69, score:none unscored; sort:-score",
    ),
    person(
        "score_change",
        Kind::Number,
        "score_change>5 points up within a week, score_change<-5 down",
    ),
    person(
        "drift",
        Kind::Number,
        "drift>60 how likely they slide away, past clients too",
    ),
    person(
        "consent",
        Kind::Word,
        "consent:text is known to have agreed to texts, consent:email,call, consent:none",
    ),
    person("dnd", Kind::Flag, "dnd:yes on any channel"),
    person("dnc", Kind::Flag, "dnc:yes must not be called"),
    person(
        "pond",
        Kind::Time,
        "pond:any lies in the pond, pond<2d for less than two days",
    ),
    person(
        "pending",
        Kind::Flag,
        "pending:yes has edits the CRM has not confirmed",
    ),
    deal(
        "stage",
        Kind::Name(Naming::Stage),
        Outside::No,
        "deal(stage:offer)",
    ),
    deal(
        "pipeline",
        Kind::Name(Naming::Pipeline),
        Outside::Any,
        "pipeline:buyers",
    ),
    deal("status", Kind::Word, Outside::Any, "status:won"),
    deal(
        "value",
        Kind::Money,
        Outside::Open,
        "value>450k, value:300k..1.2m",
    ),
    deal("age", Kind::Time, Outside::Open, "age>60d since it was made"),
    deal("stuck", Kind::Time, Outside::Open, "stuck>14d at the same stage"),
    deal(
        "close_date",
        Kind::Ahead,
        Outside::Open,
        "close_date<30d expected within the next 30 days",
    ),
    deal(
        "lost_reason",
        Kind::Name(Naming::Reason),
        Outside::Any,
        "lost_reason:price",
    ),
    deal("owner", Kind::Name(Naming::Owner), Outside::No, "deal(owner:@me)"),
    deal("created", Kind::Time, Outside::No, "deal(created<30d)"),
    deal("updated", Kind::Time, Outside::No, "deal(updated<7d)"),
    deal("name", Kind::Text, Outside::No, "deal(name:vine)"),
    message("in", Kind::Flag, "msg(in within<2d) from them"),
    message("out", Kind::Flag, "msg(out within<2d) to them"),
    message("channel", Kind::Word, "msg(channel:text), email, call, chat"),
    message("text", Kind::Words, "msg(text:yard), msg(\"yard for the dog\")"),
    message("within", Kind::Time, "msg(in within<7d)"),
    message("opened", Kind::Flag, "msg(out opened)"),
    message("clicked", Kind::Flag, "msg(out clicked)"),
    message("failed", Kind::Flag, "msg(failed within<7d)"),
    task("text", Kind::Text, "task(text:call)"),
    task("due", Kind::Ahead, "task(due<3d), task(due<today) overdue"),
    task("done", Kind::Flag, "task(-done due<today)"),
    task("owner", Kind::Name(Naming::Owner), "task(owner:@me)"),
    auto(
        "name",
        Kind::Text,
        "auto(name:hello) by its name or its id, auto(hello) too",
    ),
    auto("step", Kind::Number, "auto(step:2) stands at the second step"),
    auto("version", Kind::Number, "auto(version<3)"),
    auto("entered", Kind::Time, "auto(entered<7d) came in within 7 days"),
    auto("ended", Kind::Time, "auto(ended:none) is inside, auto(ended<7d)"),
    auto("due", Kind::Ahead, "auto(due<1d) goes on within a day"),
    auto(
        "paused",
        Kind::Flag,
        "auto(paused) stands still, or its automation does",
    ),
    auto("failed", Kind::Flag, "auto(failed) something of it was refused"),
    auto("held", Kind::Flag, "auto(held) waits for a person's word"),
    field(
        Of::Change,
        "by",
        Kind::Word,
        "change(by:me), claude, engine, automation, sync or web: in the CRM",
    ),
    field(
        Of::Change,
        "field",
        Kind::Name(Naming::Member),
        "change(field:stage), change(field:budget by:me)",
    ),
    field(Of::Change, "when", Kind::Time, "change(field:stage when<7d)"),
    field(
        Of::Change,
        "undone",
        Kind::Flag,
        "change(undone by:me) was taken back; only what stands is asked else",
    ),
];

/// Channels that somebody can agree to; a text has two words.
const CHANNELS: &[&str] = &["text", "sms", "email", "call"];
/// Who changes things, in the words of the log; `web` and `sync` are one: what somebody changes in the CRM comes with a sync.
/// What an automation does the engine does.
pub(super) const BY: &[&str] = &["me", "claude", "engine", "automation", "sync", "web"];

/// Words of a field that has few.
pub const WORDS: &[(Of, &str, &[&str])] = &[
    (Of::Person, "consent", CHANNELS),
    (Of::Change, "by", BY),
    (Of::Deal, "status", &["open", "won", "lost", "abandoned"]),
    (
        Of::Message,
        "channel",
        &["text", "email", "call", "chat", "other"],
    ),
];

/// Other names for a field.
const ALIASES: &[(&str, &str)] = &[
    ("added", "created"),
    ("area", "city"),
    ("last", "active"),
    ("tags", "tag"),
];

/// What a list shows of people though nobody can be chosen by it.
pub(super) const SHOWN: &[FieldSpec] = &[person(
    "next",
    Kind::Time,
    "their first open task or their next appointment, whichever is sooner",
)];

/// Fields that people ask for and that are not kept here. An account may have a field of its own by that name; otherwise each
/// gives one sentence.
const LATER: &[(&str, &str)] = &[
    ("home_anniversary", "the account has no field of that name"),
    ("lease", "the account has no field of that name"),
    ("budget", "the account has no field of that name"),
    ("beds", "the account has no field of that name"),
    ("baths", "the account has no field of that name"),
    ("financing", "the account has no field of that name"),
    ("timeline", "the account has no field of that name"),
    (
        "sla",
        "how long somebody waited for an answer is worked out when it is shown, and not kept",
    ),
    (
        "prob",
        "the chance of a deal is worked out when it is shown, and not kept",
    ),
    ("commission", "the CRM tells no commissions"),
];

/// Sub-questions that cannot be asked, each with its reason.
const LATER_QUESTIONS: &[(&str, &str)] = &[(
    "home",
    "a filter knows people and what hangs on them; what happens with homes is heard by automations",
)];

/// The field of this name of these things.
pub fn find(of: Of, name: &str) -> Option<&'static FieldSpec> {
    let name = ALIASES
        .iter()
        .find(|(alias, _)| *alias == name)
        .map_or(name, |(_, name)| name);
    let of = of.fields();
    FIELDS.iter().find(|spec| spec.of == of && spec.name == name)
}

/// The field of this name that asks about something people have: outside of a sub-question it stands for one.
pub fn find_outside(name: &str) -> Option<&'static FieldSpec> {
    FIELDS
        .iter()
        .find(|spec| spec.outside != Outside::No && spec.name == name)
}

/// The names that may stand at this place.
pub fn names(of: Of) -> impl Iterator<Item = &'static str> {
    let fields = of.fields();
    FIELDS
        .iter()
        .filter(move |spec| spec.of == fields || of == Of::Person && spec.outside != Outside::No)
        .map(|spec| spec.name)
}

/// Why a field cannot be asked, if it is one that people ask for.
pub fn later(name: &str) -> Option<&'static str> {
    LATER
        .iter()
        .find(|(later, _)| *later == name)
        .map(|(_, why)| *why)
}

/// Why a sub-question cannot be asked, if it is one that people ask for.
pub fn later_question(name: &str) -> Option<&'static str> {
    LATER_QUESTIONS
        .iter()
        .find(|(later, _)| *later == name)
        .map(|(_, why)| *why)
}

/// The words that may stand behind a field, where they are few.
pub fn words(spec: &FieldSpec) -> Option<&'static [&'static str]> {
    let few = WORDS
        .iter()
        .find(|(of, name, _)| *of == spec.of && *name == spec.name);
    few.map(|(_, _, words)| *words)
}
