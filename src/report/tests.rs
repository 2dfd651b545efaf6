//! One rich report for all formats: its goldens, and the oracles that keep goldens honest.
//!
//! `UPDATE=1 cargo test` writes the goldens anew.

mod html;
mod junit;
mod platforms;
pub mod rich;
mod sarif;
mod totals;
mod unpacked;

use crate::read::{Worded, passed, word};
use std::io;
use std::path::Path;
use std::sync::Arc;

use super::*;
use crate::finding::{
    Account, AgainstBaseline, Basis, ColumnCoverage, Compared, Coverage, Days, Finding,
    Fingerprint, Gone, Held, Ignored, Input, LedgerCoverage, LedgerTitles, Look, Outcome,
    ParameterUse, Personal, PersonalKind, Related, RuleAbout, RuleId, RuleResult, Severity, Status,
    Waived,
};
use crate::location::{Column, Excerpt, Line, Location};

/// What the rules of a pack have in common.
fn about(id: &str) -> RuleAbout {
    let (area, why) = match id.split('-').next() {
        Some("POST") => ("公益性岗位", "合同过了期人还在岗,发岗位补贴没有依据。"),
        Some("RECT") => ("整改台账", "没有佐证的销号经不起复查。"),
        _ => ("数据卫生", "读不出来的数据查不了。"),
    };
    RuleAbout {
        area: area.into(),
        why: why.into(),
        advice: Some("按建议改正,再检查一遍".into()),
        basis: Arc::from([basis(
            "2020年度成效考核反馈",
            None,
            Some("问题7"),
            None,
            true,
        )]),
    }
}

pub fn rule(id: &str, severity: Severity, outcome: Outcome, failed: u64) -> RuleResult {
    RuleResult {
        id: RuleId(id.into()),
        title: id.to_owned(),
        about: about(id),
        severity,
        ledger: "post_assignment".into(),
        outcome,
        records: 120,
        failed,
        known: 0,
        waived: 0,
        unchanged: 0,
        undecided: 0,
        reason: None,
    }
}

fn titled(id: &str, title: &str, severity: Severity, outcome: Outcome, failed: u64) -> RuleResult {
    RuleResult {
        title: title.into(),
        ..rule(id, severity, outcome, failed)
    }
}

fn because(rule: RuleResult, undecided: u64, reason: &str) -> RuleResult {
    RuleResult {
        undecided,
        reason: Some(reason.into()),
        ..rule
    }
}

fn at(file: &str, line: u32, column: u32) -> Location {
    Location {
        line: Some(Line(line)),
        column: Some(Column(column)),
        ..Location::file(file.into())
    }
}

fn lines(first: u32, text: &str, marked: &str) -> Option<Excerpt> {
    let start = text.find(marked).unwrap_or(0);
    Some(Excerpt::Lines {
        first: Line(first),
        text: text.into(),
        marked: start..start + marked.len(),
    })
}

fn row(header: &str, line: u32, cells: &str, marked: usize) -> Option<Excerpt> {
    let split = |text: &str| text.split(',').map(str::to_owned).collect();
    Some(Excerpt::Grid {
        header_line: Some(Line(1)),
        header: split(header),
        line: Some(Line(line)),
        cells: split(cells),
        marked: Some(marked),
        first_column: None,
    })
}

fn basis(
    document: &str,
    number: Option<&str>,
    article: Option<&str>,
    says: Option<&str>,
    verified: bool,
) -> Basis {
    let own = |text: Option<&str>| text.map(str::to_owned);
    Basis {
        document: document.into(),
        number: own(number),
        article: own(article),
        says: own(says),
        verified,
    }
}

fn finding(
    rule: &str,
    severity: Severity,
    message: &str,
    location: Location,
    label: &str,
) -> Finding {
    Finding {
        rule: RuleId(rule.into()),
        severity,
        message: message.into(),
        advice: None,
        ledger: "post_assignment".into(),
        field: "".into(),
        record: Vec::new(),
        location,
        label: label.into(),
        excerpt: None,
        related: Vec::new(),
        basis: Arc::from([]),
        fingerprint: Fingerprint(0x5f0c_7a2b_e1d9_4c38),
        status: Status::default(),
        place: None,
        personal: Vec::new(),
    }
}

