//! `leadline auto update ID`.

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::which::find;
use crate::cli::frame::{App, CliError, Exit, Outcome};
use crate::engine::library::{Clash, From, Side, beginning_unknown, take_update, update_of};

/// Take a newer text of its template into your own copy; what you changed stays
///
/// What both changed is told and asked: --take says whose it is. Nothing is switched on.
#[derive(Args, Debug)]
pub(super) struct Update {
    /// Its id
    id: String,
    /// Whose text stands where both changed the same
    #[arg(long, value_name = "WHOSE")]
    take: Option<Whose>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Whose {
    /// Yours
    Mine,
    /// The newer template's
    Template,
    /// What both began with
    Before,
}

impl Update {
    pub(super) fn run(self, app: &mut App) -> Outcome {
        let (_running, shelf, at) = find(app, &self.id)?;
        let book = &shelf.books[at];
        let From::File(file) = &book.from else {
            let sentence = format!("{} is the template itself; nothing was changed", book.id);
            return Err(CliError::wrong_use(sentence).hint(format!("leadline auto import {}", book.id)));
        };
        let failed = |sentence: String| CliError::new(Exit::Failed, "update", sentence);
        if let Some(why) = beginning_unknown(file, &book.id) {
            return Err(failed(why));
        }
        if !book.newer {
            app.out
                .json(&json!({ "id": book.id, "taken": [], "clashes": [], "changed": false }))?;
            app.out
                .say(&format!("There is no newer template for {}.", book.id))?;
            return Ok(Exit::NothingFound);
        }
        let mut update = update_of(file, &book.id).map_err(failed)?;
        let asks = !update.clashes.is_empty() && self.take.is_none();
        for clash in &mut update.clashes {
            clash.side = match self.take {
                Some(Whose::Template) => Side::Newer,
                Some(Whose::Before) => Side::Before,
                Some(Whose::Mine) | None => Side::Yours,
            };
        }
        if !asks {
            take_update(&update).map_err(failed)?;
        }
        app.out.json(&json!({
            "id": book.id, "file": file.display().to_string(), "taken": update.taken, "changed": !asks,
            "clashes": update.clashes.iter().map(shape).collect::<Vec<_>>(),
        }))?;
        for taken in &update.taken {
            app.out.say(&format!("taken: {taken}"))?;
        }
        for clash in &update.clashes {
            app.out
                .say(&format!("both changed {}: {}", clash.what, clash.message))?;
        }
        if asks {
            app.out
                .say("Nothing was changed. Say whose it is with --take mine, template or before.")?;
            return Ok(Exit::Conflict);
        }
        app.out.say(&format!(
            "{} has the newer text; publish it to have it on.",
            file.display()
        ))?;
        Ok(Exit::Done)
    }
}

fn shape(clash: &Clash) -> Value {
    let [before, mine, template] = &clash.sides;
    json!({
        "what": clash.what, "message": clash.message, "before": before, "mine": mine, "template": template,
    })
}
