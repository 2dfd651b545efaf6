//! The one masking of personal data: `甘**`, `360921********0012`, before anything is rendered.
//!
//! Must be used by every format; no format masks by itself.

mod lines;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use self::lines::{json_escaped, without_torn_words};
use crate::finding::{Finding, Findings, Personal, PersonalKind, Related, Report};
use crate::location::{Excerpt, Location};

/// A finding in which no personal value can be read: neither those listed in it, nor anything that looks like an
/// ID number or a mobile number.
pub fn mask(finding: &Finding) -> Finding {
    let covers = Covers::of(&finding.personal);
    let text = |t: &str| covers.text(t).into_owned();
    // what stays as it is stays the one that all findings of the rule share
    let shared = |t: &Arc<str>| match covers.text(t) {
        masked if *masked == **t => t.clone(),
        masked => masked.into(),
    };
    Finding {
        message: text(&finding.message),
        advice: finding.advice.as_ref().map(shared),
        record: finding
            .record
            .iter()
            .map(|(name, value)| (name.clone(), text(value)))
            .collect(),
        location: covers.location(&finding.location),
        label: shared(&finding.label),
        excerpt: finding.excerpt.as_ref().map(|e| covers.excerpt(e)),
        related: finding.related.iter().map(|r| covers.related(r)).collect(),
        place: finding.place.as_deref().map(text),
        personal: Vec::new(),
        ..finding.clone()
    }
}

/// Masking of a whole report, or none. File names and headers are masked alike wherever they occur, whoever they name.
pub struct Masking {
    /// File name or header to what stands for it; `None` where nothing is masked.
    names: Option<FxHashMap<Arc<str>, Arc<str>>>,
}

impl Masking {
    pub fn new(report: &Report, findings: &dyn Findings, on: bool) -> Self {
        Masking {
            names: on.then(|| masked_names(report, findings)),
        }
    }

    pub fn finding<'f>(&self, finding: &'f Finding) -> Cow<'f, Finding> {
        let Some(names) = &self.names else {
            return Cow::Borrowed(finding);
        };
        let mut masked = mask(finding);
        let rename = |masked: &mut Location, original: &Location| {
            if let Some(file) = names.get(&original.file) {
                masked.file = file.clone();
            }
        };
        rename(&mut masked.location, &finding.location);
        for (masked, original) in masked.related.iter_mut().zip(&finding.related) {
            rename(&mut masked.location, &original.location);
        }
        Cow::Owned(masked)
    }

    /// The name of an input or ignored file of the report.
    pub fn file<'t>(&'t self, path: &'t str) -> &'t str {
        self.name(path)
    }

    /// The header of a column that no ledger has.
    pub fn header<'t>(&'t self, header: &'t str) -> &'t str {
        self.name(header)
    }

    fn name<'t>(&'t self, name: &'t str) -> &'t str {
        let names = self.names.as_ref();
        names
            .and_then(|n| n.get(name))
            .map_or(name, |masked| masked)
    }

    /// A text that belongs to no finding, such as the reason of a rule's outcome.
    pub fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.names {
            Some(_) => Covers::of(&[]).text(text),
            None => Cow::Borrowed(text),
        }
    }
}

/// Every file name and unknown header of the report, masked by all personal values that the submission holds.
fn masked_names(report: &Report, findings: &dyn Findings) -> FxHashMap<Arc<str>, Arc<str>> {
    let inputs = report.inputs.iter().map(|i| i.path.clone());
    let ignored = report.ignored.iter().map(|i| i.path.clone());
    let headers = report.coverage.ledgers.iter().flat_map(|l| &l.unknown);
    let names: FxHashSet<Arc<str>> = inputs
        .chain(ignored)
        .chain(headers.map(|header| header.as_str().into()))
        .collect();
    let texts: Vec<&str> = names.iter().map(|name| &**name).collect();
    let personal = findings.personal_in(&texts);
    let covers = Covers::of(&personal);
    let masked = |name: &Arc<str>| covers.apply(name).text.into();
    names
        .iter()
        .map(|name| (name.clone(), masked(name)))
        .collect()
}

/// Personal values and what stands for them, longest first.
struct Covers<'p>(Vec<(Cow<'p, str>, String)>);

/// A masked text, and for each of its bytes (and its end) the byte of the original it stands for; all bytes of a
/// mask stand for the first one of the value.
struct Covered {
    text: String,
    origin: Vec<usize>,
}

