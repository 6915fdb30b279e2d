//! Creating tokens at every scope, with further grants afterwards.

use std::collections::BTreeSet;

use astro_emulator::Instant;
use astro_emulator::state::{EntityType, Token};
use astro_token_console::commands::{
    Beside, Creation, CreationFound, Lookup, create_token, look_beside, look_for_created,
};
use astro_tokens::grants::Grant;
use astro_tokens::id::TokenId;
use astro_tokens::model::{CreateApiTokenRequest, Kind, Scope};
use astro_tokens::requests::Method;
use astro_tokens::secret::Secret;
use serde_json::json;

use super::super::others::NAMES;
use super::super::run::{Run, Told};
use super::super::story::Story;
use super::super::view;
use super::grants::further;

/// Astro's clock and the console's may differ by that much.
const HOUR: i64 = 3_600_000_000;

impl Told for Creation {
    fn secret(&self) -> Option<&Secret> {
        match self {
            Self::Created { secret, .. } => Some(secret),
            Self::NotSent(_) | Self::Refused(_) | Self::Unanswered { .. } => None,
        }
    }
}

impl Told for CreationFound {}

impl Told for (Option<TokenId>, Beside) {
    fn entries(&self) -> usize {
        match &self.1 {
            Beside::Nothing => 0,
            Beside::Twins(ids) => ids.len(),
            Beside::Among(_) | Beside::Unknown(_) => 1,
        }
    }
}

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
    if let Some(new) = created(run, request)
        && run.random.chance(60)
    {
        further(run, &new);
    }
    "create"
}

/// The new token, as far as it is told.
pub fn created(run: &mut Run, request: CreateApiTokenRequest) -> Option<TokenId> {
    let named = named(run, &request.name);
    run.tell(&format!("{request:?}"));
    let (outcome, story) = run.command((None, 1, 1), async |writer| {
        create_token(writer, &request).await
    });
    let ours = story.ours();
    let ids: Vec<TokenId> = ours
        .iter()
        .map(|effect| TokenId::new(effect.id.clone()))
        .collect();
    let most = story.arrivals();
    run.expect(ids.len() <= most, || format!("{} created", ids.len()));
    for effect in &ours {
        let is_as_asked = effect
            .after
            .as_ref()
            .is_some_and(|token| is_as_asked(token, &request, &run.world.organization.to_string()));
        run.expect(is_as_asked, || format!("created: {effect:?}"));
    }
    let wanted = Wanted {
        known: known(run, &story, named),
        since: since(run, &story),
        request: request.clone(),
    };
    let mut new = None;
    match &outcome {
        Creation::Created { id, secret, lookup } => {
            run.expect(!ids.is_empty(), || "nothing was created".to_owned());
            // What the claims of the value tell is not always there.
            let id = id.as_ref().filter(|_| !run.random.chance(20));
            let of_value = ours.iter().find(|it| it.value.as_ref() == Some(secret));
            let made = of_value.map(|effect| TokenId::new(effect.id.clone()));
            run.expect(id.is_none_or(|id| Some(id) == made.as_ref()), || {
                format!("{id:?} is said to be {made:?}")
            });
            new = beside(run, (lookup, &wanted), id, made.as_ref());
        }
        Creation::NotSent(_) | Creation::Refused(_) => judge_undone(run, &story, &outcome, &ids),
        Creation::Unanswered { found, lookup, .. } => {
            run.expect(story.at_write.is_some(), || "unanswered".to_owned());
            judge(run, &story, &wanted, found);
            let lookup = lookup.clone();
            run.next
                .push(Box::new(move |run| look(run, &lookup, &wanted)));
        }
    }
    if story.is_calm() {
        let is_permitted = story.rights.permits(&request);
        let is_done = matches!(&outcome, Creation::Created { .. });
        let is_legal = request.name.len() < 300 && has_role(run, &request);
        run.expect(is_done == (is_legal && is_permitted), || {
            format!("{outcome:?}")
        });
    }
    new
}

/// Whether its role can still be given there: a token may hold one that no longer can.
fn has_role(run: &Run, request: &CreateApiTokenRequest) -> bool {
    let home = Grant {
        entity_type: request.scope.as_str().into(),
        entity_id: request
            .entity_id
            .clone()
            .unwrap_or_else(|| run.world.organization.as_arc().clone()),
        deployment_id: None,
        role: request.role.clone(),
        has_further_fields: false,
    };
    run.places.exists(&home, &request.scope, &home.key())
}

/// Nothing came of it; without a reading that failed it was sent.
pub fn judge_undone(run: &mut Run, story: &Story, outcome: &Creation, ids: &[TokenId]) {
    run.expect(ids.is_empty(), || format!("{outcome:?}: {ids:?}"));
    if matches!(outcome, Creation::NotSent(_)) {
        let is_so = !story.wrote(|_| true) && story.at_look.is_some();
        run.expect(is_so, || "sent, or not sent for no reason".to_owned());
    }
}

