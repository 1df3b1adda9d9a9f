//! The account as a whole: what it is known by.

use jiff::Timestamp;

use super::RemoteCrm;
use crate::domain::account::{Came, Found, Latest, Mark};
use crate::domain::record::{Members, RemoteRecord};
use crate::ghl::limit::Lane;
use crate::ghl::{CustomFieldModel, GhlError, Search, Sort};
use crate::sync::position::changed_at;

/// People on a page of the oldest or newest.
const PAGE: u32 = 100;

/// Looks at the account, and at the person who was changed last here; costs five requests.
pub(super) async fn look(crm: &RemoteCrm, latest: Option<&str>) -> Result<Found, GhlError> {
    let client = crm.crm.at(Lane::Read);
    let location = client.location().get().await?;
    let fields = client.location().custom_fields(CustomFieldModel::All).await?;
    let mut ends = Vec::new();
    for ascending in [true, false] {
        let search = Search {
            sort: vec![Sort {
                field: "dateAdded".to_owned(),
                ascending,
            }],
            limit: PAGE,
            ..Search::newest_contacts()
        };
        let page = client.contacts().search(&search, None).await?;
        ends.push(page.records.iter().filter_map(came).collect::<Vec<_>>());
    }
    let newest = ends.pop().unwrap_or_default();
    let latest = match latest {
        None => Latest::Unknown,
        Some(id) => match client.contacts().get(&id.into()).await {
            Ok(record) => changed_at(&record.fields).map_or(Latest::Unknown, Latest::At),
            Err(error) if error.is_not_found() => Latest::Missing,
            Err(error) => return Err(error),
        },
    };
    Ok(Found {
        mark: Mark {
            company: location.fields.word("companyId").map(str::to_owned),
            fields: fields.records.into_iter().map(|field| field.id).collect(),
        },
        oldest: ends.pop().unwrap_or_default(),
        newest,
        latest,
    })
}

fn came(record: &RemoteRecord) -> Option<Came> {
    let at: Timestamp = record.fields.time("dateAdded")?;
    Some((record.id.clone(), at))
}
