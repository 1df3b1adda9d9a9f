//! How questions are asked and answered, as phrases.

use std::sync::LazyLock;

use super::Asked;
use crate::domain::words::{Sets, Table};
use crate::extract::speech::REACH;

/// An answer as people put it.
pub(super) struct Row {
    pub question: Asked,
    pub phrase: &'static str,
    /// What is kept; without one, the words themselves.
    pub value: Option<&'static str>,
    /// What is kept when a denial stands before it; without one, nothing.
    pub denied: Option<&'static str>,
}

const fn quoted(question: Asked, phrase: &'static str) -> Row {
    Row {
        question,
        phrase,
        value: None,
        denied: None,
    }
}

const fn row(question: Asked, phrase: &'static str, value: &'static str) -> Row {
    Row {
        question,
        phrase,
        value: Some(value),
        denied: None,
    }
}

const fn either(question: Asked, phrase: &'static str, value: &'static str, denied: &'static str) -> Row {
    Row {
        question,
        phrase,
        value: Some(value),
        denied: Some(denied),
    }
}

/// Named sets of the phrases below.
pub(super) const SETS: &Sets = &[
    (
        "kin",
        "wife|husband|spouse|partner|mom|mother|dad|father|parents|brother|sister|siblings|son|daughter|fiance|girlfriend|boyfriend",
    ),
    (
        "number",
        "1|2|3|5|7|10|14|15|20|21|30|45|60|90|one|two|three|five|seven|ten|fourteen|thirty",
    ),
];

/// Bytes beside a sum in which a cue tells what it is about.
pub(super) const NEAR: usize = 40;

/// Words near a sum that tell what it is about, the surest first.
pub(super) const SUMS: &[(Asked, &[&str])] = &[
    (
        Asked::Mortgage,
        &["owe", "owed", "owing", "payoff", "balance", "lien", "liens"],
    ),
    (
        Asked::Improvements,
        &[
            "spent",
            "invested",
            "remodel",
            "remodeling",
            "renovation",
            "renovations",
            "upgrades",
            "sank",
        ],
    ),
    (
        Asked::Price,
        &[
            "sell", "asking", "worth", "take", "accept", "net", "list", "offer",
        ],
    ),
    (
        Asked::Budget,
        &[
            "budget",
            "afford",
            "spend",
            "approved",
            "preapproved",
            "prequalified",
            "max",
            "maximum",
            "under",
            "range",
            "up",
            "price",
            "looking",
            "buy",
            "pay",
            "rent",
            "between",
            "around",
            "below",
        ],
    ),
];

