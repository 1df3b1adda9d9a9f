//! Links that show where they lead.

use serde_json::json;

use super::Rule;
use crate::domain::gate::look::Look;

/// Hosts that hide where a link leads; carriers drop texts with them.
const SHORTENERS: &[&str] = &[
    "bit.ly",
    "tinyurl.com",
    "t.co",
    "goo.gl",
    "ow.ly",
    "is.gd",
    "buff.ly",
    "rebrand.ly",
    "cutt.ly",
    "shorturl.at",
    "rb.gy",
    "t.ly",
    "tiny.cc",
    "bl.ink",
    "soo.gd",
    "s.id",
    "v.gd",
    "shorte.st",
    "adf.ly",
    "lnkd.in",
];

pub(super) const RULE: Rule = Rule {
    id: "links",
    look: |request, _| {
        let found = faults(&request.body);
        let inputs = json!({ "faults": found.iter().map(|(_, fault)| fault).collect::<Vec<_>>() });
        let Some((host, fault)) = found.first() else {
            return Look::pass(inputs);
        };
        let reason = format!(
            "the link to {host} {fault}, and carriers drop such texts; nothing was sent; write the whole address"
        );
        if request.by_person() {
            Look::ask(format!("{reason}, or send it again as it is"), inputs)
        } else {
            Look::refuse(reason, inputs)
        }
    },
};

/// Hosts of links that hide something, and what they hide.
fn faults(text: &str) -> Vec<(String, &'static str)> {
    text.split(|c: char| c.is_whitespace() || "<>\"'()".contains(c))
        .filter_map(|word| {
            let word = word
                .trim_end_matches(['.', ',', '!', '?', ';', ':'])
                .to_lowercase();
            let (linked, rest) = match word.strip_prefix("https://").or(word.strip_prefix("http://")) {
                Some(rest) => (true, rest),
                None => (false, word.as_str()),
            };
            let authority = rest.split(['/', '?', '#']).next()?;
            let host = authority.rsplit('@').next()?.split(':').next()?;
            let host = host.strip_prefix("www.").unwrap_or(host);
            let fault = if SHORTENERS.contains(&host) && (linked || rest.contains('/')) {
                "hides where it leads"
            } else if !linked {
                return None;
            } else if authority.contains('@') {
                "hides its host behind a name"
            } else if host.starts_with('[') || host.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
                "is a bare number"
            } else if host.split('.').any(|part| part.starts_with("xn--")) || !host.is_ascii() {
                "has letters that look like others"
            } else {
                return None;
            };
            Some((host.to_owned(), fault))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_that_hide_something_are_found_and_others_pass() {
        for bad in [
            "see https://bit.ly/3x",
            "bit.ly/3x!",
            "http://192.168.0.1/a",
            "https://zillow.com@evil.example/x",
            "https://xn--zllow-n4a.com/",
            "HTTPS://T.CO/abc",
        ] {
            assert_eq!(faults(bad).len(), 1, "{bad}");
        }
        for good in [
            "https://www.zillow.com/homedetails/1",
            "mail me at a@b.co",
            "it is 3.5 baths",
            "t.co is short",
            "(https://orangegrove.example/homes/12-oak-st)",
        ] {
            assert!(faults(good).is_empty(), "{good}");
        }
    }
}
