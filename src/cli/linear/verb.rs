//! What can be typed. What is no verb of linear mode is a subcommand of the command line.

use super::desk::{self, Desk, ELSEWHERE};
use super::{call, doubles, draft, facts, lists, many, meant, people, queues, reply, snippets, today, typed};
use crate::cli::frame::{App, CliError};
use crate::engine::query::{DealById, DirectoryNow};

/// What comes after a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Then {
    /// The next line.
    Go,
    /// Linear mode is left.
    Leave,
}

type Run = fn(&mut Desk<'_>, &mut App, &str) -> Result<(), CliError>;

/// A word, others for the same, what it does, and how.
struct Verb(&'static str, &'static [&'static str], &'static str, Run);

const VERBS: &[Verb] = &[
    Verb(
        "list",
        &["leads"],
        "list [FILTER]: people, 20 at a time; a ? at its end lists what can stand there, such as list stage:?",
        people::list,
    ),
    Verb("next", &["more"], "next: the next page of the list", people::next),
    Verb("back", &["previous"], "back: the page before", people::back),
    Verb(
        "open",
        &["show"],
        "open N: one of the list, with all that is known; open NAME: whoever is called so",
        people::open,
    ),
    Verb(
        "thread",
        &["messages"],
        "thread [N]: what was said, the last at the end",
        people::thread,
    ),
    Verb(
        "fetch",
        &[],
        "fetch: whoever is open from the CRM again, with notes and thread",
        people::fetch,
    ),
    Verb(
        "household",
        &[],
        "household: those with the same number or address as whoever is open",
        people::household,
    ),
    Verb(
        "web",
        &["link"],
        "web: the address of their page in the CRM",
        people::web,
    ),
    Verb(
        "remember",
        &[],
        "remember [WORDS]: keep a fact about them on this machine; alone it tells them, to be changed or forgotten",
        facts::remember,
    ),
    Verb(
        "style",
        &[],
        "style [WORDS]: how you write, for Claude to go by; alone it tells what is known, to be changed or forgotten",
        facts::style,
    ),
    Verb(
        "lists",
        &[],
        "lists: all lists that have a name; a number shows one",
        lists::all,
    ),
    Verb(
        "save",
        &[],
        "save NAME: keep the list that is shown under a name; lists shows all of them",
        lists::save,
    ),
    Verb(
        "rename",
        &[],
        "rename [OLD] NEW: another name for a saved list, or for the one that is shown; quote a name of several words",
        lists::rename,
    ),
    Verb(
        "drop",
        &[],
        "drop [NAME]: forget a saved list, or the one that is shown; nothing happens to anybody in it",
        lists::drop,
    ),
    Verb(
        "reply",
        &[],
        "reply [TEXT]: answer on the channel used last; nothing is sent before you say so",
        reply::reply,
    ),
    Verb(
        "draft",
        &["write"],
        "draft [WISH]: Claude writes an answer, or changes what you kept as you say; you take it, change it or leave it",
        draft::draft,
    ),
    Verb(
        "snippets",
        &["words"],
        "snippets: words that are ready; a line of a message that begins with ; puts one in",
        snippets::list,
    ),
    Verb("text", &["sms"], "text [TEXT]: a text message", reply::text),
    Verb("mail", &["email"], "mail [TEXT]: an e-mail", reply::mail),
    Verb(
        "call",
        &[],
        "call: what to say and ask, notes, how it ended and what follows",
        call::call,
    ),
    Verb("note", &[], "note [TEXT]: a note", many::note),
    Verb(
        "tag",
        &[],
        "tag +NEW -OLD: tags; tag +vi? lists those that begin so",
        many::tag,
    ),
    Verb("task", &[], "task TEXT by WHEN: something to do", many::task),
    Verb(
        "today",
        &[],
        "today [PART] [/ FILTER]: what waits, in the order of what waiting costs; now, replies, calls, tasks, deals, drift or snoozed",
        today::list,
    ),
    Verb(
        "why",
        &[],
        "why N: what the Nth of today's list costs, part by part; why: the score of whoever is open",
        today::why,
    ),
    Verb(
        "done",
        &[],
        "done: one of their tasks; done N: the Nth of today's list; done 1 3-5: several as one line of undo",
        done,
    ),
    Verb(
        "decline",
        &[],
        "decline N: nothing is to be done about the Nth of today's list",
        today::decline,
    ),
    Verb(
        "snooze",
        &[],
        "snooze N WHEN: put the Nth off; what they write ends it, and snooze N off does",
        today::snooze,
    ),
    Verb(
        "again",
        &[],
        "again [N]: the last verdict (done, decline, snooze) on the Nth of today's list, or on the next",
        today::again,
    ),
    Verb(
        "set",
        &[],
        "set FIELD=VALUE: a field; set FIELD asks for the value, set ? lists the fields",
        many::set,
    ),
    Verb(
        "assign",
        &[],
        "assign USER: who owns them; assign ? lists the colleagues",
        many::assign,
    ),
    Verb(
        "mark",
        &[],
        "mark 1 3-5, mark all, mark none: those to whom tag, note, task, set, assign, move and delete are done",
        many::mark,
    ),
    Verb("new", &[], "new NAME PHONE EMAIL: a new person", many::newcomer),
    Verb(
        "delete",
        &[],
        "delete: whoever is open or marked, in the CRM, after you have heard what is lost",
        many::delete,
    ),
    Verb(
        "export",
        &[],
        "export FILE.csv: the list as a table; export FOLDER: everything",
        many::export,
    ),
    Verb(
        "doubles",
        &[],
        "doubles: people who are here twice",
        doubles::list,
    ),
    Verb(
        "merge",
        &[],
        "merge N: make the Nth of the doubles one",
        doubles::merge,
    ),
    Verb(
        "apart",
        &[],
        "apart N: the Nth of the doubles are two people",
        doubles::apart,
    ),
    Verb(
        "history",
        &[],
        "history [FIELD]: who set their fields, when, and what they were before",
        people::history,
    ),
    Verb(
        "move",
        &[],
        "move [STAGE]: their deal, or the open deals of all who are marked",
        move_deal,
    ),
    Verb("close", &[], "close won, close lost: their deal", close_deal),
    Verb(
        "undo",
        &[],
        "undo [N]: take back what was done last, or the line with this number; undo list: what was done",
        undo,
    ),
    Verb(
        "queue",
        &["outbox"],
        "queue: what waits to be told to the CRM",
        queues::queue,
    ),
    Verb("retry", &[], "retry N: a row of the queue again", queues::retry),
    Verb(
        "cancel",
        &[],
        "cancel N: take a waiting message back",
        queues::cancel,
    ),
    Verb(
        "conflicts",
        &[],
        "conflicts: what was changed here and there",
        queues::conflicts,
    ),
    Verb(
        "resolve",
        &[],
        "resolve N mine, theirs or before: decide one",
        queues::resolve,
    ),
    Verb("state", &["status"], "state: how it stands with the CRM", state),
    Verb("help", &["?"], "help [COMMAND]: this", help),
];

/// Whether a word is a verb of linear mode.
#[cfg(test)]
pub(super) fn is_one(word: &str) -> bool {
    VERBS.iter().any(|verb| verb.0 == word || verb.1.contains(&word))
}

/// Does what a line says.
pub(super) fn run(desk: &mut Desk<'_>, app: &mut App, line: &str) -> Result<Then, CliError> {
    let (word, rest) = typed::first(line);
    let word = word.to_lowercase();
    if matches!(word.as_str(), "quit" | "exit" | "q") {
        return Ok(Then::Leave);
    }
    if word.is_empty() {
        return Ok(Then::Go);
    }
    let named = |verb: &&Verb| verb.0 == word || verb.1.contains(&word.as_str());
    if let Some(Verb(.., run)) = VERBS.iter().find(named) {
        run(desk, app, rest)?;
        return Ok(Then::Go);
    }
    if typed::number(&word).is_some() && rest.is_empty() {
        people::open(desk, app, &word)?;
        return Ok(Then::Go);
    }
    if !crate::cli::commands().any(|row| row.name == word) {
        return Err(
            CliError::wrong_use(format!("there is no \"{word}\", nothing was done"))
                .hint("help lists what can be typed"),
        );
    }
    let words: Vec<String> = typed::words(line)
        .into_iter()
        .map(|word| meant(desk, word))
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    desk::command(app, &words)?;
    Ok(Then::Go)
}

/// In a subcommand `#3` is the third of the list, and a dot is whoever is open.
fn meant(desk: &Desk<'_>, word: String) -> String {
    let id = match (word.as_str(), &desk.open) {
        (".", Some(open)) => Some(&open.id),
        (numbered, _) if numbered.starts_with('#') => people::row(desk, numbered),
        _ => None,
    };
    id.map(ToString::to_string).unwrap_or(word)
}

fn help(_: &mut Desk<'_>, app: &mut App, about: &str) -> Result<(), CliError> {
    let about = about.trim();
    if let Some(Verb(_, _, says, _)) = VERBS
        .iter()
        .find(|verb| verb.0 == about || verb.1.contains(&about))
    {
        return Ok(app.out.say(says)?);
    }
    if !about.is_empty() {
        return desk::command(app, &[about, "--help"]).map(|_| ());
    }
    for Verb(_, _, says, _) in VERBS {
        app.out.say(says)?;
    }
    let verbs = |name: &str| VERBS.iter().any(|verb| verb.0 == name || verb.1.contains(&name));
    let others = crate::cli::commands().map(|row| row.name);
    let others: Vec<&str> = others
        .filter(|name| !verbs(name) && !ELSEWHERE.contains(name))
        .collect();
    app.out
        .say(&format!("quit: leave\nAs on the command line, with #3 for the third of the list and a dot for whoever is open: {}", others.join(", ")))?;
    Ok(())
}

fn state(desk: &mut Desk<'_>, app: &mut App, _: &str) -> Result<(), CliError> {
    desk.tell_state(app)
}

fn done(desk: &mut Desk<'_>, app: &mut App, rest: &str) -> Result<(), CliError> {
    if rest.trim().is_empty() {
        many::done(desk, app, rest)
    } else {
        today::done(desk, app, rest)
    }
}

fn undo(desk: &mut Desk<'_>, app: &mut App, rest: &str) -> Result<(), CliError> {
    if matches!(rest.trim(), "list" | "--list") {
        return queues::done(desk, app);
    }
    let words = typed::words(rest);
    let words: Vec<&str> = std::iter::once("undo")
        .chain(words.iter().map(String::as_str))
        .collect();
    desk::command(app, &words)?;
    people::look_again(desk)
}

/// The deal that is meant: the only one, or the one that is chosen.
fn deal(desk: &mut Desk<'_>, app: &mut App) -> Result<Option<String>, CliError> {
    let deals = desk.open()?.deals.clone();
    match deals.as_slice() {
        [] => Err(CliError::nothing_found("they have no deal, nothing was changed")),
        [(id, _)] => Ok(Some(id.to_string())),
        many => {
            let names: Vec<String> = many.iter().map(|(_, name)| name.clone()).collect();
            let chosen = desk.choose(app, "Which deal?", &names)?;
            Ok(chosen.and_then(|at| many.get(at)).map(|(id, _)| id.to_string()))
        }
    }
}

fn move_deal(desk: &mut Desk<'_>, app: &mut App, stage: &str) -> Result<(), CliError> {
    if !desk.marked.is_empty() {
        return many::stage(desk, app, stage);
    }
    let Some(deal) = deal(desk, app)? else {
        return Ok(());
    };
    let Some(stage) = choose_stage(desk, app, &deal, stage.trim_matches('"'))? else {
        return Ok(());
    };
    desk::command(app, &["move", &deal, &stage])?;
    people::look_again(desk)
}

/// The stage that was typed or is chosen, of those of the deal's pipeline.
fn choose_stage(
    desk: &mut Desk<'_>,
    app: &mut App,
    deal: &str,
    typed: &str,
) -> Result<Option<String>, CliError> {
    let directory = desk.running.query(DirectoryNow)?;
    let stage = desk.running.query(DealById(deal.into()))?.map(|deal| deal.stage);
    let pipeline = directory.pipelines.iter().find(|pipeline| {
        pipeline
            .stages
            .iter()
            .any(|known| Some(&known.id) == stage.as_ref())
    });
    let stages = pipeline
        .map(|pipeline| pipeline.stages.as_slice())
        .unwrap_or_default();
    let names: Vec<String> = stages
        .iter()
        .map(|stage| stage.name.shown().to_string())
        .collect();
    let exact = stages
        .iter()
        .position(|stage| stage.id.as_str() == typed || stage.name.raw().eq_ignore_ascii_case(typed));
    let chosen = match (typed, exact) {
        ("", _) => desk.choose(app, "To which stage?", &names)?,
        (_, Some(at)) => Some(at),
        (typed, None) => {
            let wrong = CliError::nothing_found(format!(
                "the deal's pipeline has no stage \"{typed}\", nothing was changed"
            ));
            meant::instead(
                desk,
                app,
                wrong.hint(format!("stages: {}", names.join(", "))),
                typed,
                &names,
            )?
        }
    };
    Ok(chosen
        .and_then(|at| stages.get(at))
        .map(|stage| stage.id.to_string()))
}

fn close_deal(desk: &mut Desk<'_>, app: &mut App, how: &str) -> Result<(), CliError> {
    let words = typed::words(how);
    let Some(deal) = deal(desk, app)? else {
        return Ok(());
    };
    let words: Vec<&str> = ["close", &deal]
        .into_iter()
        .chain(words.iter().map(String::as_str))
        .collect();
    desk::command(app, &words)?;
    people::look_again(desk)
}
