//! The log file: one a day, old ones deleted, every line scrubbed on its way to disk.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use tracing::Subscriber;
use tracing::level_filters::LevelFilter;
use tracing_appender::non_blocking::{NonBlocking, NonBlockingBuilder, WorkerGuard};
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::{Layer as _, Registry};

use super::scrub::Scrubber;

/// Lines that may wait for the disk. The room for all of them is made at the start, so it is not for nothing.
const WAITING_LINES: usize = 4_096;

/// How the log is to be written.
#[derive(Clone, Copy, Debug)]
pub struct LogPlan<'a> {
    /// The folder; it must exist and be closed to others.
    pub folder: &'a Path,
    /// `error`, `warn`, `info`, `debug` or `trace`; it holds for our own modules, others may say warnings at most.
    pub level: &'a str,
    /// One JSON object a line instead of text.
    pub json: bool,
    /// Files kept, one a day.
    pub days: u32,
}

/// A log that is being written. Dropping it writes what is still waiting.
#[derive(Debug)]
pub struct Log {
    _flush: WorkerGuard,
}

/// Why there is no log.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The file cannot be made.
    #[error("the log in {} cannot be written: {reason}; nothing else is affected", folder.display())]
    Unwritable {
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// A log was started before, and a program has one.
    #[error("the log was started already")]
    Started,
}

/// Begins to log everything this process says from now on.
pub fn start(plan: LogPlan<'_>, scrubber: &Scrubber) -> Result<Log, LogError> {
    let (subscriber, flush) = subscriber(plan, scrubber)?;
    tracing::subscriber::set_global_default(subscriber).map_err(|_| LogError::Started)?;
    Ok(Log { _flush: flush })
}

fn subscriber(
    plan: LogPlan<'_>,
    scrubber: &Scrubber,
) -> Result<(impl Subscriber + use<>, WorkerGuard), LogError> {
    let file = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("leadline")
        .filename_suffix("log")
        .max_log_files(plan.days as usize)
        .build(plan.folder)
        .map_err(|error| LogError::Unwritable {
            folder: plan.folder.to_owned(),
            reason: error.to_string(),
        })?;
    // The writer thread may fall behind a full disk; lines are then dropped, and the program goes on.
    let (writer, flush) = NonBlockingBuilder::default()
        .buffered_lines_limit(WAITING_LINES)
        .finish(file);
    let writer = Scrubbed {
        scrubber: scrubber.clone(),
        writer,
    };
    let layer = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .with_writer(writer);
    let layer = if plan.json {
        layer.json().flatten_event(true).boxed()
    } else {
        layer.boxed()
    };
    Ok((
        Registry::default().with(layer.with_filter(filter(plan.level))),
        flush,
    ))
}

/// Libraries are held to warnings: at lower levels some of them print headers and bodies.
fn filter(level: &str) -> Targets {
    let level = LevelFilter::from_str(level).unwrap_or(LevelFilter::INFO);
    Targets::new()
        .with_default(level.min(LevelFilter::WARN))
        .with_target("leadline", level)
}

/// A writer that masks and flattens each line before it is written.
#[derive(Clone, Debug)]
struct Scrubbed {
    scrubber: Scrubber,
    writer: NonBlocking,
}

impl Write for Scrubbed {
    /// The formatter hands over one whole event at a time, so no key can hide across two calls.
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        let clean = self.scrubber.scrub(&text);
        let line = one_line(&clean);
        self.writer.write_all(line.as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl<'a> MakeWriter<'a> for Scrubbed {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// A line end inside a message would forge a second line; control signs would steer whoever reads the file.
fn one_line(event: &str) -> String {
    let mut line = String::with_capacity(event.len() + 1);
    for c in event.trim_end_matches('\n').chars() {
        if c.is_control() && c != '\t' {
            line.extend(c.escape_unicode());
        } else {
            line.push(c);
        }
    }
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;
    use std::fs;

    /// What is in the log after `say`.
    fn logged(level: &str, json: bool, scrubber: &Scrubber, say: impl FnOnce()) -> String {
        let folder = tempfile::tempdir().unwrap();
        let plan = LogPlan {
            folder: folder.path(),
            level,
            json,
            days: 2,
        };
        let (subscriber, flush) = subscriber(plan, scrubber).unwrap();
        tracing::subscriber::with_default(subscriber, say);
        drop(flush);
        let files = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().path());
        files.map(|path| fs::read_to_string(path).unwrap()).collect()
    }

    #[test]
    fn a_line_is_written_without_keys_and_cannot_forge_another() {
        let scrubber = Scrubber::default();
        scrubber.learn(&Secret::new("canary-1234"));
        let text = logged("info", false, &scrubber, || {
            tracing::info!(target: "leadline::sync", rows = 3, "pulled with canary-1234");
            tracing::warn!(target: "leadline::sync", note = %"a\nb\u{1b}[2J pit-0123456789", "odd");
        });
        assert_eq!(text.lines().count(), 2, "{text}");
        assert!(text.contains("pulled with *** rows=3"), "{text}");
        assert!(
            !text.contains("canary") && !text.contains("pit-") && !text.contains('\u{1b}'),
            "{text}"
        );
    }

    #[test]
    fn the_level_is_for_us_and_libraries_may_only_warn() {
        let text = logged("debug", false, &Scrubber::default(), || {
            tracing::debug!(target: "leadline::ghl", "ours");
            tracing::info!(target: "hyper::proto", "theirs");
            tracing::warn!(target: "hyper::proto", "their warning");
        });
        assert!(
            text.contains("ours") && text.contains("their warning") && !text.contains("theirs"),
            "{text}"
        );
    }

    #[test]
    fn json_lines_are_objects() {
        let text = logged("info", true, &Scrubber::default(), || {
            tracing::info!(target: "leadline", key = %"Bearer abcdefghijk", "said \"so\"");
        });
        let line: serde_json::Value = serde_json::from_str(text.trim()).unwrap();
        assert_eq!(
            (&line["message"], &line["key"]),
            (&"said \"so\"".into(), &"Bearer ***".into())
        );
    }

    #[test]
    fn a_folder_that_is_not_there_is_told() {
        let plan = LogPlan {
            folder: Path::new("/dev/null/x"),
            level: "info",
            json: false,
            days: 1,
        };
        assert!(matches!(
            subscriber(plan, &Scrubber::default()),
            Err(LogError::Unwritable { .. })
        ));
    }
}
