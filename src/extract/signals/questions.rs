//! Something about one home is asked.

use super::{Row, but, row};
use crate::domain::signal::SignalKind::PropertyQuestion;

pub(super) const ROWS: &[Row] = &[
    but(
        PropertyQuestion,
        "is|are it|the|there|that|this|they ..3 furnished|available|still|hoa|garage|pool|basement|yard|pets|laundry|parking|fireplace|vacant|occupied|updated|included|big|new|for_sale|negotiable|sold|pending|on_the_market|fenced|gated|central_air|solar",
        &[],
    ),
    row(
        PropertyQuestion,
        "does|do it|the|they|that|this ..4 have|come|include|allow|need|get|accept|offer|take|face",
    ),
    row(
        PropertyQuestion,
        "how much|many|big|old|large|far is|are|does|was|were|do ..3 hoa|dues|fees|taxes|rent|it|house|home|place|condo|lot|kitchen|garage|bedrooms|baths|acres|square_feet|sqft|the|they|there",
    ),
    row(
        PropertyQuestion,
        "what|whats ..2 hoa|dues|taxes|rent|square_footage|sqft|lot_size|address|asking_price|list_price|price|year_built|neighborhood|schools",
    ),
    row(
        PropertyQuestion,
        "when was|is|were|did ..3 built|roof|remodeled|available|open_house|furnace|ac|updated|sold",
    ),
    row(PropertyQuestion, "how long ..4 market|listed|sale"),
    row(PropertyQuestion, "still available|on_the_market|for_sale"),
    row(PropertyQuestion, "are pets|dogs|cats allowed|ok|okay|welcome"),
    row(
        PropertyQuestion,
        "why ..3 they|owners|seller|sellers|owner selling|moving",
    ),
    row(
        PropertyQuestion,
        "any|more photos|pictures|pics|offers|disclosures|issues",
    ),
    row(
        PropertyQuestion,
        "send|get|have|see ..3 disclosures|floor_plan|floorplan|photos|pictures|inspection_report",
    ),
    row(PropertyQuestion, "esta disponible"),
    row(PropertyQuestion, "cuanto cuesta|vale|piden"),
];
