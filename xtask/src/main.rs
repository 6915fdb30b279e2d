//! Developer commands: `cargo xtask <command>`. Each sets up what it needs, and prints each step with its time.

mod bench;
mod browser;
mod build;
mod demo;
mod emulator;
mod fingerprint;
mod project;
mod setup;
mod size;
mod step;
mod test;
mod tree;

use std::process::ExitCode;

/// What went wrong, as text for whoever ran the command.
type Failure = Box<dyn std::error::Error + Send + Sync>;
type Outcome<T = ()> = Result<T, Failure>;

const HELP: &str = "\
Astro Token Console, developer commands

  cargo xtask demo    Build the page and open a sample Organization on http://localhost:8888
  cargo xtask dev     Rebuild and reload the page at each change
  cargo xtask build   Build the release page into dist/
  cargo xtask test    Everything there is to check; what continuous integration runs
  cargo xtask e2e     The browser tests alone
  cargo xtask size    What the first load costs, against the budget
  cargo xtask bench   How fast the page is with 10,000 and 100,000 tokens

Each command sets up what is missing first. `cargo xtask <command> --help` says more.
";

fn main() -> ExitCode {
    let mut arguments = lexopt::Parser::from_env();
    let command = match arguments.next() {
        Ok(Some(lexopt::Arg::Value(name))) => name.to_string_lossy().into_owned(),
        Ok(None | Some(lexopt::Arg::Long("help") | lexopt::Arg::Short('h'))) => String::new(),
        Ok(Some(other)) => return fail(&other.unexpected().into()),
        Err(error) => return fail(&error.into()),
    };
    let outcome = match command.as_str() {
        "" | "help" => {
            print!("{HELP}");
            Ok(())
        }
        "demo" => demo::demo(arguments),
        "dev" => demo::dev(arguments),
        "build" => build::main(arguments),
        "test" => test::main(arguments),
        "e2e" => browser::main(arguments),
        "size" => size::main(arguments),
        "bench" => bench::main(arguments),
        other => Err(format!("there is no command `{other}`; see cargo xtask --help").into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => fail(&failure),
    }
}

fn fail(failure: &Failure) -> ExitCode {
    eprintln!("\nerror: {failure}");
    ExitCode::FAILURE
}
