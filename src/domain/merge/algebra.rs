//! The algebra of merging: every pair of thirteen kinds of edits, one here and one there, exhaustively.

use serde_json::{Value, json};

use super::super::fact::Fact;
use super::super::record::{EntityKind, EntityRef, Fields, Record, set_at, value_at};
use super::{join, merge, same, strictness, words};

/// What the CRM had when both sides began.
fn before() -> Fields {
    let members = json!({
        "city": "Upland", "phone": "+19095550142", "email": "ana@b.co", "assignedTo": "u1",
        "pipelineStageId": "new", "status": "open", "monetaryValue": 400_000,
        "customFields": {"f1": "blue"}, "tags": ["buyer", "cold"],
        "dndSettings": {"sms": {"status": "inactive"}, "email": {"status": "active"}},
    });
    members.as_object().unwrap().clone()
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Edit {
    City,
    ClearedCity,
    Phone,
    Email,
    Owner,
    Stage,
    Status,
    Money,
    Custom,
    TagOn,
    TagOff,
    Silence,
    Speech,
}

const EDITS: [Edit; 13] = [
    Edit::City,
    Edit::ClearedCity,
    Edit::Phone,
    Edit::Email,
    Edit::Owner,
    Edit::Stage,
    Edit::Status,
    Edit::Money,
    Edit::Custom,
    Edit::TagOn,
    Edit::TagOff,
    Edit::Silence,
    Edit::Speech,
];

impl Edit {
    fn path(self) -> &'static str {
        match self {
            Self::City | Self::ClearedCity => "city",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Owner => "assignedTo",
            Self::Stage => "pipelineStageId",
            Self::Status => "status",
            Self::Money => "monetaryValue",
            Self::Custom => "customFields.f1",
            Self::TagOn | Self::TagOff => "tags",
            Self::Silence => "dndSettings.sms",
            Self::Speech => "dndSettings.email",
        }
    }

    /// The value that side number `side` writes over `had`; two sides write different ones wherever they can.
    fn value(self, side: usize, had: &Value) -> Value {
        let list = |add: &[String], remove: &[String]| json!(join(&words(had), add, remove));
        match self {
            Self::City | Self::Owner | Self::Custom => json!(format!("value {side}")),
            Self::ClearedCity => Value::Null,
            Self::Phone => json!(format!("+1909555020{side}")),
            Self::Email => json!(format!("ana{side}@b.co")),
            Self::Stage => json!(["showing", "offer"][side]),
            Self::Status => json!(["won", "lost"][side]),
            Self::Money => json!(500_000 + side),
            Self::TagOn => list(&[format!("tag {side}")], &[]),
            Self::TagOff => list(&[], &[["buyer", "cold"][side].to_owned()]),
            Self::Silence => {
                let status = ["active", "permanent"][side];
                json!({ "status": status })
            }
            Self::Speech => json!({"status": "inactive"}),
        }
    }

    fn on(self, side: usize, fields: &mut Fields) {
        let value = self.value(side, value_at(fields, self.path()));
        set_at(fields, self.path(), value);
    }
}

fn clean() -> Record {
    Record {
        entity: EntityRef::new(EntityKind::Contact, "c1"),
        remote_id: Some("c1".into()),
        fields: before(),
        base: Fields::new(),
        tombstone: false,
    }
}

/// Somebody here edits: as `store::apply` makes `Edited` true.
fn edit(record: &mut Record, edit: Edit, side: usize) {
    let had = value_at(&record.fields, edit.path()).clone();
    record.base.entry(edit.path()).or_insert(had);
    edit.on(side, &mut record.fields);
}

type Conflict = (String, Value, Value);

/// The CRM tells: as `store::apply` makes the facts of a merge true. What both sides changed is returned.
fn pull(record: &mut Record, remote: &Fields) -> Vec<Conflict> {
    let mut conflicts = Vec::new();
    for fact in merge(record, remote) {
        match fact {
            Fact::Changed { changes, .. } => {
                for change in changes {
                    set_at(&mut record.fields, &change.path, change.to);
                }
            }
            Fact::Confirmed { paths, .. } => {
                for path in paths {
                    record.base.shift_remove(&path);
                }
            }
            Fact::Rebased { path, base, .. } => drop(record.base.insert(path, base)),
            Fact::Conflicted {
                path, here, there, ..
            } => conflicts.push((path, here, there)),
            other => panic!("a merge says {other:?}"),
        }
    }
    conflicts
}

/// What is pending and not contested is written there.
fn push(record: &Record, remote: &mut Fields, conflicts: &[Conflict]) {
    let contested = |path: &str| conflicts.iter().any(|(contested, ..)| contested == path);
    for path in record.pending().filter(|path| !contested(path)) {
        set_at(remote, path, value_at(&record.fields, path).clone());
    }
}

/// Every pair: the edit here as side 0, the edit there as side 0 (the same value) and as side 1.
fn pairs() -> impl Iterator<Item = (Edit, Edit, usize)> {
    let all = EDITS
        .into_iter()
        .flat_map(|here| EDITS.map(|there| (here, there)));
    all.flat_map(|(here, there)| [(here, there, 0), (here, there, 1)])
}

