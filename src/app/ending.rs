//! What an end of the session comes to: the end, a question, or a wait (decisions: a secret that reached the page is
//! never lost).

use leptos::prelude::*;

use crate::browser::guard;
use crate::components::hold::{Held, Holds};
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
    /// Not before the secret is stored, and what is under way was told.
    Wait,
}

/// `held`: the most that would be lost.
const fn rule(reason: EndReason, held: Option<Held>) -> Ruling {
    let Some(held) = held else {
        return Ruling::End;
    };
    match reason {
        EndReason::SignedOut if !matches!(held, Held::Outcome) => Ruling::Ask,
        EndReason::Refused | EndReason::Expired => Ruling::SignInHere,
        EndReason::Idle | EndReason::Absolute if held.outlasts_limits() => Ruling::Wait,
        EndReason::SignedOut | EndReason::Idle | EndReason::Absolute | EndReason::Duplicated => {
            Ruling::End
        }
    }
}

/// The question before signing out, and what would be lost. `draft`: “what you typed”, “2 pending changes”.
fn question(held: Option<Held>, draft: Option<&str>) -> (String, &'static str) {
    let (title, text) = match held {
        Some(Held::Secret) => (
            "Sign out without storing the secret?",
            "The secret can’t be shown again: after this nobody has it, and the token has to be rotated or deleted.",
        ),
        Some(Held::Coming) => (
            "Sign out while a secret is on its way?",
            "The answer that Astro is asked for may bring a secret, which is shown once. After this nobody can have it, and the \
             token has to be rotated or deleted.",
        ),
        Some(Held::Answer) => (
            "Sign out before Astro has answered?",
            "What was sent may still be done, and this page could not tell you any more what came of it.",
        ),
        Some(Held::Draft) => ("", "What is not saved is not kept anywhere else."),
        Some(Held::Outcome) | None => ("Sign out?", "Nothing is under way any more."),
    };
    let title = match draft.filter(|_| held == Some(Held::Draft)) {
        Some(draft) => ["Sign out and lose ", draft, "?"].concat(),
        None => title.to_owned(),
    };
    (title, text)
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
        match rule(reason, untrack(|| self.holds.most())) {
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
            // It is looked at again when the last one is let go.
            let held = self.holds.most();
            match (self.refused.get(), phase.get()) {
                (Some(reason), _) if held.is_none() => self.now(reason),
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
    let asked_now = move || question(holds.most(), holds.at_stake().as_deref());
    let title = Signal::derive(move || asked_now().0);
    let stay = Callback::new(move |()| asked.set(false));
    let footer = ViewFn::from(move || {
        view! {
            <Button kind=ButtonKind::Danger first=true on_press=move |()| ending.now(EndReason::SignedOut)>"Sign out"</Button>
            <Button kind=ButtonKind::Plain on_press=stay>"Stay"</Button>
        }
        .into_any()
    });
    let text = Signal::derive(move || asked_now().1);
    // A secret can still be stored without a session: then the sign-in stands aside until it is.
    let is_aside = RwSignal::new(false);
    let is_open = Signal::derive(move || {
        let is_put_off = holds.has_outcome() || is_aside.get() && holds.outlast_limits();
        refused.with(Option::is_some) && !is_put_off
    });
    let on_signed_in = Callback::new(move |()| {
        is_aside.set(false);
        refused.set(None);
    });
    let on_close = Callback::new(move |()| {
        if untrack(|| holds.outlast_limits()) {
            is_aside.set(true);
        } else if let Some(reason) = refused.get_untracked() {
            ending.now(reason);
        }
    });
    view! {
        <SignInHere open=is_open refused=refused held=Signal::derive(move || holds.most()) on_signed_in on_close />
        <Dialog open=asked title alert=true on_close=stay footer><p>{text}</p></Dialog>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::{Ruling, question, rule};
    use crate::components::hold::Held;
    use crate::session::EndReason;

    const ALL: [EndReason; 6] = [
        EndReason::SignedOut,
        EndReason::Idle,
        EndReason::Absolute,
        EndReason::Refused,
        EndReason::Expired,
        EndReason::Duplicated,
    ];

    #[test]
    fn nothing_held_keeps_no_session() {
        for reason in ALL {
            assert_eq!(rule(reason, None), Ruling::End, "{reason:?}");
        }
    }

    #[test]
    fn what_is_here_or_under_way_outlives_every_end_but_that_of_a_copied_tab() {
        for held in [Held::Secret, Held::Coming, Held::Answer] {
            for (reason, ruling) in [
                (EndReason::SignedOut, Ruling::Ask),
                (EndReason::Idle, Ruling::Wait),
                (EndReason::Absolute, Ruling::Wait),
                (EndReason::Refused, Ruling::SignInHere),
                (EndReason::Expired, Ruling::SignInHere),
                (EndReason::Duplicated, Ruling::End),
            ] {
                assert_eq!(rule(reason, Some(held)), ruling, "{held:?} {reason:?}");
            }
        }
    }

    #[test]
    fn a_draft_outlives_a_refusal_but_no_limit() {
        for (reason, ruling) in [
            (EndReason::SignedOut, Ruling::Ask),
            (EndReason::Idle, Ruling::End),
            (EndReason::Absolute, Ruling::End),
            (EndReason::Refused, Ruling::SignInHere),
            (EndReason::Expired, Ruling::SignInHere),
        ] {
            assert_eq!(rule(reason, Some(Held::Draft)), ruling, "{reason:?}");
        }
    }

    #[test]
    fn an_outcome_outlives_a_refusal_alone() {
        for reason in ALL {
            let ruling = match reason {
                EndReason::Refused | EndReason::Expired => Ruling::SignInHere,
                _ => Ruling::End,
            };
            assert_eq!(rule(reason, Some(Held::Outcome)), ruling, "{reason:?}");
        }
    }

    #[test]
    fn only_where_one_is_at_stake_the_question_speaks_of_a_secret() {
        for (held, speaks) in [
            (Some(Held::Secret), true),
            (Some(Held::Coming), true),
            (Some(Held::Answer), false),
            (Some(Held::Draft), false),
            (Some(Held::Outcome), false),
            (None, false),
        ] {
            let (title, text) = question(held, Some("1 pending change"));
            assert_eq!(
                title.contains("1 pending change"),
                held == Some(Held::Draft),
                "{held:?}"
            );
            assert_eq!(
                [&title, text].concat().contains("secret"),
                speaks,
                "{held:?}"
            );
        }
    }
}
