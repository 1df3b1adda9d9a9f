//! Words that are ready to be sent: a snippet with what is known of who writes and to whom filled in.

use super::pane::Look;
use crate::domain::snippet::blanks;
use crate::domain::value::Shown;
use crate::engine::snippet;

/// The snippets a new enquiry is answered with.
const FIRST: &str = "first answer";
const FIRST_IN_SPANISH: &str = "first answer, Spanish";

/// A snippet with what is known filled in; the other blanks stay.
pub fn filled(text: &str, first_name: &Shown, look: Look<'_>) -> String {
    snippet::filled(text, first_name, look.world.me.as_ref(), &look.world.directory)
}

/// The words a new enquiry is answered with, ready to be sent, and the name of the snippet they are from; nothing when
/// something of it is not known.
pub fn first_answer(first_name: &Shown, spanish: bool, look: Look<'_>) -> Option<(String, &'static str)> {
    let name = if spanish { FIRST_IN_SPANISH } else { FIRST };
    let mut snippets = look.world.snippets.iter();
    let snippet = snippets.find(|snippet| snippet.name == name)?;
    let text = if first_name.as_str().is_empty() {
        snippet.text.replace(" {first_name}", "")
    } else {
        snippet.text.clone()
    };
    let text = filled(&text, first_name, look);
    blanks(&text).is_empty().then_some((text, name))
}
