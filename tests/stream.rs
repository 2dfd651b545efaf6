//! Findings are described lot by lot: whatever the formats of the files, they come in the one order, all of them, and
//! no bound of a lot shows.

use std::fmt::Write as _;
use std::sync::Arc;

use ledgerlint::check::{Checked, Detail, Settings, check};
use ledgerlint::finding::{Finding, Findings, Personal, PersonalKind};
use ledgerlint::lang::Lang;
use ledgerlint::ledger::{Date, parse_schemas};
use ledgerlint::read::{File, Options, Reading, read};
use ledgerlint::rulebook::{RuleFile, Rulebook, load};

const TASK: &str = r#"{
  "title": "事项", "type": "object", "x-key": ["no"],
  "properties": {
    "no": {"type": "integer", "title": "编号"},
    "owner": {"type": "string", "title": "责任人", "x-sensitive": "name"},
    "due": {"type": "string", "format": "date", "title": "时限"},
    "unit": {"type": "string", "title": "单位", "x-place": true},
    "steps": {"type": "array", "title": "步骤", "items": {
      "title": "步骤", "type": "object", "x-key": ["seq"],
      "properties": {
        "seq": {"type": "integer", "title": "序号"},
        "done": {"type": "string", "format": "date", "title": "完成日期"}
      }
    }}
  }
}"#;

const VISIT: &str = r#"{
  "title": "走访", "type": "object", "x-key": ["visit"],
  "x-relations": {"task": {"ledger": "task", "on": [{"task_no": "no"}], "inverse": "visits"}},
  "properties": {
    "visit": {"type": "string", "title": "走访编号"},
    "task_no": {"type": "integer", "title": "事项编号"},
    "day": {"type": "string", "format": "date", "title": "日期"},
    "person": {"type": "string", "title": "走访人", "x-sensitive": "name"}
  }
}"#;

/// Each rule brings another way to describe: own fields, folds that `require` has and that it has not, the way up,
/// records before, groups, records beside, searches by value.
const RULES: [(&str, &str, &str); 7] = [
    (
        "T-001",
        "task",
        "require: due <= date '2021-06-30'\nat: [due, owner]\nmessage: '{owner}的时限{due}太晚'",
    ),
    (
        "T-002",
        "task",
        "require: count(visits) > 2\nat: [no]\nmessage: '走访{count(visits)}次,最后{max(visits.day)},同名{count(all.task where owner = this.owner)}件'",
    ),
    (
        "T-003",
        "task_steps",
        "require: done is not null\nat: [seq]\nmessage: '{task.owner}的第{seq}步没有完成,共{count(task.steps)}步'",
    ),
    (
        "T-004",
        "visit",
        "require: exists(task) is true and day >= date '2021-01-05'\nat: [day, task_no]\nmessage: '{coalesce(task.owner, person)}:{day}'",
    ),
    (
        "T-005",
        "visit",
        "sequence: {per: [task_no], by: [day, visit]}\nrequire: day - previous.day > 2\nmessage: '{previous.visit}之后{day - previous.day}天又走访'",
    ),
    (
        "T-006",
        "visit",
        "per: [person]\nrequire: count(records) < 3\nat: [person]\nmessage: '{person}走访{count(records)}次'",
    ),
    (
        "T-007",
        "task",
        "require: no > 100000\nmessage: '{count(visits where day > this.due)}次过了时限'\nrelated: [{of: visits where day is not null, message: '{day}走访', at: day}, {of: all.task where owner = this.owner and no > this.no, message: '{no}同名'}]",
    ),
];

