//! The command line's shape: the root, what several commands share, and how help looks. Each command's own texts
//! stand in its file.
//!
//! clap's English never shows: headings come from our templates, errors from `usage`.

use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::builder::{PossibleValuesParser, ValueParser};
use clap::{Arg, ArgAction, ArgMatches, Command};

use super::command;
use super::packs::Origin;
use crate::lang::Lang;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold());

/// The whole command line.
pub fn root(lang: Lang) -> Command {
    let about = lang.pick(
        "台账体检:检查台账,指出哪一格不对、为什么、依据什么、怎么改",
        "Checks ledgers: which cell is wrong, why, under which policy, and what to do about it",
    );
    let root = Command::new("ledgerlint")
        .about(about)
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .subcommand_required(true)
        .arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .help(lang.pick("显示版本", "Show the version")),
        )
        .arg(lang_option(lang))
        .arg(color_option(lang))
        .subcommands(command::commands(lang))
        .after_help(exit_statuses(lang));
    dress(
        root,
        lang.pick("ledgerlint <命令> [选项]", "ledgerlint <COMMAND> [OPTIONS]"),
        lang,
    )
}

/// Gives a command its usage line, help option and template, all in one language.
pub fn dress(command: Command, usage: &str, lang: Lang) -> Command {
    let header = STYLES.get_header();
    let section = |title: &str, tag: &str| format!("\n{header}{title}{header:#}\n{{{tag}}}\n");
    let mut template = format!(
        "{{about}}\n\n{header}{}{header:#}{{usage}}\n",
        lang.pick("用法:", "Usage: ")
    );
    if command.has_subcommands() {
        template.push_str(&section(lang.pick("命令:", "Commands:"), "subcommands"));
    }
    if command.get_positionals().next().is_some() {
        template.push_str(&section(lang.pick("参数:", "Arguments:"), "positionals"));
    }
    template.push_str(&section(lang.pick("选项:", "Options:"), "options"));
    // brings its own empty line
    template.truncate(template.trim_end().len());
    template.push_str("{after-help}");
    let help = Arg::new("help")
        .short('h')
        .long("help")
        .action(ArgAction::Help)
        .display_order(901);
    command
        .styles(STYLES)
        .override_usage(usage.to_owned())
        .help_template(template)
        // breaks lines at spaces only, which Chinese has none of: our texts are short lines instead
        .term_width(0)
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .arg(help.help(lang.pick("显示这份说明", "Show this help")))
}

/// Examples below a command's help: what they do, and the line to type.
pub fn examples(pairs: &[(&str, &str)], lang: Lang) -> String {
    let header = STYLES.get_header();
    let mut text = format!("{header}{}{header:#}\n", lang.pick("例:", "Examples:"));
    for (what, line) in pairs {
        text.push_str(&format!("  # {what}\n    {line}\n"));
    }
    text
}

pub fn exit_statuses(lang: Lang) -> String {
    let header = STYLES.get_header();
    format!(
        "{header}{}{header:#}\n{}",
        lang.pick("退出码:", "Exit status:"),
        lang.pick(
            "  0 没有达到 --fail-on 级别的问题\n  1 有这样的问题\n  2 用法不对、有文件读不了、或规则本身有错\n  3 程序内部出错\n  130 检查被中断(Ctrl-C),没有写出报告\n",
            "  0 no finding at or above --fail-on\n  1 such findings\n  2 bad usage, unreadable input or broken rules\n  \
             3 internal fault\n  130 interrupted (Ctrl-C): no report was written\n",
        )
    )
}

/// What `ledgerlint` alone says.
pub fn lesson(lang: Lang, color: bool) -> String {
    let (on, off) = if color {
        ("\x1b[1;36m", "\x1b[0m")
    } else {
        ("", "")
    };
    let rows = [
        (
            "check 报送文件夹",
            "check FOLDER",
            "检查文件夹或文件(Excel、WPS、Word 表格、CSV、JSON)",
            "check a folder or files (Excel, Word, CSV, JSON)",
        ),
        (
            "check 文件夹 --as-of 2021-05-13",
            "check FOLDER --as-of 2021-05-13",
            "按那一天的情况和规则检查",
            "judge as on that day",
        ),
        (
            "explain POST-003",
            "explain POST-003",
            "一条规则查什么、为什么、依据什么",
            "what a rule checks, why, on what basis",
        ),
        ("rules list", "rules list", "所有规则", "all rules"),
        (
            "schema",
            "schema",
            "有哪些台账;加台账名看它的字段",
            "the ledgers; with a name, its fields",
        ),
        (
            "template 公益岗 --output 岗位.xlsx",
            "template person --output p.xlsx",
            "空白台账工作簿,带下拉列表和填表说明",
            "a blank workbook with drop-downs and a guide",
        ),
        (
            "demo 文件夹",
            "demo FOLDER",
            "生成一个虚构乡镇的台账,用来练手",
            "the ledgers of a made-up township, to practise on",
        ),
        (
            "check --help",
            "check --help",
            "全部选项和更多例子",
            "all options and more examples",
        ),
    ];
    let title = lang.pick(
        "ledgerlint(台账体检)检查台账,指出哪一格不对、为什么、依据什么、怎么改;不改动您的文件。",
        "ledgerlint checks ledgers: which cell is wrong, why, and what to do. It never changes your files.",
    );
    let mut text = format!("{title}\n\n");
    for (zh, en, what_zh, what_en) in rows {
        let line = format!("ledgerlint {}", lang.pick(zh, en));
        let line = super::layout::pad(&line, 44);
        text.push_str(&format!(
            "  {on}{line}{off} {}\n",
            lang.pick(what_zh, what_en)
        ));
    }
    text
}

