//! The key table as Markdown, for docs/keys.md, which a test holds to it.

use std::fmt::Write;

use super::Keymap;

/// One table per scope: keys, what they do, one sentence more.
pub fn markdown(keymap: &Keymap) -> String {
    let mut out = String::new();
    for scope in &keymap.catalog().scopes {
        let mut rows = String::new();
        for spec in keymap.catalog().of(scope.id) {
            let keys = keymap.keys_of(spec.id);
            let keys = if keys.is_empty() {
                "palette".to_owned()
            } else {
                keys.iter().map(|key| code(key)).collect::<Vec<_>>().join(" ")
            };
            // Writing into a string cannot fail.
            let _ = writeln!(rows, "| {keys} | {} | {} |", spec.title, spec.help);
        }
        if !rows.is_empty() {
            let _ = writeln!(
                out,
                "**{}**\n\n| Key | Does | |\n|---|---|---|\n{rows}",
                scope.title
            );
        }
    }
    out
}

/// A key as inline code that a table cell can carry.
fn code(key: &str) -> String {
    if key.contains('`') {
        format!("`` {key} ``")
    } else {
        format!("`{}`", key.replace('|', "\\|"))
    }
}

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn awkward_keys_do_not_break_the_table() {
        assert_eq!(code("|"), "`\\|`");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code("ctrl-k"), "`ctrl-k`");
    }
}
