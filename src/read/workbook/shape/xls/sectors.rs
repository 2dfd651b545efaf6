//! Where the parts of a compound file lie (MS-CFB): in sectors, of which a table says which one comes after which.
//!
//! What opens such files follows the table as long as it leads somewhere. A file in which it leads in a circle, or that
//! names more pieces of it than there are sectors, would fill the memory.

use super::records::{long, short};

/// Numbers from here on are no sectors: the end of a part, nothing, the table itself.
const NONE: u32 = 0xFFFF_FFFA;
/// Where the header says how large a sector is, as a power of two.
const SIZE: usize = 30;
/// Where it names the first sector with further pieces of the table.
const MORE: usize = 68;
/// Where it names the first pieces, and where it ends.
const PIECES: std::ops::Range<usize> = 76..512;

/// The sector after each one.
pub struct Table(Vec<u32>);

impl Table {
    /// Reads the table; `None` where it has more pieces than the file has sectors.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let size = match short(bytes, SIZE) {
            Some(power @ (9 | 12)) => 1usize << power,
            // nothing opens it
            _ => return Some(Table(Vec::new())),
        };
        let count = bytes.len() / size;
        let sector = |number: u32| {
            let start = (number as usize).checked_add(1)?.checked_mul(size)?;
            bytes.get(start..start.checked_add(size)?)
        };
        let numbers = |from: &[u8]| -> Vec<u32> {
            let all = from.as_chunks().0.iter().copied();
            all.map(u32::from_le_bytes).collect()
        };
        let mut pieces = numbers(bytes.get(PIECES).unwrap_or_default());
        let mut more = long(bytes, MORE).filter(|more| *more < NONE);
        while let Some(further) = more.and_then(sector) {
            pieces.extend(numbers(further));
            more = pieces.pop().filter(|more| *more < NONE);
            if pieces.len() > count + PIECES.len() {
                return None;
            }
        }
        let pieces = pieces.into_iter().filter(|piece| *piece < NONE);
        let table = pieces.filter_map(sector).flat_map(numbers);
        Some(Table(table.collect()))
    }

    /// Whether one can follow it for ever.
    pub fn has_circle(&self) -> bool {
        // by which walk each sector was met
        let mut met = vec![0u32; self.0.len()];
        for (walk, start) in (1..).zip(0..self.0.len()) {
            let mut at = start;
            while met.get(at) == Some(&0) {
                met[at] = walk;
                at = self.0[at] as usize;
                if met.get(at) == Some(&walk) {
                    return true;
                }
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_are_found_wherever_they_begin() {
        let check = |table: &[u32], expected| {
            assert_eq!(Table(table.to_vec()).has_circle(), expected, "{table:?}");
        };
        check(&[], false);
        check(&[1, 2, NONE + 4], false);
        // two that lead into one, and one that leads nowhere
        check(&[2, 2, 3, NONE + 4, 99], false);
        check(&[0], true);
        check(&[NONE + 4, 2, 1], true);
        check(&[1, 2, 3, 1], true);
        check(&[1, 2, 0], true);
    }
}
