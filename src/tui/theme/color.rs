//! Colours as numbers: how bright, how far apart, and what is left of them on a terminal with fewer.

use ratatui::style::Color;

/// How many colours the terminal shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// 16 million.
    True,
    /// The 256 of xterm.
    Indexed,
    /// The 16 every terminal has.
    Named,
    /// None: shape, weight and words only.
    Mono,
}

impl Depth {
    /// Reads what the terminal says of itself. `NO_COLOR` wins over everything (no-color.org).
    pub fn detect(env: impl Fn(&str) -> Option<String>) -> Self {
        let said = |name: &str| env(name).filter(|value| !value.is_empty());
        let term = said("TERM").unwrap_or_default();
        if said("NO_COLOR").is_some() || term == "dumb" {
            Self::Mono
        } else if said("COLORTERM").is_some_and(|c| c == "truecolor" || c == "24bit")
            || term.ends_with("-direct")
        {
            Self::True
        } else if term.contains("256") || said("COLORTERM").is_some() {
            Self::Indexed
        } else {
            Self::Named
        }
    }
}

/// A colour in sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// Reads `#rrggbb`.
    pub fn parse(text: &str) -> Option<Self> {
        let hex = text
            .strip_prefix('#')
            .filter(|hex| hex.len() == 6 && hex.is_ascii())?;
        let byte = |at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
        Some(Self(byte(0)?, byte(2)?, byte(4)?))
    }

    /// Relative luminance, 0 to 1 (WCAG 2.2).
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.040_45 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// Contrast ratio to another colour, 1 to 21 (WCAG 2.2).
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// How different two colours look: weighted squares, green counts most.
    fn distance(self, other: Self) -> u32 {
        let square = |a: u8, b: u8, weight: u32| weight * u32::from(a.abs_diff(b)).pow(2);
        square(self.0, other.0, 3) + square(self.1, other.1, 4) + square(self.2, other.2, 2)
    }
}

/// What sets the strongest part of a colour apart from its weakest, where it is more than a tinge on a grey.
const COLOURED: u8 = 40;

impl Rgb {
    fn is_coloured(self) -> bool {
        let Self(red, green, blue) = self;
        red.max(green).max(blue) - red.min(green).min(blue) > COLOURED
    }

    /// Where it stands on the circle of colours, in degrees; 0 for a grey.
    fn hue(self) -> i32 {
        let [red, green, blue] = [self.0, self.1, self.2].map(i32::from);
        let (most, least) = (red.max(green).max(blue), red.min(green).min(blue));
        let spread = (most - least).max(1);
        let degrees = if most == least {
            0
        } else if most == red {
            60 * (green - blue) / spread
        } else if most == green {
            120 + 60 * (blue - red) / spread
        } else {
            240 + 60 * (red - green) / spread
        };
        degrees.rem_euclid(360)
    }

    /// How far apart two colours stand on the circle, in steps of 30 degrees.
    fn turn(self, other: Self) -> i32 {
        let apart = (self.hue() - other.hue()).abs();
        apart.min(360 - apart) / 30
    }
}

/// The nearest colour of `depth` that keeps at least the contrast `least` to every one of `grounds`. When none
/// does, the one of highest contrast: readable beats faithful. Among sixteen, what is coloured stays of its colour
/// where one of them can be read: green is nearer to a grey than to any green of theirs.
pub fn reduce(color: Rgb, depth: Depth, grounds: &[Rgb], least: f64) -> (Color, Rgb) {
    let candidates: Vec<(Color, Rgb)> = match depth {
        Depth::True => return (Color::Rgb(color.0, color.1, color.2), color),
        Depth::Mono => return (Color::Reset, color),
        Depth::Indexed => (16..=255).map(|n| (Color::Indexed(n), indexed(n))).collect(),
        Depth::Named => NAMED.to_vec(),
    };
    let worst = |rgb: Rgb| {
        grounds
            .iter()
            .map(|ground| rgb.contrast(*ground))
            .fold(f64::INFINITY, f64::min)
    };
    let readable = || candidates.iter().filter(|(_, rgb)| worst(*rgb) >= least);
    let keeps_its_colour = depth == Depth::Named && color.is_coloured();
    let of_its_colour = readable().filter(|(_, rgb)| keeps_its_colour && rgb.is_coloured());
    of_its_colour
        .min_by_key(|(_, rgb)| (color.turn(*rgb), color.distance(*rgb)))
        .or_else(|| readable().min_by_key(|(_, rgb)| color.distance(*rgb)))
        .or_else(|| {
            candidates
                .iter()
                .max_by(|(_, a), (_, b)| worst(*a).total_cmp(&worst(*b)))
        })
        .copied()
        .unwrap_or((Color::Reset, color))
}

