//! The verbs of linear mode held against the actions of the screen: everything on Today and Leads can be done in plain lines,
//! or has no meaning there for a reason that is written down here.

use super::verb;
use crate::tui::keymap;

/// What does the same in plain lines: words that can be typed. None of them with a reason: what it does has no meaning there.
type Same = (&'static [&'static str], &'static str);

/// Places of the screen whose actions are held against the verbs.
const PLACES: &[&str] = &[
    "person",
    "today",
    "today.filter",
    "leads",
    "leads.filter",
    "leads.fields",
    "leads.field",
    "composer",
    "call",
    "call.ended",
    "call.when",
    "before",
];

const NO_CURSOR: &str = "there is no cursor to move: rows have numbers";
const NO_CLIPBOARD: &str = "what is told can be copied where it stands; nothing is cut";
const A_PROMPT: &str = "a prompt is answered with enter, or with nothing to leave it";

/// Actions by their name behind the place, so that what two places share stands once; with the place where it differs.
const SAME: &[(&str, Same)] = &[
    ("again", (&["again"], "")),
    ("all", (&["mark"], "")),
    ("analyse", (&["work"], "")),
    ("assign", (&["assign"], "")),
    ("away", (&["today"], "")),
    ("brief", (&["work"], "")),
    ("call", (&["call"], "")),
    ("claude", (&["ask"], "")),
    (
        "columns",
        (&[], "a row is a sentence with all that a list tells of somebody"),
    ),
    ("copy-email", (&[], NO_CLIPBOARD)),
    ("copy-line", (&[], NO_CLIPBOARD)),
    ("copy-link", (&["web"], "")),
    ("copy-phone", (&[], NO_CLIPBOARD)),
    ("deal", (&["open"], "")),
    ("decline", (&["decline"], "")),
    ("delete", (&["delete"], "")),
    ("delete-list", (&["drop"], "")),
    ("done", (&["done"], "")),
    ("doubles", (&["doubles"], "")),
    ("draft", (&["draft"], "")),
    ("duplicate", (&["doubles", "merge"], "")),
    ("edit", (&["set"], "")),
    ("everybody", (&["list"], "")),
    ("export", (&["export"], "")),
    ("fetch", (&["fetch"], "")),
    ("forget", (&["forget"], "")),
    ("history", (&["history"], "")),
    ("household", (&["household"], "")),
    ("left", (&[], NO_CURSOR)),
    ("lens", (&["lens"], "")),
    ("lift", (&["lift"], "")),
    ("mark", (&["mark"], "")),
    ("new", (&["new"], "")),
    ("next", (&["open", "next"], "")),
    ("next-list", (&["lists"], "")),
    ("next-split", (&["today"], "")),
    ("note", (&["note"], "")),
    ("open", (&["open"], "")),
    ("prepare", (&["work"], "")),
    ("previous", (&["open", "back"], "")),
    ("previous-list", (&["lists"], "")),
    ("previous-split", (&["today"], "")),
    ("range", (&["mark"], "")),
    ("remember", (&["remember"], "")),
    ("rename-list", (&["rename"], "")),
    ("reply", (&["reply", "text", "mail"], "")),
    ("right", (&[], NO_CURSOR)),
    ("save-list", (&["save"], "")),
    ("scroll-down", (&["thread"], "")),
    ("scroll-up", (&["thread"], "")),
    ("search", (&["list", "today"], "")),
    ("snooze-evening", (&["snooze"], "")),
    ("snooze-hour", (&["snooze"], "")),
    ("snooze-monday", (&["snooze"], "")),
    ("snooze-tomorrow", (&["snooze"], "")),
    ("snooze-words", (&["snooze"], "")),
    ("sort", (&["list"], "")),
    ("stage", (&["move"], "")),
    ("tags", (&["tag"], "")),
    ("task", (&["task"], "")),
    ("web", (&["web"], "")),
    ("why", (&["why", "score"], "")),
    // The filter and the fields.
    ("keep", (&[], A_PROMPT)),
    ("undo", (&[], A_PROMPT)),
    ("complete", (&["list", "today"], "")),
    ("down", (&[], NO_CURSOR)),
    ("up", (&[], NO_CURSOR)),
    ("change", (&["set", "draft"], "")),
    ("close", (&[], A_PROMPT)),
    ("save", (&[], A_PROMPT)),
    // The composer.
    ("send", (&["reply"], "")),
    ("later", (&["reply"], "")),
    ("snippet", (&["snippets", "reply"], "")),
    ("channel", (&["text", "mail"], "")),
    ("newline", (&[], "every line typed is one")),
    (
        "editor",
        (
            &[],
            "an editor draws a full screen; a text can be piped into `send`",
        ),
    ),
    ("shorter", (&["draft"], "")),
    ("warmer", (&["draft"], "")),
    ("times", (&["draft"], "")),
    ("spanish", (&["draft"], "")),
    ("take", (&["draft"], "")),
    ("composer.why", (&["draft"], "")),
    ("composer.undo", (&["draft"], "")),
    ("style", (&["style"], "")),
    // The call card and what is told before it goes.
    ("end", (&["call"], "")),
    ("talked", (&["call"], "")),
    ("voicemail", (&["call"], "")),
    ("no-answer", (&["call"], "")),
    ("wrong", (&["call"], "")),
    ("not-now", (&["call"], "")),
    ("booked", (&["call"], "")),
    ("book", (&["call"], "")),
    ("back", (&[], A_PROMPT)),
    ("go", (&["delete", "tag"], "")),
    ("people", (&["delete", "tag"], "")),
];

#[test]
fn everything_on_today_and_leads_can_be_done_in_plain_lines_or_says_why_not() {
    let keymap = keymap(None).unwrap();
    let (mut missing, mut met) = (Vec::new(), Vec::new());
    for place in PLACES {
        let mut actions = keymap.catalog().of(place).peekable();
        assert!(actions.peek().is_some(), "{place} is no place of the screen");
        for action in actions {
            let name = action.id.rsplit('.').next().unwrap();
            met.extend([name, action.id]);
            let whole = SAME.iter().find(|(same, _)| *same == action.id);
            match whole.or_else(|| SAME.iter().find(|(same, _)| *same == name)) {
                Some((_, ([], ""))) | None => missing.push(action.id),
                Some(_) => {}
            }
        }
    }
    assert!(missing.is_empty(), "no verb and no reason: {missing:?}");
    let unknown: Vec<_> = SAME.iter().filter(|(name, _)| !met.contains(name)).collect();
    assert!(unknown.is_empty(), "the screen has no such action: {unknown:?}");
    for word in SAME.iter().flat_map(|(_, (words, _))| *words) {
        let known = verb::is_one(word) || crate::cli::commands().any(|row| row.name == *word);
        assert!(known, "{word} can be typed nowhere");
    }
}
