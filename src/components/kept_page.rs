//! Keeps the page where it is while something on it, or in a dialog over it, would be lost with it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::context::Console;
use crate::browser::guard::{self, Attempt, Guard};
use crate::browser::history;

/// One reason to keep the page.
#[derive(Clone, Copy, Debug)]
pub struct KeptPage(StoredValue<Rc<Keeper>, LocalStorage>);

impl KeptPage {
    /// Keeps it while `is_kept`, at most until the current owner ends. `on_attempt` hears of each Back and link that was held.
    /// To be called while a component is set up.
    pub fn new(
        console: Console,
        is_kept: Memo<bool>,
        on_attempt: impl Fn(Attempt) + 'static,
    ) -> Self {
        let navigate = use_navigate();
        let go = move |address: &str| {
            let options = NavigateOptions {
                resolve: false,
                ..NavigateOptions::default()
            };
            navigate(address, options);
        };
        let keeper = Rc::new(Keeper {
            console,
            is_kept,
            on_attempt: Box::new(on_attempt),
            go: Box::new(go),
            guard: RefCell::default(),
            next: RefCell::default(),
            is_turning: Cell::default(),
            is_over: Cell::default(),
        });
        let page = Self(StoredValue::new_local(keeper));
        Effect::new(move || {
            is_kept.track();
            page.with(Keeper::turn);
        });
        on_cleanup(move || {
            page.with(|keeper| {
                keeper.is_over.set(true);
                keeper.turn();
            });
        });
        page
    }

    /// Leads there once it is no longer kept, which is to be now or soon.
    pub fn leave(self, attempt: Attempt) {
        self.with(|keeper| {
            keeper.next.replace(Some(attempt));
            keeper.turn();
        });
    }

    fn with(self, run: impl FnOnce(&Rc<Keeper>)) {
        self.0.try_with_value(run);
    }
}

struct Keeper {
    console: Console,
    is_kept: Memo<bool>,
    on_attempt: Box<dyn Fn(Attempt)>,
    go: Box<dyn Fn(&str)>,
    guard: RefCell<Option<Guard>>,
    /// What is done once the page is let go.
    next: RefCell<Option<Attempt>>,
    is_turning: Cell<bool>,
    is_over: Cell<bool>,
}

impl Keeper {
    fn is_wanted(&self) -> bool {
        !self.is_over.get() && self.is_kept.try_get_untracked() == Some(true)
    }

    fn attempted(&self, attempt: Attempt) {
        if self.is_wanted() {
            (self.on_attempt)(attempt);
        } else {
            // It is being let go: there is nothing left to ask about.
            self.next.replace(Some(attempt));
        }
    }

    /// Begins or ends to keep the page, as is wanted now. It outlives what is kept: letting go takes a step in the history.
    fn turn(self: &Rc<Self>) {
        self.console.tasks.spawn(self.clone().turned());
    }

    /// One after the other: a guard that lets go must not meet the next one in the history.
    async fn turned(self: Rc<Self>) {
        if self.is_turning.replace(true) {
            return;
        }
        loop {
            let held = self.guard.take();
            match (self.is_wanted(), held) {
                (true, None) => {
                    self.next.take();
                    let keeper = self.clone();
                    let guard = Guard::new(move |attempt| keeper.attempted(attempt));
                    self.guard.replace(Some(guard));
                }
                (false, Some(held)) => held.release().await,
                (_, held) => {
                    self.guard.replace(held);
                    break;
                }
            }
        }
        self.is_turning.set(false);
        if !self.is_wanted()
            && let Some(next) = self.next.take()
        {
            self.follow(next);
        }
    }

    fn follow(&self, attempt: Attempt) {
        match attempt {
            Attempt::Back => history::back(),
            // Something else may keep the page, too.
            Attempt::Link(address) if guard::holds_back(&address) => {}
            Attempt::Link(address) => (self.go)(&address),
        }
    }
}
