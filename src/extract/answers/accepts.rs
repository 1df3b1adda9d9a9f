//! Whether somebody takes the timeline they were asked about.

use std::sync::LazyLock;

use crate::domain::signal::SignalKind;
use crate::domain::words::{Table, words};
use crate::extract::signals::{is_denied, signals};
use crate::extract::speech::{REACH, clauses};

/// How a no is put without that word.
pub(super) const REFUSES: &[&str] = &[
    "too soon|early|fast|quick|quickly|short|tight",
    "not before|until|till|enough",
    "need|needs|want|wants|take|takes ..1 longer|more_time",
    "not|doesnt|dont|wont|wouldnt|cant|cannot|couldnt ..2 work|works|do|make|manage|move|leave",
];

/// How a yes is put without that word, unless a denial stands before it.
pub(super) const TAKES: &[&str] = &[
    "no|not ..1 problem|problems|issue|issues",
    "works|fine|good|great|perfect|doable|possible|okay|ok|agreed|comfortable",
    "would|will|can|could|should|does ..2 work",
    "can|could do|manage|make it|that|this|so|30|45",
];

static NO: LazyLock<Table> = LazyLock::new(|| table(REFUSES));
static YES: LazyLock<Table> = LazyLock::new(|| table(TAKES));

fn table(rows: &[&'static str]) -> Table {
    Table::new(rows.iter().map(|row| (*row, Vec::new())), &[], REACH)
}

/// Whether an answer to the question "would a sale within 30 to 45 days do?" says yes or no to it; nothing where it does not
/// tell, is vague or asks back. A yes or no that it begins with is the answer, however it goes on.
pub fn accepts(text: &str) -> Option<bool> {
    let words = words(text);
    let yes = YES.hits(&words);
    if let Some(said) = super::agrees(text) {
        return Some(
            said || yes
                .first()
                .is_some_and(|hit| hit.row == 0 && hit.words.start == 0),
        );
    }
    let vague = signals(text)
        .iter()
        .any(|signal| signal.kind == SignalKind::Vague);
    if vague || clauses(text, &words).iter().any(|clause| clause.asks) {
        return None;
    }
    if !NO.hits(&words).is_empty() {
        return Some(false);
    }
    yes.first().map(|hit| hit.row == 0 || !is_denied(&words, hit))
}
