//! CSV that opens safely in a spreadsheet (RFC 4180 quoting, no live formulas, no control signs).

use super::table::Table;
use crate::domain::value::Foreign;

/// The table with its heads as the first line.
pub fn text(table: &Table) -> String {
    let heads = table.columns.iter().map(|column| column.title);
    let mut out = line(heads.map(field));
    for row in &table.rows {
        out.push_str(&line(row.iter().map(|cell| field(cell))));
    }
    out
}

fn line(fields: impl Iterator<Item = String>) -> String {
    let mut line = fields.collect::<Vec<_>>().join(",");
    line.push_str("\r\n");
    line
}

fn field(cell: &str) -> String {
    let cell = Foreign::from(cell).shown_lines();
    let cell = cell.as_str();
    // A spreadsheet runs what begins with these signs; an apostrophe in front makes it text. Numbers and phone numbers
    // are what they look like and stay untouched.
    let formula = cell.starts_with(['=', '+', '-', '@']) && !is_number_like(cell);
    let guarded = if formula {
        format!("'{cell}")
    } else {
        cell.to_owned()
    };
    if guarded.contains(['"', ',', '\n', '\r', ';']) || guarded != guarded.trim() {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    } else {
        guarded
    }
}

fn is_number_like(cell: &str) -> bool {
    let rest = cell.get(1..).unwrap_or_default();
    !cell.starts_with(['=', '@'])
        && rest.contains(|c: char| c.is_ascii_digit())
        && rest
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | ' ' | '(' | ')' | '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spreadsheet_gets_text_and_never_a_formula() {
        for (cell, written) in [
            ("Ana", "Ana"),
            ("=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\""),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0"),
            ("-2+3", "'-2+3"),
            ("+1 (909) 555-0142", "+1 (909) 555-0142"),
            ("-12.50", "-12.50"),
            ("a,b", "\"a,b\""),
            ("two\nlines", "\"two\nlines\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("\u{1b}[2Jx", "·[2Jx"),
            ("", ""),
        ] {
            assert_eq!(field(cell), written, "{cell}");
        }
    }

    #[test]
    fn heads_come_first_even_without_rows() {
        assert_eq!(text(&Table::new(["id", "#score"])), "id,score\r\n");
    }
}
