//! The verdicts of a matrix: a line for each write, a column for each class of fault. Printed with every run, passed or not.

use std::fmt::{self, Write as _};
use std::io::{self, Write as _};

/// The worst of the pairs that share a line and a column counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// What was said is true.
    True,
    /// It was said that this is not known.
    Open,
    /// What was said, or a word of it, is not true.
    False,
}

impl Verdict {
    const fn letter(self) -> char {
        match self {
            Self::True => 't',
            Self::Open => 'o',
            Self::False => 'F',
        }
    }
}

/// A column, and the worst that stands there.
type Cell = (&'static str, Verdict);

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Grid {
    columns: Vec<&'static str>,
    lines: Vec<(String, Vec<Cell>)>,
}

impl Grid {
    pub fn add(&mut self, line: String, column: &'static str, verdict: Verdict) {
        if !self.columns.contains(&column) {
            self.columns.push(column);
        }
        let at = self.lines.iter().position(|(of, _)| *of == line);
        let at = at.unwrap_or_else(|| {
            self.lines.push((line, Vec::new()));
            self.lines.len() - 1
        });
        let cells = &mut self.lines[at].1;
        match cells.iter_mut().find(|(of, _)| *of == column) {
            Some((_, worst)) => *worst = verdict.max(*worst),
            None => cells.push((column, verdict)),
        }
    }

    /// Not by `println!`: the test harness keeps what passes to itself.
    pub fn print(&self, title: &str, sum: &str) {
        let text = format!("\n{title}\n{self}{sum}\n");
        let _ = io::stdout().lock().write_all(text.as_bytes());
    }
}

impl fmt::Display for Grid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.lines.iter().map(|(of, _)| of.len()).max();
        let width = width.unwrap_or_default();
        let head = ('a'..='z').chain('A'..='Z').take(self.columns.len());
        let head: Vec<char> = head.collect();
        writeln!(f, "  {:width$} {}", "", head.iter().collect::<String>())?;
        for (of, cells) in &self.lines {
            let letter = |column: &&'static str| {
                let cell = cells.iter().find(|(of, _)| of == column);
                cell.map_or('.', |(_, verdict)| verdict.letter())
            };
            let letters: String = self.columns.iter().map(letter).collect();
            writeln!(f, "  {of:width$} {letters}")?;
        }
        let mut legend = String::from("  t true, o said to be open, F false, . has no such case;");
        for (letter, column) in head.iter().zip(&self.columns) {
            write!(legend, " {letter} {column},")?;
        }
        writeln!(f, "{}", legend.trim_end_matches(','))
    }
}
