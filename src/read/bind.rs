//! Names to ledgers and fields: which ledger a file or key is, and which field a header is. Never guesses.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::value::{Ratio, convert};
use crate::ledger::{Catalog, Decimal, Definition, FieldId, LedgerId};

/// Which ledger a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match {
    One(LedgerId),
    Several(Vec<LedgerId>),
    None,
}

/// What a header or key stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    Field(FieldId),
    /// A nested ledger of this one.
    Child(LedgerId),
}

/// A header as it was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bound {
    /// The values of a field, to be multiplied with `factor` where the header names a unit.
    Field {
        field: FieldId,
        factor: Option<Decimal>,
    },
    Child(LedgerId),
    /// Nothing stands there.
    Blank,
    /// A column that lists have for the eye, and no field claims.
    Bookkeeping,
    Unknown,
    /// The same header, or another name of the same field, stands further left. Holds what the columns are.
    Duplicate(String),
    /// Could be several fields, of these titles.
    Ambiguous(Vec<String>),
}

/// Headers that are passed over without a word where no field claims them.
const BOOKKEEPING: [&str; 4] = ["序号", "备注", "row_no", "no."];
/// What a bracket behind a header may say besides a unit.
const NOTES: [&str; 5] = ["必填", "选填", "可选", "必填项", "*"];
/// Fields that a table without a telling name must match to be taken for a ledger.
const ENOUGH: usize = 4;

/// All names of a catalog, normalised.
pub struct Binder<'c> {
    pub catalog: &'c Catalog,
    ledgers: Vec<(String, LedgerId)>,
    /// For each ledger its headers, made when they are first asked for: most submissions hold few of the ledgers.
    headers: Vec<OnceLock<Headers>>,
}

/// What the headers of a ledger stand for; the candidates in order of `Rank`.
type Headers = FxHashMap<String, Vec<(Rank, Target)>>;

/// A ledger's or field's own name is heard before its title, and that before an alias.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Name,
    Title,
    Alias,
}

