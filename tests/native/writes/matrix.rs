//! Each write against each class of fault, on the write itself, on the look after it and on the reading before it. What
//! the command says, what the page says of it in words, and what the journal says is compared with the emulator's state; no
//! expectation is written by hand.

use astro_token_console::api::ApiEvent;
use astro_token_console::commands::Outcome;
use leptos::prelude::GetUntracked;

use super::bench::{Bench, Held, added};
use super::faults::{Class, classes};
use super::grid::{Grid, Verdict};
use super::perform::{Judged, WRITES, Write};
use super::words::{Facts, Part, untrue};

/// Where a fault hits.
#[derive(Clone, Copy)]
struct Hit<'a> {
    before: &'a Class,
    write: &'a Class,
    look: &'a Class,
}

/// One pair: what was said, what is.
struct Row {
    said: String,
    /// The titles on the page.
    titles: String,
    is_known: bool,
    is_true: bool,
    /// Words on the page or in the journal that are not true.
    misspoken: Vec<String>,
    /// A value that reached the page and is in no outcome.
    is_lost: bool,
    is_twice: bool,
    /// The session was told to be refused.
    is_refused: bool,
    /// A token that it was not done to is no longer what it was.
    has_bystander: bool,
}

fn row(write: Write, hit: Hit<'_>) -> Row {
    let bench = Bench::new();
    write.prepare(&bench);
    hit.write.hit_write(&bench.world, write.writes_before());
    hit.before.hit_look(&bench.world, 0);
    // What hits the reading before is gone by then.
    let reads_before = write.reads_before() - u64::from(!hit.before.is_none());
    hit.look.hit_look(&bench.world, reads_before);
    let token = write.token(&bench);
    let before = bench.truth();
    let judged = write.perform(&bench, &token, &before);
    let after = bench.truth();
    let has_arrived = |(id, held): (&String, &Held)| {
        let old = before.get(id).map(|before| &before.value);
        old != Some(&held.value) && bench.reached_the_page(&held.value)
    };
    let is_lost = after
        .iter()
        .any(|it| has_arrived(it) && judged.value.as_ref() != Some(&it.1.value));
    let misspoken = misspoken(&bench, &judged, |part, is_done| Facts {
        is_done,
        exists: after.contains_key(token.as_str()),
        new_tokens: added(&before, &after).len(),
        sent: sent(&bench, part),
        has_arrived: part != Part::Beside && after.iter().any(has_arrived),
        is_accepted: bench.is_accepted(),
        is_look_hit: !hit.look.is_none(),
        // What hits the look after the details hits what comes before the role, too.
        is_read_hit: !hit.before.is_none()
            || matches!(write, Write::EditBoth | Write::EditRest) && !hit.look.is_none(),
        has_others: false,
    });
    let is_creation = matches!(write, Write::Create | Write::CreateAgent);
    let has_bystander = before
        .iter()
        .any(|(id, held)| (is_creation || **id != *token.as_str()) && after.get(id) != Some(held));
    let titles: Vec<&str> = judged.told.iter().map(|(_, told)| &*told.title).collect();
    let most = write.most_writes();
    Row {
        titles: titles.join("; "),
        said: judged.said,
        is_known: judged.is_known,
        is_true: judged.is_true,
        misspoken,
        is_lost,
        is_twice: bench.writes() > most || added(&before, &after).len() > hit.write.most_arrivals(),
        is_refused: !bench
            .world
            .events(|event| *event == ApiEvent::TokenRefused)
            .is_empty(),
        has_bystander,
    }
}

/// What left the page for a part of a write.
fn sent(bench: &Bench, part: Part) -> usize {
    let targets = bench.targets_of_writes();
    let is_of_part = |target: &&String| match part {
        Part::Role => target.ends_with("/roles"),
        Part::Details => !target.ends_with("/roles"),
        Part::Creation | Part::Beside | Part::Rotation | Part::Deletion => true,
    };
    targets.iter().filter(is_of_part).count()
}

/// What is untrue in the words of the page, and of the journal.
fn misspoken(bench: &Bench, judged: &Judged, facts: impl Fn(Part, bool) -> Facts) -> Vec<String> {
    let mut misspoken = Vec::new();
    for (part, told) in &judged.told {
        let done = judged.done.iter().find(|(of, _)| of == part);
        let is_done = done.is_none_or(|(_, is_done)| *is_done);
        misspoken.extend(untrue(*part, told, &facts(*part, is_done)));
    }
    let entries = bench.writer.journal.entries().get_untracked();
    let count = judged.done.iter().filter(|(_, is_done)| *is_done).count();
    let is_so = match entries[0].outcome {
        Outcome::Done => count == judged.done.len(),
        Outcome::NotDone => count == 0,
        Outcome::Partly => count > 0 && count < judged.done.len(),
        Outcome::Unknown => !judged.is_known,
    };
    if !is_so {
        misspoken.push(format!("journal: {:?}", entries[0].outcome));
    }
    let besides = judged
        .told
        .iter()
        .filter(|(part, _)| *part == Part::Beside)
        .count();
    if entries.len() != 1 + besides {
        misspoken.push(format!("journal: {} entries", entries.len()));
    }
    misspoken
}

