//! The contract as it is seen from outside: help, exit codes, errors, settings, keys and edits.

mod approve;
mod ask;
mod auto;
mod bench;
mod edits;
mod extract;
mod learned;
mod mask;
mod messages;
mod score;
mod today;
mod trade;
mod work;

use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use super::*;
use crate::config::Environment;
use bench::{Bench, NoRing};

#[test]
fn the_parser_is_sound_and_every_command_has_help() {
    program().debug_assert();
    for row in commands() {
        let about = row
            .command()
            .get_about()
            .map(ToString::to_string)
            .unwrap_or_default();
        assert!(
            !about.is_empty() && !about.ends_with('.'),
            "{}: {about}",
            row.name
        );
    }
}

#[test]
fn what_is_typed_is_read_as_by_the_parser_of_all_commands() {
    for typed in [
        "",
        "version",
        "--zone version version --json",
        "tag 7 +a -b",
        "--linear",
        "vresion",
        "version more",
        "search version",
        "--help",
        "version --help",
        "--version",
        "-- version",
        "help version",
    ] {
        let words: Vec<OsString> = ["leadline"]
            .into_iter()
            .chain(typed.split_whitespace())
            .map(OsString::from)
            .collect();
        let all = matched(program(), &words);
        match (parse(words), all) {
            (Ok(invocation), Ok(all)) => {
                let front = match &invocation.front {
                    Front::Screen => None,
                    Front::Command(row, typed) => Some((row.name, typed)),
                };
                assert_eq!(front, all.subcommand(), "{typed}");
            }
            (Err(error), Err(all)) => {
                assert_eq!(error.message, parse_error(&all).message, "{typed}");
                assert_eq!(error.hint, parse_error(&all).hint, "{typed}");
            }
            (parsed, all) => panic!("{typed}: {parsed:?} beside {all:?}"),
        }
    }
}

#[test]
fn help_of_the_program() {
    insta::assert_snapshot!("help", program().render_long_help().to_string());
}

#[test]
fn help_of_every_command() {
    let mut program = program();
    program.build();
    for row in commands() {
        let command = program.find_subcommand_mut(row.name).unwrap();
        // The flags that hold everywhere are shown once, in the help of the program.
        let own = command
            .clone()
            .mut_args(|arg| if arg.is_global_set() { arg.hide(true) } else { arg });
        insta::assert_snapshot!(
            format!("help-{}", row.name),
            own.clone().render_long_help().to_string()
        );
    }
}

#[test]
fn wrong_use_is_one_sentence_with_a_hint_and_exit_2() {
    let bench = Bench::new();
    let ran = bench.run(&["vresion"], "");
    assert_eq!(ran.exit, Exit::WrongUse);
    assert_eq!(
        ran.err.lines().next().unwrap(),
        "leadline: unrecognized subcommand 'vresion'"
    );
    assert!(
        ran.err
            .contains("tip: some similar subcommands exist: 'resolve', 'restore', 'redo', 'version'"),
        "{}",
        ran.err
    );
    assert_eq!(ran.out, "");
    assert_eq!(
        bench.run(&["--json", "--csv", "version"], "").exit,
        Exit::WrongUse
    );
}

#[test]
fn help_and_version_are_printed_and_exit_0() {
    let bench = Bench::new();
    let ran = bench.run(&["--version"], "");
    assert_eq!((ran.exit, ran.out.trim()), (Exit::Done, "leadline 0.1.0"));
    assert!(bench.run(&["config", "--help"], "").out.contains("--example"));
    assert_eq!(bench.run(&["version", "--json"], "").json()["version"], "0.1.0");
}

#[test]
fn every_value_is_shown_with_its_origin() {
    let mut bench = Bench::new();
    std::fs::write(bench.file(), "# mine\n[sync]\nevery_seconds = 30\n").unwrap();
    bench.environment = Environment::default().with("CLAUDE_MODEL", "claude-haiku-5-5");
    let ran = bench.run(&["--json", "config", "--ghl-url", "http://127.0.0.1:9"], "");
    let settings = &ran.json()["settings"];
    assert_eq!(settings["sync.every_seconds"]["value"], 30);
    let origin = settings["sync.every_seconds"]["origin"].as_str().unwrap();
    assert_eq!(origin, format!("{}:3", bench.file().display()));
    assert_eq!(settings["claude.model"]["origin"], "CLAUDE_MODEL");
    assert_eq!(settings["ghl.base_url"]["origin"], "--ghl-url");
    assert_eq!(settings["log.days"]["origin"], "default");
    let ran = bench.run(&["config", "--ghl-url", "http://127.0.0.1:9"], "");
    assert!(
        ran.err
            .contains("The CRM is at http://127.0.0.1:9, set by --ghl-url."),
        "{}",
        ran.err
    );
    let ran = bench.run(&["--csv", "config", "sync.every_seconds"], "");
    assert!(
        ran.out
            .starts_with("setting,value,from\r\nsync.every_seconds,30,"),
        "{}",
        ran.out
    );
}