pub(super) const ROWS: &[Row] = &[
    either(
        Asked::Financing,
        "pre_approved|preapproved|pre_approval|preapproval",
        "pre-approved",
        "not pre-approved",
    ),
    either(
        Asked::Financing,
        "pre_qualified|prequalified",
        "pre-qualified",
        "not pre-qualified",
    ),
    either(
        Asked::Financing,
        "paying|pay|buying|offer|purchase|all ..2 cash",
        "cash",
        "not cash",
    ),
    row(Asked::Financing, "cash buyer|purchase|deal|offer", "cash"),
    row(Asked::Financing, "fha", "FHA"),
    row(
        Asked::Financing,
        "va loan|buyer|financing|approved|eligible",
        "VA",
    ),
    row(
        Asked::Financing,
        "conventional ..1 loan|financing|mortgage",
        "conventional",
    ),
    row(
        Asked::Financing,
        "need|havent_talked_to|looking_for|talk_to|find ..2 lender",
        "needs a lender",
    ),
    row(
        Asked::Financing,
        "have|got|working_with|use ..2 lender",
        "has a lender",
    ),
    quoted(Asked::Financing, "hard money"),
    quoted(Asked::Financing, "@number|0|25|50 percent|down down|payment"),
    quoted(Asked::Condition, "move_in_ready|turnkey|turn_key"),
    quoted(
        Asked::Condition,
        "good|great|excellent|decent|fair|ok|okay|rough|bad|poor ..1 condition|shape",
    ),
    quoted(
        Asked::Condition,
        "updated|remodeled|renovated|well_maintained|brand_new ..2 kitchen|bathrooms|throughout|everything|inside|roof",
    ),
    quoted(
        Asked::Improvements,
        "new|newer|replaced|redid|remodeled|updated|added|installed ..3 roof|kitchen|bathroom|bathrooms|windows|hvac|ac|furnace|floors|flooring|deck|pool|water_heater|solar|siding|paint",
    ),
    either(
        Asked::ListedBefore,
        "listed ..4 before|last_year|already|with|in|expired",
        "yes",
        "no",
    ),
    either(Asked::ListedBefore, "tried ..3 sell|selling", "yes", "no"),
    row(Asked::ListedBefore, "was on the market", "yes"),
    row(Asked::ListedBefore, "listing expired", "yes"),
    row(Asked::ListedBefore, "first time ..2 selling|listing|sell", "no"),
    row(
        Asked::ListedBefore,
        "never ..2 listed|sold|tried|been_on_the_market",
        "no",
    ),
    row(Asked::Deciders, "just me", "alone"),
    row(Asked::Deciders, "only me", "alone"),
    row(Asked::Deciders, "im|i_am ..1 sole|only ..1 owner", "alone"),
    quoted(Asked::Deciders, "my @kin and i|me"),
    quoted(Asked::Deciders, "me|i and my @kin"),
    quoted(Asked::Deciders, "talk|speak|check|discuss ..2 with|to my @kin"),
    quoted(
        Asked::Deciders,
        "my @kin decides|has_to|needs_to|owns|and_me|wants",
    ),
    quoted(Asked::Deciders, "both|all of us"),
    row(
        Asked::PreferredContact,
        "text|texts|texting ..1 is|are|works|would_be ..1 best|better|easier|good|fine|preferred",
        "text",
    ),
    either(
        Asked::PreferredContact,
        "prefer ..1 text|texts|texting",
        "text",
        "not text",
    ),
    row(Asked::PreferredContact, "just|please text me", "text"),
    row(Asked::PreferredContact, "text me", "text"),
    row(
        Asked::PreferredContact,
        "call|calls|phone ..1 is|are|works ..1 best|better|easier|good|fine",
        "call",
    ),
    either(
        Asked::PreferredContact,
        "prefer ..2 call|calls|phone|phone_call",
        "call",
        "not call",
    ),
    either(Asked::PreferredContact, "call me|us", "call", "not call"),
    row(
        Asked::PreferredContact,
        "email|mail ..1 is|works ..1 best|better|easier|good|fine",
        "email",
    ),
    either(Asked::PreferredContact, "prefer ..1 email", "email", "not email"),
    row(Asked::PreferredContact, "email me", "email"),
    row(Asked::PreferredContact, "whatsapp", "whatsapp"),
    row(Asked::Strategy, "flip|flips|flipping|fix_and_flip", "flip"),
    row(Asked::Strategy, "buy and hold", "hold"),
    row(
        Asked::Strategy,
        "hold|holds|rentals|rental_property|brrrr|long_term_rental|short_term_rental|airbnb",
        "hold",
    ),
    row(
        Asked::Strategy,
        "wholesale|wholesaling|wholesaler|assign_the_contract",
        "wholesale",
    ),
    either(
        Asked::Funds,
        "proof of funds",
        "proof of funds",
        "no proof of funds",
    ),
    row(Asked::Funds, "pof", "proof of funds"),
    row(Asked::Funds, "bank statement|statements|letter", "bank statement"),
    row(
        Asked::Funds,
        "funds are? ready|available|in_the_bank",
        "funds ready",
    ),
    quoted(
        Asked::Returns,
        "at_least? ..1 4|5|6|7|8|9|10|12|15|20|25|30 cap|percent|return|cap_rate|margin|roi|coc",
    ),
    quoted(Asked::Returns, "cap rate ..3 4|5|6|7|8|9|10|12"),
    quoted(Asked::Returns, "cash on cash"),
    quoted(Asked::Returns, "70 percent|rule"),
    quoted(Asked::Accepts, "any|all condition|conditions"),
    quoted(
        Asked::Accepts,
        "light|cosmetic|heavy|full|minor rehab|rehabs|gut|work|repairs|updates",
    ),
    quoted(Asked::Accepts, "turnkey only"),
    quoted(Asked::CloseSpeed, "close|closing ..3 @number day|days|week|weeks"),
    quoted(
        Asked::CloseSpeed,
        "@number ..1 day|days|week|weeks close|closing|escrow",
    ),
    quoted(Asked::CloseSpeed, "fast|quick close|closing"),
];

