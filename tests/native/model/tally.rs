//! What a run came to, and what is needed to run it again.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;
use std::io::{self, Write as _};

/// Steps that are told when one fails.
const TOLD: usize = 12;

#[derive(Debug, Default)]
pub struct Tally {
    steps: BTreeMap<&'static str, usize>,
    faults: BTreeMap<String, usize>,
    pub secrets: usize,
    pub others: usize,
    pub worlds: usize,
}

impl Tally {
    pub fn of_one_world() -> Self {
        Self {
            worlds: 1,
            ..Self::default()
        }
    }

    pub fn step(&mut self, kind: &'static str) {
        *self.steps.entry(kind).or_default() += 1;
    }

    pub fn fault(&mut self, at: &str, class: &str) {
        *self.faults.entry(format!("{at} {class}")).or_default() += 1;
    }

    pub fn steps(&self) -> usize {
        self.steps.values().sum()
    }

    pub fn add(&mut self, other: &Self) {
        for (kind, count) in &other.steps {
            *self.steps.entry(kind).or_default() += count;
        }
        for (class, count) in &other.faults {
            *self.faults.entry(class.clone()).or_default() += count;
        }
        self.secrets += other.secrets;
        self.others += other.others;
        self.worlds += other.worlds;
    }

    /// Not by `println!`: the test harness keeps what passes to itself.
    pub fn print(&self, seed: u64) {
        let mut text = format!(
            "\nModel, seed {seed}: {} steps in {} worlds, {} values shown, {} acts of others, differences: 0\n",
            self.steps(),
            self.worlds,
            self.secrets,
            self.others
        );
        for (kind, count) in &self.steps {
            let _ = writeln!(text, "  {count:6} {kind}");
        }
        let faults: usize = self.faults.values().sum();
        let _ = writeln!(text, "  {faults} faults hit");
        let _ = io::stdout().lock().write_all(text.as_bytes());
    }
}

/// The last steps of a world. Told when it is left by a panic.
#[derive(Debug)]
pub struct Log {
    seed: u64,
    about: String,
    steps: usize,
    last: VecDeque<String>,
}

impl Log {
    pub const fn new(seed: u64, about: String) -> Self {
        Self {
            seed,
            about,
            steps: 0,
            last: VecDeque::new(),
        }
    }

    /// A step begins.
    pub fn step(&mut self) {
        self.steps += 1;
        if self.last.len() == TOLD {
            self.last.pop_front();
        }
        self.last.push_back(String::new());
    }

    pub fn tell(&mut self, text: &str) {
        if let Some(last) = self.last.back_mut() {
            last.push_str("\n    ");
            last.push_str(text);
        }
    }
}

impl Drop for Log {
    #[expect(
        clippy::print_stdout,
        reason = "it is what a failure is looked into with"
    )]
    fn drop(&mut self) {
        if !std::thread::panicking() {
            return;
        }
        println!(
            "World of seed {} ({}), failed in step {}:",
            self.seed, self.about, self.steps
        );
        let first = self.steps + 1 - self.last.len().min(self.steps + 1);
        for (at, step) in self.last.iter().enumerate() {
            println!("  {}{step}", first + at);
        }
        println!(
            "The same again: ASTRO_MODEL_SEED={} cargo test --package astro-token-console --test native model::whatever_is",
            self.seed
        );
    }
}
