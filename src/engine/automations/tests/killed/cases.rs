//! A case for each kind of step: a step of it, and what must have been done in the end, in the CRM and here.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// A kind of step among others, and what comes of it.
pub(super) struct Case {
    /// The word of the kind.
    pub word: &'static str,
    /// The step, in a file.
    pub step: &'static str,
    /// What begins like this is done so often to whoever goes through it.
    pub there: &'static [(&'static str, usize)],
    /// What begins like this is asked or told outside, under one key: so often at most, since whoever was killed meanwhile does
    /// not know whether it was heard. Who was cut off that often is told no more.
    pub outside: Option<&'static str>,
    /// Whether what comes after it may be done at a moment, when the run began at another.
    pub in_time: fn(Timestamp, Timestamp) -> bool,
}

/// What outside is asked or told so often at most.
pub(super) const OUTSIDE: usize = 2;

const fn case(word: &'static str, step: &'static str, there: &'static [(&'static str, usize)]) -> Case {
    Case {
        word,
        step,
        there,
        outside: None,
        in_time: |_, _| true,
    }
}

/// What comes behind the step, once.
pub(super) const AFTER: &str = "[[step]]\nid = \"after\"\ndo = \"note\"\nsays = \"After it\"\n";

pub(super) const CASES: &[Case] = &[
    case(
        "text",
        "do = \"text\"\nsays = \"Hello {first_name}\"\n",
        &[("message: Hello", 1)],
    ),
    case(
        "email",
        "do = \"email\"\nsubject = \"Once\"\nsays = \"Hello {first_name}. {unsubscribe}\"\n",
        &[("message: Hello", 1)],
    ),
    Case {
        outside: Some("asked"),
        ..case(
            "draft",
            "do = \"draft\"\nsays = \"Greet them.\"\nelse = \"Hello, from the file\"\n",
            &[("message: Hello", 1)],
        )
    },
    case(
        "offer_slots",
        "do = \"offer_slots\"\nsays = \"Hello {first_name}, {slot_1} or {slot_2}?\"\n",
        &[("message: Hello", 1)],
    ),
    case(
        "task",
        "do = \"task\"\ntitle = \"Call {first_name}\"\ndue = \"1 day\"\n",
        &[("task: Call", 1)],
    ),
    case("note", "do = \"note\"\nsays = \"Noted\"\n", &[("note: Noted", 1)]),
    case(
        "tag",
        "do = \"tag\"\nadd = \"was-here\"\n",
        &[("tag: was-here", 1)],
    ),
    case(
        "field",
        "do = \"field\"\nfield = \"city\"\nto = \"Upland\"\n",
        &[("city: Upland", 1)],
    ),
    case(
        "stage",
        "do = \"stage\"\nto = \"Contacted\"\n",
        &[("pipelineStageId: s2", 1)],
    ),
    case(
        "assign",
        "do = \"assign\"\nto = \"Ben Ortiz\"\n",
        &[("assignedTo: u-ben", 1)],
    ),
    case(
        "notify",
        "do = \"notify\"\nsays = \"{first_name} is new\"\n",
        &[("told here", 1)],
    ),
    Case {
        in_time: |began, after| after.duration_since(began) >= SignedDuration::from_hours(2),
        ..case("wait", "do = \"wait\"\nfor = \"2 hours\"\n", &[])
    },
    Case {
        in_time: |_, after| {
            let zone = TimeZone::get("America/Los_Angeles").unwrap();
            zone.to_datetime(after).hour() == 9
        },
        ..case("wait_until", "do = \"wait_until\"\nat = \"09:00\"\n", &[])
    },
    case(
        "if",
        "do = \"if\"\nif = \"tag:lead\"\n[[step.yes]]\nid = \"yes\"\ndo = \"note\"\nsays = \"Yes\"\n\
         [[step.no]]\nid = \"no\"\ndo = \"note\"\nsays = \"No\"\n",
        &[("note: Yes", 1), ("note: No", 0)],
    ),
    case(
        "split",
        "do = \"split\"\nshare = 50\n[[step.yes]]\nid = \"yes\"\ndo = \"note\"\nsays = \"Side yes\"\n\
         [[step.no]]\nid = \"no\"\ndo = \"note\"\nsays = \"Side no\"\n",
        &[("note: Side", 1)],
    ),
    case(
        "repeat",
        "do = \"repeat\"\ntimes = 3\n[[step.each]]\nid = \"again\"\ndo = \"note\"\nsays = \"Again\"\n",
        &[("note: Again", 3)],
    ),
    case(
        "enrol",
        "do = \"enrol\"\nworkflow = \"Nurture\"\n",
        &[("enrolled: w1", 1)],
    ),
    case(
        "start",
        "do = \"start\"\nautomation = \"K2\"\n",
        &[("note: Handed over", 1), ("run of K2", 1)],
    ),
    case(
        "stop",
        "do = \"start\"\nautomation = \"K3\"\n[[step]]\nid = \"stop\"\ndo = \"stop\"\nautomation = \"K3\"\n",
        &[("note: Never", 0), ("run of K3", 1)],
    ),
    Case {
        outside: Some("told"),
        ..case("webhook", "do = \"webhook\"\naddress = \"office\"\n", &[])
    },
    Case {
        outside: Some("asked"),
        ..case(
            "classify",
            "do = \"classify\"\nsays = \"What worries them?\"\namong = [\"price\", \"time\"]\ninto = \"what\"\nelse = \"price\"\n\
             [[step]]\nid = \"priced\"\ndo = \"if\"\nif = \"{what} = price\"\n\
             [[step.yes]]\nid = \"yes\"\ndo = \"note\"\nsays = \"Price\"\n",
            &[("note: Price", 1)],
        )
    },
    Case {
        outside: Some("asked"),
        ..case(
            "extract",
            "do = \"extract\"\nsays = \"What can they spend?\"\ninto = [\"budget\"]\n",
            &[],
        )
    },
    case("end", "do = \"end\"\n", &[("note: After", 0)]),
];
