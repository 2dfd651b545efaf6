//! The report for people: findings by rule, worst first, each with its snippet; then the summary.

use std::io::{self, Write as _};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::held;
use super::mask::Masking;
use super::snippet::Picture;
use super::terms::{self, count};
use super::typeset::{Ink, clean, paint, width, wrap};
use super::{Style, summary};
use crate::finding::{Account, Finding, Findings, Report, RuleId, Severity};
use crate::lang::Lang;

/// Findings that are drawn together.
const PIECE: usize = 64;
/// Pieces that each thread draws before they are written: what is drawn and waits stays small.
const AHEAD: usize = 64;

/// Writes the report. It goes by rules, so that all findings are in memory: those of the limit.
pub fn render(
    report: &Report,
    findings: &dyn Findings,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let style = &Style {
        width: style.width.max(40),
        ..*style
    };
    let masking = Masking::new(report, findings, style.mask);
    opening(report, style, out)?;
    let findings = findings.all();
    written(&groups(report, &findings), &masking, style, out)?;
    summary::write(report, &masking, style, out)
}

fn opening(report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = style.lang;
    let parts = [
        format!("{} {}", lang.pick("基准日", "as of"), report.as_of),
        count(report.inputs.len() as u64, "个文件", "file", lang),
        count(report.records, "条记录", "record", lang),
        count(report.rules.len() as u64, "条规则", "rule", lang),
    ];
    writeln!(out, "{}", paint(&parts.join(dot(style)), Ink::Bold, style))?;
    match &report.held.since {
        Some(compared) => {
            let text = clean(&held::compared(compared, lang), style.unicode);
            writeln!(out, "{}", paint(&text, Ink::Dim, style))
        }
        None => Ok(()),
    }
}

/// What separates the parts of a line.
pub fn dot(style: &Style) -> &'static str {
    if style.unicode { " · " } else { " | " }
}

/// The ink of a severity.
pub fn ink(severity: Severity) -> Ink {
    match severity {
        Severity::Critical => Ink::Alarm,
        Severity::Error => Ink::Red,
        Severity::Warning => Ink::Yellow,
        Severity::Info => Ink::Cyan,
    }
}

/// The findings of one rule.
struct Group<'r> {
    id: &'r RuleId,
    title: &'r str,
    severity: Severity,
    /// Of all new findings, those that the report does not hold included.
    total: u64,
    /// New ones.
    findings: Vec<&'r Finding>,
    waived_total: u64,
    waived: Vec<&'r Finding>,
}

impl<'r> Group<'r> {
    /// Known findings are counted in the summary only.
    fn of(id: &'r RuleId, title: &'r str, severity: Severity, findings: Vec<&'r Finding>) -> Self {
        let of = |account: Account| {
            let findings = findings.iter().copied();
            let own: Vec<&Finding> = findings.filter(|f| f.status.account() == account).collect();
            own
        };
        let (findings, waived) = (of(Account::New), of(Account::Waived));
        Group {
            id,
            title,
            severity,
            total: findings.len() as u64,
            findings,
            waived_total: waived.len() as u64,
            waived,
        }
    }
}

/// Rules with findings, worst severity first, then by id.
fn groups<'r>(report: &'r Report, findings: &'r [Finding]) -> Vec<Group<'r>> {
    let mut by_rule: FxHashMap<&RuleId, Vec<&Finding>> = FxHashMap::default();
    for finding in findings {
        by_rule.entry(&finding.rule).or_default().push(finding);
    }
    let mut groups: Vec<Group<'r>> = Vec::new();
    for rule in &report.rules {
        let findings = by_rule.remove(&rule.id).unwrap_or_default();
        let mut group = Group::of(&rule.id, &rule.title, rule.severity, findings);
        group.total = rule.fresh().max(group.total);
        group.waived_total = rule.waived.max(group.waived_total);
        groups.push(group);
    }
    // a finding whose rule the report does not list is still shown
    for (id, findings) in by_rule {
        let severity = findings.first().map(|f| f.severity);
        groups.extend(severity.map(|severity| Group::of(id, "", severity, findings)));
    }
    groups.retain(|group| group.total + group.waived_total > 0);
    groups.sort_by_key(|g| (g.severity, g.id));
    groups
}

