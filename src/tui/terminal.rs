//! The terminal as a guarded thing: taken over on entry, given back on drop, panic, signal and suspend.
//!
//! A frame reaches the terminal in one write inside a synchronised update, so no half-drawn screen is ever seen.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, ThreadId};

use crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, DisableMouseCapture, EnableBracketedPaste, EnableFocusChange,
    EnableMouseCapture,
};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
};
use crossterm::{cursor, queue, terminal};
use ratatui::backend::CrosstermBackend;
use ratatui::{Frame, Terminal};

use crate::domain::value::Shown;

/// Room for a whole frame of a large terminal without growing.
const FRAME_BYTES: usize = 64 * 1024;

/// Keeps the title of the window for later, and takes it back (xterm's stack of titles; terminals without one ignore it).
const KEEP_TITLE: &[u8] = b"\x1b[22;2t";
/// An empty title first: terminals without the stack fall back to a title of their own, and not to ours.
const TITLE_BACK: &[u8] = b"\x1b]2;\x1b\\\x1b[23;2t";

/// Whether the title of the window was kept.
static TITLED: AtomicBool = AtomicBool::new(false);
/// Whether the terminal is ours now. Read by the panic hook, which may run on any thread.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// The thread that draws. A panic elsewhere is no reason to tear the screen down.
static DRAWS: Mutex<Option<ThreadId>> = Mutex::new(None);

/// The terminal while it is ours. Dropping it gives it back.
pub struct Screen {
    terminal: Terminal<CrosstermBackend<Page>>,
    page: Page,
    mouse: bool,
    /// What the window's title says that waits.
    told: Option<u64>,
    /// Addresses become links.
    links: bool,
}

/// Where a frame is collected before it is written at once. The library flushes in the middle of a frame; this
/// ignores it.
#[derive(Clone)]
struct Page(Rc<RefCell<Vec<u8>>>);

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Screen {
    /// Takes the terminal over. Fails when there is none.
    pub fn enter(mouse: bool) -> io::Result<Self> {
        if !io::IsTerminal::is_terminal(&io::stdout()) {
            return Err(io::Error::new(
                io::ErrorKind::Unsupported,
                "standard output is no terminal; run leadline in one, or use its commands (leadline --help)",
            ));
        }
        take(mouse)?;
        let page = Page(Rc::new(RefCell::new(Vec::with_capacity(FRAME_BYTES))));
        let terminal = Terminal::new(CrosstermBackend::new(page.clone())).inspect_err(|_| restore())?;
        Ok(Self {
            terminal,
            page,
            mouse,
            told: None,
            links: has_window(std::env::var("TERM").ok().as_deref()),
        })
    }

    /// Draws one frame and writes it at once.
    pub fn draw(&mut self, view: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        queue!(self.page, BeginSynchronizedUpdate)?;
        let links = self.links;
        self.terminal.draw(|frame| {
            view(frame);
            if links {
                super::links::mark(frame.buffer_mut());
            }
        })?;
        queue!(self.page, EndSynchronizedUpdate)?;
        let mut bytes = self.page.0.borrow_mut();
        let mut out = io::stdout().lock();
        out.write_all(&bytes)?;
        bytes.clear();
        out.flush()
    }

    /// How large the terminal is now.
    pub fn size(&self) -> io::Result<ratatui::layout::Size> {
        self.terminal.size()
    }

    /// Forgets what is on the screen, so that the next frame draws every cell.
    pub fn forget(&mut self) -> io::Result<()> {
        // `clear` would ask the terminal for the cursor and wait; the answer goes to whoever reads the keys. Taking the
        // size it already has clears as well and asks nothing.
        let size = self.terminal.size()?;
        self.terminal.resize(size.into())
    }

    /// Listens to the mouse, or leaves it to the terminal.
    pub fn listen_to_mouse(&mut self, mouse: bool) -> io::Result<()> {
        if mouse != self.mouse {
            self.mouse = mouse;
            let mut out = io::stdout().lock();
            if mouse {
                queue!(out, EnableMouseCapture)?;
            } else {
                queue!(out, DisableMouseCapture)?;
            }
            out.flush()?;
        }
        Ok(())
    }

    /// Gives the terminal back for a while: for the shell, or for the person's own editor.
    pub fn leave(&mut self) {
        restore();
    }

    /// Takes it again, and draws everything anew.
    pub fn return_to(&mut self) -> io::Result<()> {
        take(self.mouse)?;
        self.told = None;
        self.forget()
    }

    /// Says in the window's title how much waits, with the next frame: the badge for whoever has another window in front.
    pub fn badge(&mut self, waiting: u64) -> io::Result<()> {
        if self.told == Some(waiting) || !TITLED.load(Ordering::SeqCst) {
            return Ok(());
        }
        self.told = Some(waiting);
        self.page.write_all(title(waiting).as_bytes())
    }

    /// Puts text on the clipboard through the terminal (OSC 52), which works over ssh as well.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        queue!(
            out,
            crossterm::clipboard::CopyToClipboard::to_clipboard_from(text)
        )?;
        out.flush()
    }

    /// Calls the person back to the window.
    pub fn ring(&mut self, text: &Shown) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(ringing(text).as_bytes())?;
        out.flush()
    }
}

