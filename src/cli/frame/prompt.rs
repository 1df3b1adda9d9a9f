//! Reads what must not be an argument: keys (which other programs could see) and long texts.

use std::io::{self, BufRead, Read, Write};

use tokio::sync::mpsc;
use zeroize::Zeroizing;

use crate::domain::value::Foreign;
use crate::secret::Secret;

/// Bytes of a text that are taken from standard input: more than any message or note may have.
pub(in crate::cli) const MOST_TEXT: u64 = 1 << 20;

/// Standard input, and whether a person sits at it.
pub struct Input {
    reader: Box<dyn BufRead + Send>,
    terminal: bool,
}

impl std::fmt::Debug for Input {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Input")
            .field("terminal", &self.terminal)
            .finish_non_exhaustive()
    }
}

impl Input {
    /// The process's own.
    pub fn of_process() -> Self {
        let terminal = io::IsTerminal::is_terminal(&io::stdin());
        Self {
            reader: Box::new(io::BufReader::new(io::stdin())),
            terminal,
        }
    }

    /// A text given beforehand.
    pub fn of_text(text: &str) -> Self {
        Self {
            reader: Box::new(io::Cursor::new(text.to_owned().into_bytes())),
            terminal: false,
        }
    }

    /// A key: typed or pasted without being shown, or the first line of what is piped in. `None` when given up.
    pub fn secret(&mut self, question: &str) -> io::Result<Option<Secret>> {
        if !self.terminal {
            let mut line = Zeroizing::new(String::new());
            self.reader.read_line(&mut line)?;
            return Ok(Some(Secret::new(line.as_str())).filter(|key| !key.is_empty()));
        }
        let mut err = io::stderr();
        write!(err, "{question}: ")?;
        err.flush()?;
        let typed = hidden::read_line();
        writeln!(err)?;
        typed.map(|typed| {
            typed
                .map(|text| Secret::new(text.as_str()))
                .filter(|key| !key.is_empty())
        })
    }

    /// Whether a person who sits at it says yes; everything but `y` and `yes` is no, and so is nobody being there.
    pub fn yes(&mut self, question: &str) -> io::Result<bool> {
        if !self.terminal {
            return Ok(false);
        }
        let mut err = io::stderr();
        write!(err, "{} [y/N] ", Foreign::from(question).shown())?;
        err.flush()?;
        let mut line = String::new();
        self.reader.by_ref().take(MOST_TEXT).read_line(&mut line)?;
        Ok(matches!(line.trim().to_lowercase().as_str(), "y" | "yes"))
    }

    /// Whether a person sits at it.
    pub const fn is_terminal(&self) -> bool {
        self.terminal
    }

    /// Hands the lines over, each at most `limit` bytes long: they are read on a thread of their own, so that whoever
    /// waits for one can hear other things meanwhile. Nothing is left to read here.
    pub fn into_lines(&mut self, limit: u64) -> mpsc::Receiver<String> {
        let mut reader = self.take_reader();
        let (sender, lines) = mpsc::channel(1);
        let _detached = std::thread::Builder::new()
            .name("lines".to_owned())
            .spawn(move || {
                let mut bytes = Vec::new();
                while let Ok(read) = reader.by_ref().take(limit).read_until(b'\n', &mut bytes) {
                    if read == 0 {
                        return;
                    }
                    let line = String::from_utf8_lossy(&bytes)
                        .trim_end_matches(['\r', '\n'])
                        .to_owned();
                    bytes.clear();
                    if sender.blocking_send(line).is_err() {
                        return;
                    }
                }
            });
        lines
    }

    /// Hands the reader over. Nothing is left to read here.
    pub fn take_reader(&mut self) -> Box<dyn BufRead + Send> {
        std::mem::replace(&mut self.reader, Box::new(io::empty()))
    }

    /// Everything that is piped in, up to `limit` bytes.
    pub fn text(&mut self, limit: u64) -> io::Result<String> {
        let mut text = String::new();
        self.reader.by_ref().take(limit).read_to_string(&mut text)?;
        Ok(text)
    }
}

#[cfg(unix)]
mod hidden {
    //! A line from the terminal that is not echoed, byte by byte, so that ctrl-c cannot leave the terminal silent.

    use std::io;

    use rustix::stdio::stdin;
    use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
    use zeroize::Zeroizing;

    /// Gives the terminal back as it was, whatever happens.
    struct Restore(Termios);

    impl Drop for Restore {
        fn drop(&mut self) {
            let _ = tcsetattr(stdin(), OptionalActions::Flush, &self.0);
        }
    }

    pub(super) fn read_line() -> io::Result<Option<Zeroizing<String>>> {
        let before = tcgetattr(stdin())?;
        let _restore = Restore(before.clone());
        let mut silent = before;
        silent
            .local_modes
            .remove(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG);
        tcsetattr(stdin(), OptionalActions::Flush, &silent)?;
        let mut line = Zeroizing::new(Vec::with_capacity(256));
        loop {
            let mut byte = [0];
            match rustix::io::read(stdin(), &mut byte)? {
                0 => break,
                _ => match byte {
                    [b'\r' | b'\n'] => break,
                    [0x03 | 0x04 | 0x1b] if line.is_empty() => return Ok(None),
                    [0x03] => return Ok(None),
                    [0x08 | 0x7f] => drop(line.pop()),
                    [other] => line.push(other),
                },
            }
        }
        Ok(Some(Zeroizing::new(String::from_utf8_lossy(&line).into_owned())))
    }
}

#[cfg(not(unix))]
mod hidden {
    //! Without a way to silence the terminal the line is read as it comes.

    use std::io;

    use zeroize::Zeroizing;

    pub(super) fn read_line() -> io::Result<Option<Zeroizing<String>>> {
        let mut line = Zeroizing::new(String::new());
        io::stdin().read_line(&mut line)?;
        Ok(Some(line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piped_key_is_the_first_line() {
        let mut input = Input::of_text(" pit-1 \nrest");
        assert_eq!(input.secret("key").unwrap(), Some(Secret::new("pit-1")));
        assert_eq!(input.text(2).unwrap(), "re");
        assert_eq!(Input::of_text("\n").secret("key").unwrap(), None);
    }
}
