//! `ledgerlint template LEDGER.. --output F`: a blank workbook to fill, made from the ledgers' definitions.

use std::path::{Path, PathBuf};

use clap::builder::ValueParser;
use clap::{Arg, ArgMatches, Command};

use super::rules_new::find;
use crate::app::cli;
use crate::app::config::Config;
use crate::app::console::Console;
use crate::app::fault::Fault;
use crate::app::files::shown;
use crate::app::interrupt::Watch;
use crate::app::output::Output;
use crate::app::packs;
use crate::app::status::Status;
use crate::demo::{self, Settings, Township};
use crate::form::{Template, template};
use crate::lang::Lang;
use crate::ledger::{Catalog, LedgerId};

/// Records of the demo that a sample is picked from: the one that fills most columns.
const PICKED_FROM: usize = 50;

pub fn command(lang: Lang) -> Command {
    let t = |zh, en| lang.pick(zh, en);
    let command = Command::new("template")
        .about(t(
            "生成空白台账工作簿,带下拉列表、填写提示和填表说明",
            "Write a blank workbook with drop-downs, input messages and a guide",
        ))
        .arg(
            Arg::new("LEDGER")
                .required(true)
                .num_args(1..)
                .help(t(
                    "台账的名称、中文名或别名,可写几个;嵌在里面的台账各有一张工作表",
                    "Ledgers by name, title or alias; those nested in them get sheets too",
                )),
        )
        .arg(
            Arg::new("output")
                .long("output")
                .value_name("FILE")
                .required(true)
                .value_parser(ValueParser::path_buf())
                .help(t(
                    "写到这个 .xlsx 文件",
                    "The .xlsx file to write",
                )),
        )
        .arg(cli::switch(
            "force",
            t(
                "文件已经有了也照写,原来的内容就没有了",
                "Replace the file where there is one; what it holds is lost",
            ),
        ))
        .arg(
            cli::switch(
                "quiet",
                t(
                    "不提示填好以后怎样检查,只写出文件名",
                    "No note on how to check it, only the file's name",
                ),
            )
            .short('q'),
        )
        .after_help(cli::examples(
            &[
                (
                    t("整改问题台账,连同措施、关键事实、佐证", "the rectification ledger with its measures"),
                    t(
                        "ledgerlint template 整改问题 --output 整改台账.xlsx",
                        "ledgerlint template rect_problem --output rectification.xlsx",
                    ),
                ),
                (
                    t("公益性岗位的几种台账放在一个文件里", "several ledgers in one workbook"),
                    t(
                        "ledgerlint template 公益性岗位 岗位聘用 岗位合同 --output 岗位.xlsx",
                        "ledgerlint template welfare_post post_assignment post_contract --output posts.xlsx",
                    ),
                ),
                (
                    t("填好以后检查", "check it once it is filled"),
                    t(
                        "ledgerlint check 岗位.xlsx --format xlsx --output 岗位-标注.xlsx",
                        "ledgerlint check posts.xlsx --format xlsx --output posts-marked.xlsx",
                    ),
                ),
            ],
            lang,
        ));
    cli::dress(
        cli::with_origin(command, lang),
        t(
            "ledgerlint template [选项] <LEDGER>... --output <FILE>",
            "ledgerlint template [OPTIONS] <LEDGER>... --output <FILE>",
        ),
        lang,
    )
}

