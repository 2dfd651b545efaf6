//! Findings rendered one by one on all cores and handed over in order, each with what the writer must know of it.
//!
//! For formats that group, count or number: lots are rendered in parallel, what is done between findings is not.

use std::io;

use rustc_hash::FxHashMap;

use super::mask::Masking;
use crate::finding::{Account, Finding, Findings, Fingerprint, Report, Severity};

/// A rendered finding.
pub struct Piece<'b> {
    /// Position of its rule in the report; that behind the last one where the report does not list it.
    pub rule: usize,
    pub severity: Severity,
    pub account: Account,
    pub fingerprint: Fingerprint,
    /// Village or unit, empty where it is not known.
    pub place: &'b str,
    pub bytes: &'b [u8],
}

/// The positions of rules in a report.
pub struct Positions<'r>(FxHashMap<&'r str, usize>);

impl<'r> Positions<'r> {
    pub fn of(report: &'r Report) -> Self {
        let ids = report.rules.iter().map(|rule| &*rule.id.0);
        Positions(ids.enumerate().map(|(at, id)| (id, at)).collect())
    }

    pub fn get(&self, finding: &Finding) -> Option<usize> {
        self.named(&finding.rule.0)
    }

    pub fn named(&self, rule: &str) -> Option<usize> {
        self.0.get(rule).copied()
    }
}

/// Renders a finding; both the masked one, which is to be shown, and the original, for looking things up.
pub type One<'o> = &'o (dyn Fn(&Finding, &Finding, &mut Vec<u8>) + Sync);

/// Renders all findings and hands them over in the report's order.
pub fn each(
    report: &Report,
    findings: &dyn Findings,
    masking: &Masking,
    one: One<'_>,
    take: &mut dyn FnMut(Piece<'_>) -> io::Result<()>,
) -> io::Result<()> {
    let positions = Positions::of(report);
    let unlisted = report.rules.len();
    let render = |lot: &[Finding]| {
        let mut out = Vec::new();
        for finding in lot {
            let masked = masking.finding(finding);
            let place = masked.place.as_deref().unwrap_or("");
            let head = Head {
                rule: positions.get(finding).unwrap_or(unlisted) as u32,
                severity: finding.severity,
                account: finding.status.account(),
                fingerprint: finding.fingerprint,
                place: place.len() as u32,
                bytes: 0,
            };
            let start = out.len();
            out.resize(start + Head::SIZE, 0);
            out.extend_from_slice(place.as_bytes());
            let before = out.len();
            one(&masked, finding, &mut out);
            let bytes = (out.len() - before) as u32;
            let head = Head { bytes, ..head }.packed();
            out[start..start + Head::SIZE].copy_from_slice(&head);
        }
        out
    };
    findings.stream(&render, &mut |mut lot| {
        while let Some((head, rest)) = lot.split_first_chunk() {
            let head = Head::unpacked(head);
            let (place, rest) = rest.split_at(head.place as usize);
            let (bytes, rest) = rest.split_at(head.bytes as usize);
            lot = rest;
            take(Piece {
                rule: head.rule as usize,
                severity: head.severity,
                account: head.account,
                fingerprint: head.fingerprint,
                place: std::str::from_utf8(place).expect("it was a text"),
                bytes,
            })?;
        }
        Ok(())
    })
}

/// What stands before each rendered finding of a lot.
struct Head {
    rule: u32,
    severity: Severity,
    account: Account,
    fingerprint: Fingerprint,
    place: u32,
    bytes: u32,
}

impl Head {
    const SIZE: usize = 24;

    fn packed(&self) -> [u8; Head::SIZE] {
        let mut packed = [0; Head::SIZE];
        packed[..4].copy_from_slice(&self.rule.to_le_bytes());
        packed[4] = self.severity as u8;
        packed[5] = self.account as u8;
        packed[8..12].copy_from_slice(&self.place.to_le_bytes());
        packed[12..16].copy_from_slice(&self.bytes.to_le_bytes());
        packed[16..].copy_from_slice(&self.fingerprint.0.to_le_bytes());
        packed
    }

    fn unpacked(packed: &[u8; Head::SIZE]) -> Self {
        let number = |at: usize| {
            let bytes = [packed[at], packed[at + 1], packed[at + 2], packed[at + 3]];
            u32::from_le_bytes(bytes)
        };
        Head {
            rule: number(0),
            severity: Severity::ALL[packed[4] as usize],
            account: Account::ALL[packed[5] as usize],
            fingerprint: Fingerprint(u64::from(number(16)) | u64::from(number(20)) << 32),
            place: number(8),
            bytes: number(12),
        }
    }
}

/// How often each fingerprint has come: two records with one key have one, and platforms drop the second.
#[derive(Default)]
pub struct Occurrences(FxHashMap<u64, u32>);

impl Occurrences {
    /// 1 for the first one.
    pub fn next(&mut self, fingerprint: Fingerprint) -> u32 {
        let seen = self.0.entry(fingerprint.0).or_default();
        *seen += 1;
        *seen
    }
}
