//! Small numbers as people write them out.

const ENGLISH: [&str; 12] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
];
/// From two on: what one is called hangs on what is counted.
const SPANISH: [&str; 11] = [
    "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce",
];

/// The number that a folded English word names, from one to twelve.
pub fn english_number(word: &str) -> Option<u32> {
    place(&ENGLISH, word).map(|place| place + 1)
}

/// The number that a folded Spanish word names, from two to twelve.
pub fn spanish_number(word: &str) -> Option<u32> {
    place(&SPANISH, word).map(|place| place + 2)
}

fn place(names: &[&str], word: &str) -> Option<u32> {
    names.iter().position(|name| *name == word)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_to_twelve_are_known_in_both_languages() {
        let all = |number: fn(&str) -> Option<u32>, text: &str| {
            text.split(' ').filter_map(number).collect::<Vec<_>>()
        };
        let english = "one two three four five six seven eight nine ten eleven twelve thirteen";
        assert_eq!(all(english_number, english), (1..=12).collect::<Vec<_>>());
        let spanish = "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece";
        assert_eq!(all(spanish_number, spanish), (2..=12).collect::<Vec<_>>());
        assert_eq!((english_number("dos"), spanish_number("two")), (None, None));
    }
}
