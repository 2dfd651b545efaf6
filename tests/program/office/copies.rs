//! Marked copies of what is no workbook of today's format: new workbooks with the data and the marks.
//!
//! Two oracles: the program reads a copy again and finds the same, and the cell that a finding is marked at holds what
//! stands at the finding's place in the input.

use std::collections::BTreeMap;
use std::fs;

use ledgerlint::ledger::own::LIST_SHEET;
use roxmltree::Document;
use serde_json::Value;

use crate::office::package::{Package, Sheet, text_of};
use crate::place::{Place, Ran};

fn report(place: &Place, path: &str) -> Value {
    let Ran { out, err: told, .. } =
        place.run(&format!("check {path} --as-of 2021-05-13 --format json"));
    serde_json::from_str(&out).unwrap_or_else(|_| panic!("{told}"))
}

/// What was found, whatever the place.
fn found(report: &Value) -> Vec<String> {
    let all = report["findings"].as_array().expect("findings").iter();
    let one = |f: &Value| {
        format!(
            "{} {} {} {}",
            f["rule"], f["ledger"], f["record"], f["message"]
        )
    };
    let mut all: Vec<String> = all.map(one).collect();
    all.sort();
    all
}

#[track_caller]
fn mark(place: &Place, line: &str) -> String {
    let Ran {
        status,
        out,
        err: told,
    } = place.run(&format!("check {line} --as-of 2021-05-13 --format xlsx"));
    assert!(
        status <= 2 && out.is_empty() && ["已写入", "合成了"].iter().any(|w| told.contains(w)),
        "{line}: {told}"
    );
    told
}

fn package(place: &Place, path: &str) -> Package {
    Package::open(&fs::read(place.at(path)).expect("the copy"))
}

/// A row of the list: sheet and cell as it shows them, and the rule.
fn listed(package: &Package) -> Vec<(String, String, String)> {
    let sheets = package.sheets();
    let list = &sheets[0];
    assert!(list.name.starts_with(LIST_SHEET), "{}", list.name);
    let cell = |column: char, row: usize| list.cells.get(&format!("{column}{row}")).cloned();
    let severe = |row: &usize| {
        let word = cell('B', *row).expect("a severity");
        ["严重", "错误", "警告", "提示"].contains(&&*word)
    };
    let rows = (4..).take_while(|row| cell('A', *row).is_some());
    let all = rows.filter(severe).map(|row| {
        let at = |column| cell(column, row).unwrap_or_default();
        (at('D'), at('E'), at('J'))
    });
    all.collect()
}

/// The comments of a sheet by address.
fn comments(package: &Package, sheet: &Sheet) -> BTreeMap<String, String> {
    let Some((_, part)) = package.related(&sheet.part, "comments").pop() else {
        return BTreeMap::new();
    };
    let document = Document::parse(package.text(&part)).expect("XML");
    let all = document
        .descendants()
        .filter(|n| n.tag_name().name() == "comment");
    all.map(|n| (n.attribute("ref").expect("a cell").to_owned(), text_of(n)))
        .collect()
}

/// What is about the file and not about the data in it goes with the file.
const OF_FILES: [&str; 7] = [
    "SCH-001", "SCH-002", "SCH-003", "SCH-004", "SCH-005", "SCH-008", "HYG-013",
];

#[track_caller]
fn same(before: &[String], after: &[String], path: &str) {
    let of_data = |all: &[String]| -> Vec<String> {
        // of the demo's record with a list where a value belongs, a cell shows the list, and of the row with a cell
        // too many the column has no header
        let known = ["QH-951", "没有表头"];
        let own = |one: &&String| OF_FILES.iter().chain(&known).any(|w| one.contains(w));
        all.iter().filter(|one| !own(one)).cloned().collect()
    };
    let (before, after) = (of_data(before), of_data(after));
    let lost: Vec<_> = before.iter().filter(|one| !after.contains(one)).collect();
    let new: Vec<_> = after.iter().filter(|one| !before.contains(one)).collect();
    assert!(
        lost.is_empty() && new.is_empty() && before.len() == after.len(),
        "{path}: lost {lost:#?}, new {new:#?}"
    );
}

