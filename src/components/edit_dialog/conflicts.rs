//! What someone else changed meanwhile beside what is wanted here: one of the two is chosen.

use astro_tokens::form::Field;
use leptos::prelude::*;

use super::form::EditForm;
use crate::commands::{Answer, DetailsStep, Edited, GrantsOutcome, RoleStep};
use crate::components::context::Console;
use crate::components::grants_save::{GrantConflicts, options, side_of, value_of};
use crate::components::names::legible;
use crate::ui::{RadioGroup, RadioLayout};

fn shown(text: &str) -> String {
    match text {
        "" => "nothing".to_owned(),
        text => format!("“{}”", legible(text)),
    }
}

#[component]
pub fn Conflicts(console: Console, form: EditForm, edited: Edited) -> impl IntoView {
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
        let options = options(shown(&conflict.theirs), shown(&conflict.mine));
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
    let answers = Signal::derive(move || form.resolved.with(|resolved| resolved.grants.clone()));
    let on_answer = Callback::new(move |(key, answer)| {
        form.resolved.update(|resolved| {
            resolved.grants.insert(key, answer);
        });
    });
    view! {
        {details.collect_view()}
        <GrantConflicts console conflicts=grants answers on_answer />
    }
    .into_any()
}
