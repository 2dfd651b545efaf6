//! Which failures of a judge do not count: known ones, one bit each since they may be millions, and waived ones.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::finding::{Status, Waived};

/// The status of failures, by row (record or group); new where nothing is said.
#[derive(Default)]
pub struct Marks {
    known: Vec<u64>,
    waived: FxHashMap<u32, Arc<Waived>>,
}

impl Marks {
    pub fn set_known(&mut self, row: u32) {
        let word = row as usize / 64;
        if self.known.len() <= word {
            self.known.resize(word + 1, 0);
        }
        self.known[word] |= 1 << (row % 64);
    }

    pub fn set_waived(&mut self, row: u32, waived: Arc<Waived>) {
        self.waived.insert(row, waived);
    }

    pub fn get(&self, row: u32) -> Status {
        Status {
            known: self.is_known(row),
            waived: self.waived.get(&row).cloned(),
        }
    }

    pub fn is_new(&self, row: u32) -> bool {
        !self.is_known(row) && !self.is_waived(row)
    }

    pub fn is_known(&self, row: u32) -> bool {
        let word = self.known.get(row as usize / 64);
        word.is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    pub fn is_waived(&self, row: u32) -> bool {
        self.waived.contains_key(&row)
    }
}
