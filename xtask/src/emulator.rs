//! The emulator as a child process: built, started, and ended by its id.

use crate::project::{self, command};
use crate::step::run;
use crate::{Failure, Outcome};
use serde_json::Value;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Stdio};

/// Its file, once built.
pub fn binary() -> PathBuf {
    project::target().join("debug/astro-emulator")
}

/// The whole workspace is named, so that its dependencies are built with the same features as for the tests: once.
pub fn build() -> Outcome {
    let arguments = [
        "build",
        "--locked",
        "--workspace",
        "--features",
        "astro-emulator/server",
        "--bin",
        "astro-emulator",
    ];
    run("emulator", command("cargo").args(arguments))
}

/// A running emulator; ended when dropped.
#[derive(Debug)]
pub struct Emulator {
    child: Child,
    /// The JSON line that it printed when it was ready.
    pub ready: Value,
}

impl Emulator {
    /// Starts it and waits until it answers.
    pub fn start<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Outcome<Self> {
        let mut child = command(&binary().to_string_lossy())
            .arg("serve")
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        let ready = serde_json::from_str(&line).map_err(|_| -> Failure {
            let _ = child.kill();
            let _ = child.wait();
            "the emulator ended before it was ready; is the port taken?".into()
        })?;
        Ok(Self { child, ready })
    }

    /// Waits until it ends by itself or `stop` says so.
    pub fn wait(mut self, stop: &std::sync::mpsc::Receiver<()>) -> Outcome {
        loop {
            // Asked before the signal is: Ctrl-C in a terminal ends the emulator as well.
            let ended = self.child.try_wait()?;
            if stop
                .recv_timeout(std::time::Duration::from_millis(200))
                .is_ok()
            {
                return Ok(());
            }
            if let Some(status) = ended {
                return Err(format!("the emulator ended with {status}").into());
            }
        }
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
