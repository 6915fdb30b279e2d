//! Each write against each class of fault, on the write itself, on the look after it and on the reading before it. What
//! the command says, what the page says of it in words, and what the journal says is compared with the emulator's state; no
//! expectation is written by hand.

use std::collections::BTreeMap;
use std::fmt::Debug;

use astro_token_console::api::ApiEvent;
use astro_token_console::commands::{
    Creation, Edit, Outcome, Rotation, SetGrants, create_agent_token, create_token, delete_token,
    edit_token, look_beside, read_back, rotate_token, set_grants,
};
use astro_token_console::components::outcomes::{self, Told};
use astro_tokens::grants::{Place, diff};
use astro_tokens::id::{DeploymentId, TokenId, WorkspaceId};
use astro_tokens::model::Deployment;
use astro_tokens::names::Names;
use leptos::prelude::GetUntracked;
use serde_json::json;

use super::bench::{Bench, Held, Truth, added, new_agent_token, new_token};
use super::faults::{Class, classes};
use super::grants::stored;
use super::says::{self, Value};
use super::words::{Facts, Part, untrue};

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
    CreateAgent,
    DeleteAgent,
}

const WRITES: [Write; 14] = [
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
    Write::CreateAgent,
    Write::DeleteAgent,
];

impl Write {
    /// Readings of the token that come before the write.
    const fn reads_before(self) -> u64 {
        match self {
            // Of the newest tokens, of when it was rotated last, of what is to be merged.
            Self::Create
            | Self::CreateAgent
            | Self::Rotate
            | Self::RotateOwn
            | Self::EditDetails
            | Self::EditRole
            | Self::EditBoth
            | Self::Assign
            | Self::ChangeRole
            | Self::Remove => 1,
            // The one after the details, too.
            Self::EditRest => 2,
            Self::Delete | Self::DeleteOwn | Self::DeleteAgent => 0,
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

/// Where a fault hits.
#[derive(Clone, Copy)]
struct Hit<'a> {
    before: &'a Class,
    write: &'a Class,
    look: &'a Class,
}

/// One pair: what was said, what is.
struct Row {
    said: String,
    /// The titles on the page.
    titles: String,
    is_known: bool,
    is_true: bool,
    /// Words on the page or in the journal that are not true.
    misspoken: Vec<String>,
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
    /// What the page says, of each part.
    told: Vec<(Part, Told)>,
    /// Whether each part that was asked for stands.
    done: Vec<(Part, bool)>,
    /// What was issued and handed on.
    value: Option<String>,
}

fn judge<T: PartialEq + Debug>(said: Option<T>, is: &T) -> Judged {
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

fn row(write: Write, hit: Hit<'_>) -> Row {
    let bench = Bench::new();
    if matches!(write, Write::ChangeRole | Write::Remove) {
        give_a_branch(&bench, &bench.other());
    }
    hit.write.hit_write(&bench.world, write.writes_before());
    hit.before.hit_look(&bench.world, 0);
    // What hits the reading before is gone by then.
    let reads_before = write.reads_before() - u64::from(!hit.before.is_none());
    hit.look.hit_look(&bench.world, reads_before);
    let token = match write {
        Write::DeleteAgent => bench.agent(),
        _ if write.is_own() => bench.own(),
        _ => bench.other(),
    };
    let before = bench.truth();
    let judged = match write {
        Write::Create => create(&bench, &before),
        Write::Rotate | Write::RotateOwn => rotate(&bench, &token, &before),
        Write::EditDetails | Write::EditRole | Write::EditBoth | Write::EditRest => {
            edit(&bench, write, &token)
        }
        Write::Assign | Write::ChangeRole | Write::Remove => set(&bench, write, &token),
        Write::CreateAgent => create_agent(&bench, &before),
        Write::DeleteAgent => delete(&bench, &token, Some(&bench.deployment())),
        Write::Delete | Write::DeleteOwn => delete(&bench, &token, None),
    };
    let after = bench.truth();
    let has_arrived = |(id, held): (&String, &Held)| {
        let old = before.get(id).map(|before| &before.value);
        old != Some(&held.value) && bench.reached_the_page(&held.value)
    };
    let is_lost = after
        .iter()
        .any(|it| has_arrived(it) && judged.value.as_ref() != Some(&it.1.value));
    let misspoken = misspoken(&bench, &judged, |part, is_done| Facts {
        is_done,
        exists: after.contains_key(token.as_str()),
        new_tokens: added(&before, &after).len(),
        sent: sent(&bench, part),
        has_arrived: part != Part::Beside && after.iter().any(has_arrived),
        is_accepted: bench.is_accepted(),
        is_look_hit: !hit.look.is_none(),
        // What hits the look after the details hits what comes before the role, too.
        is_read_hit: !hit.before.is_none()
            || matches!(write, Write::EditBoth | Write::EditRest) && !hit.look.is_none(),
        has_others: false,
    });
    let titles: Vec<&str> = judged.told.iter().map(|(_, told)| &*told.title).collect();
    let most = write.most_writes();
    Row {
        titles: titles.join("; "),
        said: judged.said,
        is_known: judged.is_known,
        is_true: judged.is_true,
        misspoken,
        is_lost,
        is_twice: bench.writes() > most || added(&before, &after).len() > hit.write.most_arrivals(),
        is_refused: !bench
            .world
            .events(|event| *event == ApiEvent::TokenRefused)
            .is_empty(),
    }
}

/// What left the page for a part of a write.
fn sent(bench: &Bench, part: Part) -> usize {
    let targets = bench.targets_of_writes();
    let is_of_part = |target: &&String| match part {
        Part::Role => target.ends_with("/roles"),
        Part::Details => !target.ends_with("/roles"),
        Part::Creation | Part::Beside | Part::Rotation | Part::Deletion => true,
    };
    targets.iter().filter(is_of_part).count()
}

/// What is untrue in the words of the page, and of the journal.
fn misspoken(bench: &Bench, judged: &Judged, facts: impl Fn(Part, bool) -> Facts) -> Vec<String> {
    let mut misspoken = Vec::new();
    for (part, told) in &judged.told {
        let done = judged.done.iter().find(|(of, _)| of == part);
        let is_done = done.is_none_or(|(_, is_done)| *is_done);
        misspoken.extend(untrue(*part, told, &facts(*part, is_done)));
    }
    let entries = bench.writer.journal.entries().get_untracked();
    let count = judged.done.iter().filter(|(_, is_done)| *is_done).count();
    let is_so = match entries[0].outcome {
        Outcome::Done => count == judged.done.len(),
        Outcome::NotDone => count == 0,
        Outcome::Partly => count > 0 && count < judged.done.len(),
        Outcome::Unknown => !judged.is_known,
    };
    if !is_so {
        misspoken.push(format!("journal: {:?}", entries[0].outcome));
    }
    let besides = judged
        .told
        .iter()
        .filter(|(part, _)| *part == Part::Beside)
        .count();
    if entries.len() != 1 + besides {
        misspoken.push(format!("journal: {} entries", entries.len()));
    }
    misspoken
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
        mine: mine.clone(),
        resolved: BTreeMap::new(),
    };
    let outcome = bench.run(set_grants(&bench.writer, set));
    let stands = stored(&bench.truth()[token.as_str()].grants);
    Judged {
        told: vec![(
            Part::Role,
            outcomes::grants(&outcome, "the role", "is", &names),
        )],
        done: vec![(Part::Role, stands == mine)],
        ..judge(says::grants(&outcome, &base), &Ok(stands))
    }
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

/// What a matrix came to.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sum {
    pairs: usize,
    unknown: usize,
    untrue: Vec<String>,
    misspoken: Vec<String>,
    lost: Vec<String>,
    twice: Vec<String>,
    /// A session that was told to be refused though its token was not touched.
    refused: Vec<String>,
    /// "Unknown", where it could be known.
    evasive: Vec<String>,
}

impl Sum {
    #[expect(clippy::print_stdout, reason = "the matrix is to be read")]
    fn add(&mut self, write: Write, hit: Hit<'_>) {
        let row = row(write, hit);
        let mut pair = format!("{write:?} | {} | look: {}", hit.write.name, hit.look.name);
        if !hit.before.is_none() {
            pair = format!("{write:?} | reading before: {}", hit.before.name);
        }
        let verdict = match (row.is_known, row.is_true) {
            (false, _) => "open",
            (true, true) => "true",
            (true, false) => "FALSE",
        };
        let said: String = row.said.chars().take(60).collect();
        let words = if row.misspoken.is_empty() {
            "true"
        } else {
            "FALSE"
        };
        println!(
            "{verdict:5} {pair:64} {said:60} words {words}: {}",
            row.titles
        );
        // Who has an answer to the write knows, whatever the look brings; but for a 404, which is looked into, and for what a browser
        // sends twice: a second creation makes a twin, a second deletion is answered with a 404, a second write of one's own
        // token with a 401.
        let looks = hit.write.is_unanswered()
            || hit.write.lies()
            || match write {
                Write::Create | Write::CreateAgent => true,
                Write::Delete | Write::DeleteOwn | Write::DeleteAgent | Write::RotateOwn => {
                    hit.write.most_arrivals() > 1
                }
                _ => false,
            };
        let may_be_open = !hit.look.is_none() && looks;
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
        let misspoken = row.misspoken.iter();
        self.misspoken
            .extend(misspoken.map(|words| format!("{pair} | {words}")));
    }

    #[track_caller]
    #[expect(clippy::print_stdout, reason = "the matrix is to be read")]
    fn check(&self) {
        println!(
            "{} pairs, {} open, {} untrue, {} untrue in words, values lost: {}, written twice: {}",
            self.pairs,
            self.unknown,
            self.untrue.len(),
            self.misspoken.len(),
            self.lost.len(),
            self.twice.len()
        );
        assert_eq!(self.untrue, [""; 0]);
        assert_eq!(self.misspoken, [""; 0]);
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
    let none = &classes[0];
    for write in WRITES {
        for at_write in &classes {
            sum.add(
                write,
                Hit {
                    before: none,
                    write: at_write,
                    look: none,
                },
            );
        }
    }
    sum.check();
}

#[test]
fn whatever_happens_to_the_look_after_a_write_what_is_said_is_true() {
    let mut sum = Sum::default();
    let classes = classes();
    let at_writes = ["none", "cut before", "cut after", "404", "repeated"];
    let at_looks = || {
        let classes = classes.iter().skip(1);
        classes.filter(|class| !class.lies() && class.is_of_looks())
    };
    for write in WRITES {
        for at_write in classes
            .iter()
            .filter(|class| at_writes.contains(&class.name))
        {
            for at_look in at_looks() {
                sum.add(
                    write,
                    Hit {
                        before: &classes[0],
                        write: at_write,
                        look: at_look,
                    },
                );
            }
        }
    }
    sum.check();
}

#[test]
fn whatever_happens_to_the_reading_before_a_write_what_is_said_is_true() {
    let mut sum = Sum::default();
    let classes = classes();
    let none = &classes[0];
    for write in WRITES.into_iter().filter(|write| write.reads_before() > 0) {
        let of_reads = |class: &&Class| !class.is_none() && !class.lies() && class.is_ordered();
        for before in classes.iter().filter(of_reads) {
            sum.add(
                write,
                Hit {
                    before,
                    write: none,
                    look: none,
                },
            );
        }
    }
    sum.check();
}
