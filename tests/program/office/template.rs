//! Templates: every ledger has one, its headers are understood, and what may not be typed is kept out.

use std::collections::BTreeMap;
use std::fs;

use ledgerlint::form::{Template, template};
use ledgerlint::lang::Lang;
use ledgerlint::ledger::own::{SAMPLE, is_own_sheet};
use ledgerlint::ledger::{Date, LedgerId};
use ledgerlint::read::{File, Options, read};
use roxmltree::Document;

use crate::office::package::Package;
use crate::place::{Place, Ran};
use crate::shipped::{BOOK, CATALOG};

fn made(names: &[&str], lang: Lang) -> Package {
    let ledgers: Vec<LedgerId> = names
        .iter()
        .map(|n| CATALOG.named(n).expect("a ledger"))
        .collect();
    let bytes = template(&Template {
        catalog: &CATALOG,
        ledgers: &ledgers,
        rules: &BOOK,
        sample: &|_, _| None,
        lang,
    });
    Package::open(&bytes.expect("a template"))
}

/// The names of ledgers with a table of their own.
pub fn tables() -> Vec<&'static str> {
    let all = CATALOG.definitions.iter().filter(|d| !d.scalar);
    all.map(|d| d.name.as_str()).collect()
}

/// The oracle is the reader of tables: every header of every template is one of its ledger's columns, and none is
/// left over.
#[test]
fn every_header_of_every_ledger_is_understood() {
    for name in tables() {
        let package = made(&[name], Lang::Zh);
        for sheet in package.sheets() {
            if is_own_sheet(sheet.cells.get("A1").map_or("", String::as_str)) {
                continue;
            }
            let headers = sheet.row(1);
            let quoted = |cell: &&str| format!("\"{cell}\"");
            let header: Vec<String> = headers.iter().map(quoted).collect();
            let csv = format!(
                "{}\n{}\n",
                header.join(","),
                vec!["1"; headers.len()].join(",")
            );
            let definition = CATALOG.definitions.iter().find(|d| d.title == sheet.name);
            let definition = definition.unwrap_or_else(|| panic!("{} is a ledger", sheet.name));
            let file = File::in_memory(&format!("{}.csv", definition.name), csv.into_bytes());
            let as_of = Date::parse("2021-05-13").expect("a day");
            let reading = read(&[file], &CATALOG, Options::at(as_of), &|_, _, _| {});
            let id = CATALOG.named(&definition.name).expect("the ledger");
            let table = reading
                .ledgers
                .table(id)
                .unwrap_or_else(|| panic!("{}", sheet.name));
            let columns = definition.fields.iter().zip(&table.columns);
            let missing: Vec<&str> = columns
                .filter(|(_, column)| !column.present)
                .map(|(field, _)| field.name.as_str())
                .collect();
            assert!(
                missing.is_empty(),
                "{}: {missing:?} of {headers:?}",
                sheet.name
            );
            let unknown: Vec<_> = reading
                .irregularities
                .iter()
                .filter(|i| {
                    let kind = format!("{:?}", i.kind);
                    kind.contains("Column") || kind.contains("Header")
                })
                .collect();
            assert!(unknown.is_empty(), "{}: {unknown:#?}", sheet.name);
        }
    }
}

#[test]
fn a_ledger_brings_the_sheets_of_those_nested_in_it_and_the_guide_comes_first() {
    let check = |asked: &[&str], expected: &[&str]| {
        let package = made(asked, Lang::Zh);
        let sheets = package.sheets();
        let names: Vec<&str> = sheets
            .iter()
            .filter(|s| !s.hidden)
            .map(|s| s.name.as_str())
            .collect();
        assert_eq!(names, expected);
        for sheet in &sheets[1..names.len()] {
            assert_eq!(sheet.row(2)[0], SAMPLE, "{}", sheet.name);
        }
    };
    check(&["welfare_post"], &["填表说明", "公益性岗位"]);
    let problem = [
        "填表说明",
        "整改问题",
        "整改措施",
        "佐证材料清单",
        "状态流转记录",
    ];
    check(&["rect_problem"], &problem);
    check(&["rect_problem", "rect_measure"], &problem);
    check(&["person", "household"], &["填表说明", "人员", "农户"]);
}