fn personal(values: &[(PersonalKind, &str)]) -> Vec<Personal> {
    values
        .iter()
        .map(|(kind, value)| Personal {
            kind: *kind,
            value: (*value).into(),
        })
        .collect()
}

const POSTS: &str = "samples/posts/公益岗在岗登记.csv";
const CONTRACTS: &str = "samples/posts/公益岗合同.csv";
const MEASURES: &str = "samples/huibu-2021/整改台账.json";
const POST_HEADER: &str =
    "序号,村,户编号,姓名,证件号码,联系电话,岗位类型,上岗日期,离岗日期,月补贴(元),备注";

fn expired_contracts() -> Vec<Finding> {
    let people = [
        (
            "甘某某",
            "360921196202290027",
            "13800001234",
            "2020-12-31",
            133,
        ),
        (
            "欧阳某",
            "360921197503120014",
            "13900005678",
            "2021-03-31",
            43,
        ),
        (
            "李某",
            "360921198011230036",
            "15000007777",
            "2021-05-01",
            12,
        ),
    ];
    let basis: Arc<[Basis]> = Arc::from([
        basis(
            "2020年度成效考核反馈",
            None,
            Some("问题7"),
            Some("护林员合同过期仍在岗(3人)即列为问题"),
            true,
        ),
        basis(
            "江西省公益性岗位开发管理办法",
            Some("赣人社发〔2019〕15号"),
            Some("第十二条"),
            None,
            false,
        ),
    ]);
    let of = |(i, (name, id, phone, end, days)): (usize, &(&str, &str, &str, &str, i32))| Finding {
        advice: Some("续签合同,或办理离岗手续并停发岗位补贴".into()),
        field: "".into(),
        record: vec![
            ("person_id".into(), (*id).into()),
            ("start_date".into(), "2020-01-01".into()),
        ],
        excerpt: row(
            POST_HEADER,
            57 + i as u32,
            &format!(
                "{},南潦村,360921104201{i},{name},{id},{phone},生态护林员,2020-01-01,,1000,",
                56 + i
            ),
            8,
        ),
        related: vec![Related {
            location: at(CONTRACTS, 12 + i as u32, 31),
            message: format!("最近一份合同到{end}为止"),
            excerpt: row(
                "合同编号,姓名,签订日期,开始日期,结束日期",
                12 + i as u32,
                &format!("HT-2020-{i:03},{name},2020-01-02,2020-01-01,{end}"),
                4,
            ),
        }],
        basis: basis.clone(),
        personal: personal(&[
            (PersonalKind::Name, name),
            (PersonalKind::IdNumber, id),
            (PersonalKind::Phone, phone),
        ]),
        ..finding(
            "POST-003",
            Severity::Error,
            &format!("{name}在岗,最近一份合同{end}到期,至2021-05-13已{days}天未续签"),
            at(POSTS, 57 + i as u32, 62),
            "没有离岗日期",
        )
    };
    people.iter().enumerate().map(of).collect()
}