pub fn run(matches: &ArgMatches, console: &Console) -> Result<Status, Vec<Fault>> {
    let lang = console.lang;
    let path = matches
        .get_one::<PathBuf>("output")
        .cloned()
        .unwrap_or_default();
    let one = |fault: Fault| vec![fault];
    claim(&path, matches.get_flag("force"), lang).map_err(one)?;
    let config = matches.get_one::<PathBuf>("config").map(PathBuf::as_path);
    let config = Config::load(config, None, lang)?;
    let loaded = packs::load(&cli::origin(matches, &config.origin), lang)?;
    let ledgers = ledgers(matches, &loaded.catalog, lang)?;
    let inputs = loaded.files.iter().map(PathBuf::as_path);
    let inputs: Vec<&Path> = inputs.chain(config.path.as_deref()).collect();
    let output = Output::new(&path, inputs, lang).map_err(one)?;
    let township = demo::township(Settings::default());
    let bytes = template(&Template {
        catalog: &loaded.catalog,
        ledgers: &ledgers,
        rules: &loaded.rulebook,
        sample: &|ledger, field| sample(&township, ledger, field),
        lang,
    })
    .map_err(|refused| one(Fault::new(refused.0)))?;
    output
        .write(lang, &Watch::default(), |out| out.write_all(&bytes))
        .map_err(one)?;
    let shown = output.shown();
    console.print(&format!("{shown}\n"))?;
    console.note(
        &format!("填好以后检查:ledgerlint check {shown}"),
        &format!("once it is filled, check it: ledgerlint check {shown}"),
    );
    Ok(Status::Clean)
}

/// Refuses what would lose someone's filled workbook, and names that no spreadsheet program opens.
fn claim(path: &Path, force: bool, lang: Lang) -> Result<(), Fault> {
    let named = path
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("xlsx"));
    if !named && !path.is_dir() {
        let shown = shown(path);
        return Err(Fault::new(match lang {
            Lang::Zh => format!("--output 给的 {shown} 不是 .xlsx 文件名"),
            Lang::En => format!("--output {shown} is no name of an .xlsx file"),
        })
        .advise(lang.pick(
            "文件名以 .xlsx 结尾,例如 岗位.xlsx",
            "end it with .xlsx, such as posts.xlsx",
        )));
    }
    if path.is_file() && !force {
        let shown = shown(path);
        return Err(Fault::new(match lang {
            Lang::Zh => format!("{shown} 已经有了,没有写"),
            Lang::En => format!("{shown} exists already, nothing was written"),
        })
        .advise(lang.pick(
            "换一个文件名;确实不要原来的内容了,加上 --force",
            "choose another name, or add --force if what it holds may be lost",
        )));
    }
    Ok(())
}

/// All ledgers that are asked for; each that is unknown is said.
fn ledgers(
    matches: &ArgMatches,
    catalog: &Catalog,
    lang: Lang,
) -> Result<Vec<LedgerId>, Vec<Fault>> {
    let asked = matches.get_many::<String>("LEDGER").into_iter().flatten();
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    for name in asked {
        match find(name, catalog, lang) {
            Ok(definition) if definition.scalar => {
                faults.push(plain_values(definition, catalog, lang))
            }
            Ok(definition) => found.extend(catalog.named(&definition.name)),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() {
        Ok(found)
    } else {
        Err(faults)
    }
}

fn plain_values(definition: &crate::ledger::Definition, catalog: &Catalog, lang: Lang) -> Fault {
    let title = &definition.title;
    let parent = definition.nested_in.as_ref();
    let parent = parent.map_or("", |(parent, _)| catalog.ledger(*parent).title.as_str());
    Fault::new(match lang {
        Lang::Zh => format!("“{title}”没有自己的表,填在“{parent}”的一列里"),
        Lang::En => format!("{title} has no table of its own; it is a column of {parent}"),
    })
    .advise(match lang {
        Lang::Zh => format!("写 {parent}"),
        Lang::En => format!("ask for {parent}"),
    })
}

/// A made-up value: that of the demo township's record that fills most columns.
fn sample(township: &Township, ledger: &str, field: &str) -> Option<String> {
    let table = township.tables.get(ledger)?;
    let filled = |row: &usize| {
        let cells = (0..table.columns.len()).map(|at| table.rows[*row].cell(at));
        cells.filter(|cell| !cell.is_empty()).count()
    };
    let row = (0..table.rows.len().min(PICKED_FROM))
        .rev()
        .max_by_key(filled)?;
    Some(table.cell(row, field).to_owned())
}
