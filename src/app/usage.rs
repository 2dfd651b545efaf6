//! Bad usage in plain words: clap's errors from their kind and context, never from their English text.

use std::ffi::OsString;
use std::path::Path;

use clap::Command;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use super::fault::Fault;
use crate::lang::Lang;
use crate::rulebook::did_you_mean;

/// What is wrong with the arguments, and what to do.
pub fn explain(error: &Error, arguments: &[OsString], root: &Command, lang: Lang) -> Fault {
    let (command, line) = command_of(arguments, root);
    let context = |kind: ContextKind| -> Vec<String> {
        match error.get(kind) {
            Some(ContextValue::String(text)) => vec![text.clone()],
            Some(ContextValue::Strings(texts)) => texts.clone(),
            _ => Vec::new(),
        }
    };
    let argument = context(ContextKind::InvalidArg).join(" ");
    let value = context(ContextKind::InvalidValue).join(" ");
    let (message, advice) = match error.kind() {
        ErrorKind::UnknownArgument => {
            let options: Vec<String> = command
                .get_arguments()
                .filter_map(|a| a.get_long())
                .map(|name| format!("--{name}"))
                .collect();
            let near = argument
                .starts_with("--")
                .then(|| did_you_mean(&argument, options.iter().map(String::as_str), lang));
            let message = if argument.starts_with('-') {
                say(
                    lang,
                    format!("没有选项 {argument}"),
                    format!("there is no option {argument}"),
                )
            } else {
                say(
                    lang,
                    format!("多出一个参数 {argument}"),
                    format!("the argument {argument} is one too many"),
                )
            };
            (message, near.flatten())
        }
        ErrorKind::InvalidSubcommand => {
            let word = context(ContextKind::InvalidSubcommand).join(" ");
            let names: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
            let advice = if line == "ledgerlint" && Path::new(&word).exists() {
                Some(say(
                    lang,
                    format!("要检查它,运行 ledgerlint check {word}"),
                    format!("to check it, run ledgerlint check {word}"),
                ))
            } else {
                did_you_mean(&word, names.iter().copied(), lang)
                    .or_else(|| Some(known(&names, lang)))
            };
            (
                say(
                    lang,
                    format!("没有命令 {word}"),
                    format!("there is no command {word}"),
                ),
                advice,
            )
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let names: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
            let message = say(
                lang,
                format!("{line} 后面要写命令"),
                format!("{line} needs a command"),
            );
            (message, Some(known(&names, lang)))
        }
        ErrorKind::InvalidValue if value.is_empty() => (
            say(
                lang,
                format!("{argument} 后面缺少值"),
                format!("{argument} lacks its value"),
            ),
            None,
        ),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let allowed = context(ContextKind::ValidValue);
            let allowed: Vec<&str> = allowed.iter().map(String::as_str).collect();
            let name = argument.split(' ').next().unwrap_or("");
            let message = say(
                lang,
                format!("{name} 的值 {value} 不对"),
                format!("{value} is no value of {name}"),
            );
            let advice = (!allowed.is_empty()).then(|| known(&allowed, lang));
            (
                message,
                did_you_mean(&value, allowed.iter().copied(), lang).or(advice),
            )
        }
        ErrorKind::MissingRequiredArgument => (
            say(
                lang,
                format!("缺少 {argument}"),
                format!("{argument} is missing"),
            ),
            None,
        ),
        ErrorKind::ArgumentConflict => {
            let prior = context(ContextKind::PriorArg).join(" ");
            if prior.is_empty() || prior == argument {
                (
                    say(
                        lang,
                        format!("{argument} 写了两次"),
                        format!("{argument} stands twice"),
                    ),
                    None,
                )
            } else {
                (
                    say(
                        lang,
                        format!("{argument} 不能和 {prior} 一起用"),
                        format!("{argument} does not go with {prior}"),
                    ),
                    None,
                )
            }
        }
        ErrorKind::TooManyValues if !argument.is_empty() => {
            let name = argument.split([' ', '=']).next().unwrap_or("").to_owned();
            (
                say(
                    lang,
                    format!("{name} 不带值 {value}"),
                    format!("{name} takes no value {value}"),
                ),
                None,
            )
        }
        ErrorKind::InvalidUtf8 => (
            say(
                lang,
                "有一个参数的文字编码不对".into(),
                "an argument is not valid text".into(),
            ),
            Some(say(
                lang,
                "只有路径可以是任意编码".into(),
                "only paths may be in any encoding".into(),
            )),
        ),
        _ => (
            say(
                lang,
                "命令行写法不对".into(),
                "the command line is not right".into(),
            ),
            None,
        ),
    };
    let help = say(
        lang,
        format!("用法见 {line} --help"),
        format!("see {line} --help"),
    );
    let advice = match advice {
        Some(advice) if lang == Lang::Zh => format!("{advice};{help}"),
        Some(advice) => format!("{}; {help}", advice.trim_end_matches('.')),
        None => help,
    };
    Fault::new(message).advise(advice)
}

