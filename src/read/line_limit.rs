//! The longest line that a table or a list of records may have.

use memchr::memrchr;

use super::part::Spotted;
use crate::ledger::Kind;

/// Bytes; a longer line is no record of anything.
pub const LIMIT: usize = 64 * 1024 * 1024;
/// Bytes of such a line that are shown.
const SHOWN: usize = 60;

/// Finds the first line that is too long.
pub fn judge(text: &str) -> Option<Spotted> {
    let at = too_long(text)?;
    let shown = at..text.floor_char_boundary(at + SHOWN);
    Some(Spotted::text(Kind::LineTooLong, text, shown).with(vec![LIMIT.to_string()]))
}

/// Where it begins. Looks from every 64th megabyte backwards for a line end, so that it costs next to nothing.
fn too_long(text: &str) -> Option<usize> {
    let mut start = 0;
    while text.len() - start > LIMIT {
        let window = &text.as_bytes()[start..start + LIMIT];
        match memrchr(b'\n', window).or_else(|| memrchr(b'\r', window)) {
            Some(end) => start += end + 1,
            None => return Some(start),
        }
    }
    None
}
