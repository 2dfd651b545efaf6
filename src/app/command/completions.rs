//! `ledgerlint completions SHELL`: the script that completes commands and options.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command};
use clap_complete::Shell;

use crate::app::cli;
use crate::app::console::Console;
use crate::app::fault::Fault;
use crate::app::status::Status;
use crate::lang::Lang;

const SHELLS: [(&str, Shell); 5] = [
    ("bash", Shell::Bash),
    ("zsh", Shell::Zsh),
    ("fish", Shell::Fish),
    ("powershell", Shell::PowerShell),
    ("elvish", Shell::Elvish),
];

pub fn command(lang: Lang) -> Command {
    let command = Command::new("completions")
        .about(lang.pick("生成命令行补全脚本", "Write a shell's completion script"))
        .arg(
            Arg::new("SHELL")
                .required(true)
                .hide_possible_values(true)
                .value_parser(PossibleValuesParser::new(SHELLS.map(|(name, _)| name)))
                .help(SHELLS.map(|(name, _)| name).join(lang.pick("、", ", "))),
        )
        .after_help(cli::examples(
            &[(
                lang.pick("用于 bash", "for bash"),
                "ledgerlint completions bash > ~/.local/share/bash-completion/completions/ledgerlint",
            )],
            lang,
        ));
    cli::dress(
        command,
        lang.pick(
            "ledgerlint completions <SHELL>",
            "ledgerlint completions <SHELL>",
        ),
        lang,
    )
}

pub fn run(matches: &ArgMatches, console: &Console) -> Result<Status, Vec<Fault>> {
    let wanted = cli::text(matches, "SHELL").unwrap_or_default();
    let shell = SHELLS
        .iter()
        .find(|(name, _)| *name == wanted)
        .map_or(Shell::Bash, |(_, shell)| *shell);
    // into memory first: the generator panics where its writer fails
    let mut script = Vec::new();
    clap_complete::generate(
        shell,
        &mut cli::root(console.lang),
        "ledgerlint",
        &mut script,
    );
    console.write(|out| out.write_all(&script))?;
    Ok(Status::Clean)
}
