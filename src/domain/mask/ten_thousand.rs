//! Made-up people in made-up texts, written in every way, and a check that shares nothing with the masking.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::*;

const FIRSTS: &[&str] = &[
    "María",
    "Robert",
    "Zoë",
    "Nguyễn",
    "Ana Lucía",
    "Siobhán",
    "Will",
    "José",
    "Jean-Luc",
    "D'Angelo",
    "Øyvind",
    "Łukasz",
    "Xochitl",
    "Katherine",
    "Bo",
    "Ming-Hua",
    "Grace",
    "Mary Ann",
    "Þóra",
    "Çağla",
    "Ñusta",
    "Mohammed",
    "Elizabeth",
    "王",
    "Дмитрий",
    "Ελένη",
    "J.R.",
];
const LASTS: &[&str] = &[
    "O'Neill",
    "García",
    "Fitzgerald",
    "Lee",
    "Smith-Jones",
    "van Dyk",
    "Parker",
    "Núñez",
    "MacDonald",
    "St. Clair",
    "de la Cruz",
    "Szöllösy",
    "Björk",
    "Ng",
    "Al-Rashid",
    "Müller",
    "Đặng",
    "Ortiz y Vega",
    "Čapek",
    "Weiß",
    "O’Brien-Núñez",
    "Иванов",
    "李",
    "Xu",
    "Papadopoulou",
];
const NICKNAMES: &[(&str, &str)] = &[
    ("Robert", "Bobby"),
    ("Katherine", "Kate"),
    ("Elizabeth", "Liz"),
    ("José", "Pepe"),
    ("Will", "Billy"),
];
const AROUND: &[&str] = &[
    "hi {}, when can we talk?",
    "{} wrote again",
    "please tell {} that it is fine",
    "({})",
    "re: {}; thanks",
    "{}",
    "\"{}\" he said",
    "ask:{}",
    "from {}/office",
    "**{}** was there",
    "> {}\n> yes",
    "thanks,\n{}",
    "{}!!!",
    "…{}…",
    "-{}-",
    "[{}]",
    "{}'s file",
    "{}’s",
    "#{}",
    "and {}. then",
    "name={}&x",
    "<{}>",
    "| {} |",
    "\t{}\r\nok",
    "_{}_",
];
const NOTHING_DRAWN: &[char] = &[
    '\u{200b}', '\u{200d}', '\u{ad}', '\u{2060}', '\u{feff}', '\u{202e}', '\u{fe0f}',
];

fn pick<'a, T: ?Sized>(from: &[&'a T], chance: &mut StdRng) -> &'a T {
    from.choose(chance).unwrap()
}

/// A name in one of the ways in which people write it.
fn written_name(first: &str, last: &str, chance: &mut StdRng) -> String {
    let nickname = NICKNAMES
        .iter()
        .find(|(name, _)| *name == first)
        .map_or(first, |(_, short)| short);
    let gap = pick(&[" ", "  ", "\u{a0}", "\n", "\t", "_", ".", " \n "], chance);
    let form = match chance.random_range(0..8) {
        0 => format!("{last}, {first}"),
        1 => first.to_owned(),
        2 => last.to_owned(),
        3 => format!("{nickname}{gap}{last}"),
        4 if !first.contains(' ') && !last.contains(' ') => format!("{first}{last}"),
        _ => format!("{first}{gap}{last}"),
    };
    let form = match chance.random_range(0..5) {
        0 => form.to_uppercase(),
        // What is a word as well is only a name with a capital.
        1 if !["Will", "Grace", "Bo", "Ng", "Xu"]
            .iter()
            .any(|word| form.contains(word)) =>
        {
            form.to_lowercase()
        }
        2 => form.nfd().filter(|c| !is_combining_mark(*c)).collect(),
        _ => form,
    };
    match chance.random_range(0..6) {
        0 => form.replace('\'', "\u{2019}"),
        1 => form.replace('-', " "),
        2 => form.nfd().collect(),
        3 => wide(&form),
        _ => form,
    }
}

fn wide(text: &str) -> String {
    let wide = |c: char| match c {
        '0'..='9' | 'A'..='Z' | 'a'..='z' => char::from_u32(u32::from(c) + 0xfee0).unwrap(),
        c => c,
    };
    text.chars().map(wide).collect()
}

