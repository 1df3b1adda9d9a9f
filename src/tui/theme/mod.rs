//! How things look: colours, signs and one named style per part of the screen.
//!
//! Owns every colour of the program; no colour literal stands outside this folder. Widgets ask for a part
//! (`styles.dim`), never for a colour. Must not know tabs or widgets.
//! One more theme: a file in `assets/themes/` and a row in [`BUILT_IN`]; the contrast test reads it.

pub mod color;
pub mod glyph;

use std::ops::Range;

use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;
use toml::Spanned;

use color::{Depth, Rgb, reduce};
use glyph::Glyphs;

/// Contrast between text and ground that a theme must have unless it promises more (WCAG 2.2 AAA).
const LEAST_CONTRAST: f64 = 7.0;
/// The same for coloured words where a terminal has sixteen colours: with more, red could not be told from grey
/// (WCAG 2.2 AA).
const LEAST_OF_SIXTEEN: f64 = 4.5;

/// The themes that come with the program: name and file.
pub const BUILT_IN: [(&str, &str); 4] = [
    ("dusk", include_str!("../../../assets/themes/dusk.toml")),
    ("paper", include_str!("../../../assets/themes/paper.toml")),
    ("ink", include_str!("../../../assets/themes/ink.toml")),
    ("contrast", include_str!("../../../assets/themes/contrast.toml")),
];

/// Why a theme cannot be used. The screen opens in `dusk` instead and says this.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ThemeError {
    /// No theme of that name.
    #[error("there is no theme \"{0}\"; choose dusk, paper, ink or contrast")]
    Unknown(String),
    /// The file does not read.
    #[error("theme {name}, line {line}: {reason}; the screen uses dusk until it is mended")]
    Malformed {
        /// The theme's name or file.
        name: String,
        /// Counted from 1.
        line: usize,
        /// What was expected.
        reason: String,
    },
}

/// Colours and signs as one, ready to draw with.
#[derive(Clone, Debug, PartialEq)]
pub struct Skin {
    /// A style per part.
    pub styles: Styles,
    /// The signs.
    pub glyphs: Glyphs,
}

impl Skin {
    /// The built-in theme `name` on a terminal of `depth`.
    pub fn named(name: &str, depth: Depth, glyphs: Glyphs) -> Result<Self, ThemeError> {
        let (name, source) = BUILT_IN
            .iter()
            .find(|(known, _)| *known == name)
            .ok_or_else(|| ThemeError::Unknown(name.to_owned()))?;
        Self::parse(name, source, depth, glyphs)
    }

    /// Reads a theme file.
    pub fn parse(name: &str, source: &str, depth: Depth, glyphs: Glyphs) -> Result<Self, ThemeError> {
        let malformed = |span: Option<Range<usize>>, reason: String| ThemeError::Malformed {
            name: name.to_owned(),
            line: line_of(source, span.map_or(0, |span| span.start)),
            reason,
        };
        let file: ThemeFile =
            toml::from_str(source).map_err(|error| malformed(error.span(), error.message().to_owned()))?;
        if file.mono || depth == Depth::Mono {
            return Ok(Self {
                styles: Styles::mono(),
                glyphs,
            });
        }
        let palette = Palette::read(&file).map_err(|(span, reason)| malformed(span, reason))?;
        Ok(Self {
            styles: Styles::colored(&palette, depth),
            glyphs,
        })
    }

    /// No colour, full signs: what is left when everything else fails.
    pub fn plain() -> Self {
        Self {
            styles: Styles::mono(),
            glyphs: Glyphs::FULL,
        }
    }
}

fn line_of(source: &str, at: usize) -> usize {
    1 + source.bytes().take(at).filter(|byte| *byte == b'\n').count()
}

type Entry = Option<Spanned<String>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ThemeFile {
    #[serde(default)]
    mono: bool,
    background: Entry,
    raised: Entry,
    selected: Entry,
    text: Entry,
    dim: Entry,
    rule: Entry,
    accent: Entry,
    good: Entry,
    warn: Entry,
    bad: Entry,
    least: Option<f64>,
}

