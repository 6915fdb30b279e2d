//! The astro CLI command that does the same, or why there is none. Tokens are named by id, never by
//! name, since names are not unique.
//!
//! What the CLI can do is taken from its source (astronomer/astro-cli, August 2026). It asks before it
//! rotates or deletes; the option that skips this was renamed, so none is given. The Organization is the
//! one that the CLI is logged in to.

use super::shell::Command;
use crate::grants::Place;
use crate::id::TokenId;
use crate::model::{CreateApiTokenRequest, Kind, Scope};
use crate::roles;
use crate::token::{Home, Token};
use std::fmt;
use std::sync::Arc;

/// Roles that `astro organization token` takes.
const ORGANIZATION_ROLES: [&str; 3] = [
    "ORGANIZATION_MEMBER",
    "ORGANIZATION_BILLING_ADMIN",
    roles::ORGANIZATION_OWNER,
];
/// Roles that `astro workspace token` takes.
const WORKSPACE_ROLES: [&str; 4] = [
    "WORKSPACE_MEMBER",
    "WORKSPACE_AUTHOR",
    "WORKSPACE_OPERATOR",
    roles::WORKSPACE_OWNER,
];

/// Why the CLI can't do it. Display is a sentence for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoCommand {
    /// Nothing differs yet.
    NoChange,
    /// There is no option for it.
    Kind,
    /// An empty description stands for the one that is there.
    ClearingDescription,
    /// Not in the CLI's list of roles of that level.
    Role(Arc<str>),
    /// An update of a Workspace token writes its role again, and refuses this one.
    HeldRole(Arc<str>),
    /// A scope that this version does not know, or a Workspace or Deployment token without its home.
    Scope,
    /// The command needs the token's home, which its grants don't tell.
    Home,
    /// The CLI turns ids into lower case.
    Id,
    /// It has commands for roles on Workspaces and Deployments alone.
    Place,
    /// It takes the one role that is there for another.
    SeveralRoles,
    /// Agent tokens are not among what it knows.
    Agent,
}

impl fmt::Display for NoCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoChange => f.write_str("Nothing has changed yet, so there is no command."),
            Self::Kind => f.write_str(
                "The astro CLI has no option for the kind: every token that it creates is a Standard one.",
            ),
            Self::ClearingDescription => f.write_str(
                "The astro CLI can't clear a description: it takes an empty one for none given, and keeps the old one.",
            ),
            Self::Role(role) => write!(
                f,
                "The astro CLI does not accept the role {} here.",
                roles::full_label(role)
            ),
            Self::HeldRole(role) => write!(
                f,
                "The astro CLI writes a Workspace token's role again with every update, and does not accept the role {}.",
                roles::full_label(role)
            ),
            Self::Scope => f.write_str("The astro CLI has no command for a token of this scope."),
            Self::Home => f.write_str(
                "The console can’t see where this token was created, so it can’t write the command.",
            ),
            Self::Id => f.write_str(
                "The astro CLI turns ids into lower case, and this one has capital letters.",
            ),
            Self::Place => f.write_str(
                "The astro CLI has commands for roles on Workspaces and Deployments only, and none for Dags.",
            ),
            Self::SeveralRoles => f.write_str(
                "The token holds several roles on one entity, and the astro CLI knows of one only.",
            ),
            Self::Agent => f.write_str(
                "The astro CLI has no command for agent tokens. Terraform has: the resource is astro_agent_token.",
            ),
        }
    }
}

impl std::error::Error for NoCommand {}

/// What an update can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Editable<'a> {
    pub name: &'a str,
    pub description: &'a str,
    /// The role at home; `None` where it is unknown or not to be changed.
    pub role: Option<&'a str>,
}

pub fn create(token: &CreateApiTokenRequest) -> Result<String, NoCommand> {
    if token.kind != Kind::Standard {
        return Err(NoCommand::Kind);
    }
    let at = match (&token.scope, token.entity_id.as_deref()) {
        (Scope::Organization, _) => Level::Organization,
        (Scope::Workspace, Some(id)) => Level::Workspace(id),
        (Scope::Deployment, Some(id)) => Level::Deployment(id),
        _ => return Err(NoCommand::Scope),
    };
    if !at.accepts(&token.role) {
        return Err(NoCommand::Role(token.role.clone()));
    }
    let mut command = at.command("create", None).option("--name", &token.name);
    if !token.description.is_empty() {
        command = command.option("--description", &token.description);
    }
    command = command.option("--role", &token.role);
    if let Some(days) = token.token_expiry_period_in_days {
        command = command.option("--expiration", &days.to_string());
    }
    Ok(command.finish())
}

/// What a command on a token goes by.
pub fn home_of(token: &Token) -> Result<Home, NoCommand> {
    token.home().ok_or(match token.scope {
        Scope::Unknown(_) => NoCommand::Scope,
        Scope::Organization | Scope::Workspace | Scope::Deployment => NoCommand::Home,
    })
}

