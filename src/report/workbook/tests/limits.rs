//! What is too much, missing or damaged, and what users do to the list.

use std::io::{Cursor, Read as _, Write as _};

use zip::write::SimpleFileOptions;

use super::*;
use crate::finding::Finding;
use crate::lang::Lang;
use crate::report::tests::rich::{everything, hostile, hostile_report};
use crate::report::workbook::copy::Copy;
use crate::report::workbook::findings::{Canvas, Room, Run};
use crate::report::workbook::package::Package;

/// The workbook with one part changed, or taken out.
fn with(bytes: &[u8], part: &str, change: impl Fn(&str) -> Option<String>) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut seen = false;
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).expect("an entry");
        let name = file.name().expect("a name").into_owned();
        let mut content = Vec::new();
        file.read_to_end(&mut content).expect("readable");
        if name == part {
            seen = true;
            match change(&String::from_utf8(content).expect("UTF-8")) {
                Some(changed) => content = changed.into_bytes(),
                None => continue,
            }
        }
        let options = SimpleFileOptions::default();
        out.start_file(name, options).expect("an entry");
        out.write_all(&content).expect("written");
    }
    assert!(seen, "no {part}");
    out.finish().expect("a zip").into_inner()
}

/// A copy with so much room.
fn copied(findings: &Vec<Finding>, room: &Room, lang: Lang) -> Parts {
    let original = rich();
    let run = Run {
        report: &hostile_report(),
        findings,
        style: &everything(lang),
        canvas: &Canvas::Own("x.xlsx", &original),
        only: None,
    };
    parts(&run.listing(room).expect("a copy"))
}

/// The second line of the list, and its findings.
fn listed(most: usize, lang: Lang) -> (String, usize) {
    let room = Room {
        rows: most,
        comments: 0,
    };
    let parts = copied(&hostile(), &room, lang);
    let sheet = Document::parse(text(&parts, "xl/worksheets/ledgerlint.xml")).expect("XML");
    let rows: Vec<_> = sheet
        .descendants()
        .filter(|n| n.tag_name().name() == "row")
        .collect();
    let totals = rows[1].descendants().filter_map(|n| n.text()).collect();
    // what else is told stands below
    let severities = Severity::ALL.map(|s| crate::report::severity(s, lang));
    let is_finding = |row: &&roxmltree::Node<'_, '_>| {
        let word = row.children().nth(1);
        let word = word.and_then(|cell| cell.descendants().find_map(|n| n.text()));
        word.is_some_and(|word| severities.contains(&word))
    };
    let found = rows.iter().skip(3).filter(is_finding).count();
    (totals, found)
}

#[test]
fn the_list_says_how_many_findings_it_has_no_room_for() {
    let all = hostile().len();
    for (lang, words) in [
        (Lang::Zh, "另有 2 条放不下"),
        (Lang::En, "2 more do not fit"),
    ] {
        let (totals, rows) = listed(all, lang);
        assert!(rows == all && !totals.contains(words), "{totals}");
        let (totals, rows) = listed(all - 2, lang);
        assert!(rows == all - 2 && totals.contains(words), "{totals}");
    }
}

/// The comments of the program, and the cells with a fill of its, of the sheet 岗位.
fn noted(parts: &Parts) -> (Vec<String>, usize) {
    let comments = Document::parse(text(parts, "xl/comments1.xml")).expect("XML");
    let own = comments.descendants().filter(|n| {
        let texts: String = n.descendants().filter_map(|n| n.text()).collect();
        n.tag_name().name() == "comment" && texts.contains("台账体检")
    });
    let at = own.map(|n| n.attribute("ref").expect("a cell").to_owned());
    let styles = |parts: &Parts| -> BTreeMap<String, String> {
        let sheet = Document::parse(text(parts, "xl/worksheets/sheet1.xml")).expect("XML");
        let cells = sheet.descendants().filter(|n| n.tag_name().name() == "c");
        let pair = |n: roxmltree::Node<'_, '_>| {
            let of = |name| n.attribute(name).unwrap_or_default().to_owned();
            (of("r"), of("s"))
        };
        cells.map(pair).collect()
    };
    let before = styles(&self::parts(&rich()));
    let after = styles(parts);
    let filled = after
        .iter()
        .filter(|(at, style)| before.get(*at) != Some(*style));
    (at.collect(), filled.count())
}

