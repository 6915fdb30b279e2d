//! A text field with a list of what fits it: for a choice among thousands (ARIA Authoring Practices Guide, "Editable
//! Combobox With List Autocomplete"). The focus stays in the field; the list is a popover, so nothing moves and nothing
//! cuts it off. Only what fits best is in the page, and the rest is counted.

use leptos::ev::{Event, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::dom;
use super::dynamic::dynamic;
use super::field::{Field, FieldControl};
use super::icon::{Icon, IconName, IconSize};
use super::keys::Move;
use super::menu::place;

/// At most so many options are in the page.
pub const MOST: usize = 40;

/// With Page Up and Page Down.
const PAGE: usize = 8;

/// One option, on two lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComboOption {
    /// What the list hands out when it is picked; each is there once.
    pub value: String,
    pub label: String,
    /// Beside the label, in the type of ids; may be empty.
    pub mark: String,
    /// The second line; may be empty.
    pub hint: String,
    /// Why it can't be picked; it stands there all the same, and says so.
    pub fenced: Option<String>,
}

/// What fits the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub options: Vec<ComboOption>,
    /// How many fit besides.
    pub more: usize,
}

impl Found {
    /// The first [`MOST`] of them; the others are counted and never made into options.
    pub fn of<T>(all: impl IntoIterator<Item = T>, option: impl FnMut(T) -> ComboOption) -> Self {
        let mut all = all.into_iter();
        Self {
            options: all.by_ref().take(MOST).map(option).collect(),
            more: all.count(),
        }
    }

    fn position(&self, value: &str) -> Option<usize> {
        self.options.iter().position(|option| option.value == value)
    }

    /// “40 options, 960 more: type to narrow”
    fn count(&self) -> String {
        let here = match self.options.len() {
            0 => return "Nothing fits.".to_owned(),
            1 => "1 option".to_owned(),
            count => format!("{count} options"),
        };
        match self.more {
            0 => here,
            more => format!("{here}, {more} more: type to narrow"),
        }
    }
}

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Press {
    /// Opens the list, at an option where there is one.
    Open(Option<usize>),
    Go(usize),
    Pick(usize),
    Close,
    /// Back into the text: the key moves the cursor.
    Leave,
    /// The key means what it means in a text field.
    Nothing,
}

/// The list as a key finds it.
#[derive(Clone, Copy, Debug)]
struct Shown {
    is_open: bool,
    active: Option<usize>,
    count: usize,
}

fn press(key: &str, with_alt: bool, list: Shown) -> Press {
    let Shown {
        is_open,
        active,
        count,
    } = list;
    match (key, is_open) {
        ("ArrowDown", false) if with_alt => Press::Open(None),
        ("ArrowUp", true) if with_alt => Press::Close,
        ("ArrowDown", false) => Press::Open(Move::Next.apply(None, count, PAGE)),
        ("ArrowUp", false) => Press::Open(Move::Previous.apply(None, count, PAGE)),
        ("Enter", true) => active.map_or(Press::Close, Press::Pick),
        ("Escape", true) => Press::Close,
        ("ArrowLeft" | "ArrowRight", true) if active.is_some() => Press::Leave,
        // Without an option at hand they belong to the text.
        ("Home" | "End", true) if active.is_none() => Press::Nothing,
        ("ArrowDown" | "ArrowUp", true) => Move::of_key(key)
            .and_then(|step| step.apply_round(active, count))
            .map_or(Press::Nothing, Press::Go),
        (_, true) => Move::of_key(key)
            .and_then(|step| step.apply(active, count, PAGE))
            .map_or(Press::Nothing, Press::Go),
        (_, false) => Press::Nothing,
    }
}