fn of_documents() -> Vec<Finding> {
    let text = "        {\n          \"seq\": 3,\n          \"text\": \"对全镇5户8人边缘易致贫户定期排查\",\n          \"status\": \"已销号\",\n          \"evidence\": []\n        }\n";
    let closed = Finding {
        ledger: "rect_measure".into(),
        advice: Some("补充会议记录、照片或公示等佐证材料,没有完成的改回“整改中”".into()),
        field: "".into(),
        record: vec![
            ("problem_no".into(), "1".into()),
            ("seq".into(), "3".into()),
        ],
        excerpt: lines(41, text, "\"已销号\""),
        basis: Arc::from([basis(
            "县脱贫攻坚成效考核整改工作方案",
            None,
            None,
            Some("销号须有佐证"),
            false,
        )]),
        ..finding(
            "RECT-003",
            Severity::Critical,
            "问题1的第3条措施已销号,却没有任何佐证材料",
            Location {
                pointer: Some("/rect_problem/0/measures/2/status".into()),
                ..at(MEASURES, 44, 21)
            },
            "没有佐证材料",
        )
    };
    let long = "          \"measures\": [\"一是组织镇村干部开展全面排查,二是加强政策宣传,三是切实提高思想认识,四是进一步压实工作责任,五是建立长效机制并长期坚持\"],\n";
    let vague = Finding {
        ledger: "rect_measure".into(),
        excerpt: lines(77, long, "切实提高思想认识"),
        ..finding(
            "RECT-013",
            Severity::Warning,
            "措施“切实提高思想认识”没有写明做什么、交出什么",
            at(MEASURES, 77, 57),
            "看不出要做什么,也没有可以检查的成果",
        )
    };
    vec![closed, vague]
}

fn of_cells() -> Vec<Finding> {
    let word = |kind, found: &str, details: &[&str], field: &str| {
        word(
            kind,
            found,
            &details.iter().map(|d| (*d).to_owned()).collect::<Vec<_>>(),
            field,
            Lang::Zh,
        )
    };
    let worded = |rule: &str, severity, location, w: Worded| Finding {
        advice: w.advice.map(Arc::from),
        ..finding(rule, severity, &w.message, location, &w.label)
    };
    use crate::ledger::Kind;
    vec![
        Finding {
            excerpt: row(
                POST_HEADER,
                9,
                "8,南潦村,3609211042008,王某,3.60921E+17,13700002222,保洁员,2021-02-30,,800,",
                7,
            ),
            personal: personal(&[
                (PersonalKind::Name, "王某"),
                (PersonalKind::Phone, "13700002222"),
            ]),
            ..worded(
                "HYG-009",
                Severity::Error,
                at(POSTS, 9, 45),
                word(Kind::UnreadableDate, "2021-02-30", &[], "上岗日期"),
            )
        },
        Finding {
            excerpt: row(
                POST_HEADER,
                9,
                "8,南潦村,3609211042008,王某,3.60921E+17,13700002222,保洁员,2021-02-30,,800,",
                4,
            ),
            personal: personal(&[
                (PersonalKind::Name, "王某"),
                (PersonalKind::Phone, "13700002222"),
            ]),
            ..worded(
                "HYG-009",
                Severity::Error,
                at(POSTS, 9, 24),
                word(Kind::DamagedIdentifier, "3.60921E+17", &[], "证件号码"),
            )
        },
        Finding {
            ledger: "".into(),
            ..worded(
                "HYG-013",
                Severity::Error,
                Location::file("samples/posts/王某13700002222的材料.csv".into()),
                word(Kind::UnknownEncoding, "", &[], ""),
            )
        },
        Finding {
            location: Location {
                sheet: Some("南潦村".into()),
                cell: Some(crate::location::Address { row: 12, column: 6 }),
                ..Location::file("samples/posts/花名册.xlsx".into())
            },
            excerpt: Some(Excerpt::Grid {
                header_line: None,
                header: vec!["姓名".into(), "村".into()],
                line: None,
                cells: vec!["赵某".into(), "南潦\u{200b}村".into()],
                marked: Some(1),
                first_column: None,
            }),
            personal: personal(&[(PersonalKind::Name, "赵某")]),
            ..worded(
                "HYG-012",
                Severity::Info,
                Location::file("x".into()),
                word(Kind::Normalised, "南潦\u{200b}村", &["南潦村"], "村"),
            )
        },
    ]
}