impl<'p> Covers<'p> {
    fn of(personal: impl IntoIterator<Item = &'p Personal>) -> Self {
        let worth =
            |p: &&Personal| p.value.chars().nth(1).is_some() && p.value.chars().any(|c| c != '*');
        let mut covers: Vec<_> = personal
            .into_iter()
            .filter(worth)
            .map(|p| (Cow::Borrowed(p.value.as_str()), masked(p.kind, &p.value)))
            .collect();
        Covers::sorted(&mut covers);
        Covers(covers)
    }

    fn sorted(covers: &mut Vec<(Cow<'p, str>, String)>) {
        covers.sort_by(|(a, _), (b, _)| b.len().cmp(&a.len()).then(a.cmp(b)));
        covers.dedup_by(|(a, _), (b, _)| a == b);
    }

    /// With the values as programs write them into JSON that is to be ASCII.
    fn with_escapes(&self) -> Covers<'_> {
        let own = self.0.iter();
        let mut covers: Vec<(Cow<'_, str>, String)> = own
            .clone()
            .map(|(value, mask)| (Cow::Borrowed(&**value), mask.clone()))
            .collect();
        let foreign = own.filter(|(value, _)| !value.is_ascii());
        for (value, mask) in foreign {
            let small = json_escaped(value);
            let large = small.to_uppercase().replace("\\U", "\\u");
            covers.extend([small, large].map(|v| (Cow::Owned(v), mask.clone())));
        }
        Covers::sorted(&mut covers);
        Covers(covers)
    }

    /// A text alone. Most texts hold nothing to mask, and are only looked at.
    fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let bytes = text.as_bytes();
        let listed = |(value, _): &(Cow<'_, str>, String)| {
            memchr::memmem::find(bytes, value.as_bytes()).is_some()
        };
        match self.0.iter().any(listed) || has_many_digits(bytes) {
            true => Cow::Owned(self.apply(text).text),
            false => Cow::Borrowed(text),
        }
    }

    fn apply(&self, text: &str) -> Covered {
        let mut covered = replace(text, &self.0, Numbers::Found);
        // what a mask keeps may itself contain a shorter personal value (an address, say): that one goes wholly.
        // Ends, because each round turns at least one character into a star.
        while let Some((value, _)) = self
            .0
            .iter()
            .find(|(value, _)| covered.text.contains(&**value))
        {
            let again = replace(
                &covered.text,
                &[(value.clone(), stars(value.chars().count()))],
                Numbers::Kept,
            );
            covered = covered.then(again);
        }
        covered
    }

    fn location(&self, location: &Location) -> Location {
        let text = |t: &str| self.text(t).into_owned();
        Location {
            file: text(&location.file).into(),
            sheet: location.sheet.as_deref().map(|s| text(s).into()),
            pointer: location.pointer.as_deref().map(text),
            ..location.clone()
        }
    }

    fn excerpt(&self, excerpt: &Excerpt) -> Excerpt {
        let all = |texts: &[String]| texts.iter().map(|t| self.text(t).into_owned()).collect();
        match excerpt {
            Excerpt::Grid {
                header_line,
                header,
                line,
                cells,
                marked,
                first_column,
            } => Excerpt::Grid {
                header_line: *header_line,
                header: all(header),
                line: *line,
                cells: all(cells),
                marked: *marked,
                first_column: *first_column,
            },
            Excerpt::Lines {
                first,
                text,
                marked,
            } => {
                let (text, marked) = &without_torn_words(text, marked);
                let covered = match text.contains("\\u") {
                    true => self.with_escapes().apply(text),
                    false => self.apply(text),
                };
                let marked = covered.moved(marked);
                Excerpt::Lines {
                    first: *first,
                    text: covered.text,
                    marked,
                }
            }
        }
    }

    fn related(&self, related: &Related) -> Related {
        Related {
            location: self.location(&related.location),
            message: self.text(&related.message).into_owned(),
            excerpt: related.excerpt.as_ref().map(|e| self.excerpt(e)),
        }
    }
}

impl Covered {
    /// Where a byte range of the original lies now; a range that began or ended inside a masked value takes it whole.
    fn moved(&self, range: &Range<usize>) -> Range<usize> {
        let last = self.text.len();
        let behind = self.origin.partition_point(|o| *o <= range.start);
        let start = behind.checked_sub(1).map_or(0, |at| {
            self.origin.partition_point(|o| *o < self.origin[at])
        });
        let end = self.origin.partition_point(|o| *o < range.end);
        start.min(last)..end.clamp(start.min(last), last)
    }

    /// This masking followed by another one of its result.
    fn then(self, next: Covered) -> Covered {
        let origin = next.origin.iter().map(|at| self.origin[*at]).collect();
        Covered {
            text: next.text,
            origin,
        }
    }

