//! What is told beside the fields of a form: what is wrong with one once it was left or all was sent, and what Astro says of it.

use std::collections::{BTreeMap, BTreeSet};

use astro_tokens::form::{Field, Problem};
use astro_tokens::model::FieldError;
use leptos::prelude::*;

/// Everything wrong with what is typed, in the order of the fields.
pub type Problems = Vec<(Field, Problem)>;

/// Of one form. A handle: copying it copies nothing else.
#[derive(Clone, Copy, Debug)]
pub struct FieldErrors {
    left: RwSignal<BTreeSet<Field>>,
    /// What Astro said of a field, until it is changed.
    refused: RwSignal<BTreeMap<Field, String>>,
    focus: fn(Field),
}

impl FieldErrors {
    pub fn new(focus: fn(Field)) -> Self {
        Self {
            left: RwSignal::default(),
            refused: RwSignal::default(),
            focus,
        }
    }

    /// What is to be sent, or nothing: then the first field with a problem has the focus.
    pub fn checked<T>(self, checked: Result<T, Problems>) -> Option<T> {
        match checked {
            Ok(checked) => {
                self.refused.update(BTreeMap::clear);
                Some(checked)
            }
            Err(problems) => {
                let fields = problems.iter().map(|(field, _)| *field);
                self.left.update(|left| left.extend(fields));
                if let Some((first, _)) = problems.first() {
                    (self.focus)(*first);
                }
                None
            }
        }
    }

    /// Puts what Astro says beside the fields it is about.
    pub fn refuse(self, errors: &[FieldError]) {
        let said = by_field(errors);
        let first = said.keys().next().copied();
        self.refused.try_set(said);
        if let Some(first) = first {
            (self.focus)(first);
        }
    }

    /// A field was left.
    pub fn leave(self, field: Field) {
        self.left.update(|left| {
            left.insert(field);
        });
    }

    /// Nothing was typed into a field that was put in another's place.
    pub fn unleave(self, field: Field) {
        self.left.update(|left| {
            left.remove(&field);
        });
    }

    /// A field was changed.
    pub fn forgive(self, field: Field) {
        self.refused.update(|refused| {
            refused.remove(&field);
        });
    }

    /// What to tell beside a field. `problems`: of all that is typed; reactive.
    pub fn of(
        self,
        field: Field,
        problems: impl Fn() -> Option<Problems> + Send + Sync + 'static,
    ) -> Signal<Option<String>> {
        Signal::derive(move || {
            if let Some(said) = self.refused.with(|refused| refused.get(&field).cloned()) {
                return Some(said);
            }
            if !self.left.with(|left| left.contains(&field)) {
                return None;
            }
            problems()?
                .into_iter()
                .find_map(|(of, problem)| (of == field).then(|| problem.text(field)))
        })
    }
}

/// By field; what is about none that a form has is left out.
fn by_field(errors: &[FieldError]) -> BTreeMap<Field, String> {
    let said = |error: &FieldError| {
        let field = Field::of_wire(&error.field)?;
        Some((field, format!("Astro says: {}", error.message)))
    };
    errors.iter().filter_map(said).collect()
}
