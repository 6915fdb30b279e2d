//! Roles that the new token gets besides the one at home, in a second call: where its home allows them.

use std::sync::Arc;

use astro_tokens::grants::{GrantKey, Grants, Place};
use astro_tokens::model::{EntityType, Scope};
use astro_tokens::names::Names;
use astro_tokens::roles;
use astro_tokens::token::Home;
use leptos::prelude::*;

use crate::components::context::Console;
use crate::components::names::{Name, legible};
use crate::components::place_pick::{Offer, PlacePick, candidates};
use crate::components::role_choice::role_options;
use crate::components::scope_badge::{place_icon, place_words};
use crate::ui::{Button, ButtonKind, Icon, IconButton, IconName, SelectField, Size};

/// What is chosen so far. A handle: copying it copies nothing else.
#[derive(Clone, Copy, Debug)]
pub struct Further {
    console: Console,
    /// Where the new token lives, once that is chosen.
    home: Memo<Option<Home>>,
    chosen: RwSignal<Grants>,
    /// The next one.
    place: RwSignal<Option<Place>>,
    role: RwSignal<String>,
    is_open: RwSignal<bool>,
}

impl Further {
    /// To be made while a component is set up.
    pub fn new(console: Console, home: Memo<Option<Home>>) -> Self {
        Self {
            console,
            home,
            chosen: RwSignal::default(),
            place: RwSignal::new(None),
            role: RwSignal::default(),
            is_open: RwSignal::new(false),
        }
    }

    /// What the home allows of what is chosen. Reactive.
    pub fn grants(self) -> Grants {
        self.home.with(|home| {
            self.console.inventory.names().with(|names| {
                self.chosen.with(|chosen| {
                    let is_legal = |place: &Place| is_offered(home.as_ref(), place, names);
                    let legal = chosen.iter().filter(|grant| is_legal(&grant.place()));
                    legal.cloned().collect()
                })
            })
        })
    }

    /// Why the form can't be sent yet: a role is half chosen. Reactive.
    pub fn fence(self) -> Option<String> {
        let is_half = self.place.with(Option::is_some) && self.may_have();
        is_half.then(|| "Add the further role that is chosen, or clear it first.".to_owned())
    }

    /// Whether anything would be lost. Reactive.
    pub fn is_changed(self) -> bool {
        self.place.with(Option::is_some) || self.chosen.with(|chosen| !chosen.is_empty())
    }

    /// Whether the home allows any. Reactive.
    fn may_have(self) -> bool {
        self.home
            .with(|home| matches!(home, Some(Home::Organization(_) | Home::Workspace(_))))
    }

    fn offer(self, place: &Place, names: &Names) -> Offer {
        let is_legal = self
            .home
            .with(|home| is_offered(home.as_ref(), place, names));
        match is_legal.then(|| self.console.right_fence(place)) {
            None => Offer::No,
            Some(None) => Offer::Yes,
            Some(Some(reason)) => Offer::Fenced(reason),
        }
    }

    /// Takes the next one over. One that stands there already gets the other role.
    fn add(self) {
        let (Some(place), role) = (self.place.get_untracked(), self.role.get_untracked()) else {
            return;
        };
        if role.is_empty() {
            return;
        }
        self.chosen
            .update(|chosen| *chosen = chosen.with_role(&place.key(), Arc::from(role)));
        self.clear();
    }

    fn clear(self) {
        self.place.set(None);
        self.role.set(String::new());
    }
}

/// Dags and their tags are given on the token's own page.
fn is_offered(home: Option<&Home>, place: &Place, names: &Names) -> bool {
    let key = place.key();
    matches!(
        key.entity_type,
        EntityType::Workspace | EntityType::Deployment
    ) && home.is_some_and(|home| home.may_add(&key, names))
}

/// The roles that are chosen, and the fields for the next one. Nothing where the home allows none.
#[component]
pub fn FurtherRoles(further: Further) -> impl IntoView {
    let may_have = Memo::new(move |_| further.may_have());
    let open = move |()| further.is_open.set(true);
    (move || {
        if !may_have.get() {
            return ().into_any();
        }
        let fields = move || match further.is_open.get() {
            true => view! { <Next further /> }.into_any(),
            false => view! {
                <div><Button size=Size::Small icon=IconName::Plus on_press=open>"Give it further grants…"</Button></div>
            }
            .into_any(),
        };
        view! {
            <section class="stack stack--sm" aria-label="Further grants">
                <Chosen further />
                {fields}
            </section>
        }
        .into_any()
    })
    .into_any()
}

#[component]
fn Chosen(further: Further) -> impl IntoView {
    let names = further.console.inventory.names();
    let lines = move || {
        let grants = further.grants();
        if grants.is_empty() {
            return ().into_any();
        }
        let line = |key: GrantKey| {
            let place = key.place();
            let words = names.with(|names| place_words(&place, names));
            let held: Vec<&str> = grants
                .roles_at(&key)
                .map(|role| roles::full_label(role))
                .collect();
            let role = held.join(", ");
            let label = format!("Leave out {words}, {}", legible(&role));
            let icon = place_icon(&place);
            let remove = move |()| {
                further
                    .chosen
                    .update(|chosen| *chosen = chosen.without(&key))
            };
            view! {
                <li>
                    <Icon name=icon />
                    <span class="breaks">{words}" · "<b><Name text=role /></b></span>
                    <span class="push"></span>
                    <IconButton icon=IconName::Close label size=Size::Small on_press=remove />
                </li>
            }
        };
        let lines = grants.keys().map(line).collect_view();
        view! {
            <p class="muted small">"Given right after the token is created, in a second call:"</p>
            <ul class="panel list list--tight" aria-label="Further grants that are chosen">{lines}</ul>
        }
        .into_any()
    };
    lines.into_any()
}

#[component]
fn Next(further: Further) -> impl IntoView {
    let console = further.console;
    let all = Memo::new(move |_| candidates(console, |place, names| further.offer(place, names)));
    let choose = Callback::new(move |place: Option<Place>| {
        further.place.set(place);
        further.role.set(String::new());
    });
    let (label, placeholder) = match further.home.get_untracked() {
        Some(Home::Workspace(_)) => ("Deployment", "Name or ID of a Deployment"),
        _ => (
            "Workspace or Deployment",
            "Name or ID of a Workspace or Deployment",
        ),
    };
    let options = Signal::derive(move || {
        let mut options = vec![(String::new(), "Choose a role".to_owned())];
        if let Some(place) = further.place.get() {
            let level = match place {
                Place::Workspace(_) => Scope::Workspace,
                _ => Scope::Deployment,
            };
            options.extend(role_options(console, &level, Some(&place), None));
        }
        options
    });
    let on_role = Callback::new(move |role: String| further.role.set(role));
    let fenced = Signal::derive(move || {
        let is_whole = further.place.with(Option::is_some) && !further.role.read().is_empty();
        (!is_whole).then(|| "Choose where and which role first.".to_owned())
    });
    let has_place = Memo::new(move |_| further.place.with(Option::is_some));
    view! {
        <div class="cols">
            <PlacePick id="further-place" label placeholder all chosen=further.place choose />
            <SelectField id="further-role" label="Further role" options value=further.role on_change=on_role />
        </div>
        <div class="row">
            <Button size=Size::Small icon=IconName::Plus fenced on_press=move |()| further.add()>"Add this grant"</Button>
            <Show when=move || has_place.get()>
                <Button kind=ButtonKind::Quiet size=Size::Small on_press=move |()| further.clear()>"Clear"</Button>
            </Show>
        </div>
    }
    .into_any()
}
