//! Where the delimiters, line ends and quotes of a text stand, and which bytes need a second look: 64 bytes at a time.

use wide::u8x16;

/// Bytes looked at together: enough for a few hundred records, and the results stay in cache.
const WINDOW: usize = 32 * 1024;
/// Bytes of one word of bits.
const WORD: usize = 64;

/// What stands in a window of a text.
pub struct Marks {
    delimiter: u8,
    from: usize,
    to: usize,
    /// Offsets of delimiters, LF and quotes, ascending.
    places: Vec<u32>,
    /// A bit a byte: white space, control characters, and what may begin a character that people do not see or mean.
    odd: Vec<u64>,
    /// A bit a byte: anything but a digit.
    other: Vec<u64>,
}

impl Marks {
    pub fn new(delimiter: u8) -> Self {
        Marks {
            delimiter,
            from: 0,
            to: 0,
            places: Vec::with_capacity(WINDOW / 4),
            odd: Vec::with_capacity(WINDOW / WORD),
            other: Vec::with_capacity(WINDOW / WORD),
        }
    }

    /// Looks at a window of `bytes`, which begins at `from`. Offsets must fit 32 bits.
    pub fn look(&mut self, bytes: &[u8], from: usize) {
        self.from = from;
        self.to = bytes.len().min(from + WINDOW);
        self.places.clear();
        self.odd.clear();
        self.other.clear();
        let (words, rest) = bytes[from..self.to].as_chunks::<WORD>();
        for (at, word) in words.iter().enumerate() {
            self.word(word, from + at * WORD);
        }
        if !rest.is_empty() {
            // digits are no mark
            let mut word = [b'0'; WORD];
            word[..rest.len()].copy_from_slice(rest);
            self.word(&word, self.to - rest.len());
        }
    }

    #[inline]
    fn word(&mut self, word: &[u8; WORD], base: usize) {
        let (mut structure, mut odd, mut digits) = (0u64, 0u64, 0u64);
        let all = |b: u8| u8x16::splat(b);
        let (parts, _) = word.as_chunks::<16>();
        for (at, part) in parts.iter().enumerate() {
            let part = u8x16::new(*part);
            let is = |b: u8| part.simd_eq(all(b));
            // unsigned: at most `width` above `low`
            let within = |low: u8, width: u8| {
                let above = part - all(low);
                above.min(all(width)).simd_eq(above)
            };
            let shift = at * 16;
            let mark = is(self.delimiter) | is(b'\n') | is(b'"');
            structure |= u64::from(mark.to_bitmask()) << shift;
            // the leads of `CLASSES` in `value::characters`, and all up to the space
            let seldom = within(0, b' ') | is(0x7F) | is(0xC2) | within(0xE1, 2) | is(0xEF);
            odd |= u64::from(seldom.to_bitmask()) << shift;
            digits |= u64::from(within(b'0', 9).to_bitmask()) << shift;
        }
        while structure != 0 {
            self.places
                .push((base + structure.trailing_zeros() as usize) as u32);
            structure &= structure - 1;
        }
        self.odd.push(odd);
        self.other.push(!digits);
    }

    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    pub fn places(&self) -> &[u32] {
        &self.places
    }

    /// Where the window begins and ends.
    pub fn window(&self) -> (usize, usize) {
        (self.from, self.to)
    }

    /// True where all of a span was looked at and holds no unusual byte.
    #[inline]
    pub fn is_plain(&self, start: usize, end: usize) -> bool {
        start >= self.from && end <= self.to && !any(&self.odd, start - self.from, end - self.from)
    }

    /// True where a span that is plain holds digits only.
    #[inline]
    pub fn is_digits(&self, start: usize, end: usize) -> bool {
        !any(&self.other, start - self.from, end - self.from)
    }
}

/// Whether any bit from `start` on and before `end` is set.
#[inline]
fn any(bits: &[u64], start: usize, end: usize) -> bool {
    if start >= end {
        return false;
    }
    let (first, last) = (start / WORD, (end - 1) / WORD);
    let begin = bits[first] >> (start % WORD);
    if first == last {
        return begin << (WORD - (end - start)) != 0;
    }
    begin != 0
        || bits[first + 1..last].iter().any(|word| *word != 0)
        || bits[last] << (WORD - 1 - (end - 1) % WORD) != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_what_looking_at_each_byte_finds() {
        let mut bytes: Vec<u8> = (0..=255).cycle().take(WINDOW + 777).collect();
        bytes.extend("甲,乙\u{A0}\u{3000}\"丙\"\r\n0123456789".bytes());
        let mut marks = Marks::new(b';');
        for from in [0, 1, 63, 500, WINDOW, bytes.len() - 3] {
            marks.look(&bytes, from);
            let (begin, end) = marks.window();
            assert_eq!((begin, end), (from, bytes.len().min(from + WINDOW)));
            let places: Vec<u32> = (begin..end)
                .filter(|at| matches!(bytes[*at], b';' | b'\n' | b'"'))
                .map(|at| at as u32)
                .collect();
            assert_eq!(marks.places(), places);
            let seldom = |b: u8| b <= b' ' || matches!(b, 0x7F | 0xC2 | 0xE1..=0xE3 | 0xEF);
            for (start, length) in (begin..end).step_by(7).zip((0..200).cycle()) {
                let span = &bytes[start..end.min(start + length)];
                let stop = start + span.len();
                assert_eq!(
                    marks.is_plain(start, stop),
                    !span.iter().any(|b| seldom(*b))
                );
                assert_eq!(
                    marks.is_digits(start, stop),
                    span.iter().all(u8::is_ascii_digit)
                );
            }
            assert!(
                !marks.is_plain(end, end + 1),
                "what was not looked at is not plain"
            );
        }
    }

    #[test]
    fn a_plain_cell_holds_nothing_that_reading_a_text_would_remark_on() {
        let mut marks = Marks::new(b',');
        for c in (0..=0x1_FFFF).filter_map(char::from_u32) {
            let text = format!("a{c}中");
            marks.look(text.as_bytes(), 0);
            let remarkable = !crate::read::value::scan(&text).is_clean() || c.is_whitespace();
            if remarkable {
                assert!(!marks.is_plain(0, text.len()), "U+{:04X}", c as u32);
            }
        }
    }
}
