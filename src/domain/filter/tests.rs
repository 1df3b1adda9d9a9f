use proptest::prelude::*;

use super::*;
use crate::domain::custom_field::CustomKind;
use crate::domain::value::UserId;

fn named(id: &str, name: &str, within: &str) -> Named {
    Named {
        id: id.into(),
        name: name.into(),
        within: within.into(),
    }
}

fn today() -> Today {
    let added = |id: &str, key: &str, kind: CustomKind| Added {
        id: id.into(),
        name: key.replace('_', " "),
        key: key.into(),
        kind,
    };
    Today {
        now: "2026-11-25T10:00:00Z".parse().unwrap(),
        zone: jiff::tz::TimeZone::UTC,
        me: Some(UserId::from("u1")),
        vocabulary: Arc::new(Vocabulary {
            deal_dates: Vec::new(),
            stages: vec![
                named("s1", "New", "p1"),
                named("s2", "Contacted", "p1"),
                named("s3", "Showing", "p1"),
                named("s4", "Offer", "p1"),
                named("s5", "Offer accepted", "p1"),
                named("t1", "Contacted", "p2"),
                named("t2", "Listed", "p2"),
            ],
            pipelines: vec![named("p1", "Buyers", ""), named("p2", "Sellers", "")],
            owners: vec![named("u1", "Jo March", ""), named("u2", "Ben Ortíz", "")],
            reasons: vec![named("r1", "Price too high", "")],
            members: Vec::new(),
            added: vec![
                added("f1", "budget", CustomKind::Money),
                added("f2", "pre_approved_by", CustomKind::Text),
                added("f3", "lease_end", CustomKind::Date),
            ],
        }),
    }
}

