//! The sign-in program: every address is the sign-in page.

use leptos::prelude::*;

use super::document::{read_config, take_ended};
use super::lifetime;
use crate::browser::first_paint::FirstPaint;
use crate::browser::{events, history, page, task};
use crate::pages::sign_in::{ReadConfig, SignInPage};
use crate::ui::{LiveRegions, provide_announcer};

#[component]
pub fn SignInProgram(taken_over: Option<FirstPaint>) -> impl IntoView {
    let announcer = provide_announcer();
    events::on_restored(history::reload);
    let config: ReadConfig = RwSignal::new(None);
    let ended = RwSignal::new(take_ended());
    let clock = lifetime::clock();
    task::spawn_scoped(async move { config.set(Some(read_config().await)) });
    page::reveal();
    view! {
        <SignInPage config clock ended taken_over />
        <LiveRegions announcer />
    }
}
