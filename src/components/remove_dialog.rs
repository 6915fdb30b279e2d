//! Taking away what a token can do in a Workspace or on a Deployment. The token itself stays, which the dialog says beside
//! what deleting it would mean.

use std::sync::Arc;

use astro_tokens::grants::{Grants, Place, diff};
use astro_tokens::requests;
use astro_tokens::token::Token;
use leptos::prelude::*;

use super::actions::{
    Action, Deed, Losses, Protection, Unread, followed, gone, grants_fence, read_into, unlisted,
};
use super::as_code::{AsCode, Command, INCOMPLETE, calls};
use super::changes::WhatChanges;
use super::context::Console;
use super::grant_editor::changes_as_cli;
use super::grants_save::{GrantsSave, ReviewNotes, Wanted, role_names};
use super::link::href;
use super::names::legible;
use super::scope_badge::{home_name, place_id, place_name, place_word};
use super::sending::Sending;
use crate::browser::intl::number;
use crate::browser::page;
use crate::inventory::Remote;
use crate::routes::Route;
use crate::ui::{Button, ButtonKind, Checkbox, Dialog, DialogWidth, Icon, IconName};

/// What is removed. A handle: copying it copies nothing else.
#[derive(Clone, Copy, Debug)]
struct Form {
    console: Console,
    token: Memo<Option<Arc<Token>>>,
    place: StoredValue<Place>,
    /// What stands below the place goes, too.
    with_below: RwSignal<bool>,
}

impl Form {
    /// Reactive, as all that follows.
    fn base(self) -> Grants {
        let token = self.token.get();
        token
            .and_then(|token| token.grants.clone())
            .unwrap_or_default()
    }

    /// Whether Astro's last answer carried no grants of it.
    fn is_untold(self) -> bool {
        self.token.get().is_some_and(|token| token.grants.is_none())
    }

    fn alone(self) -> Grants {
        let base = self.base();
        self.place.with_value(|place| base.without(&place.key()))
    }

    fn branch(self) -> Grants {
        let (base, names) = (self.base(), self.console.inventory.names());
        self.place
            .with_value(|place| names.with(|names| base.without_branch(place, names)))
    }

    fn after(self) -> Grants {
        match self.with_below.get() {
            true => self.branch(),
            false => self.alone(),
        }
    }

    /// What may stay or go. A token without a role on the place itself has only the others to lose.
    fn choice(self) -> Option<String> {
        let alone = self.alone();
        further(&alone, &self.branch()).filter(|_| alone != self.base())
    }
}

