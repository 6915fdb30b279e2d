//! What is compared in and after each step, whatever it did.

use std::collections::BTreeMap;

use astro_emulator::state::{Id, Token as Held};
use astro_token_console::api::ApiEvent;
use astro_tokens::claims::looks_like_jwt;
use astro_tokens::id::TokenId;
use astro_tokens::requests::Method;
use astro_tokens::secret::Secret;
use astro_tokens::token::Token;
use leptos::prelude::WithUntracked;

use super::run::Run;
use super::story::Story;
use super::view;
use super::watch::By;

impl Run {
    /// Nothing is written twice, nor to another token, and reading changes nothing.
    pub(super) fn check_writes(&mut self, story: &Story, subject: Option<&TokenId>, most: usize) {
        let acts = std::mem::take(&mut self.watch.borrow_mut().acts);
        self.tally.others += acts.len();
        acts.iter().for_each(|act| self.log.tell(act));
        let mut sent = self.world.sent(|sent| sent.method != Method::Get);
        let count = sent.len();
        sent.dedup_by(|a, b| (a.method, &a.target) == (b.method, &b.target));
        self.expect(count <= most && sent.len() == count, || {
            format!("{count} writes: {sent:?}")
        });
        let mut last = None;
        for effect in story.ours() {
            let request = &story.met[effect.request];
            let is_right = match subject {
                Some(id) => *effect.id == *id.as_str(),
                None => effect.before.is_none(),
            };
            let by = effect
                .after
                .as_ref()
                .and_then(|after| after.updated_by.as_ref());
            let is_ours = by.is_none_or(|by| *by.id == *self.own.as_str());
            let is_write = request.method != Method::Get && last != Some(effect.request);
            last = Some(effect.request);
            self.expect(is_right && is_ours && is_write, || {
                format!("changed besides: {effect:?} by {request:?}")
            });
        }
        let refused = self.world.events(|event| *event == ApiEvent::TokenRefused);
        let is_dead = self.is_locked_out();
        self.expect(refused.is_empty() || is_dead, || {
            "the session was told to be refused".to_owned()
        });
    }

    /// So many entries after those that there were, and none holds a value.
    pub(super) fn check_journal(&mut self, before: usize, new: usize) {
        let entries = self.writer.journal.entries();
        let (count, text) = entries.with_untracked(|entries| {
            let text = serde_json::to_string(entries.get(before..).unwrap()).unwrap();
            (entries.len(), text)
        });
        self.expect(count == before + new, || {
            format!("{count} entries after {before}, not {new} more")
        });
        let mut words = text.split(|c: char| c.is_whitespace() || c == '"');
        let holds = words.any(looks_like_jwt) || self.secrets.are_in(&text);
        self.expect(!holds, || "the journal holds a value".to_owned());
    }

    /// A value that reached the page is in the outcome, and what the outcome carries is that value.
    pub(super) fn check_value(&mut self, story: &Story, told: Option<&Secret>) {
        self.secrets.end(&story.effects);
        let ours = story.ours();
        let made = ours
            .iter()
            .filter_map(|effect| Some((effect, effect.value.as_ref()?)));
        let delivered = self.world.host.delivered.borrow();
        let reached = made.clone().find(|(_, value)| {
            let mut bodies = delivered.iter();
            let value = format!("\"{}\"", value.expose());
            bodies.any(|body| String::from_utf8_lossy(body).contains(&value))
        });
        drop(delivered);
        if told != reached.map(|(_, value)| value) {
            let (is_told, made) = (told.is_some(), made.count());
            self.differ(format!("a value: told {is_told}, made {made}"));
        }
        if let Some((effect, value)) = reached {
            let generation = |token: &Option<_>| token.as_ref().map(|it: &Held| it.generation);
            let now = self.watch.borrow().now(&effect.id).cloned();
            if now.is_some() && generation(&now) == generation(&effect.after) {
                self.secrets.show(&effect.id, value);
            }
        }
    }

    pub(super) fn check_secrets(&mut self, ids: Vec<Id>) {
        for id in ids {
            let organization = self.world.organization.as_str();
            let mut emulator = self.world.host.emulator.borrow_mut();
            let opens = self.secrets.opens(&mut emulator, organization, &id);
            drop(emulator);
            self.expect(opens, || format!("the value shown of {id} opens nothing"));
        }
        self.tally.secrets = self.secrets.count();
    }

    /// Loads, and compares every token that the caller may read, field by field.
    pub(super) fn refresh(&mut self) {
        self.watch.borrow_mut().begin(None);
        self.world.load(&self.console);
        self.console.assert_complete();
        {
            let mut watch = self.watch.borrow_mut();
            watch.note(&self.world.host.emulator.borrow(), By::Console);
        }
        let changed = self.watch.borrow().effects.len();
        self.expect(changed == 0, || "reading changed something".to_owned());
        let rights = self.rights();
        let shows = self.shows(&rights);
        let expected: BTreeMap<TokenId, Token> = {
            let emulator = self.world.host.emulator.borrow();
            let here = |id: &Id| **id == *self.world.organization.as_str();
            let tokens = emulator.state().tokens.iter();
            let agents = emulator.state().agent_tokens.values();
            let agents = agents.filter(|agent| {
                here(&agent.token.organization_id) && rights.lists(&agent.deployment_id)
            });
            tokens
                .filter(|token| here(&token.organization_id) && rights.reads(token))
                .map(|token| view::token(token, &shows, self.others.newer))
                .chain(agents.map(view::agent))
                .map(|token| (token.id.clone(), token))
                .collect()
        };
        let rows = self.rows();
        for row in &rows {
            // The last use of one's own moves with each call.
            let is_same = expected.get(&row.id).is_some_and(|expected| {
                let mut row = Token::clone(row);
                if row.id == self.own {
                    row.last_used_at = expected.last_used_at;
                }
                row == *expected
            });
            self.expect(is_same, || {
                format!("held {row:#?}\nis {:#?}", expected.get(&row.id))
            });
        }
        self.expect(rows.len() == expected.len(), || {
            format!("{} rows for {} tokens", rows.len(), expected.len())
        });
    }
}