struct Palette {
    background: Rgb,
    raised: Rgb,
    selected: Rgb,
    text: Rgb,
    dim: Rgb,
    rule: Rgb,
    accent: Rgb,
    good: Rgb,
    warn: Rgb,
    bad: Rgb,
    least: f64,
}

impl Palette {
    fn read(file: &ThemeFile) -> Result<Self, (Option<Range<usize>>, String)> {
        let color = |name: &str, entry: &Entry| {
            let entry = entry
                .as_ref()
                .ok_or_else(|| (None, format!("the colour \"{name}\" is missing")))?;
            Rgb::parse(entry.get_ref()).ok_or_else(|| {
                let found = entry.get_ref();
                (
                    Some(entry.span()),
                    format!("\"{found}\" is no colour; write it like #1a2b3c"),
                )
            })
        };
        Ok(Self {
            background: color("background", &file.background)?,
            raised: color("raised", &file.raised)?,
            selected: color("selected", &file.selected)?,
            text: color("text", &file.text)?,
            dim: color("dim", &file.dim)?,
            rule: color("rule", &file.rule)?,
            accent: color("accent", &file.accent)?,
            good: color("good", &file.good)?,
            warn: color("warn", &file.warn)?,
            bad: color("bad", &file.bad)?,
            least: file.least.unwrap_or(LEAST_CONTRAST),
        })
    }
}

/// One style per part of the screen. Foregrounds only, unless said: rows and overlays lay their ground first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Styles {
    /// The ground of the whole screen, with its text.
    pub base: Style,
    /// The ground of an overlay, with its text.
    pub raised: Style,
    /// The row under the cursor (a ground).
    pub selected: Style,
    /// Plain words, on whatever ground they stand.
    pub text: Style,
    /// Second thoughts: labels, ages, words beside keys.
    pub dim: Style,
    /// Names and figures that lead.
    pub strong: Style,
    /// The one accent.
    pub accent: Style,
    /// Headings of panes and columns.
    pub heading: Style,
    /// Lines between panes.
    pub rule: Style,
    /// The tab that is open.
    pub tab_open: Style,
    /// The others.
    pub tab: Style,
    /// A key in the footer, the help or a hint.
    pub key: Style,
    /// In order.
    pub good: Style,
    /// Look here.
    pub warn: Style,
    /// Failed, overdue, refused.
    pub bad: Style,
    /// DEMO: nothing here is real.
    pub demo: Style,
    /// The text of a field being edited (a ground).
    pub field: Style,
    /// A letter that matched what was typed.
    pub matched: Style,
    /// `code` in running text and in fences.
    pub code: Style,
    /// A link's words.
    pub link: Style,
    /// Emphasis.
    pub italic: Style,
    /// Struck out.
    pub struck: Style,
}

