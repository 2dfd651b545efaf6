//! Reports whose totals are those of their findings, small and large, plain and hostile.

use super::*;

/// The shared report with each rule's count set to the findings that there are.
pub fn counted(findings: &[Finding]) -> Report {
    let mut report = report();
    for rule in &mut report.rules {
        let own = |account: Option<Account>| {
            let own = findings.iter().filter(|f| f.rule == rule.id);
            own.filter(|f| account.is_none_or(|a| f.status.account() == a))
                .count() as u64
        };
        let found = own(None);
        let (known, waived) = (own(Some(Account::Known)), own(Some(Account::Waived)));
        (rule.failed, rule.known, rule.waived) = (found, known, waived);
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
    if findings.iter().any(|f| f.status.known) {
        report.held.baseline = Some(baseline());
        report.held.since = Some(Compared {
            revision: "origin/main".into(),
            commit: "0123456789abcdef0123456789abcdef01234567".into(),
        });
        // left out beside what is shown
        let mut failed = report.rules.iter_mut().filter(|rule| rule.failed > 0);
        failed
            .next()
            .into_iter()
            .for_each(|rule| rule.unchanged = 3);
        let mut all = findings.iter().filter_map(|f| f.status.waived.clone());
        report.held.waivers = all.next().map(|one| vec![one]);
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

/// A baseline of which two findings are gone and one was not judged.
pub fn baseline() -> AgainstBaseline {
    let gone = |rule: &str, fingerprint, count, record: &[(&str, &str)]| Gone {
        rule: RuleId(rule.into()),
        fingerprint: Fingerprint(fingerprint),
        count,
        ledger: "post_assignment".into(),
        record: record
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
    };
    AgainstBaseline {
        path: "基线/baseline.json".into(),
        command: "ledgerlint baseline update samples --baseline 基线/baseline.json".into(),
        listed: 40,
        unjudged: 1,
        gone: vec![
            gone(
                "POST-003",
                0x11,
                1,
                &[("person_id", "甘**"), ("start_date", "2020-01-01")],
            ),
            gone("RECT-099", 0x12, 2, &[]),
        ],
    }
}

fn waived() -> Arc<Waived> {
    Arc::new(Waived {
        reason: "合同正在补签,甘某某本人已到场".into(),
        approver: "王某某".into(),
        issued: "2021-05-01".into(),
        expires: "2021-06-30".into(),
        evidence: Some("会埠镇会议纪要〔2021〕3号".into()),
    })
}

/// The findings, of which every second is known and every third waived.
pub fn accounted(findings: Vec<Finding>) -> Vec<Finding> {
    let with = |(at, finding): (usize, Finding)| Finding {
        status: Status {
            known: at % 2 == 1,
            waived: (at % 3 == 2).then(waived),
        },
        ..finding
    };
    findings.into_iter().enumerate().map(with).collect()
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
    unpacked::text(out)
}

pub fn everything(lang: Lang) -> Style {
    Style {
        per_rule: None,
        ..style(lang, 100)
    }
}
