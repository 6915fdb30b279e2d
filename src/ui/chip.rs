//! A filter as a button: dashed while it filters nothing.

use leptos::prelude::*;

use super::icon::{Icon, IconName, IconSize};
use super::menu::{Menu, MenuItem};

/// A filter: dashed and empty, or solid with its value and a button that takes it away.
///
/// `value`: the words for what is chosen, `None` while nothing is.
#[component]
pub fn FilterChip<V>(
    #[prop(into)] label: String,
    #[prop(into)] value: Signal<Option<String>>,
    #[prop(into)] items: Signal<Vec<MenuItem<V>>>,
    #[prop(into)] on_pick: Callback<V>,
    #[prop(into)] on_clear: Callback<()>,
) -> impl IntoView
where
    V: Clone + Send + Sync + 'static,
{
    let class = Signal::derive(move || {
        if value.with(Option::is_some) {
            "chip chip--on".to_owned()
        } else {
            "chip".to_owned()
        }
    });
    let name = StoredValue::new(label.clone());
    let trigger = move || match value.get() {
        Some(value) => view! { <span>{name.get_value()} ": " <b>{value}</b></span> }.into_any(),
        None => view! { {name.get_value()} <Icon name=IconName::Down size=IconSize::Small /> }
            .into_any(),
    };
    view! {
        <span class="joined">
            <Menu label=label items=items on_pick=on_pick trigger=move || trigger trigger_class=class />
            <Show when=move || value.with(Option::is_some)>
                <button
                    type="button"
                    class="chip chip--on"
                    aria-label=move || format!("Remove filter {}", name.get_value())
                    on:click=move |_| on_clear.run(())
                >
                    <Icon name=IconName::Close size=IconSize::Small />
                </button>
            </Show>
        </span>
    }
}
