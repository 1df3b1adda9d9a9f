//! A snippet with what is known of who writes and to whom filled in.

use crate::domain::snippet::fill;
use crate::domain::value::{Shown, UserId};
use crate::store::Directory;

/// The text of a snippet for somebody with this first name, written by `me`; blanks of which nothing is known stay.
pub fn filled(text: &str, first_name: &Shown, me: Option<&UserId>, directory: &Directory) -> String {
    let me = me.and_then(|me| directory.user_name(me)).unwrap_or_default();
    let location = directory.location.as_ref();
    let office = location.map(|location| location.name.shown()).unwrap_or_default();
    let known = [
        ("first_name", first_name.as_str()),
        (
            "agent_name",
            me.as_str().split_whitespace().next().unwrap_or_default(),
        ),
        ("brokerage", office.as_str()),
    ];
    fill(text, &known)
}
