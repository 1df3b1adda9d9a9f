use proptest::prelude::*;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};

use super::*;

fn nothing(_: &str) -> bool {
    false
}

/// A text with the word for its kind in place of whatever is hidden.
fn kinds(vault: &mut Vault, text: &str) -> String {
    let mut out = String::new();
    let mut from = 0;
    for hidden in vault.cover(text, &nothing).hidden {
        out = format!("{out}{}[{}]", &text[from..hidden.at.start], hidden.kind.word());
        from = hidden.at.end;
    }
    out + &text[from..]
}

fn maria() -> Identity {
    Identity {
        first: "María".into(),
        last: "O'Brien-Núñez".into(),
        phones: vec!["+19095550100".into()],
        emails: vec!["maria@example.com".into()],
        addresses: vec!["88 Banyan St".into()],
        ..Identity::default()
    }
}

fn found(text: &str) -> Vec<(Kind, &str)> {
    find(text, &nothing)
        .into_iter()
        .map(|one| (one.kind, text.get(one.at).unwrap()))
        .collect()
}

#[test]
fn what_names_a_person_is_found() {
    for (text, kind, what) in [
        ("call me at (909) 555-0142 please", Kind::Phone, "(909) 555-0142"),
        ("cell 909.555.0142", Kind::Phone, "909.555.0142"),
        ("+44 20 7946 0018 is his office", Kind::Phone, "+44 20 7946 0018"),
        (
            "write to jo.park+re@mail.example.com.",
            Kind::Email,
            "jo.park+re@mail.example.com",
        ),
        ("I am @maria.sells there", Kind::Handle, "@maria.sells"),
        ("my ssn is 494-33-0748", Kind::Ssn, "494-33-0748"),
        ("social security 494330748", Kind::Ssn, "494330748"),
        ("card 4454794511390933?", Kind::Card, "4454794511390933"),
        ("routing 021000021 for the wire", Kind::Account, "021000021"),
        (
            "IBAN GB88XDHF05610830433955",
            Kind::Account,
            "GB88XDHF05610830433955",
        ),
        ("born 04/12/1985 in Ohio", Kind::Birth, "04/12/1985"),
        ("driver license D1234567", Kind::Licence, "D1234567"),
        ("from 192.168.10.7 again", Kind::Network, "192.168.10.7"),
        (
            "at 1001 Beethoven Common. It has",
            Kind::Address,
            "1001 Beethoven Common",
        ),
        (
            "come to 69 N 4th St, Apt 12, Upland, CA 91786",
            Kind::Address,
            "69 N 4th St, Apt 12, Upland, CA 91786",
        ),
        (
            "at 1585 Marburg Way # 4 then",
            Kind::Address,
            "1585 Marburg Way # 4",
        ),
        ("send it to P.O. Box 4411", Kind::Address, "P.O. Box 4411"),
        ("we met Thomas Okafor there", Kind::Person, "Thomas Okafor"),
        ("hi, my name is priscilla", Kind::Person, "priscilla"),
        ("Maika van de Noort", Kind::Person, "Maika van de Noort"),
    ] {
        assert!(found(text).contains(&(kind, what)), "{text}: {:?}", found(text));
    }
}

