//! Watching a result while it comes: what of its draft is there so far, with the values put back, and a way to stop it.
//!
//! What is watched was not checked yet. It is there to be looked at; only the whole result may be used.

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::copilot::wire::Wire;

/// Bytes of an answer up to which it is shown while it comes; no draft is that long.
const MOST: usize = 16 << 10;

/// The end of the work, which shows.
#[derive(Clone, Debug)]
pub struct Watcher {
    so_far: watch::Sender<String>,
    stop: CancellationToken,
}

/// The end of whoever watches.
#[derive(Clone, Debug)]
pub struct Watched {
    so_far: watch::Receiver<String>,
    stop: CancellationToken,
}

impl Watcher {
    /// A pair: one end for the work, one for whoever watches it.
    pub fn new() -> (Self, Watched) {
        let (sender, receiver) = watch::channel(String::new());
        let stop = CancellationToken::new();
        let watched = Watched {
            so_far: receiver,
            stop: stop.clone(),
        };
        let so_far = sender;
        (Self { so_far, stop }, watched)
    }

    /// Shows what has come so far of a member. `text` is the beginning of the answer as it came, with stand-ins.
    pub(super) fn show(&self, text: &str, member: &str, wire: &Wire) {
        if text.len() > MOST {
            return;
        }
        // A stand-in at the very end may go on in the next piece; it is held back until it is whole.
        let shown = begun(text, member).map(|begun| wire.restorer().push(&begun));
        self.tell(shown.unwrap_or_default());
    }

    /// Shows a text as it is.
    pub fn tell(&self, text: String) {
        self.so_far.send_if_modified(|shown| {
            let other = *shown != text;
            if other {
                *shown = text;
            }
            other
        });
    }

    /// Waits until it is to stop.
    pub(super) async fn stopped(&self) {
        self.stop.cancelled().await;
    }
}

impl Watched {
    /// What has come so far. Foreign text.
    pub fn so_far(&self) -> String {
        self.so_far.borrow().clone()
    }

    /// Stops it; what had come is not used.
    pub fn stop(&self) {
        self.stop.cancel();
    }

    /// Whether it was stopped.
    pub fn is_stopped(&self) -> bool {
        self.stop.is_cancelled()
    }
}

/// The beginning of a member that is a text, in a JSON object of which only the beginning is there.
fn begun(text: &str, member: &str) -> Option<String> {
    let name = format!("\"{member}\"");
    let behind = text.get(text.find(&name)? + name.len()..)?;
    let value = behind.trim_start().strip_prefix(':')?.trim_start();
    let value = value.strip_prefix('"')?;
    let mut escaped = false;
    let end = value.find(|sign: char| {
        let ends = sign == '"' && !escaped;
        escaped = sign == '\\' && !escaped;
        ends
    });
    let mut value = end.map_or(value, |end| value.get(..end).unwrap_or_default());
    loop {
        if let Ok(read) = serde_json::from_str::<String>(&format!("\"{value}\"")) {
            return Some(read);
        }
        // The last escape is cut in the middle.
        value = value.get(..value.rfind('\\')?)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::mask::Vault;

    #[test]
    fn a_member_is_read_from_every_beginning_of_an_answer() {
        let whole = r#"{"note":"a \"draft\" of","draft":"Hi \u00e9 \ud83c\udfe1 \"you\"\nthere\\","x":1}"#;
        let says = "Hi é 🏡 \"you\"\nthere\\";
        let ends = whole.char_indices().map(|(at, _)| at).chain([whole.len()]);
        let mut longest = 0;
        for end in ends {
            let Some(begun) = begun(&whole[..end], "draft") else {
                continue;
            };
            assert!(says.starts_with(&begun), "{begun:?} of {}", &whole[..end]);
            assert!(begun.len() >= longest, "it only grows");
            longest = begun.len();
        }
        assert_eq!(begun(whole, "draft").as_deref(), Some(says));
        assert_eq!(begun(whole, "x"), None, "that is no text");
        assert_eq!(begun(whole, "y"), None);
    }

    #[test]
    fn a_name_that_comes_in_two_pieces_is_never_seen_as_a_stand_in() {
        let mut wire = Wire::new(Vault::default(), std::collections::HashSet::default());
        let contact = serde_json::json!({ "firstName": "Maria", "lastName": "Delgado" });
        let contact = crate::domain::contact::Contact::from_fields("c".into(), contact.as_object().unwrap());
        wire.learn(&[contact.identity()]);
        let hidden = wire.mask("Maria Delgado");
        let whole = format!("{{\"draft\":\"Hi {hidden}_first, thank you.\"}}");
        let (watcher, watched) = Watcher::new();
        for end in 0..=whole.len() {
            watcher.show(&whole[..end], "draft", &wire);
            let seen = watched.so_far();
            assert!(!seen.contains("Person"), "{seen}");
            assert!("Hi Maria, thank you.".starts_with(&seen), "{seen}");
        }
        assert_eq!(watched.so_far(), "Hi Maria, thank you.");
    }
}
