//! How fast the program answers in a real terminal with a large local copy, beside a bare ratatui program that is
//! started and pressed in turn with it.
//!
//! `cargo bench --bench terminal`; `LEADLINE_BENCH_CONTACTS=50000` for another size (1,000,000 by itself). The copy is
//! made once through the store's own door and kept in `target/bench-data`. Bars are told in words, nothing fails.

#![cfg_attr(
    unix,
    expect(
        clippy::expect_used,
        clippy::panic,
        reason = "a bench that cannot go on says where"
    )
)]

#[cfg(unix)]
#[path = "support/bare.rs"]
mod bare;
#[cfg(unix)]
#[path = "support/home.rs"]
mod home;
#[cfg(unix)]
#[expect(dead_code, reason = "each bench stands on its own part of it")]
#[path = "support/pty.rs"]
mod pty;
#[cfg(unix)]
#[expect(dead_code, reason = "each bench stands on its own part of it")]
mod support;

#[cfg(unix)]
fn main() {
    if std::env::args().any(|argument| argument == BARE) {
        bare::run().expect("the bare program");
    } else if std::env::args().any(|argument| argument == "--bench") {
        // Otherwise `cargo test --benches` only wants to know that it starts.
        measure::all();
    }
}

#[cfg(not(unix))]
fn main() {
    println!("a pseudo-terminal is needed; there is none here");
}

/// With this argument the bench is the bare program.
#[cfg(unix)]
const BARE: &str = "--bare";

#[cfg(unix)]
mod measure {
    use std::process::Command;
    use std::time::Duration;

    use super::BARE;
    use super::home::Home;
    use super::pty::{Frame, Pty};
    use super::support::{self, middle_and_p99, ms, size};

    /// Starts of each kind.
    const STARTS: usize = 20;
    /// Times the movements are gone through.
    const WALKS: usize = 60;
    /// The screen's line of the first person, and people who are surely in the list.
    const FIRST_ROW: usize = 6;
    const LIST: usize = 16;
    /// When nothing came for so long, the program has done what the key asked for.
    const QUIET: Duration = Duration::from_millis(60);
    /// Moving: what a person presses, and what it is called.
    const MOVES: [(&str, &str); 7] = [
        ("j", "j"),
        ("j", "j"),
        ("k", "k"),
        ("\x04", "ctrl-d"),
        ("\x04", "ctrl-d"),
        ("G", "G"),
        ("gg", "gg"),
    ];
    /// Names that are typed into the filter letter by letter, then deleted again: common, rare, nobody's.
    const NAMES: [&str; 6] = [
        "maria fitzgerald",
        "jose hernandez",
        "9095550142",
        "zoe.oneill",
        "@gmail.com",
        "qqqq",
    ];

    /// What the first tab shows as soon as it knows what waits.
    const QUEUE: &str = "replies";

    /// Measures and tells everything.
    pub fn all() {
        let people = size("LEADLINE_BENCH_CONTACTS", 1_000_000);
        let home = Home::with(people);
        println!("{people} people in the local copy, terminal of 200x60; times in milliseconds");
        starts(&home);
        keys(&home);
    }

    fn bare() -> Command {
        let mut command = Command::new(std::env::current_exe().expect("this program"));
        command.arg(BARE);
        command
    }

    /// Times of one thing, for us and for the bare program.
    #[derive(Default)]
    struct Times {
        ours: Vec<Duration>,
        bare: Vec<Duration>,
    }

    impl Times {
        fn print(&self, what: &str) {
            let (ours, bare) = (Summary::of(&self.ours), Summary::of(&self.bare));
            println!(
                "  {what:34} ours {ours}   bare {bare}   ratio {:.2} / {:.2} / {:.2}",
                ours.least / bare.least,
                ours.middle / bare.middle,
                ours.p99 / bare.p99
            );
        }
    }

    struct Summary {
        least: f64,
        middle: f64,
        p99: f64,
    }

    impl Summary {
        fn of(times: &[Duration]) -> Self {
            let (middle, p99) = middle_and_p99(times.to_vec());
            Self {
                least: times.iter().min().copied().map_or(0.0, ms),
                middle: ms(middle),
                p99: ms(p99),
            }
        }
    }

