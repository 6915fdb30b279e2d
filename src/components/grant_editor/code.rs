//! The same changes as code: one astro CLI command for each that has one, and one call that replaces the whole set.

use astro_tokens::grants::Change;
use astro_tokens::names::Names;
use astro_tokens::requests;
use astro_tokens::snippets::astro_cli::{self, Editable, NoCommand};
use astro_tokens::token::{Home, Token};
use leptos::prelude::*;

use super::editor::Editor;
use crate::components::as_code::{AsCode, Command, calls};
use crate::components::scope_badge::place_words;

#[component]
pub fn ChangesAsCode(editor: Editor) -> impl IntoView {
    let cli = Signal::derive(move || {
        let changes = editor.changes();
        let names = editor.console.inventory.names();
        editor
            .token
            .with(|token| names.with(|names| changes_as_cli(token, changes, names)))
    });
    let curl = Signal::derive(move || {
        let (organization, token) = (
            editor.console.inventory.organization_id(),
            editor.token.get(),
        );
        let request = requests::update_token_roles(&organization, &token.id, &editor.mine());
        calls(editor.console, &[request])
    });
    view! { <AsCode cli curl /> }.into_any()
}

/// Changes of a token's grants, each as the CLI has it.
pub fn changes_as_cli(
    token: &Token,
    changes: impl IntoIterator<Item = Change>,
    names: &Names,
) -> Command {
    let home = astro_cli::home_of(token).map_err(|none| none.to_string())?;
    script(changes.into_iter().map(|change| {
        let place = place_words(&change.key.place(), names);
        (place, command(token, &home, &change))
    }))
}

/// One change as the CLI has it.
fn command(token: &Token, home: &Home, change: &Change) -> Result<String, NoCommand> {
    let place = change.key.place();
    let held = change.before.iter().map(|role| &**role);
    let mut wanted = change.after.iter().map(|role| &**role);
    let is_home = token
        .home_grant()
        .is_some_and(|grant| grant.key() == change.key);
    match (wanted.next(), wanted.next()) {
        (Some(role), None) if is_home => {
            let with = |role| Editable {
                name: &token.name,
                description: &token.description,
                role,
            };
            let before = change.before.first().map(|role| &**role);
            astro_cli::update(home, &token.id, &with(before), &with(Some(role)))
        }
        (Some(role), None) => astro_cli::assign(home, &token.id, &place, held, role),
        (Some(_), Some(_)) => Err(NoCommand::SeveralRoles),
        (None, _) => astro_cli::remove(home, &token.id, [(&place, change.before.len())]),
    }
}

/// The commands, and in their place why there is none, as a comment. None at all is no script.
fn script(commands: impl Iterator<Item = (String, Result<String, NoCommand>)>) -> Command {
    let (mut lines, mut reason) = (Vec::new(), None);
    let mut has_command = false;
    for (place, command) in commands {
        match command {
            Ok(command) => {
                has_command = true;
                lines.push(command);
            }
            Err(none) => {
                lines.push(["# ", &place, ": ", &none.to_string()].concat());
                reason.get_or_insert(none);
            }
        }
    }
    match reason {
        Some(none) if !has_command => Err(none.to_string()),
        _ if lines.is_empty() => Err(NoCommand::NoChange.to_string()),
        _ => Ok(lines.join("\n")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_command_is_a_comment_beside_what_has_one() {
        let lines = |all: Vec<(&str, Result<String, NoCommand>)>| {
            script(
                all.into_iter()
                    .map(|(place, line)| (place.to_owned(), line)),
            )
        };
        let dag = || ("Dag a", Err(NoCommand::Place));
        let one = || ("Workspace w", Ok("astro one".to_owned()));
        assert_eq!(
            lines(vec![one(), dag()]).unwrap(),
            format!("astro one\n# Dag a: {}", NoCommand::Place)
        );
        assert_eq!(lines(vec![dag()]), Err(NoCommand::Place.to_string()));
        assert_eq!(lines(vec![]), Err(NoCommand::NoChange.to_string()));
    }
}
