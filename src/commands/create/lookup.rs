//! What to look for after a creation: tokens of that name that were not there right before it.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use astro_tokens::id::{DeploymentId, TokenId, WorkspaceId};
use astro_tokens::model::{
    ApiToken, BasicSubjectProfile, CreateApiTokenRequest, Scope, SubjectType,
};
use astro_tokens::requests::{ListTokens, Page};
use astro_tokens::timestamp::Timestamp;
use leptos::prelude::*;

use super::super::journal::Action;
use super::super::read::read_agent;
use super::super::{Writer, read_back};
use super::Wanted;
use crate::api::{ApiError, ErrorKind};
use crate::inventory::Asked;

/// Instants that two clocks tell may differ by that much.
const CLOCKS_DIFFER: Duration = Duration::from_secs(3600);
/// Rows of one page: what was just created stands on the first.
const PAGE: u64 = 100;
const NEWEST_FIRST: [&str; 1] = ["createdAt:desc"];

/// What to look for.
#[derive(Clone, Debug)]
pub struct Lookup(Box<Sought>);

#[derive(Clone, Debug)]
struct Sought {
    name: Arc<str>,
    /// A list holds tokens of other homes, too, which have a role there; one of agent tokens does not.
    scope: Option<Scope>,
    list: List,
    /// Not created before, by Astro's clock as its own rows tell it.
    since: Timestamp,
    /// Those that were there already.
    known: HashSet<TokenId>,
    maker: Maker,
}

/// Where it would be listed.
#[derive(Clone, Debug)]
enum List {
    Tokens(ListTokens),
    /// Of that Deployment, which no other list has.
    AgentTokens(DeploymentId),
}

/// Who asks.
#[derive(Clone, Debug)]
enum Maker {
    /// As a token that was just created names its creator.
    Named(Arc<str>),
    /// An API token, and its name where that is known.
    Token(TokenId, Option<Arc<str>>),
    /// A person, whose id no claim tells.
    Person,
}

impl Lookup {
    /// Reads what there is of that home. To be asked right before writing.
    pub(super) async fn before(writer: &Writer, wanted: Wanted<'_>) -> Result<Self, ApiError> {
        let name = wanted.name();
        let list = List::of(wanted);
        let (since, known) = match rows(writer, &list, None).await {
            Ok((rows, since)) => (since, rows.into_iter().map(|row| row.id).collect()),
            // Who may create there need not be allowed to list; looking afterwards is refused then, too.
            Err(error) if error.kind == ErrorKind::Forbidden => (
                writer.api.now().minus(CLOCKS_DIFFER),
                known_of_name(writer, &name),
            ),
            Err(error) => return Err(error),
        };
        let maker = match writer.api.own_token() {
            Some(own) => {
                let name = writer.held(&own).map(|held| held.name.clone());
                Maker::Token(own, name)
            }
            None => Maker::Person,
        };
        Ok(Self(Box::new(Sought {
            name,
            scope: wanted.scope().cloned(),
            list,
            since,
            known,
            maker,
        })))
    }

    pub(super) const fn name(&self) -> &Arc<str> {
        &self.0.name
    }

    pub(super) const fn action(&self) -> Action {
        match self.0.list {
            List::Tokens(_) => Action::Create,
            List::AgentTokens(_) => Action::CreateAgentToken,
        }
    }

    /// Puts a token of that list into the inventory.
    pub(super) fn enter(&self, writer: &Writer, token: ApiToken, asked: Asked) {
        let inventory = writer.inventory;
        match &self.0.list {
            List::Tokens(_) => inventory.enter(token, asked),
            List::AgentTokens(deployment) => inventory.enter_agent(deployment, token, asked),
        }
    }

    /// Reads a token of that list, so that the inventory has it.
    pub(super) async fn read_back(&self, writer: &Writer, token: &TokenId) {
        match &self.0.list {
            List::Tokens(_) => read_back(writer, token).await,
            List::AgentTokens(deployment) => {
                // What fails is seen where the token is shown, and at the next loading.
                let _ = read_agent(writer, deployment, token).await;
            }
        }
    }

    /// The creator of what was created here: that of anything else is compared with it.
    pub(super) fn is_made_by(&mut self, creator: Option<&BasicSubjectProfile>) {
        if let Some(creator) = creator {
            self.0.maker = Maker::Named(creator.id.clone());
        }
    }

    /// Tokens that fit, newest first, now in the inventory.
    pub(super) async fn look(&self, writer: &Writer) -> Result<Vec<TokenId>, ApiError> {
        let sought = &self.0;
        let asked = writer.inventory.asked();
        let (rows, _) = rows(writer, &sought.list, Some(sought.since)).await?;
        let mut found: Vec<TokenId> = Vec::new();
        for token in rows.into_iter().filter(|token| sought.fits(token)) {
            // What is created meanwhile moves rows to the next page, where they come a second time.
            if !found.contains(&token.id) {
                found.push(token.id.clone());
                self.enter(writer, token, asked);
            }
        }
        Ok(found)
    }
}

