//! Words that make carriers drop an automated text (the house's message rules). A person may shout.

use serde_json::json;

use super::Rule;
use crate::domain::contact::Channel;
use crate::domain::gate::look::Look;

/// In capitals only: "are you free on Tuesday?" is no advertisement.
const SHOUTED: &[&str] = &["FREE", "WIN", "URGENT", "ACT NOW", "GUARANTEED"];
/// The most capitals among the letters, in per cent; short texts are not judged.
const CAPITALS: usize = 30;
/// Letters from which capitals are counted (chosen).
const JUDGED: usize = 20;

pub(super) const RULE: Rule = Rule {
    id: "carrier",
    look: |request, _| {
        let (letters, capitals) = counted(&request.body);
        let shouts = letters >= JUDGED && capitals * 100 > letters * CAPITALS;
        let spaced: String = request
            .body
            .chars()
            .map(|c| if c.is_alphanumeric() { c } else { ' ' })
            .collect();
        let words = format!(" {} ", spaced.split_whitespace().collect::<Vec<_>>().join(" "));
        let word = SHOUTED.iter().find(|word| words.contains(&format!(" {word} ")));
        let inputs = json!({ "letters": letters, "capitals": capitals, "word": word });
        if request.by_person() || request.channel != Channel::Sms || !shouts && word.is_none() {
            return Look::pass(inputs);
        }
        let what = word.map_or_else(|| "so many capitals".to_owned(), |word| format!("\"{word}\""));
        Look::ask(
            format!("carriers drop texts with {what}; nothing was sent; write it more calmly"),
            inputs,
        )
    },
};

/// Letters, and capitals among them. Nobody shouts who writes "9:00 AM": of two times that are offered these alone would be
/// too many.
fn counted(text: &str) -> (usize, usize) {
    let words = text.split(|c: char| !c.is_alphabetic());
    let letters = words
        .filter(|word| !matches!(*word, "AM" | "PM"))
        .flat_map(str::chars);
    letters.fold((0, 0), |(letters, capitals), c| {
        (letters + 1, capitals + usize::from(c.is_uppercase()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_that_are_offered_are_not_shouted() {
        let (letters, capitals) = counted("Hello Ana, Tue, Dec 1 at 9:00 AM or Wed, Dec 2 at 2:00 PM?");
        assert!(
            letters >= JUDGED && capitals * 100 <= letters * CAPITALS,
            "{capitals} of {letters}"
        );
        let (letters, capitals) = counted("CALL ME NOW about the house on Elm");
        assert!(capitals * 100 > letters * CAPITALS, "{capitals} of {letters}");
    }
}
