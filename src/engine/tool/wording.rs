//! What a person should know of words before they go to somebody: what the gate would say, wording that states a
//! preference, blanks, identifiers of others, and how many texts it is.

use jiff::Timestamp;

use super::Refusal;
use crate::domain::contact::{Channel, Contact};
use crate::domain::conversation::Draft;
use crate::domain::fair_housing::{self, Severity};
use crate::domain::gate::Verdict;
use crate::domain::mask::{self, Identity, Kind};
use crate::domain::plan::Remark;
use crate::domain::record::Fields;
use crate::domain::segments::{self, Encoding};
use crate::domain::value::{Foreign, parse_phone};
use crate::engine::query::{Leads, Query as _, Sources};
use crate::store::Person;

/// Names in one message that are looked up.
const NAMES: usize = 3;
/// Words of a blank of a template; in brackets nothing else is one.
const BLANK_WORDS: &[&str] = &[
    "name",
    "first",
    "last",
    "address",
    "date",
    "time",
    "day",
    "price",
    "phone",
    "email",
    "link",
    "agent",
    "your",
    "insert",
    "city",
    "area",
    "company",
    "brokerage",
];

fn blocks(text: impl Into<String>) -> Remark {
    Remark {
        text: text.into(),
        blocks: true,
    }
}

fn warns(text: impl Into<String>) -> Remark {
    Remark {
        text: text.into(),
        blocks: false,
    }
}

/// Everything to be known of a message to somebody. What is only laid ready (`leaves` is false) is warned about where a
/// message that leaves would be stopped; wording that must not be sent is stopped either way.
pub(super) fn of_message(
    sources: &Sources<'_>,
    person: &Person,
    draft: &Draft,
    others: &[Identity],
    leaves: bool,
) -> Result<Vec<Remark>, Refusal> {
    let now = sources.today.now;
    let mut remarks = Vec::new();
    let whole = format!("{}\n{}", draft.subject.as_deref().unwrap_or_default(), draft.body);
    remarks.extend(of_words(&whole, true));
    for objection in sources
        .reader
        .objections(draft, now, sources.role, sources.rules)?
    {
        match (objection.rule, objection.verdict) {
            // Told above, with what to write instead.
            ("housing" | "holes", _) => {}
            (_, Verdict::Refuse) if leaves => remarks.push(blocks(objection.reason)),
            (_, Verdict::Wait(until)) => {
                let until = moment(sources, until);
                remarks.push(warns(format!("would wait until {until}: {}", objection.reason)));
            }
            _ => remarks.push(warns(objection.reason)),
        }
    }
    remarks.extend(strange(&whole, &person.contact, &person.fields));
    remarks.extend(of_others(sources, &whole, person, others)?);
    if draft.channel == Channel::Sms {
        remarks.push(warns(size(&draft.body)));
    }
    Ok(remarks)
}

/// What is wrong with words wherever they stand: blanks and stand-ins that were not filled in, and wording that says whom
/// a home is for. Words that go to a person are stopped (`sent`), others are warned about.
pub(super) fn of_words(text: &str, sent: bool) -> Vec<Remark> {
    let mut remarks: Vec<Remark> = blank(text)
        .map(|blank| blocks(format!("\"{blank}\" was not filled in")))
        .into_iter()
        .collect();
    for finding in fair_housing::check(text, fair_housing::Context::default()) {
        let words = text.get(finding.at.clone()).unwrap_or_default();
        let instead = format!(
            "\"{words}\" says whom a home is for; write {} instead",
            finding.instead
        );
        match finding.severity {
            Severity::High | Severity::Critical if sent => remarks.push(blocks(instead)),
            Severity::Low => {}
            _ => remarks.push(warns(instead)),
        }
    }
    remarks
}

fn moment(sources: &Sources<'_>, at: Timestamp) -> String {
    at.to_zoned(sources.today.zone.clone())
        .strftime("%a %b %-d %H:%M")
        .to_string()
}

/// How a text is sent and so what it costs: each part is billed as one.
fn size(body: &str) -> String {
    let size = segments::count(body);
    let parts = match size.parts {
        0 | 1 => "1 text".to_owned(),
        many => format!("{many} texts"),
    };
    match (size.encoding, size.culprit) {
        (Encoding::Ucs2, Some(letter)) => {
            let letter = Foreign::from(letter.to_string()).shown();
            format!("{parts}, because of \"{letter}\"")
        }
        _ => parts,
    }
}

/// The first blank of a template, or stand-in that is nobody's, in a text.
fn blank(text: &str) -> Option<String> {
    enclosed(text, '{', '}', |inside| {
        inside
            .chars()
            .all(|letter| letter.is_alphanumeric() || " _.{".contains(letter))
    })
    .or_else(|| {
        enclosed(text, '[', ']', |inside| {
            let inside = inside.to_lowercase();
            inside == "withheld"
                || inside
                    .split(|letter: char| !letter.is_alphabetic())
                    .any(|word| BLANK_WORDS.contains(&word))
        })
    })
    .or_else(|| {
        let words = text.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
        words.map(str::to_owned).find(|word| is_stand_in(word))
    })
}

fn enclosed(text: &str, open: char, close: char, counts: fn(&str) -> bool) -> Option<String> {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once(open) {
        if let Some((inside, _)) = after.split_once(close)
            && inside.len() <= 40
            && counts(inside.trim())
        {
            return Some(format!("{open}{inside}{close}"));
        }
        rest = after;
    }
    None
}

