//! Forms: their limits are those of the contract, and what they accept the contract accepts.

use crate::generate::text;
use astro_tokens::form::{
    Details, Expiry, FEWEST_DAYS, Field, LONGEST_DESCRIPTION, LONGEST_NAME, MOST_DAYS,
    NewAgentToken, NewToken, PRESETS, Problem,
};
use astro_tokens::model::{Kind, Scope};
use proptest::prelude::*;
use serde_json::Value;
use std::sync::Arc;

fn schema(name: &str) -> Value {
    let contract = include_str!("../../../astro-emulator/contract/openapi.json");
    let contract: Value = serde_json::from_str(contract).unwrap();
    contract["components"]["schemas"][name].clone()
}

/// What the contract's own words in a schema say about an object; JSON Schema counts Unicode characters.
fn violation(schema: &Value, object: &Value) -> Option<String> {
    let object = object.as_object().unwrap();
    let properties = schema["properties"].as_object().unwrap();
    for name in schema["required"].as_array().unwrap() {
        if !object.contains_key(name.as_str().unwrap()) {
            return Some(format!("{name} is missing"));
        }
    }
    for (name, value) in object {
        let Some(rules) = properties.get(name) else {
            return Some(format!("{name} is unknown"));
        };
        let is_wrong = match value {
            Value::String(text) => {
                let length = text.chars().count() as u64;
                rules["type"] != "string"
                    || rules["minLength"]
                        .as_u64()
                        .is_some_and(|least| length < least)
                    || rules["maxLength"]
                        .as_u64()
                        .is_some_and(|most| length > most)
                    || rules["enum"]
                        .as_array()
                        .is_some_and(|known| !known.contains(value))
            }
            Value::Number(number) => {
                let number = number.as_u64().unwrap();
                rules["type"] != "integer"
                    || rules["minimum"]
                        .as_u64()
                        .is_some_and(|least| number < least)
                    || rules["maximum"].as_u64().is_some_and(|most| number > most)
            }
            _ => true,
        };
        if is_wrong {
            return Some(format!("{name} is wrong"));
        }
    }
    None
}

/// Around a limit, in characters of one to four bytes.
fn of_length(most: usize) -> impl Strategy<Value = String> {
    let character = proptest::sample::select(&['a', 'ß', '語', '🔑', ' ']);
    (0..most + 3, character).prop_map(|(length, character)| character.to_string().repeat(length))
}

fn typed(most: usize) -> impl Strategy<Value = String> {
    prop_oneof![text(), of_length(most), Just("a\0b".to_owned())]
}

fn expiry() -> impl Strategy<Value = Expiry> {
    prop_oneof![
        Just(Expiry::Never),
        any::<u16>().prop_map(Expiry::Days),
        proptest::sample::select(&PRESETS).prop_map(Expiry::Days),
        (0..4000u32).prop_map(|days| Expiry::Custom(days.to_string())),
        text().prop_map(Expiry::Custom),
    ]
}

fn form() -> impl Strategy<Value = NewToken> {
    let chosen = || {
        proptest::option::of(prop_oneof![
            3 => Just(Arc::from("cm2h7w0qk00c101p4a9e6f31k")),
            1 => Just(Arc::from("")),
        ])
    };
    (
        typed(LONGEST_NAME),
        typed(LONGEST_DESCRIPTION),
        proptest::sample::select(&[Kind::Standard, Kind::DirectAccess]),
        proptest::sample::select(&[Scope::Organization, Scope::Workspace, Scope::Deployment]),
        (chosen(), chosen()),
        expiry(),
    )
        .prop_map(
            |(name, description, kind, scope, (entity_id, role), expiry)| NewToken {
                name,
                description,
                kind,
                scope,
                entity_id,
                role,
                expiry,
            },
        )
}

fn valid() -> NewToken {
    NewToken {
        name: "ci-deploy".to_owned(),
        description: String::new(),
        kind: Kind::Standard,
        scope: Scope::Organization,
        entity_id: None,
        role: Some(Arc::from("ORGANIZATION_MEMBER")),
        expiry: Expiry::Days(90),
    }
}

fn wrong(form: &NewToken) -> Vec<(Field, Problem)> {
    form.request().err().unwrap_or_default()
}

