//! What was said to the model, byte for byte: the only proof of what left a program.

use std::collections::VecDeque;
use std::sync::Mutex;

use super::lock::lock;

/// Bytes that are kept; the oldest requests go first.
const MOST: usize = 64 * 1024 * 1024;

/// The bodies of message requests, oldest first, those that were refused included.
#[derive(Debug, Default)]
pub(super) struct Heard(Mutex<Tape>);

#[derive(Debug, Default)]
struct Tape {
    bodies: VecDeque<String>,
    bytes: usize,
}

impl Heard {
    /// Keeps one more.
    pub(super) fn keep(&self, body: &[u8]) {
        let mut tape = lock(&self.0);
        tape.bytes += body.len();
        tape.bodies.push_back(String::from_utf8_lossy(body).into_owned());
        while tape.bytes > MOST {
            let Some(oldest) = tape.bodies.pop_front() else {
                break;
            };
            tape.bytes -= oldest.len().min(tape.bytes);
        }
    }

    /// All that are kept; from here on none is.
    pub(super) fn take(&self) -> Vec<String> {
        std::mem::take(&mut *lock(&self.0)).bodies.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_go_when_there_is_too_much() {
        let heard = Heard::default();
        let large = vec![b'x'; MOST / 2];
        for name in [&b"first"[..], &large, &large, b"last"] {
            heard.keep(name);
        }
        let kept: Vec<usize> = heard.take().iter().map(String::len).collect();
        assert_eq!(kept, [large.len(), 4]);
        assert_eq!(heard.take(), Vec::<String>::new());
    }
}