pub fn lang_option(lang: Lang) -> Arg {
    // allowed in front of and behind the command's name
    Arg::new("lang")
        .long("lang")
        .value_name("zh|en")
        .global(true)
        .display_order(900)
        .hide_possible_values(true)
        .value_parser(PossibleValuesParser::new(["zh", "en"]))
        .help(lang.pick(
            "语言;默认随系统:en 开头用英文,其余用中文",
            "Language; by default the locale's: English for en*, else Chinese",
        ))
}

fn color_option(lang: Lang) -> Arg {
    Arg::new("color")
        .long("color")
        .value_name("WHEN")
        .global(true)
        .display_order(900)
        .hide_possible_values(true)
        .value_parser(PossibleValuesParser::new(["auto", "always", "never"]))
        .help(lang.pick(
            "颜色:auto(默认,遵从 NO_COLOR)、always、never",
            "Colours: auto (default, honours NO_COLOR), always, never",
        ))
}

/// An option that takes a value, parsed later so that what is wrong with it is said in our own words.
pub fn option(name: &'static str, value: &'static str, help: &str) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name(value)
        .help(help.to_owned())
}

pub fn path_option(name: &'static str, value: &'static str, help: &str) -> Arg {
    option(name, value, help).value_parser(ValueParser::path_buf())
}

pub fn switch(name: &'static str, help: &str) -> Arg {
    Arg::new(name)
        .long(name)
        .action(ArgAction::SetTrue)
        .help(help.to_owned())
}

/// `--rules`, `--add-rules`, `--schemas` and `--config`.
pub fn with_origin(command: Command, lang: Lang) -> Command {
    command
        .arg(path_option(
            "rules",
            "DIR",
            lang.pick(
                "用这个文件夹的规则,不用内置的",
                "Rules of this folder instead of the embedded ones",
            ),
        ))
        .arg(
            path_option(
                "add-rules",
                "DIR",
                lang.pick(
                    "再加上这个文件夹的规则,可写多次",
                    "Rules of this folder as well; repeatable",
                ),
            )
            .action(ArgAction::Append),
        )
        .arg(path_option(
            "schemas",
            "DIR",
            lang.pick(
                "用这个文件夹的台账定义,不用内置的",
                "Ledger definitions of this folder instead of the embedded ones",
            ),
        ))
        .arg(path_option(
            "config",
            "FILE",
            lang.pick(
                "配置文件;默认向上查找 ledgerlint.toml",
                "Configuration; by default ledgerlint.toml, searched upwards",
            ),
        ))
}

/// What `with_origin` read; options win over the configuration.
pub fn origin(matches: &ArgMatches, configured: &Origin) -> Origin {
    let one = |name: &str| matches.get_one::<PathBuf>(name).cloned();
    let added: Vec<PathBuf> = matches
        .get_many::<PathBuf>("add-rules")
        .into_iter()
        .flatten()
        .cloned()
        .collect();
    Origin {
        rules: one("rules").or_else(|| configured.rules.clone()),
        added: if added.is_empty() {
            configured.added.clone()
        } else {
            added
        },
        schemas: one("schemas").or_else(|| configured.schemas.clone()),
    }
}

/// The text of an option; none where the command has no such option.
pub fn text<'a>(matches: &'a ArgMatches, name: &str) -> Option<&'a str> {
    let given = matches.try_get_one::<String>(name).ok().flatten();
    given.map(String::as_str)
}

/// The path of an option, as `text`.
pub fn path(matches: &ArgMatches, name: &str) -> Option<PathBuf> {
    matches.try_get_one::<PathBuf>(name).ok().flatten().cloned()
}

/// Whether a switch is set, as `text`.
pub fn flag(matches: &ArgMatches, name: &str) -> bool {
    matches.try_get_one::<bool>(name).ok().flatten() == Some(&true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed_in_both_languages() {
        root(Lang::Zh).debug_assert();
        root(Lang::En).debug_assert();
    }

    fn pages(mut command: Command, visit: &mut dyn FnMut(String)) {
        command.build();
        let names: Vec<String> = command
            .get_subcommands()
            .map(|c| c.get_name().to_owned())
            .collect();
        visit(command.render_long_help().to_string());
        for name in names {
            if let Some(sub) = command.find_subcommand(&name) {
                pages(sub.clone(), visit);
            }
        }
    }

    #[test]
    fn chinese_help_holds_none_of_claps_english() {
        pages(root(Lang::Zh), &mut |page| {
            for word in [
                "Usage",
                "Options:",
                "Commands:",
                "Arguments:",
                "Print",
                "possible values",
                "default:",
                "[OPTIONS]",
            ] {
                assert!(!page.contains(word), "{word} in:\n{page}");
            }
        });
    }

    #[test]
    fn english_help_holds_no_chinese() {
        pages(root(Lang::En), &mut |page| {
            let chinese = page.chars().find(|c| ('\u{4e00}'..='\u{9fff}').contains(c));
            assert_eq!(chinese, None, "{page}");
        });
    }

    #[test]
    fn every_help_line_fits_a_terminal() {
        use unicode_width::UnicodeWidthStr;
        for lang in [Lang::Zh, Lang::En] {
            pages(root(lang), &mut |page| {
                for line in page.lines() {
                    assert!(line.width() <= 110, "{} columns: {line}", line.width());
                }
            });
        }
    }
}
