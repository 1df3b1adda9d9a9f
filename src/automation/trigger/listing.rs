//! Something happens with a home: a new one fits, one they like is cheaper, a listing ran out.

use super::{Example, Trigger, is};
use crate::automation::event::{EventKind, Listed};
use crate::automation::schema::{Kind, may, needed};

pub(super) const ROW: Trigger = Trigger {
    word: "listing",
    help: "something happens with a home that concerns them",
    args: &[
        needed(
            "what",
            Kind::Choice(&["new match", "price drop", "expired", "by owner", "slow", "status"]),
            "what happens",
        ),
        may(
            "at_least",
            Kind::Number(0, 1_000),
            "how much at least, in per cent",
        ),
    ],
    fires: |args, kind| match kind {
        EventKind::Listing { listed, figure, .. } => {
            let least = args.number("at_least").unwrap_or(0);
            is(args, "what", listed.word()) && i64::from(*figure) >= least
        }
        _ => false,
    },
    example: Example {
        args: r#"what = "price drop"
at_least = 3"#,
        hit: || EventKind::Listing {
            listed: Listed::PriceDrop,
            figure: 3,
            address: String::new(),
            price: None,
            was: None,
        },
        miss: || EventKind::Listing {
            listed: Listed::PriceDrop,
            figure: 2,
            address: String::new(),
            price: None,
            was: None,
        },
    },
};