impl Styles {
    fn colored(palette: &Palette, depth: Depth) -> Self {
        let least = palette.least;
        // Grounds first: what text must be read on decides what the text may become.
        let (background, background_rgb) = reduce(palette.background, depth, &[], 0.0);
        let (raised, raised_rgb) = reduce(palette.raised, depth, &[], 0.0);
        let (selected, selected_rgb) = reduce(palette.selected, depth, &[], 0.0);
        let grounds = [background_rgb, raised_rgb, selected_rgb];
        let fg = |color: Rgb| Style::new().fg(reduce(color, depth, &grounds, least).0);
        // Nothing is said by colour alone, so a word in colour may give some contrast for its colour.
        let least = if depth == Depth::Named {
            least.min(LEAST_OF_SIXTEEN)
        } else {
            least
        };
        let word = |color: Rgb| Style::new().fg(reduce(color, depth, &grounds, least).0);
        let (rule, _) = reduce(palette.rule, depth, &[background_rgb], 1.3);
        let accent_ground = reduce(palette.accent, depth, &grounds, least);
        let on_accent = reduce(palette.background, depth, &[accent_ground.1], least).0;
        Self {
            base: fg(palette.text).bg(background),
            raised: fg(palette.text).bg(raised),
            selected: Style::new().bg(selected),
            text: fg(palette.text),
            dim: fg(palette.dim),
            strong: fg(palette.text).add_modifier(Modifier::BOLD),
            accent: word(palette.accent),
            heading: fg(palette.dim).add_modifier(Modifier::BOLD),
            rule: Style::new().fg(rule),
            tab_open: word(palette.accent).add_modifier(Modifier::BOLD),
            tab: fg(palette.dim),
            key: word(palette.accent),
            good: word(palette.good),
            warn: word(palette.warn),
            bad: word(palette.bad),
            demo: Style::new()
                .fg(on_accent)
                .bg(accent_ground.0)
                .add_modifier(Modifier::BOLD),
            field: fg(palette.text).bg(selected),
            matched: word(palette.accent).add_modifier(Modifier::BOLD),
            code: word(palette.good),
            link: word(palette.accent).add_modifier(Modifier::UNDERLINED),
            italic: Style::new().add_modifier(Modifier::ITALIC),
            struck: fg(palette.dim).add_modifier(Modifier::CROSSED_OUT),
        }
    }

