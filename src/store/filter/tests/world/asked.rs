//! What is asked: every question alone, and random filters made of them.

use super::Chance;

/// Questions about people that stand alone.
const ASKED: &[&str] = &[
    "ana",
    "ruiz",
    "909",
    "(909) 555-0142",
    "x.io",
    "100%_",
    "o'neill",
    "\"for the\"",
    "\"yard fen\"",
    "\"maria\"",
    "\"no\"",
    "name:ru",
    "name:none",
    "name~ruis",
    "name~stephen",
    "name:\"ana ruiz\"",
    "phone:555-0142",
    "phone:none",
    "email:any",
    "email:@x.io,lee",
    "tag:hot",
    "tag:HOT,vip",
    "tag:\"open house\"",
    "tag:none",
    "tag:any",
    "tag~hott",
    "tag:nobody",
    "stage:showing",
    "stage:new,listed",
    "stage:new..showing",
    "stage:any",
    "stage:none",
    "stage~shwing",
    "owner:@me",
    "owner:@team",
    "owner:@none",
    "owner:ortiz,@none",
    "owner:none",
    "source:open",
    "source:none",
    "type:customer",
    "type:lead,customer",
    "city:rancho",
    "city~uplnd",
    "zip:91739,91701",
    "zip:\"k1a 0b1\"",
    "zip:none",
    "tz:los_ang",
    "tz:none",
    "birthday<30d",
    "birthday<90d",
    "birthday:today",
    "birthday:any",
    "birthday:2026-12-01..2027-02-01",
    "created<30d",
    "created>30d",
    "created:none",
    "created:2026-10-01..2026-10-31",
    "created:mon..today",
    "updated<7d",
    "active<7d",
    "active>2w",
    "last_in<14d",
    "last_in>14d",
    "last_in:none",
    "last_out:any",
    "last_out<=2026-11-10",
    "last_call<20d",
    "last_call>20d",
    "last_call:none",
    "last_call:any",
    "attempts>0",
    "attempts:0",
    "attempts:1..2",
    "next<3d",
    "next>3d",
    "next<today",
    "next:none",
    "next:any",
    "next:-2d..+2d",
    "unread>0",
    "unread:0",
    "unread:1,2",
    "unread>=2",
    "score>60",
    "score<=40",
    "score:30..70",
    "score:none",
    "score:any",
    "drift>50",
    "drift:none",
    "score_change<-5",
    "score_change:none",
    "consent:text",
    "consent:SMS,call",
    "consent:email",
    "consent:any",
    "consent:none",
    "dnd:yes",
    "dnd:no",
    "dnc:yes",
    "dnc:none",
    "pond:any",
    "pond:none",
    "pond<9d",
    "pond>9d",
    "pending:no",
    "pipeline:buyers",
    "pipeline:none",
    "status:won,lost",
    "status:open",
    "value>300k",
    "value:100k..500k",
    "value:none",
    "value<=200k",
    "age>30d",
    "stuck>14d",
    "stuck<14d",
    "close_date<30d",
    "close_date:none",
    "lost_reason:price",
    "lost_reason:any",
    "custom.budget>300k",
    "custom.budget:500000",
    "custom.budget:none",
    "budget<=500k",
    "custom.lender:wells",
    "custom.lender~chaise",
    "custom.lender:any",
    "custom.lease_end<90d",
    "custom.lease_end:2026-01-01..2026-02-01",
];
const DEALS: &[&str] = &[
    "stage:showing",
    "stage:new..contacted",
    "stage:none",
    "value>200k",
    "value:any",
    "status:open",
    "pipeline:sellers",
    "owner:@me",
    "owner:none",
    "age<60d",
    "created<60d",
    "updated<7d",
    "stuck>7d",
    "close_date<60d",
    "lost_reason:none",
    "vine",
    "name:éts",
    "name~vin",
];
const MESSAGES: &[&str] = &[
    "in",
    "out",
    "in:no",
    "failed",
    "opened",
    "clicked",
    "within<7d",
    "within>20d",
    "channel:text",
    "channel:email,chat",
    "channel:call",
    "text:yard",
    "text:\"the dog\",house",
    "dog",
    "\"yard fenc\"",
    "within:today",
];
const TASKS: &[&str] = &[
    "done",
    "done:no",
    "due<3d",
    "due<today",
    "due:none",
    "owner:@me",
    "owner:any",
    "text:forms",
    "call",
    "text~revue",
];
const STAYS: &[&str] = &[
    "name:hello",
    "name:\"new lead\",nothing",
    "name:\u{e9}t\u{e9}",
    "name~helo",
    "name:any",
    "drift",
    "step:2",
    "step>=3",
    "step:none",
    "version:1..2",
    "entered<20d",
    "entered>20d",
    "ended:none",
    "ended<5d",
    "due<2d",
    "due<today",
    "due:none",
    "paused",
    "paused:no",
    "failed",
    "held",
    "held:no",
];
const CHANGES: &[&str] = &[
    "by:me",
    "by:claude,automation",
    "by:web",
    "by:engine",
    "by~automatin",
    "field:city",
    "field:stage",
    "field:budget",
    "field~tga",
    "field:any",
    "when<10d",
    "when>10d",
    "when:today",
    "city",
    "me",
    "any:any",
    "undone",
    "undone:no",
    "undone:any when<20d",
];
const ABOUT: &[&str] = &[
    "sort:name",
    "sort:-name",
    "sort:-created",
    "sort:last_in",
    "sort:-value",
    "sort:city",
    "sort:birthday",
    "sort:-unread",
    "sort:-score",
    "sort:active",
    "limit:3",
    "limit:1",
    "sort:-updated",
    "sort:owner",
    "sort:zip",
];

