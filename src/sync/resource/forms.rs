//! Forms and who filled one in, told together: a submission names its form by an id only, and what listens to a form goes by
//! its name.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::{RemoteCrm, answer};
use crate::ghl::limit::Lane;
use crate::ghl::{Crm, Cursor, GhlError};
use crate::sync::position::{Answer, Ask};

/// Before the first account of the CRM.
const FIRST: Date = date(2010, 1, 1);
/// The CRM asks for days, and theirs may be others than ours. What settles late is told with them once more.
const BACK: SignedDuration = SignedDuration::from_hours(24);
/// The last day may count or not.
const AHEAD: SignedDuration = SignedDuration::from_hours(48);
/// More forms than any account has; ends a list that runs in a circle.
const MOST: usize = 5_000;

pub(super) async fn ask(crm: &RemoteCrm, ask: Ask) -> Result<Answer, GhlError> {
    let now = crm.clock.now();
    let (lane, from, after) = match ask {
        Ask::Newest { after } => (Lane::Rest, FIRST, after),
        // A date of theirs that lies ahead must not end what is asked for.
        Ask::Since { at, after } => (Lane::Read, day(at.min(now), -BACK), after),
    };
    let client = crm.crm.at(lane);
    let span = (from, day(now, AHEAD));
    let after = after.map(Cursor::from_text);
    let submitted = answer(client.forms().submissions(span, after.as_ref()).await?);
    // Asked for afterwards, so that no form is younger than what was filled in, and told before it.
    let mut told = forms(&client).await?;
    told.records.extend(submitted.records);
    told.skipped.extend(submitted.skipped);
    Ok(Answer {
        after: submitted.after,
        total: submitted.total,
        ..told
    })
}

async fn forms(client: &Crm) -> Result<Answer, GhlError> {
    let mut all = Answer::default();
    let mut after = None;
    loop {
        let page = client.forms().list(after.as_ref()).await?;
        after.clone_from(&page.next);
        let told = answer(page);
        all.records.extend(told.records);
        all.skipped.extend(told.skipped);
        if after.is_none() || all.records.len() > MOST {
            return Ok(all);
        }
    }
}

/// The day so long after a moment.
fn day(at: Timestamp, after: SignedDuration) -> Date {
    at.checked_add(after).unwrap_or(at).to_zoned(TimeZone::UTC).date()
}
