//! Giving a token a role in a Workspace or on a Deployment that is not its home, or another one than it has there.

mod pick;
mod seek;

use std::sync::Arc;

use astro_tokens::grants::{Change, Conflict, Grants, Place, diff};
use astro_tokens::id::TokenId;
use astro_tokens::model::Scope;
use astro_tokens::requests;
use astro_tokens::roles;
use astro_tokens::snippets::astro_cli;
use astro_tokens::token::Token;
use leptos::prelude::*;

use self::pick::{Pick, several};
use super::actions::{
    Action, Deed, Losses, Protection, Unread, followed, gone, grants_fence, read_into,
};
use super::as_code::{AsCode, Command, INCOMPLETE, calls, cli};
use super::changes::WhatChanges;
use super::context::Console;
use super::draft::Draft;
use super::grants_save::{GrantsSave, ReviewNotes, Wanted};
use super::names::legible;
use super::role_choice::{RoleMeaning, role_options_on};
use super::scope_badge::{place_id, place_name};
use super::sending::Sending;
use crate::browser::page;
use crate::commands::GrantsOutcome;
use crate::ui::{Button, ButtonKind, Dialog, DialogWidth, SelectField};

/// Id of the form, for the button in the foot.
const FORM: &str = "assign-role";

/// What the form is filled in with.
#[derive(Clone, Copy, Debug)]
struct Form {
    place: StoredValue<Place>,
    /// As it is now. `None` as long as none is picked.
    token: Memo<Option<Arc<Token>>>,
    /// The same with what others gave it here meanwhile, as far as a conflict told: what is shown starts from there.
    met: Memo<Option<Arc<Token>>>,
    /// Empty as long as none is chosen.
    role: RwSignal<String>,
}

impl Form {
    /// The one role that the token has there now.
    fn held(self, token: &Token) -> Option<Arc<str>> {
        let roles = self.place.with_value(|place| {
            token
                .grants
                .as_ref()
                .map(|grants| grants.role_set(&place.key()))
        })?;
        let mut roles = roles.into_iter();
        roles.next().filter(|_| roles.next().is_none())
    }

    fn is_held_by(self, token: &Token) -> bool {
        self.place.with_value(|place| {
            let grants = token.grants.as_ref();
            grants.is_some_and(|grants| grants.roles_at(&place.key()).next().is_some())
        })
    }

    /// The token's grants with the role that is chosen. Reactive.
    fn wanted(self) -> Option<Grants> {
        let token = self.token.get()?;
        let role = self.role.get();
        let base = token.grants.as_ref().filter(|_| !role.is_empty())?;
        Some(
            self.place
                .with_value(|place| base.with_role(&place.key(), Arc::from(role))),
        )
    }

    fn before(self) -> Option<Grants> {
        self.token.get()?.grants.clone()
    }

    /// Whether there is anything to lose. Reactive.
    fn is_changed(self) -> bool {
        let role = self.role.get();
        let held = self.token.get().and_then(|token| self.held(&token));
        !role.is_empty() && held.is_none_or(|held| *held != *role)
    }

    fn is_demotion(self) -> bool {
        let changes = self.before().zip(self.wanted());
        changes
            .is_some_and(|(before, wanted)| diff(&before, &wanted).iter().any(Change::takes_away))
    }
}