/// Validations of a sheet: range → (type, formula).
fn validations(package: &Package, sheet: &str) -> BTreeMap<String, (String, String)> {
    let sheets = package.sheets();
    let part = &sheets
        .iter()
        .find(|s| s.name == sheet)
        .expect("the sheet")
        .part;
    let document = Document::parse(package.text(part)).expect("XML");
    let all = document
        .descendants()
        .filter(|n| n.has_tag_name("dataValidation") || n.tag_name().name() == "dataValidation");
    all.map(|n| {
        assert!(
            n.attribute("prompt")
                .is_some_and(|p| p.encode_utf16().count() <= 255)
        );
        assert!(
            n.attribute("promptTitle")
                .is_some_and(|p| p.encode_utf16().count() <= 32)
        );
        let formula = n.children().find(|c| c.tag_name().name() == "formula1");
        let formula = formula.and_then(|f| f.text()).unwrap_or_default();
        let kind = n.attribute("type").unwrap_or("any");
        (
            n.attribute("sqref").expect("a range").to_owned(),
            (kind.to_owned(), formula.to_owned()),
        )
    })
    .collect()
}

#[test]
fn columns_take_what_their_definition_says() {
    let package = made(&["welfare_post", "person", "rect_problem"], Lang::Zh);
    let header = |sheet: &str, title: &str| {
        let sheets = package.sheets();
        let sheet = sheets.iter().find(|s| s.name == sheet).expect("the sheet");
        let cell = sheet.cells.iter().find(|(at, text)| {
            at.ends_with('1')
                && text.trim_end_matches('*') == title
                && at.trim_start_matches(|c: char| c.is_ascii_uppercase()) == "1"
        });
        cell.map(|(at, _)| at.trim_end_matches('1').to_owned())
            .unwrap_or_else(|| panic!("{title}"))
    };
    let check = |sheet: &str, title: &str, kind: &str, formula: &str| {
        let letter = header(sheet, title);
        let found = validations(&package, sheet).remove(&format!("{letter}3:{letter}5000"));
        let (found_kind, found_formula) = found.unwrap_or_else(|| panic!("{sheet} {title}"));
        assert_eq!(
            (found_kind.as_str(), found_formula.as_str()),
            (kind, formula),
            "{sheet} {title}"
        );
    };
    check(
        "公益性岗位",
        "资金来源",
        "list",
        "\"就业补助,光伏收益,林草,村集体,其他\"",
    );
    check("公益性岗位", "名额(个)", "whole", "0");
    check("公益性岗位", "月补贴标准(元)", "decimal", "0");
    check("整改措施", "整改时限", "any", "");
    check("整改问题", "发现日期", "date", "DATE(1901,1,1)");
    check("人员", "身份证号", "textLength", "18");
    let all = validations(&package, "人员");
    let long: Vec<_> = all.values().filter(|(_, f)| f.contains("代码表")).collect();
    assert!(
        !long.is_empty(),
        "long lists stand on the hidden sheet: {all:#?}"
    );
    for (_, formula) in all.values() {
        assert!(formula.encode_utf16().count() <= 257, "{formula}");
    }
    // the range holds exactly the codes
    let codes = package
        .sheets()
        .into_iter()
        .find(|s| s.name == "代码表")
        .expect("the sheet");
    assert!(codes.hidden && is_own_sheet(&codes.cells["A1"]));
    let fields = CATALOG.definitions.iter().flat_map(|d| &d.fields);
    let listed: Vec<&str> = (3..)
        .map_while(|row| codes.cells.get(&format!("A{row}")))
        .map(String::as_str)
        .collect();
    assert!(fields.into_iter().any(|f| f.codes == listed), "{listed:?}");
    assert_eq!(long[0].1, format!("'代码表'!$A$3:$A${}", listed.len() + 2));
}

#[test]
fn required_columns_have_a_star_and_numbers_of_documents_are_text() {
    let package = made(&["person"], Lang::Zh);
    let sheets = package.sheets();
    let person = CATALOG.ledger(CATALOG.named("person").expect("the ledger"));
    let headers = sheets[1].row(1);
    for (field, header) in person.fields.iter().zip(&headers) {
        assert_eq!(header.ends_with('*'), field.required, "{header}");
    }
    let document = Document::parse(package.text(&sheets[1].part)).expect("XML");
    let at = person
        .fields
        .iter()
        .position(|f| f.name == "id_number")
        .expect("the field")
        + 1;
    let column = document.descendants().find(|n| {
        n.tag_name().name() == "col" && n.attribute("min").and_then(|m| m.parse().ok()) == Some(at)
    });
    let style: usize = column
        .and_then(|c| c.attribute("style"))
        .expect("a format")
        .parse()
        .expect("a number");
    let styles = Document::parse(package.text("xl/styles.xml")).expect("XML");
    let xfs = styles
        .descendants()
        .find(|n| n.tag_name().name() == "cellXfs")
        .expect("formats");
    let xf = xfs
        .children()
        .filter(|n| n.is_element())
        .nth(style)
        .expect("the format");
    assert_eq!(
        xf.attribute("numFmtId"),
        Some("49"),
        "the built-in format @"
    );
}

