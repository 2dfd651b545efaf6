//! The `ledgerlint` program: a thin shell over the library.

fn main() -> std::process::ExitCode {
    ledgerlint::app::main(std::env::args_os().collect())
}
