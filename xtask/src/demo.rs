//! `cargo xtask demo` and `cargo xtask dev`: the page against the emulator on this machine.

use crate::emulator::{self, Emulator};
use crate::step::together;
use crate::{Outcome, build, project, setup};
use lexopt::prelude::*;
use serde_json::Value;
use std::ffi::OsString;
use std::sync::mpsc::{Receiver, channel};

const DEMO: &str = "\
cargo xtask demo [--tokens N] [--port P] [--seed S]

Builds the release page and opens a sample Organization: nothing leaves this machine, every token is made up.
Prints the tokens to paste. Ctrl-C ends it.

  --tokens N   How many tokens the Organization has (default: what the emulator takes for usual)
  --port P     Where to serve it (default 8888, where the astro CLI looks with ASTRO_DOMAIN=localhost)
  --seed S     Another sample Organization; the same seed is always the same one
";

const DEV: &str = "\
cargo xtask dev [--tokens N] [--port P] [--seed S]

As `demo`, with a page that is built without optimisation, rebuilt at each change, and reloads itself.
";

pub fn demo(arguments: lexopt::Parser) -> Outcome {
    let Some(options) = options(arguments, DEMO)? else {
        return Ok(());
    };
    setup::for_build()?;
    println!("Build");
    let page = project::dist();
    together(vec![
        Box::new(move || build::page(&page)),
        Box::new(emulator::build),
    ])?;
    let interrupted = interruption()?;
    let emulator = start(options)?;
    announce(&emulator.ready);
    emulator.wait(&interrupted)
}

pub fn dev(arguments: lexopt::Parser) -> Outcome {
    let Some(mut options) = options(arguments, DEV)? else {
        return Ok(());
    };
    setup::for_build()?;
    println!("Build");
    emulator::build()?;
    let interrupted = interruption()?;
    // Erased as in the release page; here it shortens compile times as well.
    let mut trunk = build::trunk("watch")
        .env("RUSTFLAGS", "--cfg erase_components")
        .spawn()?;
    options.push("--dev".into());
    let served = start(options).and_then(|emulator| {
        announce(&emulator.ready);
        emulator.wait(&interrupted)
    });
    trunk.kill()?;
    trunk.wait()?;
    served
}

fn start(options: Vec<OsString>) -> Outcome<Emulator> {
    const NOTICE: &str = "Sample Organization: never paste a real token here";
    let mut arguments = vec![
        "--dist".into(),
        project::dist().into(),
        "--clock".into(),
        "wall".into(),
    ];
    arguments.extend(["--rate-limits".into(), "--notice".into(), NOTICE.into()]);
    arguments.extend(options);
    Emulator::start(arguments)
}

/// Arguments for the emulator, checked; nothing when help was asked for.
fn options(mut arguments: lexopt::Parser, help: &str) -> Outcome<Option<Vec<OsString>>> {
    let (mut tokens, mut port, mut seed) = (None, 8888_u16, None);
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("tokens") => tokens = Some(arguments.value()?.parse::<u32>()?),
            Long("port") => port = arguments.value()?.parse()?,
            Long("seed") => seed = Some(arguments.value()?.parse::<u64>()?),
            Long("help") | Short('h') => {
                print!("{help}");
                return Ok(None);
            }
            other => return Err(other.unexpected().into()),
        }
    }
    let mut options = vec!["--port".into(), port.to_string().into()];
    if let Some(tokens) = tokens {
        options.extend(["--tokens".into(), tokens.to_string().into()]);
    }
    if let Some(seed) = seed {
        options.extend(["--seed".into(), seed.to_string().into()]);
    }
    Ok(Some(options))
}

/// Answers once Ctrl-C is pressed or the process is asked to end. Asked for only once the emulator is about to run:
/// until then such a signal ends the command at once.
fn interruption() -> Outcome<Receiver<()>> {
    let (told, interrupted) = channel();
    ctrlc::set_handler(move || {
        let _ = told.send(());
    })?;
    Ok(interrupted)
}

fn announce(ready: &Value) {
    let text = |value: &Value, key: &str| {
        value
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    println!(
        "\nAstro Token Console, with a sample Organization: {}",
        text(ready, "page")
    );
    println!("\nTokens to paste, one a line:\n");
    for token in ready
        .get("tokens")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        println!(
            "{} ({}): {}",
            text(token, "name"),
            text(token, "may"),
            text(token, "value")
        );
    }
    println!("\nCtrl-C ends it.");
}
