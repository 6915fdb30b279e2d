//! The extra step before the token in use, or the last Organization Owner token in sight, is taken away or made less.

use astro_tokens::id::TokenId;
use astro_tokens::roles;
use astro_tokens::timestamp::Timestamp;
use astro_tokens::token::Token;
use leptos::prelude::*;

use crate::components::context::Console;
use crate::inventory::TokenTable;
use crate::ui::{Banner, Checkbox, IconName, Tone};

/// What is about to be done to a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    Delete,
    /// It gets a lower role at home.
    Demote,
    /// It gets a lower role somewhere else.
    DemoteHere,
    /// It loses its role somewhere else.
    Remove,
    Rotate,
}

/// Why a token is not to be touched without a second thought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Guarded {
    /// The session uses it.
    is_own: bool,
    /// No other token that is visible and has not expired is an Organization Owner.
    is_last_owner: bool,
    /// Whatever it holds elsewhere, it reaches everything.
    is_owner: bool,
}

impl Guarded {
    fn of(token: &Token, own: Option<&TokenId>, table: &TokenTable, now: Timestamp) -> Self {
        let is_other_owner =
            |other: &Token| other.id != token.id && is_owner(other) && !other.is_expired(now);
        Self {
            is_own: own == Some(&token.id),
            is_owner: is_owner(token),
            is_last_owner: is_owner(token)
                && !token.is_expired(now)
                && !table.rows().iter().any(|other| is_other_owner(other)),
        }
    }

    /// What follows, a sentence or two for each reason. Empty: there is none.
    fn follows(self, deed: Deed) -> Vec<&'static str> {
        let own = match deed {
            Deed::Delete => Some(
                "You are signed in with this token. Deleting it ends this session, and only another token lets you sign in again.",
            ),
            Deed::Demote => Some(
                "You are signed in with this token. With the lower role this session may not be able to read or change tokens \
                 any more, nor to take this back.",
            ),
            Deed::DemoteHere | Deed::Remove if self.is_owner => None,
            Deed::DemoteHere => Some(
                "You are signed in with this token. With the lower role this session may not be able to read or change the \
                 tokens here any more, nor to take this back.",
            ),
            Deed::Remove => Some(
                "You are signed in with this token. Without its role here this session may lose sight of this place and its \
                 tokens, and may not be able to take this back.",
            ),
            Deed::Rotate => Some(
                "You are signed in with this token. This session goes over to the new secret by itself; but if the answer gets \
                 lost on its way, you are locked out: the old secret no longer works, and nobody has the new one.",
            ),
        };
        let last_owner = match deed {
            Deed::Delete | Deed::Demote => Some(
                "It is the last Organization Owner token that you can see. Without one, it may take a person who is an \
                 Organization Owner to manage Organization tokens again.",
            ),
            // It stays an Organization Owner.
            Deed::DemoteHere | Deed::Remove | Deed::Rotate => None,
        };
        own.filter(|_| self.is_own)
            .into_iter()
            .chain(last_owner.filter(|_| self.is_last_owner))
            .collect()
    }
}

fn is_owner(token: &Token) -> bool {
    let grants = token.grants.iter().flatten();
    grants
        .into_iter()
        .any(|grant| *grant.role == *roles::ORGANIZATION_OWNER)
}

/// What follows for the session or the Organization, and whether that was read.
#[derive(Clone, Copy, Debug)]
pub struct Protection {
    guarded: RwSignal<Guarded>,
    understood: RwSignal<bool>,
}

impl Protection {
    pub fn of(console: Console, token: &Token) -> Self {
        let protection = Self::of_none();
        protection.turn_to(console, token);
        protection
    }

    /// Of a token that is chosen later.
    pub fn of_none() -> Self {
        Self {
            guarded: RwSignal::default(),
            understood: RwSignal::new(false),
        }
    }

    /// Another token is meant from now on, and nothing was read of it.
    pub fn turn_to(self, console: Console, token: &Token) {
        let own = console.own_token();
        let now = console.clock.coarse.get_untracked();
        let guarded = console
            .inventory
            .tokens()
            .with_untracked(|table| Guarded::of(token, own.as_ref(), table, now));
        self.guarded.set(guarded);
        self.understood.set(false);
    }

    pub fn is_own(self) -> bool {
        self.guarded.with_untracked(|guarded| guarded.is_own)
    }

