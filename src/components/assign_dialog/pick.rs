//! Picking the token that gets a role somewhere: among all whose home allows it, by name, id, short token or description.
//! A pasted id selects, and so does a whole pasted value, which is decoded on the page and never kept.

use std::sync::Arc;

use astro_tokens::grants::Place;
use astro_tokens::id::TokenId;
use astro_tokens::model::{Kind, Scope};
use astro_tokens::names::Names;
use astro_tokens::query::{Matcher, Query};
use astro_tokens::token::Token;
use leptos::prelude::*;

use super::seek::{Seek, is_id};
use crate::components::actions::{gone, grants_fence, home_fence};
use crate::components::context::Console;
use crate::components::grants_save::role_names;
use crate::components::names::legible;
use crate::components::scope_badge::scope_word;
use crate::components::token_table::words::kind_label;
use crate::components::which::{Identified, identify, token_within};
use crate::inventory::{Coverage, Progress, Stage, TokenTable};
use crate::ui::{ComboOption, Combobox, Found};

/// What is typed, and the token that was picked. A handle: copying it copies nothing else.
#[derive(Clone, Copy, Debug)]
pub struct Pick {
    console: Console,
    place: StoredValue<Place>,
    scope: StoredValue<Scope>,
    text: RwSignal<String>,
    /// The token as it was picked.
    picked: RwSignal<Option<Arc<Token>>>,
    /// Why what was pasted can't be picked.
    refusal: RwSignal<Option<String>>,
    seek: Seek,
}

impl Pick {
    /// Tokens of `scope` that may have a role on `place`.
    pub fn new(console: Console, place: Place, scope: Scope) -> Self {
        Self {
            console,
            place: StoredValue::new(place),
            scope: StoredValue::new(scope),
            text: RwSignal::default(),
            picked: RwSignal::new(None),
            refusal: RwSignal::new(None),
            seek: Seek::new(console),
        }
    }

    /// The token is settled; nothing is typed.
    pub fn settle(self, token: Arc<Token>) {
        self.picked.set(Some(token));
    }

    /// Reactive.
    pub fn token(self) -> Option<Arc<Token>> {
        self.picked.get()
    }

    fn is_offered(self, token: &Token, names: &Names) -> bool {
        self.place.with_value(|place| {
            self.scope
                .with_value(|scope| is_offered(token, scope, place, names))
        })
    }

    /// Those whose home allows it, those last used first.
    fn candidates(self) -> Vec<Arc<Token>> {
        let inventory = self.console.inventory;
        let mut offered: Vec<Arc<Token>> = inventory.names().with(|names| {
            inventory.tokens().with(|table| {
                let rows = table.rows().iter();
                rows.filter(|token| self.is_offered(token, names))
                    .cloned()
                    .collect()
            })
        });
        offered.sort_by_key(|offer| std::cmp::Reverse(offer.last_used_at));
        offered
    }

    /// Takes a token of the inventory, where it can be had.
    fn take(self, id: &TokenId, table: &TokenTable) {
        let Some(token) = table.get(id).cloned() else {
            return;
        };
        let is_offered = self
            .console
            .inventory
            .names()
            .with_untracked(|names| self.is_offered(&token, names));
        let refusal = match is_offered {
            true => fence(&token),
            false => Some(self.not_offered(&token)),
        };
        match refusal {
            Some(reason) => self.refusal.set(Some(reason)),
            None => {
                self.text.set(legible(&token.name));
                self.picked.set(Some(token));
            }
        }
    }

    /// Why a token is none of those to choose from.
    fn not_offered(self, token: &Token) -> String {
        let (name, scope) = (legible(&token.name), scope_word(&token.scope));
        let names = self.console.inventory.names();
        let key = self.place.with_value(Place::key);
        let Some(home) = token.home_in(&self.console.inventory.organization_id()) else {
            return format!("Nothing tells where {name} was created, and so what it can be given.");
        };
        if names.with_untracked(|names| home.may_add(&key, names)) {
            format!(
                "{name} is a token of scope {scope}: “Assign {scope} token” gives it a role here."
            )
        } else if home.place().key() == key {
            format!(
                "{name} was created here, and has its role here already: edit it to change that."
            )
        } else {
            format!(
                "{name} is a token of the {scope} it was created in, and can’t be given a role here."
            )
        }
    }

    /// Asks Astro for a token that the inventory does not have, and takes it if it is still what is typed.
    fn seek(self, id: TokenId) {
        self.seek.ask(id, move |id, answer| match answer {
            Ok(()) => {
                let tokens = self.console.inventory.tokens();
                tokens.with_untracked(|table| self.take(id, table));
            }
            Err(reason) => self.refusal.set(Some(reason)),
        });
    }

