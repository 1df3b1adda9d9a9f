//! When the program itself is at fault: a report without keys and names, and a sentence for the person.

use std::backtrace::Backtrace;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::panic::{self, PanicHookInfo};
use std::path::{Path, PathBuf};

use super::scrub::Scrubber;
use crate::clock::Clock;

/// Characters of the panic's message that are kept: enough for its sense, too little for someone's letter.
const MESSAGE_CHARS: usize = 300;

/// From now on a panic leaves a scrubbed report in `folder`, and on the main thread also says so.
///
/// Install it before the screen: the screen's own hook restores the terminal first and then calls this one. A panic on
/// another thread is only reported and logged, because printing would tear the screen.
pub fn report_panics(folder: PathBuf, scrubber: Scrubber, clock: Clock) {
    panic::set_hook(Box::new(move |info| {
        let report = scrubber.scrub(&report(info, &clock)).into_owned();
        let kept = keep(&folder, &report, &clock);
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panic");
        if std::thread::current().name() == Some("main") {
            say(kept.as_deref());
        }
    }));
}

fn report(info: &PanicHookInfo<'_>, clock: &Clock) -> String {
    let payload = info.payload();
    let message = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let message: String = without_quotes(message.unwrap_or("(no message)"))
        .chars()
        .take(MESSAGE_CHARS)
        .collect();
    let thread = std::thread::current();
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "leadline {} on {} {}",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH
    );
    let _ = writeln!(text, "when    {}", clock.now());
    let _ = writeln!(text, "thread  {}", thread.name().unwrap_or("(no name)"));
    let _ = writeln!(
        text,
        "where   {}",
        info.location().map(ToString::to_string).unwrap_or_default()
    );
    let _ = writeln!(text, "what    {message}");
    let _ = writeln!(text, "\n{}", Backtrace::force_capture());
    text
}

/// What stands in quotes is the text that was being worked on, as in the standard library's words about a letter cut in two:
/// somebody's name or message. It may hold quotes itself, so everything from the first to the last gives way.
fn without_quotes(message: &str) -> String {
    let quote = |sign: char| matches!(sign, '`' | '"' | '\'');
    match (message.find(quote), message.rfind(quote)) {
        (Some(first), Some(last)) if first < last => {
            let (before, after) = (message.get(..=first), message.get(last..));
            format!("{}...{}", before.unwrap_or_default(), after.unwrap_or_default())
        }
        _ => message.to_owned(),
    }
}

fn keep(folder: &Path, report: &str, clock: &Clock) -> Option<PathBuf> {
    let path = folder.join(format!(
        "crash-{}-{}.txt",
        clock.now().as_millisecond(),
        std::process::id()
    ));
    let mut options = fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options
        .open(&path)
        .and_then(|mut file| file.write_all(report.as_bytes()))
        .ok()?;
    Some(path)
}

/// Never panics: a closed standard error is no reason to fail twice.
fn say(report: Option<&Path>) {
    let mut err = std::io::stderr().lock();
    let _ = writeln!(
        err,
        "leadline stopped because of a fault of its own. Everything it said was saved is saved."
    );
    let _ = match report {
        Some(path) => writeln!(err, "A report without keys and names is in {}", path.display()),
        None => writeln!(err, "The report could not be written."),
    };
}

/// Keeps keys and names out of core files. A system that cannot promise that is no reason to stop.
pub fn no_core_dumps() {
    #[cfg(unix)]
    {
        let none = rustix::process::Rlimit {
            current: Some(0),
            maximum: Some(0),
        };
        let _ = rustix::process::setrlimit(rustix::process::Resource::Core, none);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    #[test]
    fn p41_a_panic_says_nothing_of_the_text_it_was_about() {
        for (said, kept) in [
            (
                "end byte index 1 is not a char boundary; it is inside 'é' (bytes 0..2) of `é Núñez`",
                "end byte index 1 is not a char boundary; it is inside '...`",
            ),
            ("called on \"Ana \"the\" Lee\" twice", "called on \"...\" twice"),
            (
                "index out of bounds: the len is 3 but the index is 9",
                "index out of bounds: the len is 3 but the index is 9",
            ),
            ("it's one sign", "it's one sign"),
        ] {
            assert_eq!(without_quotes(said), kept);
        }
    }

    #[test]
    fn a_panic_leaves_a_report_without_keys() {
        let folder = tempfile::tempdir().unwrap();
        let scrubber = Scrubber::default();
        scrubber.learn(&Secret::new("canary-9999"));
        let earlier = panic::take_hook();
        report_panics(
            folder.path().to_owned(),
            scrubber,
            Clock::manual(jiff::Timestamp::UNIX_EPOCH),
        );
        let thread = std::thread::Builder::new().name("worker".to_owned());
        let died = thread
            .spawn(|| panic!("sent canary-9999 to ana@example.com"))
            .unwrap()
            .join();
        panic::set_hook(earlier);
        assert!(died.is_err());
        let reports: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        let mine = reports.iter().map(|path| fs::read_to_string(path).unwrap());
        let mine: String = mine.filter(|text| text.contains("thread  worker")).collect();
        assert!(mine.contains("what    sent *** to ***\n"), "{mine}");
        assert!(mine.contains("when    1970-01-01T00:00:00Z\n"), "{mine}");
        assert!(mine.contains("crash.rs:"), "{mine}");
    }
}