#[test]
fn the_guide_names_every_column_and_every_rule() {
    let package = made(&["welfare_post"], Lang::Zh);
    let guide = &package.sheets()[0];
    let texts: Vec<&str> = guide.cells.values().map(String::as_str).collect();
    assert!(is_own_sheet(&guide.cells["A1"]));
    let id = CATALOG.named("welfare_post").expect("the ledger");
    for field in &CATALOG.ledger(id).fields {
        assert!(
            texts.iter().any(|t| t.starts_with(&field.title)),
            "{}",
            field.title
        );
    }
    let judging = BOOK.rules.iter().filter(|rule| match &rule.body {
        ledgerlint::rulebook::Body::Judge(judges) => judges.iter().any(|judge| judge.ledger == id),
        ledgerlint::rulebook::Body::Detect(_) => true,
    });
    let mut count = 0;
    for rule in judging {
        count += 1;
        for text in [
            &*rule.id.0,
            &rule.title,
            &rule.why,
            rule.advice.as_deref().unwrap_or(&rule.why),
        ] {
            assert!(texts.contains(&text), "{}: {text}", rule.id);
        }
    }
    assert!(count > 5);
}

#[test]
fn a_file_that_is_there_is_kept_unless_told_otherwise() {
    let place = Place::new("template");
    let path = place.at("岗位.xlsx");
    fs::write(&path, "someone's work").expect("written");
    let Ran {
        status, err: told, ..
    } = place.run("template 公益性岗位 --output 岗位.xlsx");
    assert!(
        status == 2 && told.contains("已经有了") && told.contains("--force"),
        "{told}"
    );
    assert_eq!(fs::read(&path).expect("read"), b"someone's work");
    let Ran {
        status,
        out,
        err: told,
    } = place.run("template 公益性岗位 --output 岗位.xlsx --force");
    assert!(status == 0 && out.trim() == "岗位.xlsx", "{told}");
    let package = Package::open(&fs::read(&path).expect("read"));
    assert_eq!(package.sheets()[1].name, "公益性岗位");
    assert_eq!(
        fs::read_dir(place.at("")).expect("read").count(),
        1,
        "nothing else is left"
    );
}

#[test]
fn what_cannot_become_a_template_is_said() {
    let place = Place::new("template-usage");
    let check = |line: &str, expected: &[&str]| {
        let Ran {
            status, err: told, ..
        } = place.run(line);
        assert_eq!(status, 2, "{line}: {told}");
        for text in expected {
            assert!(told.contains(text), "{line}: {told}");
        }
        assert_eq!(
            fs::read_dir(place.at("")).expect("read").count(),
            0,
            "{line}"
        );
    };
    check(
        "template 公益性岗 --output a.xlsx",
        &["没有台账 公益性岗", "公益岗"],
    );
    check(
        "template 关键事实 --output a.xlsx",
        &["没有自己的表", "整改问题"],
    );
    check(
        "template 人员 甲 乙 --output a.xlsx",
        &["没有台账 甲", "没有台账 乙"],
    );
    check("template 人员 --output a.csv", &[".xlsx"]);
    check("template 人员 --output . --force", &["文件夹"]);
    check("template 人员", &["--output"]);
    check("template --output a.xlsx", &["LEDGER"]);
    check(
        "template person --output nowhere/a.xlsx --lang en",
        &["cannot write", "folder"],
    );
}

#[test]
fn the_same_ledgers_give_the_same_bytes() {
    let place = Place::new("template-same");
    for name in ["a.xlsx", "b.xlsx"] {
        let Ran {
            status, err: told, ..
        } = place.run(&format!("template 整改问题 --output {name}"));
        assert_eq!(status, 0, "{told}");
        // the clock of a workbook ticks in seconds, that of a zip in two
        std::thread::sleep(std::time::Duration::from_millis(2100));
    }
    let [a, b] = ["a.xlsx", "b.xlsx"].map(|name| fs::read(place.at(name)).expect("read"));
    assert!(a == b);
}
