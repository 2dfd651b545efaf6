//! How much of a text another one holds, by pieces of three characters.

use arrow_array::ArrayRef;
use rustc_hash::{FxHashMap, FxHashSet};

use super::fold::{Parts, decimal_each};
use crate::check::vector::Texts;
use crate::ledger::Decimal;

/// A text's pieces: hashes of its windows of three letters or digits. A shorter text is one piece.
pub fn pieces(text: &str) -> Vec<u64> {
    let letters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    if letters.is_empty() {
        return Vec::new();
    }
    // three 21-bit characters fit 63 bits, so pieces are compared exactly; the top bit marks a shorter text
    let pack = |window: &[char]| {
        window
            .iter()
            .fold(0u64, |packed, c| packed << 21 | u64::from(*c as u32))
    };
    let mut all: Vec<u64> = match letters.len() {
        1 | 2 => vec![1 << 63 | pack(&letters)],
        _ => letters.windows(3).map(pack).collect(),
    };
    all.sort_unstable();
    all.dedup();
    all
}

/// Shared pieces over the pieces of the shorter text.
pub fn containment(shared: usize, a: usize, b: usize) -> Option<Decimal> {
    Decimal::from_integer(shared as i64).div(Decimal::from_integer(a.min(b) as i64))
}

/// Similarity of two texts, 0 to 1; `None` where one has neither letters nor digits.
pub fn similarity(a: &str, b: &str) -> Option<Decimal> {
    let (a, b) = (pieces(a), pieces(b));
    containment(shared(&a, &b), a.len(), b.len())
}

fn shared(a: &[u64], b: &[u64]) -> usize {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                shared += 1;
                i += 1;
                j += 1;
            }
        }
    }
    shared
}

/// Texts by the pieces they hold, so that only texts that share a piece are ever compared.
pub struct Index {
    /// Number of pieces of each text.
    sizes: Vec<usize>,
    holders: FxHashMap<u64, Vec<u32>>,
}

impl Index {
    /// Indexes texts by their position.
    pub fn of(texts: &[Vec<u64>]) -> Self {
        let mut holders: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
        for (at, pieces) in texts.iter().enumerate() {
            for piece in pieces {
                holders.entry(*piece).or_default().push(at as u32);
            }
        }
        Index {
            sizes: texts.iter().map(Vec::len).collect(),
            holders,
        }
    }

    /// The highest similarity to an indexed text that `counts`.
    pub fn nearest(&self, text: &[u64], counts: impl Fn(u32) -> bool) -> Option<Decimal> {
        let mut shared: FxHashMap<u32, usize> = FxHashMap::default();
        for piece in text {
            for holder in self.holders.get(piece).map_or(&[][..], Vec::as_slice) {
                *shared.entry(*holder).or_default() += 1;
            }
        }
        let best = shared
            .into_iter()
            .filter(|(holder, _)| counts(*holder))
            .filter_map(|(holder, n)| containment(n, text.len(), self.sizes[holder as usize]))
            .max();
        // texts that share nothing are at distance 0, if there is one at all
        best.or_else(|| {
            let other =
                (0..self.sizes.len() as u32).any(|t| self.sizes[t as usize] > 0 && counts(t));
            other.then_some(Decimal(0))
        })
    }
}

/// For each target, the highest similarity between any two of its texts.
pub fn closest_pairs(parts: &Parts<'_>) -> ArrayRef {
    let Some(body) = &parts.body else {
        return crate::check::vector::decimals((0..parts.size).map(|_| None));
    };
    let texts = Texts::of(body);
    decimal_each(parts, |_, rows| {
        let mut distinct: FxHashSet<&str> = FxHashSet::default();
        let mut seen = Vec::new();
        for row in rows {
            let Some(text) = texts.get(*row as usize) else {
                continue;
            };
            let pieces = pieces(text);
            if pieces.is_empty() {
                continue;
            }
            if !distinct.insert(text) {
                return Some(Decimal::from_integer(1));
            }
            seen.push(pieces);
        }
        let index = Index::of(&seen);
        (0..seen.len())
            .filter_map(|at| index.nearest(&seen[at], |other| other as usize != at))
            .max()
    })
}
