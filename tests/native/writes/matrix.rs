//! Each write against each class of fault, on the write itself and on the look after it. What the command says is
//! compared with the emulator's state; no expectation is written by hand.

use std::collections::BTreeMap;
use std::fmt::Debug;

use astro_token_console::api::ApiEvent;
use astro_token_console::commands::{
    Creation, Edit, Rotation, SetGrants, create_token, delete_token, edit_token, read_back,
    rotate_token, set_grants,
};
use astro_tokens::grants::{Place, diff};
use astro_tokens::id::{DeploymentId, TokenId, WorkspaceId};
use astro_tokens::model::Deployment;
use astro_tokens::names::Names;
use leptos::prelude::GetUntracked;
use serde_json::json;

use super::bench::{Bench, Truth, added, new_token};
use super::faults::{Class, classes};
use super::grants::stored;
use super::says::{self, Value};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Write {
    Create,
    Rotate,
    RotateOwn,
    EditDetails,
    EditRole,
    EditBoth,
    /// Details and role, where the fault hits the second.
    EditRest,
    /// A role in a Workspace where the token has none.
    Assign,
    /// Another role in a Workspace.
    ChangeRole,
    /// No role in a Workspace any more, nor on its Deployments and their Dags.
    Remove,
    Delete,
    DeleteOwn,
}

const WRITES: [Write; 12] = [
    Write::Create,
    Write::Rotate,
    Write::RotateOwn,
    Write::EditDetails,
    Write::EditRole,
    Write::EditBoth,
    Write::EditRest,
    Write::Assign,
    Write::ChangeRole,
    Write::Remove,
    Write::Delete,
    Write::DeleteOwn,
];

impl Write {
    /// Readings of the token that come before the write.
    const fn reads_before(self) -> u64 {
        match self {
            Self::EditDetails
            | Self::EditRole
            | Self::EditBoth
            | Self::Assign
            | Self::ChangeRole
            | Self::Remove => 1,
            // The one after the details, too.
            Self::EditRest => 2,
            Self::Create | Self::Rotate | Self::RotateOwn | Self::Delete | Self::DeleteOwn => 0,
        }
    }

    /// Writes that come before the one that the fault hits.
    const fn writes_before(self) -> u64 {
        if matches!(self, Self::EditRest) { 1 } else { 0 }
    }

    const fn most_writes(self) -> usize {
        if matches!(self, Self::EditBoth | Self::EditRest) {
            2
        } else {
            1
        }
    }

    const fn is_own(self) -> bool {
        matches!(self, Self::RotateOwn | Self::DeleteOwn)
    }
}

/// One pair: what was said, what is.
struct Row {
    said: String,
    is_known: bool,
    is_true: bool,
    /// A value that reached the page and is in no outcome.
    is_lost: bool,
    is_twice: bool,
    /// The session was told to be refused.
    is_refused: bool,
}

/// What the outcome says, `None` where nobody knows, beside what is.
struct Judged {
    said: String,
    is_known: bool,
    is_true: bool,
}

fn judge<T: PartialEq + Debug>(said: Option<T>, is: &T) -> Judged {
    Judged {
        is_known: said.is_some(),
        is_true: said.as_ref().is_none_or(|said| said == is),
        said: match said {
            Some(said) => format!("{said:?}"),
            None => "unknown".to_owned(),
        },
    }
}