#[test]
fn what_names_nobody_stays() {
    for text in [
        "Can we see it Saturday at 10:30? Budget is $450,000, 3 bedrooms.",
        "The rent is $3,900 per month for 1,200 sqft, built in 1985-1990.",
        "I would like a 4-bed home near good freeways by November 15.",
        "Pre-approved with 20% down; FHA or VA is fine. MLS 12345678.",
        "Thanks! Scheduling a showing tomorrow works.",
        "meet 2026-04-14 at noon, or 4/18",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}

#[test]
fn who_is_known_is_hidden_however_they_are_written() {
    let mut vault = Vault::default();
    vault.learn(&maria());
    for (text, masked) in [
        ("Maria O'Brien-Nunez wrote", "Person_1 wrote"),
        ("MARÍA O’BRIEN NÚÑEZ wrote", "Person_1 wrote"),
        ("obrien-nunez, maria", "Person_1"),
        ("Hi maria, it is time", "Hi Person_1_first, it is time"),
        ("the O'Brien-Núñez file", "the Person_1_last file"),
        ("call 909 555 0100 or 1-909-555-0100", "call Phone_1 or Phone_1"),
        ("call 9095550100", "call Phone_1"),
        ("MARIA@Example.com", "Email_1"),
        ("keys are at 88 banyan street", "keys are at Address_1"),
    ] {
        assert_eq!(vault.mask(text, &nothing), masked, "{text}");
    }
    assert_eq!(
        vault.restore("Hi Person_1_first! Person_1 (Phone_1)"),
        "Hi María! María O'Brien-Núñez (+19095550100)"
    );
}

#[test]
fn short_forms_are_the_same_person() {
    let mut vault = Vault::default();
    vault.learn(&Identity {
        first: "Robert".into(),
        last: "Will".into(),
        ..Identity::default()
    });
    assert_eq!(
        vault.mask("bob will call, and Bobby too", &nothing),
        "Person_1 call, and Person_1_first too"
    );
    assert_eq!(vault.mask("it will rain", &nothing), "it will rain");
}

#[test]
fn a_stand_in_is_the_same_for_as_long_as_the_chat() {
    let mut vault = Vault::default();
    let first = vault.mask("Thomas Okafor called", &nothing);
    vault.mask("so did Winifred Adeyemi", &nothing);
    assert_eq!(
        vault.mask("thanks to Thomas Okafor", &nothing),
        "thanks to Person_1"
    );
    assert_eq!(first, "Person_1 called");
}

#[test]
fn what_is_forbidden_never_comes_back() {
    let mut vault = Vault::default();
    assert_eq!(vault.mask("ssn 494-33-0748", &nothing), "ssn [SSN withheld]");
    assert_eq!(vault.restore("SSN_1 [SSN withheld]"), "SSN_1 [SSN withheld]");
}

#[test]
fn look_alikes_from_outside_stand_for_nothing() {
    let mut vault = Vault::default();
    vault.learn(&maria());
    let masked = vault.mask(
        "reply to person_1 and Phone_1 and Email\\_1, field_1 stays",
        &nothing,
    );
    assert_eq!(vault.restore(&masked), masked);
    assert!(masked.contains("field_1"), "{masked}");
}

#[test]
fn a_stand_in_that_is_cut_anywhere_comes_back_whole() {
    let mut vault = Vault::default();
    vault.learn(&maria());
    let answer = "Person_1's number is Phone_1; **Person\\_1_first** said so, _Person_1_. Personal matters: Person_99, a_b.";
    let whole = vault.restore(answer);
    assert_eq!(
        whole,
        "María O'Brien-Núñez's number is +19095550100; **María** said so, _María O'Brien-Núñez_. Personal matters: Person_99, a_b."
    );
    for at in 0..=answer.len() {
        let (one, other) = answer.split_at(at);
        let mut restore = vault.restorer();
        let shown = [restore.push(one), restore.push(other), restore.finish()].concat();
        assert_eq!(shown, whole, "cut at {at}");
    }
    let mut restore = vault.restorer();
    let mut shown: String = answer.chars().map(|c| restore.push(&c.to_string())).collect();
    shown.push_str(&restore.finish());
    assert_eq!(shown, whole);
}

/// Sentences written before the lists; the words in brackets tell a trait.
const TRAITS: &str = include_str!("../../../tests/fixtures/mask/traits.txt");

/// A sentence, and the words of it that must go.
fn told(line: &str) -> (String, Vec<String>) {
    let parts: Vec<&str> = line.split(['[', ']']).collect();
    let traits = parts.iter().skip(1).step_by(2).map(|&part| part.to_owned());
    (parts.concat(), traits.collect())
}

#[test]
fn traits_are_withheld_and_what_only_looks_like_one_stays() {
    let hides = |text: &str, words: &str| {
        let hidden = find(text, &nothing);
        text.match_indices(words).any(|(at, _)| {
            let letters = (at..at + words.len()).filter(|&at| text.as_bytes()[at].is_ascii_alphanumeric());
            letters.into_iter().all(|at| {
                hidden
                    .iter()
                    .any(|one| one.kind == Kind::Trait && one.at.contains(&at))
            })
        })
    };
    let (mut missed, mut false_alarms) = (Vec::new(), Vec::new());
    let (mut traits, mut plain) = (0, 0);
    for line in TRAITS.lines() {
        if let Some(line) = line.strip_prefix("+ ") {
            let (text, words) = told(line);
            traits += 1;
            if !words.iter().all(|words| hides(&text, words)) {
                missed.push(text);
            }
        } else if let Some(text) = line.strip_prefix("- ") {
            plain += 1;
            let masked = Vault::default().mask(text, &nothing);
            if masked.contains(WITHHELD) {
                false_alarms.push(format!("{text} -> {masked}"));
            }
        }
    }
    println!(
        "recall {} of {traits}, false alarms {} of {plain}",
        traits - missed.len(),
        false_alarms.len()
    );
    println!("{missed:#?}\n{false_alarms:#?}");
    assert!(traits >= 80 && plain >= 80);
    assert!(missed.len() * 20 <= traits && false_alarms.len() * 20 <= plain);
}

/// The figure for sentences that were not used to mend the lists; it is told in docs/privacy.md, and may not fall.
#[test]
fn traits_of_sentences_that_were_not_seen_are_found_for_three_in_four() {
    let unseen = include_str!("../../../tests/fixtures/mask/traits_unseen.txt");
    let (mut found, mut traits, mut false_alarms) = (0, 0, 0);
    for (sign, line) in unseen.lines().filter_map(|line| line.split_once(' ')) {
        let (text, words) = told(line);
        let hidden: Vec<Found> = find(&text, &nothing)
            .into_iter()
            .filter(|one| one.kind == Kind::Trait)
            .collect();
        match sign {
            "+" => {
                let at = text.find(&words[0]).unwrap();
                let touched = hidden
                    .iter()
                    .any(|one| one.at.start < at + words[0].len() && at < one.at.end);
                found += usize::from(touched);
                traits += 1;
            }
            "-" => false_alarms += usize::from(!hidden.is_empty()),
            _ => {}
        }
    }
    println!("touched {found} of {traits}, false alarms {false_alarms}");
    assert!(traits == 40 && found >= 30 && false_alarms <= 3);
}

#[test]
fn what_tells_a_trait_never_comes_back() {
    let mut vault = Vault::default();
    let masked = vault.mask("she is pregnant, and he's 78. Thomas Okafor", &nothing);
    assert_eq!(masked, "she is [withheld], and he's [withheld]. Person_1");
    assert_eq!(
        vault.restore(&masked),
        "she is [withheld], and he's [withheld]. Thomas Okafor"
    );
    assert!(vault.rows(0).iter().all(|row| row.kind == Kind::Person));
}

#[test]
fn a_kind_is_kept_under_the_word_of_its_stand_ins() {
    for kind in Kind::ALL {
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.word());
        assert_eq!(Kind::of_word(kind.word()), Some(kind));
    }
    assert_eq!(Kind::of_word("person"), None);
}

