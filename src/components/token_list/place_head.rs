//! The head of a Workspace's or Deployment's page: its name, its id to copy, and where it is.

use std::sync::Arc;

use astro_tokens::grants::Place;
use astro_tokens::id::DeploymentId;
use astro_tokens::lifecycle::Lifecycle;
use astro_tokens::names::Names;
use astro_tokens::query::{Filter, Query};
use astro_tokens::timestamp::Timestamp;
use astro_tokens::token::Token;
use leptos::prelude::*;

use super::Freshness;
use super::status::tokens;
use crate::browser::intl::number;
use crate::components::context::Console;
use crate::components::copy::copier;
use crate::components::link::href;
use crate::components::names::Name;
use crate::components::standing::Standing;
use crate::inventory::Coverage;
use crate::routes::{ListView, Route};
use crate::ui::{CopyButton, Icon, IconName};

/// The head. `name` is `None` as long as it is not known.
#[component]
pub fn PlaceHead(
    console: Console,
    icon: IconName,
    /// "Workspace" or "Deployment".
    kind: &'static str,
    id: String,
    #[prop(into)] name: Signal<Option<String>>,
    /// A badge or two beside the name.
    #[prop(optional, into)]
    badges: ViewFn,
    /// What it belongs to, and facts about it.
    #[prop(optional, into)]
    within: ViewFn,
    /// What can be done here.
    #[prop(optional, into)]
    actions: ViewFn,
) -> impl IntoView {
    let heading = {
        let id = id.clone();
        move || view! { <Name text=name.get().unwrap_or_else(|| id.clone()) /> }
    };
    let copy = copier();
    view! {
        <div class="page-head">
            <div class="page-head__text">
                <div class="page-head__title">
                    <h1 tabindex="-1">{heading}</h1>
                    <span class="scope faint"><Icon name=icon />{kind}</span>
                    {badges.run()}
                </div>
                <div class="page-head__sub">
                    <span class="row"><code>{id.clone()}</code><CopyButton label=format!("Copy {kind} ID") text=id on_copy=copy /></span>
                    {within.run()}
                    <Freshness console />
                </div>
            </div>
            <div class="row page-head__actions">{actions.run()}</div>
        </div>
    }
    .into_any()
}

/// How many tokens can act in a place, and how many of them without a role there: “12 tokens can act here, 4 of them from
/// above”. Nothing as long as not every token is known.
#[component]
pub fn CanAct(console: Console, place: Place, standing: Memo<Standing>) -> impl IntoView {
    let inventory = console.inventory;
    let counts = Memo::new(move |_| {
        let is_known =
            standing.get() == Standing::Known && *inventory.coverage().read() == Coverage::Full;
        let now = console.clock.coarse.get();
        is_known.then(|| {
            inventory.names().with(|names| {
                inventory.tokens().with(|table| {
                    let all = table.rows().iter().map(AsRef::as_ref);
                    acting(all, &place, names, now)
                })
            })
        })
    });
    (move || {
        counts.get().map(|(all, above)| {
            let from_above = match above {
                0 => String::new(),
                above => format!(", {} of them from above", number(above)),
            };
            view! { <span>{tokens(all)} " can act here" {from_above}</span> }
        })
    })
    .into_any()
}

/// Leads to the tokens with a role on Dags of a Deployment, which its own list leaves out where they have none on it.
#[component]
pub fn OnDags(console: Console, deployment: DeploymentId) -> impl IntoView {
    let inventory = console.inventory;
    let filter = Filter::Dags(deployment);
    let count = {
        let filter = filter.clone();
        Memo::new(move |_| {
            let now = console.clock.coarse.get();
            let has_some = |token: &&Arc<Token>| filter.matches(token, now);
            inventory
                .tokens()
                .with(|table| table.rows().iter().filter(has_some).count())
        })
    };
    let query = Query {
        filters: [filter].into(),
        ..Query::default()
    };
    let address = href(&Route::Tokens {
        organization: inventory.organization_id(),
        view: ListView {
            q: query.q(),
            sort: query.sort(),
        },
    });
    (move || {
        let address = address.clone();
        let count = Some(count.get()).filter(|count| *count > 0)?;
        let verb = if count == 1 {
            "has a role"
        } else {
            "have roles"
        };
        Some(view! { <a href=address>{tokens(count)} " " {verb} " on Dags"</a> })
    })
    .into_any()
}

/// Tokens that work now and have a role in a place, held there or implied; and those of them that hold none there.
fn acting<'a>(
    all: impl Iterator<Item = &'a Token>,
    place: &Place,
    names: &Names,
    now: Timestamp,
) -> (usize, usize) {
    let key = place.key();
    let mut counts = (0, 0);
    for token in all {
        let Some(grants) = &token.grants else {
            continue;
        };
        let works = !matches!(
            token.lifecycle(now),
            Lifecycle::Expired | Lifecycle::NotYetValid
        );
        if works && grants.reaches(place, names) {
            counts.0 += 1;
            counts.1 += usize::from(grants.roles_at(&key).next().is_none());
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use astro_tokens::id::WorkspaceId;
    use astro_tokens::model::ApiToken;
    use astro_tokens::token::Interner;

    use super::*;

    #[test]
    fn owners_act_everywhere_and_the_expired_nowhere() {
        let token = |level: &str, id: &str, role: &str, end: &str| {
            let wire: ApiToken = serde_json::from_value(serde_json::json!({
                "id": "t", "name": "n", "scope": level, "startAt": "2026-01-01T00:00:00Z", "endAt": end,
                "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z",
                "roles": [{"entityType": level, "entityId": id, "role": role}],
            }))
            .unwrap();
            Interner::default().token(wire)
        };
        let (later, before) = ("2027-01-01T00:00:00Z", "2026-02-01T00:00:00Z");
        let all = [
            token("WORKSPACE", "w1", "WORKSPACE_ACCESSOR", later),
            token("WORKSPACE", "w1", "WORKSPACE_OWNER", before),
            token("WORKSPACE", "w2", "WORKSPACE_OWNER", later),
            token("ORGANIZATION", "o", "ORGANIZATION_OWNER", later),
            token("ORGANIZATION", "o", "ORGANIZATION_MEMBER", later),
        ];
        let place = Place::Workspace(WorkspaceId::new("w1"));
        let now = Timestamp::parse_rfc3339("2026-11-22T09:00:00Z").unwrap();
        let counts = acting(all.iter(), &place, &Names::default(), now);
        assert_eq!(counts, (2, 1));
    }
}
