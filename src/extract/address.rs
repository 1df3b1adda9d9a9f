//! A US address in its parts: number, street, unit, box, city, state, zip.
//!
//! Read from both ends: the zip and the state close it, the number opens it, the word for a way parts street from city where no
//! comma does. To add a word for a way, a unit or a state: a word in its list.

use std::ops::Range;

use crate::domain::street::{WAYS, WAYS_IN_A_LINE};

/// The parts of an address, each as it is written without the comma behind it; empty where there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// Whom or what it is for, before the number.
    pub recipient: String,
    /// The number of the house.
    pub number: String,
    /// The street with its directions and its word for a way.
    pub street: String,
    /// The flat, suite or floor.
    pub unit: String,
    /// The post box.
    pub po_box: String,
    /// The city.
    pub city: String,
    /// The state, as it is written.
    pub state: String,
    /// Five digits, or nine.
    pub zip: String,
}

/// Words for a way that stand before its name: `US Highway 278`, `Avenue H`.
const LEADING: &[&str] = &[
    "us",
    "highway",
    "hwy",
    "route",
    "rte",
    "county",
    "state",
    "road",
    "rd",
    "rt",
    "avenue",
    "interstate",
    "cr",
    "fm",
    "sr",
];
const DIRECTIONS: &[&str] = &[
    "n",
    "s",
    "e",
    "w",
    "ne",
    "nw",
    "se",
    "sw",
    "north",
    "south",
    "east",
    "west",
    "northeast",
    "northwest",
    "southeast",
    "southwest",
    "no",
    "so",
];
const UNITS: &[&str] = &[
    "apt",
    "apartment",
    "suite",
    "ste",
    "unit",
    "bldg",
    "building",
    "fl",
    "flr",
    "floor",
    "rm",
    "room",
    "lot",
    "trlr",
    "spc",
    "dept",
    "department",
    "ph",
    "penthouse",
    "office",
    "level",
    "suit",
    "space",
    "msc",
    "#",
];
const STATES: &[&str] = &[
    "al",
    "ak",
    "az",
    "ar",
    "ca",
    "co",
    "ct",
    "de",
    "dc",
    "fl",
    "ga",
    "hi",
    "id",
    "il",
    "in",
    "ia",
    "ks",
    "ky",
    "la",
    "me",
    "md",
    "ma",
    "mi",
    "mn",
    "ms",
    "mo",
    "mt",
    "ne",
    "nv",
    "nh",
    "nj",
    "nm",
    "ny",
    "nc",
    "nd",
    "oh",
    "ok",
    "or",
    "pa",
    "ri",
    "sc",
    "sd",
    "tn",
    "tx",
    "ut",
    "vt",
    "va",
    "wa",
    "wv",
    "wi",
    "wy",
    "pr",
    "alabama",
    "alaska",
    "arizona",
    "arkansas",
    "california",
    "colorado",
    "connecticut",
    "delaware",
    "florida",
    "georgia",
    "hawaii",
    "idaho",
    "illinois",
    "indiana",
    "iowa",
    "kansas",
    "kentucky",
    "louisiana",
    "maine",
    "maryland",
    "massachusetts",
    "michigan",
    "minnesota",
    "mississippi",
    "missouri",
    "montana",
    "nebraska",
    "nevada",
    "ohio",
    "oklahoma",
    "oregon",
    "pennsylvania",
    "tennessee",
    "texas",
    "utah",
    "vermont",
    "virginia",
    "washington",
    "wisconsin",
    "wyoming",
    "new hampshire",
    "new jersey",
    "new mexico",
    "new york",
    "north carolina",
    "north dakota",
    "rhode island",
    "south carolina",
    "south dakota",
    "west virginia",
    "district of columbia",
    "d c",
];

/// One word of an address.
#[derive(Clone, Copy)]
struct Token<'a> {
    /// As written.
    text: &'a str,
    /// Whether a comma or the end of a line follows.
    parted: bool,
}

impl Token<'_> {
    fn plain(&self) -> String {
        self.text
            .trim_matches(['.', '(', ')', ',', ';'])
            .replace('.', "")
            .to_lowercase()
    }

    fn is(&self, list: &[&str]) -> bool {
        list.contains(&self.plain().as_str())
    }

    fn is_way(&self) -> bool {
        self.is(WAYS) || self.is(WAYS_IN_A_LINE)
    }

    fn has_digit(&self) -> bool {
        self.text.bytes().any(|b| b.is_ascii_digit())
    }
}