fn book() -> (Arc<ledgerlint::ledger::Catalog>, Rulebook) {
    let schemas = [("task", TASK), ("visit", VISIT)]
        .map(|(name, text)| (format!("schemas/{name}.schema.json"), text.to_owned()));
    let catalog = parse_schemas(&schemas, Lang::Zh).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let file = |path: String, text: String| RuleFile {
        path,
        text: Arc::from(text),
    };
    let mut files = vec![file(
        "rules/T/pack.yaml".into(),
        "id: T\ntitle: 试\n".into(),
    )];
    files.extend(RULES.map(|(id, ledger, body)| {
        let ledger = match ledger {
            // nested ledgers are named after the key that they stand under
            "task_steps" => catalog
                .definitions
                .iter()
                .find(|d| d.nested_in.is_some())
                .map_or("", |d| &d.name),
            ledger => ledger,
        };
        let body = body.replace("task_steps", ledger);
        file(
            format!("rules/T/{id}.yaml"),
            format!(
                "id: {id}\ntitle: {id}\nledger: {ledger}\nseverity: error\nwhy: 试\nbasis: [{{document: 试, verified: true}}]\n{body}\nadvice: 改\n"
            ),
        )
    }));
    let (book, faults) = load(&files, &catalog, Lang::Zh);
    assert!(faults.is_empty(), "{faults:#?}");
    (Arc::new(catalog), book)
}

/// A submission with every way that records stand in files, more findings than a lot holds in each, and things in
/// between that are no records.
fn reading(catalog: &Arc<ledgerlint::ledger::Catalog>) -> Reading {
    // members in changing order, the nested list first or last
    let task = |n: usize| {
        let unit = match n % 6 {
            5 => String::new(),
            k => format!(", \"unit\": \"单位{k}\""),
        };
        let owner = format!("\"owner\": \"甲{}\"{unit}", n % 50);
        let due = match n % 7 {
            0 => "\"due\": \"2021-02-30\"".to_owned(),
            k => format!("\"due\": \"2021-0{}-15\"", k + 2),
        };
        let steps: Vec<String> = (0..3)
            .map(|seq| match seq {
                1 => format!("{{\"done\": \"2021-03-01\", \"seq\": {seq}}}"),
                _ => format!("{{\"seq\": {seq}}}"),
            })
            .collect();
        let steps = format!("\"steps\": [{}]", steps.join(", "));
        match n % 3 {
            0 => format!("{{\"no\": {n}, {steps}, {owner}, {due}}}"),
            1 => format!("{{{due}, {owner}, \"no\": {n}, {steps}}}"),
            _ => format!("{{{steps},\n {due}, \"no\": {n},\n {owner}}}"),
        }
    };
    let tasks = |from: usize, to: usize| (from..to).map(task).collect::<Vec<String>>();
    let mut visits = "走访编号,事项编号,日期,走访人\n".to_owned();
    for n in 0..4000 {
        let (task, day) = (n % 700, n % 28 + 1);
        let _ = match n % 400 {
            399 => writeln!(visits, "合计,,,\n"),
            300 => writeln!(visits, "V{n},{task}"),
            200 => writeln!(visits, "V{n},{task},2021-01-{day:02},\"乙\n{}\"", n % 90),
            100 => writeln!(visits, "V{n},{task},元月初,乙{}", n % 90),
            _ => writeln!(visits, "V{n},{task},2021-01-{day:02},乙{}", n % 90),
        };
    }
    let yaml: String = (2000..2040)
        .map(|n| {
            format!(
                "- {{no: {n}, due: 2021-09-01, owner: &a{n} 丙, steps: [{{seq: 1}}, {{seq: 2}}]}}\n"
            )
        })
        .collect();
    let files = [
        (
            "a/task.json",
            format!("{{\"task\": [{}]}}", tasks(0, 600).join(",\n")),
        ),
        ("a/visit.csv", visits),
        (
            "b/task.ndjson",
            tasks(600, 1200).join("\n").replace(",\n", ", "),
        ),
        ("c/task.json", format!("[{}]", tasks(1200, 1500).join(","))),
        ("d/task.yaml", yaml),
        ("e/task.json", "{\"task\": [".to_owned()),
    ]
    .map(|(path, text)| File::in_memory(path, text));
    let as_of = Date::parse("2021-05-13").expect("a day of the calendar");
    read(&files, catalog, Options::at(as_of), &|_, _, _| {})
}

fn settings(detail: Detail) -> Settings {
    let as_of = Date::parse("2021-05-13").expect("a day of the calendar");
    Settings {
        detail,
        ..Settings::at(as_of)
    }
}