#[test]
fn where_comments_are_too_many_the_worst_have_one_and_all_have_their_colour() {
    let with = |comments| {
        let original = rich();
        let mut copy = Copy::open(&original, &list(1)).expect("a copy");
        for mark in marks() {
            copy.mark(&mark.sheet, mark.at, mark.severity, &mark.text);
        }
        assert_eq!(copy.marked(), 5);
        noted(&parts(&copy.finish(comments).expect("a copy")))
    };
    let (all, filled) = with(5);
    assert_eq!(
        (all.len(), filled),
        (4, 4),
        "{all:?}; one is on another sheet"
    );
    // critical, then the errors in order of cells; 花名册 has no room left
    assert_eq!(with(2), (vec!["B2".to_owned(), "A6".to_owned()], 4));
    assert_eq!(with(0), (Vec::new(), 4));
}

#[test]
fn the_list_says_where_comments_may_be_fewer_than_findings() {
    let said = |findings: &Vec<Finding>, comments, lang| {
        let room = Room { rows: 99, comments };
        let parts = copied(findings, &room, lang);
        text(&parts, "xl/worksheets/ledgerlint.xml").to_owned()
    };
    let many = hostile().len();
    for (lang, words) in [
        (Lang::Zh, format!("批注最多 {} 条", many - 1)),
        (
            Lang::En,
            format!("the {} worst cells have a comment", many - 1),
        ),
    ] {
        assert!(said(&hostile(), many - 1, lang).contains(&words));
        assert!(!said(&hostile(), many, lang).contains(&words));
    }
}

#[test]
fn a_part_that_unpacks_to_too_much_is_refused() {
    let bytes = rich();
    let size = parts(&bytes)["xl/workbook.xml"].len() as u64;
    let read = |largest| {
        let mut package = Package::with_largest(&bytes, largest).expect("a package");
        package
            .text("xl/workbook.xml")
            .map(|text| text.len() as u64)
    };
    assert_eq!(read(size), Ok(size));
    let broken = Cannot::Broken("xl/workbook.xml".to_owned(), Flaw::TooLarge(1));
    assert_eq!(read(size - 1), Err(broken));
}

/// As some programs write it: the marked copy must be a stylesheet, and marking it again must change nothing.
#[test]
fn a_stylesheet_without_anything_in_it_gets_what_marks_need() {
    let bare = with(&rich(), "xl/styles.xml", |text| {
        let end = text
            .find("<numFmts")
            .or(text.find("<fonts"))
            .expect("formats");
        let open = text[..end].trim_end().trim_end_matches('>');
        Some(format!("{open}/>"))
    });
    let once = marked(&bare, &marks(), 2);
    assert!(once == marked(&once, &marks(), 2), "twice is once");
}

/// Formats may name a parent that is not there. The parents that marks bring must not take its place: cells that nobody
/// marked would look marked, and lose their looks when the copy is marked again.
#[test]
fn parents_that_are_missing_are_not_taken_for_ours() {
    // named by a style, or by formats alone
    for end in ["</styleSheet>", "<cellStyles"] {
        let bytes = with(&rich(), "xl/styles.xml", |text| {
            let begin = text.find("<cellXfs").expect("formats");
            let end = text.find(end).expect("what stands behind");
            let lost = text[begin..end].replace(" xfId=\"0\"", " xfId=\"2\"");
            Some(format!("{}{lost}{}", &text[..begin], &text[end..]))
        });
        let once = marked(&bytes, &marks(), 2);
        assert!(once == marked(&once, &marks(), 2), "{end}: twice is once");
        let parts = parts(&once);
        let styles = Document::parse(text(&parts, "xl/styles.xml")).expect("XML");
        let name = |n: &roxmltree::Node<'_, '_>| n.attribute("name").unwrap_or_default().to_owned();
        let parents: Vec<usize> = styles
            .descendants()
            .filter(|n| n.tag_name().name() == "cellStyle" && name(n).starts_with("台账体检"))
            .map(|n| {
                n.attribute("xfId")
                    .expect("a parent")
                    .parse()
                    .expect("a number")
            })
            .collect();
        assert!(!parents.is_empty(), "{end}");
        assert!(parents.iter().all(|xf| *xf > 2), "{end}: {parents:?}");
    }
}

