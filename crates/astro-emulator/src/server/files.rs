//! The built page as static files: content types, precompressed variants by Accept-Encoding, and
//! index.html for every path that is a page of the console. Never leaves the folder.

use std::{
    fs, io,
    path::{Component, Path, PathBuf},
};

/// A file to answer with.
#[derive(Debug)]
pub struct File {
    /// Below the folder, with a leading slash.
    pub path: String,
    pub content: Vec<u8>,
    pub content_type: &'static str,
    /// Value of Content-Encoding, when the content is a precompressed variant.
    pub encoding: Option<&'static str>,
    /// There are variants, so that caches must tell them apart.
    pub varies: bool,
}

/// Where the header rules stand; not a part of the page.
pub const HEADERS: &str = "_headers";
const INDEX: &str = "index.html";

/// Finds what a path of the page means: a file, or index.html for a path without an extension.
/// `accept_encoding` is empty where only the plain file will do.
///
/// # Errors
/// When a file is there and can't be read.
pub fn find(folder: &Path, path: &str, accept_encoding: &str) -> io::Result<Option<File>> {
    let Some(relative) = relative(path) else {
        return Ok(None);
    };
    if relative.as_os_str() == HEADERS {
        return Ok(None);
    }
    if folder.join(&relative).is_file() {
        return read(folder, &relative, accept_encoding).map(Some);
    }
    if relative.extension().is_some() || !folder.join(INDEX).is_file() {
        return Ok(None);
    }
    read(folder, Path::new(INDEX), accept_encoding).map(Some)
}

/// The path as one below the folder; `None` when it would leave it or can't name a file.
fn relative(path: &str) -> Option<PathBuf> {
    let decoded = percent_encoding::percent_decode_str(path)
        .decode_utf8()
        .ok()?;
    if decoded.contains(['\0', '\\']) {
        return None;
    }
    let relative = PathBuf::from(decoded.trim_start_matches('/'));
    let inside = relative
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    inside.then_some(relative)
}

fn read(folder: &Path, relative: &Path, accept_encoding: &str) -> io::Result<File> {
    let plain = folder.join(relative);
    let variant = |suffix: &str| {
        let mut path = plain.clone().into_os_string();
        path.push(suffix);
        PathBuf::from(path)
    };
    let variants = [("br", variant(".br")), ("gzip", variant(".gz"))];
    let chosen = variants
        .iter()
        .find(|(name, path)| accepts(accept_encoding, name) && path.is_file());
    let (encoding, from) = match chosen {
        Some((name, path)) => (Some(*name), path.as_path()),
        None => (None, plain.as_path()),
    };
    Ok(File {
        path: format!("/{}", relative.display()),
        content: fs::read(from)?,
        content_type: content_type(relative),
        encoding,
        varies: variants.iter().any(|(_, path)| path.is_file()),
    })
}

/// Whether Accept-Encoding (RFC 9110, section 12.5.3) names a coding with a weight above 0.
fn accepts(accept_encoding: &str, coding: &str) -> bool {
    accept_encoding.split(',').any(|item| {
        let mut parts = item.split(';').map(str::trim);
        let named = parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case(coding));
        let refused = parts.any(|parameter| {
            let weight = parameter
                .strip_prefix("q=")
                .and_then(|q| q.parse::<f32>().ok());
            weight.is_some_and(|weight| weight <= 0.0)
        });
        named && !refused
    })
}

fn content_type(path: &Path) -> &'static str {
    match path
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or("")
    {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        // Browsers compile WebAssembly while it streams only under this type.
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leaves_the_folder() {
        for path in [
            "/../secret",
            "/a/../../b",
            "/%2e%2e/secret",
            "/a%00b",
            "/..%5csecret",
            "/%2e%2e%2fsecret",
            "/%ff",
        ] {
            assert_eq!(relative(path), None, "{path}");
        }
        assert_eq!(relative("//etc/passwd"), Some(PathBuf::from("etc/passwd")));
        assert_eq!(relative("/"), Some(PathBuf::new()));
        assert_eq!(relative("/a%20b/c.js"), Some(PathBuf::from("a b/c.js")));
    }

    #[test]
    fn weights_are_read() {
        assert!(accepts("gzip, deflate, br, zstd", "br"));
        assert!(accepts("GZIP;q=0.5", "gzip"));
        assert!(!accepts("br;q=0, gzip", "br"));
        assert!(!accepts("br; q=0.000", "br"));
        assert!(!accepts("", "br"));
        assert!(!accepts("brotli", "br"));
    }
}
