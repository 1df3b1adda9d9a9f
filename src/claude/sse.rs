//! The event-stream format, decoded on bytes.
//!
//! Characters, line ends and the byte order mark may all be torn between network chunks, so nothing here looks at
//! text: lines are found among bytes, and an event's data is handed on as bytes. An event that lies whole in one
//! chunk with a single `data` line, which is nearly every event, is handed on without a copy.

use memchr::{memchr, memchr2};

/// The largest event that is accepted, in bytes of data. The service's own answers stay far below.
pub const MAX_EVENT_BYTES: usize = 8 << 20;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The stream cannot be followed any further.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SseError {
    /// One event grew over [`MAX_EVENT_BYTES`].
    #[error("one piece of the answer is larger than {} MiB, which no answer of Claude is", MAX_EVENT_BYTES >> 20)]
    TooLarge,
}

/// Turns chunks of a body into the data of events.
///
/// Follows the event-stream format: LF, CR LF and bare CR end a line, `:` begins a comment, one space after the
/// colon is dropped, several `data` lines join with LF, a blank line dispatches, an event without data is dropped,
/// and what is unterminated when the body ends is never handed out. The `event` field is not kept: the service
/// repeats it inside the data, and that copy is the one to trust.
#[derive(Debug, Default)]
pub struct Decoder {
    /// The part of a line that came in earlier chunks.
    line: Vec<u8>,
    /// Joined `data` lines that could not be borrowed from the chunk.
    data: Vec<u8>,
    /// Whether a `data` line was seen since the last dispatch; an empty one counts.
    has_data: bool,
    /// The last byte was a CR, so a LF right after it belongs to the same line end.
    after_cr: bool,
    /// The first line, which may carry the byte order mark, is behind us.
    begun: bool,
}

impl Decoder {
    /// Takes the next bytes as they came and calls `event` with the data of each event they complete.
    pub fn push(&mut self, chunk: &[u8], mut event: impl FnMut(&[u8])) -> Result<(), SseError> {
        let mut borrowed: Option<&[u8]> = None;
        let mut rest = chunk;
        while !rest.is_empty() {
            if std::mem::take(&mut self.after_cr) && rest.first() == Some(&b'\n') {
                rest = rest.get(1..).unwrap_or_default();
                continue;
            }
            let Some(end) = memchr2(b'\n', b'\r', rest) else {
                self.keep_line(rest)?;
                break;
            };
            let (head, tail) = rest.split_at(end);
            self.after_cr = tail.first() == Some(&b'\r');
            rest = tail.get(1..).unwrap_or_default();
            if self.line.is_empty() {
                self.end_line(head, &mut borrowed, &mut event)?;
            } else {
                self.end_torn_line(head, &mut borrowed)?;
            }
        }
        if let Some(data) = borrowed {
            self.keep_data(data)?;
        }
        Ok(())
    }

    fn end_torn_line(&mut self, head: &[u8], borrowed: &mut Option<&[u8]>) -> Result<(), SseError> {
        self.keep_line(head)?;
        let mut line = std::mem::take(&mut self.line);
        if let Some(value) = self.data_of(&line) {
            if let Some(earlier) = borrowed.take() {
                self.keep_data(earlier)?;
            }
            self.keep_data(value)?;
        }
        self.begun = true;
        line.clear();
        self.line = line; // keeps its capacity for the next torn line
        Ok(())
    }