/// The oracle: the contract's order, which no lot knows.
fn order(f: &Finding) -> impl Ord + '_ {
    let at = &f.location;
    (
        (
            &at.file,
            &at.sheet,
            at.line,
            at.column,
            &at.cell,
            &at.pointer,
        ),
        (&f.rule, &f.message, f.fingerprint),
    )
}

fn with_checked(detail: Detail, per_rule: Option<usize>, test: impl FnOnce(&Checked<'_>)) {
    let (catalog, book) = book();
    let reading = reading(&catalog);
    let settings = Settings {
        per_rule,
        ..settings(detail)
    };
    test(&check(&reading, &book, &settings, &|_, _| {}));
}

#[test]
fn all_findings_come_in_the_order_of_the_contract() {
    with_checked(Detail::default(), None, |checked| {
        let findings = checked.findings.all();
        let counted: u64 = checked.report.rules.iter().map(|rule| rule.failed).sum();
        assert_eq!(findings.len() as u64, counted);
        for rule in &checked.report.rules {
            let found = findings.iter().filter(|f| f.rule == rule.id).count();
            assert_eq!(found as u64, rule.failed, "{}", rule.id);
        }
        for (id, ..) in RULES {
            assert!(
                findings.iter().any(|f| &*f.rule.0 == id),
                "{id} finds something"
            );
        }
        let wrong = findings
            .windows(2)
            .find(|pair| order(&pair[0]) > order(&pair[1]));
        assert_eq!(wrong, None);
        let files: Vec<&str> = findings.iter().map(|f| &*f.location.file).collect();
        let many = |file: &str| files.iter().filter(|f| **f == file).count() > 2000;
        assert!(many("a/task.json") && many("a/visit.csv") && many("b/task.ndjson"));
    });
}

#[test]
fn a_stream_gives_the_bytes_of_all_findings_in_order() {
    with_checked(Detail::default(), None, |checked| {
        let render = |findings: &[Finding]| format!("{findings:#?}").into_bytes();
        let (mut streamed, mut lots) = (Vec::new(), 0);
        let written = checked.findings.stream(
            &|lot| {
                let each = lot.iter().map(|f| render(std::slice::from_ref(f)));
                each.collect::<Vec<_>>().concat()
            },
            &mut |bytes| {
                lots += 1;
                streamed.extend_from_slice(bytes);
                Ok(())
            },
        );
        assert!(written.is_ok() && lots > 5, "{lots} lots");
        let all = checked.findings.all();
        let all: Vec<Vec<u8>> = all
            .iter()
            .map(|f| render(std::slice::from_ref(f)))
            .collect();
        assert!(streamed == all.concat());
        // the first error ends it, and comes out
        let mut calls = 0;
        let refused = checked.findings.stream(&|_| vec![0], &mut |_| {
            calls += 1;
            Err(std::io::ErrorKind::BrokenPipe.into())
        });
        assert_eq!(refused.unwrap_err().kind(), std::io::ErrorKind::BrokenPipe);
        assert_eq!(calls, 1);
    });
}

#[test]
fn what_is_left_out_changes_nothing_else() {
    let bare = Detail {
        excerpts: false,
        personal: false,
        places: false,
    };
    let mut plain = Vec::new();
    with_checked(bare, None, |checked| plain = checked.findings.all());
    with_checked(Detail::default(), None, |checked| {
        let mut full = checked.findings.all();
        assert!(
            full.iter()
                .all(|f| f.excerpt.is_some() || f.location.line.is_none() || f.record.is_empty())
        );
        for finding in &mut full {
            finding.excerpt = None;
            finding.personal.clear();
            finding.place = None;
            finding.related.iter_mut().for_each(|r| r.excerpt = None);
        }
        assert_eq!(full.len(), plain.len());
        let other = full.iter().zip(&plain).find(|(full, plain)| full != plain);
        assert_eq!(other, None);
    });
}

#[test]
fn a_limit_keeps_the_first_findings_of_each_rule() {
    let mut all = Vec::new();
    with_checked(Detail::default(), None, |checked| {
        all = checked.findings.all()
    });
    with_checked(Detail::default(), Some(20), |checked| {
        let limited = checked.findings.all();
        for (id, ..) in RULES {
            let of = |findings: &[Finding]| -> Vec<Finding> {
                let found = findings.iter().filter(|f| &*f.rule.0 == id);
                found.take(20).cloned().collect()
            };
            let (limited, all) = (of(&limited), of(&all));
            assert_eq!(limited.len(), 20, "{id}");
            // which of a record's places comes first is only known once it is read
            let records = |findings: &[Finding]| -> Vec<u64> {
                let mut prints: Vec<u64> = findings.iter().map(|f| f.fingerprint.0).collect();
                prints.sort_unstable();
                prints
            };
            assert_eq!(records(&limited), records(&all), "{id}");
        }
    });
}

#[test]
fn messages_say_what_the_records_hold() {
    with_checked(Detail::default(), None, |checked| {
        let findings = checked.findings.all();
        let says = |id: &str, text: &str| {
            let messages = findings.iter().filter(|f| &*f.rule.0 == id);
            let messages: Vec<&str> = messages.map(|f| &*f.message).collect();
            assert!(
                messages.contains(&text),
                "{id}: {text}: {:?}",
                &messages[..3]
            );
        };
        says("T-001", "甲6的时限2021-08-15太晚");
        says("T-002", "走访0次,最后(空),同名30件");
        says("T-003", "甲0的第2步没有完成,共3步");
        says("T-004", "甲0:2021-01-01");
        says("T-006", "乙1走访45次");
        says("T-007", "0次过了时限");
        let beside = |f: &&Finding| &*f.rule.0 == "T-007" && !f.related.is_empty();
        let related = &findings.iter().find(beside).expect("visits beside").related;
        assert!(related[0].message.ends_with("走访"));
        let same_name = findings
            .iter()
            .find(|f| f.message.ends_with("时限") && f.record[0].1 == "8");
        let related = &same_name.expect("task 8").related;
        let said: Vec<&str> = related.iter().map(|r| &*r.message).collect();
        assert_eq!(said[said.len() - 3..], ["58同名", "108同名", "158同名"]);
    });
}

#[test]
fn findings_know_the_place_of_their_record_or_of_one_it_leads_up_to() {
    with_checked(Detail::default(), None, |checked| {
        let findings = checked.findings.all();
        let place = |task: usize| (task % 6 < 5).then(|| format!("单位{}", task % 6));
        let value = |f: &Finding, name: &str| {
            let part = f.record.iter().find(|(own, _)| **own == *name);
            part.map_or(String::new(), |(_, value)| value.clone())
        };
        let of = |id: &'static str| findings.iter().filter(move |f| &*f.rule.0 == id);
        // written in JSON and NDJSON; the tasks in YAML have no unit
        let known = |task: usize| task < 1500;
        for finding in of("T-001") {
            let task = value(finding, "no").parse().expect("a number");
            let expected = place(task).filter(|_| known(task));
            assert_eq!(finding.place, expected, "{finding:?}");
        }
        // steps stand in their task: /task/12/steps/0
        let mut steps = 0;
        for finding in of("T-003").filter(|f| &*f.location.file == "a/task.json") {
            let pointer = finding.location.pointer.as_deref().expect("a pointer");
            let task = pointer.split('/').nth(2).and_then(|n| n.parse().ok());
            assert_eq!(finding.place, place(task.expect("a number")), "{finding:?}");
            steps += 1;
        }
        assert!(steps > 1000, "{steps}");
        // visit V12 is of task 12 % 700, two hundred others of none
        for finding in of("T-005") {
            let visit: usize = value(finding, "visit")[1..].parse().expect("a number");
            assert_eq!(finding.place, place(visit % 700), "{finding:?}");
        }
        // persons are no records of their own
        assert!(of("T-006").all(|f| f.place.is_none()));
    });
}

#[test]
fn personal_values_of_records_and_of_unreadable_cells_are_found_in_file_names() {
    with_checked(Detail::default(), None, |checked| {
        let names = ["2021/甲49的材料.csv", "乙12.pdf", "丁.pdf"];
        let found = checked.findings.personal_in(&names);
        let person = |value: &str| Personal {
            kind: PersonalKind::Name,
            value: value.to_owned(),
        };
        let expected = ["乙1", "乙12", "甲4", "甲49"].map(person);
        assert_eq!(found, expected);
    });
}
