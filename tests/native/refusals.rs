//! 401: one is not enough, a confirmed one is told, and a person's profile ends nothing.

use astro_token_console::api::{ApiEvent, ErrorKind};
use leptos::prelude::GetUntracked;
use serde_json::json;

use crate::fixture::World;
use crate::host::{ACROSS, Network};

fn refusals(world: &World) -> usize {
    world.events(|event| *event == ApiEvent::TokenRefused).len()
}

#[test]
fn a_single_401_ends_nothing() {
    let world = World::sample(1200);
    let console = world.console("Organization Owner");
    world.fault(&json!({"path": "*/roles", "status": 401}));
    world.load(&console);
    assert_eq!(refusals(&world), 0);
    let roles = console.inventory.roles().get_untracked();
    assert_eq!(roles.failure().unwrap().kind, ErrorKind::Unauthorized);
    assert_eq!(console.ids(), world.readable("Organization Owner"));
}

#[test]
fn a_value_that_was_rotated_away_deleted_or_has_ended_is_told_once_for_each_confirmed_401() {
    for end in ["rotate", "delete", "expire"] {
        let world = World::sample(1200);
        let name = "Workspace Owner";
        let api = world.api(name);
        world
            .run(api.get_organization(&world.organization))
            .unwrap();
        let path = format!("/tokens/{}", world.id(name));
        match end {
            "rotate" => drop(world.elsewhere("POST", &format!("{path}/rotate"), &json!(null))),
            "delete" => drop(world.elsewhere("DELETE", &path, &json!(null))),
            _ => {
                let emulator = world.host.emulator.borrow();
                let token = emulator.state().tokens.get(&world.id(name)).unwrap();
                let left = token.end_at.unwrap().unix_micros() - world.host.clock.unix_micros();
                drop(emulator);
                let left = std::time::Duration::from_micros(u64::try_from(left).unwrap());
                world.run(world.host.clock.sleep(left));
            }
        }
        world.host.sent.borrow_mut().clear();
        let error = world
            .run(api.list_roles(&world.organization, &Default::default()))
            .unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unauthorized);
        assert_eq!(refusals(&world), 1, "{end}");
        let sent = world.sent(|_| true);
        assert_eq!(sent.len(), 2);
        assert!(
            sent[1].target.ends_with(world.organization.as_str()),
            "the Organization confirms"
        );

        let console = world.console_of(api);
        world.load(&console);
        let unauthorized = world.sent(|sent| sent.status == Some(401)).len();
        assert_eq!(
            refusals(&world),
            unauthorized / 2,
            "{end}: one question and one confirmation each"
        );
        assert_eq!(console.ids().len(), 0);
        assert_eq!(console.progress().failed.len(), 1);
    }
}

#[test]
fn a_confirmation_that_does_not_come_ends_nothing() {
    let world = World::sample(6);
    let api = world.api("Organization Owner");
    for fault in [
        json!({"cut": "before"}),
        json!({"status": 500}),
        json!({"status": 429}),
        json!({"delayMs": 60_000}),
    ] {
        let mut fault = fault;
        fault["path"] = json!(format!("*/{}", world.organization));
        world.fault(&fault);
        world.fault(&json!({"path": "*/roles*", "status": 401}));
        let error = world
            .run(api.list_roles(&world.organization, &Default::default()))
            .unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unauthorized);
        assert_eq!(refusals(&world), 0, "{fault}");
    }
}

#[test]
fn a_profile_that_is_refused_ends_no_personal_session() {
    let world = World::sample(1200);
    let console = world.console("Personal session");
    world.fault(&json!({"path": "/v1/users/self", "status": 401, "times": 99}));
    let error = world.run(console.api.get_self_user()).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unauthorized);
    world.load(&console);
    console.assert_complete();
    assert_eq!(refusals(&world), 0);
    world.control("DELETE", "/faults", &json!(null));
    let user = world.run(console.api.get_self_user()).unwrap();
    assert_eq!(user.id.as_str(), world.id("Personal session"));
}

#[test]
fn without_an_organization_to_ask_nothing_is_confirmed() {
    let world = World::sample(6);
    let api = world.api_with(world.pasted("Personal session"), ACROSS, 20);
    world.fault(&json!({"status": 401, "times": 99}));
    world.run(api.get_self_user()).unwrap_err();
    assert_eq!(world.sent(|_| true).len(), 1);
    assert_eq!(refusals(&world), 0);
}

#[test]
fn a_network_that_goes_and_comes_is_told_both_times() {
    let world = World::sample(6);
    let api = world.api("Organization Owner");
    let ask = || world.run(api.get_organization(&world.organization));
    ask().unwrap();
    world.host.network.set(Network::Offline);
    ask().unwrap_err();
    world.host.network.set(Network::Down);
    ask().unwrap_err();
    world.host.network.set(Network::Up);
    ask().unwrap();
    assert_eq!(
        world.events(|_| true),
        [
            ApiEvent::Reached,
            ApiEvent::Unreached(ErrorKind::Offline),
            ApiEvent::Unreached(ErrorKind::NotReachable),
            ApiEvent::Reached,
        ]
    );
}