/// Boxes that are no rectangles have numbers as well: ours are other ones, in a block that the drawing keeps.
#[test]
fn boxes_of_any_form_keep_their_numbers() {
    let bytes = with(&rich(), "xl/drawings/vmlDrawing1.vml", |text| {
        let text = text
            .replace("<v:shape ", "<v:roundrect ")
            .replace("</v:shape>", "</v:roundrect>");
        Some(text)
    });
    let once = marked(&bytes, &marks(), 2);
    assert!(once == marked(&once, &marks(), 2), "twice is once");
    let parts = parts(&once);
    let drawing = text(&parts, "xl/drawings/vmlDrawing1.vml");
    let mut ids: Vec<&str> = drawing
        .split(" id=\"_x0000_s")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert!(count > 2 && ids.len() == count, "{drawing}");
}

/// Why it is refused, in both languages.
#[track_caller]
fn check_refused(bytes: &[u8], zh: &str, en: &str) {
    let cannot = mark(bytes, &marks(), &list(1)).expect_err("a refusal");
    let (told_zh, told_en) = (cannot.told(Lang::Zh), cannot.told(Lang::En));
    assert!(told_zh.contains(zh), "{told_zh}");
    assert!(told_en.contains(en), "{told_en}");
}

#[test]
fn refusals_name_the_part_and_what_is_wrong_with_it() {
    let book = rich();
    check_refused(
        &book[..book.len() / 2],
        "压缩包不完整或已损坏",
        "incomplete or damaged",
    );
    let gone = with(&book, "xl/workbook.xml", |_| None);
    check_refused(
        &gone,
        "部件 xl/workbook.xml 缺失",
        "xl/workbook.xml is missing",
    );
    let one = "xl/worksheets/sheet1.xml";
    let cut = with(&book, one, |sheet| {
        Some(sheet[..sheet.len() / 2].to_owned())
    });
    check_refused(
        &cut,
        "sheet1.xml 不是完整的 XML",
        "sheet1.xml is no whole XML",
    );
    let lost = with(&book, "_rels/.rels", |rels| {
        Some(rels.replace("/officeDocument\"", "/other\""))
    });
    check_refused(&lost, "没有指向工作簿", "leads to no workbook");
    let none = with(&book, "xl/comments1.xml", |_| {
        Some("<comments/>".to_owned())
    });
    check_refused(&none, "没有批注列表", "no list of comments");
}

/// Numbers of all shapes of the workbook, and the blocks that each drawing has.
fn shapes(parts: &Parts) -> (Vec<u32>, Vec<String>) {
    let (mut ids, mut blocks) = (Vec::new(), Vec::new());
    for (name, _) in parts.iter().filter(|(name, _)| name.ends_with(".vml")) {
        let drawing = Document::parse(text(parts, name)).expect("XML");
        let named = |wanted: &'static str| {
            drawing
                .descendants()
                .filter(move |n| n.tag_name().name() == wanted)
        };
        let id = |n: roxmltree::Node<'_, '_>| {
            n.attribute("id")?
                .strip_prefix("_x0000_s")?
                .parse::<u32>()
                .ok()
        };
        ids.extend(named("shape").filter_map(id));
        blocks.extend(named("idmap").filter_map(|n| Some(n.attribute("data")?.to_owned())));
    }
    (ids, blocks)
}

#[test]
fn many_boxes_have_numbers_of_their_own_in_blocks_of_their_drawing() {
    let many: Vec<Mark> = (0..5_000u32)
        .map(|n| Mark {
            sheet: ["岗位", "花名册 'A' 组"][n as usize % 2].to_owned(),
            at: Address {
                row: 3 + n / 20,
                column: 1 + n % 20,
            },
            severity: Severity::Error,
            text: "错误".to_owned(),
        })
        .collect();
    let once = marked(&rich(), &many, 1);
    let (mut ids, blocks) = shapes(&parts(&once));
    assert_eq!(blocks, ["4,5,6", "1,2,3"].map(str::to_owned));
    // two were there, one of them in a cell that is marked
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((ids.len(), count), (5_001, 5_001));
    assert!(marked(&once, &many, 1) == once);
    let (_, fewer) = shapes(&parts(&marked(&once, &marks(), 1)));
    assert_eq!(
        fewer,
        shapes(&parts(&marked(&rich(), &marks(), 1))).1,
        "blocks are given back"
    );
}

