//! The further grants of a token that was just created: given behind its secret, with what became of them, and the ways on.

use astro_tokens::grants::{Conflict, GrantKey, Grants};
use astro_tokens::id::TokenId;
use astro_tokens::names::Names;
use leptos::prelude::*;

use super::delete_here::DeleteHere;
use crate::browser::page;
use crate::commands::{
    GrantsFound, GrantsOutcome, GrantsRefusal, SetGrants, read_back, set_grants,
};
use crate::components::context::Console;
use crate::components::edit_dialog::grants_errors;
use crate::components::grants_save::{role_names, save_all_the_same, whole};
use crate::components::hold::Held;
use crate::components::link::opener;
use crate::components::outcomes::{OutcomeNotice, Told, grants};
use crate::components::scope_badge::place_words;
use crate::routes::{Route, TokenTab};
use crate::ui::{Banner, Button, IconName, Size, Toast, Toasts, Tone, dynamic};

/// The further grants of a successor that can't be told among others.
#[component]
pub fn NotGranted(further: Grants) -> impl IntoView {
    let told = Told {
        tone: Tone::Warn,
        title: "The further grants are not given".to_owned(),
        text: "Astro’s answer was damaged and did not tell which token is new, so nothing was given to it. Nothing was sent. Find the \
               token by its name, and give it on its Access tab:"
            .to_owned(),
        list: Console::current().map_or_else(Vec::new, |console| chosen(console, &further)),
    };
    view! { <OutcomeNotice told errors=Vec::new() /> }.into_any()
}

/// The places where a new token was to get roles, each with those.
pub fn chosen(console: Console, further: &Grants) -> Vec<String> {
    let names = console.inventory.names().get_untracked();
    let line = |key: GrantKey| {
        let place = place_words(&key.place(), &names);
        format!("{place}: {}", role_names(&further.role_set(&key)))
    };
    further.keys().map(line).collect()
}

/// The places where someone else gave the new token other roles than it was to get, each with those.
fn left_to_others(stands: &Grants, further: &Grants, names: &Names) -> Vec<String> {
    let others = further.keys().filter_map(|key| {
        let roles = stands.role_set(&key);
        let place = || place_words(&key.place(), names);
        (roles != further.role_set(&key)).then(|| format!("{}: {}", place(), role_names(&roles)))
    });
    others.collect()
}

/// The places where the new token has no role yet, each with what it was to get.
fn lacking(stands: &Grants, further: &Grants, names: &Names) -> Vec<String> {
    let lacking = further
        .keys()
        .filter(|key| stands.roles_at(key).next().is_none());
    let line = |key: GrantKey| {
        let place = place_words(&key.place(), names);
        format!("{place} lacks {}", role_names(&further.role_set(&key)))
    };
    lacking.map(line).collect()
}

/// What came of giving it `further`, where it has `stands` as far as was read.
fn told(console: Console, outcome: &GrantsOutcome, stands: &Grants, further: &Grants) -> Told {
    let names = console.inventory.names().get_untracked();
    let mut told = grants(outcome, "the further grants", "are", &names);
    match outcome {
        GrantsOutcome::Conflicts(conflicts) => {
            // There is no choice here: the secret has this dialog.
            "Someone else gave the token another role here. Its Access tab shows all that stands."
                .clone_into(&mut told.text);
            let line = |conflict: &Conflict| {
                let place = place_words(&conflict.key.place(), &names);
                format!("{place}: {}", role_names(&conflict.theirs))
            };
            told.list = conflicts.iter().map(line).collect();
        }
        GrantsOutcome::Unchanged
        | GrantsOutcome::Saved { .. }
        | GrantsOutcome::Unanswered {
            found: GrantsFound::Saved { .. },
            ..
        } => {
            let stands = whole(outcome).flatten().map_or(stands, |(_, after)| after);
            let left = left_to_others(stands, further, &names);
            if !left.is_empty() {
                told.tone = Tone::Warn;
                "Someone else gave the token other roles meanwhile".clone_into(&mut told.title);
                "These stand as they set them. Everything else is as you wanted it."
                    .clone_into(&mut told.text);
                told.list = left;
            }
            if further.with_further_fields().next().is_some() {
                told.text.push_str(
                    " Some of them carry fields that this version does not know and could not send.",
                );
            }
        }
        // What it has was read, and nothing was written.
        GrantsOutcome::Refused(
            GrantsRefusal::PartialView
            | GrantsRefusal::Narrowed
            | GrantsRefusal::Unproven
            | GrantsRefusal::Illegal(_)
            | GrantsRefusal::HomeGrantRemoved
            | GrantsRefusal::Api(_),
        )
        | GrantsOutcome::Unanswered {
            found: GrantsFound::NotSaved,
            ..
        } => told.list = lacking(stands, further, &names),
        GrantsOutcome::Refused(GrantsRefusal::RolesAbsent)
        | GrantsOutcome::Unanswered {
            found: GrantsFound::Unknown(_),
            ..
        } => told.list = chosen(console, further),
        GrantsOutcome::Refused(GrantsRefusal::Gone)
        | GrantsOutcome::Lost { .. }
        | GrantsOutcome::Unanswered {
            found: GrantsFound::Changed { .. },
            ..
        } => {}
    }
    told
}

