//! Past clients and people one knows slide away unnoticed: they are not open, so nothing else warns of them.

use crate::scoring::number::{FULL, Hundredths};

/// How far a past client has slid away, by days since either side was last heard of. A quarter without a word is usual;
/// after a year they are strangers.
pub const fn drift(days_without_touch: u32) -> Hundredths {
    match days_without_touch {
        0..=90 => 0,
        91..=180 => 5_000,
        181..=365 => 7_500,
        _ => FULL,
    }
}
