//! What every page of a signed-in console has at hand. `app` makes it; everything below reads it from here.

use std::sync::Arc;

use astro_tokens::claims::ClaimedKind;
use astro_tokens::id::TokenId;
use astro_tokens::model::{Scope, SelfUser};
use astro_tokens::rights::Rights;
use astro_tokens::timestamp::Timestamp;
use astro_tokens::token::Token;
use leptos::prelude::*;

use super::actions::Action;
use super::hold::Holds;
use crate::api::{Api, ErrorKind};
use crate::browser::intl::{self, Style, Zone};
use crate::browser::page;
use crate::browser::task::Tasks;
use crate::commands::Writer;
use crate::config::Config;
use crate::inventory::{GrantSight, Inventory, Stage};
use crate::session::{EndReason, SessionEntry};

/// Whether Astro can be reached, as the last exchange had it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Connection {
    #[default]
    Fine,
    /// Requests wait until then.
    SlowedDown {
        until: Timestamp,
    },
    Lost(ErrorKind),
}

/// The present, as the page shows it.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    /// Moves every second, for what counts down.
    pub second: ReadSignal<Timestamp>,
    /// Moves every half minute: ages, lifecycle, counts.
    pub coarse: ReadSignal<Timestamp>,
    /// Moves it at once: what was just done must not lie ahead of it.
    pub renew: Callback<()>,
}

/// The signed-in console. Copying it copies handles.
#[derive(Clone, Copy, Debug)]
pub struct Console {
    pub api: StoredValue<Api, LocalStorage>,
    pub inventory: Inventory,
    /// What commands need.
    pub writer: StoredValue<Writer, LocalStorage>,
    /// What the session must not end over without asking.
    pub holds: Holds,
    /// What is being changed, in the dialog that is open.
    pub act: RwSignal<Action>,
    pub session: RwSignal<SessionEntry>,
    /// Id of the token in use, where it says it.
    pub own_token: Memo<Option<TokenId>>,
    /// The person of a personal session, once Astro has told.
    pub user: RwSignal<Option<SelfUser>>,
    pub config: StoredValue<Arc<Config>>,
    pub clock: Clock,
    pub zone: RwSignal<Zone>,
    pub connection: RwSignal<Connection>,
    /// What goes on when a page is left, and ends with the session.
    pub tasks: Tasks,
    /// Ends the session; where something is held, as far as its rules allow.
    pub end: Callback<EndReason>,
}

impl Console {
    /// The signed-in console that this part of the page belongs to.
    ///
    /// `app` provides it around every page; a page without one shows nothing of Astro.
    pub fn current() -> Option<Self> {
        use_context()
    }

    /// Id of the token in use, where it says it: signing in inside the page may bring another one. Reactive.
    pub fn own_token(&self) -> Option<TokenId> {
        self.own_token.get()
    }

    /// Asks who the person is, where the token in use is a person's; nobody else is named any more.
    pub fn read_user(&self) {
        self.user.set(None);
        let token = self.session.with_untracked(|session| session.token.clone());
        if token.claims().kind == ClaimedKind::PersonalSession {
            let (api, session, user) = (self.api.get_value(), self.session, self.user);
            self.tasks.spawn(async move {
                let read = api.get_self_user().await;
                let is_in_use = session.try_with_untracked(|now| now.token == token);
                if let (Ok(read), Some(true)) = (read, is_in_use) {
                    user.try_set(Some(read));
                }
            });
        }
    }

    /// Whether a person is signed in. Reactive.
    pub fn is_person(&self) -> bool {
        let is_person = |kind| kind == ClaimedKind::PersonalSession;
        self.session
            .with(|session| is_person(session.token.claims().kind))
    }

    /// Whether the token in use is surely an Organization Owner, who sees every grant. Reactive.
    pub fn is_owner(&self) -> bool {
        self.inventory.is_owner()
    }

    /// Whether Astro shows this session every grant. Reactive.
    pub fn grant_sight(&self) -> GrantSight {
        self.inventory.grant_sight()
    }

    /// Whether Astro may hide grants from this session, once all was read that could tell. Reactive.
    pub fn may_hide_grants(&self) -> bool {
        match self.grant_sight() {
            GrantSight::Narrowed => true,
            GrantSight::Unproven => !self.is_loading(),
            GrantSight::Whole => false,
        }
    }

    /// Why a token’s grants can’t be taken for all of them: Astro hides some from this session, which `hidden` says, or what is
    /// still loading may tell that it does. Reactive.
    pub fn sight_fence(&self, hidden: &str) -> Option<String> {
        let reason = match self.grant_sight() {
            GrantSight::Narrowed => hidden,
            GrantSight::Unproven if self.is_loading() => {
                "The tokens are still loading: they tell whether Astro hides grants from you."
            }
            GrantSight::Unproven | GrantSight::Whole => return None,
        };
        Some(reason.to_owned())
    }

    /// Whether there may be grants of this token that are not shown. All of an Organization token are surely shown to an
    /// Organization Owner alone. Reactive.
    pub fn may_hide_grants_of(&self, token: &Token) -> bool {
        let is_below_owner = || {
            let rights = self.inventory.rights();
            rights != Rights::Unknown && !self.is_owner()
        };
        self.may_hide_grants() || token.scope == Scope::Organization && is_below_owner()
    }

    fn is_loading(&self) -> bool {
        let progress = self.inventory.progress();
        progress.with(|progress| progress.stage != Stage::Done)
    }

    /// Host that is asked.
    pub fn api_host(&self) -> String {
        self.config
            .with_value(|config| config.api_host(&page::origin()).to_owned())
    }

    /// Why nothing can be changed now. Reactive.
    pub fn write_fence(&self) -> Option<String> {
        if self.config.with_value(|config| config.read_only) {
            Some("This console is read-only: config.json says so.".to_owned())
        } else {
            let is_read_only = self.session.with(|session| session.read_only);
            is_read_only.then(|| {
                "This session is read-only. The switch is at the foot of the side bar.".to_owned()
            })
        }
    }

    /// Seconds that Astro asked to wait before anything more is sent. Reactive.
    pub fn wait(&self) -> Option<i64> {
        let Connection::SlowedDown { until } = self.connection.get() else {
            return None;
        };
        let seconds = until.since(self.clock.second.get()).whole_seconds();
        (seconds > 0).then_some(seconds)
    }

    /// Why nothing can be sent now: nothing can be changed, or Astro asked to wait. Reactive.
    pub fn sending_fence(&self) -> Option<String> {
        let by_wait = |seconds| format!("Astro asked to wait. Try again in {seconds} s.");
        self.write_fence().or_else(|| self.wait().map(by_wait))
    }

    /// Address of the API as another program needs it: with a host, even where the page asks its own.
    pub fn api_address(&self) -> String {
        let base_url = self.config.with_value(|config| config.api_base_url.clone());
        if base_url.starts_with('/') {
            page::origin() + &base_url
        } else {
            base_url
        }
    }

    /// `instant` in the zone that the person chose. Reactive.
    pub fn format(&self, instant: Timestamp, style: Style) -> String {
        intl::instant(instant, self.zone.get(), style)
    }
}
