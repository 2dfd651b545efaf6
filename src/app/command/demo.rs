//! `ledgerlint demo DIR`: writes a made-up township in all ledgers, in order or with a breach of every rule.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::builder::ValueParser;
use clap::{Arg, ArgMatches, Command};
use serde_json::{Map, Value};

use crate::app::cli::{self, option};
use crate::app::console::Console;
use crate::app::fault::Fault;
use crate::app::files::shown;
use crate::app::layout::pad;
use crate::app::packs::{self, Origin};
use crate::app::status::Status;
use crate::demo::{
    self, DEFAULT_HOUSEHOLDS, Form, NotPlanted, Planted, Planting, Settings, Why, Written,
};
use crate::lang::Lang;
use crate::ledger::Date;
use crate::rulebook::did_you_mean;

/// Fewer households are no township with everything in it; more than these would run out of numbers.
const HOUSEHOLDS: std::ops::RangeInclusive<usize> = 20..=500_000;
/// Years of as-of dates. Before, there were no lists of those lifted out of poverty; far ahead, codes end.
const YEARS: std::ops::RangeInclusive<i32> = 2018..=2049;
/// What a check of a dirty demo must find.
const PLANTED: &str = "planted.json";

pub fn command(lang: Lang) -> Command {
    let t = |zh, en| lang.pick(zh, en);
    let forms = Form::ALL.map(|(name, _)| name).join(t("、", ", "));
    let command = Command::new("demo")
        .about(t(
            "生成一个虚构乡镇的全部台账,用来演示、培训",
            "Write the ledgers of a made-up township, for training and demos",
        ))
        .arg(
            Arg::new("DIR")
                .required(true)
                .value_parser(ValueParser::path_buf())
                .help(t(
                    "写到这个文件夹:还没有的,或空的",
                    "The folder to write to: a new or an empty one",
                )),
        )
        .arg(option(
            "households",
            "N",
            t("户数,默认 183", "Number of households, by default 183"),
        ))
        .arg(cli::switch(
            "dirty",
            t(
                "埋下问题:一条规则一处,清单写在 planted.json 里",
                "With breaches: one of each rule, listed in planted.json",
            ),
        ))
        .arg(option(
            "seed",
            "N",
            t(
                "随机数种子,默认 1;种子相同,内容就相同",
                "Seed of the random numbers, by default 1; the same seed gives the same files",
            ),
        ))
        .arg(option(
            "format",
            "FORMAT",
            &format!(
                "{}{forms}",
                t("文件格式,默认 csv:", "Format of the files, by default csv: ")
            ),
        ))
        .arg(option(
            "as-of",
            "DATE",
            t(
                "台账是哪一天的,默认 2021-05-13",
                "The day that the ledgers are of, by default 2021-05-13",
            ),
        ))
        .after_help(format!(
            "{}\n{}",
            cli::examples(
                &[
                    (
                        t("一个没有问题的乡镇", "a township in order"),
                        "ledgerlint demo demo",
                    ),
                    (
                        t(
                            "埋下问题,再查出来,与 planted.json 对照",
                            "with breaches; check it and compare with planted.json",
                        ),
                        "ledgerlint demo dirty --dirty && ledgerlint check dirty --as-of 2021-05-13",
                    ),
                    (
                        t("两万户的 JSON", "20,000 households as JSON"),
                        "ledgerlint demo big --households 20000 --format json",
                    ),
                    (
                        t("一个 Excel 工作簿,每种台账一张工作表", "one Excel workbook, a sheet a ledger"),
                        "ledgerlint demo book --dirty --format xlsx",
                    ),
                ],
                lang,
            ),
            t(
                "人名、证号、电话、账号都是编的:区划代码不存在,不会是任何人\n",
                "All names and numbers are made up: the division code does not exist, so nobody is meant\n",
            ),
        ));
    cli::dress(
        command,
        t(
            "ledgerlint demo [选项] <DIR>",
            "ledgerlint demo [OPTIONS] <DIR>",
        ),
        lang,
    )
}