fn written_phone(digits: &str, chance: &mut StdRng) -> String {
    let (area, three, four) = (&digits[..3], &digits[3..6], &digits[6..]);
    let gap = pick(
        &[
            " ", "-", ".", "/", " - ", "\u{2013}", "\u{a0}", "\n", "", "\u{2011}", ") ", "-\n", " . ",
            "\u{2022}",
        ],
        chance,
    );
    let form = match chance.random_range(0..6) {
        0 => format!("({area}) {three}-{four}"),
        1 => format!("+1{gap}{area}{gap}{three}{gap}{four}"),
        2 => format!("1{gap}{area}{gap}{three}{gap}{four}"),
        3 => format!("tel:{area}{gap}{three}{gap}{four} x204"),
        _ => format!("{area}{gap}{three}{gap}{four}"),
    };
    let arabic = |c: char| {
        c.to_digit(10)
            .map_or(c, |digit| char::from_u32(0x660 + digit).unwrap())
    };
    match chance.random_range(0..6) {
        0 => wide(&form),
        1 => form.chars().map(arabic).collect(),
        _ => form,
    }
}

fn written_email(email: &str, chance: &mut StdRng) -> String {
    match chance.random_range(0..8) {
        0 => email.to_uppercase(),
        1 => format!("mailto:{email}"),
        2 => email.replace('@', " @ "),
        3 => email.replace('@', "@\n"),
        4 => email.replace('@', " at ").replace('.', " dot "),
        5 => email.replace('@', "[at]"),
        6 => wide(email),
        _ => format!("{email}."),
    }
}

/// Puts something that draws nothing somewhere into a text.
fn split(text: &str, chance: &mut StdRng) -> String {
    let letters: Vec<char> = text.chars().collect();
    let at = chance.random_range(0..=letters.len());
    let mut out: String = letters[..at].iter().collect();
    out.push(*NOTHING_DRAWN.choose(chance).unwrap());
    out.extend(&letters[at..]);
    out
}