/// What a matrix came to.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sum {
    grid: Grid,
    pairs: usize,
    unknown: usize,
    untrue: Vec<String>,
    misspoken: Vec<String>,
    lost: Vec<String>,
    twice: Vec<String>,
    /// A session that was told to be refused though its token was not touched.
    refused: Vec<String>,
    /// A change to another token.
    bystanders: Vec<String>,
    /// "Unknown", where it could be known.
    evasive: Vec<String>,
}

impl Sum {
    fn add(&mut self, write: Write, hit: Hit<'_>) {
        let row = row(write, hit);
        let (what, at) = match (hit.before.is_none(), hit.look.is_none()) {
            (false, _) => ("reading before", hit.before),
            (true, false) => ("look", hit.look),
            (true, true) => ("write", hit.write),
        };
        let pair = format!(
            "{write:?} | {} | {what}: {} | {} | {}",
            hit.write.name, at.name, row.said, row.titles
        );
        let verdict = match (row.is_known, row.is_true && row.misspoken.is_empty()) {
            (_, false) => Verdict::False,
            (false, true) => Verdict::Open,
            (true, true) => Verdict::True,
        };
        self.grid.add(format!("{write:?}"), at.name, verdict);
        // Who has an answer to the write knows, whatever the look brings; but for an answer that is looked into, and for the twin that
        // a browser makes.
        let looks = hit.write.is_unanswered()
            || matches!(write, Write::Create | Write::CreateAgent)
            || hit.write.lies() && write.looks_into_404()
            || hit.write.most_arrivals() > 1 && write.fails_the_second_time();
        let may_be_open = !hit.look.is_none() && looks;
        self.pairs += 1;
        self.unknown += usize::from(!row.is_known);
        for (list, is_hit) in [
            (&mut self.untrue, !row.is_true),
            (&mut self.lost, row.is_lost),
            (&mut self.twice, row.is_twice),
            (&mut self.refused, row.is_refused && !write.is_own()),
            (&mut self.bystanders, row.has_bystander),
            (&mut self.evasive, !row.is_known && !may_be_open),
        ] {
            if is_hit {
                list.push(pair.clone());
            }
        }
        let misspoken = row.misspoken.iter();
        self.misspoken
            .extend(misspoken.map(|words| format!("{pair} | {words}")));
    }

    #[track_caller]
    fn check(&self, title: &str) {
        let sum = format!(
            "  {} pairs, {} open, {} untrue, {} untrue in words, values lost: {}, written twice: {}",
            self.pairs,
            self.unknown,
            self.untrue.len(),
            self.misspoken.len(),
            self.lost.len(),
            self.twice.len()
        );
        self.grid.print(title, &sum);
        assert_eq!(self.untrue, [""; 0]);
        assert_eq!(self.misspoken, [""; 0]);
        assert_eq!(self.lost, [""; 0]);
        assert_eq!(self.twice, [""; 0]);
        assert_eq!(self.refused, [""; 0]);
        assert_eq!(self.bystanders, [""; 0]);
        assert_eq!(self.evasive, [""; 0]);
    }
}

#[test]
fn whatever_happens_to_a_write_what_is_said_of_it_is_true_and_certain() {
    let mut sum = Sum::default();
    let classes = classes();
    let none = &classes[0];
    for write in WRITES {
        for at_write in &classes {
            sum.add(
                write,
                Hit {
                    before: none,
                    write: at_write,
                    look: none,
                },
            );
        }
    }
    sum.check("Each write × each fault at the write itself");
}

#[test]
fn whatever_happens_to_the_look_after_a_write_what_is_said_is_true() {
    let mut sum = Sum::default();
    let classes = classes();
    let at_writes = ["none", "cut before", "cut after", "404", "repeated"];
    let at_looks = || {
        let classes = classes.iter().skip(1);
        classes.filter(|class| !class.lies() && class.is_of_looks())
    };
    for write in WRITES {
        for at_write in classes
            .iter()
            .filter(|class| at_writes.contains(&class.name))
        {
            for at_look in at_looks() {
                sum.add(
                    write,
                    Hit {
                        before: &classes[0],
                        write: at_write,
                        look: at_look,
                    },
                );
            }
        }
    }
    sum.check("Each write × each fault at the look after it");
}

#[test]
fn whatever_happens_to_the_reading_before_a_write_what_is_said_is_true() {
    let mut sum = Sum::default();
    let classes = classes();
    let none = &classes[0];
    for write in WRITES.into_iter().filter(|write| write.reads_before() > 0) {
        let of_reads = |class: &&Class| {
            // A list tells nothing of one token.
            let is_lie = class.lies() && !matches!(write, Write::Create | Write::CreateAgent);
            !class.is_none() && !is_lie && class.is_ordered()
        };
        for before in classes.iter().filter(of_reads) {
            sum.add(
                write,
                Hit {
                    before,
                    write: none,
                    look: none,
                },
            );
        }
    }
    sum.check("Each write × each fault at the reading before it");
}
