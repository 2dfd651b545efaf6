//! `ledgerlint rules diff OLD NEW --on PATH..`: what a change of rules does to submissions, before it is made.

mod impact;
mod told;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::builder::{PossibleValuesParser, ValueParser};
use clap::{Arg, ArgAction, ArgMatches, Command};

use self::impact::{Impact, Submitted};
use super::asked::Asked;
use super::check::{LIMIT, today};
use super::validate::{self, Known, Said};
use crate::app::attachments::Beside;
use crate::app::cli;
use crate::app::config::Config;
use crate::app::console::Console;
use crate::app::fault::Fault;
use crate::app::files::{self, shown};
use crate::app::packs::{self, Loaded, Origin};
use crate::app::progress::BytesRead;
use crate::app::status::Status;
use crate::check::{Detail, Settings, check};
use crate::lang::Lang;
use crate::ledger::Date;
use crate::read::{self, Options};

/// Stands for the rules that the program brings.
const EMBEDDED: [&str; 2] = ["embedded", "内置"];

pub fn command(lang: Lang) -> Command {
    let t = |zh, en| lang.pick(zh, en);
    let rules = |name: &'static str, help: &'static str| {
        Arg::new(name)
            .required(true)
            .value_parser(ValueParser::path_buf())
            .help(help)
    };
    let command = Command::new("diff")
        .about(t(
            "改规则之前,看它对已有的报送包有什么影响",
            "See what a change of rules does to submissions, before it is made",
        ))
        .arg(rules("OLD", t("原来的规则文件夹;内置的写 embedded", "Folder of the old rules, or embedded")))
        .arg(rules("NEW", t("新的规则文件夹;内置的写 embedded", "Folder of the new rules, or embedded")))
        .arg(
            cli::path_option(
                "on",
                "PATH",
                t("报送包,可写多个;每个单独检查", "Submissions, each judged by itself; repeatable"),
            )
            .required(true)
            .num_args(1..)
            .action(ArgAction::Append),
        )
        .arg(cli::option("as-of", "DATE", t("基准日,默认今天", "The day to judge at, by default today")))
        .arg(cli::option("region", "CODE", t("行政区划代码", "Division code")))
        .arg(
            cli::option("select", "ID,..", t("只比这些规则或规则包", "Only these rules or packs"))
                .action(ArgAction::Append)
                .value_delimiter(','),
        )
        .arg(cli::path_option(
            "schemas",
            "DIR",
            t("用这个文件夹的台账定义", "Ledger definitions of this folder"),
        ))
        .arg(cli::path_option("config", "FILE", t("配置文件", "Configuration")))
        .arg(
            cli::option("format", "FORMAT", t("text(默认)或 json", "text (default) or json"))
                .value_parser(PossibleValuesParser::new(["text", "json"]))
                .hide_possible_values(true),
        )
        .arg(cli::option(
            "limit",
            "N",
            t("每条规则在每个报送包里最多列几处,默认 5,0 为全部", "Records named per rule and submission; default 5, 0 for all"),
        ))
        .arg(cli::switch("mask", t("遮盖个人信息", "Mask personal data")))
        .arg(cli::switch("exit-code", t("判定有变化时退出码为 1", "Exit with 1 where a verdict changed")))
        .after_help(format!(
            "{}\n{}",
            cli::examples(
                &[
                    (
                        t("新规则对去年的两个报送包有什么影响", "what new rules do to two submissions of last year"),
                        t(
                            "ledgerlint rules diff rules-old rules-new --on 报送/甲镇 报送/乙镇 --as-of 2021-05-13",
                            "ledgerlint rules diff rules-old rules-new --on submissions/a submissions/b --as-of 2021-05-13",
                        ),
                    ),
                    (
                        t("自己改过的规则与内置的比", "changed rules against the embedded ones"),
                        "ledgerlint rules diff embedded rules --on samples/posts",
                    ),
                ],
                lang,
            ),
            t(
                "同一条记录按编号认,与行号、指向哪一格无关。两边用同一套台账定义、基准日、参数和级别设置。\n\
                 退出码:0 比完了;1 用了 --exit-code 且判定有变化;2 规则、台账读不了\n",
                "A record is known by its key, whatever its row and the cell that is pointed at. Both sides use the same\n\
                 ledger definitions, day, parameters and severities.\n\
                 Exit status: 0 compared; 1 with --exit-code where a verdict changed; 2 rules or ledgers cannot be read\n",
            ),
        ));
    cli::dress(
        command,
        t(
            "ledgerlint rules diff [选项] <OLD> <NEW> --on <PATH>...",
            "ledgerlint rules diff [OPTIONS] <OLD> <NEW> --on <PATH>...",
        ),
        lang,
    )
}

