//! Cells of a table that a spreadsheet may open: it runs what looks like a formula, whoever wrote it.

/// What a spreadsheet takes as the beginning of a formula (OWASP, CSV injection).
const STARTS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

fn is_live(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(STARTS)
}

/// The cell with an apostrophe before it where a spreadsheet would run it; the apostrophe makes it text there. One that
/// has apostrophes before such a sign already gets one more, so that [`plain_cell`] always gives back what was.
pub fn safe_cell(cell: &str) -> String {
    if is_live(cell) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// Whether somebody wrote a formula into a cell, and not a number, a handle or a dash: it is one after `=`, and after
/// another such sign where it calls a function or another program. An apostrophe before it makes text of it.
pub fn is_formula(cell: &str) -> bool {
    let cell = cell.trim_start();
    let calls = |rest: &str| {
        let mut letters = rest.chars().zip(rest.chars().skip(1));
        rest.contains('|') && rest.contains('!')
            || letters.any(|(letter, next)| letter.is_ascii_uppercase() && next == '(')
    };
    match cell.strip_prefix(['+', '-', '@']) {
        Some(rest) => !rest.starts_with(char::is_whitespace) && calls(rest),
        None => cell.starts_with('='),
    }
}

/// The cell as it was before [`safe_cell`].
pub fn plain_cell(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_live(rest) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_formula_becomes_text_and_only_a_formula() {
        assert_eq!(safe_cell("=1+1"), "'=1+1");
        assert_eq!(safe_cell("+19095550100"), "'+19095550100");
        assert_eq!(safe_cell("'=1"), "''=1");
        assert_eq!(safe_cell("'tis Ana"), "'tis Ana");
        assert_eq!(safe_cell("O'Brien"), "O'Brien");
        assert_eq!(plain_cell("'tis Ana"), "'tis Ana");
        assert_eq!(plain_cell("'=1+1"), "=1+1");
        assert_eq!(plain_cell("=1+1"), "=1+1");
    }

    #[test]
    fn a_formula_is_told_from_a_number_a_handle_and_a_dash() {
        for formula in [
            "=1+1",
            "=HYPERLINK(\"http://x\")",
            "@SUM(1)",
            "-2+3+cmd|' /C calc'!A0",
            " =A1",
        ] {
            assert!(is_formula(formula), "{formula}");
        }
        for text in [
            "+1 (909) 555-0100",
            "@tom (the other one)",
            "- Bob | Ann, his wife",
            "-5",
            "Ana=Bo",
            "",
            "'tis",
            "'=1+1",
        ] {
            assert!(!is_formula(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_a_cell_holds_it_comes_back_and_is_never_run(cell in "['=+@\t\r-]{0,4}\\PC{0,6}") {
            let safe = safe_cell(&cell);
            prop_assert!(!safe.starts_with(STARTS));
            prop_assert_eq!(plain_cell(&safe), cell);
        }
    }
}
