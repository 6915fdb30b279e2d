//! The many ordinary tokens. How many are expired, unused and so on is exact, so that the
//! console's counts can be held against known numbers.

use std::sync::Arc;

use super::{
    Draft, Options, Tokens, grants,
    lives::{Life, Times},
    people::People,
    places::Places,
    random::Random,
    words,
};
use crate::state::{Kind, Profile, Scope};

/// The size for which the numbers below are meant; other sizes have their share.
const USUAL: usize = 10_482;

/// Fills Northwind Data up to the number of tokens that was asked for.
pub fn add(made: &mut Tokens, options: &Options, places: &Places, people: &People) {
    let mut random = Random::new(options.seed, "tokens");
    let missing = options.tokens.saturating_sub(made.rows.len());
    let share = |usual: usize| (usual * options.tokens).div_ceil(USUAL);
    let have = made.tally;
    let wanted = [
        (Life::Expired, share(12).saturating_sub(have.expired)),
        (Life::Expiring, share(7).saturating_sub(have.expiring)),
        (Life::NeverUsed, share(23).saturating_sub(have.never_used)),
        (Life::Idle, share(118).saturating_sub(have.idle)),
        (Life::Endless, share(41).saturating_sub(have.endless)),
        (
            Life::NotYetValid,
            share(3).saturating_sub(have.not_yet_valid),
        ),
        (Life::New, share(90)),
    ];
    let special = wanted
        .iter()
        .flat_map(|(life, count)| std::iter::repeat_n(*life, *count));
    let mut lives: Vec<Life> = special.take(missing).collect();
    lives.resize(missing, Life::Regular);
    random.shuffle(&mut lives);
    let mut owners = share(9).saturating_sub(have.owners);

    // Tokens that make tokens.
    let makers: Vec<Arc<Profile>> = made
        .rows
        .iter()
        .filter(|token| token.name.starts_with("terraform-"))
        .map(|token| Arc::new(Profile::of_token(token)))
        .collect();
    for life in lives {
        let scopes = [
            (6, Scope::Organization),
            (44, Scope::Workspace),
            (50, Scope::Deployment),
        ];
        let scope = random.weighted(&scopes);
        let owner = scope == Scope::Organization && owners > 0 && life == Life::Regular;
        owners -= usize::from(owner);
        let times = Times::of(life, made.now, &mut random);
        let made_by = if random.percent(12) && !makers.is_empty() {
            Some(random.pick(&makers).clone())
        } else {
            people.any(times.created, &mut random)
        };
        push(made, scope, owner, times, made_by, places, &mut random);
    }
}

/// The tokens of the second Organization.
pub fn add_second(made: &mut Tokens, seed: u64, places: &Places, people: &People) {
    let mut random = Random::new(seed, "labs tokens");
    let lives = [
        Life::Regular,
        Life::Regular,
        Life::Regular,
        Life::New,
        Life::Idle,
        Life::Endless,
    ];
    for (index, life) in lives.iter().cycle().take(24).enumerate() {
        let scope = [Scope::Organization, Scope::Workspace, Scope::Deployment][index % 3];
        let times = Times::of(*life, made.now, &mut random);
        let made_by = Some(people.profile(0));
        push(made, scope, index == 0, times, made_by, places, &mut random);
    }
}

fn push(
    made: &mut Tokens,
    scope: Scope,
    owner: bool,
    times: Times,
    created_by: Option<Arc<Profile>>,
    places: &Places,
    random: &mut Random,
) {
    let granted = grants::any(scope, owner, places, random);
    let (name, description) = *random.pick(&words::PURPOSES);
    let direct = match scope {
        Scope::Deployment => random.percent(6),
        Scope::Organization | Scope::Workspace => random.percent(1),
    };
    let draft = Draft {
        id: random.id(),
        organization_id: places.organization_id.clone(),
        name: name.replace("{}", &granted.entity),
        description: description.replace("{}", &granted.entity),
        kind: if direct {
            Kind::DirectAccess
        } else {
            Kind::Standard
        },
        scope,
        grants: granted.grants,
        short_token: random.short_token(),
        created_by,
    };
    made.push(draft, times);
}
