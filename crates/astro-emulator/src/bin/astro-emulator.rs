//! The stand-in for Astro's API as a program: see `--help`. It prints one JSON line when it is
//! ready and nothing else, serves until it is interrupted, and then ends with success.

use std::{io::Write, path::PathBuf, process::ExitCode};

use astro_emulator::{
    Emulator, Instant, Options, Switches,
    contract::{Contract, OPENAPI},
    sample::{self, Caller},
    server::{Server, ServerOptions},
};
use lexopt::prelude::*;
use serde_json::{Map, Value, json};

const HELP: &str = "\
astro-emulator serve [OPTIONS]

Serves a stand-in for Astro's API v1 with a sample Organization, and the console's page, on
localhost. Page: /   API: /v1   control API: /_emulator

  --dist DIR        The built page (without it only the API is served)
  --base PATH       Path below which the page stands, such as /sub/ (default /)
  --port P          Port of the page and its same-origin API; 0 takes a free one (default 8888)
  --api-port P      Also listen here with the API alone, as another origin, and let the page use it
  --tokens N        API tokens of the sample Organization (default 10482)
  --workspaces N    Its Workspaces (default 38)
  --deployments N   Its Deployments (default 140)
  --no-agent-tokens Its Deployments with remote execution have no agent tokens
  --seed S          Another sample Organization; the same seed is always the same one (default 1)
  --clock C         An RFC 3339 instant at which the clock stands, or `wall`
                    (default 2026-11-22T09:00:00Z)
  --rate-limits     Answer 429 beyond Astro's rate limits
  --check-contract  Hold every exchange against the contract: /_emulator/violations
  --notice TEXT     A banner on every page of the console
  --config JSON     Further keys for the page's config.json
  --dev             Reload the page in the browser when the build changes
  -h, --help        Print this
";

const DEFAULT_CLOCK: &str = "2026-11-22T09:00:00Z";

struct Arguments {
    server: ServerOptions,
    sample: sample::Options,
    switches: Switches,
    check_contract: bool,
}

fn main() -> ExitCode {
    match arguments().and_then(|arguments| arguments.map_or(Ok(()), serve)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "astro-emulator: {error}");
            ExitCode::FAILURE
        }
    }
}

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// `None` when help was asked for.
fn arguments() -> Outcome<Option<Arguments>> {
    let mut parser = lexopt::Parser::from_env();
    let mut server = ServerOptions {
        port: 8888,
        base: "/".to_owned(),
        ..ServerOptions::default()
    };
    let mut sample = sample::Options::new(Instant::parse(DEFAULT_CLOCK)?);
    let mut switches = Switches::default();
    let mut check_contract = false;
    let mut notice = None;
    let mut command = None;
    while let Some(argument) = parser.next()? {
        match argument {
            Long("dist") => server.dist = Some(PathBuf::from(parser.value()?)),
            Long("base") => server.base = base(&parser.value()?.string()?)?,
            Long("port") => server.port = parser.value()?.parse()?,
            Long("api-port") => server.api_port = Some(parser.value()?.parse()?),
            Long("tokens") => sample.tokens = parser.value()?.parse()?,
            Long("workspaces") => sample.workspaces = parser.value()?.parse()?,
            Long("deployments") => sample.deployments = parser.value()?.parse()?,
            Long("no-agent-tokens") => sample.agent_tokens = false,
            Long("seed") => sample.seed = parser.value()?.parse()?,
            Long("clock") => {
                let clock = parser.value()?.string()?;
                server.wall_clock = clock == "wall";
                sample.now = match server.wall_clock {
                    true => Instant::from(time::OffsetDateTime::now_utc()),
                    false => Instant::parse(&clock)
                        .map_err(|clock| format!("--clock {clock}: neither RFC 3339 nor `wall`"))?,
                };
            }
            Long("rate-limits") => switches.rate_limits = true,
            Long("check-contract") => check_contract = true,
            Long("notice") => notice = Some(parser.value()?.string()?),
            Long("config") => {
                let text = parser.value()?.string()?;
                server.config = serde_json::from_str::<Map<String, Value>>(&text)
                    .map_err(|error| format!("--config: not a JSON object: {error}"))?;
            }
            Long("dev") => server.dev = true,
            Long("help") | Short('h') => {
                write!(std::io::stdout(), "{HELP}")?;
                return Ok(None);
            }
            Value(name) if command.is_none() => command = Some(name.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    if command.as_deref() != Some("serve") {
        return Err("expected the command `serve`; --help explains it".into());
    }
    if let Some(notice) = notice {
        server.config.insert("notice".to_owned(), notice.into());
    }
    Ok(Some(Arguments {
        server,
        sample,
        switches,
        check_contract,
    }))
}

fn base(text: &str) -> Outcome<String> {
    if text.starts_with('/') && text.ends_with('/') && !text.contains("//") {
        Ok(text.to_owned())
    } else {
        Err(format!("--base {text}: begins and ends with one slash").into())
    }
}

#[tokio::main]
async fn serve(arguments: Arguments) -> Outcome<()> {
    // Asked for first: from the ready line on, a signal ends the server cleanly.
    let interrupted = interruption()?;
    let sample = sample::build(&arguments.sample)?;
    let options = Options {
        seed: arguments.sample.seed,
        switches: arguments.switches,
    };
    let mut emulator = Emulator::new(sample.state, options);
    if arguments.check_contract {
        emulator.check_with(Box::new(Contract::parse(OPENAPI)?));
    }
    let tokens: Vec<_> = sample
        .callers
        .iter()
        .map(|caller| pasteable(&emulator, caller))
        .collect();
    let server = Server::start(emulator, arguments.server).await?;
    let ready = json!({ "page": server.page_url(), "api": server.api_url(), "tokens": tokens });
    let mut out = std::io::stdout();
    writeln!(out, "{ready}")?;
    out.flush()?;
    tokio::select! {
        () = server.run() => {}
        () = interrupted => {}
    }
    Ok(())
}

/// What the demo and the tests paste; these values are made up and open nothing but this process.
fn pasteable(emulator: &Emulator, caller: &Caller) -> serde_json::Value {
    json!({ "name": caller.name, "value": caller.value(emulator), "may": caller.may })
}

#[cfg(unix)]
fn interruption() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn interruption() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
