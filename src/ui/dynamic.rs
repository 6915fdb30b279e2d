//! Parts of a view that follow what they read, behind one type: every closure in a view that has a type of its own
//! costs about 3 kB of wasm.

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
