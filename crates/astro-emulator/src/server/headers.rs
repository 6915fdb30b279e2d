//! The page's response headers, read from `dist/_headers`: the one source that every host of the
//! page uses. The format is Netlify's: a line with a path begins a block, indented `Name: value`
//! lines belong to it, `#` begins a comment. Every block whose path matches applies, in order; a
//! later one replaces a header of the same name. `*` in a path stands for any text.

use axum::http::{HeaderMap, HeaderName, HeaderValue};

/// Stands for the origin of the API in the template; empty when the API shares the page's origin.
const API_ORIGIN: &str = "{{api-origin}}";

#[derive(Debug, Default)]
pub struct HeaderRules(Vec<Block>);

#[derive(Debug)]
struct Block {
    path: String,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl HeaderRules {
    /// # Errors
    /// The number of the line that can't be read, and why.
    pub fn parse(template: &str, api_origin: &str) -> Result<Self, String> {
        let mut blocks: Vec<Block> = Vec::new();
        for (number, line) in template.lines().enumerate() {
            let wrong = |what: &str| format!("_headers, line {}: {what}", number + 1);
            let text = line.trim();
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            if !line.starts_with([' ', '\t']) {
                if !text.starts_with('/') {
                    return Err(wrong("a path begins with a slash"));
                }
                blocks.push(Block {
                    path: text.to_owned(),
                    headers: Vec::new(),
                });
                continue;
            }
            let block = blocks
                .last_mut()
                .ok_or_else(|| wrong("a header before any path"))?;
            let (name, value) = text.split_once(':').ok_or_else(|| wrong("no colon"))?;
            // The template has a space on each side of the placeholder, which may be empty.
            let value = value
                .replace(API_ORIGIN, api_origin)
                .replace("  ", " ")
                .replace(" ;", ";");
            let name = HeaderName::try_from(name.trim()).map_err(|_| wrong("no header name"))?;
            let value =
                HeaderValue::try_from(value.trim()).map_err(|_| wrong("no header value"))?;
            block.headers.push((name, value));
        }
        Ok(Self(blocks))
    }

    /// Sets the headers for a request path that is answered with a file; the two differ where
    /// index.html answers for a page of the console.
    pub fn apply(&self, request_path: &str, file_path: &str, headers: &mut HeaderMap) {
        for block in &self.0 {
            if matches(&block.path, request_path) || matches(&block.path, file_path) {
                for (name, value) in &block.headers {
                    headers.insert(name.clone(), value.clone());
                }
            }
        }
    }
}

fn matches(pattern: &str, path: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == path,
        Some((before, after)) => path.strip_prefix(before).is_some_and(|rest| {
            after.is_empty()
                || rest
                    .char_indices()
                    .any(|(at, _)| matches(after, &rest[at..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = "# one source\n/*\n  Content-Security-Policy: default-src 'none'; connect-src 'self' {{api-origin}}; base-uri 'none'\n  Cache-Control: no-cache\n\n/*.wasm\n\tCache-Control: public, immutable\n/index.html\n  X-Index: yes\n";

    fn header(rules: &HeaderRules, path: &str, file: &str, name: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        rules.apply(path, file, &mut headers);
        headers
            .get(name)
            .map(|value| value.to_str().unwrap().to_owned())
    }

    #[test]
    fn later_blocks_add_and_replace() {
        let rules = HeaderRules::parse(TEMPLATE, "http://localhost:9999").unwrap();
        let of = |path: &str, name: &str| header(&rules, path, path, name);
        assert_eq!(
            of("/a-1f.wasm", "cache-control").unwrap(),
            "public, immutable"
        );
        assert_eq!(
            of("/deep/a.wasm", "cache-control").unwrap(),
            "public, immutable"
        );
        assert_eq!(of("/a.wasm.js", "cache-control").unwrap(), "no-cache");
        assert_eq!(of("/a.js", "x-index"), None);
        assert_eq!(
            header(&rules, "/organizations/c1", "/index.html", "x-index").unwrap(),
            "yes"
        );
    }

    #[test]
    fn the_placeholder_leaves_no_trace() {
        let policy = |origin: &str| {
            let rules = HeaderRules::parse(TEMPLATE, origin).unwrap();
            header(&rules, "/", "/", "content-security-policy").unwrap()
        };
        assert_eq!(
            policy("http://localhost:9999"),
            "default-src 'none'; connect-src 'self' http://localhost:9999; base-uri 'none'"
        );
        assert_eq!(
            policy(""),
            "default-src 'none'; connect-src 'self'; base-uri 'none'"
        );
    }

    #[test]
    fn what_cannot_be_read_is_named_by_its_line() {
        for (template, line) in [
            ("  A: b", 1),
            ("/*\n  no colon", 2),
            ("/*\n\n  b ad: c", 3),
            ("x", 1),
        ] {
            let error = HeaderRules::parse(template, "").unwrap_err();
            assert!(error.contains(&format!("line {line}:")), "{error}");
        }
    }
}
