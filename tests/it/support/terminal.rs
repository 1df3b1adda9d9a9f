//! A real pseudo-terminal with the real program in it, and a screen that can be read.

use std::fs::File;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::process::{Child, Command, ExitStatus};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use leadline::clock::Clock;
use rustix::process::{Pid, Signal};
use rustix::pty::OpenptFlags;
use rustix::termios::Winsize;

use super::session::lead_a_session;
use super::{LIMIT, keys, patience};

/// A program in a terminal. Dropping it kills the program.
pub struct Terminal {
    child: Child,
    ours: File,
    shared: Arc<Shared>,
    clock: Clock,
    /// What was done so far, for the person who reads a failure.
    story: Vec<String>,
}

struct Shared {
    seen: Mutex<Seen>,
    changed: Condvar,
}

struct Seen {
    parser: vt100::Parser,
    /// Everything the program wrote, for questions about bytes rather than cells.
    bytes: Vec<u8>,
    closed: bool,
}

impl Terminal {
    /// Starts `command` in a terminal of `columns` x `rows`.
    pub fn open(mut command: Command, columns: u16, rows: u16) -> Self {
        let ours = rustix::pty::openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a pseudo-terminal");
        // Without this, programs of other tests would inherit our end and this one would never hear us hang up.
        rustix::io::fcntl_setfd(&ours, rustix::io::FdFlags::CLOEXEC).expect("our end stays with us");
        rustix::pty::grantpt(&ours).expect("the rights to the pseudo-terminal");
        rustix::pty::unlockpt(&ours).expect("the pseudo-terminal unlocked");
        let name = rustix::pty::ptsname(&ours, Vec::new()).expect("the name of the pseudo-terminal");
        let theirs = File::options()
            .read(true)
            .write(true)
            .open(name.to_str().expect("a plain name"))
            .expect("its other end");
        rustix::termios::tcsetwinsize(&ours, size(columns, rows)).expect("a size");
        let end = || theirs.try_clone().expect("another handle");
        command.stdin(end()).stdout(end()).stderr(end());
        command
            .env("TERM", "xterm-256color")
            .env("COLORTERM", "truecolor");
        lead_a_session(&mut command);
        let child = command.spawn().expect("the program starts");
        drop((command, theirs));
        let shared = Arc::new(Shared {
            seen: Mutex::new(Seen {
                parser: parser(columns, rows),
                bytes: Vec::new(),
                closed: false,
            }),
            changed: Condvar::new(),
        });
        let ours = File::from(ours);
        let reading = (ours.try_clone().expect("another handle"), Arc::clone(&shared));
        std::thread::spawn(move || read_all(reading.0, &reading.1));
        Self {
            child,
            ours,
            shared,
            clock: Clock::system(),
            story: vec![format!("opened {columns}x{rows}")],
        }
    }

    /// Presses keys, named as in [`keys::bytes`].
    pub fn press(&mut self, text: &str) -> &mut Self {
        self.send(format!("pressed {text}"), &keys::bytes(text))
    }

    /// Types text letter by letter, `<` and all.
    pub fn type_text(&mut self, text: &str) -> &mut Self {
        self.send(format!("typed {text}"), text.as_bytes())
    }

    /// Pastes text in one piece.
    pub fn paste(&mut self, text: &str) -> &mut Self {
        self.send(format!("pasted {} bytes", text.len()), &keys::pasted(text))
    }

    fn send(&mut self, step: String, bytes: &[u8]) -> &mut Self {
        self.story.push(step);
        if let Err(error) = self.ours.write_all(bytes) {
            self.fail(&format!("the keys could not be sent: {error}"));
        }
        self
    }

    /// Gives the window another size, as a person drags its corner.
    pub fn resize(&mut self, columns: u16, rows: u16) -> &mut Self {
        self.story.push(format!("resized to {columns}x{rows}"));
        self.seen().parser.set_size(some(rows), some(columns));
        rustix::termios::tcsetwinsize(&self.ours, size(columns, rows)).expect("a size");
        self
    }

    /// Waits until `text` stands on the screen.
    pub fn sees(&mut self, text: &str) -> &mut Self {
        self.sees_within(text, LIMIT)
    }

    /// Waits until `text` stands on the screen, for at most `limit`.
    pub fn sees_within(&mut self, text: &str, limit: Duration) -> &mut Self {
        self.until(&format!("sees `{text}`"), limit, |screen| screen.contains(text))
    }

    /// Waits until `text` no longer stands on the screen.
    pub fn no_longer_sees(&mut self, text: &str) -> &mut Self {
        self.until(&format!("no longer sees `{text}`"), LIMIT, |screen| {
            !screen.contains(text)
        })
    }

