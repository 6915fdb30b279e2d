//! Parts of a view that follow what they read, behind one type: a closure brings what it computes into the wasm, and no
//! copy of the code that draws it again.

use leptos::prelude::*;

type Part = Box<dyn Fn() -> AnyView + Send>;

/// A part that is drawn again whenever something that it read has changed.
pub fn dynamic(part: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    mounted(Box::new(part))
}

/// A part that is there while `part` gives one.
pub fn dynamic_option(part: impl Fn() -> Option<AnyView> + Send + 'static) -> AnyView {
    mounted(Box::new(move || part().unwrap_or_else(|| ().into_any())))
}

fn mounted(part: Part) -> AnyView {
    (move || part()).into_any()
}
