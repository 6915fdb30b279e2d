//! Which Organization, where the token does not say.

use astro_tokens::id::OrganizationId;
use astro_tokens::model::Organization;
use leptos::html::{Input, Ul};
use leptos::prelude::*;

use crate::browser::page;
use crate::components::names::Name;
use crate::ui::{Button, ButtonKind, IconName, Size};

/// The Organizations of a person.
#[component]
pub fn ChooseOrganization(
    organizations: Vec<Organization>,
    on_choose: Callback<OrganizationId>,
) -> impl IntoView {
    let list = NodeRef::<Ul>::new();
    list.on_load(|_| page::focus("#organizations button"));
    view! {
        <h2 id="choose-title">"Choose an Organization"</h2>
        <ul class="stack stack--sm" id="organizations" node_ref=list aria-labelledby="choose-title">
            {organizations
                .into_iter()
                .map(|organization| {
                    let id = organization.id.clone();
                    view! {
                        <li>
                            <Button
                                size=Size::Large
                                icon=IconName::Organization
                                on_press=move |()| on_choose.run(id.clone())
                            >
                                <Name text=organization.name.to_string() />
                            </Button>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
}

/// The id, typed, where Astro does not list the Organizations of this token.
#[component]
pub fn AskForId(on_choose: Callback<OrganizationId>) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    let error = RwSignal::new(false);
    input.on_load(|input| {
        let _ = input.focus();
    });
    let choose = move || {
        let id = input
            .get_untracked()
            .map(|input| input.value().trim().to_owned())
            .unwrap_or_default();
        error.set(id.is_empty());
        if !id.is_empty() {
            on_choose.run(OrganizationId::new(id));
        }
    };
    // Enter in this field must not submit the form around it.
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            choose();
        }
    };
    view! {
        <div class="field">
            <label class="field__label" for="organization-id">"Organization id"</label>
            <input
                node_ref=input
                class="input mono"
                id="organization-id"
                autocomplete="off"
                spellcheck="false"
                aria-describedby="organization-id-help"
                aria-invalid=move || error.get().then_some("true")
                on:keydown=on_key
            />
            <p class="field__help" id="organization-id-help">
                {move || if error.get() {
                    "Enter the id first."
                } else {
                    "Astro does not list Organizations for this token. The id stands in the address of Astro’s own pages and in its settings."
                }}
            </p>
        </div>
        <Button kind=ButtonKind::Primary size=Size::Large on_press=move |()| choose()>"Continue"</Button>
    }
}
