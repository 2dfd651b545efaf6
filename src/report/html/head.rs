//! Beginning and end of the page: policy, style, title, verdict, the tiles; the script.

use std::io;

use sha2::{Digest, Sha256};

use super::Page;
use crate::finding::{Outcome, Severity};
use crate::lang::Lang;
use crate::report::held;
use crate::report::markup::escaped;
use crate::report::terms;
use crate::report::verdict::{Standing, sentence};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// Up to the end of the summary.
pub fn write(page: &Page<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let (report, lang) = (page.report, page.style.lang);
    let title = page.say("台账体检报告", "Ledger check report");
    let (standing, verdict) = sentence(report, lang);
    let standing = match standing {
        Standing::Bad => "bad",
        Standing::Open => "open",
        Standing::Good => "good",
    };
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
         <meta name=\"generator\" content=\"ledgerlint {}\"/>\n\
         <meta name=\"referrer\" content=\"no-referrer\"/>\n\
         <meta name=\"color-scheme\" content=\"light dark\"/>\n\
         <title>{title} {}</title>\n<style>{STYLE}</style>\n</head>\n<body>",
        lang.pick("zh-CN", "en"),
        digest(STYLE),
        digest(SCRIPT),
        escaped(page.style.version),
        escaped(&report.as_of)
    )?;
    writeln!(
        out,
        "<a class=\"skip\" href=\"#findings\">{}</a>\n<header>\n<p class=\"kicker\">{title}</p>\n\
         <h1 class=\"{standing}\">{}</h1>\n<p class=\"meta\">{}</p>\n</header>\n<main>",
        page.say("跳到问题清单", "Skip to the findings"),
        clauses(&verdict, lang),
        escaped(&facts(page))
    )?;
    tiles(page, out)
}

/// The verdict's clauses, so that lines break between them.
fn clauses(verdict: &str, lang: Lang) -> String {
    let clauses = verdict.split_inclusive([';', ',', '、']);
    let clauses = clauses.map(|clause| format!("<span>{}</span>", escaped(clause.trim())));
    clauses.collect::<Vec<_>>().join(lang.pick("", " "))
}

/// As-of date, files, records, rules; whether personal data is masked.
fn facts(page: &Page<'_>) -> String {
    let (report, lang) = (page.report, page.style.lang);
    let mut facts = vec![
        format!("{} {}", page.say("基准日", "as of"), report.as_of),
        terms::count(report.inputs.len() as u64, "个文件", "file", lang),
        terms::count(report.records, "条记录", "record", lang),
        terms::count(report.rules.len() as u64, "条规则", "rule", lang),
    ];
    facts.extend(report.held.since.as_ref().map(|c| held::compared(c, lang)));
    facts.push(
        match page.style.mask {
            true => page.say("个人信息已遮盖", "personal data masked"),
            false => page.say(
                "含个人信息,注意保管",
                "holds personal data, handle with care",
            ),
        }
        .to_owned(),
    );
    facts.join(" · ")
}

/// How many findings of each severity, and rules of each outcome.
fn tiles(page: &Page<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let (report, lang) = (page.report, page.style.lang);
    writeln!(
        out,
        "<section aria-labelledby=\"sum\">\n<h2 id=\"sum\">{}</h2>\n<h3>{}</h3>\n<ul class=\"tiles\">",
        page.say("汇总", "Summary"),
        page.say("问题", "Findings")
    )?;
    for severity in Severity::ALL {
        let (name, total) = (terms::severity(severity, lang), report.total(severity));
        let zero = if total == 0 { " zero" } else { "" };
        writeln!(
            out,
            "<li class=\"s-{}{zero}\"><b>{}</b> <span>{name}</span></li>",
            severity.name(),
            grouped(total)
        )?;
    }
    for (account, n) in held::accounts(report) {
        let zero = if n == 0 { " zero" } else { "" };
        writeln!(
            out,
            "<li class=\"k-{}{zero}\"><b>{}</b> <span>{}</span></li>",
            account.name(),
            grouped(n),
            held::account(account, lang)
        )?;
    }
    writeln!(
        out,
        "</ul>\n<h3>{}</h3>\n<ul class=\"tiles small\">",
        page.say("规则", "Rules")
    )?;
    for outcome in Outcome::ALL {
        let total = report.with_outcome(outcome).count() as u64;
        let zero = if total == 0 { " zero" } else { "" };
        writeln!(
            out,
            "<li class=\"o-{}{zero}\"><b>{}</b> <span>{}</span></li>",
            outcome.name(),
            grouped(total),
            terms::outcome(outcome, lang)
        )?;
    }
    let beside = held::accounts(report).iter().any(|(_, n)| *n > 0);
    let open = [Outcome::Undecided, Outcome::Skipped];
    let open = open.map(|o| report.with_outcome(o).count());
    writeln!(out, "</ul>")?;
    if beside {
        writeln!(
            out,
            "<p class=\"note\">{}</p>",
            page.say(
                "“基线内”和“已豁免”的问题照样列在清单里,不计入结论。",
                "Findings that are “known” or “waived” stand in the list; the verdict does not count them."
            )
        )?;
    }
    if open.iter().any(|n| *n > 0) {
        writeln!(
            out,
            "<p class=\"note\">{}</p>",
            page.say(
                "“无法判定”和“未检查”都不等于通过,原因见“规则结果”。",
                "Neither “undecided” nor “skipped” is a pass; the reasons stand under “Outcome of the rules”."
            )
        )?;
    }
    writeln!(out, "</section>")
}

/// The end: which program wrote the page, and its script.
pub fn close(page: &Page<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let version = escaped(page.style.version);
    let by = match page.style.lang {
        Lang::Zh => format!("ledgerlint 台账体检 {version} 生成,单个文件,不联网。"),
        Lang::En => format!("Written by ledgerlint {version}. One file, no network."),
    };
    writeln!(
        out,
        "</main>\n<footer><p>{by}</p></footer>\n<script>{SCRIPT}</script>\n</body>\n</html>"
    )
}

/// A source of the security policy: exactly this text.
fn digest(text: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut encoded = String::from("sha256-");
    for three in Sha256::digest(text.as_bytes()).chunks(3) {
        let bits = three
            .iter()
            .fold(0u32, |bits, byte| bits << 8 | u32::from(*byte));
        let bits = bits << (8 * (3 - three.len()));
        for at in 0..4 {
            encoded.push(match at <= three.len() {
                true => char::from(DIGITS[(bits >> (18 - 6 * at)) as usize & 63]),
                false => '=',
            });
        }
    }
    encoded
}

/// A number with its thousands apart.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut grouped = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        for (n, expected) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(grouped(n), expected);
        }
    }

    /// The values are those of `openssl dgst -sha256 -binary | base64`.
    #[test]
    fn digests_are_those_of_the_policy() {
        assert_eq!(
            digest(""),
            "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
        );
        assert_eq!(
            digest("abc"),
            "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="
        );
    }

    /// The page is read as XML by a test and as HTML by browsers; both must see the same script and style.
    #[test]
    fn script_and_style_hold_nothing_that_ends_or_escapes_them() {
        for text in [SCRIPT, STYLE] {
            assert!(!text.contains(['<', '&']), "write it without < and &");
        }
    }
}
