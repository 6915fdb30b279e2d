//! A token's life from start to end: how much of it is past, what happened on the way, and what is left.

use std::sync::Arc;

use astro_tokens::lifecycle::{Elapsed, Lifecycle, ago, until};
use astro_tokens::timestamp::Timestamp;
use astro_tokens::token::Token;
use leptos::prelude::*;

use super::context::Console;
use super::expiry::capitalized;
use crate::browser::intl::Style;
use crate::ui::{Dot, Life, Panel, Tone};

/// What the bar shows, and says in words.
#[derive(Clone, Debug, PartialEq)]
struct Lived {
    /// "66 of 90 days used"
    used: String,
    /// "24 days left", "Ended 3 days ago", "Begins in 2 days"
    left: String,
    /// From 0 to 1.
    now: f64,
    /// From 0 to 1; `None` when it was never rotated.
    rotated: Option<f64>,
    tone: Tone,
    /// All of it as one sentence.
    label: String,
}

/// `None` for a token without an end.
fn lived(token: &Token, now: Timestamp) -> Option<Lived> {
    let end_at = token.end_at?;
    let past = Elapsed::of(token.start_at, end_at, now);
    let used = match past.of_days {
        0 => "Lasts less than a day".to_owned(),
        days => format!("{} of {days} days used", past.days),
    };
    let (left, tone) = match Lifecycle::of(token.start_at, Some(end_at), now) {
        Lifecycle::Expired => (format!("Ended {}", lower(&ago(end_at, now))), Tone::Bad),
        Lifecycle::NotYetValid => (
            format!("Begins {}", until(token.start_at, now)),
            Tone::Neutral,
        ),
        Lifecycle::Expiring => (format!("Ends {}", until(end_at, now)), Tone::Warn),
        Lifecycle::Active => (format!("Ends {}", until(end_at, now)), Tone::Neutral),
    };
    let rotation = token
        .last_rotated_at
        .map(|at| Elapsed::of(token.start_at, end_at, at));
    let rotated_on =
        rotation.map_or_else(String::new, |at| format!(" Rotated on day {}.", at.days));
    let label = format!("{used}.{rotated_on} {}. {left}.", last_used(token, now));
    Some(Lived {
        used,
        left,
        now: past.fraction,
        rotated: rotation.map(|at| at.fraction),
        tone,
        label,
    })
}

fn last_used(token: &Token, now: Timestamp) -> String {
    match token.last_used_at {
        Some(at) => format!("Last used {}", lower(&ago(at, now))),
        None => "Never used".to_owned(),
    }
}

fn lower(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(chars).collect()
    })
}

/// The life of one token, with its instants in words below the bar.
#[component]
pub fn Lifetime(token: Arc<Token>) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let now = console.clock.coarse;
    let Some(end_at) = token.end_at else {
        let start_at = token.start_at;
        let end = match token.is_agent() {
            true => "deletes it.",
            false => "deletes or rotates it.",
        };
        return view! {
            <Panel title="Lifetime" aside=ViewFn::from(|| "Never expires")>
                <p>
                    "Valid from " {move || console.format(start_at, Style::Date)}
                    ", without an end: it works until someone "{end}
                </p>
            </Panel>
        }
        .into_any();
    };
    let life = {
        let token = token.clone();
        Memo::new(move |_| lived(&token, now.get()))
    };
    let text = move |read: fn(&Lived) -> &str| {
        move || {
            life.with(|life| {
                life.as_ref()
                    .map(|life| read(life).to_owned())
                    .unwrap_or_default()
            })
        }
    };
    let date = move |at: Timestamp| move || console.format(at, Style::Date);
    let start_at = token.start_at;
    let rotated = token.last_rotated_at.map(|at| {
        view! {
            <li>
                <svg viewBox="0 0 12 12" aria-hidden="true"><circle class="life__mark" cx="6" cy="6" r="4"></circle></svg>
                "Rotated " {date(at)}
            </li>
        }
    });
    view! {
        <Panel title="Lifetime" aside=ViewFn::from(move || text(|life| &life.used))>
            <div class="stack stack--sm">
                <p class="row small muted">
                    <span>"Starts " {date(start_at)}</span>
                    <span class="push">"Ends " <b>{date(end_at)}</b></span>
                </p>
                <Life
                    label=Signal::derive(text(|life| &life.label))
                    now=Signal::derive(move || life.with(|life| life.as_ref().map_or(0.0, |life| life.now)))
                    marks=Signal::derive(move || life.with(|life| life.iter().filter_map(|life| life.rotated).collect()))
                    tone=Signal::derive(move || life.with(|life| life.as_ref().map(|life| life.tone).unwrap_or_default()))
                />
                <ul class="legend">
                    {rotated}
                    <li>
                        <svg viewBox="0 0 12 12" aria-hidden="true">
                            <line class="life__now" x1="6" x2="6" y1="0" y2="12"></line>
                        </svg>
                        {move || format!("Today. {}", last_used(&token, now.get()))}
                    </li>
                    <li>
                        <Dot tone=Signal::derive(move || life.with(|life| life.as_ref().map(|life| life.tone).unwrap_or_default())) />
                        {move || capitalized(&text(|life| &life.left)())}
                    </li>
                </ul>
            </div>
        </Panel>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use astro_tokens::model::ApiToken;
    use astro_tokens::token::Interner;

    use super::*;

    fn token(further: &str) -> Token {
        let text = format!(
            r#"{{"id":"t","name":"n","scope":"ORGANIZATION","startAt":"2026-09-17T00:00:00Z",
            "createdAt":"2026-09-17T00:00:00Z","updatedAt":"2026-09-17T00:00:00Z"{further}}}"#
        );
        Interner::default().token(serde_json::from_str::<ApiToken>(&text).unwrap())
    }

    fn at(text: &str) -> Timestamp {
        Timestamp::parse_rfc3339(text).unwrap()
    }

    #[test]
    fn a_life_is_told_in_days_and_as_a_place_on_the_bar() {
        let token = token(
            r#","endAt":"2026-12-16T00:00:00Z","lastRotatedAt":"2026-10-28T00:00:00Z","lastUsedAt":"2026-11-22T02:00:00Z""#,
        );
        let lived = lived(&token, at("2026-11-22T05:00:00Z")).unwrap();
        assert_eq!(lived.used, "66 of 90 days used");
        assert_eq!(lived.left, "Ends in 23 days");
        assert_eq!(lived.tone, Tone::Warn);
        assert_eq!(
            lived.label,
            "66 of 90 days used. Rotated on day 41. Last used 3 hours ago. Ends in 23 days."
        );
        assert!((lived.rotated.unwrap() - 41.0 / 90.0).abs() < 1e-9);
    }

    #[test]
    fn before_its_start_and_after_its_end_it_stays_on_the_bar() {
        let token = token(r#","endAt":"2026-12-16T00:00:00Z""#);
        let before = lived(&token, at("2026-09-14T00:00:00Z")).unwrap();
        assert_eq!(
            (before.now, before.left.as_str()),
            (0.0, "Begins in 3 days")
        );
        let after = lived(&token, at("2027-01-05T00:00:00Z")).unwrap();
        assert_eq!(
            (after.now, after.left.as_str(), after.tone),
            (1.0, "Ended 20 days ago", Tone::Bad)
        );
        assert_eq!(after.used, "90 of 90 days used");
        assert!(after.label.contains("Never used"));
    }

    #[test]
    fn without_an_end_there_is_no_bar() {
        assert_eq!(lived(&token(""), at("2026-09-18T00:00:00Z")), None);
    }
}