/// The dialog: `token` gets another role on `place`, or, without one, a token of `scope` is picked first.
#[component]
pub fn AssignDialog(
    place: Place,
    scope: Scope,
    #[prop(optional, into)] token: Option<Arc<Token>>,
) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let here = named(console, &place);
    let title = match &token {
        Some(token) => format!("Role of {} in {here}", legible(&token.name)),
        None => format!("Add {} to {here}", article(&scope)),
    };
    let sending = Sending::new(console);
    let done = Callback::new(move |()| {
        console.act.set(Action::None);
        // A row may no longer be one of those that are filtered for, and the button that opened the dialog goes with it.
        page::focus_if_lost("main h1");
    });
    let save = GrantsSave::new(console, sending, ("the role", "is"), done);
    let is_fixed = token.is_some();
    let pick = Pick::new(console, place.clone(), scope);
    if let Some(token) = token {
        pick.settle(token);
    }
    let token = followed(console, move || pick.token(), move |id| save.sent(id));
    let form = Form {
        token,
        met: Memo::new(move |_| {
            token
                .get()
                .map(|token| met(token, save.outcome().as_deref()))
        }),
        place: StoredValue::new(place),
        role: RwSignal::default(),
    };
    let protection = Protection::of_none(console);
    let unread = RwSignal::new(None);
    // A role that a person chose stays, unless another token is picked that has one here.
    let by_hand = StoredValue::new(false);
    let begin = move |last: Option<TokenId>| {
        let token = form.token.get()?;
        let is_same = last.as_ref() == Some(&token.id);
        if !is_same {
            protection.turn_to(&token);
            save.turn_to(&token);
            unread.set(None);
            let id = token.id.clone();
            read_into(console, &token, unread, move || {
                let shown = form.token.try_get_untracked().flatten();
                shown.is_some_and(|shown| shown.id == id)
            });
        }
        let held = form.held(&token);
        if held.is_some() && !is_same {
            by_hand.set_value(false);
        }
        if !by_hand.get_value() {
            let held = held.map(|held| held.to_string());
            form.role.set(held.unwrap_or_default());
        }
        Some(token.id.clone())
    };
    let begun = StoredValue::new(untrack(|| begin(None)));
    Effect::new(move |_| begun.set_value(begin(begun.get_value())));
    let leave = Callback::new(move |()| {
        save.leave();
        sending.close();
        // Its row may be gone since.
        page::focus_if_lost("main h1");
    });
    let draft = Draft::new(console, move || form.is_changed(), leave);
    let close = Callback::new(move |()| {
        if !sending.is_on_untracked() {
            draft.close();
        }
    });
    let send = {
        let here = here.clone();
        Callback::new(move |()| {
            let filled = untrack(|| (form.token.get(), form.before(), form.wanted()));
            let (Some(base), Some(before), Some(mine)) = filled else {
                return;
            };
            let name = legible(&base.name);
            let role = legible(roles::full_label(&form.role.get_untracked()));
            let done = format!("{name} is {role} in {here}");
            save.start(Wanted {
                base,
                before,
                mine,
                done,
            });
        })
    };
    let is_demotion =
        Memo::new(move |_| form.is_demotion() || save.overruled().iter().any(Change::takes_away));
    let fence = Signal::derive(move || {
        let missing = || {
            let Some(token) = form.token.get() else {
                return Some("Choose a token first.".to_owned());
            };
            if let Some(gone) = gone(console, &token.id) {
                return Some(gone);
            }
            let role = form.role.get();
            if role.is_empty() {
                return Some("Choose a role first.".to_owned());
            }
            let is_held = form.held(&token).is_some_and(|held| *held == *role);
            is_held
                .then(|| "It has this role here already.".to_owned())
                .or_else(|| grants_fence(&token))
        };
        sending
            .write_fence()
            .or_else(missing)
            .or_else(|| save.fence())
            .or_else(|| {
                protection
                    .fence(Deed::DemoteHere)
                    .filter(|_| is_demotion.get())
            })
    });
    save.resend_by(send, fence);
    let is_change = Memo::new(move |_| form.met.get().is_some_and(|token| form.is_held_by(&token)));
    let is_lost = Memo::new(move |_| {
        is_fixed
            && form
                .token
                .get()
                .is_some_and(|token| token.grants.is_some() && !form.is_held_by(&token))
    });
    let footer = ViewFn::from(move || {
        let fenced = Signal::derive(move || sending.fence());
        view! {
            <Button kind=ButtonKind::Quiet fenced on_press=close>"Cancel"</Button>
            <Button kind=ButtonKind::Primary submit=true form=FORM fenced=fence>
                {move || sending.label(if is_change.get() { "Change role" } else { "Add token" })}
            </Button>
        }
        .into_any()
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if fence.get_untracked().is_none() {
            send.run(());
        }
    };
    let aside = ViewFn::from(move || view! { <Preview console form /> }.into_any());
    let subtitle = Signal::derive(move || {
        if !is_fixed {
            return Some("It keeps its home, its secret and its roles elsewhere.".to_owned());
        }
        let held = form.token.get();
        let held = held.and_then(|held| form.place.with_value(|place| several(&held, place)));
        let words = held.map_or_else(String::new, |count| {
            format!("One role takes the place of the {count} that it has here. ")
        });
        Some(words + "Its roles elsewhere stay as they are.")
    });
    let body = move || {
        let field = (!is_fixed).then(|| pick.field(form.token));
        let options = Signal::derive(move || role_options(console, form));
        let on_role = Callback::new(move |role: String| {
            by_hand.set_value(true);
            save.turn_from_conflicts();
            form.role.set(role);
        });
        let role = Signal::derive(move || form.role.get());
        let after = Signal::derive(move || form.wanted());
        let losses = move || {
            let is_change = is_change.get();
            is_change.then(|| view! { <Losses console token=form.met after /> })
        };
        view! {
            {save.view()}
            {field}
            {move || is_lost.get().then(|| view! { <p role="status">"It has no role here any more: it was removed meanwhile."</p> })}
            <SelectField id="assign-as" label=role_label(&form.place.get_value()) options value=role on_change=on_role />
            <WhatChanges console before=Signal::derive(move || form.met.get()?.grants.clone()) after />
            <ReviewNotes console token=form.token wanted=after />
            {losses}
            <Unread why=unread />
            {move || is_demotion.get().then(|| protection.view(Deed::DemoteHere))}
        }
    };
    view! {
        <Dialog open=true title subtitle on_close=close width=DialogWidth::Wide aside footer>
            <form class="stack" id=FORM novalidate on:submit=submit>{body()}</form>
        </Dialog>
        {draft.question()}
    }
    .into_any()
}

