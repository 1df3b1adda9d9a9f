//! Words of a line as they are typed.

/// The first word and the rest of a line.
pub(super) fn first(line: &str) -> (&str, &str) {
    let line = line.trim();
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    (word, rest.trim_start())
}

/// The words of a line; double quotes hold a word together, apostrophes are letters.
pub(super) fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted, mut begun) = (Vec::new(), String::new(), false, false);
    for letter in line.chars() {
        match letter {
            '"' => (quoted, begun) = (!quoted, true),
            letter if letter.is_whitespace() && !quoted => {
                if begun || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            letter => word.push(letter),
        }
    }
    if begun || !word.is_empty() {
        words.push(word);
    }
    words
}

/// The row that is meant, counted from 0: `3` or `#3` is the third.
pub(super) fn number(word: &str) -> Option<usize> {
    let number: usize = word.trim_start_matches('#').parse().ok()?;
    number.checked_sub(1)
}

/// The rows that are meant by `1 3-5, 8`, in that order; nothing when one of them is no number below `rows`.
pub(super) fn numbers(typed: &str, rows: usize) -> Option<Vec<usize>> {
    let mut meant = Vec::new();
    let parts = typed.split(|letter: char| letter.is_whitespace() || letter == ',');
    for part in parts.filter(|part| !part.is_empty()) {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        let (from, to) = (number(from)?, number(to)?);
        if to >= rows || from > to {
            return None;
        }
        meant.extend(from..=to);
    }
    (!meant.is_empty()).then_some(meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_taken_apart_as_people_type_them() {
        assert_eq!(first("  note  don't call  "), ("note", "don't call"));
        assert_eq!(first("next"), ("next", ""));
        assert_eq!(
            words("+buyer \"+open house\" -x"),
            ["+buyer", "+open house", "-x"]
        );
        assert_eq!(words("city=\"Los Angeles\" zip="), ["city=Los Angeles", "zip="]);
        assert_eq!(words(" \"\" "), [""]);
        assert_eq!(numbers("1 3-5,#8", 8), Some(vec![0, 2, 3, 4, 7]));
        for odd in ["", "9", "0", "5-3", "x", "1-", "-2"] {
            assert_eq!(numbers(odd, 8), None, "{odd}");
        }
    }
}
