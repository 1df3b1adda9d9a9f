//! The terminal the other tests look through, proven on programs that are surely right.

use std::process::Command;

use crate::support::terminal::Terminal;

fn shell(script: &str) -> Command {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", script]);
    command
}

#[test]
fn a_program_sees_the_size_and_its_change() {
    let script =
        "trap 'stty size' WINCH; stty size; echo ready; while read -r line; do echo \"got $line\"; done";
    let mut terminal = Terminal::open(shell(script), 100, 30);
    terminal
        .sees("30 100")
        .sees("ready")
        .resize(80, 24)
        .press("<enter>")
        .sees("24 80");
}

#[test]
fn keys_arrive_and_the_end_is_noticed() {
    let mut terminal = Terminal::open(shell("read -r line; echo \"got $line\"; exit 7"), 80, 24);
    terminal.press("two words<enter>").sees("got two words");
    assert_eq!(terminal.ends().code(), Some(7));
    assert!(terminal.is_restored());
}

#[test]
fn a_terminal_left_in_disorder_is_noticed() {
    let mut terminal = Terminal::open(
        shell("printf '\\033[?1049h\\033[?25l'; echo drawn; stty -icanon"),
        80,
        24,
    );
    terminal.sees("drawn").ends();
    assert!(!terminal.is_restored());
}

#[test]
fn questions_to_the_terminal_are_answered() {
    let script = "stty raw -echo; printf 'ab\\033[6n'; head -c 6 | od -An -c; stty sane";
    Terminal::open(shell(script), 80, 24).sees("033   [   1   ;   3   R");
}

#[test]
#[should_panic(expected = "it did not come")]
fn what_never_comes_is_a_failure() {
    let limit = std::time::Duration::from_millis(200);
    Terminal::open(shell("echo here; sleep 60"), 80, 24)
        .sees("here")
        .sees_within("there", limit);
}
