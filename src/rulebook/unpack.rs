//! Reads back the trees that the build script packed (`src/bundle/pack.rs`, where the form is described).

use super::yaml::{Yaml, YamlKind};

/// The tree of the file `text`; a value of the outermost map is left out where its key is not wanted. `None` where
/// the bytes are not what the build script writes.
pub fn unpack(bytes: &[u8], text: &str, wanted: &dyn Fn(&str) -> bool) -> Option<Yaml> {
    let mut reader = Reader { bytes, text };
    reader.node(Some(wanted))
}

struct Reader<'b> {
    bytes: &'b [u8],
    text: &'b str,
}

impl<'b> Reader<'b> {
    fn node(&mut self, wanted: Option<&dyn Fn(&str) -> bool>) -> Option<Yaml> {
        let tag = self.take(1)?[0];
        let start = self.number()?;
        let span = start..start + self.number()?;
        let kind = match tag {
            0 | 1 => YamlKind::Scalar {
                text: self.text.get(span.clone())?.to_owned(),
                plain: tag == 0,
            },
            2 | 3 => {
                let length = self.number()?;
                YamlKind::Scalar {
                    text: std::str::from_utf8(self.take(length)?).ok()?.to_owned(),
                    plain: tag == 2,
                }
            }
            4 => {
                let (count, _) = (self.number()?, self.number()?);
                YamlKind::List((0..count).map(|_| self.node(None)).collect::<Option<_>>()?)
            }
            5 => {
                let (count, _) = (self.number()?, self.number()?);
                let mut pairs = Vec::with_capacity(count.min(self.bytes.len()));
                for _ in 0..count {
                    let key = self.node(None)?;
                    match (wanted, key.text()) {
                        (Some(wanted), Some(name)) if !wanted(name) => self.skip()?,
                        _ => pairs.push((key, self.node(None)?)),
                    }
                }
                YamlKind::Map(pairs)
            }
            _ => return None,
        };
        Some(Yaml { kind, span })
    }

    fn skip(&mut self) -> Option<()> {
        let tag = self.take(1)?[0];
        let _span = (self.number()?, self.number()?);
        if tag >= 4 {
            self.number()?;
        }
        if tag >= 2 {
            let length = self.number()?;
            self.take(length)?;
        }
        Some(())
    }

    fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<usize> {
        let mut number = 0;
        for shift in (0..usize::BITS).step_by(7) {
            let byte = self.take(1)?[0];
            number |= usize::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rulebook::yaml::parse_yaml;

    /// 3 bytes of a list of two scalars, the second rewritten: `[a, b]` read as a, x.
    const LIST: [u8; 13] = [4, 0, 6, 2, 8, 0, 1, 1, 3, 4, 1, 1, b'x'];

    #[test]
    fn spans_and_both_kinds_of_scalars_come_back() {
        let tree = unpack(&LIST, "[a, b]", &|_| true).unwrap();
        let expected = parse_yaml("[a, \"x\"]").unwrap();
        let texts = |node: &Yaml| match &node.kind {
            YamlKind::List(items) => items.iter().map(|i| i.kind.clone()).collect::<Vec<_>>(),
            _ => Vec::new(),
        };
        assert_eq!(texts(&tree), texts(&expected));
        assert_eq!(tree.span, 0..6);
    }

    #[test]
    fn bytes_cut_short_are_no_tree_and_no_panic() {
        for length in 0..LIST.len() {
            assert_eq!(unpack(&LIST[..length], "[a, b]", &|_| true), None);
        }
    }
}