/// Every severity and outcome, every kind of excerpt, related records, personal data.
pub fn report() -> Report {
    use Outcome::*;
    use Severity::*;
    let rules = vec![
        titled("HYG-009", "日期无法解析", Error, Failed, 2),
        titled("HYG-012", "全角字符、空格或不可见字符", Info, Failed, 1),
        titled("HYG-013", "文件编码无法识别或有乱码", Error, Failed, 1),
        titled(
            "POST-002",
            "合同缺少岗位职责、时间、地点或报酬",
            Error,
            Passed,
            0,
        ),
        titled(
            "POST-003",
            "在岗人员的聘用合同已到期未续签",
            Error,
            Failed,
            27,
        ),
        titled("POST-004", "在岗从未签合同", Error, Passed, 0),
        because(
            titled("POST-005", "已停岗停薪但合同未解除", Warning, Skipped, 0),
            0,
            "报送内容里没有「岗位补贴发放」台账",
        ),
        because(
            titled("POST-006", "已离岗仍发工资", Critical, Skipped, 0),
            0,
            "报送内容里没有「岗位补贴发放」台账",
        ),
        because(
            titled("POST-011", "年龄超限", Warning, Undecided, 0),
            4,
            "人员的出生日期没有填写,证件号码也无法识别",
        ),
        because(
            titled(
                "POST-016",
                "光伏收益岗位安置对象不符",
                Error,
                NotApplicable,
                0,
            ),
            0,
            "没有光伏收益岗位",
        ),
        titled("RECT-003", "已销号无佐证材料", Critical, Failed, 1),
        RuleResult {
            undecided: 2,
            ..titled("RECT-013", "措施为套话", Warning, Failed, 1)
        },
        because(
            titled(
                "RECT-017",
                "上级问题编号与本级台账编号不对应",
                Error,
                Skipped,
                0,
            ),
            0,
            "2021-07-01起才施行",
        ),
    ];
    let input = |path: &str, sha: &str, ledgers: &[(&str, u64)]| Input {
        path: path.into(),
        sha256: sha.repeat(16),
        bytes: 8_192,
        ledgers: ledgers
            .iter()
            .map(|(name, n)| ((*name).to_owned(), *n))
            .collect(),
    };
    Report {
        as_of: "2021-05-13".into(),
        inputs: vec![
            input(
                MEASURES,
                "0a1b",
                &[("rect_problem", 19), ("rect_measure", 40)],
            ),
            input(POSTS, "2c3d", &[("post_assignment", 120)]),
            input(CONTRACTS, "4e5f", &[("post_contract", 118)]),
            input("samples/posts/王某13700002222的材料.csv", "6071", &[]),
        ],
        ignored: vec![
            Ignored {
                path: "samples/posts/入户照片.jpg".into(),
                reason: passed(crate::read::Passed::UnknownFormat, Lang::Zh).into(),
            },
            Ignored {
                path: "samples/posts/~$花名册.xlsx".into(),
                reason: passed(crate::read::Passed::Hidden, Lang::Zh).into(),
            },
        ],
        rules,
        held: Held::default(),
        parameters: vec![
            ParameterUse {
                name: "post_max_age".into(),
                title: "公益岗年龄上限".into(),
                value: "65".into(),
                unit: Some("岁".into()),
                source: "县公益性岗位管理办法第六条".into(),
                overridden: false,
                days: None,
            },
            ParameterUse {
                name: "similar".into(),
                title: "措施雷同的相似度".into(),
                value: "0.9".into(),
                unit: None,
                source: "经验值".into(),
                overridden: true,
                days: None,
            },
            ParameterUse {
                name: "wage".into(),
                title: "月最低工资".into(),
                value: "1470".into(),
                unit: Some("元".into()),
                source: "2018年的标准".into(),
                overridden: false,
                days: Some(Days {
                    from: None,
                    to: Some("2021-03-31".into()),
                }),
            },
            ParameterUse {
                name: "wage".into(),
                title: "月最低工资".into(),
                value: "1610".into(),
                unit: Some("元".into()),
                source: "2021年的标准".into(),
                overridden: false,
                days: Some(Days {
                    from: Some("2021-04-01".into()),
                    to: None,
                }),
            },
        ],
        coverage: coverage(),
        ledgers: vec![LedgerTitles {
            name: "post_assignment".into(),
            title: "岗位聘用".into(),
            fields: vec![
                ("person_id".into(), "人员编号".into()),
                ("start_date".into(), "上岗日期".into()),
            ],
        }],
        records: 297,
        unreadable: true,
    }
}

