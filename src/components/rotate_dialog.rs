//! Rotating a token: what stops working, then the new value in the secret dialog.

use std::sync::Arc;

use astro_tokens::requests;
use astro_tokens::snippets::astro_cli;
use astro_tokens::token::Token;
use leptos::prelude::*;

use super::actions::{Action, Consequences, Deed, Due, Issued, IssuedBy, Protection, gone};
use super::as_code::{AsCode, calls, cli};
use super::context::Console;
use super::names::legible;
use super::outcomes::{OutcomeNotice, rotation};
use super::sending::Sending;
use crate::commands::{Rotation, RotationFound, look_after_rotation, rotate_token};
use crate::session::EndReason;
use crate::ui::{Button, ButtonKind, Dialog, DialogWidth, IconName};

#[component]
pub fn RotateDialog(token: Arc<Token>) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let protection = Protection::of(console, &token);
    let sending = Sending::new(console);
    let reading = console.holds.reading_here();
    let outcome = RwSignal::new(None::<Arc<Rotation>>);
    let rotated = token.clone();
    let rotate = Callback::new(move |()| {
        let token = rotated.clone();
        outcome.set(None);
        reading.end();
        sending.issue(async move {
            let writer = console.writer.get_value();
            match rotate_token(&writer, &token.id).await {
                Rotation::Rotated {
                    secret,
                    is_own,
                    is_entered,
                } => {
                    let issued = Issued {
                        secret,
                        token: Some(token.id.clone()),
                        name: token.name.clone(),
                        by: IssuedBy::Rotation { is_own },
                        due: if is_entered {
                            Due::Nothing
                        } else {
                            Due::ReadBack
                        },
                    };
                    console.act.set(Action::Secret(Arc::new(issued)));
                }
                rotation => {
                    reading.begin();
                    outcome.try_set(Some(Arc::new(rotation)));
                }
            }
        });
    });
    let look = Callback::new(move |()| {
        let Some(before) = outcome.get_untracked() else {
            return;
        };
        sending.start(async move {
            let Rotation::Unanswered { error, lookup, .. } = &*before else {
                return;
            };
            let found = look_after_rotation(&console.writer.get_value(), lookup).await;
            reading.begin();
            outcome.try_set(Some(Arc::new(Rotation::Unanswered {
                error: error.clone(),
                found,
                lookup: lookup.clone(),
            })));
        });
    });
    let name = legible(&token.name);
    let told = {
        let name = name.clone();
        move || {
            outcome.get().map(|outcome| {
                let errors = match &*outcome {
                    Rotation::Rotated { .. } => Vec::new(),
                    Rotation::NotSent(error) | Rotation::Gone(error) | Rotation::Refused(error) => {
                        vec![error.clone()]
                    }
                    Rotation::Unanswered {
                        error,
                        found: RotationFound::Unknown(second),
                        ..
                    } => {
                        vec![error.clone(), second.clone()]
                    }
                    Rotation::Unanswered { error, .. } => vec![error.clone()],
                };
                view! { <OutcomeNotice told=rotation(&outcome, &name) errors /> }
            })
        }
    };
    let way_on = Memo::new(move |_| outcome.with(|outcome| way_on(outcome.as_deref())));
    let id = token.id.clone();
    let fence = Signal::derive(move || {
        sending
            .write_fence()
            .or_else(|| gone(console, &id))
            .or_else(|| protection.fence(Deed::Rotate))
    });
    // Its value is lost: nobody can use the session any more.
    let close = Callback::new(move |()| {
        if way_on.get_untracked() == WayOn::SignIn {
            console.end.run(EndReason::Refused);
        }
        sending.close();
    });
    let footer = ViewFn::from(move || {
        let fenced = Signal::derive(move || sending.fence());
        view! {
            <Show when=move || matches!(way_on.get(), WayOn::Look | WayOn::LookOrRotate)>
                <Button fenced icon=IconName::Refresh on_press=look>"Look again"</Button>
            </Show>
            <Button fenced on_press=close>
                {move || match way_on.get() {
                    WayOn::Begin => "Cancel",
                    WayOn::SignIn => "Sign in again",
                    WayOn::Look | WayOn::LookOrRotate | WayOn::Rotate | WayOn::Close => "Close",
                }}
            </Button>
            <Show when=move || matches!(way_on.get(), WayOn::Begin | WayOn::Rotate | WayOn::LookOrRotate)>
                <Button kind=ButtonKind::Primary on_press=rotate fenced=fence>
                    {move || sending.label(if way_on.get() == WayOn::Begin { "Rotate token" } else { "Rotate once more" })}
                </Button>
            </Show>
        }
        .into_any()
    });
    let subtitle = Some(
        "The old secret stops working at once, everywhere. A new one is shown once, right after this step.".to_owned(),
    );
    let title = format!("Rotate {name}?");
    let body = move || {
        let id = token.id.clone();
        let request = requests::rotate_token(&console.inventory.organization_id(), &id);
        let command = astro_cli::home_of(&token).and_then(|home| astro_cli::rotate(&home, &id));
        view! {
            {sending.notice()}
            {told.clone()}
            <Consequences token=token.clone() title="Uses the old secret" />
            <p class="muted">"Name, grants and end date stay as they are."</p>
            {protection.view(Deed::Rotate)}
            <AsCode cli=cli(command) curl=calls(console, &[request]) />
        }
    };
    view! {
        <Dialog open=true title subtitle on_close=close alert=true width=DialogWidth::Medium footer>{body()}</Dialog>
    }
    .into_any()
}

/// What can be done next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WayOn {
    /// Nothing was sent yet, or it was refused.
    Begin,
    Look,
    LookOrRotate,
    /// It has to be rotated again.
    Rotate,
    SignIn,
    Close,
}

fn way_on(outcome: Option<&Rotation>) -> WayOn {
    match outcome {
        None | Some(Rotation::NotSent(_) | Rotation::Refused(_)) => WayOn::Begin,
        Some(Rotation::Rotated { .. } | Rotation::Gone(_)) => WayOn::Close,
        Some(Rotation::Unanswered { found, .. }) => match found {
            RotationFound::Rotated => WayOn::Rotate,
            RotationFound::NotRotated => WayOn::LookOrRotate,
            RotationFound::LockedOut => WayOn::SignIn,
            RotationFound::Gone => WayOn::Close,
            RotationFound::Unknown(_) => WayOn::Look,
        },
    }
}
