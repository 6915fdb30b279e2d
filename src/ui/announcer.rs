//! Tells screen readers what changed elsewhere on the page (WCAG 4.1.3). The same text said twice is heard twice.
//!
//! While a modal dialog is open the rest of the page is inert, these regions too: a dialog holds its own `role="status"`.

use leptos::prelude::*;

/// Two turns of one region: a text that moves to the other turn is a change, even when it is the same text.
#[derive(Clone, Debug, Default, PartialEq)]
struct Region {
    text: String,
    odd: bool,
}

/// Says things aloud.
#[derive(Clone, Copy, Debug)]
pub struct Announcer {
    polite: RwSignal<Region>,
    assertive: RwSignal<Region>,
}

impl Announcer {
    /// The announcer of this page, where one was provided.
    pub fn current() -> Option<Self> {
        use_context()
    }

    /// When the reader pauses.
    pub fn say(self, text: impl Into<String>) {
        Self::put(self.polite, text.into());
    }

    /// At once: for what went wrong.
    pub fn say_now(self, text: impl Into<String>) {
        Self::put(self.assertive, text.into());
    }

    fn put(region: RwSignal<Region>, text: String) {
        region.update(|region| {
            *region = Region {
                text,
                odd: !region.odd,
            }
        });
    }
}

/// Makes the announcer for everything below.
pub fn provide_announcer() -> Announcer {
    let announcer = Announcer {
        polite: RwSignal::default(),
        assertive: RwSignal::default(),
    };
    provide_context(announcer);
    announcer
}

/// The regions themselves. Once per page, outside of everything that comes and goes.
#[component]
pub fn LiveRegions(announcer: Announcer) -> impl IntoView {
    let turn = |region: RwSignal<Region>, odd: bool| {
        move || {
            region.with(|region| {
                if region.odd == odd {
                    region.text.clone()
                } else {
                    String::new()
                }
            })
        }
    };
    view! {
        <div class="vh" role="status" aria-live="polite">
            <p>{turn(announcer.polite, false)}</p>
            <p>{turn(announcer.polite, true)}</p>
        </div>
        <div class="vh" role="alert" aria-live="assertive">
            <p>{turn(announcer.assertive, false)}</p>
            <p>{turn(announcer.assertive, true)}</p>
        </div>
    }
}
