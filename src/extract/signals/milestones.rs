//! How far a purchase or sale has come.

use super::{Row, but, row};
use crate::domain::signal::Milestone as Is;
use crate::domain::signal::SignalKind::Milestone;

pub(super) const ROWS: &[Row] = &[
    row(Milestone(Is::UnderContract), "under contract"),
    row(Milestone(Is::UnderContract), "in escrow"),
    row(
        Milestone(Is::UnderContract),
        "offer|they|seller|sellers ..3 accepted",
    ),
    row(Milestone(Is::UnderContract), "accepted ..2 offer"),
    row(
        Milestone(Is::UnderContract),
        "signed|ratified ..2 contract|purchase_agreement",
    ),
    row(Milestone(Is::UnderContract), "opened escrow"),
    but(
        Milestone(Is::Inspection),
        "inspection|inspections|inspector|home_inspection",
        &["inspection sticker", "mask"],
    ),
    row(Milestone(Is::Appraisal), "appraisal|appraiser|appraised"),
    row(Milestone(Is::ClearToClose), "clear to close"),
    row(Milestone(Is::ClearToClose), "ctc"),
    row(
        Milestone(Is::ClearToClose),
        "loan|financing|mortgage|underwriting ..3 approved|cleared|final_approval",
    ),
    row(Milestone(Is::ClearToClose), "final loan? approval"),
    row(Milestone(Is::Walkthrough), "final walkthrough|walk_through|walk"),
    row(Milestone(Is::Walkthrough), "walkthrough|walk_through"),
    row(
        Milestone(Is::Keys),
        "get|got|pick_up|picked_up|have|hand_over|handed ..2 keys",
    ),
    row(Milestone(Is::Keys), "closed on|escrow|yesterday|today|last_week"),
    row(
        Milestone(Is::OfferRejected),
        "offer|they|seller|sellers|bid ..4 turned_down|declined|rejected|refused|said_no|passed",
    ),
    row(Milestone(Is::OfferRejected), "turned|turn ..3 offer|us|me down"),
    row(Milestone(Is::OfferRejected), "turned down ..3 offer"),
    row(
        Milestone(Is::OfferRejected),
        "rejected|declined|refused ..2 offer",
    ),
    row(Milestone(Is::OfferRejected), "outbid"),
    row(
        Milestone(Is::OfferRejected),
        "went with|took another|other|different ..1 offer|buyer",
    ),
    row(
        Milestone(Is::OfferRejected),
        "offer|bid ..3 too_low|lowball|low_ball",
    ),
];
