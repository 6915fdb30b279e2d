//! Organization > Tokens: the inventory of every token that the caller may read.

use astro_tokens::token::Home;
use leptos::prelude::*;

use crate::browser::intl::number;
use crate::components::actions::Action;
use crate::components::context::Console;
use crate::components::create_dialog::nowhere;
use crate::components::names::Name;
use crate::components::token_list::{Freshness, TokenList};
use crate::inventory::{Coverage, List, Stage};
use crate::ui::{Button, ButtonKind, IconName};

#[component]
pub fn TokensPage() -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let inventory = console.inventory;
    let count = Memo::new(move |_| {
        let is_known = inventory
            .progress()
            .with(|progress| progress.stage == Stage::Done && !progress.is_fruitless());
        let held = inventory.tokens().with(|table| table.len());
        (held > 0 || is_known).then(|| number(held))
    });
    let name = Memo::new(move |_| inventory.organization_name().to_string());
    let sub = move || {
        let (what, scopes) = match *inventory.coverage().read() {
            Coverage::Full => ("Every token in ", ", at every scope."),
            Coverage::Partial { .. } => ("Tokens in ", ", as far as this token can see."),
            Coverage::Unknown => ("Tokens in ", "."),
        };
        view! { <span>{what} <Name text=name.get() /> {scopes}</span> }
    };
    let fenced = Signal::derive(move || console.write_fence().or_else(|| nowhere(console)));
    let home = Home::Organization(inventory.organization_id());
    let create = Callback::new(move |()| console.act.set(Action::Create(home.clone())));
    view! {
        <div class="page-head">
            <div class="page-head__text">
                <div class="page-head__title">
                    <h1 tabindex="-1">"API tokens"</h1>
                    <span class="faint">{move || count.get()}</span>
                </div>
                <div class="page-head__sub">{sub} <Freshness console /></div>
            </div>
            <div class="row page-head__actions">
                <Button kind=ButtonKind::Primary icon=IconName::Plus fenced on_press=create>
                    "Create token"
                </Button>
            </div>
        </div>
        <TokenList console list=List::Organization />
    }
    .into_any()
}
