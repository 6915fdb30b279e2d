//! The extra step before the token in use, or the last Organization Owner token in sight, is taken away or made less.

use std::sync::Arc;

use astro_tokens::id::TokenId;
use astro_tokens::roles;
use astro_tokens::timestamp::Timestamp;
use astro_tokens::token::Token;
use leptos::prelude::*;

use crate::components::context::Console;
use crate::inventory::TokenTable;
use crate::ui::{Banner, Checkbox, IconName, Tone, dynamic, dynamic_option};

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

/// Whether a token is the last Organization Owner token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum LastOwner {
    #[default]
    No,
    /// Not all tokens that can be seen were read, and no other was found so far.
    MayBe,
    /// No other token that is visible and has not expired is an Organization Owner.
    Is,
}

/// Why a token is not to be touched without a second thought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Guarded {
    /// The session uses it.
    is_own: bool,
    last_owner: LastOwner,
    /// Whatever it holds elsewhere, it reaches everything.
    is_owner: bool,
}

impl Guarded {
    /// `is_whole`: all tokens that can be seen are in the table.
    fn of(
        token: &Token,
        own: Option<&TokenId>,
        table: &TokenTable,
        is_whole: bool,
        now: Timestamp,
    ) -> Self {
        let is_other_owner =
            |other: &Token| other.id != token.id && is_owner(other) && !other.is_expired(now);
        let is_last = is_owner(token)
            && !token.is_expired(now)
            && !table.rows().iter().any(|other| is_other_owner(other));
        Self {
            is_own: own == Some(&token.id),
            is_owner: is_owner(token),
            last_owner: match (is_last, is_whole) {
                (false, _) => LastOwner::No,
                (true, false) => LastOwner::MayBe,
                (true, true) => LastOwner::Is,
            },
        }
    }

    /// Whether each reason here was one already when `self` was read.
    const fn covers(self, now: Self) -> bool {
        (self.is_own || !now.is_own) && self.last_owner as u8 >= now.last_owner as u8
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
        let last_owner = match (deed, self.last_owner) {
            // It stays an Organization Owner.
            (Deed::DemoteHere | Deed::Remove | Deed::Rotate, _) | (_, LastOwner::No) => None,
            (Deed::Delete | Deed::Demote, LastOwner::Is) => Some(
                "It is the last Organization Owner token that you can see. Without one, it may take a person who is an \
                 Organization Owner to manage Organization tokens again.",
            ),
            (Deed::Delete | Deed::Demote, LastOwner::MayBe) => Some(
                "It may be the last Organization Owner token: not all tokens are loaded, and there is no other among those that \
                 are. Without one, it may take a person who is an Organization Owner to manage Organization tokens again.",
            ),
        };
        own.filter(|_| self.is_own)
            .into_iter()
            .chain(last_owner)
            .collect()
    }

    const fn title(self) -> &'static str {
        match (self.is_own, self.last_owner) {
            (true, _) => "This is the token that you are using",
            (false, LastOwner::Is) => "This is the last Organization Owner token in sight",
            (false, LastOwner::MayBe | LastOwner::No) => {
                "This may be the last Organization Owner token"
            }
        }
    }
}

fn is_owner(token: &Token) -> bool {
    let grants = token.grants.iter().flatten();
    grants
        .into_iter()
        .any(|grant| *grant.role == *roles::ORGANIZATION_OWNER)
}

/// As far as is known by now. Reactive.
fn guarded(console: Console, begun: &Arc<Token>) -> Guarded {
    let own = console.own_token();
    let progress = console.inventory.progress();
    let is_whole =
        progress.with(|progress| progress.fresh_as_of.is_some() && progress.missing == 0);
    let now = console.clock.coarse.get();
    console.inventory.tokens().with(|table| {
        let token = table.get(&begun.id).unwrap_or(begun);
        Guarded::of(token, own.as_ref(), table, is_whole, now)
    })
}

/// What follows from `deed`, as far as is known by now: for what has no dialog to say it in. Reactive.
pub fn follows_now(console: Console, token: &Arc<Token>, deed: Deed) -> Vec<&'static str> {
    guarded(console, token).follows(deed)
}

/// What follows for the session or the Organization, as far as is known by now, and whether that was read.
#[derive(Clone, Copy, Debug)]
pub struct Protection {
    /// Which token is meant, as it was when that was chosen.
    meant: RwSignal<Option<Arc<Token>>>,
    guarded: Memo<Guarded>,
    /// The reasons that were there when the tick was set.
    understood: RwSignal<Guarded>,
}

impl Protection {
    /// To be made while a component is set up.
    pub fn of(console: Console, token: &Arc<Token>) -> Self {
        let protection = Self::of_none(console);
        protection.turn_to(token);
        protection
    }

    /// Of a token that is chosen later. To be made while a component is set up.
    pub fn of_none(console: Console) -> Self {
        let meant = RwSignal::new(None::<Arc<Token>>);
        let guarded = Memo::new(move |_| {
            let of = |begun: &Arc<Token>| guarded(console, begun);
            meant.with(|meant| meant.as_ref().map(of).unwrap_or_default())
        });
        Self {
            meant,
            guarded,
            understood: RwSignal::default(),
        }
    }

    /// Another token is meant from now on, and nothing was read of it.
    pub fn turn_to(self, token: &Arc<Token>) {
        self.meant.set(Some(token.clone()));
        self.understood.set(Guarded::default());
    }

