//! What Astro says of the fields of a request, for the form that they were typed into.

use std::collections::BTreeMap;

use astro_tokens::form::Field;
use astro_tokens::model::FieldError;

/// By field; what is about none that a form has is left out.
pub fn by_field(errors: &[FieldError]) -> BTreeMap<Field, String> {
    let said = |error: &FieldError| {
        let field = Field::of_wire(&error.field)?;
        Some((field, format!("Astro says: {}", error.message)))
    };
    errors.iter().filter_map(said).collect()
}
