//! From a pasted value to its Organization, and every way in which that fails.

use astro_emulator::{Emulator, Options};
use astro_token_console::api::{ApiError, Connected, ErrorKind};
use astro_token_console::browser::http::Mode;
use astro_token_console::session::{PasteError, PastedToken};
use astro_tokens::timestamp::Timestamp;
use serde_json::json;

use crate::fixture::World;
use crate::host::{ACROSS, Network};

/// Signs in as the page does.
fn connect(world: &World, name: &str) -> Result<Connected, ApiError> {
    connect_with(world, world.pasted(name))
}

fn connect_with(world: &World, token: PastedToken) -> Result<Connected, ApiError> {
    let named = token.claims().organization_id.clone();
    let api = world.api_with(token, ACROSS, 20);
    world.run(api.connect(named.as_ref()))
}

#[track_caller]
fn assert_kind(outcome: Result<Connected, ApiError>, kind: ErrorKind) {
    assert_eq!(outcome.map_err(|error| error.kind), Err(kind));
}

#[test]
fn every_token_that_still_opens_something_leads_to_its_organization() {
    let world = World::sample(450);
    for caller in &world.callers {
        let Some(value) = caller.value(&world.host.emulator.borrow()) else {
            panic!("{}", caller.name)
        };
        let now = Timestamp::from_unix_micros(world.host.clock.unix_micros());
        match PastedToken::parse(&value, now) {
            Ok(token) if caller.name == "Personal session" => {
                assert!(matches!(
                    connect_with(&world, token),
                    Ok(Connected::Choose(_))
                ));
            }
            Ok(token) => assert_eq!(
                connect_with(&world, token),
                Ok(Connected::Organization(world.organization.clone())),
                "{}",
                caller.name
            ),
            Err(error) => {
                assert_eq!(caller.name, "Expired");
                assert!(matches!(error, PasteError::Expired(_)));
            }
        }
    }
}

#[test]
fn a_person_chooses_among_all_of_theirs_in_order_of_name() {
    let world = World::sample(6);
    let Ok(Connected::Choose(organizations)) = connect(&world, "Personal session") else {
        panic!("no choice")
    };
    let names: Vec<String> = organizations
        .iter()
        .map(|one| one.name.to_string())
        .collect();
    assert_eq!(names, ["Northwind Data", "Northwind Labs"]);
}

#[test]
fn a_person_with_one_organization_chooses_nothing() {
    let world = World::sample(6);
    let value = {
        let emulator = world.host.emulator.borrow();
        let id = emulator
            .state()
            .users
            .values()
            .find(|user| {
                user.grants.len() == 1 && *user.organization_id == *world.organization.as_str()
            })
            .map(|user| user.id.clone())
            .unwrap();
        emulator.session_value(&id).unwrap()
    };
    let now = Timestamp::from_unix_micros(world.host.clock.unix_micros());
    let token = PastedToken::parse(&value, now).unwrap();
    assert_eq!(
        connect_with(&world, token),
        Ok(Connected::Organization(world.organization.clone()))
    );
}

#[test]
fn where_astro_does_not_say_the_id_has_to_be_typed() {
    let world = World::sample(6);
    world.fault(&json!({"path": "/v1/organizations", "status": 403}));
    assert_eq!(connect(&world, "Personal session"), Ok(Connected::AskForId));
    let none = json!({"organizations": [], "totalCount": 0, "limit": 1000, "offset": 0});
    world.fault(&json!({"path": "/v1/organizations", "status": 200, "body": none}));
    assert_eq!(connect(&world, "Personal session"), Ok(Connected::AskForId));
}

#[test]
fn an_organization_that_may_not_be_read_still_connects() {
    let world = World::sample(6);
    world.fault(&json!({"path": "/v1/organizations/c*", "status": 403}));
    assert_eq!(
        connect(&world, "Workspace Member"),
        Ok(Connected::Organization(world.organization.clone()))
    );
}

