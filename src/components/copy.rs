//! Putting text on the clipboard, and saying whether that worked.

use leptos::prelude::*;

use crate::browser::{clipboard, task};
use crate::ui::Announcer;

/// A callback that copies what it is given. To be made while a component is set up. Not for secrets.
pub fn copier() -> Callback<String> {
    let announcer = Announcer::current();
    Callback::new(move |text: String| {
        task::spawn_abortable(async move {
            let copied = clipboard::write(&text).await;
            let Some(announcer) = announcer else { return };
            if copied {
                announcer.say("Copied");
            } else {
                announcer.say_now("The browser did not allow copying");
            }
        });
    })
}
