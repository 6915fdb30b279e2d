//! What to look for after a creation: tokens of that name that were not there right before it.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use astro_tokens::id::{DeploymentId, TokenId, WorkspaceId};
use astro_tokens::model::{
    ApiToken, BasicSubjectProfile, CreateApiTokenRequest, Scope, SubjectType,
};
use astro_tokens::requests::ListTokens;
use astro_tokens::secret::Secret;
use astro_tokens::timestamp::Timestamp;
use leptos::prelude::*;

use super::super::Writer;
use crate::api::{ApiError, ErrorKind};

/// Instants that two clocks tell may differ by that much.
pub(in crate::commands) const CLOCKS_DIFFER: Duration = Duration::from_secs(3600);
/// Rows of one page: what was just created stands on the first.
const PAGE: u64 = 100;

/// What to look for.
#[derive(Clone, Debug)]
pub struct Lookup(Box<Wanted>);

#[derive(Clone, Debug)]
struct Wanted {
    name: Arc<str>,
    /// A list holds tokens of other homes, too, which have a role there.
    scope: Scope,
    list: ListTokens,
    /// Not created before, by Astro's clock as its own rows tell it.
    since: Timestamp,
    /// Those that were there already.
    known: HashSet<TokenId>,
    maker: Maker,
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

/// A token that may have come of it.
#[derive(Debug)]
pub(super) struct Found {
    pub id: TokenId,
    short_token: Arc<str>,
}

impl Found {
    /// Whether its short token is the end of this value.
    pub fn ends(&self, secret: &Secret) -> bool {
        !self.short_token.is_empty() && secret.expose().ends_with(&*self.short_token)
    }
}

impl Lookup {
    /// Reads what there is of that home. To be asked right before writing.
    pub(super) async fn before(
        writer: &Writer,
        request: &CreateApiTokenRequest,
    ) -> Result<Self, ApiError> {
        let name: Arc<str> = request.name.as_str().into();
        let list = newest_first(request);
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
        Ok(Self(Box::new(Wanted {
            name,
            scope: request.scope.clone(),
            list,
            since,
            known,
            maker,
        })))
    }

    pub(super) const fn name(&self) -> &Arc<str> {
        &self.0.name
    }

    /// The creator of what was created here: that of anything else is compared with it.
    pub(super) fn is_made_by(&mut self, creator: Option<&BasicSubjectProfile>) {
        if let Some(creator) = creator {
            self.0.maker = Maker::Named(creator.id.clone());
        }
    }

    /// Tokens that fit, newest first, now in the inventory.
    pub(super) async fn look(&self, writer: &Writer) -> Result<Vec<Found>, ApiError> {
        let wanted = &self.0;
        let (rows, _) = rows(writer, &wanted.list, Some(wanted.since)).await?;
        let mut found: Vec<Found> = Vec::new();
        for token in rows.into_iter().filter(|token| wanted.fits(token)) {
            // What is created meanwhile moves rows to the next page, where they come a second time.
            if found.iter().all(|it| it.id != token.id) {
                found.push(Found {
                    id: token.id.clone(),
                    short_token: token.short_token.clone(),
                });
                writer.inventory.enter(token);
            }
        }
        Ok(found)
    }
}

impl Wanted {
    fn fits(&self, token: &ApiToken) -> bool {
        token.name == self.name
            && token.scope == self.scope
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
        sorts: vec!["createdAt:desc"],
        ..ListTokens::default()
    }
}

/// Rows down to those created before `since`; without it, before the newest, so that a creation by a clock that is a
/// little behind is among what comes later.
async fn rows(
    writer: &Writer,
    list: &ListTokens,
    since: Option<Timestamp>,
) -> Result<(Vec<ApiToken>, Timestamp), ApiError> {
    let organization = writer.organization();
    let mut list = list.clone();
    let mut since = since;
    let mut rows = Vec::new();
    loop {
        let page = writer.api.list_tokens(&organization, &list).await?;
        list.offset += page.tokens.len() as u64;
        let since = *since.get_or_insert_with(|| {
            let newest = page.tokens.iter().map(|token| token.created_at).max();
            newest.map_or(Timestamp::MIN, |newest| newest.minus(CLOCKS_DIFFER))
        });
        let is_end = list.offset >= page.total_count
            || page
                .tokens
                .last()
                .is_none_or(|last| last.created_at < since);
        rows.extend(page.tokens);
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