#[component]
pub fn RemoveDialog(token: Arc<Token>, place: Place) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let names = console.inventory.names().get_untracked();
    let here = legible(&place_name(&place, &names).unwrap_or_else(|| place_id(&place)));
    let name = legible(&token.name);
    let sending = Sending::new(console);
    let protection = Protection::of(console, &token);
    let done = Callback::new(move |()| {
        console.act.set(Action::None);
        // The button that opened the dialog went with its row.
        page::focus_if_lost("main h1");
    });
    let save = GrantsSave::new(console, sending, ("the change", "is"), done)
        .read_with(console.holds.reading_here());
    let unread = RwSignal::new(None);
    read_into(console, &token, unread, || true);
    let form = Form {
        console,
        token: {
            let begun = token.clone();
            followed(
                console,
                move || Some(begun.clone()),
                move |id| save.sent(id),
            )
        },
        place: StoredValue::new(place.clone()),
        with_below: RwSignal::new(true),
    };
    let after = Signal::derive(move || Some(form.after()));
    let word = place_word(&place);
    let remove = {
        let (name, here) = (name.clone(), here.clone());
        Callback::new(move |()| {
            let Some(base) = form.token.get_untracked() else {
                return;
            };
            let (before, mine) = untrack(|| (form.base(), form.after()));
            let done = format!("Removed {name} from {here}");
            save.start(Wanted {
                base,
                before,
                mine,
                done,
            });
        })
    };
    let close = Callback::new(move |()| {
        if !sending.is_on_untracked() {
            save.leave();
            sending.close();
        }
    });
    let fence = Signal::derive(move || {
        sending
            .write_fence()
            .or_else(|| {
                let token = form.token.get()?;
                gone(console, &token.id).or_else(|| grants_fence(&token))
            })
            .or_else(|| {
                // What is offered to go with it has to be known first.
                let is_loading = || console.inventory.deployments().with(Remote::is_loading);
                let is_above = form
                    .place
                    .with_value(|place| matches!(place, Place::Workspace(_)));
                let why = unlisted(console).filter(|_| is_above && is_loading());
                why.map(str::to_owned)
            })
            .or_else(|| save.fence())
            .or_else(|| protection.fence(Deed::Remove))
    });
    save.resend_by(remove, fence);
    let button = match &place {
        Place::Workspace(_) => "Remove from Workspace",
        Place::Deployment(_) => "Remove from Deployment",
        _ => "Remove",
    };
    let footer = ViewFn::from(move || {
        let fenced = Signal::derive(move || sending.fence());
        view! {
            <Button fenced on_press=close>"Cancel"</Button>
            <Button kind=ButtonKind::Primary fenced=fence on_press=remove>{move || sending.label(button)}</Button>
        }
        .into_any()
    });
    let subtitle = Some(format!(
        "Takes away what {name} can do in this {word}. The token itself stays."
    ));
    let title = format!("Remove from {here}?");
    let organization = console.inventory.organization_id();
    let body = move || {
        let key = place.key();
        let loses = move || {
            let held = form.base().role_set(&key);
            match held.is_empty() {
                true if form.is_untold() => String::new(),
                true => "Loses its roles further down.".to_owned(),
                false => format!("Loses {} here.", role_names(&held)),
            }
        };
        let home = names_home(console, &token);
        let at_token = href(&Route::token(organization.clone(), token.id.clone()));
        let leave = move |event: leptos::ev::MouseEvent| {
            if sending.is_on_untracked() {
                event.prevent_default();
            } else {
                close.run(());
            }
        };
        let on_below = Callback::new(move |checked: bool| {
            save.turn_from_conflicts();
            form.with_below.set(checked);
        });
        let below = move || {
            let further = form.choice()?;
            let label = format!("Drop {further} as well");
            Some(view! { <Checkbox label checked=form.with_below on_change=on_below /> })
        };
        let command = Signal::derive(move || {
            let changes = diff(&form.base(), &form.after());
            let (token, names) = (form.token.get(), console.inventory.names());
            let token = token.ok_or_else(|| INCOMPLETE.to_owned())?;
            names.with(|names| changes_as_cli(&token, changes, names))
        });
        let curl = {
            let (organization, id) = (organization.clone(), token.id.clone());
            Signal::derive(move || -> Command {
                let request = requests::update_token_roles(&organization, &id, &form.after());
                calls(console, &[request])
            })
        };
        let before = Signal::derive(move || Some(form.base()));
        view! {
            {save.view()}
            <ul class="cols versus">
                <li class="accent">
                    <h3 class="row"><Icon name=IconName::Unlink />"Remove"</h3>
                    <p class="small muted">{loses}" Its secret keeps working wherever it has another role. It can be added again."</p>
                </li>
                <li>
                    <h3 class="row"><Icon name=IconName::Trash />"Delete"</h3>
                    <p class="small muted">
                        "Ends the token everywhere, for ever, in "{home}" as well. That is done on "
                        <a href=at_token on:click=leave>"its own page"</a>"."
                    </p>
                </li>
            </ul>
            {below}
            <Losses console token=form.token after />
            <Unread why=unread />
            <WhatChanges console before after />
            <ReviewNotes console token=form.token wanted=after />
            {protection.view(Deed::Remove)}
            <AsCode cli=command curl />
        }
    };
    view! {
        <Dialog open=true title subtitle on_close=close alert=true width=DialogWidth::Medium footer>{body()}</Dialog>
    }
    .into_any()
}

fn names_home(console: Console, token: &Token) -> String {
    let (inventory, names) = (console.inventory, console.inventory.names());
    let name = names.with_untracked(|names| home_name(token, &inventory.organization_id(), names));
    name.map_or_else(|| "its home".to_owned(), |name| legible(&name))
}

/// “its roles on 2 Deployments and 3 Dags”: what stands below the place and would stay. `None`: nothing.
fn further(alone: &Grants, branch: &Grants) -> Option<String> {
    let below = diff(alone, branch);
    let count = |is_of: fn(&Place) -> bool, one: &str, several: &str| {
        let count = below
            .iter()
            .filter(|change| is_of(&change.key.place()))
            .count();
        match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            count => Some(format!("{} {several}", number(count))),
        }
    };
    let mut parts: Vec<String> = [
        count(
            |place| matches!(place, Place::Deployment(_)),
            "Deployment",
            "Deployments",
        ),
        count(|place| matches!(place, Place::Dag { .. }), "Dag", "Dags"),
        count(
            |place| matches!(place, Place::DagTag { .. }),
            "Dag tag",
            "Dag tags",
        ),
    ]
    .into_iter()
    .flatten()
    .collect();
    let last = parts.pop()?;
    Some(match parts.is_empty() {
        true => format!("its roles on {last}"),
        false => format!("its roles on {} and {last}", parts.join(", ")),
    })
}
