//! Choosing a Workspace or Deployment among all that are in sight: by name or id; an id that is pasted whole is chosen at once.

use std::sync::Arc;

use astro_tokens::grants::Place;
use astro_tokens::model::EntityType;
use astro_tokens::names::Names;
use leptos::prelude::*;

use super::context::Console;
use super::names::legible;
use super::retry_places::RetryPlaces;
use super::which::token_within;
use crate::api::ErrorKind;
use crate::inventory::Remote;
use crate::ui::{ComboOption, Combobox, Found};

/// A place that can be chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub place: Place,
    id: Arc<str>,
    name: String,
    /// Name and id in lower case, for the search.
    sought: String,
    /// How much of that is the name.
    name_length: usize,
    hint: String,
    /// Why it can't be chosen.
    fenced: Option<String>,
}

pub type Candidates = Arc<Vec<Candidate>>;

/// How a place stands there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// Why it can't be chosen.
    pub fenced: Option<String>,
    /// What there is to say of it besides.
    pub note: Option<String>,
}

/// Every Workspace and Deployment in sight that is offered, by name. Reactive.
pub fn candidates(console: Console, offer: &dyn Fn(&Place, &Names) -> Option<Offer>) -> Candidates {
    let inventory = console.inventory;
    let names = inventory.names().get();
    let mut all = Vec::new();
    let mut add = |place: Place, name: &str, hint: String| {
        let Some(Offer { fenced, note }) = offer(&place, &names) else {
            return;
        };
        let id = place.key().entity_id;
        all.push(Candidate {
            name_length: name.to_lowercase().len(),
            sought: [name, " ", &id].concat().to_lowercase(),
            name: legible(name),
            id,
            place,
            hint: [Some(hint), note]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(", "),
            fenced,
        });
    };
    inventory.workspaces().with(|read| {
        for workspace in read.loaded().into_iter().flat_map(|list| list.iter()) {
            let place = Place::Workspace(workspace.id.clone());
            add(place, &workspace.name, "Workspace".to_owned());
        }
    });
    inventory.deployments().with(|read| {
        for deployment in read.loaded().into_iter().flat_map(|list| list.iter()) {
            let workspace = names.workspace(deployment.workspace_id.as_str());
            let around = legible(workspace.unwrap_or(deployment.workspace_id.as_arc()));
            let place = Place::Deployment(deployment.id.clone());
            add(place, &deployment.name, format!("Deployment in {around}"));
        }
    });
    all.sort_by(|this, other| (&this.sought, &this.id).cmp(&(&other.sought, &other.id)));
    Arc::new(all)
}

/// Why one may not be found that is there, and whether asking again may help. `them`: what they are called.
fn lack<T>(read: &Remote<T>, them: &str) -> Option<(bool, String)> {
    match read {
        Remote::Loaded(_) => None,
        // Who may list none has none to find.
        Remote::Failed { error, .. } if error.kind == ErrorKind::Forbidden => None,
        Remote::Loading => Some((
            false,
            format!("{them} are still being loaded: not all can be found yet."),
        )),
        Remote::Restless { .. } => Some((
            true,
            format!("The list of {them} kept changing while it was read: some may not be found."),
        )),
        Remote::Failed { last: None, .. } => Some((
            true,
            format!("{them} could not be loaded, so none can be found here."),
        )),
        Remote::Failed { last: Some(_), .. } => Some((
            true,
            format!("{them} could not be loaded again: those of the last time are found."),
        )),
    }
}

/// The field.
#[component]
pub fn PlacePick(
    /// Unique in the page.
    id: &'static str,
    label: &'static str,
    placeholder: &'static str,
    /// Workspaces or Deployments.
    level: EntityType,
    all: Memo<Candidates>,
    #[prop(into)] chosen: Signal<Option<Place>>,
    #[prop(into)] choose: Callback<Option<Place>>,
    /// What is typed, as long as nothing is chosen.
    #[prop(optional)]
    typed: RwSignal<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let inventory = console.inventory;
    let lack = Memo::new(move |_| {
        let lack = match level {
            EntityType::Workspace => lack(&inventory.workspaces().read(), "Workspaces"),
            _ => lack(&inventory.deployments().read(), "Deployments"),
        };
        lack.filter(|_| chosen.with(Option::is_none))
    });
    let help = Signal::derive(move || lack.get().map(|(_, text)| text));
    let can_retry = Memo::new(move |_| lack.with(|lack| matches!(lack, Some((true, _)))));
    let retry = RetryPlaces::new(console, "dialog[open] [role='combobox']");
    let name_of = move |place: &Place| {
        all.with(|all| {
            let found = all.iter().find(|candidate| candidate.place == *place);
            found.map_or_else(
                || place.key().entity_id.to_string(),
                |found| found.name.clone(),
            )
        })
    };
    let text = Signal::derive(move || match chosen.get() {
        Some(place) => name_of(&place),
        None => typed.get(),
    });
    let free = move |id: &str| {
        all.with_untracked(|all| {
            let mut free = all.iter().filter(|candidate| candidate.fenced.is_none());
            let found = free.find(|candidate| *candidate.id == *id);
            found.map(|candidate| candidate.place.clone())
        })
    };
    let on_text = Callback::new(move |text: String| {
        // A value never gets into a signal.
        let text = match token_within(&text) {
            Some(_) => String::new(),
            None => text,
        };
        let pasted = free(text.trim());
        typed.set(if pasted.is_some() {
            String::new()
        } else {
            text
        });
        choose.run(pasted);
    });
    let on_pick = Callback::new(move |id: String| {
        typed.set(String::new());
        choose.run(free(&id));
    });
    // Who types one that can't be chosen is told why.
    let refused = move || {
        let sought = typed.read();
        let sought = sought.trim();
        all.with(|all| {
            let mut typed = all.iter();
            let is_typed = |it: &&Candidate| *it.id == *sought || it.name == sought;
            typed.find(is_typed).and_then(|it| it.fenced.clone())
        })
    };
    let error = Signal::derive(move || refused().or_else(|| error.get()));
    let found = Signal::derive(move || {
        // What is chosen fills the field and narrows nothing.
        let sought = match chosen.with(Option::is_some) {
            true => String::new(),
            false => typed.get().trim().to_lowercase(),
        };
        all.with(|all| {
            // What is called so stands before what has it in its id.
            let is_named = |candidate: &Candidate| {
                let at = candidate.sought.find(&sought);
                at.map(|at| at < candidate.name_length)
            };
            let fits = [true, false].into_iter().flat_map(|by_name| {
                let fits = all.iter();
                fits.filter(move |candidate| is_named(candidate) == Some(by_name))
            });
            Found::of(fits, |candidate| ComboOption {
                value: candidate.id.to_string(),
                label: candidate.name.clone(),
                mark: candidate.id.to_string(),
                hint: candidate.hint.clone(),
                fenced: candidate.fenced.clone(),
            })
        })
    });
    let chosen = Signal::derive(move || {
        chosen.with(|chosen| {
            chosen
                .as_ref()
                .map(|place| place.key().entity_id.to_string())
        })
    });
    view! {
        <Combobox id label placeholder text on_text found chosen on_pick help error />
        <Show when=move || can_retry.get()><div>{retry.button()}</div></Show>
    }
    .into_any()
}