/// Splits an address. What is no address comes back as a street or a city alone; nothing is lost but commas.
pub fn split(text: &str) -> Address {
    let mut tokens: Vec<Token> = Vec::new();
    for line in text.split(['\n', ',', ';']) {
        tokens.extend(line.split_whitespace().map(|text| Token { text, parted: false }));
        if let Some(last) = tokens.last_mut() {
            last.parted = true;
        }
    }
    let mut address = Address::default();
    let country = ["usa", "us", "united states", "estados unidos"];
    let mut rest = tokens.as_slice();
    if let [before @ .., last] = rest
        && country.contains(&last.plain().as_str())
        && before.len() > 2
        && before.last().is_some_and(|last| last.parted || is_zip(last))
    {
        rest = before;
    }
    if let [before @ .., last] = rest
        && is_zip(last)
        && !before.is_empty()
    {
        last.text.trim_matches(['.', ')']).clone_into(&mut address.zip);
        rest = before;
    }
    rest = take_state(rest, &mut address);
    rest = take_box(rest, &mut address);
    let (head, tail) = street_and_city(rest);
    take_street(head, &mut address);
    let (unit, city) = split_unit(tail);
    if address.unit.is_empty() {
        address.unit = unit;
    }
    address.city = city;
    address
}

fn joined(tokens: &[Token]) -> String {
    let words: Vec<&str> = tokens.iter().map(|token| token.text).collect();
    words.join(" ")
}

fn is_zip(token: &Token) -> bool {
    let digits = token.text.trim_matches(['.', ')']).replace('-', "");
    matches!(digits.len(), 5 | 9) && digits.bytes().all(|b| b.is_ascii_digit())
}

