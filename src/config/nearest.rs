//! The word a person most likely meant.

/// The candidate closest to `word`, when it is close enough to be worth asking about.
///
/// Distance counts letters added, left out, changed or swapped with their neighbour; up to a third of the word's
/// length, and at least one, is taken for a slip.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| {
            (
                distance(&word.to_lowercase(), &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Optimal string alignment over three rows.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut two_back: Vec<usize> = Vec::new();
    let mut back: Vec<usize> = (0..=b.len()).collect();
    let mut previous = None;
    for (row, ca) in a.chars().enumerate() {
        let mut line = vec![row + 1];
        let mut left = row + 1;
        for (column, cb) in b.iter().enumerate() {
            let at = |cells: &[usize], index: usize| cells.get(index).copied().unwrap_or(usize::MAX - 1);
            let mut best = (at(&back, column) + usize::from(ca != *cb))
                .min(at(&back, column + 1) + 1)
                .min(left + 1);
            let swapped = column > 0 && previous == Some(*cb) && b.get(column - 1) == Some(&ca);
            if swapped {
                best = best.min(at(&two_back, column - 1) + 1);
            }
            line.push(best);
            left = best;
        }
        previous = Some(ca);
        two_back = std::mem::replace(&mut back, line);
    }
    back.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted_as_people_make_them() {
        for (a, b, n) in [
            ("", "", 0),
            ("", "abc", 3),
            ("theme", "theem", 1),
            ("level", "lvel", 1),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(distance(a, b), n, "{a} {b}");
            assert_eq!(distance(b, a), n, "{b} {a}");
        }
    }

    #[test]
    fn only_a_near_word_is_offered() {
        let words = ["ghl.base_url", "ghl.location_id", "log.level"];
        assert_eq!(nearest("ghl.bas_url", words), Some("ghl.base_url"));
        assert_eq!(nearest("LOG.LEVLE", words), Some("log.level"));
        assert_eq!(nearest("colour", words), None);
        assert_eq!(nearest("", words), None);
    }
}
