//! The head of a Workspace's or Deployment's page: its name, its id to copy, and where it is.

use leptos::prelude::*;

use super::Freshness;
use crate::components::context::Console;
use crate::components::copy::copier;
use crate::components::names::Name;
use crate::ui::{CopyButton, Icon, IconName};

/// The head. `name` is `None` as long as it is not known.
#[component]
pub fn PlaceHead(
    console: Console,
    icon: IconName,
    /// "Workspace" or "Deployment".
    kind: &'static str,
    id: String,
    #[prop(into)] name: Signal<Option<String>>,
    /// What it belongs to.
    #[prop(optional, into)]
    within: ViewFn,
    /// What can be done here.
    #[prop(optional, into)]
    actions: ViewFn,
) -> impl IntoView {
    let heading = {
        let id = id.clone();
        move || view! { <Name text=name.get().unwrap_or_else(|| id.clone()) /> }
    };
    let copy = copier();
    view! {
        <div class="page-head">
            <div class="page-head__text">
                <div class="page-head__title">
                    <h1 tabindex="-1">{heading}</h1>
                    <span class="scope faint"><Icon name=icon />{kind}</span>
                </div>
                <div class="page-head__sub">
                    {within.run()}
                    <span class="row"><code>{id.clone()}</code><CopyButton label=format!("Copy {kind} ID") text=id on_copy=copy /></span>
                    <Freshness console />
                </div>
            </div>
            <div class="row page-head__actions">{actions.run()}</div>
        </div>
    }
    .into_any()
}
