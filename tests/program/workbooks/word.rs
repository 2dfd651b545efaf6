//! Tables of Word documents: how rows and columns come out of what Word, python-docx and LibreOffice write.

use std::io::{Cursor, Write as _};
use std::ops::Add as _;

use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::books::packed;
use super::other_formats::stored;
use super::program::run;
use super::{reading, records, told};

/// A document of paragraphs and tables, and with the lists that its paragraphs are numbered by.
fn document(body: &str) -> Vec<u8> {
    let list = |id: u32, form: &str, text: &str| {
        format!(
            r#"<w:abstractNum w:abstractNumId="{id}"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl></w:abstractNum>"#
        )
    };
    let numbering = format!(
        r#"<w:numbering xmlns:w="w">{}{}{}<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="3"/></w:num></w:numbering>"#,
        list(1, "decimal", "%1."),
        list(2, "decimalEnclosedCircle", "%1"),
        list(3, "bullet", "•"),
    );
    let document = format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="w" xmlns:mc="mc"><w:body>{body}<w:sectPr/></w:body></w:document>"#
    );
    archive(
        "word/document.xml",
        &[
            ("word/document.xml", &document),
            ("word/numbering.xml", &numbering),
        ],
    )
}

/// An archive whose text is the part of this name.
fn archive(text: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument";
    let relations = format!(
        r#"<Relationships><Relationship Id="r1" Type="{kind}" Target="{text}"/></Relationships>"#
    );
    let mut all = vec![
        ("[Content_Types].xml", "<Types/>"),
        ("_rels/.rels", &relations),
    ];
    all.extend(parts);
    let owned = |(name, text): (&str, &str)| (name.to_owned(), text.as_bytes().to_vec());
    packed(&all.into_iter().map(owned).collect::<Vec<_>>())
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
}

/// A paragraph of a list.
fn listed(list: u32, text: &str) -> String {
    format!(
        "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"{list}\"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
    )
}

fn cell(text: &str) -> String {
    with("", &paragraph(text))
}

/// A cell with properties, and content of any kind.
fn with(properties: &str, content: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>")
}

fn span(columns: u32, text: &str) -> String {
    with(
        &format!("<w:gridSpan w:val=\"{columns}\"/>"),
        &paragraph(text),
    )
}

fn begins(text: &str) -> String {
    with("<w:vMerge w:val=\"restart\"/>", &paragraph(text))
}

fn goes_on() -> String {
    with("<w:vMerge/>", "<w:p/>")
}

fn row(cells: &[String]) -> String {
    format!("<w:tr>{}</w:tr>", cells.concat())
}

/// `a|b` as a row of plain cells.
fn plain(line: &str) -> String {
    row(&line.split('|').map(cell).collect::<Vec<_>>())
}

fn table(rows: &[String]) -> String {
    grid(&[], rows)
}

/// A table whose grid has columns of these widths.
fn grid(widths: &[u32], rows: &[String]) -> String {
    let columns: String = widths
        .iter()
        .map(|width| format!("<w:gridCol w:w=\"{width}\"/>"))
        .collect();
    format!(
        "<w:tbl><w:tblGrid>{columns}</w:tblGrid>{}</w:tbl>",
        rows.concat()
    )
}

#[track_caller]
fn check(body: &str, noticed: &[&str], expected: &[&str]) {
    let reading = reading(&[("报送.docx", document(body))]);
    assert_eq!(told(&reading), noticed);
    let fields = ["problem_no", "seq", "text", "deadline"];
    assert_eq!(records(&reading, "rect_measure", &fields), expected);
}

const HEAD: &str = "序号|存在问题|整改措施|整改时限";

#[test]
fn a_table_with_its_title_above_it_and_rows_counted_from_its_first() {
    let body = paragraph("某镇问题整改台账")
        + &paragraph("填报单位:某镇  填报日期:2021年5月13日")
        + &table(&[plain(HEAD), plain("1|监测不及时|开展排查|2021年5月15日")])
        + &paragraph("填表人:例甲");
    check(&body, &[], &["C2 1|1|开展排查|2021-05-15"]);
}