    fn end_line<'a>(
        &mut self,
        line: &'a [u8],
        borrowed: &mut Option<&'a [u8]>,
        event: &mut impl FnMut(&[u8]),
    ) -> Result<(), SseError> {
        if line.is_empty() {
            self.dispatch(borrowed, event);
        } else if let Some(value) = self.data_of(line) {
            if let Some(earlier) = borrowed.take() {
                self.keep_data(earlier)?;
            }
            if self.has_data {
                self.keep_data(value)?;
            } else if value.len() > MAX_EVENT_BYTES {
                return Err(SseError::TooLarge);
            } else {
                *borrowed = Some(value);
            }
        }
        self.begun = true;
        Ok(())
    }

    /// The value of a `data` line; `None` for comments and every other field.
    fn data_of<'a>(&self, line: &'a [u8]) -> Option<&'a [u8]> {
        let line = if self.begun {
            line
        } else {
            line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line)
        };
        let (name, value) = match memchr(b':', line) {
            Some(colon) => (line.get(..colon)?, line.get(colon + 1..)?),
            None => (line, &[][..]),
        };
        (name == b"data").then(|| value.strip_prefix(b" ").unwrap_or(value))
    }

    fn dispatch(&mut self, borrowed: &mut Option<&[u8]>, event: &mut impl FnMut(&[u8])) {
        if let Some(data) = borrowed.take() {
            event(data);
        } else if std::mem::take(&mut self.has_data) {
            event(&self.data);
            self.data.clear();
        }
    }

    fn keep_line(&mut self, part: &[u8]) -> Result<(), SseError> {
        if self.line.len() + part.len() > MAX_EVENT_BYTES {
            return Err(SseError::TooLarge);
        }
        self.line.extend_from_slice(part);
        Ok(())
    }

    fn keep_data(&mut self, part: &[u8]) -> Result<(), SseError> {
        if self.data.len() + part.len() > MAX_EVENT_BYTES {
            return Err(SseError::TooLarge);
        }
        if self.has_data {
            self.data.push(b'\n');
        }
        self.has_data = true;
        self.data.extend_from_slice(part);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decode<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> Vec<String> {
        let mut decoder = Decoder::default();
        let mut events = Vec::new();
        for chunk in chunks {
            decoder
                .push(chunk, |data| {
                    events.push(String::from_utf8(data.to_vec()).unwrap());
                })
                .unwrap();
        }
        events
    }

    #[test]
    fn every_line_end_ends_a_line() {
        for body in [
            "data: a\n\ndata: b\n\n",
            "data: a\r\n\r\ndata: b\r\n\r\n",
            "data: a\r\rdata: b\r\r",
        ] {
            assert_eq!(decode([body.as_bytes()]), ["a", "b"], "{body:?}");
            assert_eq!(
                decode(body.as_bytes().chunks(1)),
                ["a", "b"],
                "{body:?} byte by byte"
            );
        }
    }

    #[test]
    fn a_torn_crlf_is_one_line_end() {
        assert_eq!(
            decode([&b"data: a\r"[..], b"\ndata: b\r", b"\n\r", b"\n"]),
            ["a\nb"]
        );
    }

    #[test]
    fn data_lines_join_and_lose_one_space() {
        assert_eq!(decode([&b"data:  a\ndata:b\ndata\n\n"[..]]), [" a\nb\n"]);
    }

    #[test]
    fn comments_other_fields_and_events_without_data_are_dropped() {
        assert_eq!(
            decode([&b": hi\nid: 7\nretry: 1\nevent: ping\n\nevent: x\ndata: a\nfuture: 1\n\n"[..]]),
            ["a"]
        );
    }

    #[test]
    fn an_unterminated_event_is_never_handed_out() {
        assert_eq!(decode([&b"data: a\n\ndata: b\n"[..]]), ["a"]);
        assert_eq!(decode([&b"data: a"[..]]), Vec::<String>::new());
    }

    #[test]
    fn a_byte_order_mark_is_skipped_at_the_start_only() {
        let body = "\u{feff}data: a\n\n\u{feff}data: b\n\n".as_bytes();
        assert_eq!(decode([body]), ["a"]);
        assert_eq!(decode(body.chunks(1)), ["a"]);
    }

    #[test]
    fn an_endless_event_is_refused() {
        let mut decoder = Decoder::default();
        let chunk = vec![b'x'; 1 << 20];
        let pushed = (0..10).try_for_each(|_| decoder.push(&chunk, |_| {}));
        assert_eq!(pushed, Err(SseError::TooLarge));
        let mut decoder = Decoder::default();
        let line = [b"data: ".as_slice(), &chunk, b"\n"].concat();
        let pushed = (0..10).try_for_each(|_| decoder.push(&line, |_| {}));
        assert_eq!(pushed, Err(SseError::TooLarge));
    }

    /// The format read the slow and obvious way, as a second opinion.
    fn reference(body: &[u8]) -> Vec<String> {
        let text = String::from_utf8_lossy(body);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let Some((complete, _)) = text.rsplit_once('\n') else {
            return Vec::new();
        };
        let (mut events, mut data) = (Vec::new(), Vec::new());
        for line in complete.split('\n') {
            if line.is_empty() {
                if !data.is_empty() {
                    events.push(std::mem::take(&mut data).join("\n"));
                }
            } else if line == "data" {
                data.push("");
            } else if let Some(value) = line.strip_prefix("data:") {
                data.push(value.strip_prefix(' ').unwrap_or(value));
            }
        }
        events
    }

    proptest! {
        #[test]
        fn any_chunking_of_any_body_gives_the_same_events(
            pieces in prop::collection::vec(prop::sample::select(vec![
                "data: ", "data", ":", "\n", "\r", "\r\n", "\n\n", "é🏡", "\u{feff}", "event: x", " ", "{\"a\":1}",
            ]), 0..60),
            cuts in prop::collection::vec(1_usize..9, 1..40),
        ) {
            let body = pieces.concat();
            let mut chunks = Vec::new();
            let mut rest = body.as_bytes();
            let mut cuts = cuts.iter().cycle();
            while !rest.is_empty() {
                let (chunk, tail) = rest.split_at((*cuts.next().unwrap()).min(rest.len()));
                chunks.push(chunk);
                rest = tail;
            }
            let expected = reference(body.as_bytes());
            prop_assert_eq!(&decode([body.as_bytes()]), &expected);
            prop_assert_eq!(&decode(chunks), &expected);
        }
    }
}
