//! `ledgerlint rules new ID`: a commented draft of a rule, complete enough to load and to pass its own examples.

mod draft;

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command};

use self::draft::{draft, pack_draft};
use crate::app::cli;
use crate::app::console::Console;
use crate::app::fault::Fault;
use crate::app::files::shown;
use crate::app::packs::{self, Origin};
use crate::app::status::Status;
use crate::bundle;
use crate::lang::Lang;
use crate::ledger::{Catalog, Definition};
use crate::rulebook::did_you_mean;

pub fn command(lang: Lang) -> Command {
    let t = |zh, en| lang.pick(zh, en);
    let command = Command::new("new")
        .about(t("起草一条新规则", "Draft a new rule"))
        .arg(Arg::new("ID").required(true).help(t(
            "规则编号:包名-三位数,如 POST-018",
            "The rule's ID, PACK-NNN, such as POST-018",
        )))
        .arg(cli::path_option(
            "dir",
            "DIR",
            t(
                "规则文件夹,默认 rules",
                "The folder of rules, by default rules",
            ),
        ))
        .arg(cli::option(
            "ledger",
            "LEDGER",
            t(
                "规则检查的台账,如 公益性岗位",
                "The ledger that the rule judges, such as welfare_post",
            ),
        ))
        .arg(cli::path_option(
            "schemas",
            "DIR",
            t(
                "用这个文件夹的台账定义",
                "Ledger definitions of this folder",
            ),
        ))
        .after_help(cli::examples(
            &[
                (
                    t("起草", "draft it"),
                    "ledgerlint rules new POST-018 --ledger welfare_post",
                ),
                (
                    t("运行它的样例", "run its examples"),
                    "ledgerlint rules test rules",
                ),
            ],
            lang,
        ));
    cli::dress(
        command,
        t(
            "ledgerlint rules new [选项] <ID>",
            "ledgerlint rules new [OPTIONS] <ID>",
        ),
        lang,
    )
}

pub fn run(matches: &ArgMatches, console: &Console) -> Result<Status, Vec<Fault>> {
    let lang = console.lang;
    let asked = cli::text(matches, "ID").unwrap_or_default();
    let (id, pack) = identifier(asked).ok_or_else(|| {
        vec![
            Fault::new(match lang {
                Lang::Zh => format!("{asked} 不是规则编号"),
                Lang::En => format!("{asked} is no rule ID"),
            })
            .advise(lang.pick(
                "写成 包名-三位数,包名用大写字母,如 POST-018",
                "write PACK-NNN, the pack in capitals, such as POST-018",
            )),
        ]
    })?;
    let origin = Origin {
        schemas: matches.get_one::<PathBuf>("schemas").cloned(),
        ..Origin::default()
    };
    let (catalog, _) = packs::catalog(&origin, lang)?;
    let ledger =
        ledger(cli::text(matches, "ledger"), &pack, &catalog, lang).map_err(|fault| vec![fault])?;
    let folder = matches
        .get_one::<PathBuf>("dir")
        .cloned()
        .unwrap_or_else(|| PathBuf::from("rules"))
        .join(&pack);

    let within = format!("{pack}/{id}.yaml");
    if bundle::RULES.iter().any(|(path, _)| *path == within) && !folder.join("pack.yaml").is_file()
    {
        return Err(vec![
            Fault::new(match lang {
                Lang::Zh => format!("内置规则里已有 {id}"),
                Lang::En => format!("{id} is an embedded rule already"),
            })
            .advise(lang.pick(
                "另起编号;ledgerlint rules list 列出已用的编号",
                "take another number; ledgerlint rules list shows those in use",
            )),
        ]);
    }
    fs::create_dir_all(&folder).map_err(|error| {
        vec![Fault::io(
            ("建不了文件夹", "cannot create the folder"),
            &shown(&folder),
            &error,
            lang,
        )]
    })?;
    let mut written = Vec::new();
    let rule = folder.join(format!("{id}.yaml"));
    create(&rule, &draft(&id, ledger, lang), lang)?;
    written.push(shown(&rule));
    let pack_file = folder.join("pack.yaml");
    if !pack_file.exists() && !is_embedded(&pack) {
        create(&pack_file, &pack_draft(&pack, lang), lang)?;
        written.push(shown(&pack_file));
    }
    console.print(&format!("{}\n", written.join("\n")))?;
    let root = shown(folder.parent().unwrap_or(Path::new(".")));
    console.note(
        &format!("照注释填写,然后运行 ledgerlint rules test {root}"),
        &format!("fill it in along its comments, then run ledgerlint rules test {root}"),
    );
    Ok(Status::Clean)
}

