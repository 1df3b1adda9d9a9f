use proptest::prelude::*;

use super::*;

/// A Tuesday.
fn today() -> Date {
    Date::constant(2026, 4, 14)
}

fn found(text: &str) -> Vec<String> {
    days(text, today())
        .into_iter()
        .map(|said| match said.time {
            Some(time) => format!("{} {:02}:{:02}", said.day, time.hour(), time.minute()),
            None => said.day.to_string(),
        })
        .collect()
}

#[test]
fn days_are_read_as_people_say_them() {
    for (text, day) in [
        ("can we do it today", "2026-04-14"),
        ("the day after tomorrow works", "2026-04-16"),
        ("mañana", "2026-04-15"),
        ("let's say Friday", "2026-04-17"),
        ("this Tuesday", "2026-04-14"),
        ("Tuesday", "2026-04-21"),
        ("next Tuesday", "2026-04-21"),
        ("Next friday", "2026-04-17"),
        ("Friday next week", "2026-04-24"),
        ("Monday of next week", "2026-04-20"),
        ("Sunday this week", "2026-04-19"),
        ("next week Monday", "2026-04-20"),
        ("next week on Friday", "2026-04-24"),
        ("this week Sunday", "2026-04-19"),
        ("this coming Sunday", "2026-04-19"),
        ("Friday, April 17th", "2026-04-17"),
        ("Friday the 17th of April", "2026-04-17"),
        ("Friday 17 April 2026", "2026-04-17"),
        ("a week from Friday", "2026-04-24"),
        ("two weeks from today", "2026-04-28"),
        ("in a couple of weeks", "2026-04-28"),
        ("in three days", "2026-04-17"),
        ("within 10 days", "2026-04-24"),
        ("next week", "2026-04-21"),
        ("the 20th", "2026-04-20"),
        ("the 9th", "2026-05-09"),
        ("the 31st", "2026-05-31"),
        ("Friday the 17th", "2026-04-17"),
        ("the twentieth", "2026-04-20"),
        ("May 3rd", "2026-05-03"),
        ("march 3", "2027-03-03"),
        ("Mar. 3, 2027", "2027-03-03"),
        ("March the third", "2027-03-03"),
        ("June twenty-first", "2026-06-21"),
        ("3rd of June", "2026-06-03"),
        ("21 June 2027", "2027-06-21"),
        ("the 20th of this month", "2026-04-20"),
        ("the 2nd of next month", "2026-05-02"),
        ("5/9", "2026-05-09"),
        ("3/9", "2027-03-09"),
        ("on 5/9/26", "2026-05-09"),
        ("05-09-2026", "2026-05-09"),
        ("2026-05-09", "2026-05-09"),
        ("end of the month", "2026-04-30"),
        ("by the end of June", "2026-06-30"),
        ("beginning of next month", "2026-05-01"),
        ("mid-July", "2026-07-15"),
        ("end of the week", "2026-04-17"),
        ("end of the year", "2026-12-31"),
        ("this weekend", "2026-04-18"),
        ("next weekend", "2026-04-25"),
        ("in June", "2026-06-01"),
        ("by February", "2027-02-01"),
        ("February 29", "2028-02-29"),
    ] {
        assert_eq!(found(text), [day], "{text}");
    }
}

#[test]
fn an_hour_beside_a_day_belongs_to_it() {
    for (text, day) in [
        ("Friday at 5", "2026-04-17 17:00"),
        ("Friday at 10", "2026-04-17 10:00"),
        ("tomorrow 5:30pm", "2026-04-15 17:30"),
        ("tomorrow at 5:30 p.m.", "2026-04-15 17:30"),
        ("tomorrow, 11 am", "2026-04-15 11:00"),
        ("May 3rd at noon", "2026-05-03 12:00"),
        ("Saturday in the morning", "2026-04-18 09:00"),
        ("Saturday afternoon", "2026-04-18 14:00"),
        ("at four pm on Friday", "2026-04-17 16:00"),
        ("half past 3 on the 20th", "2026-04-20 15:30"),
        ("Friday at 3 in the afternoon", "2026-04-17 15:00"),
        ("Sat at 3", "2026-04-18 15:00"),
        ("Friday at 16:45", "2026-04-17 16:45"),
    ] {
        assert_eq!(found(text), [day], "{text}");
    }
}

#[test]
fn what_is_no_day_is_left_alone() {
    for text in [
        "",
        "I may buy 4 of them",
        "2-3 bedrooms and 2.5 baths",
        "1/2 acre",
        "call 909-555-0142",
        "the first floor",
        "the second one",
        "I love the sun there",
        "march on",
        "24 hours",
        "99/99/9999",
        "week",
        "in 99999999999 weeks",
        "😀 the 😀",
    ] {
        assert_eq!(found(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn several_days_are_all_found_with_their_bytes() {
    let text = "Not the 20th — próximo viernes, or May 3rd at 5 pm?";
    let said: Vec<&str> = days(text, today())
        .into_iter()
        .map(|said| &text[said.at])
        .collect();
    assert_eq!(said, ["the 20th", "próximo viernes", "May 3rd at 5 pm"]);
}

#[test]
fn a_whole_text_is_one_day_and_nothing_else() {
    let day = |text: &str| whole(text, today()).map(|said| said.day.to_string());
    assert_eq!(day("on the 20th"), Some("2026-04-20".into()));
    assert_eq!(day("call Ana on the 20th"), None);
    assert_eq!(day("the 20th, the 21st"), None);
}

proptest! {
    #[test]
    fn any_text_is_read(text in any::<String>(), day in -200_000i32..200_000) {
        let today = Date::constant(2026, 1, 1).saturating_add(day.days());
        for said in days(&text, today) {
            prop_assert!(text.get(said.at).is_some());
        }
    }

    #[test]
    fn words_of_days_in_any_order_are_read(words in prop::collection::vec(prop::sample::select(vec![
        "the", "9th", "next", "week", "of", "March", "end", "in", "two", "from", "Friday", "this", "month", "3/9", "at",
        "5", "pm", ":", "30", "half", "past", "99", "may", "mid", "-", "a", "9999", "twenty", "first",
    ]), 0..12)) {
        for today in [Date::MIN, Date::MAX, today()] {
            let _ = days(&words.join(" "), today);
        }
    }
}
