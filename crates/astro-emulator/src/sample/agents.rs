//! Agent tokens of the Deployments with remote execution: of one written by hand, of the others as it comes, and of one none.

use super::{
    Draft, Options, Tokens,
    lives::{Life, Tally, Times},
    people::People,
    places::{GROWTH, Places},
    random::Random,
};
use crate::state::{AgentToken, Id, Kind, Scope};

/// Name, description, age in days, period in days, seconds since the last use.
type Written = (&'static str, &'static str, i64, Option<u32>, Option<i64>);

/// On ad-spend of Growth analytics.
const WRITTEN: [Written; 6] = [
    (
        "ad-spend-agent-eu",
        "Workers in the EU cluster of ad operations",
        120,
        Some(365),
        Some(40),
    ),
    ("ad-spend-agent-us", "", 340, None, Some(35)),
    (
        "ad-spend-agent-canary",
        "First to get a new Runtime",
        20,
        Some(30),
        Some(3 * 3_600),
    ),
    (
        "gpu-pool",
        "Retired with the old cluster",
        410,
        Some(365),
        Some(60 * 86_400),
    ),
    ("laptop test", "", 75, Some(180), None),
    (
        "<img src=x onerror=alert(1)> agent\u{200b}",
        "",
        3,
        Some(90),
        Some(500),
    ),
];

/// Adds those of Northwind Data. Their ids depend on the seed alone, those on ad-spend not even on the size of the sample.
pub fn all(options: &Options, places: &Places, people: &People) -> Vec<AgentToken> {
    let mut random = Random::new(options.seed, "agents");
    let ad_spend = places.of_workspace[GROWTH][0];
    let mut made = Tokens {
        rows: Vec::new(),
        tally: Tally::default(),
        now: options.now,
    };
    let mut homes: Vec<Id> = Vec::new();
    for (at, (name, description, age, period, used)) in WRITTEN.into_iter().enumerate() {
        let times = Times::written(made.now, age, period, used);
        let draft = Draft {
            description: description.to_owned(),
            created_by: Some(people.profile(at)),
            ..draft(name.to_owned(), places, &mut random)
        };
        made.push(draft, times);
        homes.push(places.deployments[ad_spend].id.clone());
    }
    let others = places.deployments.iter().enumerate();
    let others = others.filter(|(at, deployment)| *at != ad_spend && deployment.remote_execution);
    for (at, (_, deployment)) in others.enumerate() {
        // The first of them has none yet.
        for number in 0..at.min(3) {
            let lives = [(6, Life::Regular), (1, Life::Expiring), (1, Life::Idle)];
            let times = Times::of(random.weighted(&lives), made.now, &mut random);
            let draft = Draft {
                created_by: people.any(times.created, &mut random),
                ..draft(
                    format!("{}-agent-{}", deployment.name, number + 1),
                    places,
                    &mut random,
                )
            };
            made.push(draft, times);
            homes.push(deployment.id.clone());
        }
    }
    let tokens = made.rows.into_iter();
    homes
        .into_iter()
        .zip(tokens)
        .map(|(deployment_id, token)| AgentToken {
            deployment_id,
            token: crate::state::Token {
                // There is no rotation.
                last_rotated_at: None,
                generation: 0,
                updated_at: token.created_at,
                ..token
            },
        })
        .collect()
}

fn draft(name: String, places: &Places, random: &mut Random) -> Draft {
    Draft {
        id: random.id(),
        organization_id: places.organization_id.clone(),
        name,
        description: String::new(),
        kind: Kind::Standard,
        scope: Scope::Deployment,
        grants: Vec::new(),
        short_token: random.short_token(),
        created_by: None,
    }
}
