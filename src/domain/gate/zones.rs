//! Where the recipient may be: every zone that the contact, the address or the number speaks for.

use serde::Serialize;

use super::places::{ALL_US, MOSTLY, NARROW_AREAS, NARROW_ZIPS, STATES, State};

/// What speaks for a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The zone written on the contact.
    Contact,
    /// State or ZIP code of the address.
    Address,
    /// The area code of the number.
    AreaCode,
    /// Nothing is known: any zone of the country the number belongs to.
    Unknown,
}

/// A zone the recipient may be in, and the state whose hours hold there when that is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Candidate {
    /// IANA name.
    pub zone: String,
    /// Postal abbreviation of the state.
    pub state: Option<&'static str>,
    /// What speaks for it.
    pub from: Source,
}

/// What is known of where somebody is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Whereabouts<'a> {
    /// The zone on the contact; only a name the zone data knows.
    pub zone: Option<&'a str>,
    /// State or province as written.
    pub state: &'a str,
    /// Postal code as written.
    pub zip: &'a str,
    /// Country as written; empty counts as the account's own, the US.
    pub country: &'a str,
    /// The number, E.164 when the CRM could tell.
    pub phone: &'a str,
}

/// Every zone that must allow a send. Empty when somebody is abroad and nobody has written down their zone: then
/// nobody knows what time it is there.
pub fn candidates(known: &Whereabouts<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    if let Some(zone) = known.zone {
        push(&mut found, zone, None, Source::Contact);
    }
    let abroad = !matches!(
        known.country.trim().to_ascii_uppercase().as_str(),
        "" | "US" | "USA" | "UNITED STATES" | "CA" | "CAN" | "CANADA"
    );
    if abroad && known.zone.is_none() {
        return Vec::new();
    }
    if !abroad {
        from_address(known, &mut found);
    }
    let area = area_code(known.phone);
    if let Area::Code(code) = area {
        from_area(code, &mut found);
    }
    if found.is_empty() && area != Area::Abroad {
        for zone in ALL_US {
            push(&mut found, zone, None, Source::Unknown);
        }
    }
    found
}

fn from_address(known: &Whereabouts<'_>, found: &mut Vec<Candidate>) {
    let written = known.state.trim().to_lowercase();
    let by_state = STATES
        .iter()
        .find(|state| state.code.eq_ignore_ascii_case(&written) || state.name == written);
    let prefix = known
        .zip
        .trim()
        .get(..3)
        .filter(|_| known.zip.trim().len() >= 5)
        .and_then(|digits| digits.parse::<u16>().ok());
    let by_zip = prefix.and_then(|prefix| {
        STATES.iter().find(|state| {
            state
                .zips
                .iter()
                .any(|(from, to)| (*from..=*to).contains(&prefix))
        })
    });
    let narrow = prefix.and_then(|prefix| narrowed(NARROW_ZIPS, prefix));
    for (state, told_by_zip) in [(by_state, false), (by_zip, true)] {
        let Some(state) = state else { continue };
        let agrees = by_zip.is_some_and(|zip| zip.code == state.code);
        if told_by_zip && by_state.is_some_and(|other| other.code == state.code) {
            continue;
        }
        let zones = match narrow {
            Some(zones) if agrees => zones,
            // A ZIP code that is not listed by itself lies in the main zone of a state that has one.
            None if agrees => mostly(state),
            _ => state.zones,
        };
        for zone in zones {
            push(found, zone, Some(state.code), Source::Address);
        }
    }
}

fn from_area(code: u16, found: &mut Vec<Candidate>) {
    let Some(state) = STATES.iter().find(|state| state.areas.contains(&code)) else {
        return;
    };
    for zone in narrowed(NARROW_AREAS, code).unwrap_or_else(|| mostly(state)) {
        push(found, zone, Some(state.code), Source::AreaCode);
    }
}

fn mostly(state: &State) -> &'static [&'static str] {
    MOSTLY
        .iter()
        .find(|(code, _)| *code == state.code)
        .map_or(state.zones, |(_, zones)| zones)
}

