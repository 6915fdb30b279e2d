//! The ways to give a Workspace or a Deployment another token: one button in the head of its page.

use astro_tokens::grants::Place;
use astro_tokens::model::Scope;
use leptos::prelude::*;

use super::actions::Action;
use super::context::Console;
use super::names::legible;
use crate::ui::{Button, ButtonKind, Icon, IconName, IconSize, Menu, MenuItem};

/// What can be picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    Create,
    Organization,
    Workspace,
}

/// The button and its menu. `create`: what creates a token whose home is here, and what the button does by itself.
#[component]
pub fn AddToken(place: Place, #[prop(optional, into)] create: Option<Action>) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let place = StoredValue::new(place);
    let create = StoredValue::new(create);
    let has_create = create.with_value(Option::is_some);
    let items = Signal::derive(move || place.with_value(|place| items(console, place, has_create)));
    let on_pick = Callback::new(move |choice: Choice| {
        let place = place.get_value();
        console.act.set(match choice {
            Choice::Create => create.get_value().unwrap_or_default(),
            Choice::Organization => Action::Assign(place, Scope::Organization),
            Choice::Workspace => Action::Assign(place, Scope::Workspace),
        });
    });
    let fenced = Signal::derive(move || place.with_value(|place| console.place_fence(place)));
    let on_create = Callback::new(move |()| on_pick.run(Choice::Create));
    let whole = move || view! { <Icon name=IconName::Plus />"Add token"<Icon name=IconName::Down size=IconSize::Small /> };
    let arrow = || view! { <Icon name=IconName::Down size=IconSize::Small /> };
    let class = "btn btn--primary";
    if has_create {
        view! {
            <span class="joined">
                <Button kind=ButtonKind::Primary icon=IconName::Plus fenced on_press=on_create>"Add token"</Button>
                <Menu label="More ways to add" items on_pick trigger=arrow trigger_class=class trigger_label="More ways to add" />
            </span>
        }
        .into_any()
    } else {
        view! { <Menu label="Add token" items on_pick trigger=whole trigger_class=class /> }
            .into_any()
    }
}

/// Reactive.
fn items(console: Console, place: &Place, has_create: bool) -> Vec<MenuItem<Choice>> {
    let fence = console.place_fence(place);
    let from = |name: String| format!("From {name}");
    let organization = legible(&console.inventory.organization_name());
    let mut items = Vec::new();
    match place {
        Place::Workspace(_) => {
            items.push(
                MenuItem::action(Choice::Create, IconName::Plus, "Create Workspace token")
                    .hint("Lives here; ends with this Workspace"),
            );
            items.push(
                MenuItem::action(
                    Choice::Organization,
                    IconName::Organization,
                    "Add Organization token",
                )
                .hint("Give an existing token a role here"),
            );
        }
        Place::Deployment(id) => {
            items.push(
                MenuItem::action(Choice::Create, IconName::Plus, "Create Deployment token")
                    .hint("Lives here; ends with this Deployment"),
            );
            let workspace = console.inventory.names().with(|names| {
                let id = names.workspace_of(id.as_str())?;
                let name = names.workspace(id.as_str()).unwrap_or(id.as_arc());
                Some(legible(name))
            });
            items.push(
                MenuItem::action(
                    Choice::Workspace,
                    IconName::Workspace,
                    "Assign Workspace token",
                )
                .hint(workspace.map_or_else(|| "From its Workspace".to_owned(), from)),
            );
            items.push(
                MenuItem::action(
                    Choice::Organization,
                    IconName::Organization,
                    "Assign Organization token",
                )
                .hint(from(organization)),
            );
        }
        _ => {}
    }
    items.retain(|item| has_create || item.value != Choice::Create);
    items
        .into_iter()
        .map(|item| item.fenced(fence.clone()))
        .collect()
}