/// Every degree of looking, a ledger that no rule looked at, and a header that names someone.
fn coverage() -> Coverage {
    let ids = |ids: &[&str]| ids.iter().map(|id| RuleId((*id).into())).collect();
    let column = |name: &str, title: &str, look, rules: &[&str]| ColumnCoverage {
        name: name.into(),
        title: title.into(),
        look,
        rules: ids(rules),
    };
    let covered =
        |name: &str, title: &str, records, rules: &[&str], skipped: &[&str]| LedgerCoverage {
            name: name.into(),
            title: title.into(),
            records,
            rules: ids(rules),
            skipped: ids(skipped),
            columns: Vec::new(),
            unknown: Vec::new(),
        };
    Coverage {
        ledgers: vec![
            LedgerCoverage {
                columns: vec![
                    column("assignment_id", "聘用编号", Look::Key, &[]),
                    column(
                        "start_date",
                        "上岗日期",
                        Look::Rules,
                        &["POST-003", "POST-004"],
                    ),
                    column("fund", "补贴资金来源", Look::Definition, &[]),
                    column("duty", "岗位职责", Look::None, &[]),
                    column("place", "上岗地点", Look::None, &[]),
                ],
                unknown: vec![String::new(), "备注".into(), "王某13700002222核对".into()],
                ..covered(
                    "post_assignment",
                    "岗位聘用",
                    120,
                    &["POST-003", "POST-004"],
                    &["POST-005", "POST-006"],
                )
            },
            LedgerCoverage {
                columns: vec![column("problem_no", "问题编号", Look::Rules, &["RECT-003"])],
                ..covered("rect_problem", "整改问题", 19, &["RECT-003"], &[])
            },
            LedgerCoverage {
                columns: vec![column("amount", "金额", Look::Definition, &[])],
                ..covered("post_payroll", "岗位工资", 0, &[], &["POST-006"])
            },
        ],
    }
}

pub fn findings() -> Vec<Finding> {
    let mut findings = of_documents();
    findings.extend(of_cells());
    findings.extend(expired_contracts());
    findings
}

fn style(lang: Lang, width: usize) -> Style {
    Style {
        lang,
        color: false,
        unicode: true,
        width,
        mask: false,
        per_rule: Some(2),
        coverage: true,
        version: "0.1.0",
    }
}

fn rendered(format: Format, style: &Style) -> String {
    let mut out = Vec::new();
    render(&report(), &findings(), format, style, &mut out).expect("a vector takes everything");
    unpacked::text(out)
}

#[track_caller]
fn check(golden: &str, actual: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden/report")
        .join(golden);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, actual).expect("goldens can be written");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        expected == actual,
        "{golden} differs; UPDATE=1 cargo test writes it anew\n{actual}"
    );
}

#[test]
fn text_looks_as_it_should() {
    check("zh-100.txt", &rendered(Format::Text, &style(Lang::Zh, 100)));
    check("zh-60.txt", &rendered(Format::Text, &style(Lang::Zh, 60)));
    check("en-100.txt", &rendered(Format::Text, &style(Lang::En, 100)));
    check(
        "zh-ascii-80.txt",
        &rendered(
            Format::Text,
            &Style {
                unicode: false,
                mask: true,
                ..style(Lang::Zh, 80)
            },
        ),
    );
}

/// Each format as users get it by default; the oracles stand in the modules of their formats.
#[test]
fn formats_look_as_they_should() {
    for format in Format::ALL.into_iter().filter(|f| *f != Format::Text) {
        let style = Style {
            mask: format.about().leaves_desk,
            ..style(Lang::Zh, 80)
        };
        check(&format!("{}.txt", format.name()), &rendered(format, &style));
    }
}

