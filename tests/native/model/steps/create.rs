//! Creating tokens at every scope, with further grants afterwards.

use std::collections::BTreeSet;

use astro_emulator::Instant;
use astro_emulator::state::{EntityType, Token};
use astro_token_console::commands::{
    Creation, CreationFound, Lookup, create_token, look_for_created,
};
use astro_tokens::id::TokenId;
use astro_tokens::model::{CreateApiTokenRequest, Kind, Scope};
use astro_tokens::secret::Secret;
use serde_json::json;

use super::super::others::NAMES;
use super::super::run::{Run, Told};
use super::super::story::Story;
use super::super::view;
use super::grants::further;
use crate::writes::says;

/// Astro's clock and the console's may differ by that much.
const HOUR: i64 = 3_600_000_000;

impl Told for Creation {
    fn secret(&self) -> Option<&Secret> {
        match self {
            Self::Created { secret, .. } => Some(secret),
            Self::Refused(_) | Self::Unanswered { .. } => None,
        }
    }
}

impl Told for CreationFound {}

fn request(run: &mut Run) -> CreateApiTokenRequest {
    let rights = run.rights();
    let (places, random) = (run.places.clone(), &mut run.random);
    let scope = [Scope::Organization, Scope::Workspace, Scope::Deployment];
    let (mut scope, mut entity) = match random.pick(&scope).clone() {
        Scope::Workspace => (
            Scope::Workspace,
            Some(random.pick(&places.workspaces).clone()),
        ),
        Scope::Deployment => (Scope::Deployment, Some(places.deployment(random))),
        other => (other, None),
    };
    // Who may write in some places only creates mostly there.
    let reached: Vec<_> = rights.written().cloned().collect();
    if !reached.is_empty() && random.chance(70) {
        let place = random.pick(&reached).clone();
        scope = match places.has_workspace(&place) {
            true => Scope::Workspace,
            false => Scope::Deployment,
        };
        entity = Some(place);
    }
    let level = scope.as_str().into();
    CreateApiTokenRequest {
        name: match random.chance(3) {
            true => "n".repeat(300),
            false => (*random.pick(&NAMES)).to_owned(),
        },
        description: (*random.pick(&["", "mine"])).to_owned(),
        kind: match random.chance(20) {
            true => Kind::DirectAccess,
            false => Kind::Standard,
        },
        scope,
        entity_id: entity,
        role: places.role(&level, random),
        token_expiry_period_in_days: random
            .chance(80)
            .then(|| u16::try_from(1 + random.below(90)).unwrap()),
    }
}

pub fn create(run: &mut Run) -> &'static str {
    // So that the world stays as large as it is.
    if run.rows().len() > 60 {
        return super::delete::delete(run);
    }
    let request = request(run);
    let known = known(run, &request.name);
    let since = run.world.host.emulator.borrow().now().plus_micros(-HOUR);
    run.tell(&format!("{request:?}"));
    let (outcome, story) = run.command((None, 1, 0), async |writer| {
        create_token(writer, &request).await
    });
    let ours = story.ours();
    let ids = ours.iter().map(|effect| TokenId::new(effect.id.clone()));
    let ids: BTreeSet<TokenId> = ids.collect();
    for effect in &ours {
        let is_as_asked = effect
            .after
            .as_ref()
            .is_some_and(|token| is_as_asked(token, &request, &run.world.organization.to_string()));
        run.expect(is_as_asked, || format!("created: {effect:?}"));
    }
    match &outcome {
        Creation::Created { .. } | Creation::Refused(_) => {
            let said: BTreeSet<TokenId> = says::created(&outcome).unwrap().into_iter().collect();
            run.expect(said == ids, || format!("said {said:?}, is {ids:?}"));
        }
        Creation::Unanswered { found, lookup, .. } => {
            run.expect(story.at_write.is_some(), || "unanswered".to_owned());
            let wanted = Wanted {
                request: request.clone(),
                known,
                since,
            };
            judge(run, &story, &wanted, found);
            let lookup = lookup.clone();
            run.next
                .push(Box::new(move |run| look(run, &lookup, &wanted)));
        }
    }
    if let Creation::Created { id: Some(id), .. } = &outcome {
        let (is_held, id) = (run.row(id).is_some() || !story.is_calm(), id.clone());
        run.expect(is_held, || "created, and not in the inventory".to_owned());
        if run.random.chance(60) {
            run.next.push(Box::new(move |run| further(run, &id)));
        }
    }
    if story.is_calm() {
        let is_permitted = story.rights.permits(&request);
        let is_done = matches!(&outcome, Creation::Created { .. });
        let is_legal = request.name.len() < 300;
        run.expect(is_done == (is_legal && is_permitted), || {
            format!("{outcome:?}")
        });
    }
    "create"
}

