//! Homes for sale and whom what happens with them concerns.
//!
//! `wishes` reads what somebody wants of a home from their answers and the account's fields, `home` what is known of one from its
//! record, `slow` finds those that stand too long; how well a home fits a wish is `scoring`'s. Here is only who is told what: an
//! owner that their listing ran out or that they sell it alone, who likes a home that it is cheaper or stands differently, who looks for a home that one fits. Must not look at what tells people apart:
//! such fields are left out before anything is read. To tell of one more thing that happens with homes: a turn in
//! `domain::listing`, and its arm in `concerned`.

mod home;
mod slow;
mod wishes;

use std::cmp::Reverse;

use jiff::{SignedDuration, Timestamp};

use crate::domain::custom_field::CustomField;
use crate::domain::listing::{Listing, News, Turn};
use crate::domain::record::{Fields, Members};
use crate::domain::value::{Cents, ContactId};
use crate::engine::scores::tells_a_trait;
use crate::scoring::matching::filter::{Past, refusal};
use crate::scoring::matching::home::{Home, Status};
use crate::scoring::matching::{MOST, fit};
use crate::scoring::number::Hundredths;
use crate::store::{Directory, HomeNews, HomeRow, Reader, Seeker, StoreError};
pub(super) use slow::slow;

/// A home that fits as well as this is told of.
const FITS: Hundredths = 8_000;
/// A home that was put in so long ago is not new, whenever it is first told of.
const NEW: SignedDuration = SignedDuration::from_hours(24 * 7);
/// People who are looked at together.
pub(super) const PEOPLE: usize = 500;

/// Somebody, and what concerns them.
type Concern = (ContactId, News);

/// A home that people may be looking for.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    row: HomeRow,
    home: Home,
    /// Who has seen it, and whose it is: it is none to offer to them.
    known: Vec<ContactId>,
}

/// Whom what is new concerns by what stands in the records, and the homes that are to be held against everybody's wishes.
pub(super) fn looked_at(
    reader: &Reader,
    news: &[HomeNews],
    now: Timestamp,
) -> Result<(Vec<Concern>, Vec<Offer>), StoreError> {
    let (mut told, mut offers): (Vec<_>, Vec<Offer>) = Default::default();
    for one in news {
        for (turn, figure, members) in concerned(one, now) {
            for contact in named(reader, &one.home.fields, members)? {
                let news = of_home(&one.home, turn, figure, (one.price, one.price_was));
                told.push((contact, news));
            }
        }
        let is_known = offers.iter().any(|offer| offer.row.rid == one.home.rid);
        if !is_known
            && is_newly_open(one, now)
            && let Some(home) = home::read(&one.home.fields, now)
        {
            offers.push(Offer {
                known: named(reader, &one.home.fields, &["seen", "owner"])?,
                row: one.home.clone(),
                home,
            });
        }
    }
    Ok((told, offers))
}

/// Whom members of a record name, each once, as far as they are here.
fn named(reader: &Reader, fields: &Fields, members: &[&str]) -> Result<Vec<ContactId>, StoreError> {
    let mut found = Vec::new();
    for id in members.iter().flat_map(|member| fields.texts(member)) {
        let contact = reader.contact_of(id.raw())?;
        found.extend(contact.filter(|contact| !found.contains(contact)));
    }
    Ok(found)
}

/// Who is told what: the turn, its figure, and the members of the record that name them.
fn concerned(news: &HomeNews, now: Timestamp) -> Vec<(Turn, u32, &'static [&'static str])> {
    const LIKED: &[&str] = &["liked", "seen"];
    let mut found = Vec::new();
    let stands = home::status(&news.status);
    if let (Some(was), Some(price)) = (news.price_was, news.price)
        && stands.is_some_and(Status::is_open)
        && let Some(figure) = drop_of(was, price)
    {
        found.push((Turn::PriceDrop, figure, LIKED));
    }
    if news.status_was.as_ref().is_some_and(|was| *was != news.status) {
        found.push((Turn::Status, 0, LIKED));
        let turn = match stands {
            _ if is_newly_by_owner(news, now) => Turn::ByOwner,
            Some(Status::Expired) => Turn::Expired,
            _ => Turn::Status,
        };
        found.push((turn, 0, &["owner"]));
    } else if is_newly_by_owner(news, now) {
        found.push((Turn::ByOwner, 0, &["owner"]));
    }
    found
}

