//! What stands behind the `?`: form-style parameters, repeated keys, pages and sort keys.
//! An empty value counts as absent: the vendor's CLI sends `workspaceId=` when it means no filter.

use std::cmp::Ordering;

use crate::error::{ApiError, FieldError};

/// Decoded parameters in order of appearance.
#[derive(Clone, Debug, Default)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Undecodable escapes stay as they are, as RFC 3986 parsers commonly do.
    pub fn parse(text: Option<&str>) -> Self {
        let pairs = text.unwrap_or_default().split('&').filter_map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = decode(value, true);
            (!value.is_empty()).then(|| (decode(key, true), value))
        });
        Self(pairs.collect())
    }

    pub fn get(&self, key: &str) -> Option<&str> {
        self.all(key).next()
    }

    pub fn all(&self, key: &str) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .filter(move |(found, _)| found == key)
            .map(|(_, value)| value.as_str())
    }
}

/// Decodes percent escapes; `form` also turns `+` into a space.
pub fn decode(text: &str, form: bool) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = (bytes[at] == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match escaped {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(if form && bytes[at] == b'+' {
                    b' '
                } else {
                    bytes[at]
                });
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Reads parameters and gathers what is wrong with them, so that one answer names everything.
#[derive(Debug)]
pub struct Reader<'a> {
    query: &'a Query,
    errors: Vec<FieldError>,
}

impl<'a> Reader<'a> {
    pub const fn new(query: &'a Query) -> Self {
        Self {
            query,
            errors: Vec::new(),
        }
    }

    pub fn boolean(&mut self, key: &'static str) -> bool {
        match self.query.get(key) {
            None | Some("false") => false,
            Some("true") => true,
            Some(_) => {
                self.refuse("boolean", key, format!("{key} must be true or false"));
                false
            }
        }
    }

    /// `None` when absent or not among `values`.
    pub fn one_of(&mut self, key: &'static str, values: &[&'static str]) -> Option<&'static str> {
        self.query
            .get(key)
            .and_then(|value| self.known(key, value, values))
    }

    pub fn many_of(&mut self, key: &'static str, values: &[&'static str]) -> Vec<&'static str> {
        let query = self.query;
        query
            .all(key)
            .filter_map(|value| self.known(key, value, values))
            .collect()
    }

    /// `most`: the largest page; some lists state none.
    pub fn page(&mut self, most: Option<usize>) -> Page {
        Page {
            offset: self.number("offset", 0, None),
            limit: self.number("limit", 20, most),
        }
    }

    /// Sort keys in order of precedence, each `<key>:asc` or `<key>:desc`.
    pub fn sorts(&mut self, keys: &[&'static str]) -> Vec<Sort> {
        let mut sorts = Vec::new();
        let query = self.query;
        for value in query.all("sorts") {
            let (key, direction) = value.split_once(':').unwrap_or((value, ""));
            let known = keys.iter().find(|known| **known == key);
            match (known, direction) {
                (Some(key), "asc") => sorts.push(Sort {
                    key,
                    descending: false,
                }),
                (Some(key), "desc") => sorts.push(Sort {
                    key,
                    descending: true,
                }),
                _ => {
                    let message = format!(
                        "sorts must be one of {} with :asc or :desc",
                        keys.join(", ")
                    );
                    self.refuse("oneof", "sorts", message);
                }
            }
        }
        sorts
    }

    /// # Errors
    /// 400 with one field error for each broken parameter.
    pub fn finish(self) -> Result<(), ApiError> {
        if self.errors.is_empty() {
            Ok(())
        } else {
            Err(ApiError::invalid(self.errors))
        }
    }

    fn known(
        &mut self,
        key: &'static str,
        value: &str,
        values: &[&'static str],
    ) -> Option<&'static str> {
        let found = values.iter().find(|known| **known == value).copied();
        if found.is_none() {
            self.refuse(
                "oneof",
                key,
                format!("{key} must be one of {}", values.join(", ")),
            );
        }
        found
    }

    fn number(&mut self, key: &'static str, default: usize, most: Option<usize>) -> usize {
        let Some(text) = self.query.get(key) else {
            return default;
        };
        match (text.parse::<i64>().map(usize::try_from), most) {
            (Ok(Ok(number)), Some(most)) if number > most => {
                self.refuse("max", key, format!("{key} must be {most} or less"));
            }
            (Ok(Ok(number)), _) => return number,
            (Ok(Err(_)), _) => self.refuse("min", key, format!("{key} must be 0 or greater")),
            (Err(_), _) => self.refuse("number", key, format!("{key} must be a whole number")),
        }
        default
    }

    fn refuse(&mut self, code: &'static str, field: &str, message: String) {
        self.errors.push(FieldError::new(code, field, message));
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    pub offset: usize,
    pub limit: usize,
}

impl Page {
    pub fn slice<'a, T>(&self, all: &'a [T]) -> &'a [T] {
        let start = self.offset.min(all.len());
        let end = start.saturating_add(self.limit).min(all.len());
        &all[start..end]
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    pub key: &'static str,
    pub descending: bool,
}