/// With a baseline and waivers, in every format.
#[test]
fn findings_that_do_not_count_look_as_they_should() {
    let findings = rich::accounted(findings());
    for format in Format::ALL {
        let style = Style {
            mask: format.about().leaves_desk,
            ..style(Lang::Zh, 80)
        };
        let text = rich::written(format, &rich::counted(&findings), &findings, &style);
        check(&format!("held-{}.txt", format.name()), &text);
    }
}

#[test]
fn every_report_is_known_as_ours_by_its_beginning() {
    let none: Vec<Finding> = Vec::new();
    for format in Format::ALL {
        if format == Format::Xlsx {
            let mut out = Vec::new();
            let style = rich::everything(Lang::Zh);
            render(&report(), &none, format, &style, &mut out).expect("a vector takes everything");
            assert!(workbook::is_untouched_copy(io::Cursor::new(out)));
            continue;
        }
        for lang in [Lang::Zh, Lang::En] {
            let style = rich::everything(lang);
            let full = rich::written(format, &report(), &findings(), &style);
            let empty = rich::written(format, &rich::counted(&none), &none, &style);
            for text in [full, empty] {
                let beginning = &text.as_bytes()[..text.len().min(BEGINNING as usize)];
                assert!(is_report(beginning), "{} {text}", format.name());
            }
        }
    }
    for text in [
        "姓名,结果\n甘某某,问题\n",
        "[1]",
        "{}",
        "基准日期",
        "# 台账体检\n",
    ] {
        assert!(!is_report(text.as_bytes()), "{text}");
    }
}

#[test]
fn every_finding_is_shown_where_nothing_caps_them_and_totals_stay_true() {
    let all = rendered(
        Format::Text,
        &Style {
            per_rule: None,
            ..style(Lang::Zh, 100)
        },
    );
    for finding in &findings() {
        assert!(
            all.contains(
                &typeset::clean(&finding.message, true)
                    .chars()
                    .take(12)
                    .collect::<String>()
            ),
            "{} is missing",
            finding.message
        );
    }
    assert!(rendered(Format::Text, &style(Lang::Zh, 100)).contains("共 27 条,列出前 2 条"));
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for lang in [Lang::Zh, Lang::En] {
        for width in 60..130 {
            for line in rendered(Format::Text, &style(lang, width)).lines() {
                // a place is one word: it is never torn, so that it can be clicked and copied
                let place = line.contains("─[") || line.trim_start().starts_with("samples/");
                assert!(place || typeset::width(line) <= width, "{width}: {line}");
            }
        }
    }
}

#[test]
fn colour_only_paints() {
    let strip = regex::Regex::new("\x1b\\[[0-9;]*m").expect("a fixed pattern");
    for unicode in [true, false] {
        let plain = Style {
            unicode,
            ..style(Lang::Zh, 90)
        };
        let colored = rendered(
            Format::Text,
            &Style {
                color: true,
                ..plain
            },
        );
        let plain = rendered(Format::Text, &plain);
        assert!(!plain.contains('\x1b') && colored.contains('\x1b'));
        assert_eq!(strip.replace_all(&colored, ""), plain);
    }
}

#[test]
fn ascii_drawings_are_ascii() {
    let text = rendered(
        Format::Text,
        &Style {
            unicode: false,
            ..style(Lang::Zh, 90)
        },
    );
    let drawing = |c: &char| matches!(*c, '\u{2190}'..='\u{25ff}' | '…' | '·' | '×');
    assert_eq!(text.chars().find(drawing), None);
}

