//! A program in a real pseudo-terminal, with the moment at which each of its frames was complete.
//!
//! A thread does nothing but read and look at the clock, so what is measured is the program and the kernel, not what is
//! done with the frame here. A frame ends where its synchronised update ends.

#[path = "../../tests/it/support/session.rs"]
mod session;

use std::fs::File;
use std::io::{Read, Write};
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use leadline::clock::Clock;
use rustix::pty::OpenptFlags;
use rustix::termios::Winsize;
use session::lead_a_session;

/// Columns of the terminal: a wide one, so that a frame is dear.
pub const COLUMNS: u16 = 200;
/// Rows of it.
pub const ROWS: u16 = 60;

/// What a frame ends with.
const END: &[u8] = b"\x1b[?2026l";
/// A program that says nothing for so long has failed.
const LIMIT: Duration = Duration::from_secs(30);

/// A program in a terminal. Dropping it kills the program.
pub struct Pty {
    child: Child,
    ours: File,
    pieces: Receiver<(Duration, Vec<u8>)>,
    screen: vt100::Parser,
    /// Bytes after the last frame.
    rest: Vec<u8>,
    clock: Clock,
    began: Duration,
}

/// A frame that was drawn.
pub struct Frame {
    /// When its last byte was read, since the key or the start.
    pub at: Duration,
    /// Whether a cell looks otherwise than before.
    pub changed: bool,
    /// The screen as text.
    pub text: String,
}