#[test]
fn cells_merged_downwards_and_headers_of_two_rows() {
    let body = table(&[
        row(&[
            begins("序号"),
            begins("存在问题"),
            begins("整改措施"),
            span(2, "整改情况"),
        ]),
        row(&[
            goes_on(),
            goes_on(),
            goes_on(),
            cell("整改时限"),
            cell("完成情况"),
        ]),
        row(&[
            begins("1"),
            begins("监测不及时"),
            cell("开展排查"),
            cell("2021-05-15"),
            cell("已销号"),
        ]),
        row(&[
            goes_on(),
            goes_on(),
            cell("回访脱贫户"),
            cell("2021-05-16"),
            cell("整改中"),
        ]),
    ]);
    check(
        &body,
        &[],
        &["C3 1|1|开展排查|2021-05-15", "C4 1|2|回访脱贫户|2021-05-16"],
    );
}

#[test]
fn borders_that_were_dragged_a_little_are_one() {
    // the second row's border lies 60 twips further left, the third's 40 further right
    let widths = [1000, 1940, 60, 40, 2960, 2000];
    let of = |spans: [u32; 4], line: &str| {
        let cells: Vec<String> = line
            .split('|')
            .zip(spans)
            .map(|(text, columns)| span(columns, text))
            .collect();
        row(&cells)
    };
    let body = grid(
        &widths,
        &[
            of([1, 2, 2, 1], HEAD),
            of([1, 1, 3, 1], "1|监测不及时|开展排查|2021-05-15"),
            of([1, 3, 1, 1], "2|信息不准|逐户更新|2021-05-16"),
        ],
    );
    check(
        &body,
        &[],
        &["C2 1|1|开展排查|2021-05-15", "C3 2|1|逐户更新|2021-05-16"],
    );
}

#[test]
fn nothing_vanishes_where_the_widths_are_wrong() {
    let body = grid(
        &[10, 10, 10, 10],
        &[plain(HEAD), plain("1|监测不及时|开展排查|2021-05-15")],
    );
    check(&body, &[], &["C2 1|1|开展排查|2021-05-15"]);
}

#[test]
fn numbers_that_word_writes_count_and_split_as_typed_ones_do() {
    let numbered = |problem: &str, measures: String| {
        row(&[
            with("", &listed(1, "")),
            cell(problem),
            with("", &measures),
            cell("2021-05-15"),
        ])
    };
    let body = table(&[
        plain(HEAD),
        numbered(
            "监测不及时",
            listed(2, "开展排查") + &listed(2, "回访脱贫户"),
        ),
        numbered("信息不准", listed(3, "逐户更新")),
    ]);
    check(
        &body,
        &[],
        &[
            "C2 1|1|开展排查|2021-05-15",
            "C2 1|2|回访脱贫户|2021-05-15",
            "C3 2|1|逐户更新|2021-05-15",
        ],
    );
}

#[test]
fn changes_on_record_count_as_made_and_what_is_there_twice_counts_once() {
    let text = r#"<w:p><w:del><w:r><w:t>作废</w:t><w:delText>作废</w:delText></w:r></w:del><w:ins><w:r><w:t>开展</w:t></w:r></w:ins><w:r><w:t>排</w:t></w:r><w:r><w:t>查&amp;回访&#x4E00;</w:t></w:r><mc:AlternateContent><mc:Choice/><mc:Fallback><w:r><w:t>旧版</w:t></w:r></mc:Fallback></mc:AlternateContent><w:r><w:instrText> DATE </w:instrText></w:r><w:r><w:sym w:font="Wingdings 2" w:char="F052"/><w:sym w:font="Symbol" w:char="F052"/></w:r></w:p>"#;
    let body = table(&[
        plain(HEAD),
        row(&[
            cell("1"),
            cell("监测不及时"),
            with("", text),
            cell("2021-05-15"),
        ]),
    ]);
    check(&body, &[], &["C2 1|1|开展排查&回访一☑|2021-05-15"]);
}

