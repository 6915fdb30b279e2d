//! Sample Organizations that an Astro administrator would take for real, the same for the same
//! options. The first one, Northwind Data, has every case that the console must stand; the second
//! one is there for a person who belongs to two. Everything in it is made up.

mod agents;
mod bulk;
mod callers;
mod examples;
mod grants;
mod lives;
mod people;
mod places;
mod random;
mod words;

use std::sync::Arc;

use crate::{
    Emulator, Instant, State,
    state::{Grant, Id, Kind, Organization, Profile, Scope, Token},
};
use lives::{Tally, Times};
use people::People;
use places::Places;
use random::Random;

/// How large the sample is. The counts are those of Northwind Data.
#[derive(Clone, Debug)]
pub struct Options {
    pub seed: u64,
    /// The moment that every age is counted from.
    pub now: Instant,
    pub tokens: usize,
    pub workspaces: usize,
    pub deployments: usize,
    /// Whether Deployments with remote execution have agent tokens, which `tokens` does not count.
    pub agent_tokens: bool,
}

impl Options {
    /// The usual size: 10,482 tokens, 38 Workspaces, 140 Deployments.
    pub fn new(now: Instant) -> Self {
        Self {
            seed: 1,
            now,
            tokens: 10_482,
            workspaces: 38,
            deployments: 140,
            agent_tokens: true,
        }
    }
}

/// A sample, and who may be tried on it.
#[derive(Clone, Debug)]
pub struct Sample {
    pub state: State,
    pub callers: Vec<Caller>,
}

/// Someone whose value can be pasted into the console.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Such as `Organization Owner`.
    pub name: &'static str,
    /// What the caller may do, in a sentence.
    pub may: String,
    pub subject: Subject,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    Token(Id),
    User(Id),
}

impl Caller {
    /// The value to paste, as it is at this moment; `None` once the subject is gone.
    pub fn value(&self, emulator: &Emulator) -> Option<String> {
        match &self.subject {
            Subject::Token(id) => emulator.token_value(id),
            Subject::User(id) => emulator.session_value(id),
        }
    }
}

/// # Errors
/// When the numbers leave no room for what every sample has.
pub fn build(options: &Options) -> Result<Sample, String> {
    let now = options.now;
    let mut random = Random::new(options.seed, "organizations");
    let (northwind, labs) = (random.id(), random.id());
    let people = People::new(options.seed, now, &northwind, &labs);
    let places = Places::northwind(options, &northwind, &people)?;
    let second = Places::labs(options, &labs, &people);

    let mut state = State::empty(now);
    let organizations = [
        (&northwind, "Northwind Data", 1_400),
        (&labs, "Northwind Labs", 260),
    ];
    for (id, name, age) in organizations {
        let organization = organization(id, name, now.plus_days(-age), &people);
        state
            .organizations
            .insert(organization.id.clone(), organization);
    }

    let mut made = Tokens {
        rows: Vec::with_capacity(options.tokens + 64),
        tally: Tally::default(),
        now,
    };
    let mut callers = callers::add(&mut made, options.seed, &places, &people);
    if options.tokens < made.rows.len() {
        return Err(format!("a sample has at least {} tokens", made.rows.len()));
    }
    examples::add(&mut made, options, &places, &people);
    bulk::add(&mut made, options, &places, &people);
    bulk::add_second(&mut made, options.seed, &second, &people);
    callers.push(callers::person(&people));
    let agents = if options.agent_tokens {
        agents::all(options, &places, &people)
    } else {
        Vec::new()
    };
    state.agent_tokens = agents
        .into_iter()
        .map(|agent| (agent.token.id.clone(), agent))
        .collect();

    let mut rows = made.rows;
    rows.sort_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
    state.tokens = rows.into_iter().collect();
    for place in [places, second] {
        state
            .workspaces
            .extend(place.workspaces.into_iter().map(|w| (w.id.clone(), w)));
        state
            .deployments
            .extend(place.deployments.into_iter().map(|d| (d.id.clone(), d)));
        state
            .custom_roles
            .extend(place.custom_roles.into_iter().map(|r| (r.id.clone(), r)));
    }
    state.users = people
        .users
        .into_iter()
        .map(|user| (user.id.clone(), user))
        .collect();
    Ok(Sample { state, callers })
}

fn organization(id: &Id, name: &str, created_at: Instant, people: &People) -> Organization {
    let founder = people.profile(0);
    Organization {
        id: id.clone(),
        name: name.to_owned(),
        plan: "ENTERPRISE_V2".to_owned(),
        has_allowed_ip_address_ranges: false,
        created_at,
        created_by: founder.clone(),
        updated_at: created_at.plus_days(90),
        updated_by: founder,
    }
}

/// The tokens made so far, counted.
struct Tokens {
    rows: Vec<Token>,
    tally: Tally,
    now: Instant,
}

/// What is to be said of a token besides its instants.
struct Draft {
    id: Id,
    organization_id: Id,
    name: String,
    description: String,
    kind: Kind,
    scope: Scope,
    grants: Vec<Grant>,
    short_token: String,
    created_by: Option<Arc<Profile>>,
}

impl Tokens {
    fn push(&mut self, draft: Draft, times: Times) {
        let updated_at = times.rotated.unwrap_or(times.created);
        let token = Token {
            id: draft.id,
            organization_id: draft.organization_id,
            name: draft.name,
            description: draft.description,
            kind: draft.kind,
            scope: draft.scope,
            short_token: draft.short_token,
            start_at: times.start,
            end_at: times.end,
            expiry_period_in_days: times.period,
            last_used_at: times.last_used,
            last_rotated_at: times.rotated,
            generation: u32::from(times.rotated.is_some()),
            grants: draft.grants,
            created_at: times.created,
            updated_by: draft.created_by.clone(),
            created_by: draft.created_by,
            updated_at,
        };
        self.tally.add(&token, self.now);
        self.rows.push(token);
    }
}

#[cfg(test)]
mod tests;
