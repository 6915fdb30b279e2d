//! Random sequences of everything that the console can write, with faults and with others in between. After each step
//! everything that is held anywhere is compared, and what the outcome said with what is.
//!
//! `ASTRO_MODEL_SEED` sets the seed of the first world, or `random`; `ASTRO_MODEL_STEPS` how many steps there are.

mod checks;
mod disturb;
mod merge;
mod others;
mod places;
mod random;
mod rights;
mod run;
mod secrets;
mod steps;
mod story;
mod tally;
mod view;
mod watch;

use std::env;

use run::Run;
use tally::Tally;

const SEED: u64 = 20_260_302;
/// Of both tests together.
const STEPS: usize = 20_000;
/// Of one world, the last one not counted.
const STEPS_OF_WORLD: usize = 250;

fn seed() -> u64 {
    match env::var("ASTRO_MODEL_SEED").as_deref() {
        Ok("random") => {
            let since = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap();
            u64::from(since.subsec_nanos()) ^ since.as_secs()
        }
        Ok(number) => number.parse().expect("a number or \"random\""),
        Err(_) => SEED,
    }
}

fn steps() -> usize {
    match env::var("ASTRO_MODEL_STEPS") {
        Ok(number) => number.parse().expect("a number"),
        Err(_) => STEPS,
    }
}

/// Every other world, from the seed's or the next one on.
fn every_other_world(first: u64) {
    let (seed, most) = (seed(), steps() / 2);
    let mut tally = Tally::default();
    for number in (first..).step_by(2) {
        let left = most - tally.steps();
        if left == 0 {
            break;
        }
        let mut run = Run::new(seed.wrapping_add(number));
        for _ in 1..left.min(STEPS_OF_WORLD) {
            run.step(steps::any);
        }
        run.step(steps::last);
        tally.add(&run.end());
    }
    tally.print(seed);
}

#[test]
fn whatever_is_done_all_that_is_held_is_as_it_is_said() {
    every_other_world(0);
}

#[test]
fn whatever_else_is_done_all_that_is_held_is_as_it_is_said() {
    every_other_world(1);
}
