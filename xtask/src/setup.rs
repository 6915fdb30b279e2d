//! What the other commands need: installed when missing, at the right version, side by side where that is possible.
//! A machine that has everything passes through in well under a second.

use crate::Outcome;
use crate::project::{self, command, find, locked_version, version_of};
use crate::step::{run, together};
use std::fs;
use std::process::Command;

/// 0.22 needs a newer Rust than this project.
const TRUNK: &str = "0.21.14";
/// The oldest major version of Node.js that the scripts run on. Debian 12 itself brings an older one.
const NODE: u32 = 20;

/// Builds pages, without a browser.
pub fn for_build() -> Outcome {
    println!("Set-up");
    together(vec![
        Box::new(rust_parts),
        Box::new(crates),
        Box::new(trunk),
        Box::new(wasm_bindgen),
        Box::new(npm),
    ])
}

/// Builds pages and runs them in Chromium.
pub fn for_browser() -> Outcome {
    println!("Set-up");
    if installed_chromium().is_none() {
        // Said at once, not after minutes of compiling.
        chromium_can_be_installed()?;
    }
    together(vec![
        Box::new(rust_parts),
        Box::new(crates),
        Box::new(trunk),
        Box::new(wasm_bindgen),
        Box::new(npm),
        Box::new(|| chromium().map(drop)),
    ])
}

fn rust_parts() -> Outcome {
    const TARGET: &str = "wasm32-unknown-unknown";
    let libraries = command("rustc")
        .args(["--print", "target-libdir", "--target", TARGET])
        .output()?;
    if !fs::exists(String::from_utf8_lossy(&libraries.stdout).trim())? {
        run(
            "Rust target wasm32-unknown-unknown",
            command("rustup").args(["target", "add", TARGET]),
        )?;
    }
    for (component, program) in [("clippy", "cargo-clippy"), ("rustfmt", "rustfmt")] {
        // rustup's shims are there also for what is not installed: only an answer counts.
        if version_of(program).is_empty() {
            run(
                &format!("Rust component {component}"),
                command("rustup").args(["component", "add", component]),
            )?;
        }
    }
    Ok(())
}

/// Trunk builds without network, so that what it builds is decided by Cargo.lock alone.
fn crates() -> Outcome {
    let offline = ["fetch", "--locked", "--offline", "--quiet"];
    if command("cargo").args(offline).output()?.status.success() {
        return Ok(());
    }
    run("crates", command("cargo").args(["fetch", "--locked"]))
}

fn trunk() -> Outcome {
    if version_of("trunk") == format!("trunk {TRUNK}") {
        return Ok(());
    }
    // Without its default features it has no TLS: it could not download tools, which it must not do anyway.
    cargo_install(
        "trunk",
        TRUNK,
        &["--locked", "--no-default-features"],
        "4 minutes",
    )
}

fn wasm_bindgen() -> Outcome {
    // Trunk refuses a command of another version than the library's.
    let version = locked_version("wasm-bindgen")?;
    if version_of("wasm-bindgen") == format!("wasm-bindgen {version}") {
        return Ok(());
    }
    cargo_install("wasm-bindgen-cli", &version, &[], "2 minutes")
}

fn cargo_install(package: &str, version: &str, flags: &[&str], expected: &str) -> Outcome {
    let program = package.trim_end_matches("-cli");
    // Somebody's other version stays where it is; ours goes into the target directory, which is searched first.
    let beside = find(program).is_some();
    let root = beside.then(project::own_tools);
    let name = format!("{package} {version}");
    let wanted = format!("{package}@{version}");
    let into = |command: &mut Command| {
        if let Some(root) = &root {
            command.arg("--root").arg(root);
        }
    };
    if find("cargo-binstall").is_some() {
        let mut binstall = command("cargo");
        binstall.args(["binstall", "--no-confirm", &wanted]);
        into(&mut binstall);
        if run(&format!("{name}, ready-made"), &mut binstall).is_ok() {
            return Ok(());
        }
        println!("     {name}: no ready-made one could be had, so it is compiled");
    }
    let mut install = command("cargo");
    install
        .args(["install", &wanted, "--debug", "--bin", program])
        .args(flags)
        // Debug information takes long to write, and nobody debugs these.
        .env("CARGO_PROFILE_DEV_DEBUG", "false");
    into(&mut install);
    println!("     {name} is compiled, this once: about {expected}, more on a small machine");
    run(&name, &mut install)
}

fn npm() -> Outcome {
    let node = version_of("node");
    if find("npm").is_none() || major(&node) < Some(NODE) {
        let found = if node.is_empty() { "none" } else { &node };
        return Err(format!(
            "Node.js {NODE} or newer with npm is needed, found {found}: https://nodejs.org"
        )
        .into());
    }
    let wanted = fs::read(project::root().join("package-lock.json"))?;
    let stamp = project::root().join("node_modules/.installed-package-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    run(
        "npm packages",
        command("npm").args(["ci", "--no-audit", "--no-fund"]),
    )?;
    Ok(fs::write(stamp, wanted)?)
}

/// The major version in what `node --version` says.
fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// Chromium's file, installed first where that is possible.
///
/// # Errors
/// Without root rights nothing is installed; the error says what to install and how.
pub fn chromium() -> Outcome<String> {
    if let Some(file) = installed_chromium() {
        return Ok(file);
    }
    chromium_can_be_installed()?;
    run("apt-get update", apt().arg("update"))?;
    run(
        "Chromium",
        apt().args(["install", "--yes", "--no-install-recommends", "chromium"]),
    )?;
    installed_chromium()
        .ok_or_else(|| "apt-get installed chromium, yet it is not on the search path".into())
}

fn chromium_can_be_installed() -> Outcome {
    let root = command("id")
        .arg("-u")
        .output()
        .is_ok_and(|output| output.stdout.trim_ascii() == b"0");
    if root && find("apt-get").is_some() {
        return Ok(());
    }
    Err(
        "Chromium is needed: `sudo apt-get install chromium`, or set CHROMIUM to the file of one"
            .into(),
    )
}

fn apt() -> Command {
    let mut apt = command("apt-get");
    apt.env("DEBIAN_FRONTEND", "noninteractive").arg("--quiet");
    apt
}

fn installed_chromium() -> Option<String> {
    let named = std::env::var("CHROMIUM").ok();
    let names = [
        "chromium",
        "chromium-browser",
        "google-chrome-stable",
        "google-chrome",
    ];
    named.or_else(|| {
        names
            .into_iter()
            .find_map(find)
            .map(|file| file.to_string_lossy().into_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::{NODE, major};

    #[test]
    fn an_old_or_missing_node_is_refused() {
        assert!(major("v20.0.0") >= Some(NODE));
        assert!(major("v100.1.0") >= Some(NODE));
        for refused in ["v18.19.0", "v9.0.0", "", "node"] {
            assert!(major(refused) < Some(NODE), "{refused}");
        }
    }
}
