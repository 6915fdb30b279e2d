//! `cargo xtask size`: what a browser fetches before someone can sign in, and what afterwards, as a host sends it.

use crate::project::{self, dist};
use crate::{Outcome, build, setup};
use lexopt::prelude::*;
use std::fs;
use std::path::PathBuf;

const HELP: &str = "\
cargo xtask size

Prints each file of the first load of the page in dist/ (built first when it is not there), raw and as brotli, then
what is fetched after it, and fails when a sum is above its budget in xtask/size-budget.txt.
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

/// Prints the first load and what is fetched after it.
///
/// # Errors
/// When a file is missing or a sum is above its budget.
pub fn report() -> Outcome {
    let (first, later): (Vec<_>, Vec<_>) = files()?.into_iter().partition(|file| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        !name.starts_with("console-")
    });
    let first = table("first load", &first, "first-load")?;
    let later = table("after sign-in", &later, "after-sign-in")?;
    first.and(later).map_err(Into::into)
}

/// Prints files with their sum, and tells whether the budget of that name holds.
fn table(title: &str, files: &[PathBuf], budget: &str) -> Outcome<Result<(), String>> {
    let limit = limit(budget)?;
    let (mut raw, mut compressed) = (0, 0);
    println!("  {title:<40} {:>10} {:>10}", "raw", "brotli");
    for file in files {
        let name = file.strip_prefix(dist())?.to_string_lossy().into_owned();
        let whole = fs::metadata(file)?.len();
        // What has no compressed copy is sent as it is.
        let sent = fs::metadata(format!("{}.br", file.display())).map_or(whole, |file| file.len());
        let sizes = (whole, sent);
        println!("  {name:<40} {:>10} {:>10}", sizes.0, sizes.1);
        raw += sizes.0;
        compressed += sizes.1;
    }
    println!(
        "  {:<40} {raw:>10} {compressed:>10}",
        format!("sum, of {limit}")
    );
    Ok(if compressed > limit {
        Err(format!(
            "{title}: {} bytes above the budget",
            compressed - limit
        ))
    } else {
        Ok(())
    })
}

/// The budget of a name in xtask/size-budget.txt, in bytes.
fn limit(name: &str) -> Outcome<u64> {
    let text = fs::read_to_string(project::root().join("xtask/size-budget.txt"))?;
    let value = text
        .lines()
        .filter_map(|line| line.split_once(' '))
        .find(|(key, _)| *key == name)
        .ok_or_else(|| format!("xtask/size-budget.txt names no {name}"))?;
    Ok(value.1.trim().parse()?)
}

fn files() -> Outcome<Vec<PathBuf>> {
    let names = ["index.html", "boot.js", "theme.js", "config.json"];
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