/// Gives the new token its further grants, and says what came of it.
#[component]
pub fn FurtherGrants(further: Grants, new: TokenId) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    // What is asked for after this dialog is closed holds the id itself.
    let held = move |id: &TokenId| {
        let tokens = console.inventory.tokens();
        tokens.with_untracked(|table| table.get(id).cloned())
    };
    let stands = move |id: &TokenId| {
        let held = held(id).and_then(|held| held.grants.clone());
        held.unwrap_or_default()
    };
    let id = new.clone();
    let show = opener();
    let access = Route::Token {
        organization: console.inventory.organization_id(),
        token: new.clone(),
        tab: TokenTab::Access,
        successor: None,
    };
    let outcome = RwSignal::new(None::<GrantsOutcome>);
    // Later on others may have given it what is hidden from this session.
    let first = StoredValue::new(true);
    let is_on = RwSignal::new(false);
    let toasts = Toasts::current();
    let further = StoredValue::new(further);
    let grant = {
        let new = new.clone();
        Callback::new(move |()| {
            let (new, further) = (new.clone(), further.get_value());
            let (show, access) = (show.clone(), access.clone());
            is_on.set(true);
            let is_new = first.get_value();
            first.set_value(false);
            page::keep_focus_in_dialog();
            // The secret may be stored, and this dialog closed, before it is done.
            let hold = console.holds.hold(Held::Answer);
            console.tasks.spawn(async move {
                let writer = console.writer.get_value();
                let known = held(&new).is_some_and(|held| held.grants.is_some());
                if !known {
                    read_back(&writer, &new).await;
                }
                let now = held(&new);
                let set = SetGrants {
                    is_new,
                    ..SetGrants::further(new.clone(), now.as_deref(), &further)
                };
                let granted = set_grants(&writer, set).await;
                is_on.try_set(false);
                // Handed back: nobody is there any more to read it here.
                if let (Some(Some(late)), Some(toasts)) = (outcome.try_set(Some(granted)), toasts) {
                    let told = told(console, &late, &stands(&new), &further);
                    let is_good = told.tone == Tone::Good;
                    let said = told.in_one_line();
                    let toast = match is_good {
                        true => Toast::good(told.title),
                        false => Toast::bad(told.title).keeping(console.holds.hold(Held::Outcome)),
                    };
                    let toast = toast
                        .text(said.clone())
                        .way("Open its grants", move || show(&access));
                    if !is_good || !said.is_empty() {
                        toasts.show(toast);
                    }
                }
                drop(hold);
            });
        })
    };
    grant.run(());
    Effect::new(move |before: Option<()>| {
        outcome.track();
        if before.is_some() {
            page::keep_focus_in_dialog();
        }
    });
    // Whatever comes of deleting it, the secret stays until the dialog is closed: it may still hold.
    let delete = DeleteHere::new(console, new, None);
    let fenced = Signal::derive(move || delete.fence());
    let ways = move || {
        let is_refused_for = |refusal: GrantsRefusal| {
            let refused = GrantsOutcome::Refused(refusal);
            outcome.with(|outcome| outcome.as_ref() == Some(&refused))
        };
        if delete.is_gone() || is_refused_for(GrantsRefusal::Gone) {
            return ().into_any();
        }
        let is_left = outcome.with(|outcome| {
            outcome
                .as_ref()
                .is_some_and(|outcome| whole(outcome).is_none())
        });
        if !is_left {
            return ().into_any();
        }
        let is_unproven = is_refused_for(GrantsRefusal::Unproven);
        // The same again would meet the same.
        let is_narrowed = is_refused_for(GrantsRefusal::Narrowed);
        let finish = move || match (is_unproven, is_narrowed) {
            (true, _) => save_all_the_same(console, fenced, grant),
            (_, true) => ().into_any(),
            (false, false) => {
                view! { <Button size=Size::Small fenced on_press=grant>"Finish"</Button> }
                    .into_any()
            }
        };
        let buttons = move || delete.buttons("Delete the new token…");
        view! {
            <Show when=move || !delete.asks()>{finish}</Show>
            {dynamic(buttons)}
        }
        .into_any()
    };
    // What can be done changes while the notice stands.
    let ways = ViewFn::from(move || ways.into_any());
    let deleted = move || delete.told("the new token");
    let granted = move || match outcome.get().filter(|_| !is_on.get()) {
        None => view! {
            <Banner icon=IconName::Info title="Giving it the further grants…">
                <p>"Store the secret meanwhile."</p>
            </Banner>
        }
        .into_any(),
        Some(outcome) => {
            let stands = stands(&id);
            let told = further.with_value(|further| told(console, &outcome, &stands, further));
            view! { <OutcomeNotice told errors=grants_errors(&outcome) actions=ways.clone() /> }
                .into_any()
        }
    };
    view! { {deleted}{granted} }.into_any()
}
