//! Safety of the sources: layers, no markup or style from text, one door to the browser, storage keys in one place.

use super::page::html;
use super::{files, layers, verdict};
use crate::{Outcome, project};
use std::fs::read_to_string as text;

/// Ways to turn text into markup, script or style, which the content security policy would block or which it could not.
const MARKUP: [&str; 10] = [
    "inner_html",
    "set_inner_html",
    "innerHTML",
    "outer_html",
    "insert_adjacent_html",
    "srcdoc",
    "document.write",
    "style=\"",
    "style=move",
    "javascript:",
];
/// What only `browser/` may touch: there it can be replaced in native tests. `ui` may use the first five.
const DOOR: [&str; 21] = [
    "web_sys",
    "js_sys",
    "document()",
    "window()",
    "request_animation_frame",
    "set_timeout",
    "set_timeout_with_handle",
    "set_interval",
    "set_interval_with_handle",
    "gloo_timers",
    "gloo_net",
    "Date::now",
    "Instant::now",
    "SystemTime",
    "now_utc",
    "local_storage()",
    "session_storage()",
    "clipboard()",
    "locks()",
    "history()",
    "performance()",
];
/// The file that declares every storage key.
const STORAGE: &str = "src/browser/storage.rs";
/// What may ever be stored: the session in session storage, the rest in local storage.
const KEYS: [&str; 6] = [
    "session",
    "theme",
    "views",
    "hidden-findings",
    "columns",
    "time-zone",
];

/// Reads `src/`, `index.html` and `style/`.
fn sources() -> Outcome {
    let root = project::root();
    let mut findings = Vec::new();
    for file in files(&root.join("src"))? {
        if file.extension().is_some_and(|extension| extension == "rs") {
            let name = file.strip_prefix(root)?.to_string_lossy().into_owned();
            findings.extend(rust(&name, &text(&file)?));
        }
    }
    findings.extend(storage_keys(&text(root.join(STORAGE))?));
    findings.extend(html("index.html", &text(root.join("index.html"))?));
    for file in files(&root.join("style"))?
        .into_iter()
        .filter(|file| file.extension().is_some_and(|extension| extension == "css"))
    {
        let css = text(&file)?;
        if ["http:", "https:", "url(//", "@import url("]
            .iter()
            .any(|foreign| css.contains(foreign))
        {
            findings.push(format!(
                "{}: loads something from another host",
                file.display()
            ));
        }
    }
    verdict(findings)
}

fn rust(name: &str, source: &str) -> Vec<String> {
    let segments: Vec<&str> = name
        .trim_start_matches("src/")
        .trim_end_matches(".rs")
        .trim_end_matches("/mod")
        .split('/')
        .collect();
    let Some(module) = segments.first() else {
        return Vec::new();
    };
    let mut findings: Vec<String> = layers::used(source, segments.len())
        .iter()
        .filter_map(|used| layers::objection(module, used))
        .map(|objection| format!("{name}: {objection}"))
        .collect();
    if *module == "ui" && word(source, "astro_tokens") {
        findings.push(format!("{name}: `ui` must know nothing of Astro"));
    }
    for (number, line) in production(source) {
        let mut report = |what: String| findings.push(format!("{name}:{}: {what}", number + 1));
        if let Some(bad) = MARKUP.iter().find(|bad| line.contains(**bad)) {
            report(format!(
                "`{bad}` is forbidden: text is set as text, style by classes"
            ));
        }
        let door = match *module {
            "browser" | "main" => &[],
            "ui" => &DOOR[5..],
            _ => &DOOR[..],
        };
        if let Some(bad) = door.iter().find(|bad| word(line, bad)) {
            report(format!("`{bad}` belongs to src/browser"));
        }
    }
    findings
}

/// The lines that end up in the page, with their numbers from 0 and without comments. rustfmt, which the tests run, sees to
/// it that a module ends where a brace stands as far to the left as it began.
fn production(source: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut is_for_tests = false;
    let mut end_of_tests: Option<String> = None;
    source
        .lines()
        .enumerate()
        .filter_map(move |(number, line)| {
            let code = line.split("//").next().unwrap_or_default();
            if let Some(end) = &end_of_tests {
                if line == end {
                    end_of_tests = None;
                }
                return None;
            }
            let trimmed = code.trim();
            if trimmed == "#[cfg(test)]" {
                is_for_tests = true;
            } else if is_for_tests && trimmed.starts_with("mod ") {
                is_for_tests = false;
                if trimmed.ends_with('{') {
                    let indent = &code[..code.len() - code.trim_start().len()];
                    end_of_tests = Some(format!("{indent}}}"));
                }
                return None;
            } else if !trimmed.is_empty() && !trimmed.starts_with("#[") {
                is_for_tests = false;
            }
            Some((number, code))
        })
}

fn storage_keys(source: &str) -> Vec<String> {
    let code: String = production(source).map(|(_, line)| line).collect();
    let literals = code.split('"').skip(1).step_by(2);
    let strangers = literals.filter(|literal| {
        literal.chars().all(|c| c.is_ascii_lowercase() || c == '-') && !literal.is_empty()
    });
    strangers
        .filter(|literal| !KEYS.contains(literal))
        .map(|key| format!("{STORAGE}: `{key}` is not among the keys that may be stored"))
        .collect()
}

/// Whether `name` stands in the text as a word of its own.
fn word(text: &str, name: &str) -> bool {
    let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    text.match_indices(name).any(|(at, _)| {
        !part(text[..at].chars().next_back()) && !part(text[at + name.len()..].chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::{rust, sources, storage_keys};

    #[test]
    fn what_is_forbidden_is_found_with_its_line() {
        let findings = rust(
            "src/pages/tokens.rs",
            "use crate::app::App;\nview! { <p inner_html=name/> }\nlet now = Date::now();\nuse web_sys::Window;",
        );
        assert_eq!(findings.len(), 4, "{findings:#?}");
        assert!(
            findings
                .iter()
                .any(|finding| finding.starts_with("src/pages/tokens.rs:3:"))
        );
    }

    #[test]
    fn only_modules_of_tests_are_passed_over() {
        let source = "#[cfg(test)]\nuse proptest::prelude::*;\nlet a = Date::now();\n#[cfg(test)]\nmod tests {\n    \
                      let b = Date::now();\n}\nuse gloo_net::http::Request;\nrequest_animation_frame(f);\n\
                      #[cfg(test)]\nmod more;\nlet c = web_sys::window();";
        let findings = rust("src/pages/tokens.rs", source);
        let lines: Vec<&str> = findings
            .iter()
            .filter_map(|finding| finding.split(':').nth(1))
            .collect();
        assert_eq!(lines, ["3", "8", "9", "12"], "{findings:#?}");
        assert_eq!(
            rust("src/ui/table.rs", "request_animation_frame(f);"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn what_is_allowed_is_let_through() {
        assert_eq!(
            rust("src/browser/mod.rs", "let now = js_sys::Date::now();"),
            Vec::<String>::new()
        );
        assert_eq!(
            rust(
                "src/pages/about.rs",
                "// inner_html is forbidden\nuse crate::ui::Button;\nhost.now()"
            ),
            Vec::<String>::new()
        );
    }

    #[test]
    fn an_unknown_storage_key_is_found() {
        assert!(storage_keys("const A: &str = \"theme\"; // \"other\"").is_empty());
        assert_eq!(storage_keys("const A: &str = \"last-token\";").len(), 1);
    }

    #[test]
    fn the_console_keeps_the_rules() {
        if let Err(findings) = sources() {
            panic!("{findings}");
        }
    }
}
