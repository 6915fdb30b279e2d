//! The sign-in program: all that someone without a session loads.

fn main() {
    astro_token_console::app::run_sign_in();
}