fn read(text: &str) -> Filter {
    parse(text, &today()).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn refuse(text: &str) -> FilterError {
    parse(text, &today()).expect_err(text)
}

/// The test of a filter that asks one field.
fn asked(text: &str) -> (&'static str, Test) {
    match read(text).expr {
        Some(Expr::Field(spec, test)) => (spec.name, test),
        other => panic!("{text}: {other:?}"),
    }
}

fn span(text: &str) -> (String, String) {
    let (_, Test::In(span)) = asked(text) else {
        panic!("{text}")
    };
    let shown = |at: Option<Timestamp>| {
        at.map(|at| at.strftime("%m-%d %H").to_string())
            .unwrap_or_default()
    };
    (shown(span.from), shown(span.to))
}

fn ids(text: &str) -> Vec<String> {
    let (_, Test::OneOf(operands)) = asked(text) else {
        panic!("{text}")
    };
    let id = |operand| match operand {
        Operand::Id(id) => id,
        other => panic!("{text}: {other:?}"),
    };
    operands.into_iter().map(id).collect()
}

#[test]
fn words_alone_are_answered_from_memory() {
    assert_eq!(
        read("ana ruiz").plain_words(),
        Some(vec!["ana".into(), "ruiz".into()])
    );
    assert_eq!(read("").plain_words(), Some(vec![]));
    assert_eq!(read("ana tag:hot").plain_words(), None);
    assert_eq!(read("ana sort:name").plain_words(), None);
    assert_eq!(read("ana as_of:2026-11-01").plain_words(), None);
}

#[test]
fn a_phone_is_found_in_whatever_dress_it_is_typed() {
    for text in [
        "+1-909-555-0142",
        "909.555.0142",
        "+19095550142",
        "(909) 555-0142",
    ] {
        let words = read(text).plain_words().unwrap();
        assert!(
            "ana ruiz\t19095550142\ta@b.co".contains(&words.concat()),
            "{text}: {words:?}"
        );
    }
    assert_eq!(read("o-neill").plain_words(), Some(vec!["o-neill".into()]));
}

#[test]
fn times_reach_back_or_forward_from_now() {
    let both = |from: &str, to: &str| (from.to_owned(), to.to_owned());
    for (text, wanted) in [
        ("last_in<14d", both("11-11 10", "")),
        ("last_in>14d", both("", "11-11 10")),
        ("last_in<6h", both("11-25 04", "")),
        ("created:today", both("11-25 00", "11-26 00")),
        ("created:yesterday", both("11-24 00", "11-25 00")),
        ("created:mon", both("11-23 00", "11-24 00")),
        ("created:wed", both("11-25 00", "11-26 00")),
        ("created:thu", both("11-19 00", "11-20 00")),
        ("created:2026-11-19..2026-11-20", both("11-19 00", "11-21 00")),
        ("created:14d..7d", both("11-11 10", "11-18 10")),
        ("created:7d..14d", both("11-11 10", "11-18 10")),
        ("created:2026-11-20..", both("11-20 00", "")),
        ("created<2026-11-20", both("", "11-20 00")),
        ("created<=2026-11-20", both("", "11-21 00")),
        ("created>2026-11-20", both("11-21 00", "")),
        ("created>=2026-11-20", both("11-20 00", "")),
        ("next<3d", both("11-25 10", "11-28 10")),
        ("next>3d", both("11-28 10", "")),
        ("next:fri", both("11-27 00", "11-28 00")),
        ("next:tomorrow", both("11-26 00", "11-27 00")),
        ("next<today", both("", "11-25 00")),
        ("next<-3d", both("11-22 10", "11-25 10")),
        ("created:-3d..today", both("11-22 10", "11-26 00")),
    ] {
        assert_eq!(span(text), wanted, "{text}");
    }
    assert_eq!(asked("birthday<30d"), ("birthday", Test::Yearly(1125, 1225)));
    assert_eq!(asked("birthday<60d"), ("birthday", Test::Yearly(1125, 124)));
    assert_eq!(asked("birthday:today"), ("birthday", Test::Yearly(1125, 1125)));
}

#[test]
fn names_are_those_of_the_account() {
    assert_eq!(ids("stage:showing"), ["s3"]);
    assert_eq!(ids("stage:show"), ["s3"]);
    // The whole name comes before a part of one.
    assert_eq!(ids("stage:offer"), ["s4"]);
    assert_eq!(ids("stage:offer,listed"), ["s4", "t2"]);
    assert_eq!(ids("stage:contacted..showing"), ["s2", "s3"]);
    assert_eq!(ids("stage~shwing"), ["s3"]);
    assert_eq!(ids("owner:@me"), ["u1"]);
    assert_eq!(ids("owner:@none"), [""]);
    assert_eq!(ids("owner:ortiz"), ["u2"]);
    assert_eq!(asked("owner:@team"), ("owner", Test::Any));
}

#[test]
fn a_field_of_deals_asks_for_an_open_deal() {
    let money = Test::Compare(Comparison::More, Operand::Money(Cents(50_000_000)));
    let Some(Expr::Has(Of::Deal, inner)) = read("value>500k").expr else {
        panic!()
    };
    let status = Expr::Field(
        find(Of::Deal, "status").unwrap(),
        Test::OneOf(vec![Operand::Text("open".into())]),
    );
    let value = Expr::Field(find(Of::Deal, "value").unwrap(), money);
    assert_eq!(*inner, Expr::And(vec![status, value]));
    assert!(matches!(read("pipeline:none").expr, Some(Expr::Not(inner)) if matches!(*inner, Expr::Has(..))));
    let Some(Expr::Has(Of::Deal, inner)) = read("deal(stage:offer value:300k..1.2m)").expr else {
        panic!()
    };
    assert!(matches!(*inner, Expr::And(parts) if parts.len() == 2));
}

#[test]
fn messages_calls_and_tasks_are_asked_for() {
    for text in [
        "msg(in within<7d \"yard for the dog\")",
        "msg(out channel:text failed)",
        "call(out within:today..)",
        "task(-done due<today owner:@me)",
        "msg()",
    ] {
        assert!(matches!(read(text).expr, Some(Expr::Has(..))), "{text}");
    }
    let Some(Expr::Has(_, inner)) = read("msg(in dog)").expr else {
        panic!()
    };
    let Expr::And(parts) = *inner else { panic!() };
    assert!(matches!(&parts[0], Expr::Field(spec, Test::Is(true)) if spec.name == "in"));
    assert!(matches!(&parts[1], Expr::Phrase(word) if word == "dog"));
}

#[test]
fn runs_of_automations_are_asked_for() {
    let Some(Expr::Has(Of::Automation, inner)) = read("auto(hello step:2 paused -held ended:none)").expr
    else {
        panic!()
    };
    let Expr::And(parts) = *inner else { panic!() };
    assert_eq!(parts[0], Expr::Word("hello".into()));
    assert!(
        matches!(&parts[1], Expr::Field(spec, Test::OneOf(_)) if (spec.of, spec.name) == (Of::Automation, "step"))
    );
    assert!(matches!(&parts[2], Expr::Field(spec, Test::Is(true)) if spec.name == "paused"));
    assert!(refuse("auto(tag:hot)").message.contains("field of people"));
}

#[test]
fn a_score_is_asked_for_and_a_fall_of_it_too() {
    let compared = |text: &str| match read(text).expr {
        Some(Expr::Field(spec, Test::Compare(comparison, Operand::Number(number)))) => {
            (spec.name, comparison, number)
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(compared("score>60"), ("score", Comparison::More, 60));
    assert_eq!(
        compared("score_change<-5"),
        ("score_change", Comparison::Less, -5)
    );
    assert_eq!(compared("drift>=60"), ("drift", Comparison::AtLeast, 60));
    assert_eq!(read("sort:-score").order.by.map(|spec| spec.name), Some("score"));
}

#[test]
fn the_past_is_asked_with_how_far_back() {
    for text in [
        "was(stage:showing, 30d)",
        "was(stage:showing,30d)",
        "was( stage:showing , 30d )",
    ] {
        let Some(Expr::Was(inner, since)) = read(text).expr else {
            panic!("{text}")
        };
        assert!(matches!(*inner, Expr::Field(..)), "{text}");
        assert_eq!(since.to_string(), "2026-10-26T10:00:00Z", "{text}");
    }
    let Some(Expr::Was(inner, _)) = read("was(stage:showing,offer -tag:hot, 2w)").expr else {
        panic!()
    };
    assert!(matches!(*inner, Expr::And(parts) if parts.len() == 2));
    // As of another day, distances reach from that day.
    let filter = read("as_of:2026-11-10 last_in<1d");
    assert_eq!(filter.as_of.unwrap().to_string(), "2026-11-11T00:00:00Z");
    let Some(Expr::Field(_, Test::In(span))) = filter.expr else {
        panic!()
    };
    assert_eq!(span.from.unwrap().to_string(), "2026-11-10T00:00:00Z");
}

#[test]
fn fields_of_the_account_are_read_as_what_they_are() {
    let custom = |text: &str| match read(text).expr {
        Some(Expr::Custom(id, test)) => (id, test),
        other => panic!("{text}: {other:?}"),
    };
    let more = |units: i64| Test::Compare(Comparison::More, Operand::Money(Cents(units * 100)));
    assert_eq!(custom("custom.budget>400k"), ("f1".into(), more(400_000)));
    assert_eq!(custom("budget>400k"), ("f1".into(), more(400_000)));
    assert_eq!(custom("custom.\"Pre approved\":wells").0, "f2");
    assert!(matches!(custom("custom.lease_end<90d"), (_, Test::In(span)) if span.to.is_some()));
}

#[test]
fn what_is_about_the_list_stands_beside() {
    let filter = read("tag:hot sort:-last_in limit:20 group:source columns:name,value,tags");
    assert_eq!(filter.order.by.unwrap().name, "last_in");
    assert!(filter.order.down);
    assert_eq!((filter.limit, filter.group.unwrap().name), (Some(20), "source"));
    let columns: Vec<_> = filter.columns.iter().map(|spec| spec.name).collect();
    assert_eq!(columns, ["name", "value", "tag"]);
    assert_eq!(filter.tags, [("hot".to_owned(), 4..7)]);
    assert_eq!(read("sort:-active").order, Order::default());
}

#[test]
fn brackets_not_and_or_nest() {
    let Some(Expr::And(parts)) = read("(zip:91739 | city:etiwanda) -tag:dnc").expr else {
        panic!()
    };
    assert!(matches!(&parts[0], Expr::Or(two) if two.len() == 2));
    assert!(matches!(&parts[1], Expr::Not(_)));
}

#[test]
fn any_thing_at_all_can_be_asked_for() {
    let any = |of| Some(Expr::Has(of, Box::new(Expr::And(Vec::new()))));
    assert_eq!(read("deal(any:any)").expr, any(Of::Deal));
    assert_eq!(read("msg(any:any)").expr, any(Of::Message));
    assert_eq!(read("deal()").expr, any(Of::Deal));
    let Some(Expr::Not(none)) = read("-task(any:any)").expr else {
        panic!()
    };
    assert_eq!(Some(*none), any(Of::Task));
    assert!(refuse("any:any").message.contains("no field"));
    assert!(refuse("deal(any:some)").message.contains("any:any"));
}

#[test]
fn errors_stand_at_the_spot_and_say_what_fits() {
    for (text, at, says) in [
        ("tag:hot stge:x", 8..12, "did you mean stage"),
        ("(ana", 0..1, "not closed"),
        ("value>lots", 6..10, "450k"),
        ("created<soon", 8..12, "14d"),
        ("sort:height", 5..11, "sort: knows active, name"),
        ("sort:nmae", 5..9, "did you mean name"),
        ("group:sorce", 6..11, "did you mean source"),
        ("columns:name,vlue", 13..17, "did you mean value"),
        ("tag:", 4..4, "needs a value"),
        ("tag:\"\"", 4..6, "needs a value"),
        ("name>b", 5..6, "no order"),
        ("limit:many", 6..10, "limit:50"),
        ("mgs(x)", 0..3, "did you mean msg( )"),
        ("home(beds>2)", 0..4, "homes is heard by automations"),
        ("sla>5", 0..3, "worked out when it is shown, and not kept"),
        (
            "was(score>60, 30d)",
            0..4,
            "what one was: leadline score ID --why",
        ),
        ("was(auto(step:2), 30d)", 0..4, "where automations stand"),
        ("pond<2d as_of:2026-11-01", 0..24, "what lies in the pond"),
        ("score>60 as_of:2026-11-01", 0..25, "what one was"),
        ("beds>2", 0..4, "custom.its_name"),
        ("ana stage:shwing", 10..16, "did you mean Showing"),
        ("stage:new,ofer", 10..14, "did you mean Offer"),
        ("stage:zzzzzz", 6..12, "no stage \"zzzzzz\" here"),
        ("owner:jo,bne", 9..12, "no owner"),
        ("owner:@her", 6..10, "@me, @team and @none"),
        ("status:opn", 7..10, "did you mean open"),
        ("custom.budgt>5", 7..12, "did you mean custom.budget"),
        ("bugdet>5", 0..6, "did you mean custom.budget"),
        ("deal(tag:hot)", 5..8, "field of people"),
        ("within<7d", 0..6, "field of messages"),
        ("deal(value>1 sort:name)", 18..22, "outside of the brackets"),
        ("deal(deal(value>1))", 5..9, "asks nothing else"),
        ("was(stage:new)", 0..4, "how far back"),
        ("was(was(stage:new, 3d), 3d)", 4..8, "another was"),
        ("as_of:soon", 6..10, "as_of:2026-03-01"),
        ("as_of:7d was(tag:hot, 3d)", 0..25, "cannot stand in one filter"),
        ("\"open", 0..5, "not closed"),
        ("name:\"open", 0..10, "not closed"),
        ("msg(text:none)", 9..13, "words to look for"),
        ("dnd:maybe", 4..9, "yes or no"),
    ] {
        let error = refuse(text);
        assert!(
            error.at == at && error.message.contains(says),
            "{text}: {:?} {}",
            error.at,
            error.message
        );
    }
}

#[test]
fn what_nobody_types_is_refused() {
    assert!(refuse(&"(".repeat(500)).message.contains("parts"));
    assert!(refuse(&"(".repeat(100)).message.contains("deep"));
    assert!(refuse(&"-".repeat(100)).message.contains('-'));
    assert!(refuse(&"a ".repeat(300)).message.contains("parts"));
    assert!(refuse(&"a".repeat(5_000)).message.contains("characters"));
    assert!(
        refuse(&format!("tag:{}", "a,".repeat(200)))
            .message
            .contains("values")
    );
}

#[test]
fn every_field_has_an_example_that_reads() {
    for spec in FIELDS {
        let example = spec.help.split([',']).next().unwrap();
        let example = example.split(' ').next().unwrap();
        if example.contains('(') {
            continue;
        }
        let text = match spec.of {
            Of::Person => example.to_owned(),
            _ if spec.outside != Outside::No => example.to_owned(),
            _ => continue,
        };
        let loose = Today {
            vocabulary: Arc::default(),
            ..today()
        };
        assert!(parse(&text, &loose).is_ok(), "{text}: {:?}", parse(&text, &loose));
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_fall(text in "\\PC{0,80}") {
        let _ = parse(&text, &today());
    }

    #[test]
    fn no_mix_of_its_own_signs_makes_it_fall(text in "[a-z:<>=~()|\"., @0-9-]{0,60}") {
        if let Err(error) = parse(&text, &today()) {
            prop_assert!(error.at.start <= text.len() && error.at.end <= text.len());
        }
    }

    #[test]
    fn no_mix_of_its_own_words_makes_it_fall(
        words in proptest::collection::vec(
            prop::sample::select(vec!["was(", "deal(", "msg(", ")", "stage:", "showing", ",", ", 30d)", "30d", "-", "|", "\"", "..",
                "tag:", "as_of:", "2026-11-01", "sort:", "custom.", "é", "birthday<", "value>", "1.2m", "limit:", " "]), 0..20)
    ) {
        let text = words.concat();
        if let Err(error) = parse(&text, &today()) {
            prop_assert!(error.at.start <= error.at.end && error.at.end <= text.len(), "{text} {:?}", error.at);
            prop_assert!(text.is_char_boundary(error.at.start) && text.is_char_boundary(error.at.end), "{text} {:?}", error.at);
        }
    }
}

#[test]
fn consent_is_asked_by_channel_and_knows_the_fields_that_can_say_so() {
    let field = |id: &str, name: &str| Added {
        id: id.into(),
        name: name.into(),
        key: name.to_lowercase().replace(' ', "_"),
        kind: CustomKind::Text,
    };
    let vocabulary = Vocabulary {
        added: vec![
            field("f1", "SMS consent"),
            field("f2", "Opt-in"),
            field("f3", "Email consent"),
        ],
        ..Vocabulary::default()
    };
    let today = Today {
        vocabulary: Arc::new(vocabulary),
        ..today()
    };
    let asked = |text: &str| parse(text, &today).map_err(|error| error.message);
    let Some(Expr::Field(_, Test::Agreed(ways))) = asked("consent:sms").unwrap().expr else {
        panic!("no agreement")
    };
    assert_eq!(
        (ways.len(), ways[0].fields.as_slice()),
        (1, ["f1".to_owned(), "f2".to_owned()].as_slice())
    );
    assert_eq!(asked("consent:text").unwrap(), asked("consent:SMS").unwrap());
    assert!(matches!(asked("consent:none").unwrap().expr, Some(Expr::Not(_))));
    assert_eq!(
        asked("consent:fax").unwrap_err(),
        "consent is one of text, sms, email, call"
    );
    assert_eq!(
        asked("consent~text").unwrap_err(),
        "consent takes a channel, like consent:text, or any, or none"
    );
    assert_eq!(place("consent:e").words(), ["email"]);
}

#[test]
fn changes_are_asked_by_who_what_and_when() {
    let budget = Added {
        id: "f1".into(),
        name: "Budget".into(),
        key: "budget".into(),
        kind: CustomKind::Money,
    };
    let vocabulary = Vocabulary {
        members: members(&[budget]),
        ..Vocabulary::default()
    };
    let today = Today {
        vocabulary: Arc::new(vocabulary),
        ..today()
    };
    let asked = |text: &str| parse(text, &today).map_err(|error| error.message);
    let what = |text: &str| match asked(text).unwrap().expr {
        Some(Expr::Has(Of::Change, inner)) => match *inner {
            Expr::Field(spec, Test::OneOf(wanted)) => (spec.name, wanted),
            other => panic!("{text}: {other:?}"),
        },
        other => panic!("{text}: {other:?}"),
    };
    let id = |id: &str| Operand::Id(id.to_owned());
    assert_eq!(
        what("change(field:stage)"),
        ("field", vec![id("pipelineStageId")])
    );
    assert_eq!(what("change(budget)"), ("field", vec![id("customFields.f1")]));
    assert_eq!(
        what("change(name)"),
        ("field", vec![id("firstName"), id("lastName")])
    );
    assert_eq!(what("change(me)"), what("change(by:me)"));
    assert_eq!(asked("change(undone)"), asked("change(undone:yes)"));
    assert_ne!(asked("change(undone)"), asked("change(undone:no)"));
    for (text, told) in [
        (
            "change(bugdet)",
            "nothing that changes is called \"bugdet\"; write change(field:stage by:me when<7d)",
        ),
        (
            "change(field:bugdet)",
            "there is no field \"bugdet\" here; did you mean budget?",
        ),
        (
            "change(by:jo)",
            "by is one of me, claude, engine, automation, sync, web",
        ),
    ] {
        assert_eq!(asked(text).unwrap_err(), told);
    }
    assert!(asked("was(change(stage), 3d)").unwrap_err().contains("change( )"));
    assert_eq!(place("change(by:c").words(), ["claude"]);
}
