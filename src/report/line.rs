//! Findings as JSON objects. There may be millions, so what all findings of a rule share is serialised once.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::mask::Masking;
use crate::finding::{Basis, Finding, RuleId};
use crate::location::Location;

/// Bytes of a finding, about: so much is reserved for each.
const USUAL: usize = 480;

/// How findings are laid out.
pub struct Lines {
    pub before: &'static str,
    /// The members that each object begins with, with a comma at their end.
    pub lead: &'static str,
    pub after: &'static str,
}

impl Lines {
    pub fn render(&self, findings: &[Finding], masking: &Masking) -> Vec<u8> {
        let mut out = Vec::with_capacity(findings.len() * USUAL);
        let mut shared = Shared::default();
        for finding in findings {
            out.extend_from_slice(self.before.as_bytes());
            shared.write(&masking.finding(finding), self.lead, &mut out);
            out.extend_from_slice(self.after.as_bytes());
        }
        out
    }
}

/// What is serialised already, by where it stands in memory.
#[derive(Default)]
struct Shared {
    parts: FxHashMap<[usize; 4], Parts>,
    /// The last file name.
    file: Option<(Arc<str>, Vec<u8>)>,
}

/// The parts of an object that all findings of a rule share.
struct Parts {
    /// Up to the message.
    head: Vec<u8>,
    /// From the message to the record's first key.
    middle: Vec<u8>,
    /// From the related places to the fingerprint.
    tail: Vec<u8>,
    _held: Held,
}

/// What parts are made from; held, so that nothing else comes to stand at the same place in memory.
struct Held {
    _rule: RuleId,
    _advice: Option<Arc<str>>,
    _ledger: Arc<str>,
    _basis: Arc<[Basis]>,
}

impl Shared {
    /// Appends a finding. The members are those of `$defs/finding`, in its order.
    fn write(&mut self, finding: &Finding, lead: &str, out: &mut Vec<u8>) {
        let at = |text: &Arc<str>| text.as_ptr() as usize;
        let place = [
            at(&finding.rule.0),
            finding.advice.as_ref().map_or(0, at),
            at(&finding.ledger),
            finding.basis.as_ptr() as usize,
        ];
        let parts = self
            .parts
            .entry(place)
            .or_insert_with(|| Parts::of(finding, lead));
        out.extend_from_slice(&parts.head);
        json(&finding.message, out);
        out.extend_from_slice(&parts.middle);
        for (i, (name, value)) in finding.record.iter().enumerate() {
            if i > 0 {
                out.push(b',');
            }
            json(&**name, out);
            out.push(b':');
            json(value, out);
        }
        out.extend_from_slice(b"},\"location\":");
        location(&finding.location, &mut self.file, out);
        out.extend_from_slice(b",\"related\":[");
        for (i, related) in finding.related.iter().enumerate() {
            if i > 0 {
                out.push(b',');
            }
            out.extend_from_slice(b"{\"location\":");
            location(&related.location, &mut self.file, out);
            out.extend_from_slice(b",\"message\":");
            json(&related.message, out);
            out.push(b'}');
        }
        out.extend_from_slice(&parts.tail);
        let digits = b"0123456789abcdef";
        let bits = finding.fingerprint.0;
        out.extend(
            (0..16)
                .rev()
                .map(|i| digits[(bits >> (4 * i)) as usize & 15]),
        );
        out.extend_from_slice(b"\"}");
    }
}

impl Parts {
    fn of(finding: &Finding, lead: &str) -> Self {
        let mut head = format!("{{{lead}\"rule\":").into_bytes();
        json(&*finding.rule.0, &mut head);
        head.extend_from_slice(b",\"severity\":");
        json(finding.severity.name(), &mut head);
        head.extend_from_slice(b",\"message\":");
        let mut middle = Vec::new();
        if let Some(advice) = &finding.advice {
            middle.extend_from_slice(b",\"advice\":");
            json(&**advice, &mut middle);
        }
        middle.extend_from_slice(b",\"ledger\":");
        json(&*finding.ledger, &mut middle);
        middle.extend_from_slice(b",\"record\":{");
        let mut tail = b"],\"basis\":".to_vec();
        let basis: Vec<WireBasis<'_>> = finding.basis.iter().map(WireBasis::of).collect();
        json(&basis, &mut tail);
        tail.extend_from_slice(b",\"fingerprint\":\"");
        Parts {
            head,
            middle,
            tail,
            _held: Held {
                _rule: finding.rule.clone(),
                _advice: finding.advice.clone(),
                _ledger: finding.ledger.clone(),
                _basis: finding.basis.clone(),
            },
        }
    }
}

fn location(location: &Location, last: &mut Option<(Arc<str>, Vec<u8>)>, out: &mut Vec<u8>) {
    let file = match last {
        Some((file, begun)) if Arc::ptr_eq(file, &location.file) => begun,
        _ => {
            let mut begun = b"{\"file\":".to_vec();
            json(&*location.file, &mut begun);
            &mut last.insert((location.file.clone(), begun)).1
        }
    };
    out.extend_from_slice(file);
    let mut member = |name: &str, value: &dyn Fn(&mut Vec<u8>)| {
        out.extend_from_slice(name.as_bytes());
        value(out);
    };
    if let Some(sheet) = &location.sheet {
        member(",\"sheet\":", &|out| json(&**sheet, out));
    }
    if let Some(cell) = &location.cell {
        member(",\"cell\":", &|out| json(&cell.to_string(), out));
    }
    if let Some(line) = location.line {
        member(",\"line\":", &|out| json(&line.0, out));
    }
    if let Some(column) = location.column {
        member(",\"column\":", &|out| json(&column.0, out));
    }
    if let Some(pointer) = &location.pointer {
        member(",\"pointer\":", &|out| json(pointer, out));
    }
    out.push(b'}');
}

fn json(value: &(impl Serialize + ?Sized), out: &mut Vec<u8>) {
    serde_json::to_writer(out, value).expect("memory takes all that has string keys");
}

#[derive(Serialize)]
struct WireBasis<'a> {
    document: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    article: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    says: Option<&'a str>,
    verified: bool,
}

impl<'a> WireBasis<'a> {
    fn of(basis: &'a Basis) -> Self {
        WireBasis {
            document: &basis.document,
            number: basis.number.as_deref(),
            article: basis.article.as_deref(),
            says: basis.says.as_deref(),
            verified: basis.verified,
        }
    }
}
