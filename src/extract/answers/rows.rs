//! How questions are asked and answered, as phrases.

use std::sync::LazyLock;

use crate::domain::qualification::Question;
use crate::domain::words::{Sets, Table};
use crate::extract::speech::REACH;

/// An answer as people put it.
pub(super) struct Row {
    pub question: Question,
    pub phrase: &'static str,
    /// What is kept; without one, the words themselves.
    pub value: Option<&'static str>,
    /// What is kept when a denial stands before it; without one, nothing.
    pub denied: Option<&'static str>,
}

const fn quoted(question: Question, phrase: &'static str) -> Row {
    Row {
        question,
        phrase,
        value: None,
        denied: None,
    }
}

const fn row(question: Question, phrase: &'static str, value: &'static str) -> Row {
    Row {
        question,
        phrase,
        value: Some(value),
        denied: None,
    }
}

const fn either(question: Question, phrase: &'static str, value: &'static str, denied: &'static str) -> Row {
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
pub(super) const SUMS: &[(Question, &[&str])] = &[
    (
        Question::Mortgage,
        &["owe", "owed", "owing", "payoff", "balance", "lien", "liens"],
    ),
    (
        Question::Improvements,
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
        Question::Price,
        &[
            "sell", "asking", "worth", "take", "accept", "net", "list", "offer",
        ],
    ),
    (
        Question::Budget,
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
        Question::Financing,
        "pre_approved|preapproved|pre_approval|preapproval",
        "pre-approved",
        "not pre-approved",
    ),
    either(
        Question::Financing,
        "pre_qualified|prequalified",
        "pre-qualified",
        "not pre-qualified",
    ),
    either(
        Question::Financing,
        "paying|pay|buying|offer|purchase|all ..2 cash",
        "cash",
        "not cash",
    ),
    row(Question::Financing, "cash buyer|purchase|deal|offer", "cash"),
    row(Question::Financing, "fha", "FHA"),
    row(
        Question::Financing,
        "va loan|buyer|financing|approved|eligible",
        "VA",
    ),
    row(
        Question::Financing,
        "conventional ..1 loan|financing|mortgage",
        "conventional",
    ),
    row(
        Question::Financing,
        "need|havent_talked_to|looking_for|talk_to|find ..2 lender",
        "needs a lender",
    ),
    row(
        Question::Financing,
        "have|got|working_with|use ..2 lender",
        "has a lender",
    ),
    quoted(Question::Financing, "hard money"),
    quoted(Question::Financing, "@number|0|25|50 percent|down down|payment"),
    quoted(Question::Condition, "move_in_ready|turnkey|turn_key"),
    quoted(
        Question::Condition,
        "good|great|excellent|decent|fair|ok|okay|rough|bad|poor ..1 condition|shape",
    ),
    quoted(
        Question::Condition,
        "updated|remodeled|renovated|well_maintained|brand_new ..2 kitchen|bathrooms|throughout|everything|inside|roof",
    ),
    quoted(
        Question::Improvements,
        "new|newer|replaced|redid|remodeled|updated|added|installed ..3 roof|kitchen|bathroom|bathrooms|windows|hvac|ac|furnace|floors|flooring|deck|pool|water_heater|solar|siding|paint",
    ),
    either(
        Question::ListedBefore,
        "listed ..4 before|last_year|already|with|in|expired",
        "yes",
        "no",
    ),
    either(Question::ListedBefore, "tried ..3 sell|selling", "yes", "no"),
    row(Question::ListedBefore, "was on the market", "yes"),
    row(Question::ListedBefore, "listing expired", "yes"),
    row(
        Question::ListedBefore,
        "first time ..2 selling|listing|sell",
        "no",
    ),
    row(
        Question::ListedBefore,
        "never ..2 listed|sold|tried|been_on_the_market",
        "no",
    ),
    row(Question::Deciders, "just me", "alone"),
    row(Question::Deciders, "only me", "alone"),
    row(Question::Deciders, "im|i_am ..1 sole|only ..1 owner", "alone"),
    quoted(Question::Deciders, "my @kin and i|me"),
    quoted(Question::Deciders, "me|i and my @kin"),
    quoted(Question::Deciders, "talk|speak|check|discuss ..2 with|to my @kin"),
    quoted(
        Question::Deciders,
        "my @kin decides|has_to|needs_to|owns|and_me|wants",
    ),
    quoted(Question::Deciders, "both|all of us"),
    row(
        Question::PreferredContact,
        "text|texts|texting ..1 is|are|works|would_be ..1 best|better|easier|good|fine|preferred",
        "text",
    ),
    either(
        Question::PreferredContact,
        "prefer ..1 text|texts|texting",
        "text",
        "not text",
    ),
    row(Question::PreferredContact, "just|please text me", "text"),
    row(Question::PreferredContact, "text me", "text"),
    row(
        Question::PreferredContact,
        "call|calls|phone ..1 is|are|works ..1 best|better|easier|good|fine",
        "call",
    ),
    either(
        Question::PreferredContact,
        "prefer ..2 call|calls|phone|phone_call",
        "call",
        "not call",
    ),
    either(Question::PreferredContact, "call me|us", "call", "not call"),
    row(
        Question::PreferredContact,
        "email|mail ..1 is|works ..1 best|better|easier|good|fine",
        "email",
    ),
    either(
        Question::PreferredContact,
        "prefer ..1 email",
        "email",
        "not email",
    ),
    row(Question::PreferredContact, "email me", "email"),
    row(Question::PreferredContact, "whatsapp", "whatsapp"),
    row(Question::Strategy, "flip|flips|flipping|fix_and_flip", "flip"),
    row(Question::Strategy, "buy and hold", "hold"),
    row(
        Question::Strategy,
        "hold|holds|rentals|rental_property|brrrr|long_term_rental|short_term_rental|airbnb",
        "hold",
    ),
    row(
        Question::Strategy,
        "wholesale|wholesaling|wholesaler|assign_the_contract",
        "wholesale",
    ),
    either(
        Question::Funds,
        "proof of funds",
        "proof of funds",
        "no proof of funds",
    ),
    row(Question::Funds, "pof", "proof of funds"),
    row(
        Question::Funds,
        "bank statement|statements|letter",
        "bank statement",
    ),
    row(
        Question::Funds,
        "funds are? ready|available|in_the_bank",
        "funds ready",
    ),
    quoted(
        Question::Returns,
        "at_least? ..1 4|5|6|7|8|9|10|12|15|20|25|30 cap|percent|return|cap_rate|margin|roi|coc",
    ),
    quoted(Question::Returns, "cap rate ..3 4|5|6|7|8|9|10|12"),
    quoted(Question::Returns, "cash on cash"),
    quoted(Question::Returns, "70 percent|rule"),
    quoted(Question::Accepts, "any|all condition|conditions"),
    quoted(
        Question::Accepts,
        "light|cosmetic|heavy|full|minor rehab|rehabs|gut|work|repairs|updates",
    ),
    quoted(Question::Accepts, "turnkey only"),
    quoted(
        Question::CloseSpeed,
        "close|closing ..3 @number day|days|week|weeks",
    ),
    quoted(
        Question::CloseSpeed,
        "@number ..1 day|days|week|weeks close|closing|escrow",
    ),
    quoted(Question::CloseSpeed, "fast|quick close|closing"),
];

/// How an agent asks; of several the last one counts.
pub(super) const ASKING: &[(Question, &str)] = &[
    (
        Question::Budget,
        "budget|price_range|price_point|how_much ..5 spend|afford|looking|comfortable|have|is|range|mind|budget",
    ),
    (Question::Budget, "budget|price_range"),
    (
        Question::Area,
        "what|which|where ..4 area|areas|city|town|neighborhood|neighborhoods|location|part_of_town",
    ),
    (
        Question::Area,
        "where ..4 looking|like|live|want|search|hoping|move",
    ),
    (
        Question::Timeline,
        "when ..5 move|moving|buy|sell|need|hoping|looking|in|close",
    ),
    (
        Question::Timeline,
        "timeline|timeframe|time_frame|how_soon|how_quickly|by_when",
    ),
    (Question::Timeline, "30 ..2 45 days"),
    (
        Question::Needs,
        "how many ..2 bedrooms|beds|baths|bathrooms|rooms",
    ),
    (
        Question::Needs,
        "must_haves|must_have|what_features|looking_for_in",
    ),
    (
        Question::Financing,
        "pre_approved|preapproved|prequalified|pre_qualified|lender|financing|cash_or|loan_or",
    ),
    (
        Question::Motivation,
        "why ..4 move|moving|sell|selling|buy|buying|now",
    ),
    (
        Question::Motivation,
        "reason|prompting|made_you|got_you|motivat|motivating|motivation",
    ),
    (
        Question::Condition,
        "condition|shape|repairs|need_any_work|needs_work|move_in_ready",
    ),
    (Question::Address, "address"),
    (
        Question::Price,
        "what|which ..4 price|number ..4 sell|take|want|need|happy|looking",
    ),
    (Question::Price, "how much ..4 want|asking|take for|sell"),
    (
        Question::Mortgage,
        "owe|owed|mortgage_balance|mortgage_left|left_on|liens",
    ),
    (
        Question::Improvements,
        "improvements|upgrades|renovations|updates|updated",
    ),
    (
        Question::ListedBefore,
        "listed|tried_to_sell|on_the_market ..2 before|previously|in_the_past",
    ),
    (
        Question::Deciders,
        "anyone|who|somebody|someone ..4 decision|decide|deciding|decisions|title|involved",
    ),
    (
        Question::PreferredContact,
        "best|prefer|preferred ..5 reach|contact|way|text|call_or|email",
    ),
    (Question::Strategy, "flip|hold|wholesale|strategy"),
    (Question::Funds, "proof of funds"),
    (Question::Returns, "return|cap_rate|margin|roi"),
    (Question::Accepts, "what|which condition ..4 accept|take|buy"),
    (Question::CloseSpeed, "how fast|quickly|soon ..3 close"),
];

/// [`ASKING`], compiled.
pub(super) static ASKING_TABLE: LazyLock<Table> =
    LazyLock::new(|| Table::new(ASKING.iter().map(|row| (row.1, Vec::new())), SETS, REACH));