    /// Whether the session uses it. Reactive.
    pub fn is_own(self) -> bool {
        self.guarded.get().is_own
    }

    pub fn is_own_untracked(self) -> bool {
        let guarded = self.guarded.try_get_untracked();
        guarded.is_some_and(|guarded| guarded.is_own)
    }

    /// Whether what follows now was read. Reactive.
    fn is_read(self) -> bool {
        let (understood, guarded) = (self.understood.get(), self.guarded.get());
        understood != Guarded::default() && understood.covers(guarded)
    }

    /// Why `deed` has to wait. Reactive.
    pub fn fence(self, deed: Deed) -> Option<String> {
        let has_more = !self.guarded.get().follows(deed).is_empty();
        (has_more && !self.is_read()).then(|| "Tick “I understand what follows” first.".to_owned())
    }

    /// The step itself; nothing while there is no reason for it.
    pub fn view(self, deed: Deed) -> AnyView {
        let follows = Memo::new(move |_| self.guarded.get().follows(deed));
        let is_there = Memo::new(move |_| follows.with(|follows| !follows.is_empty()));
        let title = Signal::derive(move || self.guarded.get().title().to_owned());
        let checked = Signal::derive(move || self.is_read());
        let on_change = Callback::new(move |is_on: bool| {
            let reasons = match is_on {
                true => self.guarded.get_untracked(),
                false => Guarded::default(),
            };
            self.understood.set(reasons);
        });
        let text = move || {
            let follows = follows.get().into_iter();
            follows
                .map(|text| view! { <p>{text}</p> })
                .collect_view()
                .into_any()
        };
        dynamic_option(move || {
            is_there.get().then(|| {
                // What is added while the dialog is open is read out; the box that has the focus stays.
                view! {
                    <Banner tone=Tone::Warn icon=IconName::Alert title>
                        <div aria-live="polite">{dynamic(text)}</div>
                        <Checkbox label="I understand what follows" checked on_change />
                    </Banner>
                }
                .into_any()
            })
        })
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

    fn guarded(
        tokens: &[(&str, &str, &str)],
        id: &str,
        own: &str,
        is_whole: bool,
    ) -> (bool, LastOwner) {
        let table = table(tokens);
        let now = Timestamp::parse_rfc3339("2026-11-22T09:00:00Z").unwrap();
        let token = table.get(&TokenId::new(id)).unwrap();
        let found = Guarded::of(token, Some(&TokenId::new(own)), &table, is_whole, now);
        (found.is_own, found.last_owner)
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
        for is_whole in [false, true] {
            assert_eq!(guarded(&two, "a", "b", is_whole), (false, LastOwner::No));
            assert_eq!(guarded(&two, "b", "b", is_whole), (true, LastOwner::No));
            assert_eq!(guarded(&two, "m", "b", is_whole), (false, LastOwner::No));
        }
        let one = [
            ("a", OWNER, "null"),
            ("b", OWNER, PAST),
            ("m", "ORGANIZATION_MEMBER", "null"),
        ];
        assert_eq!(guarded(&one, "a", "m", true), (false, LastOwner::Is));
        assert_eq!(guarded(&one, "a", "m", false), (false, LastOwner::MayBe));
        assert_eq!(
            guarded(&one, "b", "m", true),
            (false, LastOwner::No),
            "it is over already"
        );
    }

    const fn reasons(is_own: bool, last_owner: LastOwner) -> Guarded {
        Guarded {
            is_own,
            is_owner: true,
            last_owner,
        }
    }

    #[test]
    fn rotating_leaves_the_last_owner_an_owner() {
        for last_owner in [LastOwner::MayBe, LastOwner::Is] {
            assert!(reasons(false, last_owner).follows(Deed::Rotate).is_empty());
            assert_eq!(reasons(false, last_owner).follows(Deed::Delete).len(), 1);
            assert_eq!(reasons(true, last_owner).follows(Deed::Demote).len(), 2);
            assert_eq!(reasons(true, last_owner).follows(Deed::Rotate).len(), 1);
        }
    }

    #[test]
    fn a_tick_counts_for_the_reasons_that_were_there() {
        use LastOwner::{Is, MayBe, No};
        for (ticked, now, counts) in [
            (reasons(true, No), reasons(true, No), true),
            (reasons(true, No), reasons(true, MayBe), false),
            (reasons(true, MayBe), reasons(true, Is), false),
            (reasons(false, Is), reasons(true, Is), false),
            (reasons(true, Is), reasons(false, MayBe), true),
            (reasons(true, Is), reasons(true, No), true),
        ] {
            assert_eq!(ticked.covers(now), counts, "{ticked:?} {now:?}");
        }
    }

    #[test]
    fn a_role_elsewhere_takes_no_sight_from_an_organization_owner() {
        let own = |is_owner| Guarded {
            is_own: true,
            is_owner,
            last_owner: LastOwner::No,
        };
        for deed in [Deed::DemoteHere, Deed::Remove] {
            assert!(own(true).follows(deed).is_empty(), "{deed:?}");
            assert_eq!(own(false).follows(deed).len(), 1, "{deed:?}");
            assert!(Guarded::default().follows(deed).is_empty(), "{deed:?}");
        }
    }
}
