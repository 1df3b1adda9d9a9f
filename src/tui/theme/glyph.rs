//! The signs of the screen, in full and in plain ASCII.

/// One sign for each thing the screen marks. Every sign is one column wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyphs {
    /// Where the cursor is.
    pub cursor: &'static str,
    /// New since seen; in the corner: in step with the CRM.
    pub new: &'static str,
    /// Promised; in the corner: copying.
    pub half: &'static str,
    /// Nothing new.
    pub none: &'static str,
    /// Off, offline.
    pub off: &'static str,
    /// Done, in order.
    pub yes: &'static str,
    /// Refused, failed.
    pub no: &'static str,
    /// Look here; always with a word.
    pub warn: &'static str,
    /// Waits for the CRM.
    pub up: &'static str,
    /// Marked for a bulk action.
    pub marked: &'static str,
    /// Can be chosen.
    pub choose: &'static str,
    /// Can be unfolded; more to the right.
    pub unfold: &'static str,
    /// Grew out of what stands above.
    pub fork: &'static str,
    /// Horizontal rule.
    pub rule: &'static str,
    /// Vertical rule.
    pub bar: &'static str,
    /// Where a vertical rule hangs from a horizontal one.
    pub tee: &'static str,
    /// Left edge of quoted or drafted text.
    pub quote: &'static str,
    /// Bullet of a list.
    pub bullet: &'static str,
    /// Between short facts.
    pub dot: &'static str,
    /// Something was cut.
    pub cut: &'static str,
    /// Nothing is known.
    pub dash: &'static str,
    /// Stands before a price ceiling.
    pub most: &'static str,
    /// From one to another.
    pub to: &'static str,
    /// The typing cursor where the real one cannot stand.
    pub caret: &'static str,
    /// Filled part of a bar.
    pub full: &'static str,
    /// Empty part of a bar.
    pub empty: &'static str,
    /// Eight heights of a sparkline, low to high.
    pub heights: [&'static str; 8],
    /// Corners of an overlay: top left, top right, bottom left, bottom right.
    pub corners: [&'static str; 4],
}

impl Glyphs {
    /// For terminals with a Unicode font.
    pub const FULL: Self = Self {
        cursor: "▌",
        new: "●",
        half: "◐",
        none: "◌",
        off: "○",
        yes: "✓",
        no: "✗",
        warn: "⚠",
        up: "↑",
        marked: "◆",
        choose: "▾",
        unfold: "▸",
        fork: "├",
        rule: "─",
        bar: "│",
        tee: "┬",
        quote: "╎",
        bullet: "•",
        dot: "·",
        cut: "…",
        dash: "—",
        most: "≤",
        to: "→",
        caret: "▏",
        full: "█",
        empty: "░",
        heights: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
        corners: ["╭", "╮", "╰", "╯"],
    };

    /// For terminals and fonts without: the same meaning in ASCII.
    pub const ASCII: Self = Self {
        cursor: ">",
        new: "*",
        half: "o",
        none: ".",
        off: "-",
        yes: "y",
        no: "x",
        warn: "!",
        up: "^",
        marked: "+",
        choose: "v",
        unfold: ">",
        fork: "+",
        rule: "-",
        bar: "|",
        tee: "+",
        quote: ":",
        bullet: "*",
        dot: "-",
        cut: "~",
        dash: "-",
        most: "<",
        to: ">",
        caret: "|",
        full: "#",
        empty: ".",
        heights: ["_", "_", ".", "-", "-", "=", "=", "#"],
        corners: ["+", "+", "+", "+"],
    };

    /// The plain sign for one of the full ones, and for the punctuation that texts of ours use.
    pub fn in_ascii(sign: &str) -> Option<&'static str> {
        match sign {
            _ if sign.is_ascii() => None,
            "\u{2013}" => Some("-"),
            "\u{2191}" => Some("^"),
            "\u{2193}" => Some("v"),
            "\u{2190}" => Some("<"),
            _ => {
                let at = Self::FULL.all().iter().position(|full| *full == sign)?;
                Self::ASCII.all().get(at).copied()
            }
        }
    }

    /// Every sign, for tests and for the settings page.
    pub fn all(&self) -> Vec<&'static str> {
        let mut all = vec![
            self.cursor,
            self.new,
            self.half,
            self.none,
            self.off,
            self.yes,
            self.no,
            self.warn,
            self.up,
            self.marked,
            self.choose,
            self.unfold,
            self.rule,
            self.bar,
            self.tee,
            self.quote,
            self.bullet,
            self.dot,
            self.cut,
            self.dash,
            self.most,
            self.to,
            self.caret,
            self.full,
            self.empty,
        ];
        all.extend(self.heights);
        all.extend(self.corners);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::value::width;

    #[test]
    fn every_sign_takes_one_column() {
        for glyphs in [Glyphs::FULL, Glyphs::ASCII] {
            for sign in glyphs.all() {
                assert_eq!(width(sign), 1, "{sign}");
            }
        }
        assert!(Glyphs::ASCII.all().iter().all(|sign| sign.is_ascii()));
        assert_eq!(Glyphs::in_ascii("…"), Some("~"));
        assert_eq!(Glyphs::in_ascii("a"), None);
        assert_eq!(Glyphs::in_ascii("é"), None);
    }
}
