//! Text as one argument of a POSIX shell, whatever is in it.

use std::fmt::Write;

use crate::visible::is_invisible;

/// One word for any POSIX shell. It has no control characters but line breaks, even where the text has
/// them: pasted into a terminal they would not be quoted text but keys pressed, Ctrl-C among them. Nor has it invisible ones: what
/// is pasted is what was read.
///
/// NUL, which no argument can hold, is left out by the shell.
pub fn shell_quote(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    let mut quoted = String::from("'");
    for c in text.chars() {
        match c {
            '\'' => quoted.push_str(r"'\''"),
            '\n' => quoted.push('\n'),
            _ if c.is_control() || is_invisible(c) => {
                quoted.push_str("'\"$(printf '");
                for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                    // Writing to a String can't fail.
                    let _ = write!(quoted, "\\{byte:03o}");
                }
                quoted.push_str("')\"'");
            }
            _ => quoted.push(c),
        }
    }
    quoted.push('\'');
    quoted
}

/// A command whose options stand on lines of their own.
pub(super) struct Command(String);

impl Command {
    /// `words` need no quoting.
    pub(super) fn new(words: &str) -> Self {
        Self(words.to_owned())
    }

    pub(super) fn argument(mut self, text: &str) -> Self {
        self.0.push(' ');
        self.0.push_str(&shell_quote(text));
        self
    }

    pub(super) fn option(mut self, name: &str, value: &str) -> Self {
        self.next_line(name);
        self.argument(value)
    }

    /// `words` are as the shell is to read them.
    pub(super) fn next_line(&mut self, words: &str) {
        self.0.push_str(" \\\n  ");
        self.0.push_str(words);
    }

    pub(super) fn finish(self) -> String {
        self.0
    }
}
