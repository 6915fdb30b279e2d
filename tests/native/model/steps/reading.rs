//! Steps that write nothing: time passes, the inventory is loaded while Astro is not well, the session expires.

use std::time::Duration;

use astro_token_console::api::{ApiEvent, ErrorKind};
use astro_token_console::inventory::retry;
use astro_tokens::requests::Method;
use leptos::prelude::WithUntracked;
use serde_json::{Value, json};

use super::super::run::Run;

/// Tokens expire, but not yet the one in use.
pub fn time(run: &mut Run) -> &'static str {
    let minutes = match run.random.below(10) {
        0..=6 => 1 + run.random.below(240),
        _ => 60 * 24 * (1 + run.random.below(4)),
    };
    let passing = Duration::from_secs(60 * minutes);
    if rest_of_session(run).is_none_or(|rest| rest > passing * 2) {
        run.world.run(run.world.host.clock.sleep(passing));
        run.tell(&format!("{minutes} minutes"));
    }
    "time passes"
}

fn rest_of_session(run: &Run) -> Option<Duration> {
    let end = run.held(run.own.as_str())?.end_at?;
    let micros = end.unix_micros() - run.world.host.clock.unix_micros();
    Some(Duration::from_micros(u64::try_from(micros).unwrap_or(0)))
}

/// What is loaded while requests fail, and asked for again, is compared after the next loading.
pub fn load(run: &mut Run) -> &'static str {
    run.world.host.sent.borrow_mut().clear();
    let before = run.writer().journal.entries().with_untracked(Vec::len);
    for _ in 0..=run.random.below(3) {
        let fault = failing(run);
        run.world.fault(&fault);
    }
    run.world.load(&run.console);
    let failed = run.console.progress().failed.len();
    run.tell(&format!("{failed} pages failed"));
    if failed > 0 {
        run.world
            .run(retry(run.console.inventory, &run.console.api));
    }
    run.world.control("DELETE", "/faults", &json!(null));
    let entries = run.writer().journal.entries().with_untracked(Vec::len);
    let writes = run.world.sent(|sent| sent.method != Method::Get).len();
    run.expect((entries, writes) == (before, 0), || {
        "loading wrote".to_owned()
    });
    "load with failures"
}

fn failing(run: &mut Run) -> Value {
    let paths = ["*/tokens*", "*/workspaces*", "*/deployments*", "*/roles*"];
    let mut fault = match run.random.below(6) {
        0 => json!({"status": 500}),
        1 => json!({"status": 429}),
        2 => json!({"cut": "after"}),
        3 => json!({"malformed": true}),
        4 => json!({"html": true}),
        _ => json!({"delayMs": 40_000}),
    };
    fault["method"] = json!("GET");
    fault["path"] = json!(*run.random.pick(&paths));
    fault["skip"] = json!(run.random.below(2));
    fault
}

/// The token in use expires: the next answer is 401, and the session is told to be refused.
pub fn expire(run: &mut Run) -> &'static str {
    let Some(rest) = rest_of_session(run) else {
        return "the session goes on";
    };
    run.world.run(run.world.host.clock.sleep(rest));
    run.world.events.borrow_mut().clear();
    let organization = run.world.organization.clone();
    let answer = run
        .world
        .run(run.console.api.get_organization(&organization));
    let is_refused = answer.is_err_and(|error| error.kind == ErrorKind::Unauthorized);
    let told = run.world.events(|event| *event == ApiEvent::TokenRefused);
    run.expect(is_refused && told.len() == 1, || {
        "an expired token is not told".to_owned()
    });
    "the session expires"
}
