//! What a list of tokens shows: text, filters and order, as the URL parameters `q` and `sort`.
//!
//! Reading never fails: what is no filter is text. Printing and reading again gives the same query.

mod filter;
mod lower;
mod matcher;
mod sort;

pub use filter::Filter;
pub(crate) use lower::lower_case;
pub use matcher::Matcher;
pub use sort::{Column, Sort, SortKey};

use std::collections::BTreeSet;

/// Filters on the same field widen each other, those on different fields narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Words that each must occur in name, description, id, short token, creator or the names of
    /// the home; upper and lower case don't matter.
    pub text: String,
    pub filters: BTreeSet<Filter>,
    pub sort: Sort,
}

impl Query {
    /// `q`: words and `field:value`, either in quotes where it has spaces; inside quotes a backslash
    /// takes the meaning from `"` and `\`. `sort`: as [`Sort::parse`]; anything else is the default.
    pub fn parse(q: &str, sort: &str) -> Self {
        let mut text = String::new();
        let mut filters = BTreeSet::new();
        for word in words(q) {
            match word.filter() {
                Some(filter) => {
                    filters.insert(filter);
                }
                None => {
                    if !text.is_empty() {
                        text.push(' ');
                    }
                    text.push_str(&word.text);
                }
            }
        }
        Self {
            text,
            filters,
            sort: Sort::parse(sort).unwrap_or_default(),
        }
    }

    /// The parameter `q`, not percent-encoded; empty when there is neither text nor filter.
    pub fn q(&self) -> String {
        let mut printed: Vec<String> = self
            .filters
            .iter()
            .map(|filter| format!("{}:{}", filter.field(), quoted(&filter.value(), false)))
            .collect();
        if !self.text.is_empty() {
            let read = Self::parse(&self.text, "");
            let is_plain = read.filters.is_empty() && read.text == self.text;
            printed.push(if is_plain {
                self.text.clone()
            } else {
                quoted(&self.text, true)
            });
        }
        printed.join(" ")
    }

    /// The parameter `sort`; empty for the default order.
    pub fn sort(&self) -> String {
        if self.sort == Sort::default() {
            String::new()
        } else {
            self.sort.to_string()
        }
    }

    /// Neither text nor filter.
    pub fn shows_all(&self) -> bool {
        self.text.trim().is_empty() && self.filters.is_empty()
    }
}

/// A piece of `q` between white space, quotes resolved.
#[derive(Default)]
struct Word {
    text: String,
    /// Byte offset in `text` of the first colon outside quotes.
    colon: Option<usize>,
    /// Something was in quotes, or an opening quote came along.
    has_quotes: bool,
    /// A quote came before the colon, so the part before it is no field.
    quoted_first: bool,
}

impl Word {
    fn filter(&self) -> Option<Filter> {
        let (field, value) = self.text.split_at_checked(self.colon?)?;
        if self.quoted_first {
            return None;
        }
        let value = value.get(1..)?;
        if value.is_empty() && !self.has_quotes {
            return None;
        }
        Filter::parse(field, value)
    }
}

fn words(q: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word = Word::default();
    let mut in_quotes = false;
    let mut chars = q.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                in_quotes = !in_quotes;
                word.has_quotes = true;
                word.quoted_first |= word.colon.is_none();
            }
            '\\' if in_quotes => word.text.extend(chars.next()),
            c if c.is_whitespace() && !in_quotes => {
                if !word.text.is_empty() || word.has_quotes {
                    words.push(std::mem::take(&mut word));
                }
            }
            c => {
                if c == ':' && !in_quotes && word.colon.is_none() {
                    word.colon = Some(word.text.len());
                }
                word.text.push(c);
            }
        }
    }
    if !word.text.is_empty() || word.has_quotes {
        words.push(word);
    }
    words
}

fn quoted(text: &str, always: bool) -> String {
    let needs_quotes = text.is_empty()
        || text
            .chars()
            .any(|c| c.is_whitespace() || c == '"' || c == '\\');
    if !always && !needs_quotes {
        return text.to_owned();
    }
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
