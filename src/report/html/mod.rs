//! The report as one page: no other file, no network, readable without script, on paper and on a phone.
//!
//! It is well-formed XML as well as HTML, so that a test can read it again. Its security policy lets only the page's
//! own script and style run: even data that slipped through unescaped would stay dead.

mod charts;
mod coverage;
mod excerpt;
mod fold;
mod head;
mod held;
mod row;
mod tables;

use std::io;

use self::charts::Places;
use self::fold::Fold;
use super::Style;
use super::mask::Masking;
use super::pieces;
use crate::finding::{Finding, Findings, Report};

/// What the parts of the page are written from.
struct Page<'p> {
    report: &'p Report,
    masking: &'p Masking,
    style: &'p Style,
    positions: pieces::Positions<'p>,
}

impl<'p> Page<'p> {
    /// The text of the page's language.
    fn say(&self, zh: &'p str, en: &'p str) -> &'p str {
        self.style.lang.pick(zh, en)
    }
}

/// Writes the page. Findings come by file and stand by rule, so they are held, rendered, until all are there.
pub fn render(
    report: &Report,
    findings: &dyn Findings,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let masking = &Masking::new(report, findings, style.mask);
    let page = Page {
        report,
        masking,
        style,
        positions: pieces::Positions::of(report),
    };
    let mut folds: Vec<Fold> = Vec::new();
    folds.resize_with(report.rules.len() + 1, Fold::default);
    let mut places = Places::default();
    let one = |finding: &Finding, _: &Finding, out: &mut Vec<u8>| row::write(finding, &page, out);
    pieces::each(report, findings, masking, &one, &mut |piece| {
        places.count(piece.place, piece.severity, piece.account);
        folds[piece.rule].push(piece.bytes, piece.account);
        Ok(())
    })?;
    head::write(&page, out)?;
    charts::write(&page, &places, out)?;
    fold::write(&page, folds, &places, out)?;
    held::gone(&page, out)?;
    tables::outcomes(&page, out)?;
    coverage::write(&page, out)?;
    tables::parameters(&page, out)?;
    tables::inputs(&page, out)?;
    head::close(&page, out)
}
