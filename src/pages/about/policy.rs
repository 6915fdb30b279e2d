//! What a Content-Security-Policy must say for this page to be safe (Content Security Policy Level 3; Trusted Types).

/// Whether a policy is strict in one point, and what follows when it is not.
type Demand = (fn(&Policy) -> bool, &'static str);

/// Where a policy is weaker than this page needs. Empty: it is strict.
///
/// Policies in one header are parted by commas, and the browser enforces all of them: one that is strict in a point is
/// enough for it.
pub fn weaknesses(header: &str) -> Vec<&'static str> {
    let policies: Vec<Policy> = header.split(',').map(Policy::parse).collect();
    let demands: [Demand; 7] = [
        (
            |policy| policy.has_strict("script-src", "'wasm-unsafe-eval'"),
            "scripts are not limited to this page’s own files",
        ),
        (
            |policy| policy.has_strict("style-src", "'self'"),
            "styles are not limited to this page’s own files",
        ),
        (
            |policy| {
                policy
                    .values("require-trusted-types-for")
                    .contains(&"'script'")
            },
            "Trusted Types are not required",
        ),
        (
            |policy| policy.values("frame-ancestors") == ["'none'"],
            "other pages may show it in a frame",
        ),
        (
            |policy| policy.fetched("object-src") == ["'none'"],
            "plugins are not forbidden",
        ),
        (
            |policy| policy.values("base-uri") == ["'none'"],
            "the base address may be changed",
        ),
        (
            |policy| {
                policy
                    .fetched("connect-src")
                    .iter()
                    .all(|value| is_named(value))
                    && policy.has("connect-src")
            },
            "it may connect to any host",
        ),
    ];
    demands
        .into_iter()
        .filter(|(holds, _)| !policies.iter().any(|policy| holds(policy)))
        .map(|(_, weakness)| weakness)
        .collect()
}

/// Not a wildcard and not a scheme that stands for every host.
fn is_named(source: &str) -> bool {
    !source.contains('*') && !source.ends_with(':')
}

/// The directives of one policy in lower case, except hosts that stay as they are.
struct Policy<'a>(Vec<(String, Vec<&'a str>)>);

impl<'a> Policy<'a> {
    fn parse(text: &'a str) -> Self {
        let mut directives: Vec<(String, Vec<&'a str>)> = Vec::new();
        for directive in text.split(';') {
            let mut words = directive.split_ascii_whitespace();
            let Some(name) = words.next() else { continue };
            let name = name.to_ascii_lowercase();
            // Only the first of several directives of a name counts.
            if directives.iter().all(|(known, _)| *known != name) {
                directives.push((name, words.collect()));
            }
        }
        Self(directives)
    }

    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    fn values(&self, name: &str) -> &[&'a str] {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map_or(&[], |(_, values)| values.as_slice())
    }

    /// Values of a fetch directive, which default-src stands in for.
    fn fetched(&self, name: &str) -> &[&'a str] {
        self.values(if self.has(name) { name } else { "default-src" })
    }

    /// Nothing but 'self', 'none' and `also`.
    fn has_strict(&self, name: &str, also: &str) -> bool {
        (self.has(name) || self.has("default-src"))
            && self
                .fetched(name)
                .iter()
                .all(|value| matches!(*value, "'self'" | "'none'") || *value == also)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const STRICT: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; \
        connect-src 'self' https://api.astronomer.io; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
        object-src 'none'; require-trusted-types-for 'script'; trusted-types default";

    #[test]
    fn the_policy_that_the_project_ships_is_strict() {
        assert_eq!(weaknesses(STRICT), Vec::<&str>::new());
    }

    #[test]
    fn every_loosening_is_noticed() {
        for (from, to) in [
            ("script-src 'self'", "script-src 'self' 'unsafe-inline'"),
            ("script-src 'self'", "script-src 'self' 'unsafe-eval'"),
            ("script-src 'self'", "script-src https:"),
            ("style-src 'self'", "style-src 'self' 'unsafe-inline'"),
            ("require-trusted-types-for 'script'; ", ""),
            ("frame-ancestors 'none'", "frame-ancestors 'self'"),
            ("frame-ancestors 'none'; ", ""),
            ("object-src 'none'", "object-src *"),
            ("base-uri 'none'; ", ""),
            (
                "connect-src 'self' https://api.astronomer.io",
                "connect-src *",
            ),
            (
                "connect-src 'self' https://api.astronomer.io",
                "connect-src https:",
            ),
        ] {
            assert_eq!(weaknesses(&STRICT.replace(from, to)).len(), 1, "{to}");
        }
        assert_eq!(weaknesses("").len(), 7);
    }

    #[test]
    fn a_second_policy_only_ever_adds() {
        let first = STRICT.replace("frame-ancestors 'none'; ", "");
        assert_eq!(
            weaknesses(&format!("{first}, frame-ancestors 'none'")),
            Vec::<&str>::new()
        );
        assert_eq!(
            weaknesses(&format!("{STRICT}, script-src *")),
            Vec::<&str>::new()
        );
    }

    proptest! {
        #[test]
        fn any_header_is_read(header in ".*") {
            prop_assert!(weaknesses(&header).len() <= 7);
        }
    }
}