#[test]
fn a_vault_that_was_kept_knows_everybody_in_every_form() {
    let mut vault = Vault::default();
    vault.mask("María O'Brien-Núñez of 9 Elm Court called", &nothing);
    vault.learn(&maria());
    let first = vault.rows(0).to_vec();
    vault.mask("so did Thomas Okafor, ssn 494-33-0748", &nothing);
    let text = serde_json::to_string(&[first.as_slice(), vault.rows(first.len())].concat()).unwrap();
    assert!(!text.contains("0748"), "{text}");
    let rows: Vec<Row> = serde_json::from_str(&text).unwrap();
    let mut again = Vault::from_rows(rows.clone());
    assert_eq!(again.rows(0), rows);
    for text in [
        "obrien-nunez, maria",
        "Hi maria, 1-909-555-0100",
        "MARIA@Example.com, 88 banyan street",
        "Thomas Okafor and Winifred Adeyemi",
    ] {
        assert_eq!(again.mask(text, &nothing), vault.mask(text, &nothing), "{text}");
    }
    let answer = "Person_1, Person_1_first, Person_2, Person_3, Phone_1, Email_1, Address_1, Address_2";
    assert_eq!(again.restore(answer), vault.restore(answer));
    assert!(!again.restore(answer).contains('_'));
}

#[test]
fn what_is_learnt_again_adds_nothing_to_keep() {
    let mut vault = Vault::default();
    vault.learn(&maria());
    let kept = vault.rows(0).len();
    vault.learn(&maria());
    let mut again = Vault::from_rows(vault.rows(0).to_vec());
    again.learn(&maria());
    assert_eq!((vault.rows(kept), again.rows(kept)), (&[][..], &[][..]));
    assert_eq!(vault.rows(kept + 1), []);
}

#[test]
fn rows_that_make_no_sense_bring_nobody_in_danger() {
    let row = |kind, number, whole: &str| Row {
        kind,
        number,
        whole: whole.into(),
        first: String::new(),
        last: String::new(),
        known: true,
    };
    let mut vault = Vault::from_rows([
        row(Kind::Ssn, 1, "494-33-0748"),
        row(Kind::Person, u32::MAX, "Thomas Okafor"),
        row(Kind::Person, 0, ""),
        row(Kind::Phone, 3, "no number"),
    ]);
    assert_eq!(vault.mask("THOMAS OKAFOR", &nothing), "Person_4294967295");
    assert!(!vault.mask("Winifred Adeyemi", &nothing).contains("Winifred"));
    assert!(!vault.restore("SSN_1 [SSN withheld]").contains("0748"));
}

