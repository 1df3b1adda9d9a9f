//! Free times to offer somebody, worked out from the local copy: the same for a step of an automation and for a message that is
//! being written. Whoever offers them leaves blanks, and these are filled here: no time is offered that is not free.

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::automation::action::SLOTS;
use crate::domain::contact::Contact;
use crate::domain::gate::zones::{Candidate, Whereabouts, candidates};
use crate::domain::record::EntityKind;
use crate::domain::slots::Hours;
use crate::store::{Directory, Reader, StoreError};

/// Nothing sooner than this is offered: an answer takes its time.
const NOTICE: SignedDuration = SignedDuration::from_hours(2);
/// Nothing later than this is offered.
const AHEAD: SignedDuration = SignedDuration::from_hours(14 * 24);
/// Free times of a calendar that are looked at.
const TIMES: usize = 200;

/// How many free times a text leaves blanks for.
pub(super) fn wanted(text: &str) -> usize {
    let stands = |slot: &&str| text.contains(&format!("{{{slot}}}"));
    SLOTS.iter().rposition(stands).map_or(0, |last| last + 1)
}

/// Free times to offer: of the first calendar that has enough, each on another day where that can be. `usual` is the zone of an
/// office that names none.
pub(super) fn free(
    reader: &Reader,
    directory: &Directory,
    usual: &TimeZone,
    now: Timestamp,
    wanted: usize,
) -> Result<Vec<Timestamp>, StoreError> {
    let office = directory
        .location
        .as_ref()
        .and_then(|location| location.timezone.as_deref());
    let zone = office.and_then(|name| TimeZone::get(name).ok());
    let zone = zone.unwrap_or_else(|| usual.clone());
    let span = (now + NOTICE, now + AHEAD);
    let booked = reader.booked(span.0, span.1)?;
    let mut best = Vec::new();
    for calendar in &directory.calendars {
        let fields = reader.fields(EntityKind::Calendar, calendar.id.as_str())?;
        let hours = fields.and_then(|fields| Hours::from_fields(calendar.id.clone(), &fields));
        let Some(hours) = hours else { continue };
        let (times, _) = hours.free(span, now, &zone, &booked, TIMES);
        let found = spread(&times, &zone, wanted);
        if found.len() == wanted {
            return Ok(found);
        }
        if found.len() > best.len() {
            best = found;
        }
    }
    Ok(best)
}

/// So many of these times, each on another day while there are days.
fn spread(times: &[Timestamp], zone: &TimeZone, wanted: usize) -> Vec<Timestamp> {
    let day = |at: &Timestamp| at.to_zoned(zone.clone()).date();
    let mut picked: Vec<Timestamp> = Vec::new();
    for at in times {
        if picked.len() < wanted && !picked.iter().any(|other| day(other) == day(at)) {
            picked.push(*at);
        }
    }
    let others: Vec<Timestamp> = times.iter().filter(|at| !picked.contains(at)).copied().collect();
    picked.extend(others.into_iter().take(wanted.saturating_sub(picked.len())));
    picked.sort_unstable();
    picked
}

/// A time on somebody's clock, in their language.
pub(super) fn worded(at: Timestamp, zone: TimeZone, spanish: bool) -> String {
    let local = at.to_zoned(zone);
    let clock = local.strftime("%-I:%M %p");
    if !spanish {
        return format!("{} {clock}", local.strftime("%a %-d %b"));
    }
    let day = match local.weekday() {
        Weekday::Monday => "lun",
        Weekday::Tuesday => "mar",
        Weekday::Wednesday => "mi\u{e9}",
        Weekday::Thursday => "jue",
        Weekday::Friday => "vie",
        Weekday::Saturday => "sab",
        Weekday::Sunday => "dom",
    };
    format!("{day} {}/{} {clock}", local.day(), local.month())
}

/// Where somebody may be, the likeliest first.
pub(super) fn places(contact: &Contact) -> Vec<Candidate> {
    let zone = contact.timezone.as_deref();
    candidates(&Whereabouts {
        zone: zone.filter(|name| TimeZone::get(name).is_ok()),
        state: contact.address.state.raw(),
        zip: contact.address.postal_code.raw(),
        country: contact.address.country.raw(),
        phone: contact.phone.raw(),
    })
}

/// The zone of somebody's clock; `usual` where nothing tells it.
pub(super) fn zone_of(contact: &Contact, usual: &TimeZone) -> TimeZone {
    let first = places(contact).into_iter().next();
    let zone = first.and_then(|place| TimeZone::get(&place.zone).ok());
    zone.unwrap_or_else(|| usual.clone())
}
