//! What an end of the session comes to: the end, a question, or a wait (decisions: a secret that reached the page is
//! never lost).

use leptos::prelude::*;

use crate::browser::guard;
use crate::components::hold::Holds;
use crate::components::sign_in::SignInHere;
use crate::session::{End, EndReason, Phase, SessionEntry};
use crate::ui::{Button, ButtonKind, Dialog};

/// What follows from a reason to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ruling {
    End,
    /// The person is asked first.
    Ask,
    /// The token is of no use any more; what is held stays, and the session can go on with a new value. What a write came to
    /// is read first.
    SignInHere,
    /// Not before the secret is stored.
    Wait,
}

/// What would be lost.
#[derive(Clone, Copy, Debug, Default)]
struct Kept {
    has_secret: bool,
    has_draft: bool,
    /// What a write came to is on the page, and was not read yet.
    has_outcome: bool,
}

impl Kept {
    fn of(holds: Holds) -> Self {
        untrack(|| Self {
            has_secret: holds.has_secret(),
            has_draft: holds.has_draft(),
            has_outcome: holds.has_outcome(),
        })
    }
}

const fn rule(reason: EndReason, kept: Kept) -> Ruling {
    let Kept {
        has_secret,
        has_draft,
        has_outcome,
    } = kept;
    match reason {
        EndReason::SignedOut if has_secret || has_draft => Ruling::Ask,
        EndReason::Refused | EndReason::Expired if has_secret || has_draft || has_outcome => {
            Ruling::SignInHere
        }
        EndReason::Idle | EndReason::Absolute if has_secret => Ruling::Wait,
        EndReason::SignedOut
        | EndReason::Refused
        | EndReason::Expired
        | EndReason::Idle
        | EndReason::Absolute
        | EndReason::Duplicated => Ruling::End,
    }
}

/// Where the end stands.
#[derive(Clone, Copy, Debug)]
pub struct Ending {
    holds: Holds,
    /// Why the token is of no use any more, until there is a new one.
    refused: RwSignal<Option<EndReason>>,
    /// Signing out was asked for, and waits for the answer.
    asked: RwSignal<bool>,
    end: Callback<EndReason>,
}

impl Ending {
    /// `end` ends the session for good.
    pub fn new(holds: Holds, end: Callback<EndReason>) -> Self {
        Self {
            holds,
            refused: RwSignal::new(None),
            asked: RwSignal::new(false),
            end,
        }
    }

    /// Hears each reason to end.
    pub fn hear(self, reason: EndReason) {
        match rule(reason, Kept::of(self.holds)) {
            Ruling::End => self.now(reason),
            Ruling::Ask => {
                self.asked.try_set(true);
            }
            Ruling::SignInHere => {
                // A reload must not go on with a token that is refused.
                SessionEntry::clear();
                self.refused.try_set(Some(reason));
            }
            Ruling::Wait => {}
        }
    }

    fn now(self, reason: EndReason) {
        guard::lift();
        self.end.run(reason);
    }

    /// Acts on the limits, and on what was put off once nothing is held any more. While a component is set up.
    pub fn watch(self, phase: Memo<Phase>) {
        Effect::new(move || {
            // Read, so that it is looked at again when the last one is let go.
            self.holds.has_secret();
            let has_any = self.holds.has_any();
            match (self.refused.get(), phase.get()) {
                (Some(reason), _) if !has_any => self.now(reason),
                (Some(_), Phase::Ended(End::TokenExpires)) => {}
                (_, Phase::Ended(end)) => self.hear(end.into()),
                _ => {}
            }
        });
    }
}

/// The question before signing out, and the sign-in inside the page.
#[component]
pub fn EndDialogs(ending: Ending) -> impl IntoView {
    let Ending {
        holds,
        refused,
        asked,
        ..
    } = ending;
    let title = Signal::derive(move || match holds.has_secret() {
        true => "Sign out without storing the secret?".to_owned(),
        false => "Sign out and lose what you typed?".to_owned(),
    });
    let stay = Callback::new(move |()| asked.set(false));
    let footer = ViewFn::from(move || {
        view! {
            <Button kind=ButtonKind::Danger first=true on_press=move |()| ending.now(EndReason::SignedOut)>"Sign out"</Button>
            <Button kind=ButtonKind::Plain on_press=stay>"Stay"</Button>
        }
        .into_any()
    });
    let text = Signal::derive(move || match holds.has_secret() {
        true => {
            "The secret can’t be shown again: after this nobody has it, and the token has to be rotated or deleted."
        }
        false => "Nothing of it was sent to Astro.",
    });
    // A secret can still be stored without a session: then the sign-in stands aside until it is.
    let is_aside = RwSignal::new(false);
    let is_open = Signal::derive(move || {
        let is_put_off = holds.has_outcome() || is_aside.get() && holds.has_secret();
        refused.with(Option::is_some) && !is_put_off
    });
    let on_signed_in = Callback::new(move |()| {
        is_aside.set(false);
        refused.set(None);
    });
    let on_close = Callback::new(move |()| {
        if untrack(|| holds.has_secret()) {
            is_aside.set(true);
        } else if let Some(reason) = refused.get_untracked() {
            ending.now(reason);
        }
    });
    view! {
        <SignInHere open=is_open refused=refused has_secret=Signal::derive(move || holds.has_secret()) on_signed_in on_close />
        <Dialog open=asked title alert=true on_close=stay footer><p>{text}</p></Dialog>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::{Kept, Ruling, rule};
    use crate::session::EndReason;

    const ALL: [EndReason; 6] = [
        EndReason::SignedOut,
        EndReason::Idle,
        EndReason::Absolute,
        EndReason::Refused,
        EndReason::Expired,
        EndReason::Duplicated,
    ];

    const NOTHING: Kept = Kept {
        has_secret: false,
        has_draft: false,
        has_outcome: false,
    };

    #[test]
    fn nothing_held_keeps_no_session() {
        for reason in ALL {
            assert_eq!(rule(reason, NOTHING), Ruling::End, "{reason:?}");
        }
    }

    #[test]
    fn a_secret_outlives_every_end_but_that_of_a_copied_tab() {
        let kept = Kept {
            has_secret: true,
            ..NOTHING
        };
        for (reason, ruling) in [
            (EndReason::SignedOut, Ruling::Ask),
            (EndReason::Idle, Ruling::Wait),
            (EndReason::Absolute, Ruling::Wait),
            (EndReason::Refused, Ruling::SignInHere),
            (EndReason::Expired, Ruling::SignInHere),
            (EndReason::Duplicated, Ruling::End),
        ] {
            assert_eq!(rule(reason, kept), ruling, "{reason:?}");
        }
    }

    #[test]
    fn a_draft_outlives_a_refusal_but_no_limit() {
        let kept = Kept {
            has_draft: true,
            ..NOTHING
        };
        for (reason, ruling) in [
            (EndReason::SignedOut, Ruling::Ask),
            (EndReason::Idle, Ruling::End),
            (EndReason::Absolute, Ruling::End),
            (EndReason::Refused, Ruling::SignInHere),
            (EndReason::Expired, Ruling::SignInHere),
        ] {
            assert_eq!(rule(reason, kept), ruling, "{reason:?}");
        }
    }

    #[test]
    fn an_outcome_outlives_a_refusal_alone() {
        let kept = Kept {
            has_outcome: true,
            ..NOTHING
        };
        for reason in ALL {
            let ruling = match reason {
                EndReason::Refused | EndReason::Expired => Ruling::SignInHere,
                _ => Ruling::End,
            };
            assert_eq!(rule(reason, kept), ruling, "{reason:?}");
        }
    }
}
