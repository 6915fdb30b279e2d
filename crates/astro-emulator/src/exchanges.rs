//! A log of what was called and answered, without a secret: no headers, no bodies, and no token value in a query.

use std::collections::VecDeque;

use serde::Serialize;

/// The log keeps this many; older ones are only counted.
const KEPT: usize = 20_000;

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Exchange {
    /// From 1.
    pub number: u64,
    pub method: String,
    pub path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    pub status: u16,
    /// Id of the calling token or person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caller: Option<String>,
    /// A fault changed the answer.
    pub ordered: bool,
    /// The connection was cut.
    pub cut: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Exchanges {
    count: u64,
    kept: VecDeque<Exchange>,
}

impl Exchanges {
    pub const fn count(&self) -> u64 {
        self.count
    }

    pub fn kept(&self) -> impl Iterator<Item = &Exchange> {
        self.kept.iter()
    }

    /// Numbers the exchange and keeps it.
    pub fn add(&mut self, mut exchange: Exchange) -> u64 {
        self.count += 1;
        exchange.number = self.count;
        exchange.path = without_values(&exchange.path);
        exchange.query = exchange.query.as_deref().map(without_values);
        if self.kept.len() == KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back(exchange);
        self.count
    }
}

/// Everything that begins like a JSON Web Token is left out, in case a client puts one where it must not be.
fn without_values(text: &str) -> String {
    let mut parts = text.split("eyJ");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part
            .find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c)))
            .unwrap_or(part.len());
        kept.push_str("[value]");
        kept.push_str(&part[end..]);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_left_out_wherever_they_stand() {
        assert_eq!(
            without_values("q=eyJhbGci.eyJz_-.x&limit=1"),
            "q=[value][value]&limit=1"
        );
        assert_eq!(without_values("limit=1"), "limit=1");
    }
}
