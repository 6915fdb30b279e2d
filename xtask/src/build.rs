//! `cargo xtask build`: the release page, the same bytes from every checkout of the same commit.

use crate::project::{self, command};
use crate::step::run;
use crate::{Outcome, fingerprint, setup};
use lexopt::prelude::*;
use std::path::{Path, PathBuf};
use std::process::Command;

const HELP: &str = "\
cargo xtask build [--base /sub/] [--out DIRECTORY]

Builds the release page into dist/: each file also as .br and .gz, files under assets/ named by the hash of their
content, index.html with the integrity of each. Fill in {{api-origin}} in _headers where you serve it.

  --base /sub/      The page will be served below this path instead of the root
  --out DIRECTORY   Another folder than dist/
";

fn parse(mut arguments: lexopt::Parser) -> Outcome<Option<(String, PathBuf)>> {
    let (mut base, mut out) = ("/".to_owned(), project::dist());
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("base") => base = arguments.value()?.string()?,
            Long("out") => out = std::env::current_dir()?.join(arguments.value()?),
            Long("help") | Short('h') => {
                print!("{HELP}");
                return Ok(None);
            }
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Some((base, out)))
}

pub fn main(arguments: lexopt::Parser) -> Outcome {
    let Some((base, out)) = parse(arguments)? else {
        return Ok(());
    };
    setup::for_build()?;
    println!("Build");
    page(&out)?;
    if base != "/" {
        rebase(&out, &base)?;
    }
    println!("\nThe page is in {}", out.display());
    Ok(())
}

/// The release page for the root path. Nothing is built when the folder holds it already: trunk would optimise and
/// compress it all again.
pub fn page(out: &Path) -> Outcome {
    let flags = rustflags()?;
    let stamp = project::target().join("page.fingerprint");
    let inputs = fingerprint::of_inputs(out, &flags)?;
    if fingerprint::holds(&stamp, inputs, out) {
        println!("  ok  release page (as it was built before: no source has changed)");
        return Ok(());
    }
    let mut trunk = trunk("build");
    trunk
        .arg("--release")
        .arg("--dist")
        .arg(out)
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    run("release page", &mut trunk)?;
    fingerprint::keep(&stamp, inputs, out)
}

/// Moves a page built for "/" to another path.
pub fn rebase(page: &Path, base: &str) -> Outcome {
    run(
        &format!("page for {base}"),
        command("node")
            .arg("xtask/page/rebase.mjs")
            .arg(page)
            .arg(base),
    )
}

/// Trunk with this project's tools and no network. Its NO_COLOR takes `true` only, and stops at the usual `1`.
pub fn trunk(what: &str) -> Command {
    let mut trunk = command("trunk");
    trunk
        .args(["--config", "Trunk.toml", what])
        .env("NO_COLOR", "true")
        .env("RUST_BACKTRACE", "0");
    trunk
}

/// Panic messages name source files: they must name them as the project does, not as this machine does.
fn rustflags() -> Outcome<Vec<String>> {
    let sysroot = command("rustc").args(["--print", "sysroot"]).output()?;
    let sysroot = String::from_utf8_lossy(&sysroot.stdout).trim().to_owned();
    let from = [
        (sysroot, "rust"),
        (
            project::cargo_home().to_string_lossy().into_owned(),
            "cargo",
        ),
        (project::target().to_string_lossy().into_owned(), "target"),
        (project::root().to_string_lossy().into_owned(), "."),
    ];
    let remapped = from
        .into_iter()
        .map(|(path, name)| format!("--remap-path-prefix={path}={name}"));
    // Erased views share their code: 5 % less wasm than one copy for each type of view.
    Ok(["--cfg".to_owned(), "erase_components".to_owned()]
        .into_iter()
        .chain(remapped)
        .collect())
}
