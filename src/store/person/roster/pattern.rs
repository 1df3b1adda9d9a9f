//! What is typed against what is kept. The host of an e-mail address is the same for very many people, so a line
//! keeps two bytes for it; this file writes them and finds what was typed across them.
//!
//! The two bytes are ones that no text has, so a search for text never meets them by chance.

use std::collections::HashMap;

use memchr::memmem::Finder;

use crate::store::rows::project::fold;

/// First byte of a host's code; eight values follow it that UTF-8 never uses.
const LEAD: u8 = 0xF8;
/// Second bytes, from this on.
const TRAIL: u8 = 0x80;
/// Hosts with a code. The common ones are met first; the addresses of others stand in full.
const MOST: usize = 1024;

/// The hosts that have a code.
#[derive(Clone, Debug, Default)]
pub(super) struct Hosts {
    names: Vec<String>,
    codes: HashMap<String, u16>,
}

impl Hosts {
    /// Appends a person's line, with the code of the host in place of its name.
    pub(super) fn write(&mut self, line: &[u8], to: &mut Vec<u8>) {
        let mail = line
            .iter()
            .rposition(|byte| *byte == b'\t')
            .map_or(0, |tab| tab + 1);
        let at = line
            .iter()
            .rposition(|byte| *byte == b'@')
            .filter(|at| *at >= mail);
        let code = at.and_then(|at| {
            let host = std::str::from_utf8(line.get(at + 1..)?).ok()?;
            Some((at, self.code(host)?))
        });
        if let Some((at, code)) = code {
            to.extend_from_slice(line.get(..at).unwrap_or_default());
            to.extend_from_slice(&[LEAD + (code >> 7) as u8, TRAIL + (code & 0x7F) as u8]);
        } else {
            to.extend_from_slice(line);
        }
    }

    fn code(&mut self, host: &str) -> Option<u16> {
        if let Some(code) = self.codes.get(host) {
            return Some(*code);
        }
        if host.is_empty() || self.names.len() == MOST {
            return None;
        }
        let code = self.names.len() as u16;
        self.names.push(host.to_owned());
        self.codes.insert(host.to_owned(), code);
        Some(code)
    }
}

/// Some of the hosts.
type Some1024 = [u64; MOST / 64];

/// One word as typed.
#[derive(Debug)]
pub(super) struct Pattern {
    /// Finds it where it stands in full.
    text: Finder<'static>,
    length: usize,
    /// What must stand before the code of the host, and the hosts it may be.
    mail: Option<(Vec<u8>, Some1024)>,
}

impl Pattern {
    /// The patterns of what was typed, the most telling first.
    pub(super) fn of(words: &[String], hosts: &Hosts) -> Vec<Self> {
        let folded = words.iter().map(|word| fold(word));
        let mut patterns: Vec<_> = folded
            .filter(|word| !word.is_empty())
            .map(|word| Self::new(&word, hosts))
            .collect();
        patterns.sort_by_key(|pattern| std::cmp::Reverse(pattern.length));
        patterns
    }

    fn new(word: &str, hosts: &Hosts) -> Self {
        let (before, begins) = word
            .rsplit_once('@')
            .map_or(("", None), |(before, begins)| (before, Some(begins)));
        let mut some: Some1024 = [0; MOST / 64];
        for (code, host) in hosts.names.iter().enumerate() {
            let fits = begins.map_or_else(|| host.contains(word), |begins| host.starts_with(begins));
            if let Some(bits) = some.get_mut(code / 64).filter(|_| fits) {
                *bits |= 1 << (code % 64);
            }
        }
        let any = some.iter().any(|bits| *bits != 0);
        Self {
            text: Finder::new(word.as_bytes()).into_owned(),
            length: word.len(),
            mail: any.then(|| (before.as_bytes().to_vec(), some)),
        }
    }

    /// Where it next stands in full.
    pub(super) fn find(&self, text: &[u8]) -> Option<usize> {
        self.text.find(text)
    }

    /// Whether a host with a code may hold part of it, so that lines must be looked at one by one.
    pub(super) const fn reaches_hosts(&self) -> bool {
        self.mail.is_some()
    }

    /// Whether a line (without its end) has it in a way that only the host's name tells.
    pub(super) fn ends(&self, line: &[u8]) -> bool {
        let Some((before, hosts)) = &self.mail else {
            return false;
        };
        let Some((rest, &[lead, trail])) = line.split_last_chunk::<2>() else {
            return false;
        };
        if lead < LEAD {
            return false;
        }
        let code = usize::from(lead - LEAD) << 7 | usize::from(trail & 0x7F);
        hosts
            .get(code / 64)
            .is_some_and(|bits| bits >> (code % 64) & 1 == 1)
            && rest.ends_with(before)
    }

    /// Whether a line as it is kept has it.
    pub(super) fn is_in(&self, line: &[u8]) -> bool {
        self.ends(line) || self.find(line).is_some()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kept(hosts: &mut Hosts, line: &str) -> Vec<u8> {
        let mut kept = Vec::new();
        hosts.write(line.as_bytes(), &mut kept);
        kept
    }

    fn has(line: &str, word: &str) -> bool {
        let mut hosts = Hosts::default();
        let kept = kept(&mut hosts, line);
        Pattern::of(&[word.to_owned()], &hosts)
            .iter()
            .all(|pattern| pattern.is_in(&kept))
    }

    #[test]
    fn an_address_is_found_by_any_part_of_it() {
        let line = "maria ruiz\t19095550142\tmaria.ruiz@gmail.com";
        for word in [
            "maria.ruiz@gmail.com",
            "ruiz@g",
            "@gmail",
            "gmail",
            "mail.co",
            ".com",
            "z@",
            "@",
            "142",
            "ria r",
        ] {
            assert!(has(line, word), "{word}");
        }
        for word in ["ana@gmail.com", "@mail", "ruiz@gmail.com.br", "gmail.comm", "@@"] {
            assert!(!has(line, word), "{word}");
        }
    }

    #[test]
    fn a_host_without_a_code_stands_in_full() {
        let mut hosts = Hosts::default();
        for nr in 0..MOST {
            assert_eq!(kept(&mut hosts, &format!("\t\ta@host{nr}")).len(), 5);
        }
        let last = kept(&mut hosts, "\t\ta@one.more");
        assert_eq!(last, b"\t\ta@one.more");
        for word in ["one.m", "a@one", "@one.more"] {
            assert!(
                Pattern::of(&[word.to_owned()], &hosts)
                    .iter()
                    .all(|p| p.is_in(&last)),
                "{word}"
            );
        }
    }

    proptest! {
        #[test]
        fn a_kept_line_has_what_the_line_has(
            line in "[ab]{0,3}\t[01]{0,3}\t[ab@.]{0,5}(@[ab.]{1,4})?", others in prop::collection::vec("[ab.]{1,3}", 0..3),
            word in "[ab01@.é]{1,4}"
        ) {
            let mut hosts = Hosts::default();
            for host in others {
                kept(&mut hosts, &format!("\t\tx@{host}"));
            }
            let kept = kept(&mut hosts, &line);
            let found = Pattern::of(std::slice::from_ref(&word), &hosts).iter().all(|pattern| pattern.is_in(&kept));
            prop_assert_eq!(found, line.contains(&fold(&word)), "{} in {}", word, line);
        }
    }
}
