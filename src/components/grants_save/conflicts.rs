//! What someone else changed meanwhile beside what is wanted here: one of the two is chosen, place by place.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use astro_tokens::grants::{Change, Conflict, GrantKey, Side};
use leptos::prelude::*;

use crate::commands::Answer;
use crate::components::context::Console;
use crate::components::names::role_names;
use crate::components::scope_badge::place_words;
use crate::ui::{RadioGroup, RadioLayout, RadioOption};

/// The roles at one place.
pub type Roles = BTreeSet<Arc<str>>;

/// Answers to conflicts that were told.
pub type Answers = BTreeMap<GrantKey, Answer<Roles>>;

const THEIRS: &str = "theirs";
const MINE: &str = "mine";

/// What a choice stands for.
pub fn side_of(value: &str) -> Side {
    if value == MINE {
        Side::Mine
    } else {
        Side::Theirs
    }
}

/// What is chosen, as long as it answers what is shown.
pub fn value_of<T: PartialEq>(answer: Option<&Answer<T>>, theirs: &T) -> String {
    match answer.and_then(|answer| answer.to(theirs)) {
        Some(Side::Mine) => MINE,
        Some(Side::Theirs) => THEIRS,
        None => "",
    }
    .to_owned()
}

/// The two to choose from, as they are shown.
pub fn options(theirs: impl Into<String>, mine: impl Into<String>) -> Vec<RadioOption> {
    vec![
        RadioOption::new(THEIRS, theirs).hint("as it stands now, changed by someone else"),
        RadioOption::new(MINE, mine).hint("as you want it"),
    ]
}

/// Whether each conflict has its answer.
pub fn all_answered(conflicts: &[Conflict], answers: &Answers) -> bool {
    conflicts.iter().all(|conflict| {
        let answer = answers.get(&conflict.key);
        answer
            .and_then(|answer| answer.to(&conflict.theirs))
            .is_some()
    })
}

/// What someone else made of it, and is not to stand, with what is to stand in its place.
pub fn overruled(conflicts: &[Conflict], answers: &Answers) -> Vec<Change> {
    let is_overruled = |conflict: &&Conflict| {
        let answer = answers.get(&conflict.key);
        answer.and_then(|answer| answer.to(&conflict.theirs)) == Some(Side::Mine)
    };
    let changes = conflicts.iter().filter(is_overruled);
    changes
        .map(|conflict| Change {
            key: conflict.key.clone(),
            before: conflict.theirs.clone(),
            after: conflict.mine.clone(),
        })
        .collect()
}

/// One choice for each place.
#[component]
pub fn GrantConflicts(
    console: Console,
    conflicts: Vec<Conflict>,
    #[prop(into)] answers: Signal<Answers>,
    on_answer: Callback<(GrantKey, Answer<Roles>)>,
) -> impl IntoView {
    let names = console.inventory.names();
    let one = |(index, conflict): (usize, Conflict)| {
        let place = names.with_untracked(|names| place_words(&conflict.key.place(), names));
        let legend = format!("Which role shall stand: {place}?");
        let options = options(role_names(&conflict.theirs), role_names(&conflict.mine));
        let asked = StoredValue::new((conflict.key, conflict.theirs));
        let value = Signal::derive(move || {
            answers.with(|answers| {
                asked.with_value(|(key, theirs)| value_of(answers.get(key), theirs))
            })
        });
        let on_change = Callback::new(move |value: String| {
            let (key, theirs) = asked.get_value();
            let side = side_of(&value);
            on_answer.run((key, Answer { side, theirs }));
        });
        view! {
            <RadioGroup id=format!("conflict-role-{index}") legend layout=RadioLayout::List options value on_change />
        }
    };
    conflicts
        .into_iter()
        .enumerate()
        .map(one)
        .collect_view()
        .into_any()
}

#[cfg(test)]
mod tests {
    use astro_tokens::model::EntityType;

    use super::*;

    fn roles(names: &[&str]) -> Roles {
        names.iter().map(|name| Arc::from(*name)).collect()
    }

    #[test]
    fn an_answer_counts_for_what_was_shown_alone() {
        let key = GrantKey {
            entity_type: EntityType::Workspace,
            entity_id: Arc::from("w"),
            deployment_id: None,
        };
        let conflict = |theirs: &[&str]| Conflict {
            key: key.clone(),
            base: roles(&["WORKSPACE_MEMBER"]),
            theirs: roles(theirs),
            mine: roles(&[]),
        };
        let answer = Answer {
            side: Side::Mine,
            theirs: roles(&["WORKSPACE_OWNER"]),
        };
        let answers = Answers::from([(key.clone(), answer)]);
        assert!(all_answered(&[conflict(&["WORKSPACE_OWNER"])], &answers));
        assert!(!all_answered(&[conflict(&["WORKSPACE_AUTHOR"])], &answers));
        assert!(!all_answered(&[conflict(&[])], &Answers::new()));
        assert!(all_answered(&[], &Answers::new()));
    }
}
