//! Roles that the new token gets besides the one at home, in a second call: where its home allows them.

use std::sync::Arc;

use astro_tokens::grants::{GrantKey, Grants};
use astro_tokens::roles;
use astro_tokens::token::Home;
use leptos::prelude::*;

use crate::browser::page;
use crate::components::context::Console;
use crate::components::grant_form::{GrantFields, GrantForm, Offers};
use crate::components::names::{Name, legible};
use crate::components::role_choice::{RoleMeaning, RolesLack};
use crate::components::scope_badge::{place_icon, place_words};
use crate::ui::{Badge, Button, ButtonKind, Icon, IconButton, IconName, Size, Tone};

/// What is chosen so far. A handle: copying it copies nothing else.
#[derive(Clone, Copy, Debug)]
pub struct Further {
    console: Console,
    /// Where the new token lives, once that is chosen.
    home: Memo<Option<Home>>,
    chosen: RwSignal<Grants>,
    /// The next one.
    form: GrantForm,
    is_open: RwSignal<bool>,
}

impl Further {
    /// To be made while a component is set up.
    pub fn new(console: Console, home: Memo<Option<Home>>) -> Self {
        let chosen = RwSignal::default();
        let offers = Offers::new(console, chosen.into(), true);
        Self {
            console,
            home,
            chosen,
            form: GrantForm::new(offers, home.into()),
            is_open: RwSignal::new(false),
        }
    }

    /// What the home allows of what is chosen. Reactive.
    pub fn grants(self) -> Grants {
        let chosen = self.chosen.get();
        let allowed = chosen.iter().filter(|grant| self.allows(&grant.key()));
        allowed.cloned().collect()
    }

    /// Whether the home allows it. Reactive.
    fn allows(self, key: &GrantKey) -> bool {
        self.home.with(|home| {
            let names = self.console.inventory.names();
            home.as_ref()
                .is_some_and(|home| names.with(|names| home.may_add(key, names)))
        })
    }

    /// Why the form can't be sent yet: a role is half chosen, or can't be given with this home. Reactive.
    pub fn fence(self) -> Option<String> {
        let is_shown = self.is_open.get() && !self.form.levels().is_empty();
        if is_shown && self.form.is_begun() {
            return Some("Add the further role that is chosen, or clear it first.".to_owned());
        }
        let is_too_far =
            self.home.with(Option::is_some) && self.grants().len() < self.chosen.with(Grants::len);
        is_too_far.then(|| {
            "Leave out the further grants that this home does not allow, or choose another home."
                .to_owned()
        })
    }

    /// Whether anything would be lost. Reactive.
    pub fn is_changed(self) -> bool {
        self.form.is_begun() || self.chosen.with(|chosen| !chosen.is_empty())
    }

    /// Takes the next ones over. What stands there already gets the other role.
    fn add(self, keys: Vec<GrantKey>, role: Arc<str>) {
        self.chosen.update(|chosen| {
            for key in keys {
                *chosen = chosen.with_role(&key, role.clone());
            }
        });
        self.form.clear();
    }
}

/// The roles that are chosen, and the fields for the next one, where the home allows any.
#[component]
pub fn FurtherRoles(further: Further) -> impl IntoView {
    let may_have = Memo::new(move |_| !further.form.levels().is_empty());
    let has_some = Memo::new(move |_| further.chosen.with(|chosen| !chosen.is_empty()));
    // What had the focus goes with each of these.
    Effect::new(move |before: Option<()>| {
        further.is_open.track();
        further.chosen.track();
        further.form.is_begun();
        if before.is_some() {
            page::focus_if_lost("#grant-level :checked, #further-grants button");
        }
    });
    let open = move |()| further.is_open.set(true);
    (move || {
        if !may_have.get() && !has_some.get() {
            return ().into_any();
        }
        let fields = move || match (may_have.get(), further.is_open.get()) {
            (false, _) => ().into_any(),
            (true, true) => view! { <Next further /> }.into_any(),
            (true, false) => view! {
                <div><Button size=Size::Small icon=IconName::Plus on_press=open>"Give it further grants…"</Button></div>
            }
            .into_any(),
        };
        view! {
            <section class="stack stack--sm" id="further-grants" aria-label="Further grants">
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
        let grants = further.chosen.get();
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
            let is_too_far = further.home.with(Option::is_some) && !further.allows(&key);
            let too_far =
                is_too_far.then(|| view! { <Badge tone=Tone::Warn>"Not with this home"</Badge> });
            let remove = move |()| {
                further
                    .chosen
                    .update(|chosen| *chosen = chosen.without(&key))
            };
            view! {
                <li>
                    <Icon name=icon />
                    <span class="breaks">{words}" · "<b><Name text=role /></b></span>
                    {too_far}
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
    let form = further.form;
    let add = move |()| match form.send() {
        Ok((keys, role)) => further.add(keys, role),
        Err(field) => page::focus(field),
    };
    let is_begun = Memo::new(move |_| form.is_begun());
    let role = Signal::derive(move || form.offered_role());
    let has_role = Memo::new(move |_| role.get().is_some());
    let console = further.console;
    view! {
        <GrantFields form role_label="Further role" />
        <Show when=move || has_role.get() fallback=move || view! { <RolesLack console /> }>
            <RoleMeaning console role />
        </Show>
        <div class="row">
            <Button size=Size::Small icon=IconName::Plus on_press=add>"Add this grant"</Button>
            <Show when=move || is_begun.get()>
                <Button kind=ButtonKind::Quiet size=Size::Small on_press=move |()| form.clear()>"Clear"</Button>
            </Show>
        </div>
    }
    .into_any()
}