    impl std::fmt::Display for Summary {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "{:6.2} /{:6.2} /{:6.2}", self.least, self.middle, self.p99)
        }
    }

    fn bar(holds: bool, what: &str) {
        println!("    {} {what}", if holds { "holds: " } else { "MISSES:" });
    }

    /// From the start to the first frame, and to the frame with the list in it.
    fn starts(home: &Home) {
        println!("start, least / middle / p99 of {STARTS}:");
        for (kind, cold) in [("file in memory", false), ("file on disk only", true)] {
            let (mut first, mut list) = (Times::default(), Times::default());
            for _ in 0..STARTS {
                let mut program = Pty::start(bare());
                let whole = program.shows("Maria");
                first.bare.push(whole);
                list.bare.push(whole);
                program.leave("q");
                if cold {
                    home.forget();
                }
                let mut program = Pty::start(home.program());
                let frame = program.frame(Duration::from_secs(30)).expect("a first frame");
                first.ours.push(frame.at);
                list.ours.push(if frame.text.contains(QUEUE) {
                    frame.at
                } else {
                    program.shows(QUEUE)
                });
                program.leave("q");
            }
            first.print(&format!("first frame, {kind}"));
            list.print(&format!("with the queue in it, {kind}"));
            let (ours, bare) = (Summary::of(&list.ours), Summary::of(&list.bare));
            bar(
                ours.middle <= 2.0 * bare.middle,
                "within 2x of the bare program (middle)",
            );
            bar(ours.p99 <= 60.0, "never over 60 ms");
        }
    }

    /// Keys in a program that has read everybody, and what it holds in memory then.
    fn keys(home: &Home) {
        let mut ours = Pty::start(home.program());
        let mut bare = Pty::start(bare());
        bare.frames(QUIET);
        ours.shows(QUEUE);
        ours.press("2");
        ours.shows(&home.first);
        let (took, ()) = support::timed(|| while !ours.frames(Duration::from_secs(1)).is_empty() {});
        println!(
            "everybody read and counted {:.1} s after the start, at most",
            took.as_secs_f64()
        );
        moving(&mut ours, &mut bare);
        typing(&mut ours);
        let (now, most) = (ours.memory("VmRSS"), ours.memory("VmHWM"));
        println!(
            "memory: {now:.0} MB now, {most:.0} MB at most; bare {:.0} MB",
            bare.memory("VmRSS")
        );
        bar(most < 150.0, "under 150 MB");
        ours.leave("q");
        bare.leave("q");
    }

    fn moving(ours: &mut Pty, bare: &mut Pty) {
        println!("key to changed frame, least / middle / p99 of {WALKS} walks:");
        let mut all = Times::default();
        let mut each: Vec<(&str, Times)> = Vec::new();
        let mut rows = Vec::new();
        for (keys, name) in (0..WALKS).flat_map(|_| MOVES) {
            let (bare_at, _) = pressed(bare, keys);
            let (ours_at, settled) = pressed(ours, keys);
            all.bare.push(bare_at);
            all.ours.push(ours_at);
            rows.push(settled);
            let at = each.iter().position(|(known, _)| *known == name);
            let at = at.unwrap_or_else(|| {
                each.push((name, Times::default()));
                each.len() - 1
            });
            each[at].1.bare.push(bare_at);
            each[at].1.ours.push(ours_at);
        }
        for (name, times) in &each {
            times.print(name);
        }
        all.print("all movement");
        println!(
            "  {:34} ours {}",
            "until nothing moves any more",
            Summary::of(&rows)
        );
        let (ours, bare) = (Summary::of(&all.ours), Summary::of(&all.bare));
        bar(ours.p99 <= 1.5 * bare.p99, "p99 within 1.5x of the bare program");
    }

    fn typing(ours: &mut Pty) {
        let (mut changed, mut settled, mut slowest) = (Vec::new(), Vec::new(), Vec::new());
        for name in NAMES {
            pressed(ours, "/");
            let letters = name.chars().map(String::from);
            let deletes = name.chars().map(|_| "\x7f".to_owned());
            let mut typed = String::new();
            for key in letters.chain(deletes) {
                let (first, last) = filtered(ours, &key);
                changed.push(first);
                settled.push(last);
                if key == "\x7f" {
                    typed.pop();
                } else {
                    typed.push_str(&key);
                }
                slowest.push((last, typed.clone()));
            }
            pressed(ours, "\x1b");
        }
        slowest.sort_unstable();
        println!("filter as typed, least / middle / p99 of {} keys:", changed.len());
        println!("  {:34} ours {}", "key to changed frame", Summary::of(&changed));
        println!(
            "  {:34} ours {}",
            "key to the last change of the list",
            Summary::of(&settled)
        );
        let slowest: Vec<String> = slowest
            .iter()
            .rev()
            .take(4)
            .map(|(time, typed)| format!("{:.1} `{typed}`", ms(*time)))
            .collect();
        println!("  slowest: {}", slowest.join(", "));
        bar(
            Summary::of(&changed).p99 < 16.0,
            "changed frame under 16 ms (p99)",
        );
        bar(
            Summary::of(&settled).p99 < 16.0,
            "the list itself under 16 ms (p99)",
        );
    }

    /// Presses keys: when the first changed frame was there, and the last.
    fn pressed(program: &mut Pty, keys: &str) -> (Duration, Duration) {
        program.press(keys);
        let frames = program.answer(QUIET);
        let changed = frames.iter().filter(|frame| frame.changed).map(|frame| frame.at);
        let (first, last) = (changed.clone().min(), changed.max());
        (first.unwrap_or_default(), last.unwrap_or_default())
    }

    /// Types into the filter: when the first changed frame was there, and the last in which the list changed.
    fn filtered(program: &mut Pty, key: &str) -> (Duration, Duration) {
        program.press(key);
        let frames = program.answer(QUIET);
        // The detail below the list may come later; it is no part of the filter.
        let list = |frame: &Frame| {
            let rows = frame.text.lines().skip(FIRST_ROW).take(LIST);
            rows.collect::<Vec<_>>().join("\n")
        };
        let first = frames.first().map_or(Duration::ZERO, |frame| frame.at);
        let mut changes = frames.windows(2).filter(|pair| list(&pair[0]) != list(&pair[1]));
        (first, changes.next_back().map_or(first, |pair| pair[1].at))
    }
}
