//! How fast somebody is found, beside what a person would reach for instead: the same people in a file with commas, in
//! fzf, visidata, csvlens and tabiew, each in a real pseudo-terminal.
//!
//! `cargo bench --bench beside`; `LEADLINE_BENCH_CONTACTS=50000` for another size (1,000,000 by itself). A program that
//! is not installed is named and left out. Nothing fails.

#![cfg_attr(
    unix,
    expect(
        clippy::expect_used,
        clippy::panic,
        reason = "a bench that cannot go on says where"
    )
)]

#[cfg(unix)]
#[expect(dead_code, reason = "each bench stands on its own part of it")]
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
    if std::env::args().any(|argument| argument == "--bench") {
        // Otherwise `cargo test --benches` only wants to know that it starts.
        measure::all();
    }
}

#[cfg(not(unix))]
fn main() {
    println!("a pseudo-terminal is needed; there is none here");
}

#[cfg(unix)]
mod measure {
    use std::fs::File;
    use std::io::{BufWriter, Write};
    use std::path::{Path, PathBuf};
    use std::process::Command;
    use std::time::Duration;

    use super::home::Home;
    use super::pty::Pty;
    use super::support::{middle_and_p99, ms, person, size};

    /// Times each program is started.
    const STARTS: usize = 5;
    /// People looked for in each start, spread over the list.
    const WANTED: usize = 6;
    /// Whoever is not found after so long is not found.
    const PATIENCE: Duration = Duration::from_mins(3);
    /// So long a program may read the file before anybody can be looked for.
    const READING: Duration = Duration::from_mins(5);

    /// What a person does in a program to find somebody.
    struct Tool {
        name: &'static str,
        /// What it is called on the command line.
        binary: &'static str,
        /// Starts it on the file.
        start: fn(&Path) -> Command,
        /// What stands on the screen once all rows are read, where looking for somebody before that finds only part of them.
        whole: Option<fn(usize) -> String>,
        /// What is typed to find a mail address.
        find: fn(&str) -> String,
        /// Brings it back to the whole list.
        again: &'static str,
        quit: &'static str,
    }

    const TOOLS: [Tool; 4] = [
        Tool {
            name: "fzf",
            binary: "fzf",
            start: |file| {
                let mut command = Command::new("fzf");
                command
                    .arg("--exact")
                    .env("FZF_DEFAULT_COMMAND", format!("cat '{}'", file.display()));
                command
            },
            whole: None,
            find: str::to_owned,
            again: "\x15",
            quit: "\x1b",
        },
        Tool {
            name: "visidata",
            binary: "vd",
            start: |file| {
                let mut command = Command::new("vd");
                command.arg(file);
                command
            },
            // It shows rows while it reads the others, and looks only in those it has.
            whole: Some(|people| format!("{people} rows")),
            // A regular expression in each cell of all columns: the whole address, or whoever has a longer one comes first.
            find: |address| format!("g/^{}$\r", address.replace('.', r"\.")),
            again: "gk",
            quit: "gq",
        },
        Tool {
            name: "csvlens",
            binary: "csvlens",
            start: |file| {
                let mut command = Command::new("csvlens");
                command.arg(file);
                command
            },
            whole: None,
            find: |address| format!("/{address}\r"),
            again: "g",
            quit: "q",
        },
        Tool {
            name: "tabiew",
            binary: "tw",
            start: |file| {
                let mut command = Command::new("tw");
                command.arg(file);
                command
            },
            whole: None,
            find: |address| format!("/{address}"),
            again: "\x1b",
            quit: "q",
        },
    ];

    /// Somebody who is looked for by mail address and known to be there by telephone number.
    struct Wanted {
        address: String,
        number: String,
    }

    /// A program that does not show what it should.
    struct Stuck {
        /// What was waited for.
        after: String,
        /// What it showed instead.
        screen: String,
    }

    /// Times of one program.
    #[derive(Default)]
    struct Times {
        first_row: Vec<Duration>,
        /// Until anybody can be looked for, where that is later than the first row.
        whole: Vec<Duration>,
        found: Vec<Duration>,
        memory: f64,
    }

    /// Measures and tells everything. A start is told to the first row of whatever the program opens on.
    pub fn all() {
        let people = size("LEADLINE_BENCH_CONTACTS", 1_000_000);
        let home = Home::with(people);
        let file = csv(&home, people);
        let wanted: Vec<Wanted> = (1..=WANTED)
            .map(|part| wanted(people * part / (WANTED + 1), people))
            .collect();
        println!("{people} people; middle / p99 in milliseconds, and memory at the end");
        let ours = ours(&home, &wanted);
        print("leadline", &ours, &ours);
        for tool in &TOOLS {
            if !is_here(tool.binary) {
                println!("  {:9} is not installed and was left out", tool.name);
                continue;
            }
            match theirs(tool, &file, people, &wanted) {
                Ok(theirs) => print(tool.name, &theirs, &ours),
                Err(Stuck { after, screen }) => {
                    println!(
                        "  {:9} came no further than: {after}. Its screen:\n{screen}",
                        tool.name
                    );
                }
            }
        }
    }