#[test]
fn nothing_personal_is_left_in_any_format_where_masking_is_on() {
    for format in Format::ALL {
        let style = Style {
            mask: true,
            per_rule: None,
            ..style(Lang::Zh, 200)
        };
        let out = rendered(format, &style);
        for personal in findings().iter().flat_map(|f| &f.personal) {
            assert!(
                !out.contains(&personal.value),
                "{}: {personal:?}",
                format.name()
            );
        }
        let shown = out.replace('\\', "");
        assert!(shown.contains("甘**"), "{}", format.name());
    }
}

/// The report's schema, or what it says of one definition.
fn schema(definition: Option<&str>) -> jsonschema::Validator {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/report.schema.json");
    let schema = std::fs::read_to_string(path).expect("the schema is part of the project");
    let mut schema: serde_json::Value = serde_json::from_str(&schema).expect("the schema is JSON");
    assert!(jsonschema::draft202012::meta::is_valid(&schema));
    if let Some(name) = definition {
        let of = format!("urn:ledgerlint:report:1#/$defs/{name}");
        schema = serde_json::json!({"$ref": of, "$defs": {"report": schema}});
    }
    jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .expect("the schema is valid")
}

fn errors(validator: &jsonschema::Validator, instance: &serde_json::Value) -> Vec<String> {
    let errors = validator.iter_errors(instance);
    errors
        .map(|e| format!("{}: {e}", e.instance_path()))
        .collect()
}

#[test]
fn json_is_valid_by_its_schema() {
    let validator = schema(None);
    let mut instance: serde_json::Value = Default::default();
    for mask in [false, true] {
        let text = rendered(
            Format::Json,
            &Style {
                mask,
                ..style(Lang::En, 80)
            },
        );
        instance = serde_json::from_str(&text).expect("the report is JSON");
        assert_eq!(errors(&validator, &instance), Vec::<String>::new());
        let findings = rich::accounted(findings());
        let style = Style {
            mask,
            ..style(Lang::Zh, 80)
        };
        let text = rich::written(Format::Json, &rich::counted(&findings), &findings, &style);
        let held = serde_json::from_str(&text).expect("the report is JSON");
        assert_eq!(errors(&validator, &held), Vec::<String>::new());
        assert!(text.contains("\"waived\":{") && text.contains("\"gone\":[{"));
        let text = rich::written(Format::Jsonl, &rich::counted(&findings), &findings, &style);
        for line in text.lines() {
            let part = serde_json::from_str(line).expect("each line is JSON");
            assert_eq!(errors(&schema(Some("line")), &part), Vec::<String>::new());
        }
    }
    let empty = Report {
        inputs: vec![],
        ignored: vec![],
        rules: vec![],
        parameters: vec![],
        coverage: Coverage::default(),
        ..report()
    };
    let mut out = Vec::new();
    let none: Vec<Finding> = Vec::new();
    render(&empty, &none, Format::Json, &style(Lang::Zh, 80), &mut out)
        .expect("a vector takes everything");
    assert!(validator.is_valid(&serde_json::from_slice(&out).expect("the report is JSON")));
    // the schema refuses what the contract does not name
    instance["findings"][0]["excerpt"] = true.into();
    assert!(!validator.is_valid(&instance));
}

#[test]
fn json_holds_every_finding_on_a_line_of_its_own_and_the_totals_of_the_text() {
    let text = rendered(Format::Json, &style(Lang::Zh, 80));
    assert!(text.starts_with("{\n\"version\":1,\n\"tool\":"));
    assert_eq!(
        text.lines().filter(|l| l.starts_with("{\"rule\":")).count(),
        findings().len()
    );
    let summary = text
        .lines()
        .find(|l| l.starts_with("\"summary\":"))
        .unwrap_or_default();
    assert_eq!(
        summary,
        "\"summary\":{\"records\":297,\"rules\":13,\"critical\":1,\"error\":30,\"warning\":1,\"info\":1,\
         \"undecided\":1,\"skipped\":3,\"known\":0,\"waived\":0,\"unchanged\":0}"
    );
}