    fn typed(self, typed: &str) {
        self.picked.set(None);
        self.refusal.set(None);
        self.seek.stop();
        let tokens = self.console.inventory.tokens();
        let is_value = token_within(typed).is_some();
        // A value never gets into a signal.
        self.text.set(match is_value {
            true => String::new(),
            false => typed.to_owned(),
        });
        tokens.with_untracked(|table| match identify(typed, table) {
            Identified::Token(id) if is_value || id.as_str() == typed.trim() => {
                self.take(&id, table);
            }
            Identified::NotAToken if is_id(typed.trim()) => self.seek(TokenId::new(typed.trim())),
            Identified::Token(_) | Identified::Several(_) | Identified::NotAToken => {}
            Identified::Unknown { id, organization }
                if organization
                    .as_ref()
                    .is_none_or(|it| *it == self.console.inventory.organization_id()) =>
            {
                self.seek(id);
            }
            Identified::Unknown { id, .. } => self.refusal.set(Some(format!(
                "The pasted token says that its ID is {id}, and that it belongs to another Organization."
            ))),
            Identified::Nameless(_) => self.refusal.set(Some(
                "What was pasted does not say which token it is.".to_owned(),
            )),
            Identified::Damaged(error) => self
                .refusal
                .set(Some(format!("What was pasted can’t be read. {error}"))),
        });
    }

    /// The field. `token`: what is picked, as it is now.
    pub fn field(self, token: Memo<Option<Arc<Token>>>) -> AnyView {
        let names = self.console.inventory.names();
        let candidates = Memo::new(move |_| self.candidates());
        let found = Memo::new(move |_| {
            // Beside a token that is picked all others are offered.
            let text = match self.picked.with(Option::is_some) {
                true => String::new(),
                false => self.text.get(),
            };
            let query = Query {
                text,
                ..Query::default()
            };
            let now = self.console.clock.coarse.get();
            let mut matcher = names.with(|names| Matcher::new(&query, names, now));
            candidates.with(|candidates| {
                let fits = candidates.iter().filter(|token| matcher.matches(token));
                self.place
                    .with_value(|place| Found::of(fits, |token| option(token, place)))
            })
        });
        let chosen = Signal::derive(move || {
            self.picked
                .with(|picked| picked.as_ref().map(|token| token.id.to_string()))
        });
        let on_pick = Callback::new(move |id: String| {
            self.refusal.set(None);
            self.seek.stop();
            let tokens = self.console.inventory.tokens();
            tokens.with_untracked(|table| self.take(&TokenId::new(id), table));
        });
        let on_text = Callback::new(move |typed: String| self.typed(&typed));
        let inventory = self.console.inventory;
        let help = Signal::derive(move || {
            let Some(token) = token.get() else {
                let is_partial = matches!(*inventory.coverage().read(), Coverage::Partial { .. });
                let lack = inventory.progress().with(lack);
                return lack.or(is_partial.then_some(PARTIAL)).map(str::to_owned);
            };
            let held = match gone(self.console, &token.id) {
                // What it was here is over.
                Some(gone) => [" ", &gone].concat(),
                None => self.place.with_value(|place| held_words(&token, place)),
            };
            Some(format!("Short token …{}.{held}", token.short_token))
        });
        let label = self.scope.with_value(|scope| match scope {
            Scope::Organization => "Organization token",
            Scope::Workspace => "Workspace token",
            Scope::Deployment | Scope::Unknown(_) => "Token",
        });
        view! {
            <Combobox
                id="assign-token"
                label
                placeholder="Name, ID, short token or a pasted token"
                text=self.text
                on_text
                found
                chosen
                on_pick
                autofocus=true
                help
                busy=Signal::derive(move || self.seek.words())
                error=self.refusal
            />
        }
        .into_any()
    }
}

/// To a caller who does not see all tokens.
const PARTIAL: &str = "Only tokens that you can see are found: those with a role somewhere that your own role reaches. Any other is \
                       for someone to assign who sees it, such as an Organization Owner.";

/// Why a token may not be found that is there.
fn lack(progress: &Progress) -> Option<&'static str> {
    match progress.stage {
        Stage::Idle | Stage::Running => {
            Some("Tokens are still being loaded: not all can be found yet.")
        }
        Stage::Done if !progress.failed.is_empty() || progress.missing > 0 => {
            Some("Some tokens could not be loaded, and can’t be found here: load everything again.")
        }
        Stage::Done => None,
    }
}

fn is_offered(token: &Token, scope: &Scope, place: &Place, names: &Names) -> bool {
    if token.scope != *scope {
        return false;
    }
    match token.home() {
        Some(home) => home.may_add(&place.key(), names),
        // Which Workspace it is at home in is not known; an Organization token may go anywhere.
        None => *scope == Scope::Organization,
    }
}

/// Why its grants can't be written.
fn fence(token: &Token) -> Option<String> {
    grants_fence(token).or_else(|| home_fence(token))
}

