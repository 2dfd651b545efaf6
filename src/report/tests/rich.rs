//! Reports whose totals are those of their findings, small and large, plain and hostile.

use super::*;

/// The shared report with each rule's count set to the findings that there are.
pub fn counted(findings: &[Finding]) -> Report {
    let mut report = report();
    for rule in &mut report.rules {
        let found = findings.iter().filter(|f| f.rule == rule.id).count() as u64;
        rule.failed = found;
        if found > 0 {
            rule.outcome = Outcome::Failed;
            rule.severity = findings
                .iter()
                .find(|f| f.rule == rule.id)
                .map_or(rule.severity, |f| f.severity);
        } else if rule.outcome == Outcome::Failed {
            rule.outcome = Outcome::Passed;
        }
    }
    report
}

/// The shared findings so many times over, with villages.
pub fn many(times: usize) -> Vec<Finding> {
    let villages = ["南潦村", "石桥村", "青溪村"];
    let all = (0..times).flat_map(|_| findings());
    let numbered = all.enumerate().map(|(at, finding)| Finding {
        fingerprint: Fingerprint(at as u64 / 2),
        place: (at % 4 < 3).then(|| villages[at % 3].to_owned()),
        ..finding
    });
    numbered.collect()
}

/// What a ledger may hold that is no text where it is shown.
pub const HOSTILE: [&str; 14] = [
    "<script>alert(1)</script>",
    "</noscript><script>alert(2)</script>",
    "\"><img src=x onerror=alert(3)>",
    "javascript:alert(4)",
    "]]></failure><failure>",
    "%0A::error::x,y:z",
    "a\r\n::set-output name=x::y",
    "##[set-env name=A]b",
    "=HYPERLINK(\"http://x.cn\")",
    "| a | b |\n# c `d` [e](f)",
    "@all #1 !2 ~bug",
    "\0\u{1}\u{8}\u{b}\u{1b}[31m\u{7f}\u{85}\u{fffe}\u{ffff}",
    "\u{202e}gnp\u{200b}\u{feff}",
    "甘 某/报送?#%.csv",
];

/// A finding for each hostile text, which stands in every one of its texts.
pub fn hostile() -> Vec<Finding> {
    let of = |(at, text): (usize, &&str)| Finding {
        advice: Some(Arc::from(*text)),
        record: vec![("person_id".into(), (*text).into())],
        field: (*text).into(),
        location: Location {
            sheet: Some((*text).into()),
            cell: Some(crate::location::Address { row: 1, column: 1 }),
            pointer: Some(format!("/{text}")),
            ..super::at(&format!("报送/{text}.csv"), 7, 3)
        },
        excerpt: match at % 2 {
            0 => row(POST_HEADER, 9, &format!("1,{text},{text}"), 1),
            _ => lines(3, &format!("  {text}\n  b {text}"), text),
        },
        related: vec![Related {
            location: super::at(&format!("{text}.json"), 1, 1),
            message: (*text).into(),
            excerpt: lines(1, text, text),
        }],
        basis: Arc::from([basis(text, Some(text), Some(text), Some(text), false)]),
        fingerprint: Fingerprint(at as u64),
        place: Some((*text).into()),
        ..finding(
            "POST-003",
            Severity::Error,
            &format!("说明{text}"),
            Location::file("x".into()),
            text,
        )
    };
    HOSTILE.iter().enumerate().map(of).collect()
}

/// The report of the hostile findings, with hostile texts wherever the report has texts.
pub fn hostile_report() -> Report {
    let mut report = counted(&hostile());
    let text = HOSTILE.join(" ");
    for rule in &mut report.rules {
        rule.title = text.clone();
        rule.about.why = text.clone();
        rule.about.area = text.as_str().into();
        rule.about.advice = Some(text.clone());
        rule.reason = rule.reason.as_ref().map(|_| text.clone());
    }
    for parameter in &mut report.parameters {
        parameter.title = text.clone();
        parameter.value = text.clone();
    }
    for file in &mut report.ignored {
        file.path = text.as_str().into();
        file.reason = text.clone();
    }
    for input in &mut report.inputs {
        input.path = format!("{}{text}", input.path).into();
    }
    report
}

pub fn written(format: Format, report: &Report, findings: &Vec<Finding>, style: &Style) -> String {
    let mut out = Vec::new();
    render(report, findings, format, style, &mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("reports are UTF-8")
}

pub fn everything(lang: Lang) -> Style {
    Style {
        per_rule: None,
        ..style(lang, 100)
    }
}