/// Tokens of that name that the inventory has.
fn known(run: &Run, name: &str) -> BTreeSet<TokenId> {
    let rows = run.rows().into_iter();
    let named = rows.filter(|row| *row.name == *name);
    named.map(|row| row.id.clone()).collect()
}

fn is_as_asked(token: &Token, request: &CreateApiTokenRequest, organization: &str) -> bool {
    let home = view::home(token);
    let entity = request.entity_id.as_deref().unwrap_or(organization);
    let days = token.expiry_period_in_days;
    token.name == request.name
        && token.description == request.description
        && json!(token.kind) == json!(request.kind)
        && view::scope(token.scope) == request.scope
        && days == request.token_expiry_period_in_days.map(u32::from)
        && token.end_at == days.map(|days| token.created_at.plus_days(i64::from(days)))
        && token.grants.len() == 1
        && token.grants[0].role == request.role
        && *home.entity_id == *entity
}

/// What may have been created.
struct Wanted {
    request: CreateApiTokenRequest,
    /// Tokens of that name that the inventory had.
    known: BTreeSet<TokenId>,
    since: Instant,
}

/// What is said to have been found: tokens of that name and place which were not known before, or none.
fn judge(run: &mut Run, story: &Story, wanted: &Wanted, found: &CreationFound) {
    let Wanted {
        request,
        known,
        since,
    } = wanted;
    let place = request.entity_id.as_deref();
    let said: BTreeSet<TokenId> = match found {
        CreationFound::Tokens(ids) => ids.iter().cloned().collect(),
        CreationFound::Nothing => BTreeSet::new(),
        CreationFound::Unknown(_) => {
            let rights = run.rights();
            let may_list = match place {
                Some(place) => rights.lists(place),
                None => rights.is_organization_owner,
            };
            let is_evasive = story.at_look.is_none() && may_list;
            return run.expect(!is_evasive, || "unknown for no reason".to_owned());
        }
    };
    let is: BTreeSet<TokenId> = {
        let emulator = run.world.host.emulator.borrow();
        let here = run.world.organization.as_str();
        let fits = |token: &&Token| {
            let level = EntityType::parse(request.scope.as_str());
            let is_there = |place: &str| {
                let mut grants = token.grants.iter();
                grants.any(|grant| grant.entity_type == level && *grant.entity_id == *place)
            };
            *token.organization_id == *here
                && token.name == request.name
                && token.created_at >= *since
                && place.is_none_or(is_there)
        };
        let tokens = emulator.state().tokens.iter().filter(fits);
        let ids = tokens.map(|token| TokenId::new(token.id.clone()));
        ids.filter(|id| !known.contains(id)).collect()
    };
    run.expect(said == is, || format!("said {said:?}, is {is:?}"));
}

fn look(run: &mut Run, lookup: &Lookup, wanted: &Wanted) -> &'static str {
    let (found, story) = run.command((None, 0, 0), async |writer| {
        look_for_created(writer, lookup).await
    });
    judge(run, &story, wanted, &found);
    "look for what was created"
}
