//! Steps: each is announced, runs one program whose output is kept, and is reported with its time.
//! A long one shows every fifteen seconds what it is doing; a failed one shows all that it said.

use crate::{Failure, Outcome};
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

const HEARTBEAT: Duration = Duration::from_secs(15);

/// Runs `work` as a step with this name.
pub fn step<T>(name: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    let start = Instant::now();
    println!("  …  {name}");
    let outcome = work();
    let mark = if outcome.is_ok() { "ok " } else { "BAD" };
    println!("  {mark} {name} ({})", spent(start.elapsed()));
    outcome.map_err(|failure| format!("{name}: {failure}").into())
}

/// Runs a program as a step; what it prints is shown only if it fails.
pub fn run(name: &str, command: &mut Command) -> Outcome<()> {
    step(name, || quietly(name, command))
}

/// Runs a program as a step whose output is meant for the reader, and shown as it comes.
pub fn show(name: &str, command: &mut Command) -> Outcome<()> {
    step(name, || {
        let status = command
            .stdin(Stdio::null())
            .status()
            .map_err(|error| not_started(command, &error))?;
        if status.success() {
            Ok(())
        } else {
            Err(format!("ended with {status}").into())
        }
    })
}

fn quietly(name: &str, command: &mut Command) -> Outcome<()> {
    let start = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| not_started(command, &error))?;
    let said = Arc::new(Mutex::new(Vec::new()));
    let (open, closed) = channel::<()>();
    keep(child.stdout.take(), &said, &open);
    keep(child.stderr.take(), &said, &open);
    drop(open);
    while closed.recv_timeout(HEARTBEAT) == Err(RecvTimeoutError::Timeout) {
        let last = said
            .lock()
            .ok()
            .and_then(|lines| lines.last().cloned())
            .unwrap_or_default();
        println!(
            "     {name}: {} so far. {}",
            spent(start.elapsed()),
            last.trim()
        );
    }
    let status = child.wait()?;
    if status.success() {
        return Ok(());
    }
    let lines = said
        .lock()
        .map(|lines| lines.join("\n"))
        .unwrap_or_default();
    Err(format!("ended with {status}\n{lines}").into())
}

/// Collects a child's lines on a thread of their own, which lets go of `open` when the stream ends.
fn keep(
    stream: Option<impl Read + Send + 'static>,
    said: &Arc<Mutex<Vec<String>>>,
    open: &Sender<()>,
) {
    let Some(stream) = stream else { return };
    let (said, open) = (Arc::clone(said), open.clone());
    thread::spawn(move || {
        for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
            if let Ok(mut lines) = said.lock() {
                lines.push(String::from_utf8_lossy(&line).into_owned());
            }
        }
        drop(open);
    });
}

fn not_started(command: &Command, error: &std::io::Error) -> Failure {
    format!(
        "`{}` could not be started: {error}",
        command.get_program().to_string_lossy()
    )
    .into()
}

/// Runs all of these at once and returns every failure, joined.
pub fn together(parts: Vec<Box<dyn FnOnce() -> Outcome<()> + Send>>) -> Outcome<()> {
    let threads: Vec<_> = parts.into_iter().map(thread::spawn).collect();
    let mut failures = Vec::new();
    for thread in threads {
        match thread.join() {
            Ok(Ok(())) => {}
            Ok(Err(failure)) => failures.push(failure.to_string()),
            Err(_) => failures.push("a step of xtask itself panicked".to_owned()),
        }
    }
    if failures.is_empty() {
        Ok(())
    } else {
        Err(failures.join("\n\n").into())
    }
}

fn spent(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds >= 60 {
        format!("{} min {} s", seconds / 60, seconds % 60)
    } else {
        format!("{:.1} s", time.as_secs_f32())
    }
}
