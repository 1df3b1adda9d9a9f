//! Named places between durable steps at which a test lets the program die (T7).
//!
//! Only in builds with the feature `failpoints`; in any other nothing is left of them, not even their names. The variable
//! `LEADLINE_FAILPOINT` says where: `push.claimed` for the first time that it is passed, `push.claimed:3` for the third. There
//! the process kills itself, as a power cut would: nothing is written, closed or said.
//!
//! To add one: a row in `POINTS` and a call of [`pass`] where it is; a test holds the two together, and the kill loop in
//! `tests/it/failpoints.rs` must come by it.

/// Where the program can be let die: the name, and what has just happened there.
#[cfg(feature = "failpoints")]
pub const POINTS: &[(&str, &str)] = &[
    ("commit.begun", "a transaction is open"),
    (
        "commit.carried_out",
        "all commands are carried out, nothing is on disk",
    ),
    ("commit.on_disk", "the transaction is on disk, nobody knows"),
    ("commit.acknowledged", "those who asked were told"),
    ("claim.judged", "the gate has let a message through"),
    ("claim.taken", "a row is claimed, not on disk yet"),
    ("push.claimed", "the claim is on disk, no byte has left"),
    (
        "push.answered",
        "the CRM has answered, nothing of that is on disk",
    ),
    ("push.settled", "the answer is on disk"),
    ("settle.stated", "a row has its state, nothing is confirmed yet"),
    (
        "settle.confirmed",
        "what was written is confirmed, not on disk yet",
    ),
    ("lookup.claimed", "a lost answer is to be looked up"),
    ("lookup.answered", "the CRM has shown what it has"),
    ("lookup.settled", "what was seen is on disk"),
    ("pull.answered", "a page has come"),
    ("pull.applied", "a page and its cursor are on disk"),
    ("sweep.begun", "a sweep begins, not on disk yet"),
    ("sweep.seen", "a page of a sweep is noted, not on disk yet"),
    (
        "sweep.ended",
        "what was not seen is to be asked for, not on disk yet",
    ),
    ("lease.taken", "the lease is taken, not on disk yet"),
    ("backup.begun", "an empty file waits for a copy"),
    ("backup.copied", "the copy is made, nobody has read it"),
    ("backup.checked", "the copy is whole and has no name"),
    ("backup.synced", "the copy is on disk and has no name"),
    ("backup.named", "the copy has its name"),
    ("backup.rotated", "old ones are gone"),
    ("anchor.written", "where the log ends is written beside"),
    (
        "restore.carried",
        "what only the file knows is brought along, not on disk yet",
    ),
    ("restore.prepared", "the new file is whole and not ready"),
    ("restore.ready", "the new file is ready beside the old one"),
    ("restore.log_aside", "SQLite's log is aside"),
    (
        "restore.file_aside",
        "the old file is aside, none is in its place",
    ),
    ("restore.in_place", "the new file is in place"),
    ("migration.backed_up", "a backup from before the step is there"),
    ("migration.carried_out", "the step is done, not on disk yet"),
    ("migration.on_disk", "the step is on disk"),
    (
        "forget.erased",
        "the tables know somebody no more, not on disk yet",
    ),
    (
        "forget.committed",
        "that is on disk, pages and backups still know them",
    ),
    (
        "forget.scrubbed",
        "the file is written anew, backups still know them",
    ),
    (
        "forget.written_anew",
        "the file is written anew, SQLite's log still knows them",
    ),
    (
        "forget.renewed",
        "one new backup is left, nobody noted that all is done",
    ),
    ("chat.question_kept", "a question is on disk, nobody was asked"),
    ("chat.asked", "the request is made, no answer is open"),
    (
        "chat.metered",
        "what an answer has cost so far is on disk, its end is not",
    ),
    ("chat.answer_begun", "an answer is open on disk, nothing of it is"),
    ("chat.part_kept", "what has come of an answer so far is on disk"),
    (
        "chat.block_kept",
        "a whole part of an answer is on disk, its end is not",
    ),
    (
        "chat.waits",
        "a question waits for the link on disk, nobody looks for it yet",
    ),
    (
        "chat.results_kept",
        "what an answer looked up is on disk, it does not go on yet",
    ),
    ("chat.ended", "an answer and its price are on disk"),
    (
        "chat.recovered",
        "an answer that was cut off is called so, not on disk yet",
    ),
    (
        "batch.sent",
        "requests went to Claude together, the service's id of them is not on disk",
    ),
    ("undo.reversed", "an edit is reversed, not on disk yet"),
    (
        "heard.stop",
        "somebody asked for silence, what waits for them is taken back, not on disk yet",
    ),
    (
        "pause.switched",
        "everything automatic is stopped, not on disk yet",
    ),
    ("lease.let_go", "the lease is given up, not on disk yet"),
    (
        "close.moved",
        "SQLite's log is moved into the file at the end, which is still open",
    ),
    (
        "each.part",
        "a part of many edits is on disk, the next is not begun",
    ),
    (
        "export.begun",
        "the folder of an export has another name and is empty",
    ),
    ("export.written", "an export is on disk and has no name"),
    ("export.named", "an export has its name"),
    ("trim.agreed", "somebody agreed to trim, not on disk yet"),
    ("trim.cut", "a step of it is done, not on disk yet"),
    (
        "settings.beside",
        "changed settings are on disk beside the old ones",
    ),
    ("settings.in_place", "changed settings are in place"),
];

/// Passes a point, or dies there. That every name has a row is held by a test.
#[cfg(feature = "failpoints")]
pub fn pass(name: &str) {
    use std::sync::atomic::{AtomicU32, Ordering};
    static PASSED: AtomicU32 = AtomicU32::new(0);
    let Ok(wanted) = std::env::var("LEADLINE_FAILPOINT") else {
        return;
    };
    let (point, time) = wanted.split_once(':').unwrap_or((&wanted, "1"));
    if point == name && PASSED.fetch_add(1, Ordering::SeqCst) + 1 == time.parse().unwrap_or(1) {
        die();
    }
}

#[cfg(all(feature = "failpoints", unix))]
fn die() -> ! {
    let _killed = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
    std::process::abort()
}

#[cfg(all(feature = "failpoints", not(unix)))]
fn die() -> ! {
    std::process::abort()
}

/// Nothing.
#[cfg(not(feature = "failpoints"))]
#[inline(always)] // not even the names are left then, in any profile
pub const fn pass(_name: &str) {}
