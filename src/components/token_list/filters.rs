//! The filter chips, and the menu of orders that no head offers.

use std::collections::BTreeSet;

use astro_tokens::grants::Place;
use astro_tokens::lifecycle::Lifecycle;
use astro_tokens::model::{Kind, Scope};
use astro_tokens::query::{Column, Filter, Query};
use astro_tokens::roles;
use leptos::prelude::*;

use super::listing::Listing;
use super::query_state::QueryState;
use crate::components::context::Console;
use crate::components::names::Name;
use crate::components::token_table::label as column_label;
use crate::components::token_table::words::{direction_label, kind_label, scope_label};
use crate::ui::{FilterChip, Icon, IconName, IconSize, Menu, MenuItem};

/// A filter in words.
pub fn label(filter: &Filter) -> String {
    match filter {
        Filter::Scope(scope) => scope_label(scope).to_owned(),
        Filter::Status(Lifecycle::NotYetValid) => "Not yet valid".to_owned(),
        Filter::Status(Lifecycle::Active) => "Active".to_owned(),
        Filter::Status(Lifecycle::Expiring) => "Expires in 30 days".to_owned(),
        Filter::Status(Lifecycle::Expired) => "Expired".to_owned(),
        Filter::NeverUsed => "Never used".to_owned(),
        Filter::Unused => "Unused for 90 days".to_owned(),
        Filter::NeverExpires => "Never expires".to_owned(),
        Filter::Kind(kind) => kind_label(kind).to_owned(),
        Filter::Role(role) => roles::full_label(role).to_owned(),
        Filter::Workspace(id) => id.to_string(),
        Filter::Deployment(id) | Filter::Dags(id) => id.to_string(),
    }
}

/// Where a token of a Workspace's list was created: which scope it has tells that.
fn origin_in_workspace(filter: &Filter) -> String {
    match filter {
        Filter::Scope(Scope::Workspace) => "Created here".to_owned(),
        Filter::Scope(Scope::Organization) => "Assigned from the Organization".to_owned(),
        other => label(other),
    }
}

/// As [`origin_in_workspace`], of a Deployment's list.
fn origin_on_deployment(filter: &Filter) -> String {
    match filter {
        Filter::Scope(Scope::Deployment) => "Created here".to_owned(),
        Filter::Scope(Scope::Workspace) => "Assigned from the Workspace".to_owned(),
        other => origin_in_workspace(other),
    }
}

/// A chip, the fields that it stands for, and how it calls a filter.
#[derive(Clone, Copy)]
struct Chip {
    label: &'static str,
    fields: &'static [&'static str],
    words: fn(&Filter) -> String,
}

const SCOPE: Chip = Chip {
    label: "Scope",
    fields: &["scope"],
    words: label,
};
const ROLE: Chip = Chip {
    label: "Role",
    fields: &["role"],
    words: label,
};
const STATUS: Chip = Chip {
    label: "Status",
    fields: &["status", "expires"],
    words: label,
};
const LAST_USED: Chip = Chip {
    label: "Last used",
    fields: &["use"],
    words: label,
};
const KIND: Chip = Chip {
    label: "Kind",
    fields: &["kind"],
    words: label,
};

/// In the list of a place.
fn origin_chip(place: &Place) -> Chip {
    Chip {
        label: "Origin",
        fields: SCOPE.fields,
        words: match place {
            Place::Deployment(_) => origin_on_deployment,
            _ => origin_in_workspace,
        },
    }
}

impl Chip {
    /// The filters of a query that it stands for, in words.
    fn value(self, query: &Query) -> Option<String> {
        let labels: Vec<String> = query
            .filters
            .iter()
            .filter(|filter| self.fields.contains(&filter.field()))
            .map(self.words)
            .collect();
        (!labels.is_empty()).then(|| labels.join(", "))
    }

    fn item(self, query: &Query, filter: Filter) -> MenuItem<Filter> {
        let chosen = query.filters.contains(&filter);
        let text = (self.words)(&filter);
        MenuItem::radio(filter, text, chosen)
    }

    fn view(self, state: QueryState, choices: Signal<Vec<Filter>>) -> AnyView {
        let query = state.query();
        let value = Memo::new(move |_| query.with(|query| self.value(query)));
        let items = Signal::derive(move || {
            query.with(|query| {
                choices
                    .get()
                    .into_iter()
                    .map(|filter| self.item(query, filter))
                    .collect::<Vec<_>>()
            })
        });
        let pick = Callback::new(move |filter: Filter| state.replace(self.fields, [filter]));
        let clear = Callback::new(move |()| state.replace(self.fields, []));
        view! { <FilterChip label=self.label value items on_pick=pick on_clear=clear /> }.into_any()
    }
}

