//! Wording that states a preference about people, or steers towards or away from an area, found before it is sent.
//!
//! The house describes the property, never the people. Here a text is judged by dated tables in `rules`; nothing is
//! sent, held or rewritten here, and neither the reader's nor the writer's name is an input. Applied alike to drafts,
//! templates, typed texts, listing remarks and matching inputs. To add a wording: one row in the group of `rules` it
//! belongs to; to let a lawful one pass: a phrase in `rules::PASSES`; its case goes to `tests` either way.

mod rules;
#[cfg(test)]
mod tests;

pub use rules::RULES_VERSION;

use std::ops::Range;
use std::sync::LazyLock;

use super::words::{Break, Reach, Table, Word, words};
use rules::Group;

/// How grave a wording is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A matter of style; kept in the log.
    Low,
    /// Coded or vague about people; the writer is warned.
    Medium,
    /// States a preference, or steers; blocked, with a rewrite offered.
    High,
    /// Shuts people out; blocked.
    Critical,
}

/// What kind of people or place a wording is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Children, families, pregnancy.
    FamilialStatus,
    /// Old and young, where age is protected.
    Age,
    /// How good schools are said to be.
    Schools,
    /// How safe an area is said to be.
    Safety,
    /// Coded adjectives for an area, and telling people where they belong.
    Steering,
    /// Belief, and distance to its houses.
    Religion,
    /// Race, colour, nationality, language.
    Origin,
    /// Disability.
    Disability,
    /// Sex, orientation, marriage.
    Sex,
    /// How the rent is paid.
    Income,
}

/// A wording that should not be sent as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The bytes of the text it stands on.
    pub at: Range<usize>,
    /// How grave it is.
    pub severity: Severity,
    /// About whom or what.
    pub category: Category,
    /// What to write instead, as the owner reads it.
    pub instead: &'static str,
    /// Where the rule comes from.
    pub source: &'static str,
    /// The row that was met, for the audit.
    pub rule: &'static str,
}

/// What is to be done about a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Nothing was found.
    Pass,
    /// Low findings only: it goes, and the log keeps them.
    Log,
    /// A medium finding: the writer is warned.
    Warn,
    /// A high or critical finding: it does not go; a rewrite is offered.
    Block,
}

/// What a text is used for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Surface {
    /// Anything a person may read: drafts, templates, typed texts, listing remarks.
    #[default]
    Prose,
    /// Words that choose homes for somebody; there a bare "school rating" or "demographics" steers.
    MatchingInput,
}

/// What the text alone does not tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Context {
    /// The property is housing for people of 55 and older with the exemption on file: saying so is lawful.
    pub lawful_55_plus: bool,
    /// What the text is used for.
    pub surface: Surface,
}

/// Everything in a text that should not be sent as it is, in the order of the text.
///
/// ```
/// use leadline::domain::fair_housing::{Context, Verdict, check, verdict};
///
/// let draft = "great family neighborhood with top schools";
/// assert_eq!(verdict(&check(draft, Context::default())), Verdict::Block);
/// let plain = "4-bed single-family home with family room";
/// assert_eq!(verdict(&check(plain, Context::default())), Verdict::Pass);
/// ```
pub fn check(text: &str, context: Context) -> Vec<Finding> {
    let words = words(text);
    let passes: Vec<Range<usize>> = TABLES
        .passes
        .hits(&words)
        .into_iter()
        .map(|hit| hit.words)
        .collect();
    let mut findings = Vec::new();
    for hit in TABLES.rules.hits(&words) {
        let Some((group, severity, rule)) = TABLES.rows.get(hit.row).copied() else {
            continue;
        };
        let lawful = (group.exempt_55_plus && context.lawful_55_plus)
            || (group.inputs_only && context.surface != Surface::MatchingInput)
            || passes
                .iter()
                .any(|pass| pass.contains(&hit.words.start) || pass.contains(&(hit.words.end - 1)));
        if let (false, Some(at)) = (lawful, bytes(&words, &hit.words)) {
            findings.push(Finding {
                at,
                severity,
                category: group.category,
                instead: group.instead,
                source: group.source,
                rule,
            });
        }
    }
    without_doubles(findings)
}

/// What is to be done about a text with these findings.
pub fn verdict(findings: &[Finding]) -> Verdict {
    match findings.iter().map(|finding| finding.severity).max() {
        None => Verdict::Pass,
        Some(Severity::Low) => Verdict::Log,
        Some(Severity::Medium) => Verdict::Warn,
        Some(Severity::High | Severity::Critical) => Verdict::Block,
    }
}

fn bytes(words: &[Word], range: &Range<usize>) -> Option<Range<usize>> {
    let first = words.get(range.start)?;
    let last = words.get(range.end.checked_sub(1)?)?;
    Some(first.at.start..last.at.end)
}

/// Of findings of one category on the same words the gravest stays, then the longest.
fn without_doubles(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by_key(|finding| {
        (
            std::cmp::Reverse((finding.severity, finding.at.len())),
            finding.at.start,
        )
    });
    let mut kept: Vec<Finding> = Vec::new();
    for finding in findings {
        let double = kept.iter().any(|other| {
            other.category == finding.category
                && other.at.start < finding.at.end
                && finding.at.start < other.at.end
        });
        if !double {
            kept.push(finding);
        }
    }
    kept.sort_by_key(|finding| (finding.at.start, finding.at.end));
    kept
}

/// The compiled tables.
struct Tables {
    passes: Table,
    rules: Table,
    /// What each row of `rules` belongs to.
    rows: Vec<(&'static Group, Severity, &'static str)>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let groups = || rules::groups().flat_map(|group| group.rows.iter().map(move |row| (group, row)));
    Tables {
        passes: Table::new(
            rules::PASSES.iter().map(|phrase| (*phrase, Vec::new())),
            rules::SETS,
            REACH,
        ),
        rules: Table::new(
            groups().map(|(_, row)| (row.1, row.2.to_vec())),
            rules::SETS,
            REACH,
        ),
        rows: groups().map(|(group, row)| (group, row.0, row.1)).collect(),
    }
});

/// Neighbouring words stand in one line and clause, so that a name before a comma is never part of a wording.
const REACH: Reach = Reach {
    words: Break::Wrap,
    gaps: Break::Comma,
};