impl Sought {
    fn fits(&self, token: &ApiToken) -> bool {
        token.name == self.name
            && self
                .scope
                .as_ref()
                .is_none_or(|scope| token.scope == *scope)
            && token.created_at >= self.since
            && !self.known.contains(&token.id)
            && !token
                .created_by
                .as_ref()
                .is_some_and(|by| self.maker.is_another(by))
    }
}

impl Maker {
    /// Whether that is certainly someone else. Every field of a creator but the id may be missing.
    fn is_another(&self, creator: &BasicSubjectProfile) -> bool {
        match (self, &creator.subject_type) {
            (Self::Named(id), _) => creator.id != *id,
            (Self::Token(..), Some(SubjectType::User))
            | (Self::Person, Some(SubjectType::ServiceKey)) => true,
            (Self::Token(id, name), Some(SubjectType::ServiceKey)) => {
                *creator.id != *id.as_str() && (name.is_none() || creator.api_token_name != *name)
            }
            (Self::Token(..) | Self::Person, _) => false,
        }
    }
}

impl List {
    fn of(wanted: Wanted<'_>) -> Self {
        match wanted {
            Wanted::Token(request) => Self::Tokens(newest_first(request)),
            Wanted::AgentToken(deployment, _) => Self::AgentTokens(deployment.clone()),
        }
    }

    /// Rows from `offset` on, newest first, and how many there are in all.
    async fn page(&self, writer: &Writer, offset: u64) -> Result<(Vec<ApiToken>, u64), ApiError> {
        let organization = writer.organization();
        let page = match self {
            Self::Tokens(list) => {
                let list = ListTokens {
                    offset,
                    ..list.clone()
                };
                writer.api.list_tokens(&organization, &list).await?
            }
            Self::AgentTokens(deployment) => {
                let page = Page {
                    offset,
                    limit: PAGE,
                    sorts: NEWEST_FIRST.to_vec(),
                };
                let api = &writer.api;
                api.list_agent_tokens(&organization, deployment, &page)
                    .await?
            }
        };
        Ok((page.tokens, page.total_count))
    }
}

fn newest_first(request: &CreateApiTokenRequest) -> ListTokens {
    let entity = request.entity_id.clone();
    ListTokens {
        workspace_id: entity
            .clone()
            .filter(|_| request.scope == Scope::Workspace)
            .map(WorkspaceId::new),
        deployment_id: entity
            .filter(|_| request.scope == Scope::Deployment)
            .map(DeploymentId::new),
        limit: PAGE,
        sorts: NEWEST_FIRST.to_vec(),
        ..ListTokens::default()
    }
}

/// Rows down to those created before `since`; without it, before the newest, so that a creation by a clock that is a
/// little behind is among what comes later.
async fn rows(
    writer: &Writer,
    list: &List,
    since: Option<Timestamp>,
) -> Result<(Vec<ApiToken>, Timestamp), ApiError> {
    let mut since = since;
    let mut rows: Vec<ApiToken> = Vec::new();
    loop {
        let (page, total) = list.page(writer, rows.len() as u64).await?;
        let since = *since.get_or_insert_with(|| {
            let newest = page.iter().map(|token| token.created_at).max();
            newest.map_or(Timestamp::MIN, |newest| newest.minus(CLOCKS_DIFFER))
        });
        let is_last = page.last().is_none_or(|last| last.created_at < since);
        rows.extend(page);
        let is_end = is_last || rows.len() as u64 >= total;
        if is_end {
            return Ok((rows, since));
        }
    }
}

fn known_of_name(writer: &Writer, name: &Arc<str>) -> HashSet<TokenId> {
    let known = writer.inventory.tokens().try_with_untracked(|table| {
        let of_that_name = table.rows().iter().filter(|token| token.name == *name);
        of_that_name.map(|token| token.id.clone()).collect()
    });
    known.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn creator(
        id: &str,
        kind: Option<SubjectType>,
        token_name: Option<&str>,
    ) -> BasicSubjectProfile {
        BasicSubjectProfile {
            id: id.into(),
            subject_type: kind,
            full_name: None,
            username: None,
            api_token_name: token_name.map(Arc::from),
        }
    }

    #[test]
    fn only_a_creator_who_is_named_as_another_is_one() {
        let token = || Maker::Token(TokenId::new("t1"), Some("deploys".into()));
        let (user, key) = (Some(SubjectType::User), Some(SubjectType::ServiceKey));
        for (maker, by, is_another) in [
            (token(), creator("t1", key.clone(), None), false),
            (token(), creator("t2", key.clone(), Some("other")), true),
            (token(), creator("t2", key.clone(), None), true),
            // Should creators have ids of another kind than tokens, the name still fits.
            (token(), creator("s9", key.clone(), Some("deploys")), false),
            (token(), creator("u1", user.clone(), None), true),
            (token(), creator("u1", None, None), false),
            (Maker::Person, creator("u1", user.clone(), None), false),
            (Maker::Person, creator("t2", key, None), true),
            (Maker::Person, creator("t2", None, None), false),
            (Maker::Named("u1".into()), creator("u1", None, None), false),
            (Maker::Named("u1".into()), creator("u2", user, None), true),
        ] {
            assert_eq!(maker.is_another(&by), is_another, "{maker:?} {by:?}");
        }
    }
}
