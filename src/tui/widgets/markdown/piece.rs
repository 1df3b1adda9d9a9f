//! Where Markdown can be cut so that nothing that follows changes what came before.
//!
//! A piece ends at a blank line that is followed by a line at the left margin, and before a fence at the left margin.
//! Inside such a fence every finished line is a piece of its own, so a long listing costs no more per line than a short
//! one. Lists and quotes stay whole because their later lines are indented or marked.

use std::ops::Range;

/// A part of the text that is final.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Blocks of Markdown.
    Blocks(Range<usize>),
    /// One line of a listing.
    Code(Range<usize>),
    /// The end of a listing.
    CodeEnd,
}

/// Cuts a growing text. Looks at every line once.
#[derive(Clone, Debug, Default)]
pub(super) struct Cutter {
    /// Where the open piece begins.
    start: usize,
    /// The first byte of the first line that was not looked at.
    at: usize,
    after_blank: bool,
    fence: Option<Fence>,
}

/// The line that opened a listing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fence {
    mark: u8,
    length: usize,
}

impl Cutter {
    /// Pieces that became final, now that the text is this long.
    pub fn cut(&mut self, text: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        while let Some(rest) = text.get(self.at..)
            && let Some(end) = rest.find('\n')
        {
            let (from, to) = (self.at, self.at + end + 1);
            self.at = to;
            self.line(rest.get(..end).unwrap_or_default(), from..to, &mut pieces);
        }
        pieces
    }

    /// What is not final: its place, and the listing in which it stands.
    pub fn tail(&self, text: &str) -> (Range<usize>, Option<Fence>) {
        (self.start.min(text.len())..text.len(), self.fence)
    }

    fn line(&mut self, line: &str, place: Range<usize>, pieces: &mut Vec<Piece>) {
        if let Some(fence) = self.fence {
            if fence.is_closed_by(line) {
                self.fence = None;
                pieces.push(Piece::CodeEnd);
            } else {
                pieces.push(Piece::Code(place.clone()));
            }
            self.start = place.end;
            return;
        }
        if let Some(fence) = Fence::opened_by(line) {
            self.fence = Some(fence);
            self.blocks(place.start, pieces);
            self.start = place.end;
        } else if line.trim().is_empty() {
            self.after_blank = true;
            return;
        } else if self.after_blank && !line.starts_with([' ', '\t']) {
            self.blocks(place.start, pieces);
        }
        self.after_blank = false;
    }

    /// Everything since the last piece, when there is anything.
    fn blocks(&mut self, end: usize, pieces: &mut Vec<Piece>) {
        if end > self.start {
            pieces.push(Piece::Blocks(self.start..end));
            self.start = end;
        }
    }
}

impl Fence {
    fn opened_by(line: &str) -> Option<Self> {
        let mark = *line
            .as_bytes()
            .first()
            .filter(|mark| matches!(mark, b'`' | b'~'))?;
        let length = run(line, mark);
        let rest = line.get(length..).unwrap_or_default();
        // `code` in running text may begin with three backticks, too.
        let opens = length >= 3 && !(mark == b'`' && rest.contains('`'));
        opens.then_some(Self { mark, length })
    }

    /// Whether a line that is still coming may become the end of the listing.
    pub fn may_be_closed_by(self, line: &str) -> bool {
        line.trim().bytes().all(|byte| byte == self.mark)
    }

    /// Whether a line ends the listing.
    pub fn is_closed_by(self, line: &str) -> bool {
        let inner = line.trim_start_matches(' ');
        let length = run(inner, self.mark);
        line.len() - inner.len() < 4
            && length >= self.length
            && inner.get(length..).unwrap_or_default().trim().is_empty()
    }
}

fn run(line: &str, mark: u8) -> usize {
    line.bytes().take_while(|byte| *byte == mark).count()
}