fn take_state<'a>(rest: &'a [Token<'a>], address: &mut Address) -> &'a [Token<'a>] {
    for words in [3, 2, 1] {
        let Some(at) = rest.len().checked_sub(words) else {
            continue;
        };
        let (before, last) = rest.split_at(at);
        let name: Vec<String> = last.iter().map(Token::plain).collect();
        // `CT` and `WA` can be a court and a way: without a city before them they are a state only before a zip.
        let way = words == 1 && last.iter().any(|token| token.is_way());
        let sure = !address.zip.is_empty() || before.last().is_some_and(|token| token.parted) || !way;
        if STATES.contains(&name.join(" ").as_str())
            && sure
            && (!before.is_empty() || !address.zip.is_empty())
        {
            address.state = joined(last);
            return before;
        }
    }
    rest
}

/// `P.O. Box 12`, `PO BOX 12`, `rr 1 box 297`.
fn take_box<'a>(rest: &'a [Token<'a>], address: &mut Address) -> &'a [Token<'a>] {
    let Some(at) = rest.iter().position(|token| token.is(&["box", "pobox"])) else {
        return rest;
    };
    let mut start = at;
    while start > 0 && rest[start - 1].is(&["po", "p", "o", "post", "office", "rr", "hc"]) {
        start -= 1;
    }
    let end = (at + 2).min(rest.len());
    address.po_box = joined(&rest[start..end]);
    if start == 0 {
        return &rest[end..];
    }
    if address.street.is_empty() && end < rest.len() {
        take_street(&rest[..start], address);
        return &rest[end..];
    }
    &rest[..start]
}

/// Where the street, with its unit, ends and the city begins.
fn street_and_city<'a>(rest: &'a [Token<'a>]) -> (&'a [Token<'a>], &'a [Token<'a>]) {
    if !rest.iter().any(Token::has_digit) {
        // No number: a city, unless a word for a way ends its first part.
        let comma = rest
            .iter()
            .position(|token| token.parted)
            .map_or(rest.len(), |at| at + 1);
        let way = rest[..comma].last().is_some_and(|token| token.is_way());
        return if way && comma > 1 {
            rest.split_at(comma)
        } else {
            (&[], rest)
        };
    }
    // The last comma parts them, unless what is behind it is a unit or a direction.
    let mut commas = (0..rest.len().saturating_sub(1)).filter(|at| rest[*at].parted);
    if let Some(at) = commas.next_back() {
        let tail = &rest[at + 1..];
        let city = tail
            .iter()
            .all(|token| !token.has_digit() && !token.is(UNITS) && !token.is(DIRECTIONS));
        return if city {
            rest.split_at(at + 1)
        } else {
            city_behind_unit(rest, at + 1)
        };
    }
    city_behind_unit(rest, 0)
}

/// Without a comma: the city begins behind the unit, or behind the last word for a way and its direction.
fn city_behind_unit<'a>(rest: &'a [Token<'a>], from: usize) -> (&'a [Token<'a>], &'a [Token<'a>]) {
    if let Some(unit) = unit_range(rest, 1) {
        return rest.split_at(unit.end.max(from.min(unit.end)));
    }
    let way =
        (2..rest.len()).find(|at| rest[*at].is_way() && !rest.get(at + 1).is_some_and(|next| next.is_way()));
    let end = way.map_or(rest.len(), |at| {
        let direction = rest.get(at + 1).is_some_and(|next| {
            next.is(DIRECTIONS) && (next.plain().len() < 3 || next.parted || at + 2 == rest.len())
        });
        at + 1 + usize::from(direction)
    });
    rest.split_at(end)
}

/// A word for a unit and what names it.
fn unit_range(tokens: &[Token], from: usize) -> Option<Range<usize>> {
    let at = (from..tokens.len()).find(|at| {
        let token = &tokens[*at];
        token.is(UNITS) || (token.text.starts_with('#') && token.text.len() > 1)
    })?;
    let floor = tokens[at].is(&["fl", "floor", "flr"]);
    if floor && at > 0 && tokens[at - 1].text.to_lowercase().ends_with(['h', 'd', 't']) {
        return Some(at - 1..at + 1);
    }
    let own = tokens[at].text.starts_with('#') && tokens[at].text.len() > 1;
    let mut end = at + 1;
    if !own && !tokens[at].parted {
        while end < tokens.len() && (end == at + 1 || tokens[end - 1].text == "#") {
            let names = tokens[end].has_digit() || tokens[end].plain().len() <= 2 || tokens[end].text == "#";
            if !names {
                break;
            }
            end += 1;
            if tokens[end - 1].parted {
                break;
            }
        }
    }
    Some(at..end)
}

fn split_unit(tail: &[Token]) -> (String, String) {
    match unit_range(tail, 0) {
        Some(range) => (joined(&tail[range.clone()]), joined(&tail[range.end..])),
        None => (String::new(), joined(tail)),
    }
}

fn take_street(head: &[Token], address: &mut Address) {
    let opens = |token: &Token| {
        let plain = token.plain();
        plain.starts_with(|c: char| c.is_ascii_digit()) && !plain.ends_with("th") && !plain.ends_with("nd")
    };
    // The number of `Highway 80` is its name.
    let number = (0..head.len())
        .find(|at| opens(&head[*at]) && !at.checked_sub(1).is_some_and(|at| head[at].is(LEADING)));
    let (before, rest) = match number {
        Some(at) => head.split_at(at),
        None => (&head[..0], head),
    };
    address.recipient = joined(before);
    let rest = match rest.split_first() {
        Some((first, rest)) if number.is_some() => {
            first.text.clone_into(&mut address.number);
            rest
        }
        _ => rest,
    };
    // `US Highway 278 Unit 3`: what follows a leading word is its name.
    let skip = rest.iter().take_while(|token| token.is(LEADING)).count();
    let unit = unit_range(rest, skip.max(1));
    let (street, unit) = match unit {
        Some(range) => (&rest[..range.start], &rest[range.start..]),
        None => (rest, &rest[..0]),
    };
    address.street = joined(street);
    address.unit = joined(unit);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_address_is_split_into_its_parts() {
        let parts = |text: &str| {
            let address = split(text);
            [
                address.number,
                address.street,
                address.unit,
                address.city,
                address.state,
                address.zip,
            ]
            .join("|")
        };
        for (text, expected) in [
            ("12 Elm St, Oakdale, CA 95361", "12|Elm St||Oakdale|CA|95361"),
            (
                "12 elm st oakdale ca 95361-0012",
                "12|elm st||oakdale|ca|95361-0012",
            ),
            (
                "4250 N. Cedar Falls Blvd Apt 3B, Cedar Falls, IA",
                "4250|N. Cedar Falls Blvd|Apt 3B|Cedar Falls|IA|",
            ),
            (
                "88 US Highway 278, Altoona, AL 35952",
                "88|US Highway 278||Altoona|AL|35952",
            ),
            (
                "7 Main St # 12 San Dimas CA 91773",
                "7|Main St|# 12|San Dimas|CA|91773",
            ),
            (
                "900 15th Ave NE, 2nd Floor, Fargo, North Dakota",
                "900|15th Ave NE|2nd Floor|Fargo|North Dakota|",
            ),
            ("Oakdale, CA", "|||Oakdale|CA|"),
            ("", "|||||"),
        ] {
            assert_eq!(parts(text), expected, "{text}");
        }
        assert_eq!(split("P.O. Box 460, Oakdale, CA 95361").po_box, "P.O. Box 460");
        assert_eq!(split("Delta Realty 12 Elm St").recipient, "Delta Realty");
    }

    proptest! {
        #[test]
        fn any_text_is_split(text in any::<String>()) {
            let _ = split(&text);
        }

        #[test]
        fn words_of_addresses_in_any_order_are_split(words in prop::collection::vec(prop::sample::select(vec![
            "12", "Elm", "St", "st,", "Apt", "#", "#3", "2nd", "Fl", "N", "PO", "Box", "CA", "95361", ",", "New", "York", "US", "Highway",
        ]), 0..12)) {
            let _ = split(&words.join(" "));
        }
    }
}