/// The words of a text by a reading of its own: no case, no marks, no signs.
fn plainly(text: &str) -> Vec<String> {
    let shown = text
        .chars()
        .filter(|c| !NOTHING_DRAWN.contains(c) && !"'\u{2019}".contains(*c));
    let folded: String = shown
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .collect();
    let words = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// A text without its stand-ins.
fn without_stand_ins(text: &str) -> String {
    let mut out = text.to_owned();
    for kind in Kind::ALL {
        for number in (1..30).rev() {
            out = out.replace(&format!("{}_{number}", kind.word()), "");
        }
    }
    out
}

/// What of somebody can still be read in a masked text.
fn left(identity: &Identity, masked: &str) -> Option<String> {
    let masked = without_stand_ins(masked);
    let words = plainly(&masked);
    for name in [&identity.first, &identity.last] {
        for words_of in [plainly(name), vec![plainly(name).concat()]] {
            let stands = words.windows(words_of.len()).any(|run| run == words_of);
            let owned = words_of.len() == 1 && words.contains(&format!("{}s", words_of[0]));
            if (stands || owned) && words_of.concat().chars().count() > 1 {
                return Some(name.clone());
            }
        }
    }
    let digits: String = masked
        .chars()
        .filter_map(|c| {
            c.to_digit(10)
                .or_else(|| (u32::from(c) >= 0x660 && u32::from(c) <= 0x669).then(|| u32::from(c) - 0x660))
                .or_else(|| (u32::from(c) >= 0xff10 && u32::from(c) <= 0xff19).then(|| u32::from(c) - 0xff10))
        })
        .map(|digit| char::from_digit(digit, 10).unwrap())
        .collect();
    if let Some(phone) = identity
        .phones
        .iter()
        .find(|phone| digits.contains(&phone[phone.len() - 7..]))
    {
        return Some(phone.clone());
    }
    let squeezed = words.concat();
    let email = identity
        .emails
        .iter()
        .find(|email| squeezed.contains(&plainly(email.split('@').next().unwrap()).concat()));
    email.cloned()
}

fn seed() -> u64 {
    let seed = std::env::var("LEADLINE_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok())
        .unwrap_or(20_261_126);
    println!("seed {seed}");
    seed
}

#[test]
fn nothing_known_is_left_in_10_000_texts() {
    let mut chance = StdRng::seed_from_u64(seed());
    for nr in 0..10_000 {
        let mut vault = Vault::default();
        let people: Vec<(Identity, String)> = (0..chance.random_range(1..=3))
            .map(|which| {
                let digits = format!(
                    "{}{:07}",
                    chance.random_range(201..990),
                    chance.random_range(2_000_000..9_999_999)
                );
                let person = Identity {
                    first: pick(FIRSTS, &mut chance).to_owned(),
                    last: pick(LASTS, &mut chance).to_owned(),
                    phones: vec![format!("+1{digits}")],
                    emails: vec![format!(
                        "zq{nr}.{which}{}@mail.example.com",
                        pick(&["", "+re", "-x", "_y"], &mut chance)
                    )],
                    ..Identity::default()
                };
                (person, digits)
            })
            .collect();
        for (person, _) in &people {
            vault.learn(person);
        }
        let mut text = String::new();
        for _ in 0..chance.random_range(1..=3) {
            let (person, digits) = people.choose(&mut chance).unwrap();
            let mut written = match chance.random_range(0..4) {
                0 => written_phone(digits, &mut chance),
                1 => written_email(&person.emails[0], &mut chance),
                _ => written_name(&person.first, &person.last, &mut chance),
            };
            if chance.random_bool(0.2) {
                written = split(&written, &mut chance);
            }
            text.push_str(&pick(AROUND, &mut chance).replace("{}", &written));
            text.push(' ');
        }
        let masked = vault.mask(&text, &|_| false);
        for (person, _) in &people {
            let left = left(person, &masked);
            assert_eq!(left, None, "text {nr} {text:?} left as {masked:?}");
        }
    }
}

/// The check itself must see what is left; else it proves nothing.
#[test]
fn the_check_sees_what_is_left() {
    let person = Identity {
        first: "María".into(),
        last: "O'Neill".into(),
        phones: vec!["+19095550142".into()],
        emails: vec!["zq1.0@mail.example.com".into()],
        ..Identity::default()
    };
    for text in [
        "hi MARIA!",
        "maria's",
        "the oneill file",
        "909 555\n0142",
        "ZQ1.0@x",
        "m\u{200b}aria",
        "９０９５５５０１４２",
    ] {
        assert!(left(&person, text).is_some(), "{text}");
    }
    assert_eq!(left(&person, "Person_1 called Phone_12, 95% sure"), None);
}

#[test]
fn nothing_from_outside_stands_for_somebody() {
    let mut chance = StdRng::seed_from_u64(seed());
    let mut vault = Vault::default();
    vault.learn(&Identity {
        first: "María".into(),
        last: "Delgado".into(),
        phones: vec!["+19095550142".into(), "+19095550143".into()],
        emails: vec!["maria@example.com".into()],
        addresses: vec!["12 Cole St".into()],
        ..Identity::default()
    });
    for _ in 0..5_000 {
        let kind = Kind::ALL.choose(&mut chance).unwrap();
        let sign = pick(&["_", "\\_", "\u{ff3f}", "_\u{200b}", "\\\\_"], &mut chance);
        let part = pick(&["", "_first", "_last", "\u{ff3f}first"], &mut chance);
        let mut token = format!("{}{sign}{}{part}", kind.word(), chance.random_range(1..4));
        match chance.random_range(0..5) {
            0 => token = token.to_lowercase(),
            1 => token = wide(&token),
            2 => token = format!("[{} withheld]", kind.word()),
            _ => {}
        }
        if chance.random_bool(0.5) {
            token = split(&token, &mut chance);
        }
        let text = pick(AROUND, &mut chance).replace("{}", &token);
        let masked = vault.mask(&text, &|_| false);
        // A model that writes it out clean is no way round.
        let clean: String = masked
            .chars()
            .filter(|c| !NOTHING_DRAWN.contains(c))
            .nfkc()
            .collect();
        for answer in [&masked, &clean] {
            let restored = vault.restore(answer);
            assert!(
                !["María", "Delgado", "0142", "0143", "maria@", "Cole"]
                    .iter()
                    .any(|secret| restored.contains(secret)),
                "{text:?} became {restored:?}"
            );
        }
    }
}
