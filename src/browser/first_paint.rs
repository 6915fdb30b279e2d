//! The sign-in field of index.html, which is there before the wasm: what was typed into it, and where.

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

/// What a person did in the field before the console took it over. The value may be a token.
#[derive(Clone)]
pub struct FirstPaint {
    value: String,
    selection: Option<(u32, u32)>,
    has_focus: bool,
}

impl std::fmt::Debug for FirstPaint {
    /// What was typed may be a token.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("FirstPaint").finish_non_exhaustive()
    }
}

const CONTAINER: &str = "first-paint";
const INPUT: &str = "token-input";

/// Reads the field and takes the first paint off the page, to be called right before the console is mounted in the
/// same task, so that nothing is painted in between.
pub fn take() -> Option<FirstPaint> {
    let document = web_sys::window()?.document()?;
    let input: HtmlInputElement = document.get_element_by_id(INPUT)?.dyn_into().ok()?;
    let selection = input
        .selection_start()
        .ok()
        .flatten()
        .zip(input.selection_end().ok().flatten());
    let has_focus = document
        .active_element()
        .is_some_and(|active| active.id() == INPUT);
    let taken = FirstPaint {
        value: input.value(),
        selection,
        has_focus,
    };
    document.get_element_by_id(CONTAINER)?.remove();
    Some(taken)
}

impl FirstPaint {
    /// Gives value, selection and focus to the field that stands in its place now.
    pub fn restore(&self, input: &HtmlInputElement) {
        if !self.value.is_empty() {
            input.set_value(&self.value);
        }
        if self.has_focus || self.value.is_empty() {
            let _ = input.focus();
        }
        if let Some((start, end)) = self.selection {
            let _ = input.set_selection_range(start, end);
        }
    }
}
