//! Parses the arguments, chooses the front end, maps errors to exit codes.

use std::process::ExitCode;
use std::time::Duration;

use leadline::cli::{self, App, CliError, Exit, Outcome, Reach, Running};
use leadline::config::{Glyphs, snippets};
use leadline::engine::Setup;
use leadline::{telemetry, tui};

/// Has the C library keep two heaps and not one for each thread, of which it gives little back: work moves between threads here, and
/// scoring a million people left a hundred megabytes in them.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(
    unsafe_code,
    reason = "a number is set before there is another thread; nothing is pointed at"
)]
fn few_heaps() {
    unsafe {
        libc::mallopt(libc::M_ARENA_MAX, 2);
    }
}

/// Only that C library keeps so many.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
const fn few_heaps() {}

fn main() -> ExitCode {
    few_heaps();
    // Before anything can speak TLS. It fails only where one is installed already, which serves as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    telemetry::no_core_dumps();
    // The zones are a folder of hundreds of names that is walked through once: that is done while the arguments are read.
    // Without a thread it is done when the first time is shown.
    let zones = std::thread::Builder::new().name("zones".to_owned());
    let _walked = zones.spawn(jiff::tz::TimeZone::system);
    cli::run(std::env::args_os(), open_screen)
}

/// Starts the engine with all it can have, and the screen on it. What the screen wears is read beside that.
fn open_screen(app: &mut App, demo: bool) -> Outcome {
    let config = app.config()?;
    let settings = &config.settings;
    if settings.screen.linear {
        return cli::open_linear(app, demo);
    }
    let folder = app.paths()?.config_dir.clone();
    let own = |name: &str| {
        let file = folder.join(name);
        std::fs::read_to_string(&file)
            .ok()
            .map(|text| (file.display().to_string(), text))
    };
    let themes = tui::theme::BUILT_IN.map(|(name, _)| name);
    let known = themes.contains(&settings.screen.theme.as_str());
    let theme = if known {
        settings.screen.theme.as_str()
    } else {
        "dusk"
    };
    let dressing = tui::Dressing::begin(
        theme.to_owned(),
        settings.screen.glyphs == Glyphs::Ascii,
        own("keymap.toml"),
        own(snippets::FILE),
        own_commands(&folder.join("commands")),
    );
    let setup = Setup {
        every: Some(Duration::from_secs(u64::from(settings.sync.every_seconds))),
        roster: true,
        ..cli::setup(app, Reach::All)?
    };
    let running = Running::with(app, setup)?;
    let mut remarks = app.take_remarks();
    if demo {
        // Its addresses and keys are made up on purpose.
        remarks.clear();
    }
    if !known {
        remarks.push(config.problem("screen.theme", themes).to_string());
    }
    let options = tui::Options {
        dressing,
        mouse: settings.screen.mouse,
        hold: Duration::from_secs(u64::from(settings.send.hold_seconds)),
        demo,
        automations: folder.join("automations"),
        settings: tui::settings::all(&config),
        welcome: match settings.screen.tour {
            true if demo => tui::Welcome::Line,
            true => tui::Welcome::Tour,
            false => tui::Welcome::Nothing,
        },
        remarks,
    };
    let screen = tui::run(running.engine.clone(), app.clock.clone(), options);
    let farewell = running
        .block_on(screen)
        .map_err(|error| CliError::new(Exit::Failed, "screen", error.to_string()))?;
    if !farewell.is_empty() {
        app.out.say(&farewell)?;
    }
    Ok(Exit::Done)
}

/// A person's own slash commands: the name of each file without its ending, and its text.
fn own_commands(folder: &std::path::Path) -> Vec<(String, String)> {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let command = |path: std::path::PathBuf| {
        let name = path.file_name()?.to_str()?.strip_suffix(".md")?.to_owned();
        Some((name, std::fs::read_to_string(&path).ok()?))
    };
    let mut commands: Vec<_> = files.filter_map(|file| command(file.path())).collect();
    commands.sort();
    commands
}