/// Every finding has its row and its comment, at a cell that holds what the input has there.
#[track_caller]
fn proven(place: &Place, path: &str, copy: &str) {
    let original = report(place, path);
    same(&found(&original), &found(&report(place, copy)), path);
    let package = package(place, copy);
    let sheets = package.sheets();
    let told: Vec<_> = sheets
        .iter()
        .map(|sheet| comments(&package, sheet))
        .collect();
    let findings = original["findings"].as_array().expect("findings");
    let rows = listed(&package);
    for (finding, (sheet, cell, rule)) in findings.iter().zip(&rows) {
        let place_in = &finding["location"];
        assert_eq!(finding["rule"].as_str(), Some(rule.as_str()), "{path}");
        let on = sheets.iter().position(|s| s.name == *sheet);
        let Some(on) = on else {
            let of_file = OF_FILES.contains(&rule.as_str());
            assert!(of_file, "{path}: {finding} is not shown");
            continue;
        };
        let message = finding["message"].as_str().expect("a message");
        assert!(
            told[on]
                .get(cell)
                .is_some_and(|text| text.contains(message)),
            "{path}: {sheet}!{cell} tells {message}"
        );
        let shown = sheets[on].cells.get(cell).map_or("", String::as_str);
        let file = place_in["file"].as_str().expect("a file");
        if file.ends_with(".csv") {
            let text = fs::read_to_string(place.at(file)).expect("UTF-8");
            let text = text.trim_start_matches('\u{feff}');
            let number = |name: &str| place_in[name].as_u64().expect("a number") as usize;
            let line = text.lines().nth(number("line") - 1).expect("the line");
            let rest: String = line.chars().skip(number("column") - 1).collect();
            let rest = rest.trim_start_matches('"');
            let field = finding["field"].as_str().unwrap_or_default();
            assert!(
                rest.starts_with(shown) || field.is_empty() && rest.is_empty(),
                "{path}: {sheet}!{cell} shows {shown}, {file} has {rest}"
            );
        }
    }
    let links = &sheets[0].part;
    let document = Document::parse(package.text(links)).expect("XML");
    let links = document
        .descendants()
        .filter(|n| n.tag_name().name() == "hyperlink");
    for link in links {
        let target = link.attribute("location").expect("a target");
        let (sheet, _) = target.rsplit_once('!').expect("a sheet");
        let sheet = sheet.trim_matches('\'').replace("''", "'");
        assert!(sheets.iter().any(|s| s.name == sheet), "{target}");
    }
}

#[test]
fn tables_and_documents_become_workbooks_with_marks() {
    let place = Place::new("copies");
    for form in ["csv", "json"] {
        let line = format!("demo {form} --households 20 --dirty --format {form}");
        let Ran {
            status, err: told, ..
        } = place.run(&line);
        assert_eq!(status, 0, "{told}");
        mark(&place, &format!("{form} --output {form}.xlsx"));
        proven(&place, form, &format!("{form}.xlsx"));
    }
}