proptest! {
    #[test]
    fn what_a_form_accepts_the_contract_accepts(form in form()) {
        match form.request() {
            Ok(request) => {
                let sent = serde_json::to_value(&request).unwrap();
                prop_assert_eq!(violation(&schema("CreateApiTokenRequest"), &sent), None);
                // What Astro would refuse at the first edit is not created either.
                let kept = serde_json::json!({ "name": request.name, "description": request.description });
                prop_assert_eq!(violation(&schema("UpdateApiTokenRequest"), &kept), None);
                prop_assert_eq!(sent.get("entityId").is_some(), form.scope != Scope::Organization);
                prop_assert_eq!((&request.name, &request.description), (&form.name, &form.description));
                prop_assert!(!request.role.is_empty());
            }
            Err(problems) => {
                prop_assert!(!problems.is_empty());
                prop_assert!(problems.windows(2).all(|two| two[0].0 < two[1].0), "each field once, in order");
                prop_assert!(problems.iter().all(|(field, problem)| problem.text(*field).ends_with('.')));
            }
        }
    }

    #[test]
    fn details_are_checked_like_a_new_token(name in typed(LONGEST_NAME), description in typed(LONGEST_DESCRIPTION)) {
        let details = Details { name: name.clone(), description: description.clone() };
        let new = NewToken { name, description, ..valid() };
        match (details.request(), new.request()) {
            (Ok(update), Ok(create)) => {
                prop_assert_eq!(violation(&schema("UpdateApiTokenRequest"), &serde_json::to_value(&update).unwrap()), None);
                prop_assert_eq!((update.name, update.description), (create.name, create.description));
            }
            (Err(update), Err(create)) => prop_assert_eq!(update, create),
            (update, create) => prop_assert!(false, "{update:?} but {create:?}"),
        }
    }

    #[test]
    fn an_agent_token_is_checked_like_a_new_token(
        name in typed(LONGEST_NAME), description in typed(LONGEST_DESCRIPTION), expiry in expiry(),
    ) {
        let agent = NewAgentToken { name: name.clone(), description: description.clone(), expiry: expiry.clone() };
        let new = NewToken { name, description, expiry, ..valid() };
        match (agent.request(), new.request()) {
            (Ok(agent), Ok(create)) => {
                prop_assert_eq!(violation(&schema("CreateAgentTokenRequest"), &serde_json::to_value(&agent).unwrap()), None);
                prop_assert_eq!((agent.name, agent.description), (create.name, create.description));
                prop_assert_eq!(agent.token_expiry_period_in_days, create.token_expiry_period_in_days);
            }
            (Err(agent), Err(create)) => prop_assert_eq!(agent, create),
            (agent, create) => prop_assert!(false, "{agent:?} but {create:?}"),
        }
    }

    #[test]
    fn every_number_of_days(days in 0..70_000u32, spaces in "[ \t]{0,2}") {
        let typed = Expiry::Custom(format!("{spaces}{days}{spaces}")).days();
        if (1..=3650).contains(&days) {
            prop_assert_eq!(typed, Ok(Some(days as u16)));
        } else {
            prop_assert_eq!(typed, Err(Problem::OutOfRange { least: FEWEST_DAYS, most: MOST_DAYS }));
        }
    }
}

#[test]
fn the_limits_are_those_of_the_contract() {
    let update = &schema("UpdateApiTokenRequest")["properties"];
    assert_eq!(update["name"]["maxLength"], LONGEST_NAME);
    assert_eq!(update["name"]["minLength"], 1);
    assert_eq!(update["description"]["maxLength"], LONGEST_DESCRIPTION);
    let days = &schema("CreateApiTokenRequest")["properties"]["tokenExpiryPeriodInDays"];
    assert_eq!(days["minimum"], FEWEST_DAYS);
    assert_eq!(days["maximum"], MOST_DAYS);
}

#[test]
fn lengths_count_characters_up_to_the_limit_itself() {
    let named = |length| NewToken {
        name: "🔑".repeat(length),
        ..valid()
    };
    assert_eq!(wrong(&named(256)), vec![]);
    let too_long = Problem::TooLong {
        length: 257,
        most: 256,
    };
    assert_eq!(wrong(&named(257)), vec![(Field::Name, too_long)]);
    assert_eq!(
        too_long.text(Field::Name),
        "257 characters: at most 256 are allowed."
    );
    let described = |length| NewToken {
        description: "ä".repeat(length),
        ..valid()
    };
    assert_eq!(wrong(&described(500)), vec![]);
    let too_long = Problem::TooLong {
        length: 501,
        most: 500,
    };
    assert_eq!(wrong(&described(501)), vec![(Field::Description, too_long)]);
}

#[test]
fn everything_wrong_is_told_at_once() {
    let form = NewToken {
        name: " \n".to_owned(),
        description: "\0".to_owned(),
        scope: Scope::Workspace,
        entity_id: None,
        role: None,
        expiry: Expiry::Custom(String::new()),
        ..valid()
    };
    assert_eq!(
        wrong(&form),
        vec![
            (Field::Name, Problem::Empty),
            (Field::Description, Problem::NulCharacter),
            (Field::Entity, Problem::Required),
            (Field::Role, Problem::Required),
            (Field::Expiration, Problem::Empty),
        ]
    );
}

#[test]
fn what_is_no_number_of_days() {
    for typed in ["+5", "-5", "5.0", "1e2", "٣", "30 days", "3 0", "0x1e"] {
        assert_eq!(
            Expiry::Custom(typed.to_owned()).days(),
            Err(Problem::NotANumber),
            "{typed}"
        );
    }
    for typed in ["99999999999999999999", "65536", "3651", "0"] {
        let found = Expiry::Custom(typed.to_owned()).days();
        assert!(matches!(found, Err(Problem::OutOfRange { .. })), "{typed}");
    }
    assert_eq!(Expiry::Custom("0030".to_owned()).days(), Ok(Some(30)));
}

#[test]
fn fields_of_the_wire_have_their_place() {
    let sent = NewToken {
        scope: Scope::Workspace,
        entity_id: Some(Arc::from("w0")),
        description: "text".to_owned(),
        ..valid()
    };
    let sent = serde_json::to_value(sent.request().unwrap()).unwrap();
    let without_place: Vec<&String> = sent
        .as_object()
        .unwrap()
        .keys()
        .filter(|name| Field::of_wire(name).is_none())
        .collect();
    assert_eq!(without_place, ["scope"]);
    assert_eq!(
        Field::of_wire("CreateApiTokenRequest.TokenExpiryPeriodInDays"),
        Some(Field::Expiration)
    );
    assert_eq!(Field::of_wire("roles[0].role"), Some(Field::Role));
    assert_eq!(Field::of_wire(""), None);
}