/// Some findings of a group that are drawn together, with its heading before its first and its basis after its last.
struct Piece<'g> {
    group: &'g Group<'g>,
    /// Whether all findings of the group have one advice, which then stands at its end.
    shared_advice: bool,
    from: usize,
    to: usize,
}

impl Piece<'_> {
    fn draw(&self, masking: &Masking, style: &Style) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        let shown = self.group.shown(style);
        if self.from == 0 {
            self.group.heading(shown.len() as u64, style, &mut out)?;
        }
        let shared_advice = self.shared_advice;
        for finding in &shown[self.from..self.to] {
            let finding = masking.finding(finding);
            writeln!(out)?;
            one(&finding, style, &mut out)?;
            if let Some(advice) = finding.advice.as_deref().filter(|_| !shared_advice) {
                advise(advice, style, &mut out)?;
            }
        }
        if let Some(last) = shown.last().filter(|_| self.to == shown.len()) {
            closing(&masking.finding(last), shared_advice, style, &mut out)?;
        }
        if self.to == shown.len() {
            self.group.excused(masking, style, &mut out)?;
        }
        Ok(out)
    }
}

/// Draws the groups on all cores, so many pieces at a time, and writes them in their order.
fn written(
    groups: &[Group<'_>],
    masking: &Masking,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let pieces: Vec<Piece<'_>> = groups
        .iter()
        .flat_map(|group| {
            let shown = group.shown(style);
            let count = shown.len();
            let shared_advice = shown
                .windows(2)
                .all(|pair| pair[0].advice == pair[1].advice);
            // a group of nothing has its heading
            let starts = (0..count.max(1)).step_by(PIECE);
            starts.map(move |from| Piece {
                group,
                shared_advice,
                from,
                to: count.min(from + PIECE),
            })
        })
        .collect();
    for some in pieces.chunks(AHEAD * rayon::current_num_threads()) {
        let draw = |piece: &Piece<'_>| piece.draw(masking, style);
        let drawn: Vec<io::Result<Vec<u8>>> = some.par_iter().map(draw).collect();
        for piece in drawn {
            out.write_all(&piece?)?;
        }
    }
    Ok(())
}

fn advise(advice: &str, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let title = style.lang.pick("建议", "Advice");
    noted(title, advice, Ink::Green, style, out)
}

/// What all findings of a group have in common.
fn closing(
    last: &Finding,
    shared_advice: bool,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let advice = last.advice.as_ref().filter(|_| shared_advice);
    if advice.is_some() || !last.basis.is_empty() {
        writeln!(out)?;
    }
    if let Some(advice) = advice {
        advise(advice, style, out)?;
    }
    for (i, basis) in last.basis.iter().enumerate() {
        let title = if i == 0 {
            style.lang.pick("依据", "Basis")
        } else {
            ""
        };
        noted(
            title,
            &terms::basis(basis, style.lang),
            Ink::Dim,
            style,
            out,
        )?;
    }
    Ok(())
}

impl<'r> Group<'r> {
    /// Those of the findings that are shown.
    fn shown(&self, style: &Style) -> &[&'r Finding] {
        let limit = style.per_rule.unwrap_or(usize::MAX);
        &self.findings[..self.findings.len().min(limit)]
    }

    fn heading(&self, shown: u64, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
        let lang = style.lang;
        let name = format!("{} {}", terms::severity(self.severity, lang), self.id);
        let title = clean(self.title, style.unicode);
        let mut total = match (lang, shown < self.total) {
            (_, false) if self.total == 0 => String::new(),
            (Lang::Zh, false) => format!("共 {} 条", self.total),
            (Lang::Zh, true) => format!("共 {} 条,列出前 {shown} 条", self.total),
            (Lang::En, false) => format!("{} in all", self.total),
            (Lang::En, true) => format!("{} in all, the first {shown} shown", self.total),
        };
        if self.waived_total > 0 {
            if !total.is_empty() {
                total.push_str(lang.pick(",", ", "));
            }
            total.push_str(&match lang {
                Lang::Zh => format!("已豁免 {} 条", self.waived_total),
                Lang::En => format!("{} waived", self.waived_total),
            });
        }
        let bar = if style.unicode { "━━" } else { "==" };
        writeln!(out)?;
        let lead = width(bar) + width(&name) + 3;
        let whole = format!("{title}{}{total}", dot(style));
        let lines = match lead + width(&whole) <= style.width {
            true => vec![whole],
            false => wrap(&title, style.width - lead.min(style.width / 2))
                .into_iter()
                .chain([total])
                .collect(),
        };
        let color = match self.total {
            0 => Ink::Dim,
            _ => ink(self.severity),
        };
        for (i, line) in lines.iter().enumerate() {
            match i {
                0 => write!(
                    out,
                    "\n{} {}  ",
                    paint(bar, color, style),
                    paint(&name, color, style)
                )?,
                _ => write!(out, "{}", " ".repeat(lead))?,
            }
            writeln!(out, "{}", paint(line, Ink::Bold, style))?;
        }
        Ok(())
    }
}

impl Group<'_> {
    /// The waived findings, each with why and by whom.
    fn excused(&self, masking: &Masking, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
        let lang = style.lang;
        let limit = style.per_rule.unwrap_or(usize::MAX);
        let shown = self.waived.iter().take(limit);
        for finding in shown.clone() {
            let finding = masking.finding(finding);
            writeln!(out)?;
            // as wide as the other titles
            let title = lang.pick("豁免", "Waived");
            let place = clean(&finding.location.to_string(), style.unicode);
            noted(
                title,
                &format!("{} {place}", finding.message),
                Ink::Dim,
                style,
                out,
            )?;
            if let Some(waived) = &finding.status.waived {
                noted("", &held::waived(waived, lang), Ink::Dim, style, out)?;
            }
        }
        let rest = self.waived_total.saturating_sub(shown.len() as u64);
        if rest > 0 && !self.waived.is_empty() {
            let more = match lang {
                Lang::Zh => format!("……另有 {rest} 条已豁免"),
                Lang::En => format!("and {rest} more that are waived"),
            };
            writeln!(out)?;
            noted("", &more, Ink::Dim, style, out)?;
        }
        Ok(())
    }
}

