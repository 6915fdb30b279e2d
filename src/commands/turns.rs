//! One change of a token at a time: the next one reads what the last one has written, instead of going over it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use astro_tokens::id::TokenId;
use futures::lock::{Mutex, OwnedMutexGuard};

/// The turns of every token. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Turns(Rc<RefCell<HashMap<TokenId, Arc<Mutex<()>>>>>);

impl Turns {
    /// Waits until no other change of this token is under way. It lasts as long as what is handed out.
    pub(super) async fn of(&self, token: &TokenId) -> OwnedMutexGuard<()> {
        let turn = self
            .0
            .borrow_mut()
            .entry(token.clone())
            .or_default()
            .clone();
        turn.lock_owned().await
    }
}