impl Pty {
    /// Starts `command`; time runs from just before.
    pub fn start(mut command: Command) -> Self {
        let ours = rustix::pty::openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a pseudo-terminal");
        rustix::io::fcntl_setfd(&ours, rustix::io::FdFlags::CLOEXEC).expect("our end stays with us");
        rustix::pty::grantpt(&ours).expect("the rights to it");
        rustix::pty::unlockpt(&ours).expect("the pseudo-terminal unlocked");
        let name = rustix::pty::ptsname(&ours, Vec::new()).expect("its name");
        let theirs = File::options()
            .read(true)
            .write(true)
            .open(name.to_str().expect("a plain name"))
            .expect("its other end");
        let size = Winsize {
            ws_row: ROWS,
            ws_col: COLUMNS,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        rustix::termios::tcsetwinsize(&ours, size).expect("a size");
        let end = || theirs.try_clone().expect("another handle");
        command.stdin(end()).stdout(end()).stderr(end());
        command
            .env("TERM", "xterm-256color")
            .env("COLORTERM", "truecolor");
        lead_a_session(&mut command);
        let (sender, pieces) = std::sync::mpsc::channel();
        let ours = File::from(ours);
        let mut read = ours.try_clone().expect("another handle");
        let clock = Clock::system();
        let stamp = clock.clone();
        std::thread::spawn(move || {
            let mut buffer = vec![0_u8; 65_536];
            // A closed terminal is an error on Linux and an end elsewhere.
            while let Ok(length @ 1..) = read.read(&mut buffer) {
                if sender.send((stamp.elapsed(), buffer[..length].to_vec())).is_err() {
                    return;
                }
            }
        });
        let began = clock.elapsed();
        let child = command.spawn().expect("the program starts");
        Self {
            child,
            ours,
            pieces,
            screen: vt100::Parser::new(
                ROWS.try_into().expect("rows"),
                COLUMNS.try_into().expect("columns"),
                0,
            ),
            rest: Vec::new(),
            clock,
            began,
        }
    }

    /// Presses keys all at once; time runs from here.
    pub fn press(&mut self, keys: &str) {
        // What came late for an earlier key is no answer to this one.
        while let Ok((_, piece)) = self.pieces.try_recv() {
            self.rest.extend_from_slice(&piece);
        }
        self.began = self.clock.elapsed();
        self.ours.write_all(keys.as_bytes()).expect("the keys are sent");
    }

    /// The next frame, or `None` when none comes within `patience`.
    pub fn frame(&mut self, patience: Duration) -> Option<Frame> {
        let end = self.clock.elapsed() + patience;
        loop {
            let left = end.saturating_sub(self.clock.elapsed());
            let (at, piece) = match self.pieces.recv_timeout(left) {
                Ok(piece) => piece,
                Err(RecvTimeoutError::Timeout) => return None,
                Err(RecvTimeoutError::Disconnected) => {
                    panic!("the program ended: {}", String::from_utf8_lossy(&self.rest))
                }
            };
            self.rest.extend_from_slice(&piece);
            // Two frames in one piece count as one: nobody saw the first.
            let Some(found) = memchr::memmem::rfind(&self.rest, END) else {
                continue;
            };
            let frame: Vec<u8> = self.rest.drain(..found + END.len()).collect();
            let before = self.screen.screen().contents_formatted();
            self.screen.process(&frame);
            return Some(Frame {
                at: at.saturating_sub(self.began),
                changed: self.screen.screen().contents_formatted() != before,
                text: self.text(),
            });
        }
    }

    /// Waits for a frame that shows `text` and says when it came.
    pub fn shows(&mut self, text: &str) -> Duration {
        loop {
            match self.frame(LIMIT) {
                Some(frame) if frame.text.contains(text) => return frame.at,
                Some(_) => {}
                None => panic!("`{text}` never came:\n{}", self.text()),
            }
        }
    }

    /// Waits until `text` stands on the screen of a program that may not mark where its frames end, and says when it came.
    /// `None` when it does not come.
    pub fn comes(&mut self, text: &str, patience: Duration) -> Option<Duration> {
        let end = self.clock.elapsed() + patience;
        let before = std::mem::take(&mut self.rest);
        self.screen.process(&before);
        let mut at = self.clock.elapsed();
        while !self.text().contains(text) {
            let left = end.saturating_sub(self.clock.elapsed());
            let (read, piece) = self.pieces.recv_timeout(left).ok()?;
            self.answer_questions(&piece);
            self.screen.process(&piece);
            at = read;
        }
        Some(at.saturating_sub(self.began))
    }

    /// Some programs ask the terminal where its cursor is, and wait.
    fn answer_questions(&mut self, piece: &[u8]) {
        if memchr::memmem::find(piece, b"\x1b[6n").is_some() {
            self.ours.write_all(b"\x1b[1;1R").expect("the answer is sent");
        }
    }

    /// All frames until nothing has come for `span`.
    pub fn frames(&mut self, span: Duration) -> Vec<Frame> {
        std::iter::from_fn(|| self.frame(span)).collect()
    }

    /// All frames from the first changed one, which is waited for, until nothing has come for `span`.
    pub fn answer(&mut self, span: Duration) -> Vec<Frame> {
        loop {
            match self.frame(LIMIT) {
                Some(frame) if frame.changed => {
                    return std::iter::once(frame).chain(self.frames(span)).collect();
                }
                Some(_) => {}
                None => panic!("no key is answered:\n{}", self.text()),
            }
        }
    }

    /// A figure of the kernel about the program, like `VmRSS`, in megabytes.
    pub fn memory(&self, name: &str) -> f64 {
        super::support::memory(&self.child.id().to_string(), name)
    }

    /// Processor time of all its threads so far.
    pub fn processor(&self) -> Duration {
        super::support::processor_of(&self.child.id().to_string())
    }

    /// Time since the program was prepared.
    pub fn now(&self) -> Duration {
        self.clock.elapsed()
    }

    /// Leaves the program with `keys` and waits for its end.
    pub fn leave(mut self, keys: &str) {
        self.press(keys);
        let end = self.clock.elapsed() + LIMIT;
        while self.clock.elapsed() < end {
            if let Err(RecvTimeoutError::Disconnected) = self.pieces.recv_timeout(Duration::from_secs(1)) {
                break;
            }
        }
    }

    /// The screen as text.
    pub fn text(&self) -> String {
        self.screen.screen().contents()
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        // Already ended is fine; left behind is not.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
