//! `cargo xtask test`: everything there is to check. Goes on after a failure, and lists all of them at the end.

use crate::project::command;
use crate::step::{run, show, step};
use crate::{Failure, Outcome, browser, emulator, setup, size, tree};
use lexopt::prelude::*;
use std::thread;
use std::time::Instant;

const HELP: &str = "\
cargo xtask test

Formatting, clippy (native and wasm32), native tests, safety tests over the tree and the built page, size budget,
browser tests. Sets up what is missing first, Chromium too when it may.
";

pub fn main(mut arguments: lexopt::Parser) -> Outcome {
    match arguments.next()? {
        None => {}
        Some(Long("help") | Short('h')) => {
            print!("{HELP}");
            return Ok(());
        }
        Some(other) => return Err(other.unexpected().into()),
    }
    let start = Instant::now();
    setup::for_browser()?;
    let failures = everything();
    println!("\nAll of it took {:.0} s.", start.elapsed().as_secs_f32());
    if failures.is_empty() {
        println!("Everything passed.");
        return Ok(());
    }
    let list: Vec<_> = failures.iter().map(ToString::to_string).collect();
    Err(format!(
        "{} of the steps failed\n\n{}",
        list.len(),
        list.join("\n\n")
    )
    .into())
}

fn everything() -> Vec<Failure> {
    println!("Check");
    let mut failures = Vec::new();
    // The release page and the native checks lock different folders of the target directory: they run side by side.
    let page = thread::spawn(browser::pages);
    failures.extend(native().into_iter().filter_map(Result::err));
    let page = page
        .join()
        .unwrap_or_else(|_| Err("building the page panicked".into()));
    let built = page.is_ok();
    failures.extend(page.err());
    if built {
        failures.extend(step("safety of the page", tree::page).err());
        failures.extend(step("size budget", size::report).err());
        failures.extend(step("browser tests", in_the_browser).err());
    } else {
        failures.push("browser tests: not run, there is no page".into());
    }
    failures
}

fn native() -> [Outcome; 5] {
    let cargo = |arguments: &[&str]| {
        let mut cargo = command("cargo");
        cargo.args(arguments);
        cargo
    };
    const SERVER: [&str; 3] = ["--workspace", "--features", "astro-emulator/server"];
    let clippy = [
        &["clippy", "--locked", "--all-targets"],
        &SERVER[..],
        &["--", "--deny", "warnings"],
    ]
    .concat();
    let console = [
        "--package",
        "astro-token-console",
        "--target",
        "wasm32-unknown-unknown",
    ];
    let clippy_wasm = [
        &["clippy", "--locked"],
        &console[..],
        &["--", "--deny", "warnings"],
    ]
    .concat();
    let tests = [&["test", "--locked", "--no-fail-fast"], &SERVER[..]].concat();
    [
        run("rustfmt", &mut cargo(&["fmt", "--all", "--check"])),
        run("clippy", &mut cargo(&clippy)),
        run("clippy for wasm32", &mut cargo(&clippy_wasm)),
        show("native tests", &mut cargo(&tests)),
        run(
            "types of the browser tests",
            command("node").args(["node_modules/typescript/bin/tsc", "--noEmit"]),
        ),
    ]
}

fn in_the_browser() -> Outcome {
    emulator::build()?;
    show(
        "Playwright",
        browser::playwright()?.args(["test", "--project=chromium"]),
    )
}
