//! The filter line: asked as it is typed, completed with tab, underlined where it is wrong.

use crate::domain::filter::FIELDS;
use crate::engine::query::LeadsError;
use crate::engine::view::Directory;
use crate::tui::widgets::field::Field;

/// Candidates shown below the line.
const SHOWN: usize = 6;

/// The line and what it was before.
#[derive(Debug)]
pub(super) struct FilterLine {
    /// What is typed.
    pub field: Field,
    /// Keys go into the line.
    pub open: bool,
    /// What is wrong with it.
    pub error: Option<LeadsError>,
    before: String,
}

impl FilterLine {
    /// Shows a filter.
    pub fn new(filter: &str) -> Self {
        Self {
            field: Field::line(filter),
            open: false,
            error: None,
            before: String::new(),
        }
    }

    /// The filter as typed.
    pub fn text(&self) -> String {
        self.field.text()
    }

    /// Begins typing; the filter so far can be come back to.
    pub fn begin(&mut self) {
        self.before = self.text();
        self.open = true;
    }

    /// Ends typing and keeps the filter.
    pub fn keep(&mut self) {
        self.open = false;
    }

    /// Ends typing and comes back to the filter before; says whether that is another one.
    pub fn undo(&mut self) -> bool {
        self.open = false;
        let changed = self.text() != self.before;
        let before = std::mem::take(&mut self.before);
        self.set(&before);
        changed
    }

    /// Shows another filter.
    pub fn set(&mut self, filter: &str) {
        self.field.set(filter);
        self.error = None;
    }

    /// What the word under the cursor can become: field names, or values of a field.
    pub fn candidates(&self, directory: &Directory) -> Vec<String> {
        let text = self.text();
        let word = last_word(&text);
        let sign = if word.starts_with('-') { "-" } else { "" };
        let bare = word.trim_start_matches('-');
        let found: Vec<String> = match bare.split_once(':') {
            None if bare.is_empty() => Vec::new(),
            None => fields(bare).map(|field| format!("{sign}{field}:")).collect(),
            Some((field, typed)) => {
                let typed = typed
                    .rsplit([',', '.'])
                    .next()
                    .unwrap_or(typed)
                    .trim_start_matches('"');
                values(field, typed, directory)
                    .into_iter()
                    .map(|value| format!("{sign}{field}:{value}"))
                    .collect()
            }
        };
        found.into_iter().take(SHOWN).collect()
    }

    /// Completes the word with the first candidate; says whether there was one.
    pub fn complete(&mut self, directory: &Directory) -> bool {
        let Some(first) = self.candidates(directory).into_iter().next() else {
            return false;
        };
        let text = self.text();
        let keep = text.len() - last_word(&text).len();
        let kept = text.get(..keep).unwrap_or_default().to_owned();
        let end = if first.ends_with(':') { "" } else { " " };
        self.field.set(&format!("{kept}{first}{end}"));
        true
    }
}

fn last_word(text: &str) -> &str {
    text.rsplit(' ').next().unwrap_or(text)
}

fn fields(typed: &str) -> impl Iterator<Item = &'static str> {
    FIELDS
        .iter()
        .map(|field| field.name)
        .filter(move |name| name.starts_with(typed))
}

/// Values of a field that begin with what is typed, as they are written in a filter.
fn values(field: &str, typed: &str, directory: &Directory) -> Vec<String> {
    let typed = typed.to_lowercase();
    let all: Vec<String> = match field {
        "tag" => directory
            .tags
            .iter()
            .map(|tag| tag.name.shown().to_string())
            .collect(),
        "stage" => directory
            .pipelines
            .iter()
            .flat_map(|pipeline| pipeline.stages.iter().map(|stage| stage.name.shown().to_string()))
            .collect(),
        "pipeline" => directory
            .pipelines
            .iter()
            .map(|pipeline| pipeline.name.shown().to_string())
            .collect(),
        "owner" => ["@me".to_owned(), "@none".to_owned()]
            .into_iter()
            .chain(directory.users.iter().map(|user| user.name.shown().to_string()))
            .collect(),
        "status" => ["open", "won", "lost", "abandoned"].map(str::to_owned).to_vec(),
        "type" => ["lead", "customer"].map(str::to_owned).to_vec(),
        "dnd" | "pending" => ["yes", "no"].map(str::to_owned).to_vec(),
        "sort" => ["-added", "-last_in", "name"].map(str::to_owned).to_vec(),
        _ => Vec::new(),
    };
    let mut fitting: Vec<String> = Vec::new();
    for value in all
        .into_iter()
        .filter(|value| value.to_lowercase().starts_with(&typed))
    {
        let value = if value.contains(' ') {
            format!("\"{value}\"")
        } else {
            value
        };
        if !fitting.contains(&value) {
            fitting.push(value);
        }
    }
    fitting
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::pipeline::{Pipeline, Stage};

    fn directory() -> Directory {
        let stage = |name: &str| Stage {
            id: name.into(),
            name: name.into(),
        };
        let stages = vec![stage("New"), stage("Showing"), stage("Under contract")];
        let pipeline = Pipeline {
            id: "p".into(),
            name: "Buyers".into(),
            stages,
        };
        Directory {
            pipelines: vec![pipeline],
            ..Directory::default()
        }
    }

    #[test]
    fn tab_completes_fields_and_values() {
        let mut line = FilterLine::new("zip:91739 -sta");
        assert_eq!(line.candidates(&directory()), ["-stage:", "-status:"]);
        assert!(line.complete(&directory()));
        assert_eq!(line.text(), "zip:91739 -stage:");
        line.set("stage:u");
        assert!(line.complete(&directory()));
        assert_eq!(line.text(), "stage:\"Under contract\" ");
        line.set("nothing:x");
        assert!(!line.complete(&directory()));
    }

    #[test]
    fn esc_comes_back_to_the_filter_before() {
        let mut line = FilterLine::new("tag:hot");
        line.begin();
        line.set("tag:cold");
        assert!(line.undo());
        assert_eq!(line.text(), "tag:hot");
        line.begin();
        assert!(!line.undo());
    }
}
