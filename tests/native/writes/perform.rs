//! Each write, done once: what the command and the page say of it beside what the emulator holds then.

use std::fmt::Debug;

use astro_token_console::commands::{
    Creation, Edit, Rotation, create_agent_token, create_token, delete_token, edit_token,
    look_beside, read_back, rotate_token,
};
use astro_token_console::components::outcomes::{self, Told};
use astro_tokens::id::{DeploymentId, TokenId};
use astro_tokens::names::Names;
use serde_json::json;

use super::bench::{Bench, Truth, added, new_agent_token, new_token};
use super::grants::stored;
use super::pairs::Pair::{
    OrganizationTokenInDeployment, OrganizationTokenInWorkspace, WorkspaceTokenInDeployment,
};
use super::pairs::{Pair, give_a_branch, set};
use super::says::{self, Value};
use super::words::Part;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Write {
    Create,
    Rotate,
    RotateOwn,
    EditDetails,
    EditRole,
    EditBoth,
    /// Details and role, where the fault hits the second.
    EditRest,
    /// A role in a place where the token has none.
    Assign(Pair),
    /// Another role there.
    ChangeRole(Pair),
    /// No role there any more, nor on what is below.
    Remove(Pair),
    /// A role in a Workspace for a token that was just created.
    GrantFurther,
    Delete,
    DeleteOwn,
    CreateAgent,
    DeleteAgent,
}

/// Its name.
const JUST_CREATED: &str = "just created";

pub const WRITES: [Write; 21] = [
    Write::Create,
    Write::Rotate,
    Write::RotateOwn,
    Write::EditDetails,
    Write::EditRole,
    Write::EditBoth,
    Write::EditRest,
    Write::Assign(OrganizationTokenInWorkspace),
    Write::Assign(OrganizationTokenInDeployment),
    Write::Assign(WorkspaceTokenInDeployment),
    Write::ChangeRole(OrganizationTokenInWorkspace),
    Write::ChangeRole(OrganizationTokenInDeployment),
    Write::ChangeRole(WorkspaceTokenInDeployment),
    Write::Remove(OrganizationTokenInWorkspace),
    Write::Remove(OrganizationTokenInDeployment),
    Write::Remove(WorkspaceTokenInDeployment),
    Write::GrantFurther,
    Write::Delete,
    Write::DeleteOwn,
    Write::CreateAgent,
    Write::DeleteAgent,
];

impl Write {
    /// Readings of the token that come before the write.
    pub const fn reads_before(self) -> u64 {
        match self {
            // Of the token, and of the one in use, which tells whether all its grants are shown.
            Self::Assign(WorkspaceTokenInDeployment)
            | Self::ChangeRole(WorkspaceTokenInDeployment)
            | Self::Remove(WorkspaceTokenInDeployment) => 2,
            // Of the newest tokens, of when it was rotated last, of what is to be merged.
            Self::Create
            | Self::CreateAgent
            | Self::Rotate
            | Self::RotateOwn
            | Self::EditDetails
            | Self::EditRole
            | Self::EditBoth
            | Self::Assign(_)
            | Self::ChangeRole(_)
            | Self::Remove(_)
            | Self::GrantFurther => 1,
            // The one after the details, too.
            Self::EditRest => 2,
            Self::Delete | Self::DeleteOwn | Self::DeleteAgent => 0,
        }
    }

    /// Writes that come before the one that the fault hits.
    pub const fn writes_before(self) -> u64 {
        if matches!(self, Self::EditRest) { 1 } else { 0 }
    }

    pub const fn most_writes(self) -> usize {
        if matches!(self, Self::EditBoth | Self::EditRest) {
            2
        } else {
            1
        }
    }

    pub const fn is_own(self) -> bool {
        matches!(self, Self::RotateOwn | Self::DeleteOwn)
    }

    /// A 404 to it may also be that of the second of two: whether the token is there is looked at.
    pub const fn looks_into_404(self) -> bool {
        matches!(
            self,
            Self::Rotate
                | Self::RotateOwn
                | Self::EditDetails
                | Self::EditRole
                | Self::EditBoth
                | Self::EditRest
                | Self::Assign(_)
                | Self::ChangeRole(_)
                | Self::Remove(_)
                | Self::GrantFurther
                | Self::Delete
                | Self::DeleteOwn
                | Self::DeleteAgent
        )
    }

