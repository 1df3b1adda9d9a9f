//! `leadline tag ID +a -b`.

use clap::Args;

use crate::cli::frame::{App, CliError, Outcome, Reach, Running, Subcommand};
use crate::cli::words::receipt;
use crate::domain::command::Command;
use crate::domain::value::ContactId;

/// Add and take away tags
///
/// For example: leadline tag ID +buyer '+open house' -cold
#[derive(Args, Debug)]
pub(super) struct Tag {
    /// The person
    id: String,
    /// +tag adds, -tag takes away; a word without a sign adds
    #[arg(value_name = "+TAG|-TAG")]
    changes: Vec<String>,
    /// Take this tag away; the long form of -TAG
    #[arg(long, value_name = "TAG")]
    remove: Vec<String>,
}

impl Subcommand for Tag {
    const NAME: &'static str = "tag";

    fn run(self, app: &mut App) -> Outcome {
        let (removed, added): (Vec<_>, Vec<_>) = self
            .changes
            .into_iter()
            .partition(|change| change.starts_with('-'));
        let strip = |change: String| change.trim_start_matches(['+', '-']).to_owned();
        let add: Vec<String> = added.into_iter().map(strip).collect();
        let remove: Vec<String> = self
            .remove
            .into_iter()
            .chain(removed.into_iter().map(strip))
            .collect();
        if add.is_empty() && remove.is_empty() {
            return Err(CliError::wrong_use("no tag was named, nothing was changed")
                .hint("leadline tag ID +new -old"));
        }
        let running = Running::start(app, Reach::Local)?;
        let receipt = running.submit(Command::EditTags {
            contact: ContactId::from(self.id),
            add,
            remove,
        })?;
        receipt::tell(app, &receipt)
    }
}