/// In a document the value that a finding points at is found by its pointer.
#[test]
fn values_of_documents_are_marked_at_their_record_and_property() {
    let place = Place::new("copies-documents");
    let problem = r#"{"problem_no":"7","title":"公益岗","found_date":"2021-13-40","整改状态":"整改中","extra":{"a":[1,2]},
        "measures":[{"seq":1,"text":"建制度","deadline":"五月"},{"seq":2,"text":"清退","deadline":"2021-04-31"}]}"#;
    let check = |name: &str, text: &str, row: u32| {
        fs::write(place.at(name), text).expect("written");
        mark(&place, &format!("{name} --output {name}.xlsx"));
        let package = package(&place, &format!("{name}.xlsx"));
        let sheets = package.sheets();
        let on = |title: &str| sheets.iter().find(|s| s.name == title).expect("the sheet");
        let (problems, measures) = (on("整改问题"), on("整改措施"));
        let cells = |sheet: &Sheet, row: u32| -> BTreeMap<String, String> {
            let header = sheet.row(1).into_iter().map(str::to_owned);
            let letters = ('A'..='Z').map(|c| format!("{c}{row}"));
            let cell = |at: String| sheet.cells.get(&at).cloned().unwrap_or_default();
            header.zip(letters.map(cell)).collect()
        };
        let shown = cells(problems, row);
        assert_eq!(shown["发现日期"], "2021-13-40", "{name}");
        assert_eq!(shown["extra"], "a: 1\n2", "{name}");
        let measure = cells(measures, 2 * row - 1);
        assert_eq!(
            [
                &*measure["问题编号"],
                &*measure["整改时限"],
                &*measure["措施序号"]
            ],
            ["7", "2021-04-31", "2"],
            "{name}: a nested record stands behind its parent's key"
        );
        let at = |sheet: &Sheet, row: u32, shown: &str| {
            let cell = sheet.cells.iter().find(|(at, text)| {
                at.trim_start_matches(|c: char| c.is_ascii_uppercase()) == row.to_string()
                    && *text == shown
            });
            let cell = cell.unwrap_or_else(|| panic!("{name}: {shown}")).0;
            comments(&package, sheet).remove(cell).unwrap_or_default()
        };
        assert!(
            at(problems, row, "2021-13-40").contains("2021-13-40"),
            "{name}"
        );
        assert!(
            at(measures, 2 * row - 1, "2021-04-31").contains("2021-04-31"),
            "{name}"
        );
    };
    let other = problem
        .replace("\"7\"", "\"6\"")
        .replace("2021-13-40", "2021-01-04");
    check("整改问题.json", &format!("[{other},{problem}]"), 3);
    let lines = [other.as_str(), problem]
        .map(|text| text.replace('\n', " "))
        .join("\n");
    check("整改问题2.ndjson", &lines, 3);
    let yaml: Value = serde_json::from_str(problem).expect("JSON");
    check("整改问题3.yaml", &format!("- {yaml}\n"), 2);
}

#[test]
fn older_workbooks_keep_every_sheet_and_address() {
    let place = Place::new("copies-older");
    let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/workbooks");
    for name in ["整改台账.xls", "整改台账.ods"] {
        fs::copy(data.join(name), place.at(name)).expect("copied");
        let copy = format!("{name}.xlsx");
        mark(&place, &format!("{name} --output {copy}"));
        let (before, after) = (report(&place, name), report(&place, &copy));
        let told = |report: &Value| -> Vec<String> {
            let all = report["findings"].as_array().expect("findings").iter();
            let place = |f: &Value| {
                format!(
                    "{} > {}!{}",
                    f["rule"], f["location"]["sheet"], f["location"]["cell"]
                )
            };
            all.map(place).collect()
        };
        assert!(!told(&before).is_empty());
        // a copy hides nothing
        let mut before = told(&before);
        before.retain(|one| !one.contains("SCH-011"));
        assert_eq!(before, told(&after), "{name}: the same at the same cells");
        let package = package(&place, &copy);
        for (sheet, cell, rule) in listed(&package) {
            let sheets = package.sheets();
            let on = sheets.iter().find(|s| s.name == sheet);
            let on = on.unwrap_or_else(|| panic!("{name}: {sheet} {rule}"));
            assert!(
                cell.is_empty() || comments(&package, on).contains_key(&cell),
                "{name}: {sheet}!{cell}"
            );
        }
    }
}

