//! The names an account uses, so that a filter can speak of stages, colleagues and fields as people do.

use super::field::Naming;
use super::near::{Likeness, folded, nearest};
use crate::domain::custom_field::CustomKind;

/// Something with a name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// Its id.
    pub id: String,
    /// Its name as written.
    pub name: String,
    /// For a stage, its pipeline.
    pub within: String,
}

/// A field that the account added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    /// Its id.
    pub id: String,
    /// Its name as written.
    pub name: String,
    /// Its key without the `contact.` in front.
    pub key: String,
    /// How its value is written.
    pub kind: CustomKind,
}

/// The names an account uses. What is empty is not known yet and is not held against a filter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// Stages, pipeline by pipeline, first to last.
    pub stages: Vec<Named>,
    /// Pipelines.
    pub pipelines: Vec<Named>,
    /// Colleagues.
    pub owners: Vec<Named>,
    /// Reasons for lost deals.
    pub reasons: Vec<Named>,
    /// Fields the account added to people.
    pub added: Vec<Added>,
    /// Names of the dates the account added to deals.
    pub deal_dates: Vec<String>,
    /// What of people and deals can change.
    pub members: Vec<Named>,
}

impl Vocabulary {
    /// Names of the dates the account added to people and to deals.
    pub fn dates(&self) -> impl Iterator<Item = &str> {
        let of_people = self.added.iter().filter(|field| field.kind == CustomKind::Date);
        let of_people = of_people.map(|field| field.name.as_str());
        of_people
            .chain(self.deal_dates.iter().map(String::as_str))
            .map(str::trim)
    }

    /// A list of names.
    pub fn list(&self, naming: Naming) -> &[Named] {
        match naming {
            Naming::Stage => &self.stages,
            Naming::Pipeline => &self.pipelines,
            Naming::Owner => &self.owners,
            Naming::Reason => &self.reasons,
            Naming::Member => &self.members,
        }
    }

    /// The name of what has this id.
    pub fn name(&self, naming: Naming, id: &str) -> Option<&str> {
        let named = self.list(naming).iter().find(|named| named.id == id);
        named.map(|named| named.name.as_str())
    }

    /// The ids of what is called like that: by id or whole name, else by a part of the name.
    pub fn called(&self, naming: Naming, typed: &str) -> Vec<String> {
        called(self.list(naming), typed)
            .map(|named| named.id.clone())
            .collect()
    }

    /// The ids of what sounds or looks like that.
    pub fn alike(&self, naming: Naming, typed: &str) -> Vec<String> {
        let likeness = Likeness::of(typed);
        let list = self.list(naming).iter();
        list.filter(|named| likeness.is_in(&named.name))
            .map(|named| named.id.clone())
            .collect()
    }

    /// The stages from one to another, in every pipeline that has both.
    pub fn stages_between(&self, from: &str, to: &str) -> Vec<String> {
        let mut found = Vec::new();
        for pipeline in self.stages.chunk_by(|a, b| a.within == b.within) {
            let place = |typed: &str| {
                let first = called(pipeline, typed).next()?;
                pipeline.iter().position(|stage| stage.id == first.id)
            };
            if let (Some(from), Some(to)) = (place(from), place(to)) {
                found.extend(
                    pipeline
                        .iter()
                        .skip(from)
                        .take((to + 1).saturating_sub(from))
                        .map(|stage| stage.id.clone()),
                );
            }
        }
        found
    }

    /// The name that was probably meant.
    pub fn nearest(&self, naming: Naming, typed: &str) -> Option<&str> {
        nearest(typed, self.list(naming).iter().map(|named| named.name.as_str()))
    }

    /// The field the account added that is called like that: by id, key or whole name, else by a part of the name.
    pub fn added(&self, typed: &str) -> Option<&Added> {
        let typed = plain(typed);
        let whole = |added: &&Added| {
            plain(&added.id) == typed || plain(&added.key) == typed || plain(&added.name) == typed
        };
        let part = |added: &&Added| !typed.is_empty() && plain(&added.name).contains(&typed);
        self.added
            .iter()
            .find(whole)
            .or_else(|| self.added.iter().find(part))
    }

    /// The added field that was probably meant, as it is written in a filter.
    pub fn nearest_added(&self, typed: &str) -> Option<&str> {
        nearest(
            typed,
            self.added
                .iter()
                .flat_map(|added| [added.key.as_str(), added.name.as_str()]),
        )
        .and_then(|near| {
            self.added
                .iter()
                .find(|added| added.key == near || added.name == near)
        })
        .map(|added| added.key.as_str())
    }
}

fn called<'a>(list: &'a [Named], typed: &str) -> impl Iterator<Item = &'a Named> {
    let typed = folded(typed);
    let whole = |named: &Named, typed: &str| folded(&named.id) == typed || folded(&named.name) == typed;
    let exact = list.iter().any(|named| whole(named, &typed));
    list.iter().filter(move |named| {
        if exact {
            whole(named, &typed)
        } else {
            !typed.is_empty() && folded(&named.name).contains(&typed)
        }
    })
}

/// A name without what nobody types in a filter: case, accents, blanks, underscores.
fn plain(name: &str) -> String {
    folded(name)
        .chars()
        .filter(|c| !matches!(c, ' ' | '_' | '-'))
        .collect()
}