pub fn run(matches: &ArgMatches, console: &Console) -> Result<Status, Vec<Fault>> {
    let lang = console.lang;
    let settings = settings(matches, lang)?;
    let form = form(cli::text(matches, "format"), lang).map_err(|fault| vec![fault])?;
    let folder = matches
        .get_one::<PathBuf>("DIR")
        .cloned()
        .unwrap_or_default();
    claim(&folder, lang).map_err(|fault| vec![fault])?;
    let mut township = demo::township(settings);
    let mut lists = Vec::new();
    let catalog;
    if matches.get_flag("dirty") {
        let loaded = packs::load(&Origin::default(), lang)?;
        catalog = Arc::new(loaded.catalog);
        let planting = Planting {
            book: &loaded.rulebook,
            catalog: &catalog,
            settings,
        };
        let (dirty, planted, left) = demo::plant_proven(&township, &planting);
        township = dirty;
        tell_left(&left, console);
        lists.push(Written {
            path: PLANTED.to_owned(),
            bytes: list(&planted).into_bytes(),
            records: planted.len(),
        });
    } else {
        catalog = Arc::new(packs::catalog(&Origin::default(), lang)?.0);
    }
    let files = demo::write(&township, &catalog, form, lang)
        .map_err(|refused| vec![too_many(refused.0, lang)])?;
    for file in files.iter().chain(&lists) {
        create(&folder, file, lang).map_err(|fault| vec![fault])?;
    }
    console.print(&told(&folder, &files, &lists, settings, lang))?;
    Ok(Status::Clean)
}

fn settings(matches: &ArgMatches, lang: Lang) -> Result<Settings, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut number = |name: &str, default: u64, low: u64, high: u64| {
        let Some(text) = cli::text(matches, name) else {
            return default;
        };
        let parsed = text.parse().ok().filter(|n| (low..=high).contains(n));
        if parsed.is_none() {
            faults.push(Fault::new(match lang {
                Lang::Zh => format!("--{name} {text} 不行:应当是 {low} 到 {high} 的整数"),
                Lang::En => {
                    format!("--{name} {text} will not do: give a whole number from {low} to {high}")
                }
            }));
        }
        parsed.unwrap_or(default)
    };
    let households = number(
        "households",
        DEFAULT_HOUSEHOLDS as u64,
        *HOUSEHOLDS.start() as u64,
        *HOUSEHOLDS.end() as u64,
    );
    let default = Settings::default();
    let seed = number("seed", default.seed, 0, u64::MAX);
    let written = cli::text(matches, "as-of").unwrap_or_default();
    let as_of = match written {
        "" => Some(default.as_of),
        written => Date::parse(written).filter(|date| YEARS.contains(&date.parts().0)),
    };
    if as_of.is_none() {
        let (from, to) = (YEARS.start(), YEARS.end());
        faults.push(Fault::new(match lang {
            Lang::Zh => {
                format!("--as-of {written} 不行:写成 2021-05-13 这样的日期,年份 {from} 到 {to}")
            }
            Lang::En => format!(
                "--as-of {written} will not do: write a date like 2021-05-13, from {from} to {to}"
            ),
        }));
    }
    match as_of {
        Some(as_of) if faults.is_empty() => Ok(Settings {
            households: households as usize,
            seed,
            as_of,
        }),
        _ => Err(faults),
    }
}

fn form(asked: Option<&str>, lang: Lang) -> Result<Form, Fault> {
    let Some(asked) = asked else {
        return Ok(Form::ALL[0].1);
    };
    let found = Form::ALL.into_iter().find(|(name, _)| *name == asked);
    found.map(|(_, form)| form).ok_or_else(|| {
        let names = Form::ALL.map(|(name, _)| name);
        let known = format!(
            "{}{}",
            lang.pick("可以写:", "known are: "),
            names.join(lang.pick("、", ", "))
        );
        let fault = Fault::new(match lang {
            Lang::Zh => format!("--format 没有 {asked} 这种格式"),
            Lang::En => format!("--format knows no {asked}"),
        });
        fault.advise(did_you_mean(asked, names, lang).unwrap_or(known))
    })
}

