//! Findings by severity, by village or unit, and by problem area: tables with bars, so that they read well aloud, in
//! print and without script.

use std::io;

use rustc_hash::FxHashMap;

use super::Page;
use super::head::grouped;
use crate::finding::{Account, Severity};
use crate::lang::Lang;
use crate::report::markup::escaped;
use crate::report::terms;

/// Bars of one chart; what is beyond is one bar.
const BARS: usize = 15;

type Counts = [u64; Severity::ALL.len()];

/// Findings of each village or unit; the empty name for those that belong to none that is known.
#[derive(Default)]
pub struct Places(FxHashMap<String, Counts>);

impl Places {
    /// Findings that do not count have a place too, which can be filtered for.
    pub fn count(&mut self, place: &str, severity: Severity, account: Account) {
        let one = u64::from(account == Account::New);
        match self.0.get_mut(place) {
            Some(counts) => counts[severity as usize] += one,
            None => {
                let counts = self.0.entry(place.to_owned()).or_default();
                counts[severity as usize] += one;
            }
        }
    }

    /// Names, most findings first.
    pub fn named(&self) -> Vec<(&str, Counts)> {
        let named = self.0.iter().filter(|(name, _)| !name.is_empty());
        ranked(
            named
                .map(|(name, counts)| (name.as_str(), *counts))
                .collect(),
        )
    }
}

fn ranked(mut bars: Vec<(&str, Counts)>) -> Vec<(&str, Counts)> {
    bars.sort_by(|(a, x), (b, y)| total(y).cmp(&total(x)).then(a.cmp(b)));
    bars
}

fn total(counts: &Counts) -> u64 {
    counts.iter().sum()
}

/// The charts; nothing where nothing was found.
pub fn write(page: &Page<'_>, places: &Places, out: &mut dyn io::Write) -> io::Result<()> {
    let report = page.report;
    let all: Counts = Severity::ALL.map(|severity| report.total(severity));
    if total(&all) == 0 {
        return Ok(());
    }
    writeln!(
        out,
        "<section aria-labelledby=\"spread\">\n<h2 id=\"spread\">{}</h2>",
        page.say("问题分布", "Where the findings are")
    )?;
    severities(page, &all, out)?;
    writeln!(out, "<div class=\"charts\">")?;
    let mut areas: Vec<(&str, Counts)> = Vec::new();
    for rule in report.rules.iter().filter(|rule| rule.fresh() > 0) {
        let name = match &*rule.about.area {
            "" => page.say("其他", "other"),
            area => area,
        };
        let at = areas.iter().position(|(own, _)| *own == name);
        let at = at.unwrap_or_else(|| {
            areas.push((name, Counts::default()));
            areas.len() - 1
        });
        areas[at].1[rule.severity as usize] += rule.fresh();
    }
    chart(
        page,
        page.say("按问题领域", "By problem area"),
        ranked(areas),
        out,
    )?;
    let mut bars = places.named();
    bars.retain(|(_, counts)| total(counts) > 0);
    if !bars.is_empty() {
        if let Some(counts) = places.0.get("").filter(|counts| total(counts) > 0) {
            bars.push((page.say("没有写明", "not known"), *counts));
        }
        chart(
            page,
            page.say("按村、单位", "By village or unit"),
            bars,
            out,
        )?;
    }
    writeln!(out, "</div>\n</section>")
}

/// One bar over the whole width, with its legend.
fn severities(page: &Page<'_>, all: &Counts, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = page.style.lang;
    writeln!(out, "<figure class=\"whole\">")?;
    bar(all, total(all), out)?;
    writeln!(out, "<figcaption><ul class=\"legend\">")?;
    for (severity, n) in Severity::ALL.into_iter().zip(all) {
        // a share that is not nothing does not read as nothing
        let share = match *n as f64 * 100.0 / total(all).max(1) as f64 {
            share if share > 0.0 && share < 0.1 => String::from("<0.1"),
            share => format!("{share:.1}"),
        };
        writeln!(
            out,
            "<li class=\"s-{}\"><i></i>{} {} ({}%)</li>",
            severity.name(),
            terms::severity(severity, lang),
            grouped(*n),
            escaped(&share)
        )?;
    }
    writeln!(out, "</ul></figcaption>\n</figure>")
}

fn chart(
    page: &Page<'_>,
    title: &str,
    all: Vec<(&str, Counts)>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let lang = page.style.lang;
    let (shown, rest) = all.split_at(all.len().min(BARS));
    let others = match lang {
        Lang::Zh => format!("其余 {} 个", rest.len()),
        Lang::En => format!("{} others", rest.len()),
    };
    let mut bars = shown.to_vec();
    if !rest.is_empty() {
        let mut sum = Counts::default();
        for (_, counts) in rest {
            sum.iter_mut().zip(counts).for_each(|(sum, n)| *sum += n);
        }
        bars.push((&others, sum));
    }
    let longest = bars
        .iter()
        .map(|(_, counts)| total(counts))
        .max()
        .unwrap_or(1);
    writeln!(
        out,
        "<table class=\"chart\"><caption>{title}</caption>\n<thead><tr><th scope=\"col\">{}</th><td></td>",
        page.say("名称", "name")
    )?;
    let used: Vec<Severity> = Severity::ALL
        .into_iter()
        .filter(|s| bars.iter().any(|(_, counts)| counts[*s as usize] > 0))
        .collect();
    for severity in &used {
        writeln!(
            out,
            "<th scope=\"col\">{}</th>",
            terms::severity(*severity, lang)
        )?;
    }
    writeln!(out, "</tr></thead>\n<tbody>")?;
    for (name, counts) in &bars {
        write!(out, "<tr><th scope=\"row\">{}</th><td>", escaped(name))?;
        bar(counts, longest, out)?;
        write!(out, "</td>")?;
        for severity in &used {
            let n = counts[*severity as usize];
            let zero = if n == 0 { " class=\"zero\"" } else { "" };
            write!(out, "<td{zero}>{}</td>", grouped(n))?;
        }
        writeln!(out, "</tr>")?;
    }
    writeln!(out, "</tbody></table>")
}

/// A drawing of what the numbers beside it say; so it is hidden from those who listen.
fn bar(counts: &Counts, longest: u64, out: &mut dyn io::Write) -> io::Result<()> {
    write!(
        out,
        "<svg class=\"bar\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">"
    )?;
    let mut from = 0.0;
    for (severity, n) in Severity::ALL.into_iter().zip(counts) {
        if *n == 0 {
            continue;
        }
        let width = (*n as f64 * 1000.0 / longest.max(1) as f64).max(2.0);
        write!(
            out,
            "<rect class=\"s-{}\" x=\"{from:.1}\" y=\"0\" width=\"{width:.1}\" height=\"10\"></rect>",
            severity.name()
        )?;
        from += width;
    }
    write!(out, "</svg>")
}