/// Whether its owner sells it without an agent and did not before, or it is new as a whole.
fn is_newly_by_owner(news: &HomeNews, now: Timestamp) -> bool {
    if let Some(was) = &news.status_was {
        return home::by_owner(&news.status) && !home::by_owner(was);
    }
    let sort = news.home.fields.text("type");
    let said = home::by_owner(&news.status) || home::by_owner(sort.raw());
    said && !was_here_long(news, now)
}

/// Whether a home was put in so long ago that it is not new, whenever it is first told of.
fn was_here_long(news: &HomeNews, now: Timestamp) -> bool {
    let added = news.home.fields.time("createdAt");
    added.is_some_and(|added| now.duration_since(added) > NEW)
}

/// By how many per cent something became cheaper, rounded down; nothing when it did not.
fn drop_of(was: Cents, price: Cents) -> Option<u32> {
    let (was, price) = (i128::from(was.0), i128::from(price.0));
    (price < was).then(|| ((was - price) * 100 / was) as u32)
}

/// Whether a home is to be had now and was not, or is new as a whole.
fn is_newly_open(news: &HomeNews, now: Timestamp) -> bool {
    let open = |status: &str| home::status(status).is_some_and(Status::is_open);
    let was_open = match &news.status_was {
        Some(was) => open(was),
        None => was_here_long(news, now),
    };
    open(&news.status) && !was_open
}

fn of_home(row: &HomeRow, turn: Turn, figure: u32, (price, was): (Option<Cents>, Option<Cents>)) -> News {
    let listing = Listing::from_fields(row.id.clone(), &row.fields);
    News {
        turn,
        address: listing.address.shown().as_str().to_owned(),
        listing: row.id.clone(),
        price,
        was: was.filter(|_| turn == Turn::PriceDrop),
        figure,
    }
}

/// Which homes fit whom, of the people behind a row; and the row behind which to go on, when there are more.
pub(super) fn fits(
    reader: &Reader,
    directory: &Directory,
    offers: &[Offer],
    (behind, now): (i64, Timestamp),
) -> Result<(Vec<Concern>, Option<i64>), StoreError> {
    let seekers = reader.seekers(behind, now, PEOPLE)?;
    let fields = usable(directory);
    let mut told = Vec::new();
    for seeker in &seekers {
        told.extend(fits_one(seeker, directory, &fields, offers));
    }
    let next = seekers.last().filter(|_| seekers.len() >= PEOPLE);
    Ok((told, next.map(|last| last.rid)))
}

/// The fields that may be looked at.
fn usable(directory: &Directory) -> Vec<&CustomField> {
    let fields = directory.custom_fields.iter();
    fields
        .filter(|field| field.model == "contact" && !tells_a_trait(field))
        .collect()
}

fn fits_one(
    seeker: &Seeker,
    directory: &Directory,
    fields: &[&CustomField],
    offers: &[Offer],
) -> Vec<Concern> {
    let searched = is_buying(seeker, directory)
        .then(|| wishes::of(seeker, fields))
        .flatten();
    let Some(wishes) = searched else { return Vec::new() };
    let mut found: Vec<(Hundredths, &Offer)> = offers
        .iter()
        .filter(|offer| refusal(&wishes, &offer.home, &past(seeker, offer)).is_none())
        .filter_map(|offer| Some((fit(&wishes, &offer.home)?.score, offer)))
        .filter(|(score, _)| *score >= FITS)
        .collect();
    found.sort_by_key(|(score, _)| Reverse(*score));
    let news = found.into_iter().take(MOST).map(|(score, offer)| {
        let price = Some(offer.home.price);
        of_home(&offer.row, Turn::Match, (score / 100) as u32, (price, None))
    });
    news.map(|news| (seeker.contact.id.clone(), news)).collect()
}

/// Whether they may be buying: somebody whose open deals are all sales of theirs is not.
fn is_buying(seeker: &Seeker, directory: &Directory) -> bool {
    let sells = |id: &String| {
        let mut known = directory.pipelines.iter();
        let named = known.find(|pipeline| pipeline.id.as_str() == id);
        named.is_some_and(|pipeline| {
            let name = pipeline.name.raw().to_lowercase();
            name.contains("sell") || name.contains("listing")
        })
    };
    seeker.pipelines.is_empty() || !seeker.pipelines.iter().all(sells)
}

/// What was between somebody and a home so far.
fn past(seeker: &Seeker, offer: &Offer) -> Past {
    Past {
        seen: offer.known.contains(&seeker.contact.id),
        passed: Vec::new(),
    }
}

#[cfg(test)]
mod tests;