fn say(lang: Lang, zh: String, en: String) -> String {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

fn known(names: &[&str], lang: Lang) -> String {
    format!(
        "{}{}",
        lang.pick("可用的有:", "known are: "),
        names.join(lang.pick("、", ", "))
    )
}

/// The deepest command that the arguments name, and how it is called.
fn command_of<'a>(arguments: &[OsString], root: &'a Command) -> (&'a Command, String) {
    let (mut command, mut line) = (root, String::from("ledgerlint"));
    for argument in arguments.iter().skip(1).take_while(|a| *a != "--") {
        if let Some(sub) = command.find_subcommand(argument) {
            line = format!("{line} {}", sub.get_name());
            command = sub;
        }
    }
    (command, line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::cli;

    fn check(line: &str, expected: &str) {
        let arguments: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        for lang in [Lang::Zh, Lang::En] {
            let mut root = cli::root(lang);
            let error = root
                .try_get_matches_from_mut(&arguments)
                .err()
                .unwrap_or_else(|| panic!("{line} is good usage"));
            let fault = explain(&error, &arguments, &root, lang);
            match lang {
                Lang::Zh => assert_eq!(
                    format!("{} | {}", fault.message, fault.advice.unwrap()),
                    expected,
                    "{line}"
                ),
                Lang::En => {
                    let english = format!("{} {}", fault.message, fault.advice.unwrap());
                    assert!(english.is_ascii() || !line.is_ascii(), "{english}");
                }
            }
        }
    }

    #[test]
    fn every_kind_of_bad_usage_says_what_and_what_to_do() {
        check(
            "ledgerlint check --fomat json .",
            "没有选项 --fomat | 是否想写“--format”;用法见 ledgerlint check --help",
        );
        check(
            "ledgerlint check -z .",
            "没有选项 -z | 用法见 ledgerlint check --help",
        );
        check(
            "ledgerlint chekc .",
            "没有命令 chekc | 是否想写“check”;用法见 ledgerlint --help",
        );
        check(
            "ledgerlint src",
            "没有命令 src | 要检查它,运行 ledgerlint check src;用法见 ledgerlint --help",
        );
        check(
            "ledgerlint rules",
            "ledgerlint rules 后面要写命令 | 可用的有:list、test、lint、diff、new;用法见 ledgerlint rules --help",
        );
        let formats = crate::report::Format::ALL
            .map(crate::report::Format::name)
            .join("、");
        check(
            "ledgerlint check --format qqq .",
            &format!("--format 的值 qqq 不对 | 可用的有:{formats};用法见 ledgerlint check --help"),
        );
        check(
            "ledgerlint check --format jsno .",
            "--format 的值 jsno 不对 | 是否想写“json”;用法见 ledgerlint check --help",
        );
        check(
            "ledgerlint check . --as-of",
            "--as-of <DATE> 后面缺少值 | 用法见 ledgerlint check --help",
        );
        check(
            "ledgerlint check --lang zh --lang en .",
            "--lang <zh|en> 写了两次 | 用法见 ledgerlint check --help",
        );
        check(
            "ledgerlint check --quiet=1 .",
            "--quiet 不带值 1 | 用法见 ledgerlint check --help",
        );
        check(
            "ledgerlint explain A B",
            "多出一个参数 B | 用法见 ledgerlint explain --help",
        );
        check(
            "ledgerlint explain",
            "缺少 <ID> | 用法见 ledgerlint explain --help",
        );
        check(
            "ledgerlint rules diff old new",
            "缺少 --on <PATH>... | 用法见 ledgerlint rules diff --help",
        );
    }
}
