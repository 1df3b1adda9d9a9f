//! Whether they buy or sell.

use super::{Row, but, row};
use crate::domain::signal::Side::{Buy, Sell};
use crate::domain::signal::SignalKind::Wants;
use crate::domain::signal::Strength::{Clear, Weak};

pub(super) const ROWS: &[Row] = &[
    but(
        Wants(Buy, Clear),
        "@want ..3 buy|buying|purchase|purchasing ..3 @home|something|first_home|investment",
        &[
            "buyer",
            "want|have|need a buyer",
            "buy ..1 it|this|mine from|off me|us",
        ],
    ),
    row(
        Wants(Buy, Clear),
        "looking|want|need|like|trying|hoping|ready|going|plan|planning ..1 to_buy|to_purchase|buy|purchase",
    ),
    row(Wants(Buy, Clear), "house|home|condo hunting|shopping"),
    row(
        Wants(Buy, Clear),
        "looking for|at ..5 house|home|homes|houses|condo|townhome|place|property|properties",
    ),
    row(
        Wants(Buy, Clear),
        "find me|us|a|an ..4 home|house|condo|place|townhome|property",
    ),
    row(
        Wants(Buy, Clear),
        "help ..2 find ..4 home|house|condo|place|townhome",
    ),
    row(Wants(Buy, Clear), "make|submit|write|put_in|put ..2 offer"),
    row(Wants(Buy, Clear), "first|1st time|home buyer|buyers|homebuyer"),
    row(Wants(Buy, Clear), "im|i_am|were|we_are ..2 buyer|buyers"),
    row(
        Wants(Buy, Clear),
        "quiero|queremos|busco|buscamos ..2 comprar|casa",
    ),
    row(Wants(Buy, Weak), "budget"),
    row(
        Wants(Buy, Weak),
        "pre_approved|preapproved|pre_approval|preapproval|pre_qualified|prequalified|approved_for|approval_letter",
    ),
    row(Wants(Buy, Weak), "down payment"),
    row(
        Wants(Buy, Weak),
        "fha|va_loan|va|conventional|usda|conventional_loan",
    ),
    row(Wants(Buy, Weak), "cash buyer|offer|purchase"),
    row(
        Wants(Buy, Weak),
        "@number bed|beds|bedroom|bedrooms|br|bath|baths|bathroom|bathrooms",
    ),
    row(
        Wants(Buy, Weak),
        "see|tour|visit|view|show ..3 house|home|condo|property|listing|it",
    ),
    row(Wants(Buy, Weak), "more listings|homes|houses|options"),
    row(Wants(Buy, Weak), "tired of renting"),
    but(
        Wants(Sell, Clear),
        "@want ..3 sell|selling ..2 @our ..2 @home|land|lot|rental|unit",
        &["agent|realtor|they|seller|owner ..3 selling"],
    ),
    row(
        Wants(Sell, Clear),
        "sell|selling my|our|moms|dads|his|her ..3 home|house|place|condo|property|townhome|land|duplex|rental",
    ),
    row(
        Wants(Sell, Clear),
        "list|listing my|our ..2 home|house|place|condo|property|townhome",
    ),
    row(
        Wants(Sell, Clear),
        "need|want|have|ready|looking|hoping|trying|going|thinking_of|thinking_about|planning ..1 to_sell|selling|sell",
    ),
    row(Wants(Sell, Clear), "sell ..1 before|first ..2 buy|buying|we|i"),
    row(
        Wants(Sell, Clear),
        "have|got a|my|our ..2 house|home|condo|place|property to_sell",
    ),
    row(Wants(Sell, Clear), "cash offer for|on my|our"),
    row(Wants(Sell, Clear), "quiero|queremos ..1 vender"),
    row(Wants(Sell, Weak), "what|whats|how_much ..4 worth"),
    row(Wants(Sell, Weak), "worth of|what ..3 home|house|place|property"),
    row(
        Wants(Sell, Weak),
        "home|house|property value|valuation|evaluation",
    ),
    row(
        Wants(Sell, Weak),
        "cma|market_analysis|comparative_market|net_sheet",
    ),
    row(Wants(Sell, Weak), "what could|would|can i|we ..1 get for"),
    row(Wants(Sell, Weak), "my|our listing"),
    row(Wants(Sell, Weak), "for sale by owner"),
    row(Wants(Sell, Weak), "fsbo"),
    row(Wants(Sell, Weak), "inherited ..3 house|home|property|place"),
    row(
        Wants(Sell, Weak),
        "commission|what_do_you_charge|your_fee|your_fees",
    ),
];