pub fn run(matches: &ArgMatches, console: &Console) -> Result<Status, Vec<Fault>> {
    let lang = console.lang;
    let paths: Vec<PathBuf> = matches
        .get_many::<PathBuf>("on")
        .into_iter()
        .flatten()
        .cloned()
        .collect();
    let near = paths.first().map(PathBuf::as_path);
    let config = Config::load(cli::path(matches, "config").as_deref(), near, lang)?;
    let choices = choices(matches, &config, lang)?;
    let schemas = cli::path(matches, "schemas").or_else(|| config.origin.schemas.clone());
    let [old, new] = sides(matches, schemas, lang)?;
    // both sides have the same definitions
    let catalog = Arc::new(new.catalog.clone());
    let mut settings = settings(matches, &config, &choices, [&old, &new], lang)?;
    let books = [&old.rulebook, &new.rulebook];
    let mut impact = Impact::of([(books[0], &settings[0]), (books[1], &settings[1])]);
    for path in &paths {
        console.note(
            &format!("正在检查 {}", shown(path)),
            &format!("judging {}", shown(path)),
        );
        let mut submission = files::find(std::slice::from_ref(path), &[], lang)?;
        validate::ledgers(&config, &catalog, &mut submission.files, lang)?;
        let read = BytesRead::default();
        let found = submission.files.iter();
        let files: Vec<read::File> = found.map(|found| found.file(&read)).collect();
        let options = Options {
            digests: false,
            ..Options::at(choices.as_of)
        };
        let reading = read::read(&files, &catalog, options, &|_, _, _| {});
        if reading.ledgers.tables.iter().all(Option::is_none) {
            return Err(vec![no_ledger(path, lang)]);
        }
        let [before, after] = [0, 1].map(|side| {
            settings[side].attachments = Some(Box::new(Beside::new(&submission.roots)));
            let checked = check(&reading, books[side], &settings[side], &|_, _| {});
            Submitted::of(&checked, cli::flag(matches, "mask"))
        });
        impact.add(shown(path), before, after);
    }
    let told = told::Told {
        impact: &impact,
        sides: ["OLD", "NEW"].map(|side| side_name(&side_path(matches, side), lang)),
        as_of: choices.as_of,
        limit: choices.limit,
        lang,
    };
    console.print(&match cli::text(matches, "format") {
        Some("json") => told.json(),
        _ => told.text(),
    })?;
    Ok(
        match cli::flag(matches, "exit-code") && impact.changes_verdicts() {
            true => Status::Findings,
            false => Status::Clean,
        },
    )
}

/// What options and configuration decide for both sides.
struct Choices {
    as_of: Date,
    region: Option<String>,
    limit: usize,
}

fn choices(matches: &ArgMatches, config: &Config, lang: Lang) -> Result<Choices, Vec<Fault>> {
    let mut asked = Asked::new(matches, lang);
    let (as_of, region, limit) = (asked.as_of(), asked.region(), asked.limit());
    if !asked.faults.is_empty() {
        return Err(asked.faults);
    }
    Ok(Choices {
        as_of: as_of.or(config.as_of).unwrap_or_else(today),
        region: region.or_else(|| config.region.clone()),
        limit: match limit.unwrap_or(LIMIT) {
            0 => usize::MAX,
            limit => limit,
        },
    })
}

