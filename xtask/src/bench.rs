//! `cargo xtask bench`: how fast the release page is; never part of the tests, since machines differ.

use crate::step::{show, together};
use crate::{Outcome, browser, emulator, setup};
use lexopt::prelude::*;

const HELP: &str = "\
cargo xtask bench [--runs N]

Measures the release page in Chromium with 10,000 and 100,000 tokens and prints median and 95th percentile: sign-in
usable, first rows, all rows loaded, key press to painted rows, sort, longest task after the first rows, memory. Then, for a
token with 200 grants: a role changed, 197 removed, and the longest task while editing.

  --runs N   Runs per size (default 5)
";

pub fn main(mut arguments: lexopt::Parser) -> Outcome {
    let mut runs = 5_u32;
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("runs") => runs = arguments.value()?.parse()?,
            Long("help") | Short('h') => {
                print!("{HELP}");
                return Ok(());
            }
            other => return Err(other.unexpected().into()),
        }
    }
    setup::for_browser()?;
    println!("Build");
    together(vec![Box::new(browser::pages), Box::new(emulator::build)])?;
    println!("Measure");
    let mut playwright = browser::playwright()?;
    show(
        "measurements",
        playwright
            .args(["test", "--project=bench"])
            .env("BENCH_RUNS", runs.to_string()),
    )
}
