//! What depends on a token, as far as Astro tells: its last use, its grants by level, and who made it.

use std::sync::Arc;

use astro_tokens::grants::{Grants, Place};
use astro_tokens::lifecycle::{UNUSED_AFTER, ago};
use astro_tokens::model::Kind;
use astro_tokens::names::Names;
use astro_tokens::roles;
use astro_tokens::timestamp::Timestamp;
use astro_tokens::token::Token;
use leptos::prelude::*;

use super::current::{Unread, followed, read_into};
use crate::browser::intl::{self, Style};
use crate::components::context::Console;
use crate::components::names::{isolated, legible};
use crate::components::scope_badge::{place_id, place_name};
use crate::components::token_table::words::kind_label;
use crate::ui::{Disclosure, Icon, IconName, Panel};

/// A fact and its context.
struct Line {
    icon: IconName,
    fact: String,
    context: String,
    /// Which of [`LEVELS`], and every name there, where the context has the first of them alone.
    all: Option<(usize, Vec<String>)>,
}

impl Line {
    fn new(icon: IconName, fact: impl Into<String>, context: impl Into<String>) -> Self {
        Self {
            icon,
            fact: fact.into(),
            context: context.into(),
            all: None,
        }
    }
}

/// At most so many names stand in one line; the others on request.
const NAMED: usize = 2;

fn kind(token: &Token) -> Line {
    let context = match token.kind {
        Kind::DirectAccess => ": reaches Airflow on Deployments without Astro’s API",
        Kind::Agent => ": what the remote execution agents of one Deployment sign in with",
        Kind::Standard | Kind::Unknown(_) => "",
    };
    let fact = ["Kind ", &legible(kind_label(&token.kind))].concat();
    Line::new(IconName::Key, fact, context)
}

fn last_use(token: &Token, now: Timestamp) -> Line {
    match token.last_used_at {
        None => Line::new(
            IconName::Clock,
            "Never used",
            ", as far as Astro has recorded",
        ),
        Some(_) if token.is_expired(now) => {
            Line::new(IconName::Clock, "Expired", ": it does not work any more")
        }
        Some(at) => {
            let context = if at < now.minus(UNUSED_AFTER) {
                ", so perhaps nothing depends on it any more"
            } else {
                ", so something depends on it"
            };
            let fact = format!("Last used {}", lower(&ago(at, now)));
            Line::new(IconName::Clock, fact, context)
        }
    }
}

fn lower(age: &str) -> String {
    if age == "Just now" {
        "just now".to_owned()
    } else {
        age.to_owned()
    }
}

/// The levels with their icon, and what one and several of them are called.
const LEVELS: [(IconName, &str, &str); 6] = [
    (IconName::Organization, "Organization", "Organizations"),
    (IconName::Workspace, "Workspace", "Workspaces"),
    (IconName::Deployment, "Deployment", "Deployments"),
    (IconName::Dag, "Dag", "Dags"),
    (IconName::Tag, "Dag tag", "Dag tags"),
    (
        IconName::Key,
        "entity of a kind unknown here",
        "entities of kinds unknown here",
    ),
];

const fn level(place: &Place) -> usize {
    match place {
        Place::Organization(_) => 0,
        Place::Workspace(_) => 1,
        Place::Deployment(_) => 2,
        Place::Dag { .. } => 3,
        Place::DagTag { .. } => 4,
        Place::Unknown { .. } => 5,
    }
}

fn named(place: &Place, names: &Names) -> String {
    let of = |place: &Place| isolated(&place_name(place, names).unwrap_or_else(|| place_id(place)));
    match place {
        Place::Dag {
            deployment: Some(id),
            ..
        }
        | Place::DagTag {
            deployment: Some(id),
            ..
        } => [of(place), of(&Place::Deployment(id.clone()))].join(" on "),
        Place::Deployment(id) => match names.workspace_of(id.as_str()) {
            Some(workspace) => [of(place), of(&Place::Workspace(workspace.clone()))].join(" in "),
            None => of(place),
        },
        _ => of(place),
    }
}

/// Everything that is reached, held there or implied. `number`: how a count is written.
fn by_level(grants: &Grants, names: &Names, number: fn(usize) -> String) -> Vec<Line> {
    let reached = grants.lost_places(&Grants::default(), names);
    let places = reached.into_iter().map(|place| {
        let mut text = named(&place, names);
        if let Place::Organization(_) = place {
            let held: Vec<&str> = grants
                .roles_at(&place.key())
                .map(|role| roles::full_label(role))
                .collect();
            text = format!("{}, as {}", text, held.join(" and "));
        }
        (place, text)
    });
    counted(places, number)
}