#[test]
fn what_invites_to_write_and_what_lays_out_is_no_text() {
    let stops = r#"<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="420"/></w:tabs></w:pPr><w:r><w:t>开展</w:t><w:tab/><w:t>排查</w:t></w:r></w:p>"#;
    let control = |shows: &str, content: &str| {
        format!("<w:sdt><w:sdtPr>{shows}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>")
    };
    let placeholder = "<w:showingPlcHdr/>";
    let body = table(&[
        plain(HEAD),
        row(&[
            cell("1"),
            with("", &control("", &paragraph("监测不及时"))),
            with("", stops),
            // around a cell, as Word does it for a whole one
            control(placeholder, &cell("单击此处输入日期")),
        ]),
        row(&[
            cell("2"),
            with("", &control(placeholder, &paragraph("单击此处输入文字"))),
            cell("逐户更新"),
            cell("2021-05-16"),
        ]),
    ]);
    let reading = reading(&[("报送.docx", document(&body))]);
    assert_eq!(told(&reading), ["schema-required B3"]);
    let fields = ["problem_no", "text", "deadline"];
    assert_eq!(
        records(&reading, "rect_measure", &fields),
        ["C2 1|开展\t排查|", "C3 2|逐户更新|2021-05-16"]
    );
    assert_eq!(
        records(&reading, "rect_problem", &["title"]),
        ["A2 监测不及时", "A3 "]
    );
}

#[test]
fn paragraphs_in_a_box_are_lines_of_their_own() {
    let boxed = paragraph("1.开展排查") + &paragraph("2.回访脱贫户");
    let cell_of_box = format!("<w:p><w:r><w:txbxContent>{boxed}</w:txbxContent></w:r></w:p>");
    let body = table(&[
        plain(HEAD),
        row(&[
            cell("1"),
            cell("监测不及时"),
            with("", &cell_of_box),
            cell("2021-05-15"),
        ]),
    ]);
    check(
        &body,
        &[],
        &["C2 1|1|开展排查|2021-05-15", "C2 1|2|回访脱贫户|2021-05-15"],
    );
}

#[test]
fn a_table_in_a_cell_is_a_table_of_its_own_and_tables_that_are_no_ledgers_are_named() {
    let inner = table(&[plain(HEAD), plain("1|监测不及时|开展排查|2021-05-15")]);
    let body = table(&[row(&[with("", &(inner + &paragraph("说明")))])])
        + &table(&[plain("甲|乙"), plain("1|2")])
        + &table(&[plain("|")]);
    check(
        &body,
        &[
            "passed 报送.docx > 表1: 表名、标题和表头都对应不上任何台账",
            "passed 报送.docx > 表3: 表名、标题和表头都对应不上任何台账",
            "passed 报送.docx > 表4: 空的工作表",
        ],
        &["C2 1|1|开展排查|2021-05-15"],
    );
}

#[test]
fn a_document_without_ledgers_is_passed_over_as_a_whole() {
    let notice = document(&(paragraph("关于报送台账的通知") + &table(&[plain("甲|乙")])));
    let files = [("户主信息.docx", notice), ("整改.docx", document(""))];
    let reading = reading(&files);
    assert_eq!(
        told(&reading),
        [
            "passed 户主信息.docx: 文件名和内容都对应不上任何台账",
            "passed 整改.docx: 文件名和内容都对应不上任何台账",
        ]
    );
}

/// Word on the web names the text otherwise.
#[test]
fn the_text_is_where_the_document_says() {
    let body = table(&[plain(HEAD), plain("1|监测不及时|开展排查|2021-05-15")]);
    let text = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    let book = archive("/word/document2.xml", &[("word/document2.xml", &text)]);
    let reading = reading(&[("报送.docx", book)]);
    assert_eq!(
        records(&reading, "rect_measure", &["text"]),
        ["C2 开展排查"]
    );
    let lost = archive("word/document3.xml", &[("word/document.xml", &text)]);
    let reading = super::reading(&[("报送.docx", lost)]);
    assert_eq!(told(&reading), ["malformed-workbook 报送.docx damaged"]);
}