/// The roles that it has there, in words.
fn held(token: &Token, place: &Place) -> Option<String> {
    let roles = token.grants.as_ref()?.role_set(&place.key());
    (!roles.is_empty()).then(|| role_names(&roles))
}

fn held_words(token: &Token, place: &Place) -> String {
    let Some(words) = held(token, place) else {
        return String::new();
    };
    match several(token, place) {
        Some(_) => format!(" It is {words} here now, and one role takes their place."),
        None => format!(" It is {words} here now, so this changes its role."),
    }
}

/// How many roles it has there, where it is more than one.
pub fn several(token: &Token, place: &Place) -> Option<usize> {
    let roles = token.grants.as_ref()?.role_set(&place.key()).len();
    (roles > 1).then_some(roles)
}

fn option(token: &Token, place: &Place) -> ComboOption {
    let held = held(token, place).map(|held| format!("{held} here now"));
    let description = (!token.description.is_empty()).then(|| legible(&token.description));
    let kind = (token.kind != Kind::Standard).then(|| legible(kind_label(&token.kind)));
    let hint = [held, kind, Some(token.id.to_string()), description];
    ComboOption {
        value: token.id.to_string(),
        label: legible(&token.name),
        mark: format!("…{}", token.short_token),
        hint: hint.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        fenced: fence(token),
    }
}

#[cfg(test)]
mod tests {
    use astro_tokens::id::{DeploymentId, WorkspaceId};
    use astro_tokens::model::{ApiToken, Deployment};
    use astro_tokens::token::Interner;

    use super::*;

    fn token(scope: &str, roles: &[(&str, &str, &str)]) -> Token {
        let roles: Vec<String> = roles
            .iter()
            .map(|(level, id, role)| {
                format!(r#"{{"entityType":"{level}","entityId":"{id}","role":"{role}"}}"#)
            })
            .collect();
        let text = format!(
            r#"{{"id":"t","name":"n","description":"loads","kind":"STANDARD","scope":"{scope}","shortToken":"abc",
            "startAt":"2026-01-01T00:00:00Z","createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z",
            "roles":[{}]}}"#,
            roles.join(",")
        );
        Interner::default().token(serde_json::from_str::<ApiToken>(&text).unwrap())
    }

    fn names() -> Names {
        let mut names = Names::default();
        names.add_deployment(&Deployment {
            id: DeploymentId::new("d"),
            name: Arc::from("d"),
            description: None,
            workspace_id: WorkspaceId::new("w"),
            workspace_name: None,
            status: None,
            astro_runtime_version: None,
            remote_execution: None,
        });
        names
    }

    #[test]
    fn only_tokens_whose_home_allows_it_are_offered() {
        let workspace = Place::Workspace(WorkspaceId::new("w"));
        let deployment = Place::Deployment(DeploymentId::new("d"));
        let organization = token(
            "ORGANIZATION",
            &[("ORGANIZATION", "o", "ORGANIZATION_MEMBER")],
        );
        let here = token("WORKSPACE", &[("WORKSPACE", "w", "WORKSPACE_MEMBER")]);
        let elsewhere = token("WORKSPACE", &[("WORKSPACE", "w2", "WORKSPACE_MEMBER")]);
        let own = token("DEPLOYMENT", &[("DEPLOYMENT", "d", "DEPLOYMENT_ADMIN")]);
        let offered = |token: &Token, scope, place| is_offered(token, &scope, place, &names());
        assert!(offered(&organization, Scope::Organization, &workspace));
        assert!(offered(&organization, Scope::Organization, &deployment));
        assert!(!offered(&organization, Scope::Workspace, &deployment));
        assert!(offered(&here, Scope::Workspace, &deployment));
        assert!(!offered(&here, Scope::Workspace, &workspace));
        assert!(!offered(&elsewhere, Scope::Workspace, &deployment));
        for scope in [Scope::Organization, Scope::Workspace, Scope::Deployment] {
            assert!(!offered(&own, scope, &deployment));
        }
    }

    #[test]
    fn an_option_says_what_the_token_is_here() {
        let place = Place::Workspace(WorkspaceId::new("w"));
        let home = ("ORGANIZATION", "o", "ORGANIZATION_MEMBER");
        let free = option(&token("ORGANIZATION", &[home]), &place);
        assert_eq!((&*free.mark, &*free.hint), ("…abc", "t · loads"));
        assert_eq!(free.fenced, None);
        let held = ("WORKSPACE", "w", "WORKSPACE_AUTHOR");
        let held = option(&token("ORGANIZATION", &[home, held]), &place);
        assert_eq!(held.hint, "Workspace Author here now · t · loads");
        assert!(option(&token("ORGANIZATION", &[]), &place).fenced.is_some());
    }
}