/// A document becomes a workbook with its titles above its table, so that rows of the copy are counted from further up.
#[test]
fn tables_of_documents_keep_the_lines_above_them() {
    let place = Place::new("copies-word");
    let name = "举一反三.docx";
    let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/workbooks");
    fs::copy(data.join(name), place.at(name)).expect("copied");
    mark(&place, &format!("{name} --output 标注.xlsx"));
    proven(&place, name, "标注.xlsx");
    let package = package(&place, "标注.xlsx");
    let sheets = package.sheets();
    let table = &sheets[1];
    assert_eq!(table.name, "表1");
    let above = ["A1", "A2", "A3"].map(|at| table.cells[at].as_str());
    assert_eq!(above[0], "附件2");
    assert!(above[2].starts_with("填报单位"), "{above:?}");
    let moved = |cell: &str| {
        let digits = cell.find(|c: char| c.is_ascii_digit()).expect("a row");
        let row: u32 = cell[digits..].parse().expect("a number");
        format!("{}{}", &cell[..digits], row + 3)
    };
    let original = report(&place, name);
    let findings = original["findings"].as_array().expect("findings");
    assert!(findings.len() > 100);
    for (finding, (_, cell, _)) in findings.iter().zip(listed(&package)) {
        let at = finding["location"]["cell"].as_str();
        assert_eq!(at.map(moved).unwrap_or_default(), cell);
    }
}

/// A share is a share in the copy as well: 0.5953 that shows 59.53%, and no text.
#[test]
fn percentages_of_older_workbooks_stay_percentages() {
    let place = Place::new("copies-percent");
    let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/workbooks");
    for name in ["完成进度.xls", "完成进度.ods"] {
        fs::copy(data.join(name), place.at(name)).expect("copied");
        let copy = format!("{name}.xlsx");
        mark(&place, &format!("{name} --output {copy}"));
        let package = package(&place, &copy);
        let styles = Document::parse(package.text("xl/styles.xml")).expect("XML");
        let codes: BTreeMap<&str, &str> = styles
            .descendants()
            .filter(|n| n.tag_name().name() == "numFmt")
            .filter_map(|n| n.attribute("numFmtId").zip(n.attribute("formatCode")))
            .chain([("0", "General"), ("9", "0%"), ("10", "0.00%")])
            .collect();
        let styled = styles
            .descendants()
            .filter(|n| n.parent().is_some_and(|p| p.tag_name().name() == "cellXfs"));
        let styled: Vec<&str> = styled.filter_map(|n| n.attribute("numFmtId")).collect();
        let sheets = package.sheets();
        let sheet = sheets.iter().find(|s| s.name == "整改台账").expect("one");
        let document = Document::parse(package.text(&sheet.part)).expect("XML");
        let check = |at: &str, value: &str, code: &str| {
            let cell = document
                .descendants()
                .find(|n| n.attribute("r") == Some(at))
                .unwrap_or_else(|| panic!("{name} {at}"));
            assert!(
                matches!(cell.attribute("t"), None | Some("n")),
                "{name} {at}"
            );
            let style = cell
                .attribute("s")
                .map_or(0, |s| s.parse().expect("a style"));
            assert_eq!(
                (&*sheet.cells[at], codes[styled[style]]),
                (value, code),
                "{name} {at}"
            );
        };
        check("F3", "0.5953", "0.00%");
        check("F4", "0.5", "0%");
        check("F5", "0.125", "0.0%");
        check("F6", "-0.03", "0%");
        check("F8", "59.53", "General");
        check("H4", "0.5", "0%");
        check("H10", "0.1234", "0.00%");
    }
}