/// One finding: message, snippets, places that have none.
fn one(finding: &Finding, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = style.lang;
    let mut picture = Picture::new(&finding.message, finding.severity, style);
    let mut bare = Vec::new();
    let place = |location: &dyn ToString| clean(&location.to_string(), style.unicode);
    let drawn = finding
        .excerpt
        .as_ref()
        .is_some_and(|e| picture.add(&finding.location, e, &finding.label, style));
    if !drawn {
        bare.push((lang.pick("位置", "At"), place(&finding.location)));
    }
    for related in &finding.related {
        let drawn = related
            .excerpt
            .as_ref()
            .is_some_and(|e| picture.add(&related.location, e, &related.message, style));
        if !drawn {
            let text = format!(
                "{} {}",
                place(&related.location),
                clean(&related.message, style.unicode)
            );
            bare.push((lang.pick("另见", "See"), text));
        }
    }
    out.write_all(picture.draw(style).as_bytes())?;
    bare.into_iter()
        .try_for_each(|(title, text)| noted(title, &text, Ink::Cyan, style, out))
}

/// `  建议:…`, wrapped below its own beginning; an empty title continues the one before.
pub fn noted(
    title: &str,
    text: &str,
    ink: Ink,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    // as wide as the widest title, so that all texts begin in one column
    let indent = 4 + width(style.lang.pick("建议", "Advice"));
    let text = clean(text, style.unicode);
    for (i, line) in wrap(&text, style.width.saturating_sub(indent))
        .iter()
        .enumerate()
    {
        if i > 0 || title.is_empty() {
            writeln!(out, "{}{line}", " ".repeat(indent))?;
            continue;
        }
        let head = format!("{title}:");
        let gap = indent.saturating_sub(2 + width(&head));
        writeln!(
            out,
            "  {}{}{line}",
            paint(&head, ink, style),
            " ".repeat(gap)
        )?;
    }
    Ok(())
}
