//! The names the account uses, as filters need them.

use crate::domain::custom_field::CustomKind;
use crate::domain::filter::{Added, Named, Vocabulary, members};
use crate::domain::value::Foreign;
use crate::store::ask::directory::Directory;
use crate::store::error::StoreError;
use crate::store::reader::Reader;

impl Reader {
    /// Stages, pipelines, colleagues, reasons and added fields by their names.
    pub fn vocabulary(&self) -> Result<Vocabulary, StoreError> {
        Ok(self.directory()?.vocabulary())
    }

    /// Goes up whenever something is called otherwise than before; lists of people aside.
    pub fn naming(&self) -> Result<i64, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT nr FROM naming")?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }
}

impl Directory {
    /// The names in it, as filters need them.
    pub fn vocabulary(&self) -> Vocabulary {
        let named = |id: &str, name: &Foreign, within: &str| Named {
            id: id.to_owned(),
            name: name.shown().to_string(),
            within: within.to_owned(),
        };
        let mut vocabulary = Vocabulary::default();
        for pipeline in &self.pipelines {
            let id = pipeline.id.as_str();
            vocabulary.pipelines.push(named(id, &pipeline.name, ""));
            let stages = pipeline.stages.iter();
            vocabulary
                .stages
                .extend(stages.map(|stage| named(stage.id.as_str(), &stage.name, id)));
        }
        let owners = self.users.iter();
        vocabulary
            .owners
            .extend(owners.map(|user| named(user.id.as_str(), &user.name, "")));
        let reasons = self.lost_reasons.iter();
        vocabulary
            .reasons
            .extend(reasons.map(|reason| named(reason.id.as_str(), &reason.name, "")));
        let added = self.custom_fields.iter().filter(|field| field.model == "contact");
        vocabulary.added.extend(added.map(|field| {
            Added {
                id: field.id.as_str().to_owned(),
                name: field.name.shown().to_string(),
                key: field
                    .key
                    .strip_prefix("contact.")
                    .unwrap_or(&field.key)
                    .to_owned(),
                kind: field.kind,
            }
        }));
        let of_deals = self
            .custom_fields
            .iter()
            .filter(|field| field.model == "opportunity");
        let dates = of_deals.filter(|field| field.kind == CustomKind::Date);
        vocabulary
            .deal_dates
            .extend(dates.map(|field| field.name.shown().to_string()));
        vocabulary.members = members(&vocabulary.added);
        vocabulary
    }
}