/// How an agent asks; of several the last one counts.
pub(super) const ASKING: &[(Asked, &str)] = &[
    (
        Asked::Budget,
        "budget|price_range|price_point|how_much ..5 spend|afford|looking|comfortable|have|is|range|mind|budget",
    ),
    (Asked::Budget, "budget|price_range"),
    (
        Asked::Area,
        "what|which|where ..4 area|areas|city|town|neighborhood|neighborhoods|location|part_of_town",
    ),
    (Asked::Area, "where ..4 looking|like|live|want|search|hoping|move"),
    (
        Asked::Timeline,
        "when ..5 move|moving|buy|sell|need|hoping|looking|in|close",
    ),
    (
        Asked::Timeline,
        "timeline|timeframe|time_frame|how_soon|how_quickly|by_when",
    ),
    (Asked::Timeline, "30 ..2 45 days"),
    (Asked::Needs, "how many ..2 bedrooms|beds|baths|bathrooms|rooms"),
    (Asked::Needs, "must_haves|must_have|what_features|looking_for_in"),
    (
        Asked::Financing,
        "pre_approved|preapproved|prequalified|pre_qualified|lender|financing|cash_or|loan_or",
    ),
    (
        Asked::Motivation,
        "why ..4 move|moving|sell|selling|buy|buying|now",
    ),
    (
        Asked::Motivation,
        "reason|prompting|made_you|got_you|motivat|motivating|motivation",
    ),
    (
        Asked::Condition,
        "condition|shape|repairs|need_any_work|needs_work|move_in_ready",
    ),
    (Asked::Address, "address"),
    (
        Asked::Price,
        "what|which ..4 price|number ..4 sell|take|want|need|happy|looking",
    ),
    (Asked::Price, "how much ..4 want|asking|take for|sell"),
    (
        Asked::Mortgage,
        "owe|owed|mortgage_balance|mortgage_left|left_on|liens",
    ),
    (
        Asked::Improvements,
        "improvements|upgrades|renovations|updates|updated",
    ),
    (
        Asked::ListedBefore,
        "listed|tried_to_sell|on_the_market ..2 before|previously|in_the_past",
    ),
    (
        Asked::Deciders,
        "anyone|who|somebody|someone ..4 decision|decide|deciding|decisions|title|involved",
    ),
    (
        Asked::PreferredContact,
        "best|prefer|preferred ..5 reach|contact|way|text|call_or|email",
    ),
    (Asked::Strategy, "flip|hold|wholesale|strategy"),
    (Asked::Funds, "proof of funds"),
    (Asked::Returns, "return|cap_rate|margin|roi"),
    (Asked::Accepts, "what|which condition ..4 accept|take|buy"),
    (Asked::CloseSpeed, "how fast|quickly|soon ..3 close"),
];

/// [`ASKING`], compiled.
pub(super) static ASKING_TABLE: LazyLock<Table> =
    LazyLock::new(|| Table::new(ASKING.iter().map(|row| (row.1, Vec::new())), SETS, REACH));
