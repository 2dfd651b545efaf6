//! `ledgerlint schema [LEDGER]`: the ledgers there are, what each holds, and how they hang together.

use clap::{Arg, ArgMatches, Command};

use super::rules_new::find;
use crate::app::cli;
use crate::app::config::Config;
use crate::app::console::Console;
use crate::app::fault::Fault;
use crate::app::layout::{self, pad, wrap};
use crate::app::packs;
use crate::app::status::Status;
use crate::lang::Lang;
use crate::ledger::{Catalog, Definition, Field, FieldId, LedgerId, Relation, Type, mermaid};
use crate::rulebook::type_name;

pub fn command(lang: Lang) -> Command {
    let t = |zh, en| lang.pick(zh, en);
    let command = Command::new("schema")
        .about(t(
            "列出台账,或一种台账的字段",
            "List the ledgers, or the fields of one",
        ))
        .arg(Arg::new("LEDGER").help(t(
            "台账的名称、中文名或别名",
            "A ledger by name, title or alias",
        )))
        .arg(
            cli::switch("json", t("输出它的 JSON Schema", "Print its JSON Schema"))
                .requires("LEDGER"),
        )
        .arg(
            cli::switch(
                "graph",
                t(
                    "输出台账关系图(Mermaid)",
                    "Print the ledgers and their relations as a Mermaid flowchart",
                ),
            )
            .conflicts_with("LEDGER"),
        )
        .arg(cli::path_option(
            "schemas",
            "DIR",
            t(
                "用这个文件夹的台账定义",
                "Ledger definitions of this folder",
            ),
        ))
        .arg(cli::path_option(
            "config",
            "FILE",
            t("配置文件", "Configuration"),
        ))
        .after_help(cli::examples(
            &[
                (t("有哪些台账", "all ledgers"), "ledgerlint schema"),
                (
                    t("公益岗台账要填哪些列", "the columns of one"),
                    t(
                        "ledgerlint schema 公益性岗位",
                        "ledgerlint schema welfare_post",
                    ),
                ),
                (
                    t("画台账关系图", "draw how ledgers hang together"),
                    "ledgerlint schema --graph > ledgers.mmd",
                ),
                (
                    t(
                        "给编辑器或别的校验工具用",
                        "for editors and other validators",
                    ),
                    "ledgerlint schema welfare_post --json > welfare_post.schema.json",
                ),
            ],
            lang,
        ));
    cli::dress(
        command,
        t(
            "ledgerlint schema [选项] [LEDGER]",
            "ledgerlint schema [OPTIONS] [LEDGER]",
        ),
        lang,
    )
}

pub fn run(matches: &ArgMatches, console: &Console) -> Result<Status, Vec<Fault>> {
    let lang = console.lang;
    let config = Config::load(
        matches
            .get_one::<std::path::PathBuf>("config")
            .map(|p| p.as_path()),
        None,
        lang,
    )?;
    let schemas = matches
        .get_one::<std::path::PathBuf>("schemas")
        .cloned()
        .or(config.origin.schemas);
    let (catalog, _) = packs::catalog(
        &packs::Origin {
            schemas,
            ..packs::Origin::default()
        },
        lang,
    )?;
    if matches.get_flag("graph") {
        console.print(&mermaid(&catalog))?;
        return Ok(Status::Clean);
    }
    let Some(asked) = cli::text(matches, "LEDGER") else {
        console.print(&overview(&catalog, lang))?;
        console.note(
            "ledgerlint schema 台账 看它的字段",
            "ledgerlint schema LEDGER shows its fields",
        );
        return Ok(Status::Clean);
    };
    let definition = find(asked, &catalog, lang).map_err(|fault| vec![fault])?;
    let text = if matches.get_flag("json") {
        format!("{:#}\n", definition.schema)
    } else {
        page(definition, &catalog, lang, console.width())
    };
    console.print(&text)?;
    Ok(Status::Clean)
}

fn overview(catalog: &Catalog, lang: Lang) -> String {
    let row = |d: &Definition| {
        let nested = d
            .nested_in
            .as_ref()
            .map(|(parent, property)| format!("{}.{property}", catalog.ledger(*parent).name));
        vec![
            d.name.clone(),
            d.title.clone(),
            names(d, &d.key, lang),
            d.fields.len().to_string(),
            nested.unwrap_or_default(),
        ]
    };
    let rows: Vec<Vec<String>> = catalog.definitions.iter().map(row).collect();
    let header = match lang {
        Lang::Zh => ["台账", "中文名", "标识", "字段数", "嵌在"],
        Lang::En => ["ledger", "title", "key", "fields", "nested in"],
    };
    layout::table(&header, &rows)
}

/// Fields by title and name.
fn names(definition: &Definition, fields: &[FieldId], lang: Lang) -> String {
    let one = |id: &FieldId| match lang {
        Lang::Zh => definition.field(*id).title.clone(),
        Lang::En => definition.field(*id).name.clone(),
    };
    fields
        .iter()
        .map(one)
        .collect::<Vec<_>>()
        .join(lang.pick("、", ", "))
}

