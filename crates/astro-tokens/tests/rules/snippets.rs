//! Snippets: a real shell parses them to the arguments that were meant, whatever is in the texts.

use crate::generate::{role_name, text};
use astro_tokens::grants::Place;
use astro_tokens::id::{DeploymentId, OrganizationId, TokenId, WorkspaceId};
use astro_tokens::model::{CreateApiTokenRequest, Kind, Scope, UpdateApiTokenRequest};
use astro_tokens::requests;
use astro_tokens::snippets::astro_cli::{self, Editable, NoCommand};
use astro_tokens::snippets::{VARIABLE, curl, shell_quote, store};
use astro_tokens::token::Home;
use astro_tokens::visible::is_invisible;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Arc;

/// Runs a script; what it reads is `input`.
fn run(shell: &str, arguments: &[&str], input: String) -> String {
    let mut child = Command::new(shell)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

/// The arguments that each command is called with, its own name left out; all in one process.
fn arguments(name: &str, commands: &[String]) -> Vec<Vec<String>> {
    let script = format!(
        "{VARIABLE}='value of a token'\n{name}() {{ printf '%s\\000' \"$#\" \"$@\"; }}\n{}\n",
        commands.join("\n")
    );
    let output = run("sh", &[], script);
    let mut words = output.split_terminator('\0').map(str::to_owned);
    let mut calls = Vec::new();
    while let Some(count) = words.next() {
        calls.push(words.by_ref().take(count.parse().unwrap()).collect());
    }
    assert_eq!(calls.len(), commands.len());
    calls
}

/// Positional arguments, and each option with its value, as the CLI's own parser reads them.
fn parsed(arguments: &[String]) -> (Vec<String>, BTreeMap<String, String>) {
    let (mut positional, mut options) = (Vec::new(), BTreeMap::new());
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.strip_prefix("--") {
            Some(option) => {
                let value = rest.next().unwrap().clone();
                assert_eq!(options.insert(option.to_owned(), value), None);
            }
            None => positional.push(argument.clone()),
        }
    }
    (positional, options)
}

/// Anything but NUL.
fn argument() -> impl Strategy<Value = String> {
    prop_oneof![
        text(),
        "[ '\"$`\\\\!*?;&|<>(){}\\[\\]#~=%^\n\t\r-]{0,12}",
        "[a\u{1b}\u{3}\u{7f}\u{85}\u{9b}\n']{0,6}",
        Just("$(exit 3)`exit 3`${HOME}".to_owned()),
        Just("'; exit 3; '".to_owned()),
        Just("line\n".to_owned()),
    ]
    .prop_map(|text| text.replace('\0', ""))
}

fn id() -> impl Strategy<Value = String> {
    prop_oneof![4 => "[a-z0-9]{25}", 1 => argument().prop_map(|text| format!("c{}", text.to_lowercase()))]
}

fn create() -> impl Strategy<Value = CreateApiTokenRequest> {
    (
        argument(),
        argument(),
        prop_oneof![4 => Just(Kind::Standard), 1 => Just(Kind::DirectAccess)],
        proptest::sample::select(&[Scope::Organization, Scope::Workspace, Scope::Deployment]),
        id(),
        prop_oneof![4 => role_name(), 1 => argument()],
        proptest::option::of(1..=3650u16),
    )
        .prop_map(
            |(name, description, kind, scope, id, role, days)| CreateApiTokenRequest {
                name,
                description,
                kind,
                entity_id: (scope != Scope::Organization).then(|| Arc::from(id)),
                scope,
                role: Arc::from(role),
                token_expiry_period_in_days: days,
            },
        )
}

fn home() -> impl Strategy<Value = Home> {
    prop_oneof![
        Just(Home::Organization(OrganizationId::new("org"))),
        id().prop_map(|id| Home::Workspace(WorkspaceId::new(id))),
        id().prop_map(|id| Home::Deployment(DeploymentId::new(id))),
    ]
}