/// Places with their names, as one line for each level.
fn counted(
    named: impl IntoIterator<Item = (Place, String)>,
    number: fn(usize) -> String,
) -> Vec<Line> {
    let mut places: [Vec<String>; LEVELS.len()] = Default::default();
    for (place, text) in named {
        if let Some(places) = places.get_mut(level(&place)) {
            places.push(text);
        }
    }
    places
        .into_iter()
        .zip(LEVELS)
        .enumerate()
        .filter(|(_, (places, _))| !places.is_empty())
        .map(|(level, (mut places, (icon, one, several)))| {
            places.sort();
            let count = places.len();
            let fact = match count {
                1 => format!("1 {one}"),
                count => format!("{} {several}", number(count)),
            };
            let first: Vec<&str> = places.iter().take(NAMED).map(String::as_str).collect();
            let mut context = format!(" {}", first.join(", "));
            if count > NAMED {
                context.push_str(&format!(", {} more", number(count - NAMED)));
            }
            Line {
                all: (count > NAMED).then_some((level, places)),
                ..Line::new(icon, fact, context)
            }
        })
        .collect()
}

/// A list of what stops working, under `title`: as the token stands now, for which it is read anew.
#[component]
pub fn Consequences(token: Arc<Token>, title: &'static str) -> impl IntoView {
    let Some(console) = Console::current() else {
        return ().into_any();
    };
    let unread = RwSignal::new(None);
    read_into(console, &token, unread, || true);
    let token = followed(console, move || Some(token.clone()), |_| None);
    let open = closed();
    let lines = move || {
        let token = token.get()?;
        Some(view! { <Lines lines=consequences(console, &token) open /> })
    };
    view! { <Panel title flush=true>{lines}</Panel><Unlisted console /><Unread why=unread /> }
        .into_any()
}

/// Why Deployments are missing among what stands below a Workspace. Reactive.
pub fn unlisted(console: Console) -> Option<&'static str> {
    console.inventory.deployments().with(|read| {
        if read.is_loading() {
            Some("Deployments are still being loaded: which of them stand below a Workspace is not known yet.")
        } else if read.is_whole() {
            None
        } else {
            Some("Not all Deployments could be loaded: roles on those that are missing stay, and are not among these.")
        }
    })
}

#[component]
fn Unlisted(console: Console) -> impl IntoView {
    (move || Some(view! { <p class="muted" role="status">{unlisted(console)?}</p> })).into_any()
}

/// As of now: what is open below a line must not close with the time. Reactive but for that.
fn consequences(console: Console, token: &Token) -> Vec<Line> {
    let now = console.clock.coarse.get_untracked();
    let mut lines = vec![kind(token), last_use(token, now)];
    let names = console.inventory.names();
    match (&token.agent_of, &token.grants) {
        (Some(deployment), _) => {
            let place = (
                Place::Deployment(deployment.clone()),
                names.with(|names| named(&Place::Deployment(deployment.clone()), names)),
            );
            lines.extend(counted([place], intl::number));
        }
        (None, Some(grants)) => {
            lines.extend(names.with(|names| by_level(grants, names, intl::number)));
            if console.may_hide_grants_of(token) {
                lines.push(Line::new(
                    IconName::Lock,
                    "There may be more grants",
                    ": Astro may not show you every one",
                ));
            }
        }
        (None, None) => lines.push(Line::new(
            IconName::Lock,
            "Its grants are not known",
            ": Astro’s answer carried none",
        )),
    }
    lines.push(made(console, token));
    lines
}

/// By whom, and when. Reactive.
fn made(console: Console, token: &Token) -> Line {
    let by = token.created_by.as_ref().map_or_else(
        || "someone Astro does not name".to_owned(),
        |by| legible(by.display_name()),
    );
    let created = [", on ", &console.format(token.created_at, Style::Date)].concat();
    Line::new(IconName::User, format!("Made by {by}"), created)
}

/// What a token still can do, once it has other grants: its last use, and the places that it no longer reaches.
#[component]
pub fn Losses(
    console: Console,
    token: Memo<Option<Arc<Token>>>,
    /// Nothing as long as nothing is chosen.
    #[prop(into)]
    after: Signal<Option<Grants>>,
) -> impl IntoView {
    let now = console.clock.coarse.get_untracked();
    let names = console.inventory.names();
    let open = closed();
    let lines = move || {
        let token = token.get()?;
        let mut lines = vec![kind(&token), last_use(&token, now)];
        if let (Some(before), Some(after)) = (&token.grants, after.get()) {
            names.with(|names| lines.extend(losses(before, &after, names, intl::number)));
        }
        lines.push(made(console, &token));
        Some(view! { <Lines lines open /> })
    };
    view! { <Panel title="What loses access" flush=true>{lines}</Panel><Unlisted console /> }
        .into_any()
}

