//! What someone else changed meanwhile beside what is wanted here: one of the two is chosen.

use std::collections::BTreeSet;
use std::sync::Arc;

use astro_tokens::form::Field;
use astro_tokens::grants::Side;
use astro_tokens::roles;
use leptos::prelude::*;

use super::form::EditForm;
use crate::commands::{Answer, DetailsStep, Edited, GrantsOutcome, RoleStep};
use crate::components::names::legible;
use crate::ui::{RadioGroup, RadioLayout, RadioOption};

const THEIRS: &str = "theirs";
const MINE: &str = "mine";

fn side_of(value: &str) -> Side {
    if value == MINE {
        Side::Mine
    } else {
        Side::Theirs
    }
}

/// What is chosen, as long as it answers what is shown.
fn value_of<T: PartialEq>(answer: Option<&Answer<T>>, theirs: &T) -> String {
    match answer.and_then(|answer| answer.to(theirs)) {
        Some(Side::Mine) => MINE,
        Some(Side::Theirs) => THEIRS,
        None => "",
    }
    .to_owned()
}

fn options(theirs: &str, mine: &str) -> Vec<RadioOption> {
    let shown = |text: &str| match text {
        "" => "nothing".to_owned(),
        text => format!("“{}”", legible(text)),
    };
    vec![
        RadioOption::new(THEIRS, shown(theirs)).hint("as it stands now, changed by someone else"),
        RadioOption::new(MINE, shown(mine)).hint("as you want it"),
    ]
}

fn role_names(roles: &BTreeSet<Arc<str>>) -> String {
    let names: Vec<&str> = roles.iter().map(|role| roles::full_label(role)).collect();
    names.join(", ")
}

#[component]
pub fn Conflicts(form: EditForm, edited: Edited) -> impl IntoView {
    let details = match edited.details {
        DetailsStep::Conflicts(conflicts) => conflicts,
        _ => Vec::new(),
    };
    let grants = match edited.role {
        RoleStep::Tried(GrantsOutcome::Conflicts(conflicts)) => conflicts,
        _ => Vec::new(),
    };
    let details = details.into_iter().map(|conflict| {
        let is_name = conflict.field == Field::Name;
        let (id, legend) = if is_name {
            ("conflict-name", "Which name shall stand?")
        } else {
            ("conflict-description", "Which description shall stand?")
        };
        let options = options(&conflict.theirs, &conflict.mine);
        let theirs = StoredValue::new(conflict.theirs);
        let value = Signal::derive(move || {
            form.resolved.with(|resolved| {
                let answer = if is_name {
                    &resolved.name
                } else {
                    &resolved.description
                };
                theirs.with_value(|theirs| value_of(answer.as_ref(), theirs))
            })
        });
        let on_change = Callback::new(move |value: String| {
            form.resolved.update(|resolved| {
                let answer = Some(Answer {
                    side: side_of(&value),
                    theirs: theirs.get_value(),
                });
                if is_name {
                    resolved.name = answer;
                } else {
                    resolved.description = answer;
                }
            });
        });
        view! { <RadioGroup id legend layout=RadioLayout::List options value on_change /> }
    });
    // One role at home is all that this form changes.
    let grants = grants.into_iter().take(1).map(|conflict| {
        let options = options(&role_names(&conflict.theirs), &role_names(&conflict.mine));
        let asked = StoredValue::new((conflict.key, conflict.theirs));
        let value = Signal::derive(move || {
            form.resolved.with(|resolved| {
                asked.with_value(|(key, theirs)| value_of(resolved.grants.get(key), theirs))
            })
        });
        let on_change = Callback::new(move |value: String| {
            let (key, theirs) = asked.get_value();
            form.resolved.update(|resolved| {
                resolved.grants.insert(key, Answer { side: side_of(&value), theirs });
            });
        });
        view! { <RadioGroup id="conflict-role" legend="Which role shall stand?" layout=RadioLayout::List options value on_change /> }
    });
    view! { {details.collect_view()}{grants.collect_view()} }.into_any()
}