/// Makes the folder, or takes an empty one: what lies in another may be someone's only copy.
fn claim(folder: &Path, lang: Lang) -> Result<(), Fault> {
    let cannot = |error: &io::Error| {
        Fault::io(("不能写到", "cannot write to"), &shown(folder), error, lang)
            .advise(lang.pick("换一个文件夹", "choose another folder"))
    };
    match fs::read_dir(folder) {
        Ok(mut entries) => {
            if entries.next().is_none() {
                return Ok(());
            }
            let shown = shown(folder);
            Err(Fault::new(match lang {
                Lang::Zh => format!("文件夹 {shown} 里已有文件,没有写"),
                Lang::En => format!("the folder {shown} is not empty, nothing was written"),
            })
            .advise(lang.pick(
                "写一个还没有的文件夹名,或先把里面的文件移走",
                "name a folder that does not exist yet, or move its files away first",
            )))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(folder).map_err(|error| cannot(&error))
        }
        Err(error) => Err(cannot(&error)),
    }
}

fn create(folder: &Path, file: &Written, lang: Lang) -> Result<(), Fault> {
    let path = folder.join(&file.path);
    let write = || {
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        let mut options = OpenOptions::new();
        let mut out = options.write(true).create_new(true).open(&path)?;
        out.write_all(&file.bytes)
    };
    write().map_err(|error| {
        let path = shown(&path);
        Fault::io(("没有写", "did not write"), &path, &error, lang)
    })
}

fn too_many(refused: String, lang: Lang) -> Fault {
    Fault::new(refused).advise(lang.pick(
        "户数少一些,或用 --format csv",
        "take fewer households, or --format csv",
    ))
}

/// `[{rule, ledger, record}]`, one a line.
fn list(planted: &[Planted]) -> String {
    let line = |planted: &Planted| {
        let parts = planted.record.iter();
        let record: Map<String, Value> = parts
            .map(|(name, value)| (name.clone(), Value::String(value.clone())))
            .collect();
        let whole = Map::from_iter([
            ("rule".to_owned(), Value::String(planted.rule.clone())),
            ("ledger".to_owned(), Value::String(planted.ledger.clone())),
            ("record".to_owned(), Value::Object(record)),
        ]);
        Value::Object(whole).to_string()
    };
    let lines: Vec<String> = planted.iter().map(line).collect();
    format!("[\n{}\n]\n", lines.join(",\n"))
}

/// Says which rules have no breach in the demo.
fn tell_left(left: &[NotPlanted], console: &Console) {
    let mut by_why: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for NotPlanted { rule, why } in left {
        let why = match why {
            Why::Undeclared => console.lang.pick(
                "规则文件里没有写怎么埋",
                "their files do not say how to plant one",
            ),
            Why::NoLedger => console.lang.pick(
                "演示数据里没有要用的台账",
                "the demo lacks a ledger they need",
            ),
            Why::NotInForce => console
                .lang
                .pick("这一天还没有施行,或已失效", "not in force on that day"),
            Why::NoRecord => console.lang.pick(
                "没有合适而又没被别的问题占用的记录,户数多一些就有",
                "no fit record was left; with more households there is one",
            ),
        };
        by_why.entry(why).or_default().push(rule);
    }
    for (why, rules) in by_why {
        let (count, names) = (rules.len(), rules.join(console.lang.pick("、", ", ")));
        console.note(
            &format!("{count} 条规则没有埋问题({why}):{names}"),
            &format!("no breach of {count} rules ({why}): {names}"),
        );
    }
}

fn told(
    folder: &Path,
    files: &[Written],
    lists: &[Written],
    settings: Settings,
    lang: Lang,
) -> String {
    let mut text = String::new();
    for file in files.iter().chain(lists) {
        let records = match (file.records, lang) {
            (0, _) => String::new(),
            (n, Lang::Zh) => format!("{n} 条"),
            (n, Lang::En) => format!("{n} records"),
        };
        let line = format!("{} {records}", pad(&file.path, 28));
        text.push_str(line.trim_end());
        text.push('\n');
    }
    let shown = shown(folder);
    let shown = if shown.contains(' ') {
        format!("\"{shown}\"")
    } else {
        shown
    };
    let check = format!("ledgerlint check {shown} --as-of {}", settings.as_of);
    text.push_str(&match lang {
        Lang::Zh => format!("\n写在 {shown};检查它:\n  {check}\n"),
        Lang::En => format!("\nwritten to {shown}; check it:\n  {check}\n"),
    });
    text
}
