//! Where things are: the checkout, cargo's folders, and the search path that every child process gets.

use crate::Outcome;
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The checkout.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or(Path::new("."))
}

/// The release page.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// Cargo's target directory. xtask runs from it, so it is where xtask's own binary lies.
pub fn target() -> PathBuf {
    let beside = env::current_exe()
        .ok()
        .and_then(|exe| Some(exe.parent()?.parent()?.to_path_buf()));
    beside.unwrap_or_else(|| root().join("target"))
}

/// `CARGO_HOME`, or its default.
pub fn cargo_home() -> PathBuf {
    let home = || PathBuf::from(env::var_os("HOME").unwrap_or_default()).join(".cargo");
    env::var_os("CARGO_HOME").map_or_else(home, PathBuf::from)
}

/// Where a tool goes whose right version must not replace another one that the user has.
pub fn own_tools() -> PathBuf {
    target().join("tools")
}

fn search_path() -> OsString {
    let mut folders = vec![own_tools().join("bin"), root().join("node_modules/.bin")];
    // What the user put first stays first; on a fresh machine cargo's own bin is not on the path at all.
    folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    folders.push(cargo_home().join("bin"));
    env::join_paths(folders).unwrap_or_default()
}

/// A child process in the checkout, which finds the project's tools.
pub fn command(program: &str) -> Command {
    let mut command = Command::new(find(program).unwrap_or_else(|| program.into()));
    command
        .current_dir(root())
        .env("PATH", search_path())
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    command
}

/// The program's file on the children's search path.
pub fn find(program: &str) -> Option<PathBuf> {
    env::split_paths(&search_path())
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

/// What a program says about its version; empty when it is not there or does not start.
pub fn version_of(program: &str) -> String {
    let output = command(program).arg("--version").output();
    output.map_or_else(
        |_| String::new(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    )
}

/// The version of a package in Cargo.lock.
pub fn locked_version(package: &str) -> Outcome<String> {
    let lock = std::fs::read_to_string(root().join("Cargo.lock"))?;
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    let version = lines
        .nth(1)
        .and_then(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    version
        .map(str::to_owned)
        .ok_or_else(|| format!("Cargo.lock does not name {package}").into())
}
