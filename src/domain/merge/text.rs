//! Free text that both sides changed, line by line (P16).
//!
//! Each side is compared with what both started from. Changes that leave a line between them untouched are both taken;
//! where they meet nobody can say which line comes first, and that is for a person to decide.

use std::iter::Peekable;

/// Lines of a text that are compared; a longer one is for a person to decide.
const MOST: usize = 1_000;

/// Lines of the base that a side replaced; none when it only added some.
#[derive(Debug, PartialEq, Eq)]
struct Change<'a> {
    from: usize,
    to: usize,
    lines: Vec<&'a str>,
}

/// The text with the changes of both sides; `None` when they meet.
pub(super) fn merged(base: &str, here: &str, there: &str) -> Option<String> {
    let [base, here, there] = [base, here, there].map(|text| text.split('\n').collect::<Vec<_>>());
    if [&base, &here, &there].iter().any(|lines| lines.len() > MOST) {
        return None;
    }
    let mut whole = Vec::new();
    let mut done = 0;
    for change in both(changes(&base, &here), changes(&base, &there))? {
        whole.extend_from_slice(base.get(done..change.from)?);
        whole.extend(change.lines);
        done = change.to;
    }
    whole.extend_from_slice(base.get(done..)?);
    Some(whole.join("\n"))
}

/// The changes of both sides in order; `None` when two of them meet. The same change on both sides is one.
fn both<'a>(here: Vec<Change<'a>>, there: Vec<Change<'a>>) -> Option<Vec<Change<'a>>> {
    let (mut here, mut there) = (here.into_iter().peekable(), there.into_iter().peekable());
    let mut all = Vec::new();
    loop {
        let next = match (here.peek(), there.peek()) {
            (None, None) => return Some(all),
            (Some(one), Some(other)) if one == other => {
                there.next();
                &mut here
            }
            (Some(one), Some(other)) if one.to < other.from => &mut here,
            (Some(one), Some(other)) if other.to < one.from => &mut there,
            (Some(_), Some(_)) => return None,
            (Some(_), None) => &mut here,
            (None, Some(_)) => &mut there,
        };
        all.extend(Peekable::next(next));
    }
}

/// What leads from the base to a side, in order.
fn changes<'a>(base: &[&str], side: &[&'a str]) -> Vec<Change<'a>> {
    let mut found: Vec<Change<'a>> = Vec::new();
    let (mut at, mut line) = (0, 0);
    let kept = common(base, side);
    for (of_base, of_side) in kept.into_iter().chain([(base.len(), side.len())]) {
        if of_base > at || of_side > line {
            found.push(Change {
                from: at,
                to: of_base,
                lines: side.get(line..of_side).unwrap_or_default().to_vec(),
            });
        }
        (at, line) = (of_base + 1, of_side + 1);
    }
    found
}

/// The places of the lines that a side kept: a longest common subsequence.
fn common(base: &[&str], side: &[&str]) -> Vec<(usize, usize)> {
    let width = side.len() + 1;
    // How many lines are common from here on, for each pair of places.
    let mut left = vec![0_u16; (base.len() + 1) * width];
    let cell = |left: &[u16], one: usize, other: usize| left.get(one * width + other).copied().unwrap_or(0);
    for (one, line) in base.iter().enumerate().rev() {
        for (other, told) in side.iter().enumerate().rev() {
            let longest = if line == told {
                cell(&left, one + 1, other + 1) + 1
            } else {
                cell(&left, one + 1, other).max(cell(&left, one, other + 1))
            };
            if let Some(cell) = left.get_mut(one * width + other) {
                *cell = longest;
            }
        }
    }
    let (mut one, mut other) = (0, 0);
    let mut kept = Vec::new();
    while let (Some(line), Some(told)) = (base.get(one), side.get(other)) {
        if line == told {
            kept.push((one, other));
            (one, other) = (one + 1, other + 1);
        } else if cell(&left, one + 1, other) >= cell(&left, one, other + 1) {
            one += 1;
        } else {
            other += 1;
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_apart_are_both_taken_and_changes_that_meet_are_not() {
        let base = "call on Friday\n\nwants a garden\n\nbudget 500";
        for (here, there, whole) in [
            (
                "call on Monday\n\nwants a garden\n\nbudget 500",
                "call on Friday\n\nwants a garden\n\nbudget 550\nhas a dog",
                Some("call on Monday\n\nwants a garden\n\nbudget 550\nhas a dog"),
            ),
            (
                "call on Friday\n\nbudget 500",
                "call on Friday\n\nwants a garden\n\nbudget 500",
                Some("call on Friday\n\nbudget 500"),
            ),
            (
                "call on Monday\n\nwants a garden\n\nbudget 500",
                "call on Monday\n\nwants a garden\n\nbudget 600",
                Some("call on Monday\n\nwants a garden\n\nbudget 600"),
            ),
            ("call on Monday", "call on Sunday", None),
            (
                "call on Friday\n\nwants a garden\n\nbudget 500\nhas a dog",
                "call on Friday\n\nwants a garden\n\nbudget 500\nhas a cat",
                None,
            ),
        ] {
            assert_eq!(
                merged(base, here, there).as_deref(),
                whole,
                "{here:?} and {there:?}"
            );
        }
        let long = "x\n".repeat(MOST + 1);
        assert_eq!(merged("x", &long, "y"), None);
    }

    /// Every pair of edits of four lines: what a side did stays, and the order of the sides does not matter.
    #[test]
    fn no_line_that_a_side_added_is_lost_and_none_it_took_away_comes_back() {
        let base = ["a", "b", "c", "d"];
        let edits: Vec<Vec<String>> = (0..256)
            .map(|number: u32| {
                let line = |at: usize| {
                    let what = number >> (2 * at) & 3;
                    let old = base[at].to_owned();
                    match what {
                        0 => vec![old],
                        1 => vec![format!("{old}{number}")],
                        2 => vec![old, format!("new{number}.{at}")],
                        _ => Vec::new(),
                    }
                };
                (0..4).flat_map(line).collect()
            })
            .collect();
        let whole = base.join("\n");
        let mut clean = 0;
        for here in &edits {
            for there in &edits {
                let (one, other) = (here.join("\n"), there.join("\n"));
                let taken = merged(&whole, &one, &other);
                assert_eq!(taken, merged(&whole, &other, &one), "{one:?} {other:?}");
                let Some(taken) = taken else { continue };
                clean += 1;
                let lines: Vec<&str> = taken.split('\n').collect();
                for side in [here, there] {
                    let added = side.iter().filter(|line| !base.contains(&line.as_str()));
                    for line in added {
                        assert!(lines.contains(&line.as_str()), "{line} of {one:?} {other:?}");
                    }
                    for line in base.iter().filter(|line| !side.contains(&(**line).to_owned())) {
                        assert!(!lines.contains(line), "{line} of {one:?} {other:?}");
                    }
                }
            }
        }
        assert!(clean > 1_000, "{clean}");
    }
}