fn row(write: Write, at_write: &Class, at_look: &Class) -> Row {
    let bench = Bench::new();
    if matches!(write, Write::ChangeRole | Write::Remove) {
        give_a_branch(&bench, &bench.other());
    }
    at_write.hit_write(&bench.world, write.writes_before());
    at_look.hit_look(&bench.world, write.reads_before());
    let token = if write.is_own() {
        bench.own()
    } else {
        bench.other()
    };
    let before = bench.truth();
    let mut value = None;
    let judged = match write {
        Write::Create => {
            let outcome = bench.run(create_token(&bench.writer, &new_token()));
            let after = bench.truth();
            let new = added(&before, &after);
            if let Creation::Created { secret, .. } = &outcome {
                let stored = new.first().map(|id| after[id].value.clone());
                assert_eq!(
                    Some(secret.expose()),
                    stored.as_deref(),
                    "the value is not that one"
                );
                value = Some(secret.expose().to_owned());
            }
            judge(
                says::created(&outcome),
                &new.into_iter().map(TokenId::new).collect(),
            )
        }
        Write::Rotate | Write::RotateOwn => {
            let outcome = bench.run(rotate_token(&bench.writer, &token));
            let after = bench.truth();
            if let Rotation::Rotated { secret, .. } = &outcome {
                assert_eq!(secret.expose(), after[token.as_str()].value);
                value = Some(secret.expose().to_owned());
            }
            judge(says::rotated(&outcome), &value_of(&token, &before, &after))
        }
        Write::EditDetails | Write::EditRole | Write::EditBoth | Write::EditRest => {
            edit(&bench, write, &token)
        }
        Write::Assign | Write::ChangeRole | Write::Remove => set(&bench, write, &token),
        Write::Delete | Write::DeleteOwn => {
            let outcome = bench.run(delete_token(&bench.writer, &token));
            let exists = bench.truth().contains_key(token.as_str());
            judge(says::exists(&outcome), &exists)
        }
    };
    assert_eq!(
        bench.writer.journal.entries().get_untracked().len(),
        1,
        "{write:?} {}: one entry in the journal",
        at_write.name
    );
    let after = bench.truth();
    let is_lost = after.iter().any(|(id, held)| {
        let is_new = before
            .get(id)
            .is_none_or(|before| before.value != held.value);
        is_new && bench.reached_the_page(&held.value) && value.as_ref() != Some(&held.value)
    });
    Row {
        said: judged.said,
        is_known: judged.is_known,
        is_true: judged.is_true,
        is_lost,
        is_twice: bench.writes() > write.most_writes() || added(&before, &after).len() > 1,
        is_refused: !bench
            .world
            .events(|event| *event == ApiEvent::TokenRefused)
            .is_empty(),
    }
}

fn value_of(token: &TokenId, before: &Truth, after: &Truth) -> Value {
    match after.get(token.as_str()) {
        None => Value::Gone,
        Some(held) if held.value == before[token.as_str()].value => Value::AsBefore,
        Some(_) => Value::Another,
    }
}

/// A Deployment where the token has no role, nor in its Workspace, nor on its Dags.
fn elsewhere(bench: &Bench, token: &TokenId) -> (Place, Place) {
    let held = bench.truth()[token.as_str()].grants.clone();
    let emulator = bench.world.host.emulator.borrow();
    let free = emulator.state().deployments.values().find(|it| {
        *it.organization_id == *bench.world.organization.as_str()
            && held.iter().all(|grant| {
                *grant.entity_id != *it.workspace_id
                    && *grant.entity_id != *it.id
                    && grant.deployment_id.as_ref() != Some(&it.id)
            })
    });
    let free = free.unwrap();
    (
        Place::Workspace(WorkspaceId::new(&*free.workspace_id)),
        Place::Deployment(DeploymentId::new(&*free.id)),
    )
}

/// Roles in a Workspace, on a Deployment of it, and on a Dag there.
fn give_a_branch(bench: &Bench, token: &TokenId) {
    let (workspace, deployment) = elsewhere(bench, token);
    let (workspace, deployment) = (workspace.key().entity_id, deployment.key().entity_id);
    let mut roles: Vec<serde_json::Value> = stored(&bench.truth()[token.as_str()].grants)
        .to_wire()
        .iter()
        .map(|role| serde_json::to_value(role).unwrap())
        .collect();
    roles.extend([
        json!({"entityType": "WORKSPACE", "entityId": workspace, "role": "WORKSPACE_AUTHOR"}),
        json!({"entityType": "DEPLOYMENT", "entityId": deployment, "role": "DEPLOYMENT_ADMIN"}),
        json!({"entityType": "DAG", "entityId": "daily", "role": "DAG_VIEWER", "deploymentId": deployment}),
    ]);
    let path = format!("/tokens/{token}/roles");
    bench
        .world
        .elsewhere("POST", &path, &json!({"roles": roles}));
    bench.world.run(read_back(&bench.writer, token));
    bench.world.host.sent.borrow_mut().clear();
    bench.world.host.delivered.borrow_mut().clear();
    bench.world.events.borrow_mut().clear();
}

fn set(bench: &Bench, write: Write, token: &TokenId) -> Judged {
    let base = bench.token(token).grants.clone().unwrap();
    let names = names_of(bench);
    let given = || {
        let daily = base.iter().find(|grant| *grant.entity_id == *"daily");
        let deployment = daily.unwrap().deployment_id.clone().unwrap();
        Place::Workspace(names.workspace_of(deployment.as_str()).unwrap().clone())
    };
    let mine = match write {
        Write::Assign => {
            let (workspace, _) = elsewhere(bench, token);
            base.with_role(&workspace.key(), "WORKSPACE_ACCESSOR".into())
        }
        Write::ChangeRole => base.with_role(&given().key(), "WORKSPACE_OWNER".into()),
        _ => base.without_branch(&given(), &names),
    };
    let difference = if write == Write::Remove { 3 } else { 1 };
    assert_eq!(diff(&base, &mine).len(), difference);
    let set = SetGrants {
        token: token.clone(),
        base: base.clone(),
        mine,
        resolved: BTreeMap::new(),
    };
    let outcome = bench.run(set_grants(&bench.writer, set));
    let held = bench.truth()[token.as_str()].clone();
    judge(says::grants(&outcome, &base), &Ok(stored(&held.grants)))
}

