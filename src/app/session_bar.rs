//! Whose session it is, how long it lasts, and the way out.

use std::time::Duration;

use astro_tokens::timestamp::Timestamp;
use leptos::prelude::*;

use super::lifetime::Watch;
use crate::browser::intl::Style;
use crate::components::context::Console;
use crate::components::names::Name;
use crate::session::{End, EndReason, Limits, Phase};
use crate::ui::{Button, ButtonKind, Dialog, Dot, IconButton, IconName, Size, Tone};

/// `42:10`, from an hour on `7:42:10`, from two days on `112 days`.
pub fn countdown(left: Duration) -> String {
    let seconds = left.as_secs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

fn left(until: Timestamp, now: Timestamp) -> Duration {
    let micros = until.unix_micros().saturating_sub(now.unix_micros());
    // Rounded up, so that the last second shown is 0:01.
    Duration::from_secs(u64::try_from(micros).unwrap_or(0).div_ceil(1_000_000))
}

/// Name of the token or person, time to the end that activity does not move, sign-out.
#[component]
pub fn SessionChip() -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let config = console.config.get_value();
    let (idle, absolute) = (config.idle, config.absolute);
    let name = Memo::new(move |_| {
        if let Some(user) = console.user.get() {
            return user.full_name.to_string();
        }
        console
            .own_token()
            .and_then(|id| {
                console
                    .inventory
                    .tokens()
                    .with(|table| table.get(&id).map(|token| token.name.to_string()))
            })
            .unwrap_or_else(|| "Signed in".to_owned())
    });
    let fixed = Memo::new(move |_| {
        console
            .session
            .with(|session| Limits::of(session, idle, absolute).fixed())
    });
    let shown = Memo::new(move |_| countdown(left(fixed.get().1, console.clock.second.get())));
    let explanation = move || {
        let (end, at) = fixed.get();
        let at = console.format(at, Style::Exact);
        match end {
            End::TokenExpires => format!("The token expires on {at}"),
            End::Absolute | End::Idle => format!("The session ends on {at} at the latest"),
        }
    };
    let sign_out = Callback::new(move |()| console.end.run(EndReason::SignedOut));
    view! {
        <div class="session" role="group" aria-label="Session">
            <Dot tone=Tone::Good />
            <span class="session__name truncate">{move || view! { <Name text=name.get() /> }}</span>
            <span class="num muted" role="timer" aria-live="off" title=explanation>{move || shown.get()}</span>
            <IconButton icon=IconName::Exit label="Sign out" size=Size::Small on_press=sign_out />
        </div>
    }
    .into_any()
}

/// The dialog ahead of the end. Any key or click extends an idle session; what cannot be extended says so.
#[component]
pub fn EndWarning(watch: Watch) -> impl IntoView {
    let Watch { phase, stay } = watch;
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    // A limit that nothing moves is pointed out once; another session has others.
    let dismissed = RwSignal::new(None::<Timestamp>);
    let warning = Memo::new(move |_| match phase.get() {
        // Nothing ends before it is stored.
        Phase::Warning {
            end: End::Idle | End::Absolute,
            ..
        } if console.holds.outlast_limits() => None,
        Phase::Warning { end: End::Idle, at } => Some((End::Idle, at)),
        Phase::Warning { end, at } if dismissed.get() != Some(at) => Some((end, at)),
        Phase::Warning { .. } | Phase::Running | Phase::Ended(_) => None,
    });
    let title = Signal::derive(move || match warning.get().map(|(end, _)| end) {
        Some(End::TokenExpires) => "The token is about to expire".to_owned(),
        Some(End::Absolute) => "The session is about to end".to_owned(),
        Some(End::Idle) | None => "Still there?".to_owned(),
    });
    let is_idle = move || warning.get().is_none_or(|(end, _)| end == End::Idle);
    let on_close = Callback::new(move |()| {
        let told = warning.get_untracked();
        stay.run(());
        // An idle end comes nearer again; its warning must not take the one of a fixed end along.
        if let Some((End::TokenExpires | End::Absolute, at)) = told {
            dismissed.set(Some(at));
        }
    });
    let footer = ViewFn::from(move || {
        view! {
            <Button on_press=move |()| console.end.run(EndReason::SignedOut)>"Sign out now"</Button>
            <Button kind=ButtonKind::Primary on_press=on_close>
                {move || if is_idle() { "Stay signed in" } else { "Go on until then" }}
            </Button>
        }
        .into_any()
    });
    view! {
        <Dialog open=Signal::derive(move || warning.get().is_some()) title alert=true on_close footer>
            <p class="countdown num" role="timer">
                {move || warning.get().map(|(_, at)| countdown(left(at, console.clock.second.get())))}
            </p>
            <p>
                {move || match warning.get().map(|(end, _)| end) {
                    Some(End::TokenExpires) => "Then Astro no longer accepts it, and this tab signs out.",
                    Some(End::Absolute) => "A session has a longest time, whatever happens in it. Paste the token again afterwards.",
                    Some(End::Idle) | None => "Then the token is forgotten and this tab signs out. Press Escape, Enter or any letter to stay.",
                }}
            </p>
            {move || {
                // An expired token can be replaced inside the page, which keeps it.
                let is_lost = warning.get().is_some_and(|(end, _)| end != End::TokenExpires);
                let lost = console.holds.at_stake().filter(|_| is_lost)?;
                Some(view! { <p>"Not saved, and lost then: " <b>{lost}</b> "."</p> })
            }}
        </Dialog>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_countdown_reads_like_a_clock_and_then_in_days() {
        for (seconds, text) in [
            (0, "0:00"),
            (9, "0:09"),
            (2530, "42:10"),
            (3600, "1:00:00"),
            (27_730, "7:42:10"),
            (172_799, "47:59:59"),
        ] {
            assert_eq!(countdown(Duration::from_secs(seconds)), text);
        }
    }

    #[test]
    fn the_last_second_is_still_shown() {
        let at = |micros| Timestamp::from_unix_micros(micros);
        assert_eq!(left(at(1_500_000), at(0)), Duration::from_secs(2));
        assert_eq!(left(at(1), at(0)), Duration::from_secs(1));
        assert_eq!(left(at(0), at(5)), Duration::ZERO);
    }
}