fn both(here: Edit, there: Edit, side: usize) -> (Record, Fields) {
    let (mut record, mut remote) = (clean(), before());
    edit(&mut record, here, 0);
    there.on(side, &mut remote);
    (record, remote)
}

#[test]
fn to_hear_it_twice_is_to_hear_it_once() {
    for (here, there, side) in pairs() {
        let (mut record, remote) = both(here, there, side);
        let conflicts = pull(&mut record, &remote);
        let after = record.clone();
        assert_eq!(pull(&mut record, &remote), conflicts, "{here:?} {there:?} {side}");
        assert_eq!(record, after, "{here:?} {there:?} {side}");
    }
}

#[test]
fn different_members_meet_in_any_order_and_both_win() {
    for (here, there, side) in pairs().filter(|(here, there, _)| here.path() != there.path()) {
        let (mut record, remote) = both(here, there, side);
        assert_eq!(pull(&mut record, &remote), [], "{here:?} {there:?}");
        let (mut other, told) = (clean(), remote.clone());
        pull(&mut other, &told);
        edit(&mut other, here, 0);
        assert_eq!(record, other, "{here:?} {there:?}: edited first, or told first");
        for wanted in [(here, 0), (there, side)] {
            let mut alone = before();
            wanted.0.on(wanted.1, &mut alone);
            let path = wanted.0.path();
            assert!(
                same(path, value_at(&record.fields, path), value_at(&alone, path)),
                "{here:?} {there:?}"
            );
        }
        // Told in two answers, in either order: the same.
        for order in [[here, there], [there, here]] {
            let (mut record, _) = both(here, there, side);
            for edit in order {
                let mut partial = Fields::new();
                set_at(&mut partial, edit.path(), value_at(&remote, edit.path()).clone());
                pull(&mut record, &partial);
            }
            assert_eq!(record, other, "{here:?} {there:?}: told in two answers");
        }
    }
}

#[test]
fn no_value_of_either_side_is_lost() {
    for (here, there, side) in pairs().filter(|(here, there, _)| here.path() == there.path()) {
        let (mut record, remote) = both(here, there, side);
        let path = here.path();
        let (mine, theirs) = (
            value_at(&record.fields, path).clone(),
            value_at(&remote, path).clone(),
        );
        let conflicts = pull(&mut record, &remote);
        let stands = value_at(&record.fields, path).clone();
        let case = format!("{here:?} {there:?} {side}: {mine} and {theirs} make {stands}, {conflicts:?}");
        if path == "tags" {
            let had = words(value_at(&before(), path));
            let (stands, mine, theirs) = (words(&stands), words(&mine), words(&theirs));
            for tag in had.iter().chain(&mine).chain(&theirs) {
                let kept = |list: &[String]| list.contains(tag);
                // Added by one side: there. Taken away by one side: away. Else as it was.
                let wanted = if kept(&had) {
                    kept(&mine) && kept(&theirs)
                } else {
                    true
                };
                assert_eq!(kept(&stands), wanted, "{case}");
            }
        } else if path.starts_with("dndSettings") {
            let strictest = strictness(&mine).max(strictness(&theirs));
            assert_eq!(strictness(&stands), strictest, "{case}");
        } else if same(path, &mine, &theirs) {
            assert!(conflicts.is_empty() && record.base.is_empty(), "{case}");
        } else {
            assert_eq!(conflicts, [(path.to_owned(), mine.clone(), theirs)], "{case}");
            assert_eq!(
                stands, mine,
                "what is typed here is shown until it is decided: {case}"
            );
        }
    }
}

#[test]
fn consent_only_tightens_whoever_says_what_first() {
    let settings = ["inactive", "active", "permanent"].map(|status| json!({ "status": status }));
    for base in &settings {
        for mine in &settings {
            for theirs in &settings {
                let (path, mut record) = ("dndSettings.sms", clean());
                set_at(&mut record.fields, path, mine.clone());
                if mine != base {
                    record.base.insert(path.into(), base.clone());
                }
                let mut remote = before();
                set_at(&mut remote, path, theirs.clone());
                let both_moved = mine != base && theirs != base;
                let conflicts = pull(&mut record, &remote);
                let stands = strictness(value_at(&record.fields, path));
                let case = format!("{base} here {mine} there {theirs}: {stands}");
                assert!(conflicts.is_empty(), "{case}");
                let wanted = match (both_moved, mine == base) {
                    (true, _) => strictness(mine).max(strictness(theirs)),
                    (false, true) => strictness(theirs),
                    (false, false) => strictness(mine),
                };
                assert_eq!(stands, wanted, "{case}");
            }
        }
    }
}

#[test]
fn after_a_push_both_sides_have_the_same_and_nothing_waits() {
    for (here, there, side) in pairs() {
        let (mut record, mut remote) = both(here, there, side);
        let conflicts = pull(&mut record, &remote);
        push(&record, &mut remote, &conflicts);
        pull(&mut record, &remote);
        for path in EDITS.map(Edit::path) {
            let contested = conflicts.iter().any(|(contested, ..)| contested == path);
            let alike = same(path, value_at(&record.fields, path), value_at(&remote, path));
            assert!(alike || contested, "{here:?} {there:?} {side}: {path}");
            assert!(
                !record.base.contains_key(path) || contested,
                "{here:?} {there:?} {side}: {path} waits"
            );
        }
    }
}