/// Orders by `sorts`, then `fallback`; `by` compares by one key, ascending.
pub fn order<T>(
    rows: &mut [T],
    sorts: &[Sort],
    by: impl Fn(&str, &T, &T) -> Ordering,
    fallback: impl Fn(&T, &T) -> Ordering,
) {
    rows.sort_by(|a, b| {
        sorts
            .iter()
            .map(|sort| {
                let ordering = by(sort.key, a, b);
                if sort.descending {
                    ordering.reverse()
                } else {
                    ordering
                }
            })
            .find(|ordering| ordering.is_ne())
            .unwrap_or_else(|| fallback(a, b))
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_repeat_escapes_decode_and_empty_is_absent() {
        let query = Query::parse(Some(
            "sorts=name%3Aasc&sorts=createdAt:desc&workspaceId=&q=a+b%C3%A9%zz&flag",
        ));
        assert_eq!(
            query.all("sorts").collect::<Vec<_>>(),
            ["name:asc", "createdAt:desc"]
        );
        assert_eq!(query.get("workspaceId"), None);
        assert_eq!(query.get("flag"), None);
        assert_eq!(query.get("q"), Some("a bé%zz"));
        assert_eq!(decode("a+b%2Fc", false), "a+b/c");
        assert_eq!(decode("%é1", true), "%é1");
    }

    #[test]
    fn pages_have_a_default_and_a_most() {
        let page = |text: &str| {
            let query = Query::parse(Some(text));
            let mut reader = Reader::new(&query);
            let page = reader.page(Some(1000));
            reader.finish().map(|()| (page.offset, page.limit))
        };
        assert_eq!(page(""), Ok((0, 20)));
        assert_eq!(page("limit=1000&offset=999"), Ok((999, 1000)));
        assert_eq!(page("limit=0"), Ok((0, 0)));
        let codes = |text| {
            page(text)
                .unwrap_err()
                .field_errors
                .iter()
                .map(|e| e.code)
                .collect::<Vec<_>>()
        };
        assert_eq!(codes("limit=1001"), ["max"]);
        assert_eq!(codes("limit=-1&offset=x"), ["number", "min"]);
        assert_eq!(codes("offset=99999999999999999999"), ["number"]);
    }

    #[test]
    fn a_page_beyond_the_end_is_empty() {
        let page = Page {
            offset: 5,
            limit: usize::MAX,
        };
        assert_eq!(page.slice(&[1, 2, 3]), &[] as &[i32]);
        assert_eq!(
            Page {
                offset: 1,
                limit: usize::MAX
            }
            .slice(&[1, 2, 3]),
            &[2, 3]
        );
    }

    #[test]
    fn comma_joined_sorts_are_one_invalid_key() {
        let query = Query::parse(Some("sorts=name:asc,createdAt:asc"));
        let mut reader = Reader::new(&query);
        assert!(reader.sorts(&["name", "createdAt"]).is_empty());
        assert_eq!(reader.finish().unwrap_err().field_errors[0].field, "sorts");
    }

    #[test]
    fn earlier_keys_win_over_later_ones() {
        let mut rows = vec![(2, 'a'), (1, 'b'), (1, 'a')];
        let sorts = [
            Sort {
                key: "letter",
                descending: false,
            },
            Sort {
                key: "number",
                descending: true,
            },
        ];
        let by = |key: &str, a: &(i32, char), b: &(i32, char)| {
            if key == "letter" {
                a.1.cmp(&b.1)
            } else {
                a.0.cmp(&b.0)
            }
        };
        order(&mut rows, &sorts, by, |_, _| Ordering::Equal);
        assert_eq!(rows, [(2, 'a'), (1, 'a'), (1, 'b')]);
    }
}
