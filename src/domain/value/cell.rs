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

    proptest! {
        #[test]
        fn whatever_a_cell_holds_it_comes_back_and_is_never_run(cell in "['=+@\t\r-]{0,4}\\PC{0,6}") {
            let safe = safe_cell(&cell);
            prop_assert!(!safe.starts_with(STARTS));
            prop_assert_eq!(plain_cell(&safe), cell);
        }
    }
}