fn page(definition: &Definition, catalog: &Catalog, lang: Lang, width: usize) -> String {
    let t = |zh, en| lang.pick(zh, en);
    let between = t("、", ", ");
    let mut text = format!("{}  {}\n", definition.name, definition.title);
    if let Some(description) = &definition.description {
        text.push_str(&wrap(description, 2, width));
    }
    let mut fact = |name: &str, value: String| {
        if !value.is_empty() {
            text.push_str(&wrap(&format!("{} {value}", pad(name, 8)), 2, width));
        }
    };
    fact(t("标识", "key"), names(definition, &definition.key, lang));
    fact(t("别名", "aliases"), definition.aliases.join(between));
    if let Some((parent, property)) = &definition.nested_in {
        fact(
            t("嵌在", "nested in"),
            format!("{}.{property}", catalog.ledger(*parent).name),
        );
    }
    text.push('\n');
    let header = match lang {
        Lang::Zh => ["字段", "中文名", "类型", "必填", "单位"],
        Lang::En => ["field", "title", "type", "required", "unit"],
    };
    let row = |f: &Field| {
        let required = if f.required { t("是", "yes") } else { "" };
        let kind = match lang {
            Lang::Zh => type_name(f.kind, lang),
            Lang::En => f.kind.name(),
        };
        vec![
            f.name.clone(),
            f.title.clone(),
            kind.to_owned(),
            required.to_owned(),
            f.unit.clone().unwrap_or_default(),
        ]
    };
    text.push_str(&layout::table(
        &header,
        &definition.fields.iter().map(row).collect::<Vec<_>>(),
    ));
    text.push_str(&notes(definition, lang, width));
    text.push_str(&relations(definition, catalog, lang, width));
    text
}

/// Other headers and allowed values, by field: too long for a table.
fn notes(definition: &Definition, lang: Lang, width: usize) -> String {
    let between = lang.pick("、", ", ");
    let mut text = String::new();
    for field in &definition.fields {
        let mut lines = Vec::new();
        if !field.aliases.is_empty() {
            lines.push(format!(
                "{}{}",
                lang.pick("也写作:", "also: "),
                field.aliases.join(between)
            ));
        }
        if !field.codes.is_empty() && field.kind == Type::Text {
            lines.push(format!(
                "{}{}",
                lang.pick("取值:", "values: "),
                field.codes.join(between)
            ));
        }
        lines.extend(dated(field, definition, lang));
        lines.extend(field.description.clone());
        if !lines.is_empty() {
            text.push_str(&format!("\n{} {}\n", field.name, field.title));
            lines
                .iter()
                .for_each(|line| text.push_str(&wrap(line, 2, width)));
        }
    }
    text
}

/// The codes that are not for all times, one a line.
fn dated(field: &Field, definition: &Definition, lang: Lang) -> Vec<String> {
    let by = match (field.codes_by, lang) {
        (Some(by), Lang::Zh) => format!("「{}」,没填的按基准日", definition.field(by).title),
        (None, Lang::Zh) => "基准日".to_owned(),
        (Some(by), Lang::En) => {
            format!(
                "{}, the as-of date where it is empty",
                definition.field(by).name
            )
        }
        (None, Lang::En) => "the as-of date".to_owned(),
    };
    let codes = field.dated_codes.iter();
    codes
        .map(|code| match (code.from, code.until, lang) {
            (Some(from), Some(until), Lang::Zh) => format!("{from}至{until}"),
            (Some(from), None, Lang::Zh) => format!("{from}起"),
            (_, Some(until), Lang::Zh) => format!("到{until}为止"),
            (Some(from), Some(until), Lang::En) => format!("{from} to {until}"),
            (Some(from), None, Lang::En) => format!("from {from}"),
            (_, Some(until), Lang::En) => format!("until {until}"),
            (None, None, _) => String::new(),
        })
        .zip(&field.dated_codes)
        .map(|(days, code)| match lang {
            Lang::Zh => format!("有期限:{} {days}(看{by};依据:{})", code.code, code.source),
            Lang::En => format!(
                "dated: {} {days} (by {by}; source: {})",
                code.code, code.source
            ),
        })
        .collect()
}

fn relations(definition: &Definition, catalog: &Catalog, lang: Lang, width: usize) -> String {
    let Some(id) = catalog.named(&definition.name) else {
        return String::new();
    };
    let mut text = String::new();
    let keys = |relation: &Relation| {
        let pair = |(child, parent): &(FieldId, FieldId)| {
            let (child, parent) = (
                catalog.ledger(relation.child).field(*child),
                catalog.ledger(relation.parent).field(*parent),
            );
            format!("{} = {}", child.name, parent.name)
        };
        let way = |pairs: &Vec<(FieldId, FieldId)>| {
            pairs
                .iter()
                .map(pair)
                .collect::<Vec<_>>()
                .join(lang.pick(" 且 ", " and "))
        };
        relation
            .on
            .iter()
            .map(way)
            .collect::<Vec<_>>()
            .join(lang.pick(",或 ", ", or "))
    };
    let mut list = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            text.push_str(&format!("\n{title}\n"));
            lines
                .iter()
                .for_each(|line| text.push_str(&wrap(line, 2, width)));
        }
    };
    let target = |name: &str, ledger: LedgerId| {
        format!(
            "{name} -> {} {}",
            catalog.ledger(ledger).name,
            catalog.ledger(ledger).title
        )
    };
    let line = |relation: &Relation, name: &str, ledger: LedgerId| {
        let by = if relation.nested {
            lang.pick("嵌套", "nested").to_owned()
        } else {
            keys(relation)
        };
        if by.is_empty() {
            target(name, ledger)
        } else {
            format!("{}  [{by}]", target(name, ledger))
        }
    };
    list(
        lang.pick("向上(多对一)", "Up (many to one)"),
        catalog
            .up(id)
            .map(|(_, r)| line(r, &r.name, r.parent))
            .collect(),
    );
    list(
        lang.pick("向下(一对多)", "Down (one to many)"),
        catalog
            .down(id)
            .map(|(_, r)| line(r, &r.inverse, r.child))
            .collect(),
    );
    text
}
