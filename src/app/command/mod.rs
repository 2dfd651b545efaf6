//! The commands: one file each, with its help and its work.

mod asked;
mod baseline;
mod check;
mod completions;
mod config;
mod demo;
mod explain;
mod init;
mod rules;
mod rules_diff;
mod rules_lint;
mod rules_new;
mod rules_test;
mod schema;
mod template;
mod validate;

pub use validate::Known;

use clap::{ArgMatches, Command};

use super::console::Console;
use super::fault::Fault;
use super::status::Status;
use crate::lang::Lang;

/// All commands, in the order of the help.
pub fn commands(lang: Lang) -> Vec<Command> {
    vec![
        check::command(lang),
        baseline::command(lang),
        config::command(lang),
        init::command(lang),
        explain::command(lang),
        rules::command(lang),
        schema::command(lang),
        template::command(lang),
        demo::command(lang),
        completions::command(lang),
    ]
}

/// Runs the command that was named.
pub fn run(matches: &ArgMatches, console: &Console) -> Result<Status, Vec<Fault>> {
    match matches.subcommand() {
        Some(("check", matches)) => check::run(matches, *console),
        Some(("baseline", matches)) => baseline::run(matches, *console),
        Some(("config", matches)) => config::run(matches, console),
        Some(("init", matches)) => init::run(matches, console),
        Some(("explain", matches)) => explain::run(matches, console),
        Some(("rules", matches)) => rules::run(matches, console),
        Some(("schema", matches)) => schema::run(matches, console),
        Some(("template", matches)) => template::run(matches, console),
        Some(("demo", matches)) => demo::run(matches, console),
        Some(("completions", matches)) => completions::run(matches, console),
        _ => Ok(Status::Unusable),
    }
}
