//! What a role allows, by the names that Astro has for it: those of built-in roles come with the list of roles, those of a
//! custom role are asked for once, when someone wants to see them.

use std::sync::Arc;

use astro_tokens::id::RoleId;
use astro_tokens::model::RolesPage;
use astro_tokens::roles;
use leptos::prelude::*;

use super::context::Console;
use super::error_notice::ErrorNotice;
use super::names::legible;
use crate::api::ApiError;
use crate::browser::intl;
use crate::inventory::{Permissions, Remote, load_permissions};
use crate::ui::{Button, Disclosure, IconName, Late, Size};

/// Where the permissions of a role are had from.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Source {
    /// Astro has told.
    Told(Permissions),
    /// Astro tells when it is asked.
    Asked(RoleId),
}

/// `None`: Astro lists no such role, or nothing of what it allows.
fn source(listed: &RolesPage, role: &str) -> Option<Source> {
    let custom = listed.roles.iter().find(|known| *known.name == *role);
    if let Some(custom) = custom {
        return Some(Source::Asked(custom.id.clone()));
    }
    let mut built_in = listed.default_roles.iter();
    let built_in = built_in.find(|known| *known.name == *role)?;
    let permissions = built_in.permissions.as_slice();
    (!permissions.is_empty()).then(|| Source::Told(permissions.into()))
}

/// “Show permissions”; nothing where there is nothing to show.
#[component]
pub fn RolePermissions(
    console: Console,
    #[prop(into)] role: Signal<Option<Arc<str>>>,
) -> impl IntoView {
    let inventory = console.inventory;
    let open = RwSignal::new(false);
    let source = Memo::new(move |_| {
        let role = role.get()?;
        inventory
            .roles()
            .with(|roles| source(roles.loaded()?, &role))
    });
    let known = Memo::new(move |_| match source.get()? {
        Source::Told(permissions) => Some(Remote::Loaded(permissions)),
        Source::Asked(id) => inventory.permissions(&id),
    });
    let ask = Callback::new(move |()| {
        if let Some(Source::Asked(id)) = source.get_untracked() {
            let api = console.api.get_value();
            // Goes on when the dialog is closed: the answer is for whoever asks next.
            console
                .tasks
                .spawn(async move { load_permissions(inventory, &api, &id).await });
        }
    });
    Effect::new(move |_| {
        if open.get() && source.with(Option::is_some) && known.with(Option::is_none) {
            ask.run(());
        }
    });
    let body = ViewFn::from(move || {
        (move || match known.get() {
            Some(Remote::Loaded(list) | Remote::Restless { value: list, .. }) => {
                let name = role.get_untracked().unwrap_or_default();
                listed(&name, &list)
            }
            Some(Remote::Failed { error, .. }) => failed(console, error, ask),
            Some(Remote::Loading) | None => {
                view! { <Late><p class="muted small" aria-busy="true">"Loading permissions…"</p></Late> }
                    .into_any()
            }
        })
        .into_any()
    });
    let is_there = Memo::new(move |_| source.with(Option::is_some));
    (move || {
        let body = body.clone();
        // Several may stand in one list: the name tells whose they are.
        let name = Signal::derive(move || {
            let role = role.get().unwrap_or_default();
            ["Show permissions of ", &legible(roles::full_label(&role))].concat()
        });
        is_there
            .get()
            .then(|| view! { <Disclosure label="Show permissions" name open children=body /> })
    })
    .into_any()
}

fn listed(role: &str, permissions: &Permissions) -> AnyView {
    let count = match permissions.len() {
        0 => "Astro lists no permission of this role.".to_owned(),
        1 => "1 permission".to_owned(),
        count => [&intl::number(count), " permissions"].concat(),
    };
    let list = (!permissions.is_empty()).then(|| {
        let names = permissions.iter().map(|name| view! { <li>{legible(name)}</li> });
        let label = ["Permissions of ", &legible(roles::full_label(role))].concat();
        view! { <ul class="disclosure__list mono small" tabindex="0" aria-label=label>{names.collect_view()}</ul> }
    });
    view! { <div class="stack stack--sm"><p class="muted small" role="status">{count}</p>{list}</div> }
        .into_any()
}

fn failed(console: Console, error: ApiError, ask: Callback<()>) -> AnyView {
    let actions = ViewFn::from(move || {
        view! { <Button size=Size::Small icon=IconName::Refresh on_press=ask>"Try again"</Button> }
            .into_any()
    });
    view! { <ErrorNotice error host=console.api_host() actions /> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_custom_role_is_asked_for_and_a_built_in_one_is_told_with_the_list() {
        let page: RolesPage = serde_json::from_str(
            r#"{"roles":[{"id":"r1","name":"queue-reader","scopeType":"DEPLOYMENT"}],
            "defaultRoles":[{"name":"DEPLOYMENT_ADMIN","scopeType":"DEPLOYMENT","permissions":["deployment.get"]},
            {"name":"WORKSPACE_OWNER","scopeType":"WORKSPACE","permissions":[]}],
            "totalCount":1,"limit":20,"offset":0}"#,
        )
        .unwrap();
        let told: Permissions = ["deployment.get".into()].into();
        for (role, expected) in [
            ("queue-reader", Some(Source::Asked(RoleId::new("r1")))),
            ("DEPLOYMENT_ADMIN", Some(Source::Told(told))),
            ("WORKSPACE_OWNER", None),
            ("deployer (deleted)", None),
        ] {
            assert_eq!(source(&page, role), expected, "{role}");
        }
    }
}