#[test]
fn text_that_looks_like_a_formula_stays_text() {
    let place = Place::new("copies-formula");
    let hostile = [
        "=1+1",
        "+86 1",
        "-x",
        "@SUM(A1)",
        "=HYPERLINK(\"\"http://x\"\")",
        "＝1",
    ];
    let rows: String = hostile
        .iter()
        .enumerate()
        .map(|(n, text)| format!("P{n},\"{text}\"\n"))
        .collect();
    fs::write(place.at("人员.csv"), format!("人编号,姓名\n{rows}")).expect("written");
    mark(&place, "人员.csv --output a.xlsx");
    let package = package(&place, "a.xlsx");
    let sheets = package.sheets();
    let styles = Document::parse(package.text("xl/styles.xml")).expect("XML");
    let formats = styles
        .descendants()
        .find(|n| n.tag_name().name() == "cellXfs")
        .expect("formats");
    let formats: Vec<_> = formats.children().filter(|n| n.is_element()).collect();
    for sheet in &sheets {
        let xml = package.text(&sheet.part);
        assert!(
            !xml.contains("<f>") && !xml.contains("<f "),
            "{}",
            sheet.name
        );
    }
    let people = sheets.iter().find(|s| s.name == "人员").expect("the sheet");
    let document = Document::parse(package.text(&people.part)).expect("XML");
    for (row, text) in (2..).zip(hostile) {
        let at = format!("B{row}");
        assert_eq!(people.cells[&at], text.replace("\"\"", "\""));
        let cell = document
            .descendants()
            .find(|n| n.attribute("r") == Some(&at))
            .expect("the cell");
        assert!(
            matches!(cell.attribute("t"), Some("s" | "inlineStr")),
            "{at}"
        );
        let format: usize = cell
            .attribute("s")
            .and_then(|s| s.parse().ok())
            .expect("a format");
        assert_eq!(
            formats[format].attribute("quotePrefix"),
            Some("1"),
            "{at} stays text when it is edited"
        );
    }
}

#[test]
fn a_folder_gets_a_copy_of_each_file_and_the_list_of_all() {
    let place = Place::new("copies-folder");
    place.run("demo d --households 20 --dirty --format xlsx");
    fs::create_dir_all(place.at("报送/坛下村")).expect("folders");
    fs::rename(place.at("d/台账.xlsx"), place.at("报送/坛下村/台账.xlsx")).expect("moved");
    fs::write(place.at("报送/人员.csv"), "人编号,姓名,身份证号\nQ1,甲,1\n").expect("written");
    fs::write(
        place.at("报送/人员.json"),
        "[{\"person_id\":\"Q2\",\"id_number\":\"2\"}]",
    )
    .expect("written");
    fs::write(place.at("报送/说明.docx"), "x").expect("written");
    // the same input gives the same bytes
    for name in ["a.xlsx", "b.xlsx"] {
        mark(&place, &format!("报送/人员.csv --output {name}"));
    }
    let [a, b] = ["a.xlsx", "b.xlsx"].map(|name| fs::read(place.at(name)).expect("the copy"));
    assert!(a == b);
    let line = "报送 --output 标注/";
    mark(&place, line);
    let files = || -> Vec<String> {
        let all = walkdir::WalkDir::new(place.at("标注")).sort_by_file_name();
        let files = all
            .into_iter()
            .flatten()
            .filter(|e| e.file_type().is_file());
        let below = |e: walkdir::DirEntry| {
            let path = e
                .path()
                .strip_prefix(place.at("标注"))
                .expect("below")
                .to_owned();
            path.to_string_lossy().replace('\\', "/")
        };
        files.map(below).collect()
    };
    assert_eq!(
        files(),
        [
            "人员.json.xlsx",
            "人员.xlsx",
            "坛下村/台账.xlsx",
            "问题清单.xlsx"
        ]
    );
    let whole = report(&place, "报送");
    let all = whole["findings"].as_array().expect("findings");
    let of = |file: &str| all.iter().filter(|f| f["location"]["file"] == file).count();
    let listed = |copy: &str| listed(&package(&place, &format!("标注/{copy}"))).len();
    assert_eq!(listed("问题清单.xlsx"), all.len());
    for (copy, file) in [
        ("人员.xlsx", "报送/人员.csv"),
        ("人员.json.xlsx", "报送/人员.json"),
        ("坛下村/台账.xlsx", "报送/坛下村/台账.xlsx"),
    ] {
        assert!(of(file) > 0);
        assert_eq!(listed(copy), of(file), "{copy}");
    }
    // written anew where nobody has saved them since, even inside the submission
    let bytes = |name: &str| fs::read(place.at("标注").join(name)).expect("the copy");
    let before = bytes("坛下村/台账.xlsx");
    mark(&place, line);
    assert!(bytes("坛下村/台账.xlsx") == before);
    mark(&place, "报送 --output 报送/标注/");
    mark(&place, "报送 --output 报送/标注/");
    let inside = fs::read(place.at("报送/标注/坛下村/台账.xlsx")).expect("the copy");
    assert!(
        inside == before,
        "copies of earlier runs are no part of the submission"
    );
    // files of one name from two folders, and one with macros
    let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/workbooks");
    for folder in ["甲", "乙"] {
        fs::create_dir_all(place.at(folder)).expect("folders");
        for name in ["a整改台账.xlsx", "b整改台账.xlsm"] {
            let to = place.at(folder).join(name);
            fs::copy(data.join("整改台账.xlsx"), to).expect("copied");
        }
    }
    mark(&place, "甲 乙 --output 两处/");
    let named = fs::read_dir(place.at("两处"))
        .expect("the folder")
        .flatten();
    let mut named: Vec<String> = named
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    named.sort();
    assert_eq!(
        named,
        [
            "a整改台账(2).xlsx",
            "a整改台账.xlsx",
            "b整改台账(2).xlsm",
            "b整改台账.xlsm",
            "问题清单.xlsx"
        ]
    );
    // a copy that somebody has worked in is theirs
    fs::write(place.at("标注/人员.xlsx"), "saved by somebody").expect("written");
    let Ran {
        status, err: told, ..
    } = place
        .run("check 报送/人员.csv 报送/坛下村 --as-of 2021-05-13 --format xlsx --output 标注/");
    assert!(
        status == 2 && told.contains("标注/人员.xlsx") && told.contains("已经有了"),
        "{told}"
    );
    assert_eq!(bytes("人员.xlsx"), b"saved by somebody");
}

