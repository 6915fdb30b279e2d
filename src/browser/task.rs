//! Futures that end with the part of the page that started them.

use std::future::Future;

use futures::future::{AbortHandle, LocalBoxFuture, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Starts futures from event handlers; all of them end when the owner that made it is cleaned up.
#[derive(Clone, Copy, Debug)]
pub struct Tasks(StoredValue<Vec<AbortHandle>>);

impl Tasks {
    /// To be made while a component is set up.
    pub fn new() -> Self {
        let handles = StoredValue::new(Vec::<AbortHandle>::new());
        on_cleanup(move || {
            handles.try_with_value(|handles| handles.iter().for_each(AbortHandle::abort));
        });
        Self(handles)
    }

    /// Runs `future` until it is done or the owner ends.
    pub fn spawn(self, future: impl Future<Output = ()> + 'static) {
        let handle = spawn_abortable(future);
        let kept = self.0.try_update_value(|handles| {
            handles.retain(|handle| !handle.is_aborted());
            handles.push(handle.clone());
        });
        if kept.is_none() {
            handle.abort();
        }
    }
}

impl Default for Tasks {
    fn default() -> Self {
        Self::new()
    }
}

/// Runs `future` until it is done or the current reactive owner is cleaned up.
pub fn spawn_scoped(future: impl Future<Output = ()> + 'static) {
    let handle = spawn_abortable(future);
    on_cleanup(move || handle.abort());
}

/// Runs `future` until it is done or aborted by the handle.
pub fn spawn_abortable(future: impl Future<Output = ()> + 'static) -> AbortHandle {
    spawn_boxed(Box::pin(future))
}

/// One copy in the wasm serves every future.
fn spawn_boxed(future: LocalBoxFuture<'static, ()>) -> AbortHandle {
    let (future, handle) = abortable(future);
    spawn_local(async move {
        let _ = future.await;
    });
    handle
}
