//! The control API under `/_emulator`: what tests and the demo ask of the emulator itself. JSON in, JSON out.

mod readable;
mod rename;
mod report;
mod sign;

use http::{Request, Response, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    emulator::{Answer, Emulator, json as json_response},
    faults::Fault,
    instant::Instant,
    query::Query,
};

/// What went wrong with a control call: a status and a text.
type Refusal = (StatusCode, String);

pub fn handle(emulator: &mut Emulator, request: &Request<Vec<u8>>) -> Answer {
    let path = request
        .uri()
        .path()
        .trim_start_matches("/_emulator")
        .trim_matches('/');
    let query = Query::parse(request.uri().query());
    let answer = match (request.method().as_str(), path) {
        ("GET", "" | "state") => Ok(report::state(emulator, &query)),
        ("GET", "readable") => readable::report(emulator, &query),
        ("GET", "exchanges") => Ok(json!({
            "count": emulator.exchanges.count(),
            "exchanges": emulator.exchanges.kept().collect::<Vec<_>>(),
        })),
        ("GET", "violations") => Ok(json!(emulator.violations)),
        ("GET", "faults") => Ok(json!(emulator.faults.standing())),
        ("POST", "faults") => order(emulator, request),
        ("DELETE", "faults") => {
            emulator.faults.clear();
            Ok(json!([]))
        }
        ("GET", "clock") => Ok(json!({"now": emulator.now()})),
        ("POST", "clock") => move_clock(emulator, request),
        ("GET", "switches") => Ok(json!(emulator.service.switches)),
        ("POST", "switches") => set_switches(emulator, request),
        ("POST", "reset") => {
            emulator.reset();
            Ok(json!({"now": emulator.now()}))
        }
        ("POST", "rename") => rename::rename(emulator, request),
        ("POST", "sign") => sign::sign(emulator, request),
        _ => Err((StatusCode::NOT_FOUND, "No such control call".to_owned())),
    };
    Answer::plain(write(answer))
}

fn write(answer: Result<Value, Refusal>) -> Response<Vec<u8>> {
    let (status, body) = match answer {
        Ok(body) => (StatusCode::OK, body),
        Err((status, message)) => (status, json!({"message": message})),
    };
    json_response(status, serde_json::to_vec(&body).unwrap_or_default())
}

fn read<T: for<'de> Deserialize<'de>>(request: &Request<Vec<u8>>) -> Result<T, Refusal> {
    serde_json::from_slice(request.body()).map_err(|error| bad(error.to_string()))
}

fn bad(message: impl Into<String>) -> Refusal {
    (StatusCode::BAD_REQUEST, message.into())
}

/// One fault or a list of them.
fn order(emulator: &mut Emulator, request: &Request<Vec<u8>>) -> Result<Value, Refusal> {
    let body: Value = read(request)?;
    let items = match body {
        Value::Array(items) => items,
        one => vec![one],
    };
    let mut faults = Vec::new();
    for item in items {
        let fault: Fault = serde_json::from_value(item).map_err(|error| bad(error.to_string()))?;
        fault.check().map_err(bad)?;
        faults.push(fault);
    }
    for fault in faults {
        emulator.faults.order(fault);
    }
    Ok(json!(emulator.faults.standing()))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ClockMove {
    set: Option<Instant>,
    #[serde(default)]
    advance_seconds: f64,
}

fn move_clock(emulator: &mut Emulator, request: &Request<Vec<u8>>) -> Result<Value, Refusal> {
    let wanted: ClockMove = read(request)?;
    if let Some(to) = wanted.set {
        emulator.service.clock.set(to);
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "saturates, which is what a clock moved too far shall do"
    )]
    emulator
        .service
        .clock
        .advance((wanted.advance_seconds * 1e6) as i64);
    Ok(json!({"now": emulator.now()}))
}

/// Named switches are set, the others stay.
fn set_switches(emulator: &mut Emulator, request: &Request<Vec<u8>>) -> Result<Value, Refusal> {
    let Value::Object(wanted) = read(request)? else {
        return Err(bad("an object of switches is needed"));
    };
    let mut all = serde_json::to_value(emulator.service.switches).unwrap_or_default();
    if let Value::Object(all) = &mut all {
        all.extend(wanted);
    }
    emulator.service.switches =
        serde_json::from_value(all).map_err(|error| bad(error.to_string()))?;
    Ok(json!(emulator.service.switches))
}
