//! Parses the arguments, chooses the front end, maps errors to exit codes.

use std::process::ExitCode;
use std::rc::Rc;

use leadline::cli::{self, App, CliError, Exit, Format, Front, KeyTrial, Out};
use leadline::config::Config;
use leadline::config::secrets::Service;
use leadline::secret::Secret;
use leadline::telemetry;

fn main() -> ExitCode {
    // Before anything can speak TLS. It fails only where one is installed already, which serves as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    telemetry::no_core_dumps();
    let json = std::env::args_os().any(|word| word == "--json");
    match run() {
        Ok(exit) => cli::exit_code(exit),
        Err(error) => {
            let format = if json { Format::Json } else { Format::Plain };
            cli::report(&error, &mut Out::of_process(format, false))
        }
    }
}

fn run() -> Result<Exit, CliError> {
    let invocation = cli::parse(std::env::args_os())?;
    let mut app = App::of_process(invocation.flags, cli::program(), Rc::new(Untried))?;
    match invocation.front {
        Front::Command(row, typed) => row.run(&mut app, &typed),
        Front::Screen => Err(CliError::new(
            Exit::Failed,
            "no_screen",
            "this build has no screen",
        )),
    }
}

/// Says that nothing here can try a key.
#[derive(Debug)]
struct Untried;

impl KeyTrial for Untried {
    fn try_key(&self, _: Service, _: &Config, _: &Secret) -> Result<String, CliError> {
        Err(CliError::new(
            Exit::Failed,
            "untried",
            "this build cannot try a key; nothing was kept",
        )
        .hint("--untried keeps it without trying"))
    }
}
