//! What tests of the local copy stand on: a file in a folder of its own, a clock that they set, and words of the CRM.
//!
//! Only what many tests begin with lives here; what one of them needs besides stands beside it, in a type of its own that
//! wraps [`Scratch`].

use rusqlite::{Connection, params_from_iter};
use serde_json::Value;

use super::{CommitError, Options, Receipt, Store};
use crate::clock::Clock;
use crate::domain::access::Role;
use crate::domain::command::{Command, Cursor, LeaseCommand, SyncCommand};
use crate::domain::gate::{Hours, Rules};
use crate::domain::origin::Origin;
use crate::domain::outbox::Claim;
use crate::domain::record::{EntityKind, RemoteRecord};

/// Rules for tests that run at whatever hour it is.
pub(crate) fn at_any_hour() -> Rules {
    Rules {
        hours: Hours::Any,
        ..Rules::default()
    }
}

/// An owner without a name, at any hour.
pub(crate) fn options(clock: &Clock) -> Options {
    Options {
        clock: clock.clone(),
        role: Role::Owner,
        me: None,
        rules: at_any_hour(),
    }
}

/// A record as the CRM tells it.
pub(crate) fn told(kind: EntityKind, id: &str, members: Value) -> RemoteRecord {
    let raw = members.to_string();
    let Value::Object(fields) = members else {
        panic!("not the members of a record: {raw}");
    };
    RemoteRecord {
        kind,
        id: id.to_owned(),
        fields,
        raw,
    }
}

/// Records of the CRM, to be taken in.
pub(crate) fn page(records: Vec<RemoteRecord>) -> SyncCommand {
    SyncCommand::Apply {
        records,
        cursor: None,
        first_copy: false,
    }
}

/// All that the CRM has, as a first copy takes it in.
pub(crate) fn first_page(records: Vec<RemoteRecord>) -> SyncCommand {
    SyncCommand::Apply {
        records,
        cursor: None,
        first_copy: true,
    }
}

/// The steps by which the file answers a statement, as it tells them.
pub(crate) fn steps(db: &Connection, sql: &str) -> Vec<String> {
    let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let blanks = vec!["x"; statement.parameter_count()];
    let steps = statement
        .query_map(params_from_iter(blanks), |row| row.get(3))
        .unwrap();
    steps.map(Result::unwrap).collect()
}

/// A local copy.
pub(crate) struct Scratch {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) clock: Clock,
    pub(crate) store: Store,
    options: Options,
}

impl Scratch {
    /// An empty one, at a moment.
    pub(crate) fn at(moment: &str) -> Self {
        Self::with(moment, |_| {})
    }

    /// An empty one, at a moment, opened by somebody else than [`options`] says.
    pub(crate) fn with(moment: &str, set: impl FnOnce(&mut Options)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::manual(moment.parse().unwrap());
        let mut options = options(&clock);
        set(&mut options);
        let store = Store::open(&folder.path().join("a.db"), options.clone()).unwrap();
        Self {
            folder,
            clock,
            store,
            options,
        }
    }

    /// The same, closed and opened again.
    pub(crate) fn restarted(self) -> Self {
        drop(self.store);
        let store = Store::open(&self.folder.path().join("a.db"), self.options.clone()).unwrap();
        Self { store, ..self }
    }

    /// Has something done that nothing speaks against.
    pub(crate) fn commit(&self, command: Command, origin: Origin) -> Receipt {
        self.store.commit_blocking(command, origin).unwrap()
    }

    /// The steps by which the copy answers a statement.
    pub(crate) fn steps(&self, sql: &str) -> Vec<String> {
        self.store
            .read_blocking(|reader| Ok(steps(&reader.db, sql)))
            .unwrap()
    }

    /// What a person does here.
    pub(crate) fn submit(&self, command: Command) -> Result<Receipt, CommitError> {
        self.store.commit_blocking(command, Origin::Agent)
    }

    /// What sync does here.
    pub(crate) fn sync(&self, command: SyncCommand) -> Receipt {
        self.commit(Command::Sync(command), Origin::Remote)
    }

    /// Becomes the copy that talks to the CRM.
    pub(crate) fn lead(&self) {
        self.sync(SyncCommand::Lease(LeaseCommand::Ask));
    }

    /// The CRM tells of records.
    pub(crate) fn tell(&self, records: Vec<RemoteRecord>) -> Receipt {
        self.sync(page(records))
    }

    /// The CRM tells of one record.
    pub(crate) fn tell_one(&self, kind: EntityKind, id: &str, members: Value) -> Receipt {
        self.tell(vec![told(kind, id, members)])
    }

    /// The CRM tells a page of a walk or a list.
    pub(crate) fn tell_page(&self, cursor: &str, records: Vec<RemoteRecord>) -> Receipt {
        self.sync(SyncCommand::Apply {
            records,
            cursor: Some(Cursor {
                name: cursor.to_owned(),
                value: String::new(),
            }),
            first_copy: false,
        })
    }

    /// The next row that leaves.
    pub(crate) fn claim(&self) -> Option<Claim> {
        self.sync(SyncCommand::Claim).claim
    }
}