    fn is_here(binary: &str) -> bool {
        let path = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&path).any(|folder| folder.join(binary).is_file())
    }

    fn wanted(nr: usize, of: usize) -> Wanted {
        let fields = person(nr, of).fields;
        let word = |name: &str| fields[name].as_str().expect("a word").to_owned();
        Wanted {
            address: word("email"),
            number: shown(&word("phone")),
        }
    }

    /// A number as our screen shows it, so that the same words are waited for everywhere.
    fn shown(number: &str) -> String {
        let digits = number.trim_start_matches("+1");
        format!("({}) {}-{}", &digits[..3], &digits[3..6], &digits[6..])
    }

    /// The people as a file with commas, made once.
    fn csv(home: &Home, people: usize) -> PathBuf {
        let file = home.folder.join("people.csv");
        if file.exists() {
            return file;
        }
        let half = home.folder.join("people.half");
        let mut out = BufWriter::new(File::create(&half).expect("a file"));
        writeln!(out, "name,email,phone,city,source,added").expect("a line");
        for nr in 0..people {
            let fields = person(nr, people).fields;
            let word = |name: &str| fields[name].as_str().unwrap_or_default();
            writeln!(
                out,
                "{} {},{},{},{},{},{}",
                word("firstName"),
                word("lastName"),
                word("email"),
                shown(word("phone")),
                word("city"),
                word("source"),
                word("dateAdded"),
            )
            .expect("a line");
        }
        out.flush().expect("on disk");
        std::fs::rename(half, &file).expect("whole");
        file
    }

    fn ours(home: &Home, wanted: &[Wanted]) -> Times {
        let mut times = Times::default();
        for _ in 0..STARTS {
            let mut program = Pty::start(home.program());
            times.first_row.push(program.shows("replies"));
            program.press("2");
            program.shows(&home.first);
            for Wanted { address, number } in wanted {
                program.press(&format!("/{address}"));
                times
                    .found
                    .push(program.comes(number, PATIENCE).expect("somebody"));
                program.press(&format!("{}\r", "\x7f".repeat(address.chars().count())));
                program.comes("everybody", PATIENCE).expect("the whole list");
            }
            times.memory = times.memory.max(program.memory("VmHWM"));
            program.leave("q");
        }
        times
    }

    fn theirs(tool: &Tool, file: &Path, people: usize, wanted: &[Wanted]) -> Result<Times, Stuck> {
        let first = super::support::person(0, 1).fields["city"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let mut times = Times::default();
        for _ in 0..STARTS {
            let mut program = Pty::start((tool.start)(file));
            times.first_row.push(comes(&mut program, &first, PATIENCE)?);
            if let Some(whole) = tool.whole {
                times.whole.push(comes(&mut program, &whole(people), READING)?);
            }
            for Wanted { address, number } in wanted {
                program.press(&(tool.find)(address));
                times.found.push(comes(&mut program, number, PATIENCE)?);
                program.press(tool.again);
                program.frames(Duration::from_millis(300));
            }
            times.memory = times.memory.max(program.memory("VmHWM"));
            program.leave(tool.quit);
        }
        Ok(times)
    }

    fn comes(program: &mut Pty, text: &str, patience: Duration) -> Result<Duration, Stuck> {
        program.comes(text, patience).ok_or_else(|| Stuck {
            after: format!("`{text}`, for {} s", patience.as_secs()),
            screen: program.text(),
        })
    }

    fn print(name: &str, times: &Times, ours: &Times) {
        let row = |times: &[Duration]| {
            let (middle, p99) = middle_and_p99(times.to_vec());
            (ms(middle), ms(p99))
        };
        let (start, found) = (row(&times.first_row), row(&times.found));
        let (our_start, our_found) = (row(&ours.first_row), row(&ours.found));
        println!(
            "  {name:9} first row {:8.1} /{:8.1} ({:6.1}x)   found {:8.1} /{:8.1} ({:6.1}x)   {:5.0} MB ({:.1}x)",
            start.0,
            start.1,
            start.0 / our_start.0,
            found.0,
            found.1,
            found.0 / our_found.0,
            times.memory,
            times.memory / ours.memory,
        );
        if !times.whole.is_empty() {
            let (middle, p99) = row(&times.whole);
            println!(
                "  {:9} all rows  {middle:8.1} /{p99:8.1}; only then everybody can be found",
                ""
            );
        }
    }
}
