//! Signatures of thinking blocks: bound to the model, to everything said before the block and to the thinking block
//! before it, so that an edited, reordered or dropped piece of history is noticed without remembering anything.

use super::prefix::{Digest, chain};

/// Marks our own signatures, and their form.
const FORM: &str = "sim1";

/// What a signature says, once its seal has been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Signature<'a> {
    /// The model that wrote the block.
    pub(super) model: &'a str,
    before: &'a str,
    link: &'a str,
}

/// Makes the signature of a block with this text, written by `model` after `before`, where `previous` is the signature
/// of the thinking block before it.
pub(super) fn sign(
    seed: u64,
    model: &str,
    before: &Digest,
    previous: Option<&str>,
    thinking: &str,
) -> String {
    let (before, link) = (hex(before), link_to(previous));
    let seal = seal(seed, model, &before, &link, thinking);
    format!("{FORM}.{model}.{before}.{link}.{seal}")
}

/// Takes a signature apart. `None` when this simulation did not write it, or not for this text.
pub(super) fn open<'a>(seed: u64, signature: &'a str, thinking: &str) -> Option<Signature<'a>> {
    let mut parts = signature.split('.');
    let (form, model, before, link, given) = (
        parts.next()?,
        parts.next()?,
        parts.next()?,
        parts.next()?,
        parts.next()?,
    );
    let ours = form == FORM && parts.next().is_none() && seal(seed, model, before, link, thinking) == given;
    ours.then_some(Signature { model, before, link })
}

impl Signature<'_> {
    /// Whether the block was written after exactly this history.
    pub(super) fn follows(&self, before: &Digest) -> bool {
        self.before == hex(before)
    }

    /// Whether the thinking block before this one is the one that stood there when it was written.
    pub(super) fn links_to(&self, previous: &str) -> bool {
        self.link == link_to(Some(previous))
    }
}

fn link_to(previous: Option<&str>) -> String {
    previous.map_or_else(
        || "0".to_owned(),
        |signature| hex(&chain(&[1; 32], signature.as_bytes())),
    )
}

fn seal(seed: u64, model: &str, before: &str, link: &str, thinking: &str) -> String {
    let mut digest = chain(&[2; 32], &seed.to_be_bytes());
    for part in [model, before, link, thinking] {
        digest = chain(&digest, &(part.len() as u64).to_be_bytes());
        digest = chain(&digest, part.as_bytes());
    }
    hex(&digest)
}

/// Half a fingerprint in hexadecimal; 128 bits are plenty for a simulation and keep replays short.
fn hex(digest: &Digest) -> String {
    digest
        .iter()
        .take(16)
        .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_knows_its_text_its_model_its_history_and_its_neighbour() {
        let (here, elsewhere) = ([3; 32], [4; 32]);
        let first = sign(7, "claude-sonnet-5-5", &here, None, "hm");
        let second = sign(7, "claude-sonnet-5-5", &here, Some(&first), "");
        let read = open(7, &second, "").unwrap();
        assert_eq!(read.model, "claude-sonnet-5-5");
        assert!(read.follows(&here) && !read.follows(&elsewhere));
        assert!(read.links_to(&first) && !read.links_to(&second));
        assert_eq!(open(7, &second, "edited"), None);
        assert_eq!(open(8, &second, ""), None);
        assert_eq!(open(7, &second.replace("sonnet", "opus"), ""), None);
        assert_eq!(open(7, "EqoCCkYICxgC", ""), None);
    }
}
