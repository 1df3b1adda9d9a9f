//! `leadline lists`.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::cli::frame::{App, CliError, Exit, Outcome, Reach, Running, Subcommand, Table};
use crate::cli::words::receipt;
use crate::domain::command::Command;
use crate::domain::saved_list::{ListCommand, SavedList};
use crate::engine::lists;
use crate::engine::query::DirectoryNow;

/// Lists of people with a name: print, save, rename, delete, export
///
/// For example: leadline lists --save 'hot and waiting' 'tag:hot unread>0 columns:name,phone'
#[derive(Args, Debug)]
pub(super) struct Lists {
    /// Keep a filter under a name
    #[arg(long, num_args = 2, value_names = ["NAME", "FILTER"], group = "what", allow_hyphen_values = true)]
    save: Vec<String>,
    /// Give a saved list another name
    #[arg(long, num_args = 2, value_names = ["NAME", "NEW"], group = "what")]
    rename: Vec<String>,
    /// Forget a saved list; nothing happens to anybody in it
    #[arg(long, value_name = "NAME", group = "what")]
    delete: Option<String>,
    /// Print all lists as a file that --import takes
    #[arg(long, group = "what")]
    export: bool,
    /// Save the lists of a file
    #[arg(long, value_name = "FILE", group = "what")]
    import: Option<PathBuf>,
}

impl Subcommand for Lists {
    const NAME: &'static str = "lists";

    fn run(self, app: &mut App) -> Outcome {
        let wanted = self.wanted()?;
        let running = Running::start(app, Reach::Local)?;
        if !wanted.is_empty() {
            let mut exit = Exit::Done;
            for command in wanted {
                let receipt = running.submit(Command::List(command))?;
                exit = receipt::tell(app, &receipt)?;
            }
            return Ok(exit);
        }
        let lists = lists::all(&running.query(DirectoryNow)?.lists);
        if self.export {
            app.out.say(lists::written(&lists).trim_end())?;
            return Ok(Exit::Done);
        }
        let rows: Vec<_> = lists
            .iter()
            .map(|list| json!({ "name": list.name, "filter": list.filter, "saved": list.saved }))
            .collect();
        app.out.json(&json!({ "lists": rows }))?;
        let mut table = Table::new(["name", "filter", "saved"]);
        for list in lists {
            let saved = if list.saved { "yes" } else { "" };
            table.row([list.name, list.filter, saved.to_owned()]);
        }
        app.out.table(&table)?;
        Ok(Exit::Done)
    }
}

impl Lists {
    fn wanted(&self) -> Result<Vec<ListCommand>, CliError> {
        let save = |name: &str, filter: &str| {
            ListCommand::Save(SavedList {
                name: name.to_owned(),
                filter: filter.to_owned(),
            })
        };
        if let [name, filter] = self.save.as_slice() {
            return Ok(vec![save(name, filter)]);
        }
        if let [from, to] = self.rename.as_slice() {
            return Ok(vec![ListCommand::Rename {
                from: from.clone(),
                to: to.clone(),
            }]);
        }
        if let Some(name) = &self.delete {
            return Ok(vec![ListCommand::Delete { name: name.clone() }]);
        }
        let Some(path) = &self.import else {
            return Ok(Vec::new());
        };
        let wrong = |why: String| {
            let message = format!("{} cannot be read ({why}); no list was saved", path.display());
            CliError::wrong_use(message)
        };
        let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
        let lists = lists::read(&text).map_err(wrong)?;
        // Those that come with the program need no saving.
        let own = lists.iter().filter(|list| {
            !lists::built_in()
                .iter()
                .any(|known| known.name == list.name && known.filter == list.filter)
        });
        Ok(own.map(|list| save(&list.name, &list.filter)).collect())
    }
}