    fn mono() -> Self {
        let with = |modifier: Modifier| Style::new().add_modifier(modifier);
        let ground = Style::new().fg(Color::Reset).bg(Color::Reset);
        Self {
            base: ground,
            raised: ground,
            selected: with(Modifier::BOLD),
            text: Style::new(),
            dim: with(Modifier::DIM),
            strong: with(Modifier::BOLD),
            accent: with(Modifier::BOLD),
            heading: with(Modifier::BOLD),
            rule: with(Modifier::DIM),
            tab_open: with(Modifier::BOLD | Modifier::REVERSED),
            tab: Style::new(),
            key: with(Modifier::BOLD),
            good: Style::new(),
            warn: with(Modifier::BOLD),
            bad: with(Modifier::BOLD | Modifier::UNDERLINED),
            demo: with(Modifier::BOLD | Modifier::REVERSED),
            field: with(Modifier::UNDERLINED),
            matched: with(Modifier::UNDERLINED),
            code: with(Modifier::BOLD),
            link: with(Modifier::UNDERLINED),
            italic: with(Modifier::ITALIC),
            struck: with(Modifier::CROSSED_OUT),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::color::seen;
    use super::*;

    fn palette(source: &str) -> Option<Palette> {
        let file: ThemeFile = toml::from_str(source).unwrap();
        (!file.mono).then(|| Palette::read(&file).map_err(|(_, reason)| reason).unwrap())
    }

    #[test]
    fn every_theme_can_be_read_by_weak_eyes() {
        for (name, source) in BUILT_IN {
            let Some(palette) = palette(source) else { continue };
            assert!(palette.least >= LEAST_CONTRAST, "{name}");
            let texts = [
                ("text", palette.text),
                ("dim", palette.dim),
                ("accent", palette.accent),
                ("good", palette.good),
                ("warn", palette.warn),
                ("bad", palette.bad),
            ];
            for ground in [palette.background, palette.raised, palette.selected] {
                for (part, color) in texts {
                    let contrast = color.contrast(ground);
                    assert!(
                        contrast >= palette.least,
                        "{name}: {part} on {ground:?} is {contrast:.2}"
                    );
                }
            }
            assert!(
                palette.background.contrast(palette.accent) >= palette.least,
                "{name}: demo"
            );
        }
    }

    #[test]
    fn contrast_promises_more_than_the_others() {
        let (_, source) = BUILT_IN.iter().find(|(name, _)| *name == "contrast").unwrap();
        assert!(palette(source).unwrap().least > LEAST_CONTRAST);
    }

    /// What is really drawn, on every ground it may stand on, with as many colours as the terminal has.
    #[test]
    fn text_as_it_is_drawn_keeps_seven_to_one_with_any_number_of_colours() {
        for (name, _) in BUILT_IN.iter().filter(|(name, _)| *name != "ink") {
            for depth in [Depth::True, Depth::Indexed, Depth::Named] {
                let styles = Skin::named(name, depth, Glyphs::FULL).unwrap().styles;
                let grounds = [styles.base.bg, styles.raised.bg, styles.selected.bg].map(Option::unwrap);
                let worst = |style: Style| {
                    let text = seen(style.fg.unwrap());
                    let contrasts = grounds.map(|ground| text.contrast(seen(ground)));
                    contrasts.into_iter().fold(f64::INFINITY, f64::min)
                };
                let plain = [
                    styles.base,
                    styles.raised,
                    styles.dim,
                    styles.strong,
                    styles.heading,
                    styles.tab,
                    styles.field,
                ];
                for style in plain {
                    assert!(
                        worst(style) >= 7.0,
                        "{name} {depth:?} {:.2} {style:?}",
                        worst(style)
                    );
                }
                let least = if depth == Depth::Named { 4.5 } else { 7.0 };
                let words = [
                    styles.accent,
                    styles.tab_open,
                    styles.key,
                    styles.good,
                    styles.warn,
                    styles.bad,
                ];
                for style in
                    words
                        .into_iter()
                        .chain([styles.matched, styles.code, styles.link, styles.struck])
                {
                    assert!(
                        worst(style) >= least,
                        "{name} {depth:?} {:.2} {style:?}",
                        worst(style)
                    );
                }
                let demo = seen(styles.demo.fg.unwrap()).contrast(seen(styles.demo.bg.unwrap()));
                assert!(demo >= least, "{name} {depth:?} demo {demo:.2}");
            }
        }
    }

    #[test]
    fn without_colour_no_style_has_any_and_ascii_has_every_sign() {
        let depth = Depth::detect(|name| (name == "NO_COLOR").then(|| "1".to_owned()));
        for (name, _) in BUILT_IN {
            let skin = Skin::named(name, depth, Glyphs::ASCII).unwrap();
            assert_eq!(skin.styles, Styles::mono(), "{name}");
            assert!(
                !format!("{:?}", skin.styles).contains("Rgb")
                    && skin.glyphs.all().iter().all(|sign| sign.is_ascii())
            );
        }
        let told_apart = [Styles::mono().good, Styles::mono().warn, Styles::mono().bad];
        assert!(told_apart[0] != told_apart[1] && told_apart[1] != told_apart[2]);
    }

    #[test]
    fn every_theme_works_at_every_depth() {
        for (name, _) in BUILT_IN {
            for depth in [Depth::True, Depth::Indexed, Depth::Named, Depth::Mono] {
                let skin = Skin::named(name, depth, Glyphs::FULL).unwrap();
                if depth == Depth::Mono || name == "ink" {
                    assert_eq!(skin.styles, Styles::mono(), "{name} {depth:?}");
                } else {
                    assert_ne!(skin.styles.base.fg, skin.styles.base.bg, "{name} {depth:?}");
                }
            }
        }
    }

    #[test]
    fn a_broken_theme_names_its_line() {
        let broken = BUILT_IN[0].1.replace("\"#d9dce5\"", "\"light\"");
        assert_eq!(
            Skin::parse("mine", &broken, Depth::True, Glyphs::FULL)
                .unwrap_err()
                .to_string(),
            "theme mine, line 5: \"light\" is no colour; write it like #1a2b3c; \
             the screen uses dusk until it is mended"
        );
        assert_eq!(
            Skin::named("neon", Depth::True, Glyphs::FULL).unwrap_err(),
            ThemeError::Unknown("neon".into())
        );
    }
}