    /// Waits until the screen is as `is` wants it; `what` says so in words.
    pub fn until(&mut self, what: &str, limit: Duration, is: impl Fn(&str) -> bool) -> &mut Self {
        self.story.push(what.to_owned());
        let end = self.clock.elapsed() + patience(limit);
        let mut seen = self.seen();
        loop {
            if is(&contents(&seen)) {
                break;
            }
            let left = end.saturating_sub(self.clock.elapsed());
            if left.is_zero() || seen.closed {
                let why = if seen.closed {
                    "the program ended"
                } else {
                    "it did not come"
                };
                drop(seen);
                self.fail(why);
            }
            seen = self
                .shared
                .changed
                .wait_timeout(seen, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        drop(seen);
        self
    }

    /// Waits until the program has written nothing for `span`.
    pub fn is_quiet_for(&mut self, span: Duration) -> &mut Self {
        self.story.push(format!("quiet for {span:?}"));
        let end = self.clock.elapsed() + patience(LIMIT) + span;
        let mut seen = self.seen();
        while self.clock.elapsed() < end {
            let before = seen.bytes.len();
            let quiet = |now: &mut Seen| now.bytes.len() == before;
            let waited = self.shared.changed.wait_timeout_while(seen, span, quiet);
            let (now, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
            if timeout.timed_out() {
                drop(now);
                return self;
            }
            seen = now;
        }
        drop(seen);
        self.fail("it never came to rest")
    }

    /// The screen as text, one line a row.
    pub fn screen(&self) -> String {
        contents(&self.seen())
    }

    /// Everything written so far, byte for byte.
    pub fn written(&self) -> Vec<u8> {
        self.seen().bytes.clone()
    }

    /// Whether the terminal is as it was before the program: first page, cursor shown, no mouse, no bracketed paste,
    /// lines and echo handled by the terminal again.
    pub fn is_restored(&self) -> bool {
        let seen = self.seen();
        let screen = seen.parser.screen();
        let modes = rustix::termios::tcgetattr(&self.ours)
            .expect("the terminal's modes")
            .local_modes;
        !screen.alternate_screen()
            && !screen.hide_cursor()
            && !screen.bracketed_paste()
            && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
            && modes.contains(rustix::termios::LocalModes::ICANON | rustix::termios::LocalModes::ECHO)
    }

    /// Waits for the program to end by itself.
    pub fn ends(&mut self) -> ExitStatus {
        self.story.push("waited for the end".to_owned());
        let end = self.clock.elapsed() + patience(LIMIT);
        let mut seen = self.seen();
        while !seen.closed {
            let left = end.saturating_sub(self.clock.elapsed());
            if left.is_zero() {
                drop(seen);
                self.fail("the program did not end");
            }
            seen = self
                .shared
                .changed
                .wait_timeout(seen, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        drop(seen);
        self.child.wait().expect("the program's end")
    }

    /// Sends a signal to the program.
    pub fn signal(&mut self, signal: Signal) -> &mut Self {
        self.story.push(format!("sent {signal:?}"));
        rustix::process::kill_process(self.pid(), signal).expect("a signal");
        self
    }

    fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.shared.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fail(&self, why: &str) -> ! {
        panic!(
            "{why}\n--- the story ---\n{}\n--- the screen ---\n{}\n---",
            self.story.join("\n"),
            self.screen()
        );
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Already ended is fine; left behind is not.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read_all(mut ours: File, shared: &Shared) {
    let mut buffer = [0_u8; 16_384];
    loop {
        // A closed terminal is an error on Linux and an end elsewhere.
        let read = ours.read(&mut buffer).unwrap_or(0);
        let mut seen = shared.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.bytes.extend_from_slice(&buffer[..read]);
        seen.parser.process(&buffer[..read]);
        seen.closed = read == 0;
        let answer = answer(&seen, &buffer[..read]);
        drop(seen);
        shared.changed.notify_all();
        if read == 0 {
            return;
        }
        // The program is gone; the next read says so.
        let _ = ours.write_all(&answer);
    }
}

/// What a terminal answers to the questions in `asked`: where the cursor is, what kind of terminal this is.
fn answer(seen: &Seen, asked: &[u8]) -> Vec<u8> {
    let mut answer = Vec::new();
    if memchr::memmem::find(asked, b"\x1b[6n").is_some() {
        let (row, column) = seen.parser.screen().cursor_position();
        answer.extend(format!("\x1b[{};{}R", row + 1, column + 1).bytes());
    }
    if [&b"\x1b[c"[..], b"\x1b[0c"]
        .iter()
        .any(|question| memchr::memmem::find(asked, question).is_some())
    {
        answer.extend(b"\x1b[?62;22c");
    }
    answer
}

fn contents(seen: &Seen) -> String {
    let (_, columns) = seen.parser.screen().size();
    let rows: Vec<_> = seen
        .parser
        .screen()
        .rows(0, columns.get())
        .map(|row| row.trim_end().to_owned())
        .collect();
    rows.join("\n")
}

fn parser(columns: u16, rows: u16) -> vt100::Parser {
    vt100::Parser::new(some(rows), some(columns), 0)
}

fn some(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).expect("a terminal has at least one cell")
}

fn size(columns: u16, rows: u16) -> Winsize {
    Winsize {
        ws_row: rows,
        ws_col: columns,
        ws_xpixel: 0,
        ws_ypixel: 0,
    }
}
