//! Safety tests that read files: what must hold for every source of the console (run with xtask's own tests), and for
//! the page that was built (a step of `cargo xtask test`).

#[cfg(test)]
mod layers;
mod page;
#[cfg(test)]
mod sources;

use crate::Outcome;
use std::fs;
use std::path::{Path, PathBuf};

pub use page::page;

/// All files below a folder, sorted.
pub fn files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn verdict(findings: Vec<String>) -> Outcome {
    if findings.is_empty() {
        Ok(())
    } else {
        Err(findings.join("\n").into())
    }
}
