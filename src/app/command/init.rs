//! `ledgerlint init [DIR]`: a ledger repository to start from: configuration, waivers, pipelines, pre-commit hook.
//!
//! What is there already stays as it is.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValuesParser, ValueParser};
use clap::{Arg, ArgMatches, Command};

use crate::app::cli;
use crate::app::config::CONFIG_NAME;
use crate::app::console::Console;
use crate::app::fault::Fault;
use crate::app::files::shown;
use crate::app::status::Status;
use crate::lang::Lang;

/// Stands where the address of the program's repository has to be filled in.
const PLACEHOLDER: &str = "https://example.com/ledgerlint.git";

/// Path, text, and the pipeline that it belongs to; lines that begin with `@zh` or `@en` are for one language.
const FILES: [(&str, &str, Option<&str>); 6] = [
    (CONFIG_NAME, include_str!("init/ledgerlint.toml"), None),
    ("waivers.yaml", include_str!("init/waivers.yaml"), None),
    ("ledgers/.gitkeep", "", None),
    (
        ".github/workflows/ledgerlint.yml",
        include_str!("init/github.yml"),
        Some("github"),
    ),
    (
        ".gitlab-ci.yml",
        include_str!("init/gitlab.yml"),
        Some("gitlab"),
    ),
    (
        ".pre-commit-config.yaml",
        include_str!("init/pre-commit.yaml"),
        None,
    ),
];

pub fn command(lang: Lang) -> Command {
    let t = |zh, en| lang.pick(zh, en);
    let mut written = t(
        "写这些文件,已有的不动:\n",
        "Writes these files; what is there stays:\n",
    )
    .to_owned();
    for (path, ..) in FILES {
        written.push_str(&format!("  {path}\n"));
    }
    let command = Command::new("init")
        .about(t(
            "建一个台账仓库:配置、豁免、流水线、提交前检查",
            "Start a ledger repository: configuration, waivers, pipelines, pre-commit hook",
        ))
        .arg(
            Arg::new("DIR")
                .value_parser(ValueParser::path_buf())
                .help(t("写到这个文件夹,默认当前文件夹", "The folder, by default the working one")),
        )
        .arg(
            cli::option(
                "ci",
                "CI",
                t(
                    "只要这一种流水线:github、gitlab、none;默认两种都写",
                    "Only this pipeline: github, gitlab, none; by default both",
                ),
            )
            .value_parser(PossibleValuesParser::new(["github", "gitlab", "none"]))
            .hide_possible_values(true),
        )
        .arg(cli::option(
            "source",
            "URL",
            t(
                "ledgerlint 的 git 仓库地址,流水线从那里安装",
                "Git address of ledgerlint, which pipelines install it from",
            ),
        ))
        .after_help(format!(
            "{}\n{written}",
            cli::examples(
                &[
                    (t("在当前文件夹建", "here"), "ledgerlint init"),
                    (
                        t("给 GitLab 用", "for GitLab"),
                        "ledgerlint init --ci gitlab --source https://git.example.com/ledgerlint.git",
                    ),
                ],
                lang,
            )
        ));
    cli::dress(
        command,
        t(
            "ledgerlint init [选项] [DIR]",
            "ledgerlint init [OPTIONS] [DIR]",
        ),
        lang,
    )
}

pub fn run(matches: &ArgMatches, console: &Console) -> Result<Status, Vec<Fault>> {
    let lang = console.lang;
    let here = PathBuf::new();
    let folder = matches.get_one::<PathBuf>("DIR").unwrap_or(&here);
    let ci = cli::text(matches, "ci");
    let source = cli::text(matches, "source");
    if let Some(url) = source.filter(|url| !is_address(url)) {
        return Err(vec![
            Fault::new(match lang {
                Lang::Zh => format!("--source 的值 {url} 不对,应为 git 仓库地址"),
                Lang::En => format!(
                    "{url} is no value of --source; it should be the address of a git repository"
                ),
            })
            .advise("https://git.example.com/ledgerlint.git"),
        ]);
    }
    let mut text = String::new();
    let wanted = FILES
        .iter()
        .filter(|(.., of)| of.is_none() || ci.is_none() || *of == ci);
    for (path, template, _) in wanted {
        let target = folder.join(path);
        let is_new = write_new(&target, &filled(template, source, lang), lang)
            .map_err(|fault| vec![fault])?;
        let said = match is_new {
            true => lang.pick("已写", "written"),
            false => lang.pick("已有,没有动", "already there, left as it is:"),
        };
        text.push_str(&format!("{said} {}\n", shown(&target)));
    }
    text.push_str(&next(folder, source, lang));
    console.print(&text)?;
    Ok(Status::Clean)
}

/// What to do now.
fn next(folder: &Path, source: Option<&str>, lang: Lang) -> String {
    let ledgers = shown(&folder.join("ledgers"));
    let mut text = match lang {
        Lang::Zh => format!(
            "\n接下来:\n  把台账放进 {ledgers},文件名用台账名(ledgerlint schema 列出所有台账)\n  运行 ledgerlint check 检查,ledgerlint config 看各项设置\n"
        ),
        Lang::En => format!(
            "\nNext:\n  put the ledgers into {ledgers}, named after their ledger (ledgerlint schema lists them)\n  run ledgerlint check; ledgerlint config shows the settings\n"
        ),
    };
    if source.is_none() {
        text.push_str(&match lang {
            Lang::Zh => format!("  把流水线和 .pre-commit-config.yaml 里的 {PLACEHOLDER} 改成 ledgerlint 的仓库地址\n"),
            Lang::En => format!("  in the pipelines and .pre-commit-config.yaml, replace {PLACEHOLDER} by the address of ledgerlint\n"),
        });
    }
    text
}

/// The template's text in one language.
fn filled(template: &str, source: Option<&str>, lang: Lang) -> String {
    let (own, other) = match lang {
        Lang::Zh => ("@zh ", "@en "),
        Lang::En => ("@en ", "@zh "),
    };
    let hint = match lang {
        Lang::Zh => format!("# {PLACEHOLDER} 改成 ledgerlint 的仓库地址"),
        Lang::En => format!("# replace {PLACEHOLDER} by the address of ledgerlint"),
    };
    let mut text = String::new();
    for line in template.lines().filter(|line| !line.starts_with(other)) {
        if line.ends_with("@source") && source.is_some() {
            continue;
        }
        let line = line
            .strip_prefix(own)
            .unwrap_or(line)
            .replace("@source", &hint)
            .replace("@version", env!("CARGO_PKG_VERSION"))
            .replace("@url", source.unwrap_or(PLACEHOLDER));
        text.push_str(&line);
        text.push('\n');
    }
    text
}

/// An address that stands in YAML and in a shell's line as it is.
fn is_address(url: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/:.@_~+-".contains(c);
    url.contains([':', '/']) && url.chars().all(plain) && !url.starts_with('-')
}

/// Writes a file that is not there yet; false where it is.
fn write_new(path: &Path, text: &str, lang: Lang) -> Result<bool, Fault> {
    let refused =
        |error: &std::io::Error| Fault::io(("写不了", "cannot write"), &shown(path), error, lang);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| refused(&error))?;
    }
    let mut file = match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(false),
        Err(error) => return Err(refused(&error)),
    };
    file.write_all(text.as_bytes())
        .map_err(|error| refused(&error))?;
    Ok(true)
}