#[test]
fn a_list_that_was_renamed_and_hidden_is_found_and_shown_again() {
    let once = marked(&rich(), &marks(), 1);
    let renamed = with(&once, "xl/workbook.xml", |workbook| {
        let hidden = workbook.replace(
            "name=\"问题清单\" sheetId",
            "state=\"hidden\" name=\"旧的\" sheetId",
        );
        Some(
            hidden
                .replace("'问题清单'!", "旧的!")
                .replace("activeTab=\"0\"", "activeTab=\"2\""),
        )
    });
    let after = parts(&marked(&renamed, &marks(), 2));
    let workbook = text(&after, "xl/workbook.xml");
    assert_eq!(workbook.matches("<sheet ").count(), 3, "{workbook}");
    assert!(
        workbook.contains("name=\"旧的\"") && !workbook.contains("hidden\" name=\"旧的"),
        "{workbook}"
    );
    assert!(workbook.contains("'旧的'!$A$3:$J$5"), "{workbook}");
}

#[test]
fn a_list_that_was_deleted_is_made_again() {
    let once = marked(&rich(), &marks(), 1);
    // what Excel leaves when the sheet is deleted, the part itself kept by a careless program
    let deleted = with(&once, "xl/workbook.xml", |workbook| {
        let begin = workbook.find("<sheet xmlns:r").expect("the list's sheet");
        let end = begin + workbook[begin..].find("/>").expect("its end") + 2;
        let left = format!("{}{}", &workbook[..begin], &workbook[end..]);
        Some(left.replace("'问题清单'!$A$1<", "#REF!<"))
    });
    let after = parts(&marked(&deleted, &marks(), 2));
    let workbook = text(&after, "xl/workbook.xml");
    assert_eq!(workbook.matches("ledgerlint_list").count(), 1, "{workbook}");
    let relations = text(&after, "xl/_rels/workbook.xml.rels");
    let document = Document::parse(relations).expect("XML");
    let mut ids: Vec<_> = document
        .descendants()
        .filter_map(|n| n.attribute("Id"))
        .collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "{relations}");
}

#[test]
fn a_workbook_with_as_many_formats_as_excel_takes_gets_comments_alone() {
    let full = with(&rich(), "xl/styles.xml", |styles| {
        let end = styles.find("</cellXfs>").expect("formats");
        let count = styles[..end]
            .rfind("<cellXfs count=\"")
            .expect("their count");
        let items = styles[count..end].matches("<xf ").count();
        let more: String = (items..64_000)
            .map(|n| {
                format!(
                    "<xf numFmtId=\"{n}\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"
                )
            })
            .collect();
        Some(format!("{}{more}{}", &styles[..end], &styles[end..]))
    });
    let (before, after) = (parts(&full), parts(&marked(&full, &marks(), 1)));
    let cell = |parts: &Parts, at: &str| {
        let sheet = Document::parse(text(parts, "xl/worksheets/sheet1.xml")).expect("XML");
        let cell = sheet.descendants().find(|n| n.attribute("r") == Some(at));
        cell.and_then(|c| c.attribute("s")).map(str::to_owned)
    };
    assert_eq!(cell(&after, "B2"), cell(&before, "B2"));
    assert!(text(&after, "xl/comments1.xml").contains("POST-003"));
}

#[test]
fn a_sheet_whose_only_mark_is_beside_a_thread_gets_the_fill_and_no_empty_parts() {
    let mut out = zip::ZipWriter::new_append(Cursor::new(rich())).expect("a zip");
    for (name, content) in [
        (
            "xl/worksheets/_rels/sheet2.xml.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.microsoft.com/office/2017/10/relationships/threadedComment\" Target=\"../threadedComments/one.xml\"/></Relationships>",
        ),
        (
            "xl/threadedComments/one.xml",
            "<ThreadedComments><threadedComment ref=\"C5\"/></ThreadedComments>",
        ),
    ] {
        out.start_file(name, SimpleFileOptions::default())
            .expect("an entry");
        out.write_all(content.as_bytes()).expect("written");
    }
    let threaded = out.finish().expect("a zip").into_inner();
    let beside: Vec<Mark> = marks()
        .into_iter()
        .filter(|mark| mark.sheet.contains('A'))
        .collect();
    let after = parts(&marked(&threaded, &beside, 1));
    assert_eq!(
        fill(&after, "xl/worksheets/sheet2.xml", "C5"),
        style::color(Severity::Error)
    );
    let new = after.keys().filter(|name| name.contains("ledgerlint_"));
    assert_eq!(new.count(), 0);
    assert!(!text(&after, "xl/worksheets/sheet2.xml").contains("legacyDrawing"));
}
