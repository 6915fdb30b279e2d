//! The stand-in for Astro's API as a program: see `--help`.
fn main() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
