//! What the program adds to a question: the time, what it is about, and what became of proposals. It stands in a block of
//! its own, is told once and never rewritten.

use serde_json::Value;

use super::super::content::Content;
use super::super::order::About;
use super::Driver;
use crate::domain::chat::CONTEXT;
use crate::domain::mask::Identity;
use crate::domain::value::ProposalId;
use crate::store::{Reader, StoreError};

/// What somebody else called a person or a deal.
const NAME: &str = "name";
/// Whose words they are.
const UNTRUSTED: &str = "untrusted";
/// What stands behind it.
pub(super) const END: &str = "</context>";

/// What goes along with a question.
#[derive(Debug, Default)]
pub(super) struct Context {
    /// Proposals of which it tells.
    pub(super) told: Vec<ProposalId>,
    /// What is told.
    pub(super) content: Option<Content>,
}

impl Driver {
    /// What goes along with a question about these. Everybody it is about is known from then on.
    pub(super) async fn context(&mut self, about: &[About]) -> Result<Context, String> {
        let (about, thread) = (about.to_vec(), self.thread.clone());
        let found = move |reader: &Reader| {
            let untold = match &thread {
                Some(thread) => reader.untold_proposals(thread)?,
                None => Vec::new(),
            };
            let untold = untold
                .into_iter()
                .map(|proposal| Ok((reader.receipts(&proposal)?, proposal)))
                .collect::<Result<Vec<_>, StoreError>>()?;
            let mut known = Vec::new();
            let mut parts = Vec::new();
            for one in &about {
                parts.extend(told_about(one, reader, &mut known)?);
            }
            Ok((untold, known, parts))
        };
        let (untold, known, parts) = self.store.read(found).await.map_err(|error| error.to_string())?;
        self.wire.learn(&known);
        let parts: Vec<Content> = parts.into_iter().map(|part| self.marked(part)).collect();
        let decided = untold.iter().map(|(receipts, proposal)| {
            let reason = proposal.reason.as_deref().map_or(Content::Nothing, Content::text);
            Content::Record(vec![
                ("what", Content::word(proposal.verdict(receipts))),
                ("because", reason),
            ])
        });
        let decided = Content::list(decided);
        let now = self.clock.now().to_zoned(self.terms.zone.clone());
        let mut members = vec![("now", Content::word(now.strftime("%A %Y-%m-%d %H:%M %Q")))];
        if !parts.is_empty() {
            members.push(("about", Content::List(parts)));
        }
        if !untold.is_empty() {
            members.push(("decided", decided));
        }
        Ok(Context {
            told: untold.into_iter().map(|(_, proposal)| proposal.id).collect(),
            content: Some(Content::Record(members)),
        })
    }
}

impl Driver {
    /// A part that says so where a stranger's words stand in it; from then on this chat only proposes.
    fn marked(&mut self, part: Content) -> Content {
        let Content::Record(mut members) = part else {
            return part;
        };
        let name = members.iter().find(|(member, _)| *member == NAME);
        if name.is_some_and(|(_, name)| self.wire.tells_words(name)) {
            members.push(("trust", Content::word(UNTRUSTED)));
            self.tainted = true;
        }
        Content::Record(members)
    }
}

/// Whether a stranger's words stand in what went along with this question: a block as it is kept.
pub(super) fn bears_words(block: &str) -> bool {
    #[derive(serde::Deserialize)]
    struct Block {
        #[serde(default)]
        text: String,
    }
    let block = serde_json::from_str::<Block>(block);
    let text = block.map(|block| block.text).unwrap_or_default();
    let told = text.strip_prefix(CONTEXT).and_then(|text| text.strip_suffix(END));
    let told = told.and_then(|told| serde_json::from_str::<Value>(told).ok());
    let parts = told.as_ref().and_then(|told| told.get("about")?.as_array());
    parts
        .into_iter()
        .flatten()
        .any(|part| part.get("trust").is_some())
}

/// How one thing that a question is about is told; nothing, when it is not there any more. Everybody whose name may stand in it
/// becomes known.
pub fn told_about(
    about: &About,
    reader: &Reader,
    known: &mut Vec<Identity>,
) -> Result<Option<Content>, StoreError> {
    Ok(match about {
        About::Person(contact) => {
            let Some(person) = reader.person(contact)? else {
                return Ok(None);
            };
            known.extend(reader.identities_around(&person)?);
            Some(Content::Record(vec![
                ("person", Content::word(person.contact.id.as_str())),
                (NAME, Content::text(person.contact.name().to_string())),
            ]))
        }
        About::List { name, filter } => Some(Content::Record(vec![
            ("list", Content::text(name.as_str())),
            ("filter", Content::text(filter.as_str())),
        ])),
        About::Deal(opportunity) => {
            let Some(deal) = reader.deal(opportunity)? else {
                return Ok(None);
            };
            let whose = deal.contact.as_ref().map(|contact| reader.person(contact));
            if let Some(person) = whose.transpose()?.flatten() {
                known.extend(reader.identities_around(&person)?);
            }
            Some(Content::Record(vec![
                ("deal", Content::word(opportunity.as_str())),
                (NAME, Content::from(&deal.name)),
            ]))
        }
    })
}
