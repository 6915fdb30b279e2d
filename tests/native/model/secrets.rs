//! The values that outcomes carried: each opens the emulator until something ended it.

use std::collections::BTreeMap;

use astro_emulator::Emulator;
use astro_emulator::state::Id;
use astro_tokens::secret::Secret;
use http::{Request, StatusCode};

use super::watch::Effect;

#[derive(Debug, Default)]
pub struct Secrets {
    /// Those that hold, by token.
    shown: BTreeMap<Id, Secret>,
    /// Every one, ended or not.
    all: Vec<Secret>,
}

impl Secrets {
    /// A value was shown.
    pub fn show(&mut self, id: &str, secret: &Secret) {
        self.shown.insert(id.into(), secret.clone());
        self.all.push(secret.clone());
    }

    /// What happened in a step ends values: a rotation or a deletion, be it by others.
    pub fn end<'a>(&mut self, effects: impl IntoIterator<Item = &'a Effect>) {
        for effect in effects.into_iter().filter(|effect| effect.ends_value()) {
            self.shown.remove(&effect.id);
        }
    }

    pub fn ids(&self) -> Vec<Id> {
        self.shown.keys().cloned().collect()
    }

    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// Whether the value that was shown of this token still opens the emulator, as it must from its start to its end.
    pub fn opens(&self, emulator: &mut Emulator, organization: &str, id: &str) -> bool {
        let Some(secret) = self.shown.get(id) else {
            return true;
        };
        // Nobody signs in with one.
        if emulator.state().agent_tokens.contains_key(id) {
            return emulator.token_value(id).as_deref() == Some(secret.expose());
        }
        let now = emulator.now().unix_seconds();
        // The claim `exp` has whole seconds.
        let holds = emulator.state().tokens.get(id).is_some_and(|token| {
            let has_ended = token.end_at.is_some_and(|end| end.unix_seconds() <= now);
            token.start_at <= emulator.now() && !has_ended
        });
        let request = Request::get(format!("/v1/organizations/{organization}"))
            .header("authorization", format!("Bearer {}", secret.expose()))
            .body(Vec::new())
            .unwrap();
        let status = emulator.handle(&request).response.status();
        holds == (status != StatusCode::UNAUTHORIZED)
    }

    /// Whether this text holds one of them.
    pub fn are_in(&self, text: &str) -> bool {
        self.all.iter().any(|secret| text.contains(secret.expose()))
    }
}