pub fn update(
    home: &Home,
    id: &TokenId,
    before: &Editable<'_>,
    after: &Editable<'_>,
) -> Result<String, NoCommand> {
    let role = after.role.filter(|role| before.role != Some(role));
    if before.name == after.name && before.description == after.description && role.is_none() {
        return Err(NoCommand::NoChange);
    }
    let at = Level::of(home);
    let mut command = at.command("update", Some(given(id)?));
    if before.name != after.name {
        command = command.option("--new-name", after.name);
    }
    if before.description != after.description {
        if after.description.is_empty() {
            return Err(NoCommand::ClearingDescription);
        }
        command = command.option("--description", after.description);
    }
    match (role, before.role) {
        (Some(role), _) if !at.accepts(role) => return Err(NoCommand::Role(Arc::from(role))),
        (Some(role), _) => command = command.option("--role", role),
        // The role that is held is never given: the CLI would save the rest, then fail.
        (None, Some(held)) if matches!(at, Level::Workspace(_)) && !at.accepts(held) => {
            return Err(NoCommand::HeldRole(Arc::from(held)));
        }
        (None, _) => {}
    }
    Ok(command.finish())
}

pub fn rotate(home: &Home, id: &TokenId) -> Result<String, NoCommand> {
    Ok(Level::of(home).command("rotate", Some(given(id)?)).finish())
}

pub fn delete(home: &Home, id: &TokenId) -> Result<String, NoCommand> {
    Ok(Level::of(home).command("delete", Some(given(id)?)).finish())
}

/// A role in a place below the token's home: `held` are its roles there now. The CLI leaves it to Astro whether it is one.
pub fn assign<'a>(
    home: &Home,
    id: &TokenId,
    place: &Place,
    held: impl IntoIterator<Item = &'a str>,
    role: &str,
) -> Result<String, NoCommand> {
    let family = Assigned::of(home, place)?;
    let mut held = held.into_iter();
    let verb = match (held.next(), held.next()) {
        (_, Some(_)) => return Err(NoCommand::SeveralRoles),
        (Some(held), None) if held == role => return Err(NoCommand::NoChange),
        (Some(_), None) => "update",
        (None, None) => "add",
    };
    let command = family.command(verb, given(id)?).option("--role", role);
    Ok(command.finish())
}

/// Takes the token away from places below its home, each with the number of roles that it holds there: one command for each.
pub fn remove<'a>(
    home: &Home,
    id: &TokenId,
    places: impl IntoIterator<Item = (&'a Place, usize)>,
) -> Result<String, NoCommand> {
    let mut commands = Vec::new();
    for (place, roles) in places {
        let family = Assigned::of(home, place)?;
        if roles > 1 {
            return Err(NoCommand::SeveralRoles);
        }
        commands.push(family.command("remove", given(id)?).finish());
    }
    if commands.is_empty() {
        return Err(NoCommand::NoChange);
    }
    Ok(commands.join("\n"))
}

/// The commands for tokens of one scope in a place below their home.
struct Assigned<'a> {
    at: Level<'a>,
    tokens: &'static str,
    /// Where the CLI looks for a Workspace token; else it is in the Workspace that it is set to.
    from: Option<&'a str>,
}

impl<'a> Assigned<'a> {
    fn of(home: &'a Home, place: &'a Place) -> Result<Self, NoCommand> {
        let at = match place {
            Place::Workspace(id) => Level::Workspace(id.as_str()),
            Place::Deployment(id) => Level::Deployment(id.as_str()),
            Place::Organization(_)
            | Place::Dag { .. }
            | Place::DagTag { .. }
            | Place::Unknown { .. } => return Err(NoCommand::Place),
        };
        let (tokens, from) = match (home, at) {
            (Home::Organization(_), _) => ("organization-token", None),
            (Home::Workspace(id), Level::Deployment(_)) => ("workspace-token", Some(id.as_str())),
            (Home::Workspace(_) | Home::Deployment(_), _) => return Err(NoCommand::Scope),
        };
        Ok(Self { at, tokens, from })
    }

    fn command(&self, verb: &str, id: &str) -> Command {
        let verb = [self.tokens, " ", verb].concat();
        let command = self.at.command(&verb, Some(id));
        match self.from {
            Some(workspace) => command.option("--workspace-id", workspace),
            None => command,
        }
    }
}

/// The id as the CLI will use it.
fn given(id: &TokenId) -> Result<&str, NoCommand> {
    let id = id.as_str();
    if id.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err(NoCommand::Id);
    }
    Ok(id)
}

/// The family of commands, and the entity that it is pointed at.
#[derive(Clone, Copy)]
enum Level<'a> {
    Organization,
    Workspace(&'a str),
    Deployment(&'a str),
}

impl<'a> Level<'a> {
    fn of(home: &'a Home) -> Self {
        match home {
            Home::Organization(_) => Self::Organization,
            Home::Workspace(id) => Self::Workspace(id.as_str()),
            Home::Deployment(id) => Self::Deployment(id.as_str()),
        }
    }

    fn accepts(self, role: &str) -> bool {
        match self {
            Self::Organization => ORGANIZATION_ROLES.contains(&role),
            Self::Workspace(_) => WORKSPACE_ROLES.contains(&role),
            // Left to the server.
            Self::Deployment(_) => true,
        }
    }

    fn command(self, verb: &str, id: Option<&str>) -> Command {
        let family = match self {
            Self::Organization => "organization",
            Self::Workspace(_) => "workspace",
            Self::Deployment(_) => "deployment",
        };
        let command = Command::new(&["astro ", family, " token ", verb].concat());
        let command = match id {
            Some(id) => command.argument(id),
            None => command,
        };
        match self {
            Self::Organization => command,
            Self::Workspace(id) => command.option("--workspace-id", id),
            Self::Deployment(id) => command.option("--deployment-id", id),
        }
    }
}