/// Looks, with the value shown, for what there is besides; `id` as far as the answer tells it, `made` as it is. Answers which of
/// them it is.
fn beside(
    run: &mut Run,
    (lookup, wanted): (&Lookup, &Wanted),
    id: Option<&TokenId>,
    made: Option<&TokenId>,
) -> Option<TokenId> {
    let ((told, beside), story) = run.command((None, 0, 0), async |writer| {
        look_beside(writer, lookup, id).await
    });
    run.expect(told.is_none() || told.as_ref() == made, || {
        format!("the value is said to be of {told:?}, not {made:?}")
    });
    let found: Option<BTreeSet<TokenId>> = match &beside {
        Beside::Nothing => Some(told.iter().cloned().collect()),
        Beside::Twins(ids) => {
            run.expect(told.is_some(), || "twins of nothing".to_owned());
            Some(told.iter().chain(ids).cloned().collect())
        }
        Beside::Among(ids) => {
            let is_told = told.is_none() && ids.len() > 1;
            run.expect(is_told, || format!("among {ids:?}"));
            Some(ids.iter().cloned().collect())
        }
        Beside::Unknown(_) => None,
    };
    match found {
        Some(said) => {
            let mut is = found_by(run, wanted);
            // Others may have deleted it, or renamed it, by now.
            is.extend(told.clone());
            run.expect(said == is, || format!("said {said:?}, is {is:?}"));
        }
        None => may_be_unknown(run, &story, wanted),
    }
    let id = told?;
    let is_held = run.row(&id).is_some() || story.at_look.is_some();
    run.expect(is_held || run.held(id.as_str()).is_none(), || {
        "created, and not in the inventory".to_owned()
    });
    Some(id)
}

/// Tokens of that name that the inventory has.
fn named(run: &Run, name: &str) -> BTreeSet<TokenId> {
    let rows = run.rows().into_iter();
    let named = rows.filter(|row| *row.name == *name);
    named.map(|row| row.id.clone()).collect()
}

/// The list that was read before the write, if Astro let it be read.
fn read_before(run: &Run, story: &Story) -> Option<usize> {
    let is_list = |target: &str| target.contains("/tokens?");
    let sent = run.world.host.sent.borrow();
    let write = sent.iter().position(|sent| sent.method != Method::Get);
    let before = &sent[..write.unwrap_or(sent.len())];
    let is_read = before
        .iter()
        .any(|sent| is_list(&sent.target) && sent.status == Some(200));
    let mut met = story.met.iter().take_while(|met| met.method == Method::Get);
    let last = met.by_ref().filter(|met| is_list(&met.target)).last();
    last.filter(|_| is_read).map(|met| met.effects)
}

/// Tokens that can't have come of it: those that were there when the list was read, or `named` where that was refused.
fn known(run: &Run, story: &Story, named: BTreeSet<TokenId>) -> BTreeSet<TokenId> {
    let Some(read) = read_before(run, story) else {
        return named;
    };
    let new: BTreeSet<&str> = story.effects[read..]
        .iter()
        .filter(|effect| effect.before.is_none())
        .map(|effect| &*effect.id)
        .collect();
    let emulator = run.world.host.emulator.borrow();
    let ids = emulator.state().tokens.iter().map(|token| &token.id);
    ids.filter(|id| !new.contains(&***id))
        .map(|id| TokenId::new(id.clone()))
        .collect()
}

/// When what came of it can have been created at the earliest, where the list was refused.
fn since(run: &Run, story: &Story) -> Option<Instant> {
    let read = read_before(run, story);
    let sent = run.world.host.sent.borrow();
    let write = sent.iter().find(|sent| sent.method != Method::Get);
    let at = Instant::from_unix_micros(write?.at);
    read.is_none().then(|| at.plus_micros(-HOUR))
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
    /// Tokens that were there before.
    known: BTreeSet<TokenId>,
    since: Option<Instant>,
}

/// What is said to have been found: tokens of that name and place which the session made and were not there before, or none.
fn judge(run: &mut Run, story: &Story, wanted: &Wanted, found: &CreationFound) {
    let said: BTreeSet<TokenId> = match found {
        CreationFound::Tokens(ids) => ids.iter().cloned().collect(),
        CreationFound::Nothing => BTreeSet::new(),
        CreationFound::Unknown(_) => return may_be_unknown(run, story, wanted),
    };
    let is = found_by(run, wanted);
    run.expect(said == is, || format!("said {said:?}, is {is:?}"));
}

fn may_be_unknown(run: &mut Run, story: &Story, wanted: &Wanted) {
    let rights = run.rights();
    let may_list = match wanted.request.entity_id.as_deref() {
        Some(place) => rights.lists(place),
        None => rights.is_organization_owner,
    };
    let is_evasive = story.at_look.is_none() && may_list;
    run.expect(!is_evasive, || "unknown for no reason".to_owned());
}

/// What a look finds now.
fn found_by(run: &Run, wanted: &Wanted) -> BTreeSet<TokenId> {
    let request = &wanted.request;
    let emulator = run.world.host.emulator.borrow();
    let here = run.world.organization.as_str();
    let fits = |token: &&Token| {
        let level = EntityType::parse(request.scope.as_str());
        let is_there = |place: &str| {
            let mut grants = token.grants.iter();
            grants.any(|grant| grant.entity_type == level && *grant.entity_id == *place)
        };
        let by = token.created_by.as_ref();
        *token.organization_id == *here
            && token.name == request.name
            && view::scope(token.scope) == request.scope
            && by.is_some_and(|by| *by.id == *run.own.as_str())
            && wanted.since.is_none_or(|since| token.created_at >= since)
            && request.entity_id.as_deref().is_none_or(is_there)
    };
    let tokens = emulator.state().tokens.iter().filter(fits);
    let ids = tokens.map(|token| TokenId::new(token.id.clone()));
    ids.filter(|id| !wanted.known.contains(id)).collect()
}

fn look(run: &mut Run, lookup: &Lookup, wanted: &Wanted) -> &'static str {
    let (found, story) = run.command((None, 0, 0), async |writer| {
        look_for_created(writer, lookup).await
    });
    judge(run, &story, wanted, &found);
    "look for what was created"
}
