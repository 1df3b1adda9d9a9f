//! Homes for sale, where the account keeps them in an object of its own. Which object that is, is looked up at each start and then
//! once a day; an account without one is not asked again until then, and nothing is said of it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::{RemoteCrm, answer, fault};
use crate::domain::listing::Model;
use crate::domain::record::RemoteRecord;
use crate::ghl::limit::Lane;
use crate::ghl::{Cursor, GhlError, HomeObject};
use crate::sync::position::{Answer, Ask};
use crate::sync::pull::FaultKind;

/// Between two looks for the object.
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// The CRM cannot be asked for what changed, so everything is read again: not before this long for each page but the first.
const FOR_A_PAGE: SignedDuration = SignedDuration::from_mins(1);
/// More objects are not looked into.
const OBJECTS: usize = 10;

/// What is known of the account's object for homes.
#[derive(Clone, Debug, Default)]
pub(super) struct Homes {
    model: Arc<Model>,
    known: Arc<Mutex<Known>>,
}

#[derive(Debug, Default)]
struct Known {
    object: Option<Arc<HomeObject>>,
    /// When it was looked for.
    looked: Option<Timestamp>,
    /// Pages of the reading under way.
    pages: i32,
    /// All was read, and need not be again before this.
    until: Option<Timestamp>,
}

impl Homes {
    pub(super) fn new(model: Model) -> Self {
        Self {
            model: Arc::new(model),
            known: Arc::default(),
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether it was looked for the object so lately that it is not looked for again.
    fn looked(&self, now: Timestamp) -> bool {
        let looked = self.known().looked;
        looked.is_some_and(|looked| now >= looked && now.duration_since(looked) < DAY)
    }

    fn object(&self) -> Option<Arc<HomeObject>> {
        self.known().object.clone()
    }

    fn found(&self, object: Option<Arc<HomeObject>>, now: Timestamp) {
        let mut known = self.known();
        (known.object, known.looked) = (object, Some(now));
    }

    /// Whether all was read so lately that it is not read again.
    fn rests(&self, now: Timestamp) -> bool {
        self.known().until.is_some_and(|until| now < until)
    }

    fn read(&self, is_first: bool, is_last: bool, now: Timestamp) {
        let mut known = self.known();
        known.pages = if is_first {
            0
        } else {
            known.pages.saturating_add(1)
        };
        known.until = is_last.then(|| now.saturating_add(FOR_A_PAGE * known.pages).unwrap_or(now));
    }
}

pub(super) async fn ask(crm: &RemoteCrm, ask: Ask) -> Result<Answer, GhlError> {
    let (Ask::Newest { after } | Ask::Since { after, .. }) = ask;
    let now = crm.clock.now();
    if after.is_none() && crm.homes.rests(now) {
        return Ok(Answer::default());
    }
    let Some(object) = object(crm, now).await? else {
        return Ok(Answer::default());
    };
    let after = after.map(Cursor::from_text);
    let client = crm.crm.at(Lane::Rest);
    match client.objects().homes(&object, after.as_ref()).await {
        Ok(page) => {
            crm.homes.read(after.is_none(), page.next.is_none(), now);
            Ok(answer(page))
        }
        Err(error) => {
            quietly(crm, error)?;
            crm.homes.found(None, now);
            Ok(Answer::default())
        }
    }
}

/// A page of the walk over all homes. Of an account that has no object for them any more, or shows it no more, nothing is seen.
pub(super) async fn sweep(crm: &RemoteCrm, ask: Ask) -> Result<Answer, GhlError> {
    let (Ask::Newest { after } | Ask::Since { after, .. }) = ask;
    let now = crm.clock.now();
    let Some(object) = object(crm, now).await? else {
        return Ok(Answer::default());
    };
    let after = after.map(Cursor::from_text);
    let client = crm.crm.at(Lane::Rest);
    match client.objects().homes(&object, after.as_ref()).await {
        Ok(page) => Ok(answer(page)),
        Err(error) => {
            quietly(crm, error)?;
            crm.homes.found(None, now);
            Ok(Answer::default())
        }
    }
}

/// A home by its id; nothing when the account has no object for homes.
pub(super) async fn get(crm: &RemoteCrm, id: &str) -> Result<Option<RemoteRecord>, GhlError> {
    let Some(object) = object(crm, crm.clock.now()).await? else {
        return Ok(None);
    };
    let client = crm.crm.at(Lane::Rest);
    client.objects().home(&object, id).await.map(Some)
}

/// The object for homes, looked for where it was not lately.
async fn object(crm: &RemoteCrm, now: Timestamp) -> Result<Option<Arc<HomeObject>>, GhlError> {
    if crm.homes.looked(now) {
        return Ok(crm.homes.object());
    }
    look(crm, now).await
}

/// Looks for the object: the one that the settings name, else the one whose fields are most like those of a home.
async fn look(crm: &RemoteCrm, now: Timestamp) -> Result<Option<Arc<HomeObject>>, GhlError> {
    let found = match search(crm).await {
        Ok(found) => found.map(Arc::new),
        Err(error) => {
            quietly(crm, error)?;
            None
        }
    };
    crm.homes.found(found.clone(), now);
    Ok(found)
}

async fn search(crm: &RemoteCrm) -> Result<Option<HomeObject>, GhlError> {
    let (client, model) = (crm.crm.at(Lane::Rest), &crm.homes.model);
    let objects = client.objects();
    if let Some(key) = &model.object {
        let fields = objects.fields(key).await?;
        return Ok(HomeObject::of(key, &fields, model));
    }
    let mut all = objects.list().await?;
    all.sort_by_key(|object| !HomeObject::is_likely(object));
    let mut best: Option<HomeObject> = None;
    for object in all.iter().take(OBJECTS) {
        let fields = objects.fields(&object.key).await?;
        let found = HomeObject::of(&object.key, &fields, model);
        let known = best.as_ref().map_or(0, HomeObject::known);
        best = found.filter(|found| found.known() > known).or(best);
    }
    Ok(best)
}

/// Most accounts keep no homes, and most keys may not read objects: nobody is told of that who has not named one.
fn quietly(crm: &RemoteCrm, error: GhlError) -> Result<(), GhlError> {
    let kind = fault::fault(&error).kind;
    if crm.homes.model.object.is_some() || matches!(kind, FaultKind::Offline | FaultKind::Refused) {
        return Err(error);
    }
    tracing::info!(
        ?kind,
        "no homes are read from the CRM; it is asked again tomorrow"
    );
    Ok(())
}