/// `Person_3`, `Phone_1`, `Person_2_first`.
fn is_stand_in(word: &str) -> bool {
    let Some((kind, rest)) = word.split_once('_') else {
        return false;
    };
    let number = rest.split('_').next().unwrap_or_default();
    Kind::of_word(kind).is_some() && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Numbers, addresses and links that stand in no field of whoever gets the words.
fn strange(text: &str, contact: &Contact, fields: &Fields) -> Vec<Remark> {
    let theirs = serde_json::Value::Object(fields.clone())
        .to_string()
        .to_lowercase();
    let digits: String = theirs.chars().filter(char::is_ascii_digit).collect();
    let identity = contact.identity();
    let mut remarks = Vec::new();
    for found in mask::find(text, &|_| false) {
        let value = text.get(found.at.clone()).unwrap_or_default().trim();
        let what = match found.kind {
            Kind::Phone => {
                let number = parse_phone(value).unwrap_or_else(|_| value.to_owned());
                let bare: String = number.chars().filter(char::is_ascii_digit).collect();
                let known = identity
                    .phones
                    .iter()
                    .any(|phone| parse_phone(phone).is_ok_and(|phone| phone == number));
                if known || digits.contains(bare.trim_start_matches('1')) {
                    continue;
                }
                "a number"
            }
            Kind::Email | Kind::Link if theirs.contains(&value.to_lowercase()) => continue,
            Kind::Email => "an e-mail address",
            Kind::Link => "a link",
            Kind::Ssn | Kind::Card | Kind::Account | Kind::Birth | Kind::Licence => {
                remarks.push(blocks(format!("\"{value}\" must not be sent in a message")));
                continue;
            }
            _ => continue,
        };
        remarks.push(warns(format!("{what} that is not theirs: {value}")));
    }
    remarks
}

/// Names of other people in the words: of those the plan is about, of the household, and of anybody else who is here.
fn of_others(
    sources: &Sources<'_>,
    text: &str,
    person: &Person,
    others: &[Identity],
) -> Result<Vec<Remark>, Refusal> {
    let own = person.contact.name().to_string();
    let lower = text.to_lowercase();
    let mut named: Vec<String> = others
        .iter()
        .map(|other| format!("{} {}", other.first, other.last))
        .filter(|name| name.trim().contains(' ') && !name.eq_ignore_ascii_case(&own))
        .filter(|name| lower.contains(&name.to_lowercase()))
        .collect();
    let found = mask::find(text, &|_| false);
    let names = found.iter().filter(|found| found.kind == Kind::Person);
    for name in names.filter_map(|found| text.get(found.at.clone())).take(NAMES) {
        if !name.trim().contains(' ')
            || name.eq_ignore_ascii_case(&own)
            || named.iter().any(|known| known == name)
        {
            continue;
        }
        let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).collect();
        let here = Leads {
            filter: words.join(" "),
            offset: 0,
            limit: 2,
            count: false,
        }
        .answer(sources)?;
        let rows = here.map(|window| window.rows).unwrap_or_default();
        if rows.iter().any(|row| row.id != person.contact.id) {
            named.push(name.to_owned());
        }
    }
    named.dedup();
    Ok(named
        .into_iter()
        .map(|name| warns(format!("names somebody else: {name}")))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn blanks_and_stand_ins_that_are_nobodys_are_found() {
        for bad in [
            "Hi {first}, it's Ana",
            "Hi {{contact.first_name}}",
            "Hi [name]",
            "meet at [property address]",
            "Hi Person_3, see you",
            "call Phone_12.",
            "Hi Person_1_first",
            "you said [withheld]",
        ] {
            assert!(blank(bad).is_some(), "{bad}");
        }
        for good in [
            "Hi Dana",
            "the house [3 bd] is gone",
            "a_b",
            "Person_",
            "see [1]",
            "{ 5 + 3 = 8; }",
        ] {
            assert_eq!(blank(good), None, "{good}");
        }
    }

    #[test]
    fn what_must_not_be_sent_is_stopped_with_what_to_write_instead() {
        let remarks = of_words("great family neighborhood with top schools", true);
        assert!(
            remarks
                .iter()
                .any(|remark| remark.blocks && remark.text.contains("instead")),
            "{remarks:?}"
        );
        assert!(
            of_words("great family neighborhood", false)
                .iter()
                .all(|remark| !remark.blocks)
        );
        assert!(of_words("4-bed single-family home with family room", true).is_empty());
    }

    #[test]
    fn a_number_or_link_that_is_not_theirs_is_named() {
        let fields = json!({"firstName": "Dana", "phone": "+19095550142", "email": "dana@example.com"});
        let fields = fields.as_object().unwrap();
        let dana = Contact::from_fields("d".into(), fields);
        let text = "Call (909) 555-0142 or (909) 555-0177, write dana@example.com or boss@evil.example, see https://evil.example/x";
        let said: Vec<String> = strange(text, &dana, fields)
            .into_iter()
            .map(|remark| remark.text)
            .collect();
        assert!(said.iter().any(|said| said.contains("555-0177")), "{said:?}");
        assert!(
            said.iter().any(|said| said.contains("boss@evil.example")),
            "{said:?}"
        );
        assert!(said.iter().any(|said| said.starts_with("a link")), "{said:?}");
        assert!(
            !said
                .iter()
                .any(|said| said.contains("0142") || said.contains("dana@")),
            "{said:?}"
        );
        let card = strange("pay with 4111 1111 1111 1111", &dana, fields);
        assert!(card.iter().any(|remark| remark.blocks), "{card:?}");
    }

    #[test]
    fn the_number_of_texts_is_told() {
        assert_eq!(size("hello"), "1 text");
        assert_eq!(size(&"a".repeat(161)), "2 texts");
        assert!(size("привет").starts_with("1 text, because of"));
    }
}
