//! Paths as people type them.

use std::path::{MAIN_SEPARATOR, PathBuf};

/// Names of a folder that are looked at for a completion; in one that has more, the rest has to be typed.
const MOST: usize = 10_000;

/// The path that is meant; `~/` is the person's folder.
pub fn place(typed: &str) -> PathBuf {
    let typed = typed.trim();
    match (typed.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(typed),
    }
}

/// The same with as much more as is certain: the letters that all names beginning so have in common, and a sign behind a
/// folder. What is hidden is named only after its dot.
pub fn complete(typed: &str) -> String {
    let (folder, begun) = typed
        .rsplit_once(MAIN_SEPARATOR)
        .map_or(("", typed), |(folder, begun)| {
            (typed.get(..=folder.len()).unwrap_or_default(), begun)
        });
    let here = if folder.is_empty() {
        PathBuf::from(".")
    } else {
        place(folder)
    };
    let Ok(entries) = std::fs::read_dir(&here) else {
        return typed.to_owned();
    };
    let names = entries
        .take(MOST)
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.starts_with(begun) && (begun.starts_with('.') || !name.starts_with('.')));
    let names: Vec<String> = names.collect();
    let Some(first) = names.first() else {
        return typed.to_owned();
    };
    let shared = names.iter().fold(first.as_str(), |shared, name| {
        let same = shared
            .char_indices()
            .zip(name.chars())
            .find(|((_, one), other)| one != other)
            .map_or(shared.len().min(name.len()), |((at, _), _)| at);
        shared.get(..same).unwrap_or_default()
    });
    let is_folder = names.len() == 1 && here.join(shared).is_dir();
    let end = if is_folder {
        std::path::MAIN_SEPARATOR_STR
    } else {
        ""
    };
    format!("{folder}{shared}{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_certain_of_a_path_is_completed() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["people-old.csv", "people-\u{e9}.csv", ".hidden"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        std::fs::create_dir(folder.path().join("sub")).unwrap();
        let at = |rest: &str| format!("{}/{rest}", folder.path().display());
        assert_eq!(complete(&at("pe")), at("people-"));
        assert_eq!(complete(&at("people-o")), at("people-old.csv"));
        assert_eq!(complete(&at("s")), at("sub/"));
        assert_eq!(complete(&at(".")), at(".hidden"));
        for same in ["none", "", "people-"] {
            assert_eq!(complete(&at(same)), at(same));
        }
        assert_eq!(complete("/no such folder/x"), "/no such folder/x");
    }
}
