//! What gets in the way of a command: faults, and someone else.

use serde_json::json;

use super::run::Run;
use crate::writes::faults::Class;

impl Run {
    /// Someone else acts before, or is to act in between.
    pub(super) fn interfere(&mut self) {
        let mut watch = self.watch.borrow_mut();
        if self.random.chance(12) {
            let mut emulator = self.world.host.emulator.borrow_mut();
            watch.others_act(&mut emulator, &self.others, &mut self.random);
        }
        if self.random.chance(15) {
            let after = self.random.index(4);
            watch.order(after, self.others.clone(), self.random.fork());
        }
    }

    pub(super) fn order_faults(&mut self, writes: usize, reads: u64) -> [Option<Class>; 2] {
        let (mut at_write, mut at_look) = (None, None);
        if writes > 0 && self.random.chance(35) {
            let class = self.random.pick(&self.classes[1..]).clone();
            class.hit_write(&self.world, self.random.below(writes as u64));
            at_write = Some(class);
        }
        if self.random.chance(20) {
            let class = self.random.pick(&self.classes[1..]).clone();
            if !class.lies() && class.is_of_looks() {
                class.hit_look(&self.world, self.random.below(reads + 2));
                at_look = Some(class);
            }
        }
        [at_write, at_look]
    }

    /// Those that hit.
    pub(super) fn lift_faults(
        &mut self,
        [at_write, at_look]: [Option<Class>; 2],
    ) -> (Option<Class>, Option<Class>) {
        if at_write.is_none() && at_look.is_none() {
            return (None, None);
        }
        let standing = self.world.control("GET", "/faults", &json!(null));
        self.world.control("DELETE", "/faults", &json!(null));
        let standing = standing.as_array().unwrap();
        let count = |is_get: bool| {
            let of = standing
                .iter()
                .filter(|fault| (fault["method"] == "GET") == is_get);
            of.count()
        };
        let host = &self.world.host;
        host.repeats.set(false);
        let orders = at_write.as_ref().map_or(0, Class::orders_for_write);
        let waits_at_write = match orders {
            0 => host.at_next_write.take().is_some(),
            // One for each method.
            orders => count(false) == 2 * orders,
        };
        let waits_at_look = host.after_next_write.take().is_some() || count(true) == 1;
        let at_write = at_write.filter(|_| !waits_at_write);
        let at_look = at_look.filter(|_| !waits_at_look);
        for (at, class) in [("write", &at_write), ("look", &at_look)] {
            if let Some(class) = class {
                self.tally.fault(at, class.name);
                self.log.tell(&format!("{at}: {}", class.name));
            }
        }
        (at_write, at_look)
    }
}
