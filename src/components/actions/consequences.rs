//! What depends on a token, as far as Astro tells: its last use, its grants by level, and who made it.

use std::sync::Arc;

use astro_tokens::grants::{Grants, Place};
use astro_tokens::id::TokenId;
use astro_tokens::lifecycle::{UNUSED_AFTER, ago};
use astro_tokens::model::Kind;
use astro_tokens::names::Names;
use astro_tokens::roles;
use astro_tokens::timestamp::Timestamp;
use astro_tokens::token::Token;
use leptos::prelude::*;

use crate::api::ErrorKind;
use crate::browser::intl::{self, Style};
use crate::commands::read_anew;
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
    /// Every name, where the context has the first of them alone.
    all: Vec<String>,
}

impl Line {
    fn new(icon: IconName, fact: impl Into<String>, context: impl Into<String>) -> Self {
        Self {
            icon,
            fact: fact.into(),
            context: context.into(),
            all: Vec::new(),
        }
    }
}

/// At most so many names stand in one line; the others on request.
const NAMED: usize = 2;

fn kind(token: &Token) -> Line {
    let context = match token.kind {
        Kind::DirectAccess => ": reaches Airflow on Deployments without Astro’s API",
        Kind::Agent => ": what Agents of one Deployment sign in with",
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
        .filter(|(places, _)| !places.is_empty())
        .map(|(places, (icon, one, several))| {
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
                all: places.into_iter().filter(|_| count > NAMED).collect(),
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
    let lines = move || {
        let token = token.get()?;
        Some(view! { <Lines lines=consequences(console, &token) /> })
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

/// A token as the inventory has it, for as long as it has it. `sent`: as it was when what is on its way was sent; it stays that,
/// and what changes after is told as what came of it.
pub fn followed(
    console: Console,
    token: impl Fn() -> Option<Arc<Token>> + Send + Sync + 'static,
    sent: impl Fn(&TokenId) -> Option<Arc<Token>> + Send + Sync + 'static,
) -> Memo<Option<Arc<Token>>> {
    let tokens = console.inventory.tokens();
    Memo::new(move |last: Option<&Option<Arc<Token>>>| {
        let begun = token()?;
        let last = last.and_then(Option::as_ref);
        let last = last.filter(|last| last.id == begun.id).cloned();
        let now = || tokens.with(|table| table.get(&begun.id).cloned());
        Some(sent(&begun.id).or_else(now).or(last).unwrap_or(begun))
    })
}

/// Reads the token anew, so that the inventory has it as it is now. Where that fails, `unread` gets what to say of it, if the
/// token `is_shown` by then.
pub fn read_into(
    console: Console,
    token: &Arc<Token>,
    unread: RwSignal<Option<String>>,
    is_shown: impl Fn() -> bool + 'static,
) {
    let token = token.clone();
    console.tasks.spawn(async move {
        let read = read_anew(&console.writer.get_value(), &token).await;
        if let Err(error) = read
            && is_shown()
        {
            unread.try_set(Some(not_read(console, error.kind)));
        }
    });
}

/// Says why what is shown may be out of date.
#[component]
pub fn Unread(why: RwSignal<Option<String>>) -> impl IntoView {
    (move || Some(view! { <p class="muted" role="status">{why.get()?}</p> })).into_any()
}

fn not_read(console: Console, why: ErrorKind) -> String {
    if why == ErrorKind::NotFound {
        return "It no longer exists, or is out of your sight.".to_owned();
    }
    let progress = console.inventory.progress().get_untracked();
    let at = progress.fresh_as_of.map_or_else(String::new, |at| {
        [", ", &untrack(|| console.format(at, Style::Exact))].concat()
    });
    format!("It could not be read just now: this is as it was loaded{at}.")
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
        }
        (None, None) => lines.push(Line::new(
            IconName::Lock,
            "Its grants are not known",
            ": Astro’s answer carried none",
        )),
    }
    let by = token.created_by.as_ref().map_or_else(
        || "someone Astro does not name".to_owned(),
        |by| legible(by.display_name()),
    );
    let created = [", on ", &console.format(token.created_at, Style::Date)].concat();
    lines.push(Line::new(IconName::User, format!("Made by {by}"), created));
    lines
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
    let lines = move || {
        let token = token.get()?;
        let mut lines = vec![kind(&token), last_use(&token, now)];
        if let (Some(before), Some(after)) = (&token.grants, after.get()) {
            names.with(|names| lines.extend(losses(before, &after, names, intl::number)));
        }
        Some(view! { <Lines lines /> })
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

#[component]
fn Lines(lines: Vec<Line>) -> impl IntoView {
    let line = |line: Line| {
        let all = (!line.all.is_empty()).then(|| {
            let label = ["All ", &line.fact].concat();
            let names = StoredValue::new(line.all.join(", "));
            let children =
                ViewFn::from(move || view! { <p class="breaks">{names.get_value()}</p> });
            view! { <Disclosure label open=RwSignal::new(false) children /> }
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

    /// Without what keeps names apart from each other.
    fn words(line: Line) -> String {
        let text = line.fact + &line.context;
        text.replace(['\u{2068}', '\u{2069}'], "")
    }

    #[test]
    fn each_level_is_counted_and_the_first_are_named() {
        let token = token("null");
        let lines: Vec<String> =
            by_level(token.grants.as_ref().unwrap(), &Names::default(), |count| {
                count.to_string()
            })
            .into_iter()
            .map(words)
            .collect();
        assert_eq!(
            lines,
            [
                "1 Organization o, as Organization Member",
                "3 Workspaces w1, w2, 1 more",
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
