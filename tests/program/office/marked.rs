//! `check --format xlsx` and what else goes through workbooks end to end: the reader is the oracle of what was written.

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;

use ledgerlint::ledger::own::SAMPLE;
use serde_json::Value;

use crate::office::package::Package;
use crate::place::{Place, Ran};

fn findings(place: &Place, path: &str) -> Vec<String> {
    let Ran { out, err: told, .. } =
        place.run(&format!("check {path} --as-of 2021-05-13 --format json"));
    let report: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{told}"));
    let all = report["findings"].as_array().expect("findings").iter();
    let mut all: Vec<String> = all
        .map(|f| {
            format!(
                "{} {} {} {}",
                f["rule"], f["ledger"], f["record"], f["message"]
            )
        })
        .collect();
    all.sort();
    all
}

#[test]
fn a_demo_as_one_workbook_has_the_findings_of_its_tables() {
    let place = Place::new("demo-xlsx");
    for form in ["csv", "xlsx"] {
        let Ran {
            status, err: told, ..
        } = place.run(&format!(
            "demo {form} --households 20 --dirty --format {form}"
        ));
        assert_eq!(status, 0, "{told}");
    }
    let found = findings(&place, "xlsx");
    assert!(found.len() > 100);
    assert_eq!(found, findings(&place, "csv"));
}

#[test]
fn a_blank_template_holds_no_record_and_its_guide_is_no_ledger() {
    let place = Place::new("template-read");
    place.run("template 行政区划 --output a.xlsx");
    let Ran { out, .. } = place.run("check a.xlsx --as-of 2021-05-13 --format json");
    let report: Value = serde_json::from_str(&out).expect("a report");
    assert_eq!(report["summary"]["records"], 0, "{out}");
    assert_eq!(
        report["findings"].as_array().map(Vec::len),
        Some(0),
        "{out}"
    );
    let reasons = report["ignored"].to_string();
    assert!(reasons.contains("本程序写的"), "{reasons}");
    let package = Package::open(&fs::read(place.at("a.xlsx")).expect("read"));
    assert_eq!(package.sheets()[1].row(2)[0], SAMPLE);
}

#[test]
fn a_marked_copy_has_the_findings_of_its_original_and_is_made_again_the_same() {
    let place = Place::new("marked");
    place.run("demo d --households 20 --dirty --format xlsx");
    fs::copy(place.at("d/台账.xlsx"), place.at("a.xlsx")).expect("copied");
    let before = fs::read(place.at("a.xlsx")).expect("read");
    let mark = |from: &str, to: &str| {
        let Ran {
            status,
            out,
            err: told,
        } = place.run(&format!(
            "check {from} --as-of 2021-05-13 --format xlsx --output {to}"
        ));
        assert!(status == 1 && out.is_empty(), "{told}");
        fs::read(place.at(to)).expect("read")
    };
    let once = mark("a.xlsx", "m.xlsx");
    assert!(
        fs::read(place.at("a.xlsx")).expect("read") == before,
        "the original stays"
    );
    assert_eq!(findings(&place, "m.xlsx"), findings(&place, "a.xlsx"));
    assert!(mark("m.xlsx", "n.xlsx") == once);
    let package = Package::open(&once);
    let list = &package.sheets()[0];
    assert_eq!(list.name, "问题清单");
    assert_eq!(
        list.row(3)[..5],
        ["序号", "严重程度", "台账", "工作表", "单元格"]
    );
    assert_eq!(
        list.cells
            .iter()
            .filter(|(at, word)| at.starts_with('B')
                && ["严重", "错误", "警告", "提示"].contains(&word.as_str()))
            .count(),
        findings(&place, "a.xlsx").len()
    );
}

#[test]
fn what_cannot_be_marked_is_said_and_nothing_is_written() {
    let place = Place::new("marked-usage");
    fs::write(place.at("人员.csv"), "人编号,姓名\nA,甲\n").expect("written");
    place.run("template 人员 --output a.xlsx");
    place.run("template 人员 --output b.xlsx");
    let check = |line: &str, expected: &str| {
        let Ran {
            status,
            out,
            err: told,
        } = place.run(line);
        assert!(
            status == 2 && out.is_empty() && told.contains(expected),
            "{line}: {told}"
        );
        assert_eq!(
            fs::read_dir(place.at("")).expect("read").count(),
            3,
            "{line}"
        );
    };
    check("check a.xlsx --format xlsx", "--output");
    check("check 人员.csv --format xlsx --output c.xlsm", ".xlsx");
    check("check a.xlsx --format xlsx --output c.xlsm", "同样的格式");
    check("check a.xlsx --format xlsx --output c.csv", ".xlsx 结尾");
    check("check a.xlsx --format xlsx --output b.xlsx", "已经有了");
    check("check a.xlsx --format xlsx --output .", "覆盖");
    check("check a.xlsx --format xlsx --output a.xlsx", "覆盖");
}

/// A fixture of the marked copies with one part written anew.
fn fixture_with(name: &str, part: &str, content: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/marked")
        .join(name);
    let package = Package::open(&fs::read(path).expect("read"));
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, own) in &package.0 {
        let options = zip::write::SimpleFileOptions::default();
        out.start_file(name.clone(), options).expect("an entry");
        let content = if name == part {
            content.as_bytes()
        } else {
            own
        };
        out.write_all(content).expect("written");
    }
    assert!(package.0.contains_key(part));
    out.finish().expect("a zip").into_inner()
}

#[test]
fn a_workbook_that_can_be_read_but_not_marked_is_refused_in_plain_words() {
    let place = Place::new("marked-broken");
    let broken = fixture_with("openpyxl.xlsx", "xl/comments/comment1.xml", "<comments/>");
    fs::write(place.at("a.xlsx"), broken).expect("written");
    for (lang, expected) in [
        (
            "zh",
            [
                "标注不了 a.xlsx:文件里的部件 xl/comments/comment1.xml 没有批注列表",
                "再保存一次",
            ],
        ),
        (
            "en",
            [
                "cannot mark a.xlsx: its part xl/comments/comment1.xml has no list of comments",
                "save it once",
            ],
        ),
    ] {
        let line = "check a.xlsx --as-of 2021-05-13 --format xlsx --output m.xlsx --lang";
        let Ran {
            status, err: told, ..
        } = place.run(&format!("{line} {lang}"));
        assert_eq!(status, 2, "{told}");
        assert!(expected.iter().all(|words| told.contains(words)), "{told}");
        assert!(!place.at("m.xlsx").exists(), "no partial file");
    }
}