#[test]
fn a_value_that_astro_did_not_issue_is_refused() {
    let world = World::sample(6);
    let id = world.id("Organization Owner");
    let forged = {
        let emulator = world.host.emulator.borrow();
        let other = Emulator::new(
            emulator.state().clone(),
            Options {
                seed: 8,
                ..Options::default()
            },
        );
        other.token_value(&id).unwrap()
    };
    let now = Timestamp::from_unix_micros(world.host.clock.unix_micros());
    let token = PastedToken::parse(&forged, now).unwrap();
    let outcome = connect_with(&world, token);
    assert_eq!(
        outcome.as_ref().unwrap_err().message.as_deref(),
        Some("Invalid token")
    );
    assert!(outcome.as_ref().unwrap_err().request_id.is_some());
    assert_kind(outcome, ErrorKind::Unauthorized);
}

#[test]
fn an_address_that_is_not_allowed_is_told_as_such() {
    let world = World::switched(6, |switches| switches.ip_blocked = true);
    assert_kind(
        connect(&world, "Organization Owner"),
        ErrorKind::IpNotAllowed,
    );
    assert_kind(connect(&world, "Personal session"), ErrorKind::IpNotAllowed);
}

#[test]
fn an_origin_that_is_not_allowed_is_told_from_an_api_that_is_not_there() {
    for name in ["Organization Owner", "Personal session"] {
        let world = World::switched(6, |switches| switches.cors_allowed = false);
        assert_kind(connect(&world, name), ErrorKind::OriginNotAllowed);
        let probes = world.sent(|sent| sent.mode == Mode::NoCors);
        assert_eq!(probes.len(), 1);
        assert!(!probes[0].authorized, "the probe carries no token");

        let world = World::sample(6);
        world.host.network.set(Network::Down);
        assert_kind(connect(&world, name), ErrorKind::NotReachable);
        world.host.network.set(Network::Offline);
        assert_kind(connect(&world, name), ErrorKind::Offline);
        world.host.network.set(Network::Blocked);
        assert_kind(connect(&world, name), ErrorKind::BlockedByPolicy);
        world.host.network.set(Network::Up);
        world.fault(&json!({"delayMs": 31_000}));
        assert_kind(connect(&world, name), ErrorKind::TimedOut);
        world.fault(&json!({"status": 503}));
        assert_kind(connect(&world, name), ErrorKind::ServerError);
        world.fault(&json!({"html": true}));
        assert_kind(connect(&world, name), ErrorKind::Unreadable);
        assert!(connect(&world, name).is_ok());
    }
}

#[test]
fn an_answer_that_breaks_off_after_a_readable_one_is_no_question_of_origins() {
    let world = World::sample(6);
    let api = world.api("Organization Owner");
    world
        .run(api.get_organization(&world.organization))
        .unwrap();
    world.fault(&json!({"path": "/v1/organizations/c*", "cut": "after"}));
    let error = world
        .run(api.connect(Some(&world.organization)))
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::NoAnswer);
    assert_eq!(error.status, None);
}

#[test]
fn no_target_ever_holds_the_value() {
    let world = World::sample(1200);
    let value = world.value("Organization Owner");
    let console = world.console("Organization Owner");
    world.load(&console);
    assert!(world.sent(|_| true).len() > 4);
    assert!(
        world
            .sent(|sent| sent.target.contains(&value) || sent.target.contains("eyJ"))
            .is_empty()
    );
    let debug = format!("{:?} {:?}", console.api, world.pasted("Organization Owner"));
    assert!(!debug.contains("eyJ"));
}

#[test]
fn a_connection_that_is_cut_on_the_pages_own_origin_is_a_lost_answer() {
    let world = World::sample(6);
    let api = world.api_with(world.pasted("Organization Owner"), "/v1", 20);
    let ask = || world.run(api.get_organization(&world.organization));
    for cut in ["before", "after"] {
        world.fault(&json!({"path": "*", "cut": cut}));
        assert_eq!(ask().unwrap_err().kind, ErrorKind::NoAnswer, "{cut}");
        ask().unwrap();
    }
    let probes = world.sent(|sent| sent.mode == Mode::NoCors);
    assert!(probes.iter().all(|probe| !probe.authorized));
    world.host.network.set(Network::Down);
    assert_eq!(ask().unwrap_err().kind, ErrorKind::NotReachable);
}
