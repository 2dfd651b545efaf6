//! The program: commands, the terminal and the file system. Everything that judges or words findings is below.
//!
//! stdout carries the report and nothing else; the rest goes to stderr.

mod attachments;
mod baseline;
mod cli;
mod command;
mod config;
mod console;
mod fault;
mod files;
mod git;
mod interrupt;
mod layout;
mod opened;
mod output;
mod packs;
mod progress;
mod status;
mod usage;
mod waivers;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;

use console::Console;
use status::Status;

/// Runs the program with its arguments, the program's own name first.
pub fn main(arguments: Vec<OsString>) -> ExitCode {
    let console = Console::new(&arguments);
    status::guard(console.lang, || run(&arguments, &console)).into()
}

fn run(arguments: &[OsString], console: &Console) -> Status {
    if arguments.len() <= 1 {
        // a pipeline that lost its arguments must not pass, so this is bad usage and not a request for help
        console.say(&cli::lesson(console.lang, console.stderr_color()));
        return Status::Unusable;
    }
    let mut root = cli::root(console.lang);
    let matches = match root.try_get_matches_from_mut(arguments) {
        Ok(matches) => matches,
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
            ) =>
        {
            let text = error.render();
            let text = if console.stdout_color() {
                text.ansi().to_string()
            } else {
                text.to_string()
            };
            return console.finish(console.print(&text).map(|()| Status::Clean));
        }
        Err(error) => {
            return console.finish(Err(vec![usage::explain(
                &error,
                arguments,
                &root,
                console.lang,
            )]));
        }
    };
    console.finish(command::run(&matches, console))
}
