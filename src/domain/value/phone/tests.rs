use proptest::prelude::*;

use super::*;

fn number(text: &str) -> Option<String> {
    Phone::read(text).ok().map(|phone| phone.number)
}

#[test]
fn one_number_has_one_form_however_it_is_written() {
    for text in [
        "+1 (909) 555-0100",
        "909.555.0100",
        " 9095550100 ",
        "19095550100",
        "1-909-555-0100",
        "909/555-0100",
        "(909)5550100",
        "909 - 555 - 0100",
        "909\u{2011}555\u{2011}0100",
        "909\u{a0}555\u{a0}0100",
        "\u{202d}+1 909 555 0100\u{202c}",
        "＋１ ９０９ 555 0100",
        "٩٠٩ ٥٥٥ ٠١٠٠",
        "011 1 909 555 0100",
        "(+1) 909 555 0100",
        "tel:+1-909-555-0100",
        "Tel: 909-555-0100",
        "cell 909 555 0100",
        "C: 909 555 0100",
        "909-555-0100 (cell)",
        "909-555-0100 (work phone)",
        "909-555-0100 - Home",
        "Mobile Phone (909) 555-0100",
        "909-555-01OO",
    ] {
        if text.ends_with("OO") {
            // Letters stand for their keys, and O is no zero.
            assert_eq!(number(text).as_deref(), Some("+19095550166"), "{text}");
        } else {
            assert_eq!(parse_phone(text).as_deref(), Ok("+19095550100"), "{text}");
        }
    }
    assert_eq!(number("1-800-FLOWERS").as_deref(), Some("+18003569377"));
}

#[test]
fn an_extension_is_told_from_the_number() {
    for text in [
        "909-555-0100 x12",
        "909-555-0100x12",
        "(909) 555-0100 ext. 12",
        "(909) 555-0100, Ext 12",
        "(909) 555-0100 extension 12",
        "+19095550100;ext=12",
        "+1 909 555 0100,,12",
        "+1 (909) 555-0100 #12",
        "work (909) 555-0100 (x12)",
    ] {
        let phone = Phone::read(text).unwrap();
        assert_eq!(
            (phone.number.as_str(), phone.extension.as_deref()),
            ("+19095550100", Some("12")),
            "{text}"
        );
        assert!(
            parse_phone(text).is_err_and(|why| why.contains("12 in a note")),
            "{text}"
        );
    }
}

#[test]
fn a_number_of_another_country_needs_its_code() {
    for (text, wanted) in [
        ("+44 20 7946 0018", "+442079460018"),
        ("+44 (0)20 7946 0018", "+442079460018"),
        ("011 44 20 7946 0018", "+442079460018"),
        ("+39 06 6982 1234", "+390669821234"),
        ("+683 4002", "+6834002"),
    ] {
        assert_eq!(number(text).as_deref(), Some(wanted), "{text}");
    }
    for (text, country, wanted) in [
        ("020 7946 0018", "GB", "+442079460018"),
        ("0044 20 7946 0018", "FR", "+442079460018"),
        ("06 6982 1234", "IT", "+390669821234"),
        ("8 (301) 123-45-67", "RU", "+73011234567"),
        ("06 1 234 5678", "HU", "+3612345678"),
        ("(909) 555-0100", "PR", "+19095550100"),
    ] {
        let read = Phone::read_in(text, country).map(|phone| phone.number);
        assert_eq!(read.as_deref(), Ok(wanted), "{text} in {country}");
    }
    assert!(Phone::read_in("020 7946 0018", "XX").is_err());
}

#[test]
fn what_is_no_number_is_refused_with_its_reason() {
    for (text, why) in [
        ("", "is not a phone number"),
        ("0100", "digits"),
        ("909555010", "digits"),
        ("call me", "is not a phone number"),
        ("0209460018", "2 to 9"),
        ("9.09556E+09", "is not a phone number"),
        ("$450,000", "is not a phone number"),
        ("12/31/2026", "digits"),
        ("2026-04-14 10:30", "is not a phone number"),
        ("911", "digits"),
        ("123-456-7890", "2 to 9"),
        ("909-055-0100", "2 to 9"),
        ("222-555-0100", "area code"),
        ("+999 12345678", "country code"),
        ("+1+9095550100", "is not a phone number"),
        ("+1 909 555 010", "digits"),
        ("909-555-0100/0101", "digits"),
        ("9095550100 9095550101", "digits"),
        ("909\t555\t0100", "is not a phone number"),
        ("9095550100'; DROP TABLE", "is not a phone number"),
        ("001 909 555 0100", "digits"),
    ] {
        assert!(
            parse_phone(text).is_err_and(|error| error.contains(why)),
            "{text}: {:?}",
            parse_phone(text)
        );
    }
}

proptest! {
    #[test]
    fn any_cell_is_read_and_what_was_read_is_read_the_same(text in "\\PC{0,24}|[-+0-9 ().x#/a-z,;=]{0,30}") {
        if let Ok(phone) = Phone::read(&text) {
            prop_assert!(phone.number.len() <= 16);
            prop_assert_eq!(parse_phone(&phone.number), Ok(phone.number));
        }
    }
}
