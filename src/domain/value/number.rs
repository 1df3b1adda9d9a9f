//! Numbers as people read them.

/// `48930` as `48,930`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 note`, `3 notes`.
pub fn count(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// A number of the North American plan as people write it, `(909) 555-0142`; any other as it is.
pub fn phone(number: &str) -> String {
    let digits = number
        .strip_prefix("+1")
        .filter(|rest| rest.len() == 10 && rest.bytes().all(|b| b.is_ascii_digit()));
    match digits.map(|digits| (digits.get(..3), digits.get(3..6), digits.get(6..))) {
        Some((Some(area), Some(office), Some(line))) => format!("({area}) {office}-{line}"),
        _ => number.to_owned(),
    }
}