/// Every document that ends too early, or has a byte that is another, is told of or read; nothing panics.
#[test]
fn broken_documents_are_said_to_be_broken() {
    let text = "<w:document xmlns:w=\"w\"><w:body><w:tbl><w:tr><w:tc><w:p><w:r><w:t>序号";
    for broken in [text, "<w:tbl>&nichts;</w:tbl>", "</w:tc></w:tbl>", "<a b=>"] {
        let book = archive("word/document.xml", &[("word/document.xml", broken)]);
        let reading = reading(&[("报送.docx", book)]);
        assert_eq!(
            told(&reading),
            ["malformed-workbook 报送.docx damaged"],
            "{broken}"
        );
    }
    let whole = stored("举一反三.docx");
    for length in (0..whole.len()).step_by(1777) {
        let reading = reading(&[("报送.docx", whole[..length].to_vec())]);
        assert_eq!(told(&reading).len(), 1, "{length}");
    }
}

/// What becomes gigabytes although its file is not so large: tables by the million, paragraphs within each other.
#[test]
fn what_would_fill_the_memory_is_refused() {
    let told_of = |body: &str| told(&reading(&[("报送.docx", document(body))]));
    assert_eq!(
        told_of(&"<w:p>".repeat(100).add(&"</w:p>".repeat(100))),
        ["malformed-workbook 报送.docx damaged"]
    );
    // packed as it is: nothing else refuses it
    let text = format!("<d>{}</d>", "<tbl/>".repeat(4_000_001));
    let small = archive("word/document.xml", &[]);
    let mut zip = ZipWriter::new_append(Cursor::new(small)).unwrap();
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    zip.start_file("word/document.xml", stored).unwrap();
    zip.write_all(text.as_bytes()).unwrap();
    let book = zip.finish().unwrap().into_inner();
    assert_eq!(
        told(&reading(&[("报送.docx", book)])),
        ["malformed-workbook 报送.docx tables 4000000"]
    );
}

/// Tags that stand anywhere, as no program writes them.
#[test]
fn tags_out_of_place_do_no_harm() {
    let tags = [
        "w:tr",
        "w:tc",
        "w:p",
        "w:tbl",
        "w:gridSpan w:val=\"99999999\"",
        "w:vMerge",
        "w:gridBefore w:val=\"9999\"",
        "w:gridCol w:w=\"-1\"",
        "w:numId w:val=\"1\"",
        "w:ilvl w:val=\"77\"",
        "w:t",
        "w:sym w:char=\"F0FE\"",
        "w:br",
    ];
    let mut state = 7u64;
    for _ in 0..400 {
        let (mut body, mut open) = (String::new(), Vec::new());
        for _ in 0..60 {
            state = state
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            let tag = tags[(state >> 33) as usize % tags.len()];
            match (state >> 20) % 4 {
                0 => body += &format!("<{tag}/>"),
                1 | 2 => {
                    body += &format!("<{tag}>文");
                    open.push(tag.split(' ').next().unwrap());
                }
                _ => body.extend(open.pop().map(|tag| format!("</{tag}>"))),
            }
        }
        while let Some(tag) = open.pop() {
            body += &format!("</{tag}>");
        }
        reading(&[("报送.docx", document(&body))]);
    }
}

/// python-docx wrote it from the sample workbook (`make_word.py`), and LibreOffice wrote it anew.
#[test]
fn a_document_has_the_findings_of_the_workbook_that_it_was_made_from() {
    let sample = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("samples/huibu-2021-xlsx/整改台账.xlsx");
    let findings = |name: &str, bytes: &[u8]| {
        let run = run(&[(name, bytes)]);
        assert_eq!(run.status, 1, "{name}");
        let mut found: Vec<String> = run.report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|f| format!("{} {} {}", f["rule"], f["record"], f["message"]))
            .collect();
        found.sort();
        (found, run)
    };
    let (expected, _) = findings("整改台账.xlsx", &std::fs::read(sample).unwrap());
    assert!(expected.len() > 100);
    for name in ["举一反三.docx", "举一反三-另存.docx"] {
        let (found, run) = findings(name, &stored(name));
        assert_eq!(found, expected, "{name}");
        // the header is rows 1 and 2; Word numbers the problems
        let first = &run.report["findings"][0]["location"];
        assert_eq!(
            (&first["sheet"], &first["cell"]),
            (&"表1".into(), &"H3".into())
        );
    }
}
