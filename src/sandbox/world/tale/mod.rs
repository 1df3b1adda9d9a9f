//! The tales people's threads are told from: which chapters a plot has, and who says what after how many minutes.
//!
//! Owns: the words. Must not: know a person; the story fills in names and times. To add a way a chapter can go: one
//! more list of lines in its row of `buyer`, `seller` or `spanish`.

mod buyer;
mod seller;
mod spanish;
mod step;

use super::persona::{Plot, Side};
pub use step::{Chapter, Line, Step};

/// The chapters of a plot.
pub fn chapters(plot: Plot) -> &'static [Chapter] {
    use Chapter::{Booking, Chase, Closing, Contract, Elsewhere, Enquiry, Later, Offer, Stop, Talk, Visit};
    match plot {
        Plot::Fresh => &[Enquiry],
        Plot::Silent => &[Enquiry, Chase],
        Plot::OptOut => &[Enquiry, Chase, Stop],
        Plot::Nurture => &[Enquiry, Talk, Later],
        Plot::Lost => &[Enquiry, Talk, Elsewhere],
        Plot::Appointment => &[Enquiry, Talk, Booking],
        Plot::Offer => &[Enquiry, Talk, Booking, Visit, Offer],
        Plot::Contract => &[Enquiry, Talk, Booking, Visit, Offer, Contract],
        Plot::Closed => &[Enquiry, Talk, Booking, Visit, Offer, Contract, Closing],
    }
}

/// The ways a chapter can go. There is always at least one.
pub fn ways(chapter: Chapter, side: Side, in_spanish: bool) -> &'static [&'static [Line]] {
    let (english, spanish) = match side {
        Side::Buyer => (buyer::LINES, spanish::BUYER),
        Side::Seller => (seller::LINES, spanish::SELLER),
    };
    let other = if in_spanish {
        [spanish, spanish::LINES]
    } else {
        [&[] as step::Table; 2]
    };
    let mut tables = other.into_iter().chain([english]);
    tables
        .find_map(|table| table.iter().find(|(known, _)| *known == chapter))
        .map(|(_, ways)| *ways)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_plot_can_be_told_to_both_sides_in_both_languages() {
        use Plot::{Appointment, Closed, Contract, Fresh, Lost, Nurture, Offer, OptOut, Silent};
        for plot in [
            Fresh,
            Silent,
            Nurture,
            Appointment,
            Offer,
            Contract,
            Closed,
            Lost,
            OptOut,
        ] {
            for chapter in chapters(plot) {
                for side in [Side::Buyer, Side::Seller] {
                    for spanish in [false, true] {
                        let ways = ways(*chapter, side, spanish);
                        assert!(
                            !ways.is_empty() && ways.iter().all(|way| !way.is_empty()),
                            "{chapter:?} {side:?}"
                        );
                    }
                }
            }
        }
    }
}
