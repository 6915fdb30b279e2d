//! The Workspaces and Deployments to choose from: by name or id, an id that is pasted whole is chosen at once.

use std::sync::Arc;

use astro_tokens::grants::{GrantKey, Grants, Place};
use astro_tokens::id::{DeploymentId, WorkspaceId};
use astro_tokens::model::EntityType;
use astro_tokens::token::Home;
use leptos::prelude::*;

use super::form::AddForm;
use crate::components::grant_editor::editor::TOO_OLD;
use crate::components::grants_save::role_names;
use crate::components::names::legible;
use crate::components::scope_badge::workspace_word;
use crate::ui::{ComboOption, Combobox, Found};

/// An entity that can be chosen.
#[derive(Clone, Debug, PartialEq)]
struct Candidate {
    id: Arc<str>,
    name: Arc<str>,
    /// Name and id in lower case, for the search.
    sought: String,
    hint: String,
    fenced: Option<String>,
}

impl Candidate {
    fn new(id: &Arc<str>, name: &Arc<str>) -> Self {
        Self {
            id: id.clone(),
            name: name.clone(),
            sought: [&**name, " ", id].concat().to_lowercase(),
            hint: String::new(),
            fenced: None,
        }
    }
}

fn sorted(mut candidates: Vec<Candidate>) -> Arc<Vec<Candidate>> {
    candidates.sort_by(|this, other| (&this.sought, &this.id).cmp(&(&other.sought, &other.id)));
    Arc::new(candidates)
}

/// “holds Workspace Author now”
fn held(mine: &Grants, entity_type: EntityType, id: &Arc<str>) -> Option<String> {
    let key = GrantKey {
        entity_type,
        entity_id: id.clone(),
        deployment_id: None,
    };
    let roles = mine.role_set(&key);
    (!roles.is_empty()).then(|| ["holds ", &role_names(&roles), " now"].concat())
}

#[component]
pub fn WorkspaceChoice(
    form: AddForm,
    #[prop(into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let console = form.editor.console;
    let all = Memo::new(move |_| {
        let mine = form.editor.mine();
        console.inventory.workspaces().with(|read| {
            let list = read.loaded().into_iter().flat_map(|list| list.iter());
            let candidate = list.map(|workspace| {
                let id = workspace.id.as_arc();
                Candidate {
                    hint: held(&mine, EntityType::Workspace, id).unwrap_or_default(),
                    fenced: form
                        .editor
                        .right_fence(&Place::Workspace(workspace.id.clone())),
                    ..Candidate::new(id, &workspace.name)
                }
            });
            sorted(candidate.collect())
        })
    });
    let chosen = Signal::derive(move || form.workspace.get().map(|id| id.to_string()));
    let choose = Callback::new(move |id: Option<String>| {
        form.workspace.set(id.map(WorkspaceId::new));
    });
    view! { <PlaceChoice id="add-workspace" label="Workspace" placeholder="Name or ID of a Workspace" all chosen choose error /> }
        .into_any()
}

#[component]
pub fn DeploymentChoice(
    form: AddForm,
    home: Home,
    #[prop(into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let editor = form.editor;
    let console = editor.console;
    let all = Memo::new(move |_| {
        let (mine, names) = (editor.mine(), console.inventory.names().get());
        let is_of_dags = form.is_of_dags();
        console.inventory.deployments().with(|read| {
            let list = read.loaded().into_iter().flat_map(|list| list.iter());
            let reached = list.filter(|deployment| {
                let key = GrantKey {
                    entity_type: EntityType::Dag,
                    entity_id: Arc::from("any"),
                    deployment_id: Some(deployment.id.clone()),
                };
                home.may_add(&key, &names)
            });
            let candidate = reached.map(|deployment| {
                let id = deployment.id.as_arc();
                let mut hint = ["in ", &workspace_word(&deployment.workspace_id, &names)].concat();
                if let Some(held) = held(&mine, EntityType::Deployment, id) {
                    hint = [hint, held].join(", ");
                }
                let is_too_old = is_of_dags && editor.has_no_dag_roles(&deployment.id);
                Candidate {
                    hint,
                    fenced: editor
                        .right_fence(&Place::Deployment(deployment.id.clone()))
                        .or_else(|| is_too_old.then(|| TOO_OLD.to_owned())),
                    ..Candidate::new(id, &deployment.name)
                }
            });
            sorted(candidate.collect())
        })
    });
    let chosen = Signal::derive(move || form.deployment.get().map(|id| id.to_string()));
    let choose = Callback::new(move |id: Option<String>| {
        form.deployment.set(id.map(DeploymentId::new));
    });
    view! { <PlaceChoice id="add-deployment" label="Deployment" placeholder="Name or ID of a Deployment" all chosen choose error /> }
        .into_any()
}

#[component]
fn PlaceChoice(
    id: &'static str,
    label: &'static str,
    placeholder: &'static str,
    all: Memo<Arc<Vec<Candidate>>>,
    chosen: Signal<Option<String>>,
    choose: Callback<Option<String>>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let name_of = move |wanted: &str| {
        all.with_untracked(|all| {
            let found = all.iter().find(|candidate| *candidate.id == *wanted);
            found.map(|candidate| legible(&candidate.name))
        })
    };
    let first = chosen.get_untracked().and_then(|id| name_of(&id));
    let text = RwSignal::new(first.unwrap_or_default());
    let on_text = Callback::new(move |typed: String| {
        let is_id = all.with_untracked(|all| {
            let mut free = all.iter().filter(|candidate| candidate.fenced.is_none());
            free.any(|candidate| *candidate.id == *typed.trim())
        });
        if is_id {
            let id = typed.trim().to_owned();
            text.set(name_of(&id).unwrap_or_default());
            choose.run(Some(id));
        } else {
            text.set(typed);
            choose.run(None);
        }
    });
    let on_pick = Callback::new(move |id: String| {
        text.set(name_of(&id).unwrap_or_default());
        choose.run(Some(id));
    });
    let found = Signal::derive(move || {
        // What is chosen fills the field and narrows nothing.
        let sought = match chosen.with(Option::is_some) {
            true => String::new(),
            false => text.get().trim().to_lowercase(),
        };
        all.with(|all| {
            let fits = all
                .iter()
                .filter(|candidate| candidate.sought.contains(&sought));
            Found::of(fits, |candidate| ComboOption {
                value: candidate.id.to_string(),
                label: legible(&candidate.name),
                mark: candidate.id.to_string(),
                hint: candidate.hint.clone(),
                fenced: candidate.fenced.clone(),
            })
        })
    });
    view! { <Combobox id label placeholder text on_text found chosen on_pick error /> }.into_any()
}
