//! Words for the composer: those of `assets/snippets.toml`, and a person's own, from [`FILE`] beside the settings.

use serde::Deserialize;

/// The name of a person's own file in the folder of the settings.
pub const FILE: &str = "snippets.toml";
/// Those that come with the program.
const BUILT_IN: &str = include_str!("../../assets/snippets.toml");

/// Words with a name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Snippet {
    /// Its name.
    pub name: String,
    /// The words, with blanks in braces.
    pub text: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    snippet: Vec<Snippet>,
}

/// The snippets in force: a person's own first, then the built-in ones whose name they did not take. The error is a sentence
/// for the person; the built-in ones are there in any case.
pub fn all(own: Option<(&str, &str)>) -> (Vec<Snippet>, Option<String>) {
    let built_in = toml::from_str::<File>(BUILT_IN).unwrap_or_default().snippet;
    let (mut snippets, complaint) = match own.map(|(name, text)| (name, toml::from_str::<File>(text))) {
        None => (Vec::new(), None),
        Some((_, Ok(file))) => (file.snippet, None),
        Some((name, Err(error))) => {
            let why = error.message().to_owned();
            let sentence = format!("{name} cannot be read ({why}); the built-in snippets are used");
            (Vec::new(), Some(sentence))
        }
    };
    for snippet in built_in {
        if !snippets.iter().any(|known| known.name == snippet.name) {
            snippets.push(snippet);
        }
    }
    (snippets, complaint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_snippets_come_first_and_take_the_place_of_those_of_the_same_name() {
        let (built_in, none) = all(None);
        assert!(built_in.len() > 5 && none.is_none());
        let own = "[[snippet]]\nname = \"hello\"\ntext = \"Hola {first_name}\"\n";
        let (snippets, none) = all(Some(("snippets.toml", own)));
        assert_eq!((snippets.len(), none), (built_in.len(), None));
        assert_eq!(snippets[0].text, "Hola {first_name}");
    }

    #[test]
    fn a_file_that_cannot_be_read_is_said_and_costs_nothing() {
        let (snippets, complaint) = all(Some(("my snippets.toml", "[[snippet]]\nname = 3\n")));
        assert_eq!(snippets, all(None).0);
        let complaint = complaint.unwrap();
        assert!(
            complaint.starts_with("my snippets.toml cannot be read"),
            "{complaint}"
        );
    }
}
