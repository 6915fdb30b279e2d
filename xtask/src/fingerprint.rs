//! Whether a built page is still the page of these sources. A fingerprint covers everything the page is made from and
//! every file of the page itself: a page that anything else wrote, or that was changed, is never taken for it.

use crate::project::{self, command, version_of};
use crate::{Outcome, tree};
use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

/// What the page is not made from. All else counts, so that a folder of a new name is never overlooked.
const LEFT_OUT: [&str; 9] = [
    ".ci",
    ".git",
    "crates/astro-emulator",
    "dist",
    "docs",
    "node_modules",
    "playwright-report",
    "test-results",
    "tests",
];
/// What changes how cargo, rustc and trunk build without being said on their command line.
const VARIABLES: [&str; 5] = [
    "CARGO_BUILD_",
    "CARGO_PROFILE_",
    "CARGO_TARGET_",
    "RUSTC",
    "TRUNK_",
];

/// What a page is made from, as one number: the sources, cargo's configuration, `flags` and the tools that no lock file
/// decides. Taken before a build, so that what changes meanwhile shows afterwards.
pub fn of_inputs(page: &Path, flags: &[String]) -> Outcome<u64> {
    let mut hasher = DefaultHasher::new();
    (page, flags, version_of("node")).hash(&mut hasher);
    command("rustc")
        .arg("-vV")
        .output()?
        .stdout
        .hash(&mut hasher);
    let mut variables: Vec<_> = std::env::vars_os()
        .filter(|(name, _)| {
            let name = name.to_string_lossy();
            VARIABLES.iter().any(|prefix| name.starts_with(prefix))
        })
        .collect();
    variables.sort();
    variables.hash(&mut hasher);
    let above = project::root().ancestors().skip(1);
    for folder in above
        .map(|folder| folder.join(".cargo"))
        .chain([project::cargo_home()])
    {
        fs::read(folder.join("config.toml"))
            .unwrap_or_default()
            .hash(&mut hasher);
    }
    sources(project::root(), &[page, &project::target()], &mut hasher)?;
    Ok(hasher.finish())
}

/// All sources in a checkout but what is left out by name, and these folders.
fn sources(checkout: &Path, folders: &[&Path], hasher: &mut impl Hasher) -> Outcome {
    let mut unread = vec![checkout.to_path_buf()];
    let mut found = Vec::new();
    while let Some(folder) = unread.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.strip_prefix(checkout)?;
            if LEFT_OUT.iter().any(|left_out| name == Path::new(left_out))
                || folders.contains(&path.as_path())
            {
                continue;
            }
            if path.is_dir() {
                unread.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    contents(checkout, &found, hasher)
}

fn contents(folder: &Path, files: &[PathBuf], hasher: &mut impl Hasher) -> Outcome {
    for file in files {
        file.strip_prefix(folder)?.hash(hasher);
        // A link that leads nowhere, as editors make them for a lock, is no source.
        fs::read(file).ok().hash(hasher);
    }
    Ok(())
}

/// Whether the page in this folder is the one that was last built, from inputs of this fingerprint.
pub fn holds(stamp: &Path, inputs: u64, page: &Path) -> bool {
    let kept = fs::read_to_string(stamp);
    line(inputs, page).is_ok_and(|line| kept.is_ok_and(|kept| kept == line))
}

/// Remembers that the page in this folder was built from inputs of this fingerprint.
pub fn keep(stamp: &Path, inputs: u64, page: &Path) -> Outcome {
    Ok(fs::write(stamp, line(inputs, page)?)?)
}

fn line(inputs: u64, page: &Path) -> Outcome<String> {
    let mut hasher = DefaultHasher::new();
    contents(page, &tree::files(page)?, &mut hasher)?;
    Ok(format!("{inputs:016x} {:016x}\n", hasher.finish()))
}

#[cfg(test)]
mod tests {
    use super::{holds, keep, sources};
    use std::fs;
    use std::hash::{DefaultHasher, Hasher};
    use std::path::PathBuf;

    /// A folder of its own for one test, removed at its end.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
            fs::create_dir_all(&folder).unwrap();
            Self(folder)
        }

        fn write(&self, name: &str, content: &str) {
            let file = self.0.join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, content).unwrap();
        }

        fn sources(&self) -> u64 {
            let mut hasher = DefaultHasher::new();
            sources(&self.0, &[&self.0.join("build")], &mut hasher).unwrap();
            hasher.finish()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn whatever_the_page_is_made_from_changes_the_fingerprint() {
        let checkout = Folder::new("inputs");
        let mut before = checkout.sources();
        for file in [
            ".cargo/config.toml",
            "Cargo.lock",
            "Cargo.toml",
            "Trunk.toml",
            "crates/astro-tokens/src/lib.rs",
            "index.html",
            "package-lock.json",
            "public/boot.js",
            "src/bin/sign-in.rs",
            "style/app.css",
            "xtask/page/finish.mjs",
            "xtask/src/build.rs",
        ] {
            for content in ["one", "two"] {
                checkout.write(file, content);
                let after = checkout.sources();
                assert_ne!(before, after, "{file} {content}");
                before = after;
            }
        }
        fs::rename(
            checkout.0.join("src/bin/sign-in.rs"),
            checkout.0.join("src/bin/other.rs"),
        )
        .unwrap();
        assert_ne!(before, checkout.sources(), "a new name");
    }

    #[test]
    fn what_a_build_writes_and_tests_read_does_not() {
        let checkout = Folder::new("outputs");
        checkout.write("src/lib.rs", "");
        let before = checkout.sources();
        for file in [
            "build/debug/xtask",
            "crates/astro-emulator/src/lib.rs",
            "dist/index.html",
            "docs/security.md",
            "node_modules/esbuild/package.json",
            "test-results/trace.zip",
            "tests/e2e/boot.spec.ts",
        ] {
            checkout.write(file, "one");
            assert_eq!(before, checkout.sources(), "{file}");
        }
    }

    #[test]
    fn a_page_holds_only_as_it_was_built() {
        let folder = Folder::new("page");
        let (page, stamp) = (folder.0.join("dist"), folder.0.join("stamp"));
        let holds = |inputs| holds(&stamp, inputs, &page);
        folder.write("dist/index.html", "built");
        assert!(!holds(1), "nothing is known about it");
        keep(&stamp, 1, &page).unwrap();
        assert!(holds(1));
        assert!(!holds(2), "other inputs");
        folder.write("dist/index.html", "changed");
        assert!(!holds(1), "a changed file");
        folder.write("dist/index.html", "built");
        assert!(holds(1));
        folder.write("dist/assets/more.js", "");
        assert!(!holds(1), "another file");
        fs::remove_dir_all(&page).unwrap();
        assert!(!holds(1), "no page at all");
    }
}