/// The field and its list.
///
/// What is typed goes to `on_text`, which may answer with another `text`, or choose at once: an id that was pasted.
#[component]
pub fn Combobox(
    /// Unique in the page.
    id: &'static str,
    label: &'static str,
    placeholder: &'static str,
    #[prop(into)] text: Signal<String>,
    #[prop(into)] on_text: Callback<String>,
    #[prop(into)] found: Signal<Found>,
    /// The value that is chosen.
    #[prop(into)]
    chosen: Signal<Option<String>>,
    #[prop(into)] on_pick: Callback<String>,
    /// Takes the focus when the dialog around it opens.
    #[prop(optional)]
    autofocus: bool,
    #[prop(optional, into)] help: Signal<Option<String>>,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let list = NodeRef::<html::Div>::new();
    let is_open = RwSignal::new(false);
    let active = RwSignal::new(None::<String>);
    let list_id = StoredValue::new(dom::unique_id("combobox"));
    let option_id = move |index: usize| list_id.with_value(|id| format!("{id}-{index}"));
    let active_index = Memo::new(move |_| {
        let active = active.get()?;
        found.with(|found| found.position(&active))
    });

    let put = move || {
        let (Some(list), Some(input)) = (list.get_untracked(), input.get_untracked()) else {
            return;
        };
        place(&list, &input);
    };
    Effect::new(move |_| {
        let (Some(list), is_open) = (list.get(), is_open.get()) else {
            return;
        };
        // Both fail where the state is that one already.
        if is_open {
            let _ = list.show_popover();
            put();
        } else {
            let _ = list.hide_popover();
        }
    });
    dom::on_any_scroll(move || {
        if is_open.try_get_untracked() == Some(true) {
            put();
        }
    });
    Effect::new(move |_| {
        let Some(index) = active_index.get() else {
            return;
        };
        let document = web_sys::window().and_then(|window| window.document());
        if let Some(option) =
            document.and_then(|document| document.get_element_by_id(&option_id(index)))
        {
            dom::bring_into_view(&option);
        }
    });

    let close = move || {
        is_open.set(false);
        active.set(None);
    };
    let open_at = move |index: Option<usize>| {
        let value = index.and_then(|index| {
            found.with_untracked(|found| {
                let option = found.options.get(index);
                option.map(|option| option.value.clone())
            })
        });
        is_open.set(true);
        active.set(value);
    };
    let pick = move |index: usize| {
        let value = found.with_untracked(|found| {
            let option = found.options.get(index);
            let free = option.filter(|option| option.fenced.is_none());
            free.map(|option| option.value.clone())
        });
        if let Some(value) = value {
            close();
            on_pick.run(value);
        }
    };
    let typed = move |event: Event| {
        let Some(field) = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
        else {
            return;
        };
        let typed = field.value();
        on_text.run(typed.clone());
        // What was not taken over must not stay in the page: it may be secret.
        let taken = text.get_untracked();
        if taken != typed {
            field.set_value(&taken);
        }
        if chosen.with_untracked(Option::is_some) {
            close();
        } else {
            open_at(None);
        }
    };
    let key = move |event: KeyboardEvent| {
        if event.is_composing() || event.ctrl_key() || event.meta_key() || event.shift_key() {
            return;
        }
        let shown = Shown {
            is_open: is_open.get_untracked(),
            active: active_index.get_untracked(),
            count: found.with_untracked(|found| found.options.len()),
        };
        match press(&event.key(), event.alt_key(), shown) {
            Press::Nothing => return,
            Press::Leave => {
                active.set(None);
                return;
            }
            Press::Open(index) => open_at(index),
            Press::Go(index) => open_at(Some(index)),
            Press::Pick(index) => pick(index),
            Press::Close => close(),
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let option = move |(index, option): (usize, ComboOption)| {
        let is_active = Signal::derive(move || active_index.get() == Some(index));
        view! { <OptionLine id=option_id(index) option is_active on_press=move |()| pick(index) /> }
    };
    let count = move || is_open.get().then(|| found.with(Found::count));
    let control = Callback::new(move |control: FieldControl| {
        let described_by = control.described_by;
        view! {
            <div class="combobox">
            <span class="affix">
                <input
                    node_ref=input
                    class="input"
                    id=control.id
                    type="text"
                    role="combobox"
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    autofocus=autofocus
                    placeholder=placeholder
                    aria-autocomplete="list"
                    aria-expanded=move || is_open.get().to_string()
                    aria-controls=list_id.get_value()
                    aria-activedescendant=move || active_index.get().filter(|_| is_open.get()).map(option_id)
                    aria-describedby=described_by
                    aria-invalid=control.invalid
                    prop:value=text
                    on:input=typed
                    on:keydown=key
                    on:focus:target=|event| event.target().select()
                    on:click=move |_| is_open.set(true)
                    on:blur=move |_| close()
                />
                <Icon name=IconName::Down size=IconSize::Small />
            </span>
            <div
                node_ref=list
                class="menu combobox__list"
                popover="manual"
                // The focus stays in the field.
                on:mousedown=|event| event.prevent_default()
            >
                <div role="listbox" id=list_id.get_value() aria-label=label>
                    {dynamic(move || {
                        let options = if is_open.get() { found.get().options } else { Vec::new() };
                        options.into_iter().enumerate().map(option).collect_view().into_any()
                    })}
                </div>
                <p class="combobox__count faint small" aria-hidden="true">{count}</p>
            </div>
            // Outside of the list: what is hidden with it is not announced.
            <span class="vh" role="status">{count}</span>
            </div>
        }
        .into_any()
    });
    view! { <Field id label=move || label help error control /> }
}

#[component]
fn OptionLine(
    id: String,
    option: ComboOption,
    is_active: Signal<bool>,
    #[prop(into)] on_press: Callback<()>,
) -> impl IntoView {
    let ComboOption {
        label,
        mark,
        hint,
        fenced,
        ..
    } = option;
    let is_fenced = fenced.is_some();
    let hint: Vec<String> = fenced.into_iter().chain([hint]).collect();
    let hint = hint.join(" · ");
    view! {
        <div
            class="item"
            role="option"
            id=id
            aria-selected=move || is_active.get().to_string()
            aria-disabled=is_fenced.then_some("true")
            on:click=move |_| on_press.run(())
        >
            <span class="breaks">
                {label}
                {(!mark.is_empty()).then(|| view! { " "<span class="mono faint">{mark}</span> })}
                {(!hint.is_empty()).then(|| view! { " "<span class="item__hint faint small">{hint}</span> })}
            </span>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(is_open: bool, active: Option<usize>, count: usize) -> Shown {
        Shown {
            is_open,
            active,
            count,
        }
    }

    fn option(at: usize) -> ComboOption {
        ComboOption {
            value: at.to_string(),
            label: format!("option {at}"),
            mark: String::new(),
            hint: String::new(),
            fenced: None,
        }
    }

    #[test]
    fn arrows_open_the_list_and_go_round_in_it() {
        let closed = shown(false, None, 3);
        assert_eq!(press("ArrowDown", false, closed), Press::Open(Some(0)));
        assert_eq!(press("ArrowUp", false, closed), Press::Open(Some(2)));
        assert_eq!(press("ArrowDown", true, closed), Press::Open(None));
        let at_end = shown(true, Some(2), 3);
        assert_eq!(press("ArrowDown", false, at_end), Press::Go(0));
        assert_eq!(press("ArrowUp", false, at_end), Press::Go(1));
        assert_eq!(press("ArrowUp", true, at_end), Press::Close);
        let typed = shown(true, None, 3);
        assert_eq!(press("ArrowDown", false, typed), Press::Go(0));
        assert_eq!(press("ArrowUp", false, typed), Press::Go(2));
        assert_eq!(
            press("ArrowDown", false, shown(true, None, 0)),
            Press::Nothing
        );
        assert_eq!(
            press("ArrowDown", false, shown(false, None, 0)),
            Press::Open(None)
        );
    }

    #[test]
    fn home_and_end_belong_to_the_text_until_an_option_is_at_hand() {
        for key in ["Home", "End", "ArrowLeft", "ArrowRight"] {
            assert_eq!(press(key, false, shown(true, None, 3)), Press::Nothing);
            assert_eq!(press(key, false, shown(false, None, 3)), Press::Nothing);
        }
        let inside = shown(true, Some(1), 3);
        assert_eq!(press("Home", false, inside), Press::Go(0));
        assert_eq!(press("End", false, inside), Press::Go(2));
        assert_eq!(press("ArrowLeft", false, inside), Press::Leave);
    }

    #[test]
    fn enter_and_escape_are_swallowed_only_while_the_list_is_open() {
        assert_eq!(
            press("Enter", false, shown(true, Some(1), 3)),
            Press::Pick(1)
        );
        assert_eq!(press("Enter", false, shown(true, None, 3)), Press::Close);
        assert_eq!(
            press("Escape", false, shown(true, Some(1), 3)),
            Press::Close
        );
        for key in ["Enter", "Escape", "a", " ", "Tab"] {
            assert_eq!(press(key, false, shown(false, None, 3)), Press::Nothing);
        }
        for key in ["a", " ", "Tab"] {
            assert_eq!(press(key, false, shown(true, Some(1), 3)), Press::Nothing);
        }
    }

    #[test]
    fn what_is_left_off_is_counted() {
        let found = Found::of(0..10_000, option);
        assert_eq!((found.options.len(), found.more), (MOST, 9_960));
        assert_eq!(found.count(), "40 options, 9960 more: type to narrow");
        assert_eq!(Found::of(0..1, option).count(), "1 option");
        assert_eq!(Found::of(0..0, option).count(), "Nothing fits.");
        assert_eq!(found.position("39"), Some(39));
        assert_eq!(found.position("40"), None, "it is not in the page");
    }

    proptest! {
        #[test]
        fn no_key_leads_out_of_the_list(
            key in proptest::sample::select(vec!["ArrowDown", "ArrowUp", "Home", "End", "PageUp", "PageDown", "Enter", "Escape", "x"]),
            alt in any::<bool>(),
            is_open in any::<bool>(),
            active in proptest::option::of(0usize..60),
            count in 0usize..60,
        ) {
            let active = active.filter(|at| *at < count);
            match press(key, alt, shown(is_open, active, count)) {
                Press::Open(Some(at)) | Press::Go(at) | Press::Pick(at) => prop_assert!(at < count),
                Press::Open(None) | Press::Close | Press::Leave | Press::Nothing => {}
            }
        }
    }
}
