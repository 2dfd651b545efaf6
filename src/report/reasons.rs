//! Rules of an outcome by their reasons.
//!
//! Most rules that are not checked lack a ledger, each of them others: a submission of one ledger has more such reasons
//! than findings. Where there are many, what they lack is listed once for all.

use crate::finding::{Outcome, Report};
use crate::lang::Lang;

/// So many reasons that begin alike stand each by itself.
const FEW: usize = 6;

/// A reason, and the rules that have it.
pub struct Reason<'r> {
    pub text: String,
    pub rules: Vec<&'r str>,
}

/// The reasons in the report's order of their first rules. `together`: where many begin alike up to their colon, they
/// are one.
pub fn by_reason<'r>(
    report: &'r Report,
    outcome: Outcome,
    unexplained: &'r str,
    together: bool,
    lang: Lang,
) -> Vec<Reason<'r>> {
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for rule in report.with_outcome(outcome) {
        let reason = rule.reason.as_deref().unwrap_or(unexplained);
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, rules)) => rules.push(&rule.id.0),
            None => reasons.push((reason, vec![&rule.id.0])),
        }
    }
    let (colon, comma) = (lang.pick(":", ": "), lang.pick("、", ", "));
    let lead = |reason: &str| reason.split_once(colon).map(|(lead, _)| lead.to_owned());
    let alike = |wanted: &str| {
        let same = reasons
            .iter()
            .filter(|(r, _)| lead(r).as_deref() == Some(wanted));
        same.count()
    };
    let mut merged: Vec<(Option<String>, Vec<&str>, Reason<'r>)> = Vec::new();
    for (reason, rules) in &reasons {
        let lead = lead(reason).filter(|lead| together && alike(lead) > FEW);
        let what = lead.iter().flat_map(|lead| {
            let rest = &reason[lead.len() + colon.len()..];
            rest.split(comma)
        });
        let known = merged
            .iter_mut()
            .find(|(known, ..)| known.is_some() && *known == lead);
        let (_, lacking, whole) = match known {
            Some(known) => known,
            None => {
                let whole = Reason {
                    text: (*reason).to_owned(),
                    rules: Vec::new(),
                };
                merged.push((lead.clone(), Vec::new(), whole));
                merged.last_mut().expect("one was pushed")
            }
        };
        for one in what {
            if !lacking.contains(&one) {
                lacking.push(one);
            }
        }
        whole.rules.extend(rules);
    }
    let told = |(lead, lacking, whole): (Option<String>, Vec<&str>, Reason<'r>)| match lead {
        Some(lead) => Reason {
            text: format!("{lead}{colon}{}", lacking.join(comma)),
            ..whole
        },
        None => whole,
    };
    merged.into_iter().map(told).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;
    use crate::report::tests::rule;

    fn check(reasons: &[&str], together: bool, expected: &[(&str, &str)]) {
        let ids = ('A'..).map(|letter| format!("{letter}-001"));
        let rules = ids.zip(reasons).map(|(id, reason)| {
            let mut rule = rule(&id, Severity::Error, Outcome::Skipped, 0);
            rule.reason = Some((*reason).to_owned());
            rule
        });
        let report = Report {
            rules: rules.collect(),
            ..crate::report::tests::report()
        };
        let told = by_reason(&report, Outcome::Skipped, "", together, Lang::Zh);
        let told: Vec<(String, String)> = told
            .into_iter()
            .map(|reason| (reason.text, reason.rules.join(" ")))
            .collect();
        let expected: Vec<(String, String)> = expected
            .iter()
            .map(|(text, rules)| ((*text).to_owned(), (*rules).to_owned()))
            .collect();
        assert_eq!(told, expected, "{reasons:?}");
    }

    #[test]
    fn many_reasons_that_begin_alike_are_one() {
        let few = ["没有:甲", "没有:乙", "没有:甲", "不适用"];
        let each = [
            ("没有:甲", "A-001 C-001"),
            ("没有:乙", "B-001"),
            ("不适用", "D-001"),
        ];
        check(&few, true, &each);
        check(&few, false, &each);
        let many = [
            "没有:甲",
            "没有:乙",
            "没有:丙",
            "尚未施行:乙",
            "没有:丁、甲",
            "没有:戊",
            "没有:己",
            "没有:庚",
        ];
        let whole = [
            (
                "没有:甲、乙、丙、丁、戊、己、庚",
                "A-001 B-001 C-001 E-001 F-001 G-001 H-001",
            ),
            ("尚未施行:乙", "D-001"),
        ];
        check(&many, true, &whole);
        let each: Vec<(String, String)> = ('A'..)
            .zip(many)
            .map(|(letter, reason)| (reason.to_owned(), format!("{letter}-001")))
            .collect();
        let each: Vec<(&str, &str)> = each.iter().map(|(t, r)| (t.as_str(), r.as_str())).collect();
        check(&many, false, &each);
    }
}