    /// Sent twice, the second one is refused for what the first one did.
    pub const fn fails_the_second_time(self) -> bool {
        matches!(
            self,
            Self::RotateOwn | Self::Delete | Self::DeleteOwn | Self::DeleteAgent
        )
    }

    /// What has to be there before.
    pub fn prepare(self, bench: &Bench) {
        let new = match self.pair() {
            Some(pair) => pair.new_token(bench),
            None if self == Self::GrantFurther => {
                Some(json!({"scope": "ORGANIZATION", "role": "ORGANIZATION_MEMBER"}))
            }
            None => None,
        };
        if let Some(mut new) = new {
            new["name"] = json!(JUST_CREATED);
            let created = bench.world.elsewhere("POST", "/tokens", &new);
            let id = TokenId::new(created["id"].as_str().unwrap());
            bench.run(read_back(&bench.writer, &id));
        }
        if matches!(self, Self::ChangeRole(_) | Self::Remove(_)) {
            give_a_branch(bench, &self.token(bench));
        }
        // What was asked while it was made ready counts for nothing.
        bench.world.host.sent.borrow_mut().clear();
        bench.world.host.delivered.borrow_mut().clear();
        bench.world.events.borrow_mut().clear();
    }

    pub const fn pair(self) -> Option<Pair> {
        match self {
            Self::Assign(pair) | Self::ChangeRole(pair) | Self::Remove(pair) => Some(pair),
            _ => None,
        }
    }

    /// The token that it is done to.
    pub fn token(self, bench: &Bench) -> TokenId {
        match self {
            Self::DeleteAgent => bench.agent(),
            _ if self == Self::GrantFurther || self.pair() == Some(WorkspaceTokenInDeployment) => {
                let truth = bench.truth();
                let mut new = truth.iter().filter(|(_, held)| held.name == JUST_CREATED);
                TokenId::new(&**new.next().unwrap().0)
            }
            _ if self.is_own() => bench.own(),
            _ => bench.other(),
        }
    }

    /// Does it. `before`: what there is.
    pub fn perform(self, bench: &Bench, token: &TokenId, before: &Truth) -> Judged {
        match self {
            Self::Create => create(bench, before),
            Self::Rotate | Self::RotateOwn => rotate(bench, token, before),
            Self::EditDetails | Self::EditRole | Self::EditBoth | Self::EditRest => {
                edit(bench, self, token)
            }
            Self::Assign(_) | Self::ChangeRole(_) | Self::Remove(_) | Self::GrantFurther => {
                set(bench, self, token)
            }
            Self::CreateAgent => create_agent(bench, before),
            Self::DeleteAgent => delete(bench, token, Some(&bench.deployment())),
            Self::Delete | Self::DeleteOwn => delete(bench, token, None),
        }
    }
}

/// What the outcome says, `None` where nobody knows, beside what is.
pub struct Judged {
    pub said: String,
    pub is_known: bool,
    pub is_true: bool,
    /// What the page says, of each part.
    pub told: Vec<(Part, Told)>,
    /// Whether each part that was asked for stands.
    pub done: Vec<(Part, bool)>,
    /// What was issued and handed on.
    pub value: Option<String>,
}

pub fn judge<T: PartialEq + Debug>(said: Option<T>, is: &T) -> Judged {
    Judged {
        is_known: said.is_some(),
        is_true: said.as_ref().is_none_or(|said| said == is),
        said: match said {
            Some(said) => format!("{said:?}"),
            None => "unknown".to_owned(),
        },
        told: Vec::new(),
        done: Vec::new(),
        value: None,
    }
}

fn create(bench: &Bench, before: &Truth) -> Judged {
    let outcome = bench.run(create_token(&bench.writer, &new_token()));
    let told = outcomes::creation(&outcome, "it");
    created(bench, before, &outcome, told)
}

fn create_agent(bench: &Bench, before: &Truth) -> Judged {
    let (deployment, request) = (bench.deployment(), new_agent_token());
    let outcome = bench.run(create_agent_token(&bench.writer, &deployment, &request));
    let told = outcomes::agent_creation(&outcome, "it");
    created(bench, before, &outcome, told)
}

