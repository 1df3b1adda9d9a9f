//! A text against the one that takes its place: which words of it are gone.

/// Words up to which two texts are compared; a longer one is shown as it is.
const MOST: usize = 300;

/// The words of `old`, and whether each is still there, in its order, in `new`.
pub(super) fn words<'a>(old: &'a str, new: &str) -> Vec<(&'a str, bool)> {
    let old: Vec<&str> = old.split_whitespace().collect();
    let new: Vec<&str> = new.split_whitespace().collect();
    if old.len().max(new.len()) > MOST {
        return old.into_iter().map(|word| (word, true)).collect();
    }
    // How many words two ends of the texts have in common, for every pair of ends.
    let width = new.len() + 1;
    let mut common = vec![0_u16; (old.len() + 1) * width];
    let at = |row: usize, column: usize| row * width + column;
    let value = |common: &[u16], row, column| common.get(at(row, column)).copied().unwrap_or(0);
    for (row, word) in old.iter().enumerate().rev() {
        for (column, other) in new.iter().enumerate().rev() {
            let longest = if word == other {
                value(&common, row + 1, column + 1) + 1
            } else {
                value(&common, row + 1, column).max(value(&common, row, column + 1))
            };
            if let Some(cell) = common.get_mut(at(row, column)) {
                *cell = longest;
            }
        }
    }
    let mut column = 0;
    let mut told = Vec::with_capacity(old.len());
    for (row, word) in old.into_iter().enumerate() {
        let gone = value(&common, row + 1, column) == value(&common, row, column);
        if !gone {
            let behind = new.iter().skip(column).position(|other| *other == word);
            column += behind.map_or(0, |behind| behind + 1);
        }
        told.push((word, !gone));
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gone(old: &str, new: &str) -> Vec<String> {
        let words = words(old, new).into_iter();
        words
            .filter(|(_, stays)| !stays)
            .map(|(word, _)| word.to_owned())
            .collect()
    }

    #[test]
    fn the_words_that_are_gone_are_found_wherever_they_stood() {
        assert!(gone("", "a b").is_empty());
        assert_eq!(gone("a b", ""), ["a", "b"]);
        assert!(gone("Hi Ana, yes.", "Hi Ana, yes. Saturday?").is_empty());
        assert_eq!(gone("Hi Ana, yes it is free.", "Hi Ana, it is free."), ["yes"]);
        assert_eq!(gone("a b a c", "b a"), ["a", "c"]);
        assert_eq!(gone("one two three", "three one"), ["one", "two"]);
    }

    #[test]
    fn what_stays_stands_in_the_new_text_in_that_order() {
        let texts = ["a b c a b", "c b a", "a a a b", "b c b c a", "a"];
        for old in texts {
            for new in texts {
                let stays = words(old, new).into_iter().filter(|(_, stays)| *stays);
                let mut rest = new.split_whitespace();
                for (word, _) in stays {
                    assert!(rest.any(|other| other == word), "{word} of {old} in {new}");
                }
            }
        }
    }

    #[test]
    fn a_book_is_not_compared() {
        let book = "word ".repeat(MOST + 1);
        assert!(gone(&book, "other").is_empty());
    }
}