fn is_embedded(pack: &str) -> bool {
    bundle::RULES
        .iter()
        .any(|(path, _)| path.split('/').next() == Some(pack))
}

/// The id in capitals, and its pack.
fn identifier(asked: &str) -> Option<(String, String)> {
    let id = asked.to_ascii_uppercase();
    let (pack, number) = id.split_once('-')?;
    let good = (2..=8).contains(&pack.len())
        && pack.bytes().all(|b| b.is_ascii_uppercase())
        && number.len() == 3
        && number.bytes().all(|b| b.is_ascii_digit());
    good.then(|| (id.clone(), pack.to_owned()))
}

/// The ledger that is asked for by name, title or alias; else the one that most rules of the pack judge.
fn ledger<'a>(
    asked: Option<&str>,
    pack: &str,
    catalog: &'a Catalog,
    lang: Lang,
) -> Result<&'a Definition, Fault> {
    if let Some(name) = asked {
        return find(name, catalog, lang);
    }
    let of_pack = bundle::RULES
        .iter()
        .filter(|(path, _)| path.split('/').next() == Some(pack));
    let named = |text: &str| {
        text.lines()
            .find_map(|line| line.strip_prefix("ledger:"))
            .map(|name| name.trim().to_owned())
    };
    let names: Vec<String> = of_pack.filter_map(|(_, text)| named(text)).collect();
    let usual = names
        .iter()
        .max_by_key(|name| names.iter().filter(|other| other == name).count());
    let usual = usual.and_then(|name| {
        catalog
            .definitions
            .iter()
            .find(|d| d.name == *name || d.title == *name)
    });
    usual
        .or(catalog.definitions.first())
        .ok_or_else(|| Fault::new(lang.pick("没有任何台账定义", "there is no ledger definition")))
}

/// A ledger by its name, title or one of its aliases.
pub fn find<'a>(name: &str, catalog: &'a Catalog, lang: Lang) -> Result<&'a Definition, Fault> {
    let names = |d: &'a Definition| {
        [&d.name, &d.title]
            .into_iter()
            .chain(&d.aliases)
            .map(String::as_str)
    };
    // exact names first: an alias of one ledger may be another's name in some office
    let exact = catalog
        .definitions
        .iter()
        .find(|d| d.name == name || d.title == name);
    if let Some(found) = exact.or_else(|| {
        catalog
            .definitions
            .iter()
            .find(|d| names(d).any(|known| known.eq_ignore_ascii_case(name)))
    }) {
        return Ok(found);
    }
    let fault = Fault::new(match lang {
        Lang::Zh => format!("没有台账 {name}"),
        Lang::En => format!("there is no ledger {name}"),
    });
    let near = did_you_mean(name, catalog.definitions.iter().flat_map(names), lang);
    Err(fault.advise(near.unwrap_or_else(|| {
        lang.pick(
            "ledgerlint schema 列出所有台账",
            "ledgerlint schema shows all ledgers",
        )
        .to_owned()
    })))
}

/// Writes a new file; one that is there is never touched.
fn create(path: &Path, text: &str, lang: Lang) -> Result<(), Vec<Fault>> {
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| {
        vec![Fault::io(
            ("没有写", "did not write"),
            &shown(path),
            &error,
            lang,
        )]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_a_pack_and_three_digits() {
        let check = |asked: &str, expected: Option<&str>| {
            assert_eq!(
                identifier(asked).map(|(id, _)| id).as_deref(),
                expected,
                "{asked}"
            );
        };
        check("POST-018", Some("POST-018"));
        check("post-018", Some("POST-018"));
        for bad in [
            "POST",
            "POST-18",
            "POST-0188",
            "P-001",
            "../X-001",
            "岗位-001",
            "PO/ST-001",
            "",
        ] {
            check(bad, None);
        }
    }
}
