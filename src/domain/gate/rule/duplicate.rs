//! The same words do not go to the same person again (F34).

use serde_json::json;

use super::Rule;
use crate::domain::gate::look::Look;

/// Letters and digits up to which a text is so short that it is the same by nature: "ok", "on my way" (chosen).
const SHORT: usize = 12;

pub(super) const RULE: Rule = Rule {
    id: "duplicate",
    look: |request, rules| {
        let words = normal(&request.body);
        let span = if words.chars().count() <= SHORT {
            rules.same_short_text
        } else {
            rules.same_text
        };
        let same = request.texts.iter().filter(|text| normal(&text.body) == words);
        let last = same.map(|text| text.at).max();
        let inputs = json!({ "compared": request.texts.len(), "same_at": last });
        let Some(last) = last else {
            return Look::pass(inputs);
        };
        if !request.by_person() {
            return Look::refuse(
                format!(
                    "{} got these very words before; nothing was sent; write something new",
                    request.name
                ),
                inputs,
            );
        }
        let ago = request.now.duration_since(last);
        if ago > span {
            return Look::pass(inputs);
        }
        Look::ask(
            format!(
                "the same words went to {} {} ago; nothing was sent; send it again if it is meant twice",
                request.name,
                spoken(ago.as_mins())
            ),
            inputs,
        )
    },
};

fn spoken(minutes: i64) -> String {
    match minutes {
        ..=1 => "a minute".to_owned(),
        2..=119 => format!("{minutes} minutes"),
        _ => format!("{} hours", minutes / 60),
    }
}

/// Letters and digits only, folded, without the tags of a mail: what makes two texts the same to a reader.
fn normal(text: &str) -> String {
    let mut inside = false;
    text.chars()
        .filter(|c| {
            let was = inside;
            inside = *c == '<' || inside && *c != '>';
            !was && !inside
        })
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphanumeric() || !c.is_ascii() && !c.is_whitespace() && !c.is_ascii_punctuation())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[test]
    fn blanks_marks_and_tags_make_no_difference_and_words_do() {
        assert_eq!(normal("<p>On my way!</p>"), normal("on  my way"));
        assert_ne!(normal("at 5"), normal("at 6"));
        assert_ne!(normal("👍"), normal("👎"));
    }
}
