//! The console program: what someone with a session runs.

fn main() {
    astro_token_console::app::run_console();
}
