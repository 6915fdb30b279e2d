//! Which module of the console may use which: one order, from left to right, never back.

/// From the leftmost; each may use what stands after it.
const ORDER: [&str; 8] = [
    "app",
    "pages",
    "components",
    "commands",
    "inventory",
    "api",
    "session",
    "browser",
];
/// Serve these three, and use nothing of ours themselves.
const SERVANTS: [&str; 2] = ["routes", "config"];
const SERVED: [&str; 3] = ["app", "pages", "components"];

/// Why `user` must not use `used`, both top modules of the console; nothing when it may.
pub fn objection(user: &str, used: &str) -> Option<String> {
    if user == used {
        return None;
    }
    let place = |module: &str| ORDER.iter().position(|layer| *layer == module);
    let allowed = match (user, used) {
        ("lib" | "main", _) => true,
        ("ui", _) => used == "browser",
        (_, "ui") => SERVED.contains(&user),
        _ if SERVANTS.contains(&user) => false,
        _ if SERVANTS.contains(&used) => SERVED.contains(&user),
        _ => match (place(user), place(used)) {
            (Some(left), Some(right)) => left < right,
            _ => {
                return Some(format!(
                    "`{user}` or `{used}` has no place in the order of layers"
                ));
            }
        },
    };
    (!allowed).then(|| format!("`{user}` must not use `{used}`"))
}

/// The top modules that this source names by a path from the crate's root; `depth` is how many modules it lies deep
/// (1 for src/app.rs and src/api/mod.rs), so that `super::` is followed to the root as well.
pub fn used(source: &str, depth: usize) -> Vec<String> {
    let code: String = source
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n");
    let mut found = Vec::new();
    for root in ["crate::".to_owned(), "super::".repeat(depth)] {
        for (at, _) in code.match_indices(&root) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$' || c == ':') {
                continue;
            }
            found.extend(heads(&code[at + root.len()..]));
        }
    }
    found.retain(|name| {
        name.chars().next().is_some_and(char::is_lowercase) && name != "self" && name != "super"
    });
    found.sort();
    found.dedup();
    found
}

/// The first segment of each path: `a::b` gives a, `{a::{b, c}, d}` gives a and d.
fn heads(path: &str) -> Vec<String> {
    let name = |text: &str| -> String {
        text.trim_start()
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect()
    };
    let Some(group) = path.trim_start().strip_prefix('{') else {
        return vec![name(path)];
    };
    let (mut depth, mut parts, mut start) = (0_usize, Vec::new(), 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                parts.push(name(&group[start..at]));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(name(&group[start..at]));
                start = at + 1;
            }
            _ => {}
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::{objection, used};

    #[test]
    fn layers_look_to_the_right_only() {
        for (user, used) in [
            ("app", "browser"),
            ("pages", "ui"),
            ("api", "session"),
            ("components", "routes"),
            ("ui", "browser"),
            ("lib", "app"),
        ] {
            assert_eq!(objection(user, used), None, "{user} -> {used}");
        }
        for (user, used) in [
            ("browser", "session"),
            ("api", "inventory"),
            ("ui", "api"),
            ("api", "ui"),
            ("config", "api"),
            ("inventory", "routes"),
            ("api", "elsewhere"),
        ] {
            assert!(objection(user, used).is_some(), "{user} -> {used}");
        }
    }

    #[test]
    fn every_way_to_write_a_path_is_seen() {
        let source = "use crate::{api::{Client, page}, ui};\nuse crate::session::Token;\nfn f() { crate::browser::now(); }\n// crate::pages\n$crate::app::x;\nlet a = super::super::commands::a;";
        assert_eq!(
            used(source, 2),
            ["api", "browser", "commands", "session", "ui"]
        );
        assert_eq!(
            used("use super::Thing; use super::inventory::Store;", 1),
            ["inventory"]
        );
        assert!(used("use super::sibling;", 2).is_empty());
    }
}