fn created(bench: &Bench, before: &Truth, outcome: &Creation, told: Told) -> Judged {
    let mut told = vec![(Part::Creation, told)];
    let (mut value, mut beside) = (None, None);
    if let Creation::Created { id, secret, lookup } = outcome {
        let looked = bench.run(look_beside(&bench.writer, lookup, id.as_ref()));
        let id = looked.0.as_ref().map(TokenId::as_str);
        if let Some(id) = id {
            let stored = &bench.truth()[id].value;
            assert_eq!(secret.expose(), stored, "the value is not that one");
            assert!(bench.console.ids().contains(id), "it is not in the list");
        }
        told.extend(outcomes::beside(&looked.1).map(|told| (Part::Beside, told)));
        value = Some(secret.expose().to_owned());
        beside = Some(looked);
    }
    let new = added(before, &bench.truth());
    let is_done = !new.is_empty();
    // Which of several is newest is not for this to say.
    let mut said = says::created(outcome, beside.as_ref());
    if let Some(said) = &mut said {
        said.sort_unstable();
    }
    Judged {
        told,
        done: vec![(Part::Creation, is_done)],
        value,
        ..judge(said, &new.into_iter().map(TokenId::new).collect())
    }
}

fn rotate(bench: &Bench, token: &TokenId, before: &Truth) -> Judged {
    let outcome = bench.run(rotate_token(&bench.writer, token));
    let after = bench.truth();
    let is = value_of(token, before, &after);
    let mut value = None;
    if let Rotation::Rotated {
        secret, is_entered, ..
    } = &outcome
    {
        assert_eq!(secret.expose(), after[token.as_str()].value);
        value = Some(secret.expose().to_owned());
        if !is_entered {
            bench.run(read_back(&bench.writer, token));
        }
    }
    Judged {
        told: vec![(Part::Rotation, outcomes::rotation(&outcome, "it"))],
        done: vec![(Part::Rotation, is == Value::Another)],
        value,
        ..judge(says::rotated(&outcome), &is)
    }
}

fn delete(bench: &Bench, token: &TokenId, agent_of: Option<&DeploymentId>) -> Judged {
    let outcome = bench.run(delete_token(&bench.writer, token, agent_of));
    let exists = bench.truth().contains_key(token.as_str());
    Judged {
        told: vec![(Part::Deletion, outcomes::deletion(&outcome, "it"))],
        done: vec![(Part::Deletion, !exists)],
        ..judge(says::exists(&outcome), &exists)
    }
}

fn value_of(token: &TokenId, before: &Truth, after: &Truth) -> Value {
    match after.get(token.as_str()) {
        None => Value::Gone,
        Some(held) if held.value == before[token.as_str()].value => Value::AsBefore,
        Some(_) => Value::Another,
    }
}

fn edit(bench: &Bench, write: Write, token: &TokenId) -> Judged {
    let begun = bench.edit(token);
    let details = (begun.name.clone(), begun.description.clone());
    let grants = begun.base.grants.clone().unwrap();
    let has_details = write != Write::EditRole;
    let edit = Edit {
        name: if has_details {
            "renamed".to_owned()
        } else {
            begun.name.clone()
        },
        description: if has_details {
            String::new()
        } else {
            begun.description.clone()
        },
        role: (write != Write::EditDetails).then(|| bench.other_role(token)),
        ..begun
    };
    let wanted = (edit.name.clone(), edit.description.clone());
    let role = edit.role.clone();
    let home = edit.base.home_grant().unwrap().key();
    let edited = bench.run(edit_token(&bench.writer, edit));
    let held = bench.truth()[token.as_str()].clone();
    let said_details = says::details(&edited.details, &details, &wanted);
    let said_role = says::role(&edited.role, &grants);
    let is_details = (held.name.clone(), held.description.clone());
    let of_details = judge(said_details, &Ok(is_details.clone()));
    let of_role = judge(said_role, &Ok(stored(&held.grants)));
    let told_details = outcomes::details(&edited.details).map(|told| (Part::Details, told));
    let told_role = outcomes::role(&edited.role, &Names::default()).map(|told| (Part::Role, told));
    let mut done = Vec::new();
    if has_details {
        done.push((Part::Details, is_details == wanted));
    }
    if let Some(role) = &role {
        let stands = stored(&held.grants);
        let is_done = stands.roles_at(&home).any(|held| held == role);
        done.push((Part::Role, is_done));
    }
    Judged {
        said: match write {
            Write::EditDetails => of_details.said,
            Write::EditRole => of_role.said,
            _ => format!("{} {}", of_details.said, of_role.said),
        },
        is_known: of_details.is_known && of_role.is_known,
        is_true: of_details.is_true && of_role.is_true,
        told: told_details.into_iter().chain(told_role).collect(),
        done,
        value: None,
    }
}