/// Which Workspace holds a Deployment.
fn names_of(bench: &Bench) -> Names {
    let emulator = bench.world.host.emulator.borrow();
    let mut names = Names::default();
    for deployment in emulator.state().deployments.values() {
        names.add_deployment(&Deployment {
            id: DeploymentId::new(&*deployment.id),
            name: "d".into(),
            description: None,
            workspace_id: WorkspaceId::new(&*deployment.workspace_id),
            workspace_name: None,
            status: None,
            astro_runtime_version: None,
            remote_execution: None,
        });
    }
    names
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
    let edited = bench.run(edit_token(&bench.writer, edit));
    let held = bench.truth()[token.as_str()].clone();
    let said_details = says::details(&edited.details, &details, &wanted);
    let said_role = says::role(&edited.role, &grants);
    let of_details = judge(said_details, &(held.name.clone(), held.description.clone()));
    let of_role = judge(said_role, &Ok(stored(&held.grants)));
    Judged {
        said: match write {
            Write::EditDetails => of_details.said,
            Write::EditRole => of_role.said,
            _ => format!("{} {}", of_details.said, of_role.said),
        },
        is_known: of_details.is_known && of_role.is_known,
        is_true: of_details.is_true && of_role.is_true,
    }
}

/// What a matrix came to.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sum {
    pairs: usize,
    unknown: usize,
    untrue: Vec<String>,
    lost: Vec<String>,
    twice: Vec<String>,
    /// A session that was told to be refused though its token was not touched.
    refused: Vec<String>,
    /// "Unknown", where it could be known.
    evasive: Vec<String>,
}

impl Sum {
    #[expect(clippy::print_stdout, reason = "the matrix is to be read")]
    fn add(&mut self, write: Write, at_write: &Class, at_look: &Class, row: &Row) {
        let pair = format!("{write:?} | {} | look: {}", at_write.name, at_look.name);
        let verdict = match (row.is_known, row.is_true) {
            (false, _) => "open",
            (true, true) => "true",
            (true, false) => "FALSE",
        };
        let said: String = row.said.chars().take(60).collect();
        println!("{verdict:5} {pair:64} {said}");
        // Who has an answer to the write knows, whatever the look brings.
        let may_be_open = !at_look.is_none() && at_write.is_unanswered();
        self.pairs += 1;
        self.unknown += usize::from(!row.is_known);
        for (list, is_hit) in [
            (&mut self.untrue, !row.is_true),
            (&mut self.lost, row.is_lost),
            (&mut self.twice, row.is_twice),
            (&mut self.refused, row.is_refused && !write.is_own()),
            (&mut self.evasive, !row.is_known && !may_be_open),
        ] {
            if is_hit {
                list.push(pair.clone());
            }
        }
    }

    #[track_caller]
    #[expect(clippy::print_stdout, reason = "the matrix is to be read")]
    fn check(&self) {
        println!(
            "{} pairs, {} open, {} untrue, values lost: {}, written twice: {}",
            self.pairs,
            self.unknown,
            self.untrue.len(),
            self.lost.len(),
            self.twice.len()
        );
        assert_eq!(self.untrue, [""; 0]);
        assert_eq!(self.lost, [""; 0]);
        assert_eq!(self.twice, [""; 0]);
        assert_eq!(self.refused, [""; 0]);
        assert_eq!(self.evasive, [""; 0]);
    }
}

#[test]
fn whatever_happens_to_a_write_what_is_said_of_it_is_true_and_certain() {
    let mut sum = Sum::default();
    let classes = classes();
    for write in WRITES {
        for at_write in &classes {
            let row = row(write, at_write, &classes[0]);
            sum.add(write, at_write, &classes[0], &row);
        }
    }
    sum.check();
}

#[test]
fn whatever_happens_to_the_look_after_a_write_what_is_said_is_true() {
    let mut sum = Sum::default();
    let classes = classes();
    let at_writes = ["none", "cut before", "cut after", "404"];
    for write in WRITES {
        for at_write in classes
            .iter()
            .filter(|class| at_writes.contains(&class.name))
        {
            for at_look in classes.iter().skip(1).filter(|class| !class.lies()) {
                let row = row(write, at_write, at_look);
                sum.add(write, at_write, at_look, &row);
            }
        }
    }
    sum.check();
}