/// What is written to call the person: the bell, and the two sequences for a notice of the desktop (OSC 9 and OSC 777).
/// Terminals that know neither ignore them. The text is shown text: it holds nothing that could end a sequence.
fn ringing(text: &Shown) -> String {
    let title = "leadline";
    format!("\x07\x1b]9;{title}: {text}\x1b\\\x1b]777;notify;{title};{text}\x1b\\")
}

/// The sequence that sets the window's title (OSC 2). Nothing foreign is in it.
fn title(waiting: u64) -> String {
    let badge = match waiting {
        0 => String::new(),
        waiting => format!("({waiting}) "),
    };
    format!("\x1b]2;{badge}leadline\x1b\\")
}

/// Whether a terminal of this name (`TERM`) takes sequences that set its title and the like. The console of Linux has no
/// window, and some of its versions print them.
fn has_window(name: Option<&str>) -> bool {
    !matches!(name, None | Some("" | "dumb" | "linux"))
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore();
    }
}

fn take(mouse: bool) -> io::Result<()> {
    // --- From here on, every way out must pass `restore`. ---
    *DRAWS.lock().unwrap_or_else(PoisonError::into_inner) = Some(thread::current().id());
    TAKEN.store(true, Ordering::SeqCst);
    let taken = || -> io::Result<()> {
        terminal::enable_raw_mode()?;
        let mut out = io::stdout().lock();
        queue!(
            out,
            EnterAlternateScreen,
            cursor::Hide,
            EnableBracketedPaste,
            EnableFocusChange
        )?;
        if has_window(std::env::var("TERM").ok().as_deref()) {
            out.write_all(KEEP_TITLE)?;
            TITLED.store(true, Ordering::SeqCst);
        }
        if mouse {
            queue!(out, EnableMouseCapture)?;
        }
        out.flush()
    };
    taken().inspect_err(|_| restore())
}

/// Gives the terminal back. May be called at any time, from any thread, any number of times; never fails, because
/// there is nobody left to tell.
pub fn restore() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout().lock();
    let _ = queue!(
        out,
        EndSynchronizedUpdate,
        DisableMouseCapture,
        DisableFocusChange,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        cursor::Show
    );
    if TITLED.swap(false, Ordering::SeqCst) {
        let _ = out.write_all(TITLE_BACK);
    }
    let _ = out.flush();
    let _ = terminal::disable_raw_mode();
}

/// Makes a panic of the drawing thread give the terminal back before anything is printed. A panic elsewhere is kept
/// off the screen: it is reported as any other, which prints nothing there, and its task ends alone.
pub fn restore_on_panic() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let drawing = *DRAWS.lock().unwrap_or_else(PoisonError::into_inner) == Some(thread::current().id());
        if drawing || !TAKEN.load(Ordering::SeqCst) {
            restore();
            before(panic);
        } else {
            tracing::error!("a background task panicked; the screen goes on");
            before(panic);
        }
    }));
}

/// Stops this process as ctrl-z does in a shell; returns when the shell continues it.
#[cfg(unix)]
pub fn stop_here() {
    let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::STOP);
}

/// There is no job control here.
#[cfg(not(unix))]
pub fn stop_here() {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::value::Foreign;

    #[test]
    fn the_title_says_how_much_waits() {
        assert_eq!(title(0), "\x1b]2;leadline\x1b\\");
        assert_eq!(title(3), "\x1b]2;(3) leadline\x1b\\");
    }

    #[test]
    fn where_there_is_no_window_nothing_is_said_to_it() {
        for (name, has) in [
            (Some("xterm-256color"), true),
            (Some("tmux-256color"), true),
            (Some("linux"), false),
            (Some("dumb"), false),
            (Some(""), false),
            (None, false),
        ] {
            assert_eq!(has_window(name), has, "{name:?}");
        }
    }

    #[test]
    fn what_a_stranger_wrote_cannot_leave_the_notice() {
        let text = Foreign::from("new lead \x1b]0;owned\x07 \x1b\\ rm".to_owned()).shown();
        let written = ringing(&text);
        assert_eq!(written.matches('\x07').count(), 1, "the bell alone: {written:?}");
        assert_eq!(
            written.matches('\x1b').count(),
            4,
            "two sequences, begun and ended: {written:?}"
        );
    }
}