fn home_option(home: &Home) -> (&'static str, Option<(String, String)>) {
    match home {
        Home::Organization(_) => ("organization", None),
        Home::Workspace(id) => ("workspace", Some(("workspace-id".into(), id.to_string()))),
        Home::Deployment(id) => ("deployment", Some(("deployment-id".into(), id.to_string()))),
    }
}

fn is_pasteable(snippet: &str) -> bool {
    let is_seen = |c: char| !c.is_control() && !is_invisible(c);
    snippet.chars().all(|c| c == '\n' || is_seen(c))
}

proptest! {
    // Each case is many texts in one process.
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_text_is_one_argument(texts in proptest::collection::vec(argument(), 1..200)) {
        let commands: Vec<String> = texts.iter().map(|text| format!("probe {}", shell_quote(text))).collect();
        prop_assert!(commands.iter().all(|command| is_pasteable(command)));
        let expected: Vec<Vec<String>> = texts.into_iter().map(|text| vec![text]).collect();
        prop_assert_eq!(arguments("probe", &commands), expected);
    }

    #[test]
    fn create_says_all_that_is_sent(tokens in proptest::collection::vec(create(), 1..40)) {
        let mut commands = Vec::new();
        let mut expected = Vec::new();
        for token in &tokens {
            let command = match astro_cli::create(token) {
                Ok(command) => command,
                Err(NoCommand::Kind) => {
                    prop_assert_eq!(&token.kind, &Kind::DirectAccess);
                    continue;
                }
                Err(NoCommand::Role(role)) => {
                    prop_assert_eq!(&role, &token.role);
                    prop_assert_ne!(&token.scope, &Scope::Deployment);
                    continue;
                }
                Err(other) => return Err(TestCaseError::fail(format!("{other:?}"))),
            };
            prop_assert!(is_pasteable(&command));
            commands.push(command);
            let level = token.scope.as_str().to_lowercase();
            let mut options = BTreeMap::from([
                ("name".to_owned(), token.name.clone()),
                ("role".to_owned(), token.role.to_string()),
            ]);
            options.extend(token.entity_id.as_ref().map(|id| (format!("{level}-id"), id.to_string())));
            if !token.description.is_empty() {
                options.insert("description".to_owned(), token.description.clone());
            }
            options.extend(token.token_expiry_period_in_days.map(|days| ("expiration".to_owned(), days.to_string())));
            expected.push((vec![level, "token".to_owned(), "create".to_owned()], options));
        }
        let found: Vec<_> = arguments("astro", &commands).iter().map(|call| parsed(call)).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn update_leads_from_what_is_to_what_is_wanted(
        updates in proptest::collection::vec(
            (home(), id(), (argument(), argument(), role_name()), ("[a-z' ]{1,9}", argument(), role_name()), any::<[bool; 3]>()),
            1..40,
        ),
    ) {
        let mut commands = Vec::new();
        let mut wanted = Vec::new();
        for (home, id, old, new, keeps) in updates {
            let pick = |keep: bool, old: &String, new: &String| if keep { old.clone() } else { new.clone() };
            let new = (pick(keeps[0], &old.0, &new.0), pick(keeps[1], &old.1, &new.1), pick(keeps[2], &old.2, &new.2));
            let before = Editable { name: &old.0, description: &old.1, role: Some(&old.2) };
            let after = Editable { name: &new.0, description: &new.1, role: Some(&new.2) };
            match astro_cli::update(&home, &TokenId::new(id.clone()), &before, &after) {
                Ok(command) => {
                    prop_assert!(is_pasteable(&command));
                    commands.push(command);
                    wanted.push((home, id, old, new));
                }
                Err(NoCommand::NoChange) => prop_assert_eq!(before, after),
                Err(NoCommand::ClearingDescription) => prop_assert!(new.1.is_empty() && !old.1.is_empty()),
                Err(NoCommand::Role(role)) => prop_assert!(*role == *new.2 && new.2 != old.2),
                Err(NoCommand::HeldRole(role)) => {
                    prop_assert!(*role == *old.2 && new.2 == old.2 && matches!(home, Home::Workspace(_)));
                }
                Err(other) => return Err(TestCaseError::fail(format!("{other:?}"))),
            }
        }
        for (call, (home, id, old, new)) in arguments("astro", &commands).iter().zip(wanted) {
            let (positional, mut options) = parsed(call);
            let (level, option) = home_option(&home);
            prop_assert_eq!(positional, [level, "token", "update", &id].map(str::to_owned));
            if let Some((name, value)) = option {
                prop_assert_eq!(options.remove(&name), Some(value));
            }
            prop_assert!(!options.is_empty());
            // The CLI takes an empty value for none given, and fails on the role that is held.
            prop_assert!(options.values().all(|value| !value.is_empty()));
            prop_assert_ne!(options.get("role"), Some(&old.2));
            let mut result = |name, old| options.remove(name).unwrap_or(old);
            prop_assert_eq!((result("new-name", old.0), result("description", old.1), result("role", old.2)), new);
            prop_assert!(options.is_empty());
        }
    }

    #[test]
    fn assigned_and_removed_by_id_where_it_was_meant(
        calls in proptest::collection::vec((id(), id(), id(), role_name(), 0..3u8, any::<bool>()), 1..40),
    ) {
        let mut commands = Vec::new();
        let mut expected = Vec::new();
        for (token, place, workspace, role, kind, is_held) in calls {
            let (home, level, tokens) = match kind {
                0 => (Home::Organization(OrganizationId::new("org")), "workspace", "organization-token"),
                1 => (Home::Organization(OrganizationId::new("org")), "deployment", "organization-token"),
                _ => (Home::Workspace(WorkspaceId::new(workspace.clone())), "deployment", "workspace-token"),
            };
            let at = match level {
                "workspace" => Place::Workspace(WorkspaceId::new(place.clone())),
                _ => Place::Deployment(DeploymentId::new(place.clone())),
            };
            let held = is_held.then_some("another role");
            let id = TokenId::new(token.clone());
            commands.push(astro_cli::assign(&home, &id, &at, held, &role).unwrap());
            commands.push(astro_cli::remove(&home, &id, [(&at, 1)]).unwrap());
            let mut options = BTreeMap::from([(format!("{level}-id"), place)]);
            if kind == 2 {
                options.insert("workspace-id".to_owned(), workspace);
            }
            let words = |verb: &str| [level, "token", tokens, verb, &token].map(str::to_owned).to_vec();
            let mut with_role = options.clone();
            with_role.insert("role".to_owned(), role);
            expected.push((words(if is_held { "update" } else { "add" }), with_role));
            expected.push((words("remove"), options));
        }
        prop_assert!(commands.iter().all(|command| is_pasteable(command)));
        let found: Vec<_> = arguments("astro", &commands).iter().map(|call| parsed(call)).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn curl_sends_what_the_console_sends(
        calls in proptest::collection::vec((argument(), id(), argument(), argument(), create()), 1..40),
    ) {
        let base = "https://api.astronomer.io/v1";
        let mut commands = Vec::new();
        let mut expected = Vec::new();
        for (organization, token, name, description, create) in calls {
            let (organization, token) = (OrganizationId::new(organization), TokenId::new(token));
            for request in [
                requests::create_token(&organization, &create),
                requests::update_token(&organization, &token, &UpdateApiTokenRequest { name, description }),
                requests::rotate_token(&organization, &token),
                requests::delete_token(&organization, &token),
            ] {
                let command = curl(base, &request);
                prop_assert!(is_pasteable(&command));
                commands.push(command);
                let mut words = vec!["--request".to_owned(), request.method.as_str().to_owned()];
                // What the shell makes of the variable.
                words.extend(["--header", "Authorization: Bearer value of a token"].map(str::to_owned));
                if let Some(body) = &request.body {
                    words.extend(["--header", "Content-Type: application/json", "--data-raw"].map(str::to_owned));
                    words.push(String::from_utf8(body.clone()).unwrap());
                }
                words.push(format!("{base}{}", request.target()));
                expected.push(words);
            }
        }
        prop_assert_eq!(arguments("curl", &commands), expected);
    }
}

#[test]
fn commands_as_they_are_shown() {
    let mut token = CreateApiTokenRequest {
        name: "nightly loader's".to_owned(),
        description: String::new(),
        kind: Kind::Standard,
        scope: Scope::Workspace,
        entity_id: Some(Arc::from("cm2h7w0qk00c101p4a9e6f31k")),
        role: Arc::from("WORKSPACE_OPERATOR"),
        token_expiry_period_in_days: Some(90),
    };
    assert_eq!(
        astro_cli::create(&token).unwrap(),
        r"astro workspace token create \
  --workspace-id cm2h7w0qk00c101p4a9e6f31k \
  --name 'nightly loader'\''s' \
  --role WORKSPACE_OPERATOR \
  --expiration 90"
    );
    let organization = Home::Organization(OrganizationId::new("org"));
    let id = TokenId::new("cm4b2r8ye00f301p4t5n0wq7c");
    assert_eq!(
        astro_cli::rotate(&organization, &id).unwrap(),
        "astro organization token rotate cm4b2r8ye00f301p4t5n0wq7c"
    );
    assert_eq!(
        astro_cli::delete(&Home::Deployment(DeploymentId::new("d0")), &id).unwrap(),
        "astro deployment token delete cm4b2r8ye00f301p4t5n0wq7c \\\n  --deployment-id d0"
    );
    let organization_id = OrganizationId::new("org");
    assert_eq!(
        curl(
            "http://127.0.0.1:8080/v1",
            &requests::rotate_token(&organization_id, &id)
        ),
        r#"curl --request POST \
  --header "Authorization: Bearer $ASTRO_API_TOKEN" \
  http://127.0.0.1:8080/v1/organizations/org/tokens/cm4b2r8ye00f301p4t5n0wq7c/rotate"#
    );
    token.entity_id = None;
    assert_eq!(astro_cli::create(&token), Err(NoCommand::Scope));
    assert_eq!(
        astro_cli::rotate(&organization, &TokenId::new("Cm4")),
        Err(NoCommand::Id)
    );
}

/// The value is read, not written: it reaches the variable, and the store's input, and no argument.
#[test]
fn the_value_is_kept_without_being_written_down() {
    const VALUE: &str = "eyJhbGciOiJub25lIn0.eyJpZCI6MX0.c2ln";
    let [keep, _] = store::shell();
    let script = format!("{} && sh -c 'printf %s \"${VARIABLE}\"'", keep.code);
    assert_eq!(run("bash", &["-c", &script], format!("{VALUE}\n")), VALUE);

    let [keep, _] = store::gitlab_ci();
    let script = format!(
        "glab() {{ printf '%s ' \"$@\"; cat; }}\n{}\nprintf '%s' \" ${{{VARIABLE}-unset}}\"",
        keep.code
    );
    assert_eq!(
        run("bash", &["-c", &script], format!("{VALUE}\n")),
        format!("variable set {VARIABLE} --masked --raw {VALUE} unset")
    );
    // Pasted into a shell, line by line, no line of the snippet is taken for the value.
    let pasted = format!(
        "glab() {{ printf '%s ' \"$@\"; cat; }}\n{}\n{VALUE}\n",
        keep.code
    );
    assert_eq!(
        run("bash", &[], pasted),
        format!("variable set {VARIABLE} --masked --raw {VALUE}")
    );

    for snippet in [store::shell(), store::github_actions(), store::gitlab_ci()].concat() {
        assert!(!snippet.code.contains("eyJ"));
        assert!(snippet.caption.ends_with('.'));
    }
    for [keep, _] in [store::shell(), store::github_actions(), store::gitlab_ci()] {
        assert!(keep.code.contains(VARIABLE));
    }
}