/// What cannot be read is listed, whatever its ending is, and no copy of it is pretended.
#[test]
fn of_files_that_cannot_be_read_there_is_the_list_alone() {
    let place = Place::new("copies-broken");
    let whole = fs::read(
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/marked/excel.xlsx"),
    );
    let whole = whole.expect("the fixture");
    fs::write(place.at("断.xlsx"), &whole[..whole.len() / 2]).expect("written");
    fs::write(
        place.at("网页.xlsx"),
        "<html><table><tr><td>1</td></tr></table></html>",
    )
    .expect("written");
    for name in ["断.xlsx", "网页.xlsx"] {
        let Ran {
            status, err: told, ..
        } = place.run(&format!("check {name} --format xlsx --output a.xlsx"));
        assert!(status == 2 && told.contains("只写了问题清单"), "{told}");
        let package = package(&place, "a.xlsx");
        assert_eq!(package.sheets().len(), 1);
        assert_eq!(
            listed(&package),
            [(name.to_owned(), String::new(), "SCH-002".to_owned())]
        );
    }
    let Ran {
        status, err: told, ..
    } = place.run("check 断.xlsx 网页.xlsx --format xlsx --output b/");
    assert!(status == 2 && told.contains("只写了问题清单"), "{told}");
    let files: Vec<_> = fs::read_dir(place.at("b"))
        .expect("the folder")
        .flatten()
        .collect();
    assert_eq!(files.len(), 1);
}

#[test]
fn masked_there_is_the_list_alone() {
    let place = Place::new("copies-masked");
    fs::write(
        place.at("人员.csv"),
        "人编号,姓名,身份证号\nQ1,欧阳试验,36092119620229002\n",
    )
    .expect("written");
    mark(&place, "人员.csv --mask --output a.xlsx");
    let package = package(&place, "a.xlsx");
    assert_eq!(package.sheets().len(), 1);
    for part in package.0.values() {
        let text = String::from_utf8_lossy(part);
        assert!(!text.contains("欧阳试验") && !text.contains("36092119620229002"));
    }
    mark(&place, "人员.csv --output a.xlsx");
}