/// The token with what others gave it, where the last try was stopped by that.
fn met(token: Arc<Token>, outcome: Option<&GrantsOutcome>) -> Arc<Token> {
    let (Some(grants), Some(GrantsOutcome::Conflicts(conflicts))) = (&token.grants, outcome) else {
        return token;
    };
    let theirs =
        |grants: Grants, conflict: &Conflict| grants.with_roles(&conflict.key, &conflict.theirs);
    let grants = conflicts.iter().fold(grants.clone(), theirs);
    Arc::new(Token {
        grants: Some(grants),
        ..(*token).clone()
    })
}

fn named(console: Console, place: &Place) -> String {
    let name = console
        .inventory
        .names()
        .with_untracked(|names| place_name(place, names));
    legible(&name.unwrap_or_else(|| place_id(place)))
}

const fn article(scope: &Scope) -> &'static str {
    match scope {
        Scope::Organization => "an Organization token",
        Scope::Workspace => "a Workspace token",
        Scope::Deployment | Scope::Unknown(_) => "a token",
    }
}

const fn role_label(place: &Place) -> &'static str {
    match place {
        Place::Workspace(_) => "Workspace role",
        Place::Deployment(_) => "Deployment role",
        _ => "Role",
    }
}

/// The roles that can be had there; one that is held is among them even where it is not known. Reactive.
fn role_options(console: Console, form: Form) -> Vec<(String, String)> {
    let place = form.place.get_value();
    let held = form.token.get().and_then(|token| form.held(&token));
    let mut options = vec![(String::new(), "Choose a role…".to_owned())];
    if let Some(level) = roles::level_on(&place.key().entity_type) {
        options.extend(role_options_on(console, &level, Some(&place), held.iter()));
    }
    options
}

/// What the role allows, and the same change as code.
#[component]
fn Preview(console: Console, form: Form) -> impl IntoView {
    let command = Signal::derive(move || -> Command {
        let role = form.role.get();
        let Some(token) = form.met.get().filter(|_| !role.is_empty()) else {
            return Err(INCOMPLETE.to_owned());
        };
        form.place.with_value(|place| {
            let grants = token.grants.clone().unwrap_or_default();
            let held = grants.role_set(&place.key());
            let held = held.iter().map(|role| &**role);
            let home = astro_cli::home_of(&token);
            cli(home.and_then(|home| astro_cli::assign(&home, &token.id, place, held, &role)))
        })
    });
    let curl = Signal::derive(move || -> Command {
        let organization = console.inventory.organization_id();
        let (Some(token), Some(wanted)) = (form.token.get(), form.wanted()) else {
            return Err(INCOMPLETE.to_owned());
        };
        let request = requests::update_token_roles(&organization, &token.id, &wanted);
        calls(console, &[request])
    });
    let role = Signal::derive(move || {
        let role = form.role.get();
        (!role.is_empty()).then(|| Arc::from(role))
    });
    view! {
        <RoleMeaning console role />
        <AsCode cli=command curl />
    }
    .into_any()
}