    fn push(&mut self, text: &str, origin: impl Fn(usize) -> usize) {
        self.origin.extend((0..text.len()).map(origin));
        self.text.push_str(text);
    }
}

/// Whether digit runs that look like an ID or mobile number are masked too.
#[derive(Clone, Copy, PartialEq)]
enum Numbers {
    Found,
    Kept,
}

fn replace(text: &str, values: &[(Cow<'_, str>, String)], numbers: Numbers) -> Covered {
    let mut covered = Covered {
        text: String::with_capacity(text.len()),
        origin: Vec::with_capacity(text.len() + 1),
    };
    let (mut at, mut after_digit) = (0, false);
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let listed = values
            .iter()
            .find(|(value, _)| rest.starts_with(&**value))
            .map(|(v, m)| (v.len(), m.clone()));
        let hit = listed.or_else(|| {
            (numbers == Numbers::Found && !after_digit)
                .then(|| number(rest))
                .flatten()
        });
        match hit {
            Some((length, mask)) => {
                covered.push(&mask, |_| at);
                after_digit = rest[..length].chars().next_back().is_some_and(is_digit);
                at += length;
            }
            None => {
                covered.push(&rest[..c.len_utf8()], |i| at + i);
                after_digit = is_digit(c);
                at += c.len_utf8();
            }
        }
    }
    covered.origin.push(text.len());
    covered
}

/// Full-width digits are digits too: that is how some lists are typed.
fn is_digit(c: char) -> bool {
    matches!(c, '0'..='9' | '\u{ff10}'..='\u{ff19}')
}

/// Digits of the shortest number that is masked wherever it stands.
const FEWEST_DIGITS: usize = 11;

/// Whether so many digits follow each other, full-width ones (EF BC 90 to 99 in UTF-8) included.
fn has_many_digits(text: &[u8]) -> bool {
    let (mut at, mut run) = (0, 0);
    while run < FEWEST_DIGITS {
        let width = match text.get(at..) {
            None | Some([]) => return false,
            Some([b'0'..=b'9', ..]) => 1,
            Some([0xef, 0xbc, 0x90..=0x99, ..]) => 3,
            Some(_) => {
                run = 0;
                at += 1;
                continue;
            }
        };
        run += 1;
        at += width;
    }
    true
}

/// Byte length and mask of the ID or mobile number that the text starts with, bounded by non-digits.
fn number(text: &str) -> Option<(usize, String)> {
    let digits = text.chars().take_while(|c| is_digit(*c)).count();
    let length = |chars: usize| text.chars().take(chars).map(char::len_utf8).sum::<usize>();
    let check = text
        .chars()
        .nth(digits)
        .filter(|c| matches!(c, 'X' | 'x' | '\u{ff38}' | '\u{ff58}'));
    let (kind, bytes) = match (digits, check) {
        (18, _) => (PersonalKind::IdNumber, length(18)),
        (17, Some(_)) => (PersonalKind::IdNumber, length(18)),
        (11, _) if matches!(text.chars().next(), Some('1' | '\u{ff11}')) => {
            match text.chars().nth(1) {
                Some('3'..='9' | '\u{ff13}'..='\u{ff19}') => (PersonalKind::Phone, length(11)),
                _ => return None,
            }
        }
        _ => return None,
    };
    Some((bytes, masked(kind, &text[..bytes])))
}

fn stars(n: usize) -> String {
    "*".repeat(n)
}

/// What stands for a value. Values too short for their kind's usual mask keep less, never more than a third at an end.
fn masked(kind: PersonalKind, value: &str) -> String {
    let length = value.chars().count();
    let third = length / 3;
    let (first, last) = match (kind, length) {
        (PersonalKind::Name, _) => (1, 0),
        (PersonalKind::IdNumber, 18) => (6, 4),
        (PersonalKind::Phone, 11) => (3, 4),
        (PersonalKind::IdNumber | PersonalKind::Phone, _) => (third.min(3), third.min(2)),
        (PersonalKind::Account, _) => (0, third.min(4)),
        (PersonalKind::Address, _) => (if length > 6 { 6 } else { third }, 0),
    };
    let hidden = match kind {
        PersonalKind::Address => 3,
        _ => length.saturating_sub(first + last),
    };
    let head: String = value.chars().take(first).collect();
    let tail: String = value.chars().skip(length - last.min(length)).collect();
    head + &stars(hidden) + &tail
}

#[cfg(test)]
mod tests;
