fn main() {
    astro_token_console::browser::panic_screen::install();
}