    /// Why `deed` has to wait. Reactive.
    pub fn fence(self, deed: Deed) -> Option<String> {
        let is_read = self.understood.get();
        let has_more = self
            .guarded
            .with(|guarded| !guarded.follows(deed).is_empty());
        (has_more && !is_read).then(|| "Tick “I understand what follows” first.".to_owned())
    }

    /// The step itself; nothing where there is no reason for it.
    pub fn view(self, deed: Deed) -> AnyView {
        let follows = self.guarded.with_untracked(|guarded| guarded.follows(deed));
        if follows.is_empty() {
            return ().into_any();
        }
        let title = if self.is_own() {
            "This is the token that you are using"
        } else {
            "This is the last Organization Owner token in sight"
        };
        let checked = self.understood;
        let on_change = Callback::new(move |checked: bool| self.understood.set(checked));
        view! {
            <Banner tone=Tone::Warn icon=IconName::Alert title>
                {follows.into_iter().map(|text| view! { <p>{text}</p> }).collect_view()}
                <Checkbox label="I understand what follows" checked on_change />
            </Banner>
        }
        .into_any()
    }
}

#[cfg(test)]
mod tests {
    use astro_tokens::model::ApiToken;

    use super::*;

    fn table(tokens: &[(&str, &str, &str)]) -> TokenTable {
        let mut table = TokenTable::default();
        table.enter(tokens.iter().map(|(id, role, end)| {
            let text = format!(
                r#"{{"id":"{id}","name":"n","description":"","kind":"STANDARD","scope":"ORGANIZATION","shortToken":"x",
                "startAt":"2026-01-01T00:00:00Z","createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z",
                "endAt":{end},"roles":[{{"entityType":"ORGANIZATION","entityId":"o","role":"{role}"}}]}}"#
            );
            serde_json::from_str::<ApiToken>(&text).unwrap()
        }));
        table
    }

    fn guarded(tokens: &[(&str, &str, &str)], id: &str, own: &str) -> (bool, bool) {
        let table = table(tokens);
        let now = Timestamp::parse_rfc3339("2026-11-22T09:00:00Z").unwrap();
        let token = table.get(&TokenId::new(id)).unwrap();
        let found = Guarded::of(token, Some(&TokenId::new(own)), &table, now);
        (found.is_own, found.is_last_owner)
    }

    #[test]
    fn the_last_owner_is_the_last_that_still_works() {
        const OWNER: &str = "ORGANIZATION_OWNER";
        const PAST: &str = r#""2026-11-22T09:00:00Z""#;
        let two = [
            ("a", OWNER, "null"),
            ("b", OWNER, "null"),
            ("m", "ORGANIZATION_MEMBER", "null"),
        ];
        assert_eq!(guarded(&two, "a", "b"), (false, false));
        assert_eq!(guarded(&two, "b", "b"), (true, false));
        assert_eq!(guarded(&two, "m", "b"), (false, false));
        let one = [
            ("a", OWNER, "null"),
            ("b", OWNER, PAST),
            ("m", "ORGANIZATION_MEMBER", "null"),
        ];
        assert_eq!(guarded(&one, "a", "m"), (false, true));
        assert_eq!(
            guarded(&one, "b", "m"),
            (false, false),
            "it is over already"
        );
    }

    #[test]
    fn rotating_leaves_the_last_owner_an_owner() {
        let last = Guarded {
            is_own: false,
            is_last_owner: true,
            is_owner: true,
        };
        assert!(last.follows(Deed::Rotate).is_empty());
        assert_eq!(last.follows(Deed::Delete).len(), 1);
        let both = Guarded {
            is_own: true,
            is_last_owner: true,
            is_owner: true,
        };
        assert_eq!(both.follows(Deed::Demote).len(), 2);
        assert_eq!(both.follows(Deed::Rotate).len(), 1);
    }

    #[test]
    fn a_role_elsewhere_takes_no_sight_from_an_organization_owner() {
        let own = |is_owner| Guarded {
            is_own: true,
            is_last_owner: is_owner,
            is_owner,
        };
        for deed in [Deed::DemoteHere, Deed::Remove] {
            assert!(own(true).follows(deed).is_empty(), "{deed:?}");
            assert_eq!(own(false).follows(deed).len(), 1, "{deed:?}");
            assert!(Guarded::default().follows(deed).is_empty(), "{deed:?}");
        }
    }
}
