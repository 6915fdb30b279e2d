//! `cargo xtask size`: what a browser fetches before the page can be used, compressed as a host sends it.

use crate::project::{self, dist};
use crate::{Outcome, build, setup};
use lexopt::prelude::*;
use std::fs;
use std::path::PathBuf;

const HELP: &str = "\
cargo xtask size

Prints each file of the first load of the page in dist/ (built first when it is not there), raw and as brotli, and
fails when the sum is above the budget in xtask/size-budget.txt.
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
    if !dist().join("index.html.br").exists() {
        setup::for_build()?;
        build::page(&dist())?;
    }
    report()
}

/// Prints the table.
///
/// # Errors
/// When a file is missing or the sum is above the budget.
pub fn report() -> Outcome {
    let budget: u64 = fs::read_to_string(project::root().join("xtask/size-budget.txt"))?
        .trim()
        .parse()?;
    let (mut raw, mut compressed) = (0, 0);
    println!("  {:<40} {:>10} {:>10}", "first load", "raw", "brotli");
    for file in first_load()? {
        let name = file.strip_prefix(dist())?.to_string_lossy().into_owned();
        let sizes = (
            fs::metadata(&file)?.len(),
            fs::metadata(format!("{}.br", file.display()))?.len(),
        );
        println!("  {name:<40} {:>10} {:>10}", sizes.0, sizes.1);
        raw += sizes.0;
        compressed += sizes.1;
    }
    println!(
        "  {:<40} {raw:>10} {compressed:>10}",
        format!("sum, of {budget}")
    );
    if compressed > budget {
        return Err(format!(
            "the first load is {} bytes above the budget",
            compressed - budget
        )
        .into());
    }
    Ok(())
}

fn first_load() -> Outcome<Vec<PathBuf>> {
    let names = [
        "index.html",
        "boot.js",
        "theme.js",
        "config.json",
        "icons.svg",
    ];
    let mut files: Vec<PathBuf> = names.iter().map(|name| dist().join(name)).collect();
    let mut assets = Vec::new();
    for entry in fs::read_dir(dist().join("assets"))? {
        let file = entry?.path();
        if !file
            .extension()
            .is_some_and(|extension| extension == "br" || extension == "gz")
        {
            assets.push(file);
        }
    }
    assets.sort();
    files.append(&mut assets);
    Ok(files)
}