/// A random filter.
pub(in crate::store::filter::tests) fn filter(chance: &mut Chance) -> String {
    let mut text = any(chance, ASKED, 3);
    while chance.below(3) == 0 {
        text = format!("{text} {}", chance.pick(ABOUT));
    }
    text
}

fn any(chance: &mut Chance, asked: &[&str], depth: usize) -> String {
    let mut parts = Vec::new();
    for _ in 0..=chance.below(3) {
        let part = match chance.below(9) {
            0 | 1 if depth > 0 => format!("({})", any(chance, asked, depth - 1)),
            2 if depth > 0 => format!(
                "({} | {})",
                any(chance, asked, depth - 1),
                any(chance, asked, depth - 1)
            ),
            3 if depth > 0 && std::ptr::eq(asked, ASKED) => question(chance, depth - 1),
            _ => chance.pick(asked).to_owned(),
        };
        let not = if chance.below(4) == 0 { "-" } else { "" };
        parts.push(format!("{not}{part}"));
    }
    parts.join(" ")
}

fn question(chance: &mut Chance, depth: usize) -> String {
    let (name, asked) = match chance.below(6) {
        0 => ("deal", DEALS),
        1 => ("msg", MESSAGES),
        2 => ("call", MESSAGES),
        3 => ("auto", STAYS),
        4 => ("change", CHANGES),
        _ => ("task", TASKS),
    };
    format!("{name}({})", any(chance, asked, depth))
}

/// Every question there is, each alone.
pub(in crate::store::filter::tests) fn each() -> impl Iterator<Item = String> {
    let within = |name: &'static str, asked: &'static [&'static str]| {
        asked.iter().map(move |asked| format!("{name}({asked})"))
    };
    ASKED
        .iter()
        .map(|asked| (*asked).to_owned())
        .chain(within("deal", DEALS))
        .chain(within("msg", MESSAGES))
        .chain(within("call", MESSAGES))
        .chain(within("task", TASKS))
        .chain(within("auto", STAYS))
        .chain(within("change", CHANGES))
        .chain(ABOUT.iter().map(|about| (*about).to_owned()))
}

/// Questions whose answer changes with the records and not with the clock.
const LASTING: &[&str] = &[
    "city:upland",
    "city:ontario",
    "tag:hot",
    "tag:none",
    "stage:showing",
    "stage:new,listed",
    "stage:none",
    "status:won",
    "value>300k",
    "owner:@me",
    "owner:@none",
    "attempts>0",
    "last_in:none",
    "last_call:any",
    "unread>1",
    "next:any",
    "dnc:yes",
    "custom.budget>300k",
    "msg(in channel:text)",
    "msg(text:yard)",
    "deal(stage:showing value>200k)",
    "task(done)",
    "zip:none",
    "\"yard\"",
    "name:ruiz",
    "consent:text",
    "consent:email,call",
];

/// A random filter whose answer changes with the records alone.
pub(in crate::store::filter::tests) fn filter_of_the_past(chance: &mut Chance) -> String {
    any(chance, LASTING, 1)
}
