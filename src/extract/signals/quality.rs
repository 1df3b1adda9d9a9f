//! How much an answer says: vague, definite, concrete.

use super::{Row, but, row};
use crate::domain::signal::SignalKind::{Concrete, Definite, Vague};

pub(super) const ROWS: &[Row] = &[
    row(
        Vague,
        "maybe|perhaps|possibly|idk|dunno|depends|whatever|eventually|someday",
    ),
    row(Vague, "not ..1 sure|certain|decided"),
    row(Vague, "unsure|undecided"),
    row(Vague, "dont|do_not|didnt ..1 know"),
    row(Vague, "well|we_will|will see"),
    row(Vague, "i|we guess"),
    row(Vague, "kind|sort of"),
    row(Vague, "kinda|sorta"),
    row(Vague, "who knows"),
    row(Vague, "hard to say"),
    row(Vague, "no idea"),
    row(Vague, "tal vez"),
    row(Vague, "quizas|quiza"),
    row(Vague, "no se $"),
    row(
        Definite,
        "^ yes|yeah|yep|yup|absolutely|definitely|correct|exactly|si",
    ),
    but(Definite, "^ no|nope|nah", &["no idea|se"]),
    row(Definite, "@number ..1 @unit"),
    row(Definite, "@number year|years"),
    row(
        Definite,
        "asap|immediately|today|tomorrow|this_week|this_month|next_week|next_month",
    ),
    row(Definite, "by|before|in|end_of ..1 @month"),
    row(Definite, "next|this|on @weekday"),
    row(
        Concrete,
        "as_is|roof|foundation|plumbing|electrical|hvac|furnace|kitchen|mold|termites|septic|water_damage|repairs|remodel|remodeled|renovated|updated|move_in_ready|turnkey|fixer|tlc",
    ),
    row(
        Concrete,
        "divorce|foreclosure|inherited|probate|relocating|relocation|transferred|new_job|retiring|downsizing|upsizing|job_change|laid_off|passed_away|estate|behind_on|pregnant|expecting_a_baby|getting_married",
    ),
    row(Concrete, "lease ..4 up|ends|expires|over"),
    row(Concrete, "moving|move|relocating to|closer|near|out_of"),
    row(Concrete, "needs|need ..2 work|updating|paint"),
    row(
        Concrete,
        "pre_approved|preapproved|prequalified|pre_qualified|paying_cash|all_cash|cash_buyer",
    ),
];