#[test]
fn a_broken_file_is_told_with_its_line_and_json_when_asked() {
    let bench = Bench::new();
    std::fs::write(bench.file(), "[sync]\nevery_secnds = 30\n").unwrap();
    let ran = bench.run(&["config"], "");
    assert_eq!(ran.exit, Exit::WrongUse);
    assert!(
        ran.err
            .contains("config.toml:2:1: `sync.every_secnds` is not a setting"),
        "{}",
        ran.err
    );
    let ran = bench.run(&["config", "--json"], "");
    let error: Value = serde_json::from_str(&ran.err).unwrap();
    assert_eq!(error["error"]["code"], "config");
    assert!(
        error["error"]["message"]
            .as_str()
            .unwrap()
            .contains("did you mean `sync.every_seconds`?")
    );
    assert!(error["error"]["hint"].is_string());
    // What needs no settings works all the same.
    assert_eq!(bench.run(&["version"], "").exit, Exit::Done);
    assert_eq!(bench.run(&["config", "--example"], "").exit, Exit::Done);
    assert_eq!(
        bench.run(&["config", "--unset", "log.days"], "").exit,
        Exit::NothingFound
    );
}

#[test]
fn one_setting_is_written_and_taken_out_again() {
    let bench = Bench::new();
    std::fs::write(bench.file(), "# mine\n").unwrap();
    assert_eq!(
        bench.run(&["config", "--set", "log.days", "3"], "").exit,
        Exit::Done
    );
    assert_eq!(
        std::fs::read_to_string(bench.file()).unwrap(),
        "# mine\n[log]\ndays = 3\n"
    );
    let ran = bench.run(&["config", "--set", "log.days", "999"], "");
    assert_eq!(ran.exit, Exit::WrongUse);
    assert_eq!(bench.run(&["config", "--unset", "log.days"], "").exit, Exit::Done);
    let ran = bench.run(&["config", "log.dyas"], "");
    assert_eq!(
        (ran.exit, ran.err.contains("did you mean `log.days`?")),
        (Exit::NothingFound, true)
    );
}

#[test]
fn a_key_is_tried_kept_and_deleted_and_never_shown() {
    let bench = Bench::new();
    let ran = bench.run(&["login", "ghl", "--json"], "pit-canary-good\n");
    assert_eq!(
        (ran.exit, &ran.json()["kept_in"]),
        (Exit::Done, &"keyring".into())
    );
    let again = bench.run(&["login", "ghl"], "pit-canary-good\n");
    assert!(
        again
            .out
            .contains("is kept in the keyring: it opens Harbor Realty."),
        "{}",
        again.out
    );
    for (arguments, typed, exit) in [
        (&["login", "ghl"][..], "pit-canary-bad", Exit::Refused),
        (&["login", "ghl"], "sk-ant-canary-good", Exit::WrongUse),
        (&["login", "claude"], "pit-canary-good", Exit::WrongUse),
        (&["login", "claude"], "two words-good", Exit::WrongUse),
        (&["login", "claude"], "\n", Exit::WrongUse),
        (&["login", "claude", "--untried"], "sk-ant-canary-bad", Exit::Done),
    ] {
        let ran = bench.run(arguments, typed);
        assert_eq!(ran.exit, exit, "{arguments:?} {}", ran.err);
        assert!(!ran.out.contains("canary") && !ran.err.contains("canary"));
    }
    let ran = bench.run(&["logout", "ghl", "--json"], "");
    assert_eq!(ran.json()["deleted_from"], serde_json::json!(["keyring"]));
    assert_eq!(bench.run(&["logout", "ghl"], "").exit, Exit::NothingFound);
}

#[test]
fn without_a_keyring_login_tells_the_choices_and_a_file_can_be_chosen() {
    let bench = Bench {
        keyring: Arc::new(NoRing),
        ..Bench::new()
    };
    let ran = bench.run(&["login", "ghl"], "pit-1-good");
    assert_eq!(ran.exit, Exit::Failed);
    assert!(
        ran.err
            .contains("this session has no keyring; nothing was changed"),
        "{}",
        ran.err
    );
    assert!(
        ran.err.contains("GHL_API_KEY") && ran.err.contains("--keep file"),
        "{}",
        ran.err
    );
    let ran = bench.run(&["login", "ghl", "--keep", "file", "--json"], "pit-1-good");
    assert_eq!(ran.json()["kept_in"], "file");
    assert!(bench.folder.path().join("keys.toml").exists());
    assert_eq!(bench.run(&["logout", "ghl"], "").exit, Exit::Done);
}

#[test]
fn a_file_of_variables_is_read_only_when_it_is_named() {
    let bench = Bench::new();
    let file = bench.folder.path().join(".env");
    std::fs::write(&file, "CLAUDE_MODEL=claude-opus-5-5\n").unwrap();
    let flags = parse(["leadline", "--env-file", file.to_str().unwrap()].map(OsString::from))
        .unwrap()
        .flags;
    let environment = flags.environment(Environment::default()).unwrap();
    assert_eq!(environment.get("CLAUDE_MODEL"), Some("claude-opus-5-5"));
    let missing = Flags {
        env_file: Some(Path::new("/none/.env").to_owned()),
        ..Flags::default()
    };
    assert_eq!(
        missing.environment(Environment::default()).unwrap_err().exit,
        Exit::WrongUse
    );
}

#[test]
fn completions_and_man_pages_name_every_command() {
    let bench = Bench::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = bench.run(&["completions", shell], "");
        assert!(commands().all(|row| ran.out.contains(row.name)), "{shell}");
    }
    let page = bench.run(&["man"], "").out;
    assert!(
        commands().all(|row| page.contains(&format!("leadline\\-{}(1)", row.name))),
        "{page}"
    );
    assert!(bench.run(&["man", "config"], "").out.contains("\\-\\-example"));
    assert_eq!(bench.run(&["man", "nothing"], "").exit, Exit::NothingFound);
}