fn narrowed(
    table: &'static [(&'static [u16], &'static [&'static str])],
    code: u16,
) -> Option<&'static [&'static str]> {
    table
        .iter()
        .find(|(codes, _)| codes.contains(&code))
        .map(|(_, zones)| *zones)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Area {
    None,
    Abroad,
    Code(u16),
}

fn area_code(phone: &str) -> Area {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let national = match (phone.trim().starts_with('+'), digits.len()) {
        (_, 0) => return Area::None,
        (true, _) if !digits.starts_with('1') => return Area::Abroad,
        (_, 11) => digits.strip_prefix('1'),
        (false, 10) => Some(digits.as_str()),
        _ => None,
    };
    national
        .and_then(|national| national.get(..3)?.parse().ok())
        .map_or(Area::None, Area::Code)
}

fn push(found: &mut Vec<Candidate>, zone: &str, state: Option<&'static str>, from: Source) {
    if !found
        .iter()
        .any(|other| other.zone == zone && other.state == state)
    {
        found.push(Candidate {
            zone: zone.to_owned(),
            state,
            from,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zones(known: &Whereabouts<'_>) -> Vec<(String, Option<&'static str>)> {
        candidates(known)
            .into_iter()
            .map(|found| (found.zone, found.state))
            .collect()
    }

    #[test]
    fn every_code_belongs_to_one_place_and_every_zone_is_real() {
        let mut seen = std::collections::BTreeSet::new();
        for state in STATES {
            for area in state.areas {
                assert!(seen.insert(*area), "{area} of {} stands twice", state.code);
                assert!((200..1000).contains(area), "{area}");
            }
            for zone in state.zones {
                assert!(jiff::tz::TimeZone::get(zone).is_ok(), "{zone}");
            }
            assert!(!state.zones.is_empty(), "{}", state.code);
        }
        for (codes, zones) in NARROW_AREAS {
            for code in *codes {
                let state = STATES.iter().find(|state| state.areas.contains(code)).unwrap();
                assert!(zones.iter().all(|zone| state.zones.contains(zone)), "{code}");
            }
        }
        let mut prefixes = std::collections::BTreeSet::new();
        for (from, to) in STATES.iter().flat_map(|state| state.zips) {
            for prefix in *from..=*to {
                assert!(prefixes.insert(prefix), "ZIP {prefix} stands twice");
            }
        }
    }

    #[test]
    fn contact_address_and_number_all_speak() {
        let known = Whereabouts {
            zone: Some("America/Los_Angeles"),
            state: "Florida",
            zip: "33101",
            phone: "+12125550142",
            ..Whereabouts::default()
        };
        assert_eq!(
            zones(&known),
            [
                ("America/Los_Angeles".to_owned(), None),
                ("America/New_York".to_owned(), Some("FL")),
                ("America/New_York".to_owned(), Some("NY")),
            ]
        );
    }

    #[test]
    fn a_state_and_a_zip_code_that_disagree_both_count() {
        let known = Whereabouts {
            state: "CA",
            zip: "10001",
            ..Whereabouts::default()
        };
        assert_eq!(
            zones(&known),
            [
                ("America/Los_Angeles".to_owned(), Some("CA")),
                ("America/New_York".to_owned(), Some("NY")),
            ]
        );
    }

    #[test]
    fn a_state_with_two_zones_counts_both_unless_the_code_tells() {
        let tennessee = Whereabouts {
            state: "tn",
            ..Whereabouts::default()
        };
        assert_eq!(zones(&tennessee).len(), 2);
        let memphis = Whereabouts {
            phone: "(901) 555-0100",
            ..Whereabouts::default()
        };
        assert_eq!(zones(&memphis), [("America/Chicago".to_owned(), Some("TN"))]);
        let el_paso = Whereabouts {
            zip: "79901",
            ..Whereabouts::default()
        };
        assert_eq!(zones(&el_paso), [("America/Denver".to_owned(), Some("TX"))]);
    }

    #[test]
    fn nothing_known_is_every_zone_and_abroad_is_none() {
        assert_eq!(candidates(&Whereabouts::default()).len(), ALL_US.len());
        let free_call = Whereabouts {
            phone: "+18005550100",
            ..Whereabouts::default()
        };
        assert_eq!(candidates(&free_call).len(), ALL_US.len());
        for (phone, country) in [("+442079460018", ""), ("", "GB"), ("+19095550142", "MX")] {
            let known = Whereabouts {
                country,
                phone,
                ..Whereabouts::default()
            };
            assert!(candidates(&known).is_empty(), "{phone} {country}");
        }
        let london = Whereabouts {
            zone: Some("Europe/London"),
            phone: "+442079460018",
            country: "GB",
            ..Whereabouts::default()
        };
        assert_eq!(candidates(&london).len(), 1);
    }
}
