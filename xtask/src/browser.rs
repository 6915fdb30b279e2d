//! `cargo xtask e2e`: the browser tests against the release page, served by the emulator.

use crate::project::{self, command};
use crate::step::{show, together};
use crate::{Outcome, build, emulator, setup};
use std::ffi::OsString;
use std::fs;
use std::process::Command;

const HELP: &str = "\
cargo xtask e2e [arguments of `playwright test`]

Builds the release page and the emulator, then runs the browser tests in the system's Chromium.
For example: cargo xtask e2e sign-in --headed, or cargo xtask e2e --grep 'duplicated tab'

  cargo xtask e2e --project=shots   Takes screenshots of every place into test-results/shots
";

/// The page below a path, for the tests that need one.
pub const SUB_PATH: &str = "/sub/";

pub fn main(mut arguments: lexopt::Parser) -> Outcome {
    let passed_on: Vec<OsString> = arguments.raw_args()?.collect();
    if passed_on
        .iter()
        .any(|argument| argument == "--help" || argument == "-h")
    {
        print!("{HELP}");
        return Ok(());
    }
    setup::for_browser()?;
    println!("Build");
    together(vec![Box::new(pages), Box::new(emulator::build)])?;
    println!("Browser tests");
    show(
        "browser tests",
        playwright()?
            .arg("test")
            .args(default_project(&passed_on))
            .args(passed_on),
    )
}

/// Screenshots are taken on request only.
fn default_project(arguments: &[OsString]) -> &'static [&'static str] {
    let named = arguments
        .iter()
        .any(|argument| argument.to_string_lossy().starts_with("--project"));
    if named { &[] } else { &["--project=chromium"] }
}

/// The release page at the root, and a copy of it for a sub-path.
pub fn pages() -> Outcome {
    build::page(&project::dist())?;
    let below = below_sub_path();
    if below.exists() {
        fs::remove_dir_all(&below)?;
    }
    copy(&project::dist(), &below)?;
    build::rebase(&below, SUB_PATH)
}

fn below_sub_path() -> std::path::PathBuf {
    project::target().join("page-below-sub-path")
}

fn copy(from: &std::path::Path, to: &std::path::Path) -> Outcome {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// Playwright, told where everything is.
pub fn playwright() -> Outcome<Command> {
    let mut playwright = command("node");
    playwright
        .arg("node_modules/@playwright/test/cli.js")
        .env("CHROMIUM", setup::chromium()?)
        .env("ASTRO_EMULATOR", emulator::binary())
        .env("ASTRO_PAGE", project::dist())
        .env("ASTRO_PAGE_BELOW_SUB_PATH", below_sub_path());
    Ok(playwright)
}
