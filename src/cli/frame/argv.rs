//! One thing the parser cannot say: `tag ID +a -b` takes the tag `b` away and is no flag.

use std::ffi::OsString;

/// The arguments with each `-b` behind `tag` written as `--remove=b`. Long flags, `-h` and what follows `--` stay.
pub fn with_tag_removals(program: &clap::Command, typed: Vec<OsString>) -> Vec<OsString> {
    let Some(tag) =
        subcommand_at(program, &typed).filter(|at| typed.get(*at).is_some_and(|word| word == "tag"))
    else {
        return typed;
    };
    let end = typed.iter().position(|word| word == "--").unwrap_or(typed.len());
    let removal = |at: usize, word: &OsString| {
        let name = word
            .to_str()
            .filter(|_| at > tag && at < end)?
            .strip_prefix('-')?;
        let is_flag = name.is_empty() || name.starts_with('-') || name == "h";
        (!is_flag).then(|| OsString::from(format!("--remove={name}")))
    };
    typed
        .iter()
        .enumerate()
        .map(|(at, word)| removal(at, word).unwrap_or_else(|| word.clone()))
        .collect()
}

/// Where the subcommand stands: the first word that is neither a flag nor the value of one.
fn subcommand_at(program: &clap::Command, typed: &[OsString]) -> Option<usize> {
    let takes_value = |word: &str| {
        let flag = program
            .get_arguments()
            .find(|arg| arg.get_long().is_some_and(|long| word == format!("--{long}")));
        flag.is_some_and(|arg| arg.get_action().takes_values())
    };
    let mut at = 1;
    while let Some(word) = typed.get(at) {
        let word = word.to_string_lossy();
        if !word.starts_with('-') {
            return Some(at);
        }
        at += if takes_value(&word) { 2 } else { 1 };
    }
    None
}
