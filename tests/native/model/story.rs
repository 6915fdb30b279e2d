//! What happened in one step, and what may be said of it.

use astro_emulator::state::Token;
use astro_tokens::requests::Method;

use super::rights::Rights;
use super::watch::{By, Effect, Met, Part, differs_only_in};
use crate::writes::faults::Class;

/// One command, from its first request to its last.
#[derive(Debug)]
pub struct Story {
    /// The token that it was about, before.
    pub first: Option<Token>,
    /// What the caller could do, before.
    pub rights: Rights,
    /// Whether the inventory held a token whose home is hidden, before or as the command read it.
    pub is_narrowed: bool,
    /// Whether the inventory held another token with a grant that the caller could not write, before.
    pub is_shown_more: bool,
    /// Whether the person had answered for it that nothing is hidden, before.
    pub is_trusted: bool,
    /// Whether the value in use was dead, before.
    pub is_over: bool,
    pub effects: Vec<Effect>,
    pub met: Vec<Met>,
    /// The faults that hit.
    pub at_write: Option<Class>,
    pub at_look: Option<Class>,
}

impl Story {
    /// Neither a fault nor someone else got in the way: then it is known beforehand what comes of it.
    pub fn is_calm(&self) -> bool {
        self.at_write.is_none()
            && self.at_look.is_none()
            && self.effects.iter().all(|effect| effect.by == By::Console)
    }

    /// Whether a reading met a refusal, as that of the token in use may, which was an Organization Owner's.
    pub fn may_fail_to_confirm(&self) -> bool {
        let is_refusal = |class: &Class| ["403", "404"].contains(&class.name);
        self.rights.is_organization_owner && self.at_look.as_ref().is_some_and(is_refusal)
    }

    /// How often one write may have come to Astro: a browser may send it again.
    pub fn arrivals(&self) -> usize {
        self.at_write.as_ref().map_or(1, Class::most_arrivals)
    }

    /// Whether each of these changed one part of a token and nothing else, and there is no more than one for each arrival.
    pub fn is_one_change(&self, ours: &[&Effect], part: Part) -> bool {
        ours.len() <= self.arrivals()
            && ours
                .iter()
                .all(|effect| match (&effect.before, &effect.after) {
                    (Some(before), Some(after)) => differs_only_in(part, before, after),
                    _ => false,
                })
    }

    /// Whether the caller could write the token.
    pub fn was_permitted(&self) -> bool {
        let first = self.first.as_ref();
        !self.is_over && first.is_some_and(|token| self.rights.writes_home(token))
    }

    /// What the console did.
    pub fn ours(&self) -> Vec<&Effect> {
        let ours = self.effects.iter();
        ours.filter(|effect| effect.by == By::Console).collect()
    }

    /// What the console did by requests to addresses that end so.
    pub fn ours_at(&self, is_at: impl Fn(&str) -> bool) -> Vec<&Effect> {
        let mut ours = self.ours();
        ours.retain(|effect| is_at(&self.met[effect.request].target));
        ours
    }

    /// The token as it was from the last of these effects on, or from the start where there is none: at one of these
    /// moments it must have been as the outcome says. There is one alone unless others acted after it.
    pub fn moments(&self, ours: &[&Effect]) -> Vec<Option<&Token>> {
        let mut moments = vec![self.first.as_ref()];
        for effect in &self.effects {
            if ours.last().is_some_and(|last| std::ptr::eq(*last, effect)) {
                moments.clear();
            }
            let is_subject = match &self.first {
                Some(first) => first.id == effect.id,
                None => false,
            };
            if is_subject || moments.is_empty() {
                moments.push(effect.after.as_ref());
            }
        }
        moments
    }

    /// The last that is known of it.
    pub fn last(&self) -> Option<&Token> {
        self.moments(&[]).last().copied().flatten()
    }

    /// The token as the last reading of it before a write to an address that ends so met it, or the last one of all where
    /// nothing was written there.
    pub fn read_before(&self, is_at: impl Fn(&str) -> bool) -> Option<&Token> {
        let wrote = |met: &Met| met.method != Method::Get && is_at(&met.target);
        let end = self.met.iter().position(wrote);
        let mut before = self.met[..end.unwrap_or(self.met.len())].iter();
        let is_reading = |met: &&Met| self.is_reading(met);
        let reading = if end.is_none() && self.is_held_back() {
            // What follows it is the look.
            let others = before.clone().rev();
            let written = others.take_while(|met| met.method == Method::Get).count();
            let since = before.len() - written;
            before.skip(since).find(is_reading)
        } else {
            before.rfind(is_reading)
        };
        reading?.subject.as_ref()
    }

    /// The token as the first reading of it met it.
    pub fn first_reading(&self) -> Option<&Token> {
        let first = self.met.iter().find(|met| self.is_reading(met))?;
        first.subject.as_ref()
    }

    fn is_reading(&self, met: &Met) -> bool {
        let id = self.first.as_ref().map(|first| &*first.id);
        met.method == Method::Get && id.is_some_and(|id| met.target.ends_with(id))
    }

    /// Whether a write left the console, be it that the network kept it from Astro.
    pub fn sent_any(&self) -> bool {
        self.wrote(|_| true) || self.is_held_back()
    }

    /// Whether the network kept a write from Astro.
    fn is_held_back(&self) -> bool {
        let of_network = |class: &Class| class.orders_for_write() == 0;
        self.at_write.as_ref().is_some_and(of_network)
    }

    /// Whether a request to such an address reached Astro.
    pub fn wrote(&self, is_at: impl Fn(&str) -> bool) -> bool {
        let mut met = self.met.iter();
        met.any(|met| met.method != Method::Get && is_at(&met.target))
    }
}
