//! The sign-in program: every address is the sign-in page, but for what needs no session.

use leptos::prelude::*;

use super::document::{Routed, read_config, take_ended};
use super::lifetime;
use crate::browser::first_paint::FirstPaint;
use crate::browser::{events, history, page, task};
use crate::components::context::Clock;
use crate::components::link::{current_route, href};
use crate::pages::about::AboutPage;
use crate::pages::sign_in::{ReadConfig, SignInPage};
use crate::routes::Route;
use crate::session::EndReason;
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
        <Routed>
            <SignedOut config clock ended taken_over />
        </Routed>
        <LiveRegions announcer />
    }
}

#[component]
fn SignedOut(
    config: ReadConfig,
    clock: Clock,
    ended: RwSignal<Option<EndReason>>,
    taken_over: Option<FirstPaint>,
) -> impl IntoView {
    let route = current_route();
    let is_about = Memo::new(move |_| route.get() == Route::About);
    // The field of the first paint is taken over once; a later sign-in page starts empty.
    let taken_over = StoredValue::new_local(taken_over);
    let read = Signal::derive(move || config.get().and_then(Result::ok));
    move || {
        if is_about.get() {
            view! {
                <main class="main main--alone" id="main">
                    <AboutPage config=read />
                    <p><a href=href(&Route::Home)>"Sign in"</a></p>
                </main>
            }
            .into_any()
        } else {
            let taken_over = taken_over.try_update_value(Option::take).flatten();
            view! { <SignInPage config clock ended taken_over /> }.into_any()
        }
    }
}