#[test]
fn any_text_is_survived() {
    let mut chance = StdRng::seed_from_u64(7);
    let letters: Vec<char> = "aB9 .-()@_#\n:,'\u{301}é✓𝟜Ａ\u{202e}/$+x".chars().collect();
    let mut vault = Vault::default();
    vault.learn(&maria());
    for _ in 0..3_000 {
        let length = chance.random_range(0..60);
        let text: String = (0..length)
            .map(|_| *letters.choose(&mut chance).unwrap())
            .collect();
        let masked = vault.mask(&text, &nothing);
        let _ = vault.restore(&masked);
    }
}

#[test]
fn who_they_are_is_left_out_and_what_they_want_stays() {
    let mut vault = Vault::default();
    vault.learn(&Identity {
        first: "María".into(),
        last: "Delgado-Ruiz".into(),
        others: vec!["Banyan Partners".into()],
        phones: vec!["+19095550142".into()],
        emails: vec!["maria@example.com".into()],
        addresses: vec!["12 Cole St".into()],
    });
    for (text, wanted) in [
        (
            "Is it still available at $598k?",
            "Is it still available at $598k?",
        ),
        ("MARÍA here, call (909) 555-0142!", "[Person] here, call [Phone]!"),
        (
            "I'm Delgado, Ruiz is my husband.",
            "I'm [Person], [Person] is my husband.",
        ),
        (
            "+1 909.555.0142 or maria@example.com, 5:30",
            "[Phone] or [Email], 5:30",
        ),
        ("see https://x.example/u/123?m=1\nnow", "see [Link]\nnow"),
        (
            "we live at 12 cole street, with banyan partners",
            "we live at [Address], with [Person]",
        ),
        (
            "my husband Thomas Okafor, tel9095550143",
            "my husband [Person], tel[Phone]",
        ),
        ("maría 9095550142 0", "[Person] [Phone]"),
        ("", ""),
    ] {
        assert_eq!(kinds(&mut vault, text), wanted);
    }
}

fn identity() -> impl Strategy<Value = Identity> {
    let name = prop::sample::select(vec![
        "María",
        "Bob",
        "Will",
        "O'Neill",
        "Lee",
        "Ana Lucía",
        "van Dyk",
        "",
        "🦊",
        "St. Clair",
        "Núñez-Park",
    ]);
    let phone = "[2-4]0955501[0-9]{2}";
    let email = "[ab]{1,2}@example\\.com";
    let address = "[1-9]{1,2} (Elm|Oak) (St|Street|Ave)";
    let others = prop::collection::vec("(Elm|Oak|Mike's) (Trust|Homes)", 0..2);
    let lists = (
        prop::collection::vec(phone, 0..2),
        prop::collection::vec(email, 0..2),
        prop::collection::vec(address, 0..2),
    );
    (name.clone(), name, others, lists).prop_map(|(first, last, others, lists)| Identity {
        first: first.into(),
        last: last.into(),
        others,
        phones: lists.0,
        emails: lists.1,
        addresses: lists.2,
    })
}

/// A text that names some of these people in some way, and others.
fn said() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        prop::sample::select(vec![
            "maria",
            "MARÍA",
            "robert",
            "will",
            "O’Neill",
            "lee",
            "ana",
            "Dyk",
            "Nuñez",
            "park",
            "Okafor",
            "Elm",
            "homes",
            "12 oak street",
            "9 Elm St",
            "a@example.com",
            "AB@example.com",
            "3095550142",
            "(209) 555-0117",
            "ssn 494-33-0748",
            "Person_1",
            "wrote to",
            "and",
            ",",
            ".",
            "\n",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,6}",
    ];
    prop::collection::vec(part, 0..12).prop_map(|parts| parts.join(" "))
}

