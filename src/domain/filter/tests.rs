use proptest::prelude::*;

use super::*;

fn today() -> Today {
    Today {
        now: "2026-11-25T10:00:00Z".parse().unwrap(),
        zone: jiff::tz::TimeZone::UTC,
        me: Some(UserId::from("u1")),
    }
}

fn read(text: &str) -> Filter {
    parse(text, &today()).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn refuse(text: &str) -> FilterError {
    parse(text, &today()).expect_err(text)
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
}

#[test]
fn relative_times_reach_back_from_now() {
    let Some(Expr::Field(field, Test::Since(at))) = read("last_in<14d").expr else {
        panic!()
    };
    assert_eq!(
        (field.name, at.to_string().as_str()),
        ("last_in", "2026-11-11T10:00:00Z")
    );
    assert!(matches!(
        read("last_in>2mo").expr,
        Some(Expr::Field(_, Test::Before(_)))
    ));
    let Some(Expr::Field(_, Test::Between(Operand::Time(from), Operand::Time(to)))) =
        read("created:today").expr
    else {
        panic!()
    };
    assert_eq!(
        (from.to_string().as_str(), to.to_string().as_str()),
        ("2026-11-25T00:00:00Z", "2026-11-26T00:00:00Z")
    );
}

#[test]
fn a_field_of_deals_asks_for_a_deal() {
    let Some(Expr::Deal(inner)) = read("value>500k").expr else {
        panic!()
    };
    assert_eq!(
        *inner,
        Expr::Field(
            &FIELDS[19],
            Test::Compare(Comparison::More, Operand::Money(Cents(50_000_000)))
        )
    );
    let Some(Expr::Deal(inner)) = read("deal(stage:offer value>500k)").expr else {
        panic!()
    };
    assert!(matches!(*inner, Expr::And(parts) if parts.len() == 2));
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
fn errors_stand_at_the_spot_and_say_what_fits() {
    let error = refuse("tag:hot stge:x");
    assert_eq!(
        (error.at.clone(), error.message.contains("did you mean stage")),
        (8..12, true),
        "{error}"
    );
    assert_eq!(refuse("(ana").at, 0..4 - 3);
    assert!(refuse("value>lots").message.contains("450k"));
    assert!(refuse("created<soon").message.contains("14d"));
    assert!(refuse("sort:height").message.contains("name"));
    assert!(refuse("tag:").message.contains("needs a value"));
    assert!(refuse("name>b").message.contains("no order"));
    assert!(refuse("home(x)").message.contains("deal( )"));
    assert!(refuse("\"open").message.contains("not closed"));
    assert!(refuse(&"(".repeat(500)).message.contains("deep"));
    assert!(refuse(&"-".repeat(500)).message.contains('-'));
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
}
