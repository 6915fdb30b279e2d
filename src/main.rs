//! The page: installs the panic screen and mounts the console.

fn main() {
    astro_token_console::browser::panic_screen::install();
    astro_token_console::app::mount();
}