impl<'c> Binder<'c> {
    pub fn new(catalog: &'c Catalog) -> Self {
        let names = |d: &'c Definition| {
            [&d.name, &d.title]
                .into_iter()
                .chain(&d.aliases)
                .map(|name| normalise(name))
                .collect::<FxHashSet<_>>()
        };
        let mut ledgers: Vec<(String, LedgerId)> = catalog
            .ledgers()
            .flat_map(|(id, d)| names(d).into_iter().map(move |name| (name, id)))
            .collect();
        ledgers.retain(|(name, _)| !name.is_empty());
        ledgers.sort();
        Binder {
            catalog,
            ledgers,
            headers: catalog
                .definitions
                .iter()
                .map(|_| OnceLock::new())
                .collect(),
        }
    }

    fn headers(&self, ledger: LedgerId) -> &Headers {
        let made = || headers(self.catalog, ledger, self.catalog.ledger(ledger));
        self.headers[ledger.index()].get_or_init(made)
    }

    /// The ledger that is called exactly this.
    pub fn ledger_called(&self, name: &str) -> Match {
        let name = normalise(name);
        unique(
            self.ledgers
                .iter()
                .filter(|(known, _)| *known == name)
                .map(|(_, id)| *id)
                .collect(),
        )
    }

    /// The ledger of a file name without extension and origin: called exactly this, or with a place, number or date
    /// around the name (`02 会埠镇公益性岗位台账2021-05`) where that is not another ledger's name as well.
    pub fn ledger_of_file(&self, stem: &str) -> Match {
        match self.ledger_called(stem) {
            Match::None => {}
            found => return found,
        }
        let stem = normalise(stem);
        let mut found: Vec<(std::ops::Range<usize>, LedgerId)> = Vec::new();
        for (name, id) in self
            .ledgers
            .iter()
            .filter(|(name, _)| name.chars().nth(1).is_some())
        {
            let places = stem
                .match_indices(name.as_str())
                .map(|(at, _)| at..at + name.len());
            found.extend(
                places
                    .filter(|range| !name.is_ascii() || stands_alone(&stem, range))
                    .map(|range| (range, *id)),
            );
        }
        // 公益性岗位合同 holds the name 公益性岗位, but is not that ledger.
        let inside = |a: &std::ops::Range<usize>, b: &std::ops::Range<usize>| {
            a.start >= b.start && a.end <= b.end && a != b
        };
        let outermost = found
            .iter()
            .filter(|(range, _)| !found.iter().any(|(other, _)| inside(range, other)));
        unique(outermost.map(|(_, id)| *id).collect())
    }

    /// The ledger that a table without a telling name is: its headers match at least four fields and all required
    /// ones, and no other ledger matches as many.
    pub fn ledger_of_headers(&self, headers: &[&str]) -> Option<LedgerId> {
        let mut best = (ENOUGH - 1, None);
        for (id, definition) in self.catalog.ledgers() {
            let fields = self.matched(id, headers);
            let all_required = (0..definition.fields.len())
                .all(|f| !definition.fields[f].required || fields.contains(&FieldId::new(f)));
            if fields.len() == best.0 {
                best.1 = None;
            } else if fields.len() > best.0 {
                best = (fields.len(), all_required.then_some(id));
            }
        }
        best.1
    }

    /// Fields that headers stand for.
    pub fn matched(&self, ledger: LedgerId, headers: &[&str]) -> FxHashSet<FieldId> {
        let field = |bound: &Bound| match bound {
            Bound::Field { field, .. } => Some(*field),
            _ => None,
        };
        self.columns(ledger, headers)
            .iter()
            .filter_map(field)
            .collect()
    }

    /// What each header of a table stands for.
    pub fn columns(&self, ledger: LedgerId, headers: &[&str]) -> Vec<Bound> {
        let definition = self.catalog.ledger(ledger);
        let candidates: Vec<Candidates> = headers
            .iter()
            .map(|header| self.candidates(ledger, header))
            .collect();
        let mut taken: FxHashMap<Target, &str> = FxHashMap::default();
        for (candidates, header) in candidates.iter().zip(headers) {
            if let [only] = candidates.targets[..] {
                taken.entry(only).or_insert(header);
            }
        }
        // A header that could be several fields is the one that no other header of the table is.
        let mut chosen: Vec<Option<Target>> = candidates.iter().map(Candidates::only).collect();
        while let Some((at, target)) = candidates.iter().enumerate().find_map(|(at, candidates)| {
            let mut left = candidates
                .targets
                .iter()
                .filter(|target| !taken.contains_key(target));
            let target = *left.next()?;
            (chosen[at].is_none() && left.next().is_none()).then_some((at, target))
        }) {
            chosen[at] = Some(target);
            taken.insert(target, headers[at]);
        }

        let mut seen: FxHashSet<String> = FxHashSet::default();
        let mut used: FxHashSet<Target> = FxHashSet::default();
        let mut columns = Vec::with_capacity(headers.len());
        for ((header, candidates), chosen) in headers.iter().zip(&candidates).zip(chosen) {
            let name = normalise(header);
            columns.push(if name.is_empty() {
                Bound::Blank
            } else if !seen.insert(name.clone()) {
                Bound::Duplicate(header.trim().to_owned())
            } else if let Some(target) = chosen {
                if used.insert(target) {
                    bound(target, candidates.factor)
                } else {
                    Bound::Duplicate(title(self.catalog, definition, target))
                }
            } else if !candidates.targets.is_empty() {
                Bound::Ambiguous(
                    candidates
                        .targets
                        .iter()
                        .map(|t| title(self.catalog, definition, *t))
                        .collect(),
                )
            } else if BOOKKEEPING.contains(&name.as_str()) {
                Bound::Bookkeeping
            } else {
                Bound::Unknown
            });
        }
        columns
    }

    /// What a header stands for whatever other headers there are: a target, nothing, or `None` where that depends.
    pub fn sure(&self, ledger: LedgerId, header: &str) -> Option<Bound> {
        let candidates = self.candidates(ledger, header);
        match candidates.targets[..] {
            [] if BOOKKEEPING.contains(&normalise(header).as_str()) => Some(Bound::Bookkeeping),
            [] => Some(Bound::Unknown),
            [only] => Some(bound(only, candidates.factor)),
            _ => None,
        }
    }

    fn candidates(&self, ledger: LedgerId, header: &str) -> Candidates {
        let name = normalise(header);
        let named = |name: &str| -> Vec<Target> {
            let Some(all) = self.headers(ledger).get(name) else {
                return Vec::new();
            };
            all.iter()
                .filter(|(rank, _)| *rank == all[0].0)
                .map(|(_, target)| *target)
                .collect()
        };
        let targets = named(&name);
        if !targets.is_empty() {
            return Candidates {
                targets,
                factor: None,
            };
        }
        let Some((name, note)) = split_note(&name) else {
            return Candidates {
                targets,
                factor: None,
            };
        };
        if NOTES.contains(&note) {
            return Candidates {
                targets: named(name),
                factor: None,
            };
        }
        // A unit that cannot be converted means another quantity: such a column is not the field.
        let definition = self.catalog.ledger(ledger);
        let factors = named(name).into_iter().filter_map(|target| {
            let Target::Field(field) = target else {
                return None;
            };
            let own = definition.field(field).unit.as_deref()?;
            Some((target, header_factor(note, own)?))
        });
        let converted: Vec<(Target, Decimal)> = factors.collect();
        let factor = converted.first().map(|(_, factor)| *factor);
        let same = converted.iter().all(|(_, other)| Some(*other) == factor);
        let targets = if same {
            converted.into_iter().map(|(target, _)| target).collect()
        } else {
            Vec::new()
        };
        Candidates { targets, factor }
    }
}

