//! Who is named in a text that somebody types, and who may be named in what is told of somebody, so that they are known before
//! it leaves.

use std::collections::BTreeSet;

use crate::domain::contact::Contact;
use crate::domain::mask::Identity;
use crate::domain::record::{EntityKind, Fields};
use crate::domain::value::ContactId;
use crate::store::error::StoreError;
use crate::store::person::people::Person;
use crate::store::reader::Reader;
use crate::store::rows::household::kin;
use crate::store::rows::project::fold;
use crate::store::rows::record::find;

/// Words of a name, at most; one alone names nobody in particular.
const LONGEST: usize = 4;
/// Places of a text that are looked at; a question is shorter, and what is pasted is seen by the detectors as well.
const MOST: usize = 400;
/// People of one name.
const NAMESAKES: usize = 5;

impl Reader {
    /// Everybody whose whole name stands in a text, in either order and however it is written.
    pub fn named_in(&self, text: &str) -> Result<Vec<Identity>, StoreError> {
        let trim = |word: &str| {
            word.trim_matches(|letter: char| !letter.is_alphanumeric())
                .to_owned()
        };
        let words: Vec<String> = text.split_whitespace().map(trim).take(MOST).collect();
        let mut statement = self.db.prepare_cached(
            "SELECT r.id, r.doc FROM contact c JOIN record r ON r.rid = c.rid WHERE c.name = ?1 LIMIT ?2",
        )?;
        let mut named = Vec::new();
        for length in 2..=LONGEST {
            for window in words.windows(length) {
                let mut tries = vec![window.join(" ")];
                if let [first, last] = window {
                    // "last, first" and a possessive.
                    tries.push(format!("{last} {first}"));
                    let bare = last
                        .strip_suffix(['s', 'S'])
                        .and_then(|last| last.strip_suffix(['\'', '’']));
                    tries.extend(bare.map(|last| format!("{first} {last}")));
                }
                for name in tries {
                    let mut rows = statement.query((fold(&name), NAMESAKES as i64))?;
                    while let Some(row) = rows.next()? {
                        let id: String = row.get(0)?;
                        let fields: Fields = serde_json::from_str(&row.get::<_, String>(1)?)?;
                        named.push(Contact::from_fields(id.into(), &fields).identity());
                    }
                }
            }
        }
        Ok(named)
    }
    /// Who somebody is and who is in their household: everybody whose name may stand in what is told of them.
    pub fn identities_around(&self, person: &Person) -> Result<Vec<Identity>, StoreError> {
        let mut found = vec![person.contact.identity()];
        for kin in &person.household {
            found.extend(self.identity(&kin.id)?.map(|(_, identity)| identity));
        }
        Ok(found)
    }

    /// Who these people are and who is in their households. Who is not here is left out.
    pub fn identities<'a>(
        &self,
        people: impl IntoIterator<Item = &'a ContactId>,
    ) -> Result<Vec<Identity>, StoreError> {
        let mut seen: BTreeSet<ContactId> = BTreeSet::new();
        let mut found = Vec::new();
        for id in people {
            if !seen.insert(id.clone()) {
                continue;
            }
            let Some((rid, identity)) = self.identity(id)? else {
                continue;
            };
            found.push(identity);
            for kin in kin(&self.db, rid)? {
                if seen.insert(kin.id.clone()) {
                    found.extend(self.identity(&kin.id)?.map(|(_, identity)| identity));
                }
            }
        }
        Ok(found)
    }

    /// Who somebody is, with the number of their row.
    fn identity(&self, id: &ContactId) -> Result<Option<(i64, Identity)>, StoreError> {
        let stored = find(&self.db, EntityKind::Contact, id.as_str())?;
        Ok(stored.map(|stored| {
            let contact = Contact::from_fields(id.clone(), &stored.record.fields);
            (stored.rid, contact.identity())
        }))
    }
}

#[cfg(test)]
mod tests {
    use crate::clock::Clock;
    use crate::domain::command::Command;
    use crate::domain::origin::Origin;
    use crate::domain::record::Fields;
    use crate::store::Store;

    #[test]
    fn who_is_named_is_known_however_the_name_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let options = crate::store::scratch::options(&Clock::manual("2026-11-25T10:00:00Z".parse().unwrap()));
        let store = Store::open(&folder.path().join("a.db"), options).unwrap();
        for (first, last) in [("María José", "O'Brien-Núñez"), ("Dana", "Lee"), ("Will", "")] {
            let mut fields = Fields::new();
            fields.insert("firstName".into(), first.into());
            fields.insert("lastName".into(), last.into());
            store
                .commit_blocking(Command::CreateContact { fields }, Origin::Agent)
                .unwrap();
        }
        let named = |text: &str| {
            let found = store.read_blocking(|reader| reader.named_in(text)).unwrap();
            found.into_iter().map(|one| one.last).collect::<Vec<_>>()
        };
        for text in [
            "what does dana lee want?",
            "Lee, Dana",
            "DANA LEE’S budget",
            "ask (dana lee)",
        ] {
            assert_eq!(named(text), ["Lee"], "{text}");
        }
        assert_eq!(named("call maria jose o'brien-nunez today"), ["O'Brien-Núñez"]);
        assert!(named("will she call lee about dana's house").is_empty());
    }
}