/// What xterm shows for colour `n` of its cube and grey ramp.
fn indexed(n: u8) -> Rgb {
    if n >= 232 {
        let grey = 8 + 10 * (n - 232);
        return Rgb(grey, grey, grey);
    }
    let step = |value: u8| if value == 0 { 0 } else { 55 + 40 * value };
    let n = n.saturating_sub(16);
    Rgb(step(n / 36), step(n / 6 % 6), step(n % 6))
}

/// The sixteen with the values xterm gives them. People change these; the values are a best guess for distances.
const NAMED: [(Color, Rgb); 16] = [
    (Color::Black, Rgb(0, 0, 0)),
    (Color::Red, Rgb(205, 0, 0)),
    (Color::Green, Rgb(0, 205, 0)),
    (Color::Yellow, Rgb(205, 205, 0)),
    (Color::Blue, Rgb(0, 0, 238)),
    (Color::Magenta, Rgb(205, 0, 205)),
    (Color::Cyan, Rgb(0, 205, 205)),
    (Color::Gray, Rgb(229, 229, 229)),
    (Color::DarkGray, Rgb(127, 127, 127)),
    (Color::LightRed, Rgb(255, 0, 0)),
    (Color::LightGreen, Rgb(0, 255, 0)),
    (Color::LightYellow, Rgb(255, 255, 0)),
    (Color::LightBlue, Rgb(92, 92, 255)),
    (Color::LightMagenta, Rgb(255, 0, 255)),
    (Color::LightCyan, Rgb(0, 255, 255)),
    (Color::White, Rgb(255, 255, 255)),
];

/// What xterm shows for a colour.
#[cfg(test)]
pub(super) fn seen(color: Color) -> Rgb {
    match color {
        Color::Rgb(red, green, blue) => Rgb(red, green, blue),
        Color::Indexed(n) => indexed(n),
        named => NAMED.iter().find(|(known, _)| *known == named).unwrap().1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_the_published_one() {
        assert!((Rgb(0, 0, 0).contrast(Rgb(255, 255, 255)) - 21.0).abs() < 0.01);
        // The textbook pair: #777 on white is just under AA.
        assert!((Rgb(0x77, 0x77, 0x77).contrast(Rgb(255, 255, 255)) - 4.48).abs() < 0.01);
    }

    #[test]
    fn the_terminal_says_how_many_colours_it_has() {
        let depth = |vars: &[(&str, &str)]| {
            Depth::detect(|name| {
                vars.iter()
                    .find(|(key, _)| *key == name)
                    .map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(
            depth(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")]),
            Depth::True
        );
        assert_eq!(depth(&[("TERM", "xterm-256color")]), Depth::Indexed);
        assert_eq!(depth(&[("TERM", "linux")]), Depth::Named);
        assert_eq!(
            depth(&[("TERM", "xterm-256color"), ("NO_COLOR", "1")]),
            Depth::Mono
        );
        assert_eq!(depth(&[("TERM", "dumb")]), Depth::Mono);
    }

    #[test]
    fn fewer_colours_stay_readable() {
        let ground = Rgb(0, 0, 0);
        for depth in [Depth::Indexed, Depth::Named] {
            let (_, shown) = reduce(Rgb(60, 60, 90), depth, &[ground], 4.5);
            assert!(shown.contrast(ground) >= 4.5, "{depth:?} {shown:?}");
        }
        assert_eq!(
            reduce(Rgb(1, 2, 3), Depth::True, &[ground], 4.5).0,
            Color::Rgb(1, 2, 3)
        );
    }

    #[test]
    fn of_sixteen_colours_a_coloured_word_gets_one_of_its_colour() {
        let ground = Rgb(0, 0, 0);
        let named = |color: &str| reduce(Rgb::parse(color).unwrap(), Depth::Named, &[ground], 4.5).0;
        assert!(matches!(named("#93cb8f"), Color::Green | Color::LightGreen));
        assert_eq!(named("#f3aba4"), Color::LightRed);
        assert!(matches!(named("#e6c35c"), Color::Yellow | Color::LightYellow));
        assert!(matches!(named("#d9dce5"), Color::Gray | Color::White));
    }

    #[test]
    fn only_whole_hex_colours_are_read() {
        assert_eq!(Rgb::parse("#1a2B3c"), Some(Rgb(0x1a, 0x2b, 0x3c)));
        for bad in ["1a2b3c", "#1a2b3", "#gggggg", "#éé00", ""] {
            assert_eq!(Rgb::parse(bad), None, "{bad}");
        }
    }
}