/// The chips: one for each field, and one for each Workspace or Deployment that the address names.
#[component]
pub fn Filters(
    console: Console,
    listing: Listing,
    state: QueryState,
    /// The place whose list it is.
    #[prop(optional_no_strip)]
    place: Option<Place>,
) -> impl IntoView {
    let here = listing.here;
    let roles_present = Signal::derive(move || {
        let held: BTreeSet<_> = listing.tokens.with(|tokens| {
            tokens
                .iter()
                .filter_map(|token| token.grants.as_ref())
                .flatten()
                .filter(|grant| {
                    here.with_value(|here| here.as_ref().is_none_or(|here| grant.key() == *here))
                })
                .map(|grant| grant.role.clone())
                .collect()
        });
        let mut held: Vec<_> = held.into_iter().collect();
        held.sort_by(roles::by_order);
        held.into_iter().map(Filter::Role).collect()
    });
    let is_whole = place.is_none();
    let (scope, scopes) = match &place {
        None => (
            SCOPE,
            vec![Scope::Organization, Scope::Workspace, Scope::Deployment],
        ),
        // What is narrower than the place has no role there.
        Some(place @ Place::Deployment(_)) => (
            origin_chip(place),
            vec![Scope::Deployment, Scope::Workspace, Scope::Organization],
        ),
        Some(place) => (
            origin_chip(place),
            vec![Scope::Workspace, Scope::Organization],
        ),
    };
    let scopes: Vec<Filter> = scopes.into_iter().map(Filter::Scope).collect();
    let states = vec![
        Filter::Status(Lifecycle::Active),
        Filter::Status(Lifecycle::Expiring),
        Filter::Status(Lifecycle::Expired),
        Filter::Status(Lifecycle::NotYetValid),
        Filter::NeverExpires,
    ];
    let mut kinds = vec![
        Filter::Kind(Kind::Standard),
        Filter::Kind(Kind::DirectAccess),
    ];
    // The list of a place goes by grants, which those of agents have none of.
    if is_whole {
        kinds.push(Filter::Kind(Kind::Agent));
    }
    view! {
        {scope.view(state, Signal::stored(scopes))}
        {ROLE.view(state, roles_present)}
        {STATUS.view(state, Signal::stored(states))}
        {LAST_USED.view(state, Signal::stored(vec![Filter::NeverUsed, Filter::Unused]))}
        {KIND.view(state, Signal::stored(kinds))}
        <PlaceChips console state />
    }
    .into_any()
}

/// Workspaces and Deployments are chosen in the sidebar; here they can be taken away.
#[component]
fn PlaceChips(console: Console, state: QueryState) -> impl IntoView {
    let query = state.query();
    let places = Memo::new(move |_| {
        let is_place = |filter: &&Filter| {
            matches!(
                filter,
                Filter::Workspace(_) | Filter::Deployment(_) | Filter::Dags(_)
            )
        };
        query.with(|query| {
            query
                .filters
                .iter()
                .filter(is_place)
                .cloned()
                .collect::<Vec<_>>()
        })
    });
    let names = console.inventory.names();
    let chip = move |filter: Filter| {
        let (kind, name) = names.with(|names| match &filter {
            Filter::Deployment(id) => ("Deployment", names.deployment(id.as_str()).cloned()),
            Filter::Dags(id) => ("Roles on Dags of", names.deployment(id.as_str()).cloned()),
            Filter::Workspace(id) => ("Workspace", names.workspace(id.as_str()).cloned()),
            _ => ("", None),
        });
        let name = name.map_or_else(|| label(&filter), |name| name.to_string());
        let remove_label = format!("Remove filter {kind} {name}");
        let remove = move |_| {
            state.update(|query| {
                query.filters.remove(&filter);
            });
        };
        view! {
            <span class="joined">
                <span class="chip chip--on"><span>{kind} ": " <b><Name text=name /></b></span></span>
                <button type="button" class="chip chip--on" aria-label=remove_label on:click=remove>
                    <Icon name=IconName::Close size=IconSize::Small />
                </button>
            </span>
        }
        .into_any()
    };
    (move || places.get().into_iter().map(chip).collect_view()).into_any()
}

/// Every column to order by, those that the table does not show among them.
#[component]
pub fn SortMenu(
    state: QueryState,
    /// The place whose list it is.
    #[prop(optional_no_strip)]
    place: Option<Place>,
) -> impl IntoView {
    let place = StoredValue::new(place);
    let column_label =
        move |column: Column| place.with_value(|place| column_label(column, place.as_ref()));
    let sort = Memo::new(move |_| state.query().with(|query| query.sort));
    let items = Signal::derive(move || {
        let sort = sort.get();
        let item = |column: Column| {
            let is_chosen = column == sort.column;
            let item = MenuItem::radio(column, column_label(column), is_chosen);
            if is_chosen {
                item.hint(format!("{}; again to turn round", direction_label(sort)))
            } else {
                item
            }
        };
        Column::ALL.map(item).to_vec()
    });
    let trigger = ViewFn::from(move || {
        view! {
            <span>"Sort: " <b>{move || column_label(sort.get().column)}</b> ", " {move || direction_label(sort.get())}</span>
            <Icon name=IconName::Down size=IconSize::Small />
        }
        .into_any()
    });
    let pick = Callback::new(move |column| state.sort_by(column));
    view! { <Menu label="Sort by" items on_pick=pick trigger trigger_class="btn btn--quiet btn--sm" /> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chip_says_everything_that_it_stands_for() {
        let query = Query::parse("status:expired expires:never scope:workspace", "");
        assert_eq!(
            STATUS.value(&query).as_deref(),
            Some("Expired, Never expires")
        );
        assert_eq!(SCOPE.value(&query).as_deref(), Some("Workspace"));
        assert_eq!(KIND.value(&query), None);
        let place = Place::Workspace(astro_tokens::id::WorkspaceId::new("w"));
        assert_eq!(
            origin_chip(&place).value(&query).as_deref(),
            Some("Created here")
        );
    }

    #[test]
    fn every_field_of_a_query_has_a_chip() {
        let chips = [SCOPE, ROLE, STATUS, LAST_USED, KIND];
        let text = "scope:workspace role:x status:active expires:never use:never kind:standard";
        for filter in &Query::parse(text, "").filters {
            assert_eq!(
                chips
                    .iter()
                    .filter(|chip| chip.fields.contains(&filter.field()))
                    .count(),
                1,
                "{filter:?}"
            );
            assert!(!label(filter).is_empty());
        }
    }
}