proptest! {
    #[test]
    fn a_detour_over_what_was_kept_changes_nothing(
        steps in prop::collection::vec((prop::option::of(identity()), said()), 1..6),
        at in 0..6_usize,
        answer in "((Person|Phone|Email|Address)_[1-9](_first|_last)? ){0,6}",
    ) {
        let (mut straight, mut detour) = (Vault::default(), Vault::default());
        for (nr, (identity, text)) in steps.iter().enumerate() {
            if nr == at {
                detour = Vault::from_rows(detour.rows(0).to_vec());
            }
            for vault in [&mut straight, &mut detour] {
                if let Some(identity) = identity {
                    vault.learn(identity);
                }
            }
            prop_assert_eq!(straight.mask(text, &nothing), detour.mask(text, &nothing));
        }
        prop_assert_eq!(straight.rows(0), detour.rows(0));
        prop_assert_eq!(straight.restore(&answer), detour.restore(&answer));
    }

    #[test]
    fn no_text_brings_a_name_or_a_number_through(before in "\\PC{0,12}", after in "\\PC{0,12}") {
        let mut vault = Vault::default();
        vault.learn(&maria());
        let said = vault.mask(&format!("{before} maría 9095550100 {after}"), &nothing);
        prop_assert!(!said.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|word| word == "maría"), "{said}");
        prop_assert!(!said.contains("9095550100"), "{said}");
    }
}

#[test]
fn places_buildings_and_works_are_nobody() {
    let mut vault = Vault::default();
    for text in [
        "Is there anything new in Corona or in Rancho Cucamonga?",
        "Santa Clara, San Mateo and Walnut Creek are too far.",
        "They play at the Kuncsorba Country Club.",
        "Arbor Vista Apartments has one, so does Rosewood Manor.",
        "The song was \"Tube Snake Boogie\" by a band.",
        "It has 3 beds and 2 baths at the end of the street.",
        "On the 14th at the fair, 2 rooms with a view of the drive.",
    ] {
        assert_eq!(vault.mask(text, &nothing), text);
    }
    // A town's word alone is somebody's name unless the text says that a place is meant.
    for (text, wanted) in [
        ("Corona called today.", "[Person] called today."),
        (
            "3 baths at 1495 Don Avenue.They like it",
            "3 baths at [Address].They like it",
        ),
        (
            "It is 555 East El Camino Real, or 20 Rue de la Paix.",
            "It is [Address], or [Address].",
        ),
        ("We saw 1400 A Street", "We saw [Address]"),
    ] {
        assert_eq!(kinds(&mut vault, text), wanted);
    }
}

#[test]
fn a_field_is_judged_by_its_name_and_its_value_together() {
    let mut vault = Vault::default();
    vault.learn(&maria());
    for (name, value, wanted) in [
        ("Date of birth", "1980-02-29", "[Birthdate withheld]"),
        ("SSN", "123456789", "[SSN withheld]"),
        ("Routing", "122105155", "[Account withheld]"),
        ("DL", "D1234567", "[Licence withheld]"),
        ("Account", "00112233", "[Account withheld]"),
        ("Social", "123456789", "[SSN withheld]"),
        ("Age", "47", "[withheld]"),
        ("Gender", "F", "[withheld]"),
        ("Religion", "none of your business", "[withheld]"),
        ("Budget", "$650,000", "$650,000"),
        ("Age of roof", "12", "12"),
        (
            "Best time",
            "after 5, ask for María",
            "after 5, ask for Person_1_first",
        ),
        ("Met on", "1980-02-29", "1980-02-29"),
        ("Cell", "555 1234", "Phone_2"),
        ("María", "a yard", "a yard"),
        ("", "a yard: Person_1", "a yard: Person-1"),
    ] {
        let masked = vault.cover_field(name, value, &nothing);
        assert_eq!(masked.text, wanted, "{name}");
        for hidden in &masked.hidden {
            assert_eq!(masked.text[hidden.now.clone()], hidden.stand_in, "{name}");
            assert!(value.get(hidden.at.clone()).is_some(), "{name}");
        }
    }
}

#[test]
fn the_rest_of_a_text_is_masked_as_the_whole_is() {
    let mut vault = Vault::default();
    vault.learn(&maria());
    let text = "My\u{200b} DOB is 1980-02-29, thanks, Mari\u{301}a";
    let begin = text.find("1980").unwrap();
    assert_eq!(
        vault.cover_from(text, begin, &nothing).text,
        "[Birthdate withheld], thanks, Person_1_first"
    );
    // What begins before and ends behind is hidden whole.
    let inside = text.find("02-29").unwrap();
    assert_eq!(
        vault.cover_from(text, inside, &nothing).text,
        "[Birthdate withheld], thanks, Person_1_first"
    );
    assert_eq!(vault.cover_from(text, text.len(), &nothing).text, "");
}