fn side_path(matches: &ArgMatches, side: &str) -> PathBuf {
    cli::path(matches, side).unwrap_or_default()
}

fn is_embedded(path: &Path) -> bool {
    EMBEDDED.iter().any(|word| path == Path::new(word)) && !path.exists()
}

fn side_name(path: &Path, lang: Lang) -> String {
    match is_embedded(path) {
        true => lang.pick("内置规则", "embedded rules").to_owned(),
        false => shown(path),
    }
}

/// Both rulebooks; what is wrong with either is said at once.
fn sides(
    matches: &ArgMatches,
    schemas: Option<PathBuf>,
    lang: Lang,
) -> Result<[Loaded; 2], Vec<Fault>> {
    both(["OLD", "NEW"].map(|side| {
        let path = side_path(matches, side);
        let origin = Origin {
            rules: (!is_embedded(&path)).then_some(path),
            added: Vec::new(),
            schemas: schemas.clone(),
        };
        packs::load(&origin, lang)
    }))
}

fn both<T>([old, new]: [Result<T, Vec<Fault>>; 2]) -> Result<[T; 2], Vec<Fault>> {
    match (old, new) {
        (Ok(old), Ok(new)) => Ok([old, new]),
        (Err(mut faults), Err(more)) => {
            faults.extend(more);
            Err(faults)
        }
        (Err(faults), _) | (_, Err(faults)) => Err(faults),
    }
}

/// How both sides judge. What is asked for or configured for rules and parameters of one side alone is for that side;
/// what neither knows is a fault.
fn settings(
    matches: &ArgMatches,
    config: &Config,
    choices: &Choices,
    sides: [&Loaded; 2],
    lang: Lang,
) -> Result<[Settings; 2], Vec<Fault>> {
    let asked: Vec<&String> = matches
        .get_many::<String>("select")
        .into_iter()
        .flatten()
        .collect();
    let mut unknown: Vec<Vec<Fault>> = asked.iter().map(|_| Vec::new()).collect();
    let settings = sides.map(|loaded| {
        let known = Known::of(&loaded.rulebook);
        let mut select = Vec::new();
        for (at, name) in asked.iter().enumerate() {
            match validate::rule_or_pack(&Said::Option(name.trim()), &known, config, lang) {
                Ok(name) => select.push(name),
                Err(fault) => unknown[at].push(fault),
            }
        }
        if select.is_empty() && !asked.is_empty() {
            // the other side has what was asked for: judging everything here instead would be wrong
            select.push(String::from("-"));
        }
        // what the configuration sets for rules that this side lacks is no fault of it
        let mut missing = Vec::new();
        let severities = validate::severities(config, &known, lang, &mut missing);
        let overrides = validate::parameters(config, &known, lang, &mut missing);
        Settings {
            lang,
            region: choices.region.clone(),
            overrides,
            select,
            severities,
            detail: Detail {
                excerpts: false,
                personal: cli::flag(matches, "mask"),
                places: false,
            },
            ..Settings::at(choices.as_of)
        }
    });
    // one fault a side: two mean that neither side knows the name
    let faults: Vec<Fault> = unknown
        .into_iter()
        .filter(|both| both.len() == 2)
        .filter_map(|both| both.into_iter().next())
        .collect();
    if faults.is_empty() {
        Ok(settings)
    } else {
        Err(faults)
    }
}

fn no_ledger(path: &Path, lang: Lang) -> Fault {
    Fault::new(match lang {
        Lang::Zh => format!("{} 里没有找到台账", shown(path)),
        Lang::En => format!("no ledger was found in {}", shown(path)),
    })
    .advise(lang.pick(
        "ledgerlint check 会说明哪些文件为什么没有读",
        "ledgerlint check tells which files were not read, and why",
    ))
}