/// The oracle of both formats is the other one, and the schema.
#[test]
fn json_lines_are_the_parts_of_the_json_report() {
    let line = schema(Some("line"));
    for mask in [false, true] {
        let style = Style {
            mask,
            ..style(Lang::En, 80)
        };
        let json: serde_json::Value =
            serde_json::from_str(&rendered(Format::Json, &style)).expect("the report is JSON");
        let text = rendered(Format::Jsonl, &style);
        let mut lines: Vec<serde_json::Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).expect("each line is JSON"))
            .collect();
        assert!(text.ends_with('\n'));
        for part in &lines {
            assert_eq!(errors(&line, part), Vec::<String>::new(), "{part}");
        }
        let kinds: Vec<serde_json::Value> = lines
            .iter_mut()
            .map(|part| {
                part.as_object_mut()
                    .and_then(|part| part.shift_remove("type"))
            })
            .map(|kind| kind.expect("each line says what it is"))
            .collect();
        let (run, rest) = lines.split_first().expect("a first line");
        let (summary, findings) = rest.split_last().expect("a last line");
        assert_eq!(
            (&kinds[0], &kinds[rest.len()]),
            (&"run".into(), &"summary".into())
        );
        assert!(kinds[1..rest.len()].iter().all(|kind| kind == "finding"));
        assert_eq!(*summary, json["summary"]);
        assert_eq!(findings, json["findings"].as_array().expect("a list"));
        let mut head = json;
        let members = head.as_object_mut().expect("an object");
        members.shift_remove("findings");
        members.shift_remove("summary");
        assert_eq!(*run, head);
    }
    // each line is one of the three, whole
    for wrong in [
        serde_json::json!({"type": "summary"}),
        serde_json::json!({"type": "finding", "rule": "A-001"}),
        serde_json::json!({"type": "other"}),
    ] {
        assert!(!line.is_valid(&wrong), "{wrong}");
    }
}

/// Lots come one by one from a run; their bounds must not show.
#[test]
fn findings_that_come_in_lots_are_written_as_those_that_come_together() {
    struct OneByOne(Vec<Finding>);
    impl Findings for OneByOne {
        fn stream(
            &self,
            render: crate::finding::Render<'_>,
            write: &mut dyn FnMut(&[u8]) -> io::Result<()>,
        ) -> io::Result<()> {
            write(&render(&[]))?;
            let lots = self.0.chunks(1);
            lots.map(render).try_for_each(|bytes| write(&bytes))
        }
        fn all(&self) -> Vec<Finding> {
            self.0.all()
        }
        fn of_file<'f>(&'f self, path: &str) -> Box<dyn Findings + 'f> {
            self.0.of_file(path)
        }
        fn personal_in(&self, texts: &[&str]) -> Vec<Personal> {
            self.0.personal_in(texts)
        }
    }
    for format in Format::ALL {
        let style = style(Lang::Zh, 80);
        let mut out = Vec::new();
        render(&report(), &OneByOne(findings()), format, &style, &mut out)
            .expect("a vector takes everything");
        assert_eq!(unpacked::text(out), rendered(format, &style));
    }
}

#[test]
fn a_broken_pipe_reaches_the_caller() {
    struct Closed(usize);
    impl io::Write for Closed {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let taken = bytes.len().min(self.0);
            self.0 -= taken;
            if taken > 0 {
                Ok(taken)
            } else {
                Err(io::ErrorKind::BrokenPipe.into())
            }
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    for format in Format::ALL {
        for bytes in [0, 1, 100, 2000] {
            let style = style(Lang::Zh, 80);
            let out = &mut Closed(bytes);
            let error = render(&report(), &findings(), format, &style, out).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::BrokenPipe, "{}", format.name());
        }
    }
}

#[test]
fn the_list_of_formats_is_in_the_order_of_the_enum() {
    for format in Format::ALL {
        assert_eq!(FORMATS[format as usize].format, format);
        assert_eq!(format.name().parse(), Ok(format));
    }
    assert_eq!("Text".parse::<Format>(), Err(()));
}
