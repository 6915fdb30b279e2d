//! Safety of the built page: nothing of the emulator, no secret-like text, no path of the machine that built it.

use super::{files, verdict};
use crate::Outcome;
use crate::project::{cargo_home, dist, root, target};
use std::fs;

/// What only the emulator and its sample data say.
const EMULATOR: [&str; 3] = ["_emulator", "astro-emulator", "astro_emulator"];
/// Homes of people, on the systems that people build on.
const HOMES: [&str; 3] = ["/home/", "/Users/", "/root/"];
/// Headers without which the page must not be served.
const HEADERS: [&str; 9] = [
    "Content-Security-Policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval';",
    "require-trusted-types-for 'script'; trusted-types default",
    "Strict-Transport-Security: ",
    "X-Content-Type-Options: nosniff",
    "Referrer-Policy: no-referrer",
    "Cross-Origin-Opener-Policy: same-origin",
    "Cross-Origin-Resource-Policy: same-origin",
    "Permissions-Policy: ",
    "{{api-origin}}",
];

/// Reads `dist/`.
pub fn page() -> Outcome {
    let mut findings = Vec::new();
    let machine = [root().to_path_buf(), cargo_home(), target()]
        .map(|path| path.to_string_lossy().into_owned());
    let homes = HOMES.map(str::to_owned);
    for file in files(&dist())? {
        let name = file.strip_prefix(dist())?.to_string_lossy().into_owned();
        if name.ends_with(".br") || name.ends_with(".gz") {
            continue;
        }
        let bytes = fs::read(&file)?;
        let found = |text: &str| {
            bytes
                .windows(text.len())
                .any(|window| window == text.as_bytes())
        };
        findings.extend(
            EMULATOR
                .iter()
                .filter(|text| found(text))
                .map(|text| format!("{name}: code of the emulator ({text})")),
        );
        findings.extend(
            machine
                .iter()
                .chain(&homes)
                .filter(|path| found(path))
                .map(|path| format!("{name}: a path of this machine ({path})")),
        );
        findings.extend(
            token_like(&bytes).map(|text| format!("{name}: what looks like a token: {text}")),
        );
        if name.ends_with(".map") || found("sourceMappingURL") {
            findings.push(format!("{name}: a source map"));
        }
        // Whoever hosts the page edits config.json, so it has no compressed copy.
        if name != "_headers" && name != "config.json" {
            let compressed = [
                format!("{}.br", file.display()),
                format!("{}.gz", file.display()),
            ];
            findings.extend(
                compressed
                    .iter()
                    .filter(|other| !fs::exists(other).unwrap_or(false))
                    .map(|other| format!("{other} is missing")),
            );
        }
    }
    findings.extend(html(
        "dist/index.html",
        &fs::read_to_string(dist().join("index.html"))?,
    ));
    let headers = fs::read_to_string(dist().join("_headers"))?;
    findings.extend(
        HEADERS
            .iter()
            .filter(|header| !headers.contains(**header))
            .map(|header| format!("_headers: {header} is missing")),
    );
    verdict(findings)
}

/// No inline script, no inline style, no handler attribute, nothing from another host.
pub fn html(name: &str, source: &str) -> Vec<String> {
    let mut findings = Vec::new();
    for tag in source.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or_default();
        if tag.starts_with("script") && !tag.contains(" src=") {
            findings.push(format!("{name}: an inline script"));
        }
        if tag.starts_with("style") || tag.contains(" style=") {
            findings.push(format!("{name}: an inline style in <{tag}>"));
        }
        if tag
            .split_whitespace()
            .skip(1)
            .any(|attribute| attribute.starts_with("on") && attribute.contains('='))
        {
            findings.push(format!("{name}: a handler attribute in <{tag}>"));
        }
        if tag.contains("=\"http") && !tag.contains("xmlns=\"http") && !tag.starts_with("a ")
            || tag.contains("=\"//")
        {
            findings.push(format!("{name}: something from another host in <{tag}>"));
        }
    }
    findings
}

/// The beginning of the first JSON Web Token in these bytes: three parts parted by dots (RFC 7519, section 3). Texts of a
/// program stand side by side, so that the letters eyJ alone say nothing.
fn token_like(bytes: &[u8]) -> Option<String> {
    let part = |from: usize| {
        bytes[from..]
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
            .count()
    };
    let mut starts = bytes
        .windows(3)
        .enumerate()
        .filter(|(_, window)| *window == b"eyJ");
    starts.find_map(|(at, _)| {
        let header = part(at);
        let payload_at = at + header + 1;
        let is_token = header >= 16
            && bytes.get(payload_at - 1) == Some(&b'.')
            && part(payload_at) >= 2
            && bytes.get(payload_at + part(payload_at)) == Some(&b'.');
        is_token.then(|| format!("eyJ and {} more characters", header - 3))
    })
}

#[cfg(test)]
mod tests {
    use super::{html, token_like};

    #[test]
    fn a_token_is_told_from_words() {
        assert!(token_like(b"var a='eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.a'").is_some());
        assert!(token_like(b"eyJhbGciOiJIUzI1NiJ9.e30.").is_some());
        assert!(token_like(b"begins with eyJ and has two dots").is_none());
        assert!(
            token_like(b"a piece that starts with eyJorganizationsworkspacesdeployments Next one.")
                .is_none()
        );
    }

    #[test]
    fn inline_script_style_and_handlers_are_found() {
        assert!(
            html(
                "x",
                "<svg xmlns=\"http://www.w3.org/2000/svg\"><script src=\"/a.js\"></script></svg>"
            )
            .is_empty()
        );
        for bad in [
            "<script>a</script>",
            "<p style=\"a\">",
            "<style>",
            "<b onclick=\"a\">",
            "<img src=\"https://a.example/\">",
            "<img src=\"//a\">",
        ] {
            assert_eq!(html("x", bad).len(), 1, "{bad}");
        }
    }
}
