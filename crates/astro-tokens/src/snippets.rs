//! The same as code: commands for a shell and lines for a pipeline, as text. None ever holds a secret
//! value: they name the variable [`VARIABLE`], which the astro CLI reads too.

pub mod astro_cli;
mod curl;
mod shell;
pub mod store;

pub use curl::curl;
pub use shell::shell_quote;

/// The environment variable that holds the value of a token.
pub const VARIABLE: &str = "ASTRO_API_TOKEN";