fn losses(
    before: &Grants,
    after: &Grants,
    names: &Names,
    number: fn(usize) -> String,
) -> Vec<Line> {
    let lost = before.lost_places(after, names);
    if lost.is_empty() {
        return vec![Line::new(
            IconName::Check,
            "Nothing is out of its reach",
            ": it keeps a role on everything that it has one on now",
        )];
    }
    counted(
        lost.into_iter().map(|place| {
            let text = named(&place, names);
            (place, text)
        }),
        number,
    )
}

/// Of which levels all names are shown. Outside of the lines, which are drawn anew with what is read.
type Open = [RwSignal<bool>; LEVELS.len()];

fn closed() -> Open {
    std::array::from_fn(|_| RwSignal::new(false))
}

#[component]
fn Lines(lines: Vec<Line>, open: Open) -> impl IntoView {
    let line = |line: Line| {
        let all = line.all.and_then(|(level, names)| {
            let open = *open.get(level)?;
            let label = ["All ", &line.fact].concat();
            let names = StoredValue::new(names.join(", "));
            let children =
                ViewFn::from(move || view! { <p class="breaks">{names.get_value()}</p> });
            Some(view! { <Disclosure label open children /> })
        });
        view! {
            <li>
                <Icon name=line.icon />
                <div><p class="breaks"><b>{line.fact}</b><span class="muted">{line.context}</span></p>{all}</div>
            </li>
        }
    };
    view! { <ul class="list list--tight">{lines.into_iter().map(line).collect_view()}</ul> }
        .into_any()
}

#[cfg(test)]
mod tests {
    use astro_tokens::model::ApiToken;
    use astro_tokens::token::Interner;

    use super::*;

    fn token(last_used: &str) -> Token {
        let grant = |level: &str, id: &str| {
            format!(r#"{{"entityType":"{level}","entityId":"{id}","role":"WORKSPACE_OWNER"}}"#)
        };
        let roles = [
            r#"{"entityType":"ORGANIZATION","entityId":"o","role":"ORGANIZATION_MEMBER"}"#.to_owned(),
            grant("WORKSPACE", "w1"),
            grant("WORKSPACE", "w2"),
            grant("WORKSPACE", "w3"),
            r#"{"entityType":"DAG_TAG","entityId":"nightly","deploymentId":"d1","role":"DAG_VIEWER"}"#.to_owned(),
        ]
        .join(",");
        let text = format!(
            r#"{{"id":"t","name":"n","kind":"STANDARD","scope":"ORGANIZATION","startAt":"2026-01-01T00:00:00Z",
            "createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z","lastUsedAt":{last_used},"roles":[{roles}]}}"#
        );
        Interner::default().token(serde_json::from_str::<ApiToken>(&text).unwrap())
    }

    fn words(line: Line) -> String {
        line.fact + &line.context
    }

    #[test]
    fn each_level_is_counted_and_the_first_are_named() {
        let token = token("null");
        let mut names = Names::default();
        let last = r#"{"id":"w1","name":"zebra"}"#;
        names.add_workspace(&serde_json::from_str(last).unwrap());
        let grants = token.grants.as_ref().unwrap();
        let lines: Vec<String> = by_level(grants, &names, |count| count.to_string())
            .into_iter()
            .map(words)
            .collect();
        assert_eq!(
            lines,
            [
                "1 Organization o, as Organization Member",
                "3 Workspaces w2, w3, 1 more",
                "1 Dag tag nightly on d1"
            ]
        );
    }

    #[test]
    fn what_is_out_of_reach_is_counted_by_level() {
        let before = token("null").grants.unwrap();
        let says = |after: &Grants| -> Vec<String> {
            losses(&before, after, &Names::default(), |count| count.to_string())
                .into_iter()
                .map(words)
                .collect()
        };
        let without = |id: &str| -> Grants {
            let kept = before.iter().filter(|grant| *grant.entity_id != *id);
            kept.cloned().collect()
        };
        assert_eq!(says(&without("w2")), ["1 Workspace w2"]);
        assert_eq!(says(&without("nightly")), ["1 Dag tag nightly on d1"]);
        assert_eq!(
            says(&before),
            ["Nothing is out of its reach: it keeps a role on everything that it has one on now"]
        );
    }

    #[test]
    fn a_use_long_ago_is_not_called_a_dependency() {
        let now = Timestamp::parse_rfc3339("2026-11-22T09:00:00Z").unwrap();
        let says = |used: &str| {
            let line = last_use(&token(used), now);
            line.fact + &line.context
        };
        assert_eq!(
            says(r#""2026-11-22T06:00:00Z""#),
            "Last used 3 hours ago, so something depends on it"
        );
        assert_eq!(
            says(r#""2026-06-01T06:00:00Z""#),
            "Last used 174 days ago, so perhaps nothing depends on it any more"
        );
        assert_eq!(says("null"), "Never used, as far as Astro has recorded");
    }
}