/// What a header could be, all of the best rank.
struct Candidates {
    targets: Vec<Target>,
    factor: Option<Decimal>,
}

impl Candidates {
    fn only(&self) -> Option<Target> {
        match self.targets[..] {
            [only] => Some(only),
            _ => None,
        }
    }
}

fn bound(target: Target, factor: Option<Decimal>) -> Bound {
    match target {
        Target::Field(field) => Bound::Field { field, factor },
        Target::Child(child) => Bound::Child(child),
    }
}

/// What a header is bound to, if to anything.
pub fn target(bound: &Bound) -> Option<Target> {
    match bound {
        Bound::Field { field, .. } => Some(Target::Field(*field)),
        Bound::Child(child) => Some(Target::Child(*child)),
        _ => None,
    }
}

fn unique(mut found: Vec<LedgerId>) -> Match {
    found.sort();
    found.dedup();
    match found[..] {
        [] => Match::None,
        [only] => Match::One(only),
        _ => Match::Several(found),
    }
}

fn title(catalog: &Catalog, definition: &Definition, target: Target) -> String {
    match target {
        Target::Field(field) => definition.field(field).title.clone(),
        Target::Child(child) => catalog.ledger(child).title.clone(),
    }
}

fn headers(catalog: &Catalog, id: LedgerId, definition: &Definition) -> Headers {
    let mut headers = Headers::default();
    let mut add = |rank, name: &str, target| {
        headers
            .entry(normalise(name))
            .or_default()
            .push((rank, target))
    };
    for (index, field) in definition.fields.iter().enumerate() {
        let target = Target::Field(FieldId::new(index));
        add(Rank::Name, &field.name, target);
        add(Rank::Title, &field.title, target);
        field
            .aliases
            .iter()
            .for_each(|alias| add(Rank::Alias, alias, target));
    }
    for (child, nested) in catalog.ledgers() {
        let Some((_, property)) = nested
            .nested_in
            .as_ref()
            .filter(|(parent, _)| *parent == id)
        else {
            continue;
        };
        let target = Target::Child(child);
        add(Rank::Name, property, target);
        add(Rank::Title, &nested.title, target);
        nested
            .aliases
            .iter()
            .for_each(|alias| add(Rank::Alias, alias, target));
    }
    headers.remove("");
    for candidates in headers.values_mut() {
        candidates.sort();
        let mut seen = FxHashSet::default();
        candidates.retain(|(_, target)| seen.insert(*target));
    }
    headers
}

/// What values under a header that names the unit `from` are multiplied with, for a field in unit `to`; `None` where
/// the two measure different things.
pub fn header_factor(from: &str, to: &str) -> Option<Decimal> {
    let Ratio {
        numerator,
        denominator,
        power,
    } = convert(from, Some(to))?;
    let ten = 10i128.checked_pow(power.unsigned_abs())?;
    let (up, down) = if power < 0 { (1, ten) } else { (ten, 1) };
    let whole = |n: i128| i64::try_from(n).ok().map(Decimal::from_integer);
    whole(numerator.checked_mul(up)?)?.div(whole(denominator.checked_mul(down)?)?)
}

/// An ASCII name counts only without other ASCII words around it: `person` is not in `person_notes`.
fn stands_alone(stem: &str, range: &std::ops::Range<usize>) -> bool {
    !stem[..range.start]
        .chars()
        .chain(stem[range.end..].chars())
        .any(|c| c.is_ascii_alphabetic())
}

/// A header without white space, marks for required columns and differences of width: `身份证号 ＊` is `身份证号`.
pub fn normalise(name: &str) -> String {
    let narrow = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '【' | '〔' | '〖' => '(',
        '】' | '〕' | '〗' => ')',
        _ => c,
    };
    let invisible = |c: char| {
        c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
    };
    let name: String = name
        .chars()
        .filter(|c| !invisible(*c))
        .map(narrow)
        .collect();
    name.trim_matches('*')
        .trim_end_matches(':')
        .to_ascii_lowercase()
}

/// `金额(单位:万元)` and `金额:万元` into the name and what the bracket says.
fn split_note(name: &str) -> Option<(&str, &str)> {
    let (name, note) = match name.strip_suffix(')') {
        Some(open) => open.rsplit_once('(')?,
        None => name.rsplit_once(':')?,
    };
    let note = note.strip_prefix("单位:").unwrap_or(note);
    (!name.is_empty() && !note.is_empty()).then_some((name.trim_end_matches('*'), note))
}
