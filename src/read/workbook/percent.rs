//! Which formats of numbers show a percentage: one answer for all kinds of workbooks.

use rustc_hash::FxHashMap;

/// The formats that have numbers instead of codes, and are percentages: `0%` and `0.00%`.
const BUILT_IN: [u32; 2] = [9, 10];

/// Whether the format with a number that every workbook knows shows a percentage.
pub fn is_built_in(id: u32) -> bool {
    BUILT_IN.contains(&id)
}

/// Whether a format's code shows a percentage. A percent sign in quotes is a mere text: `0.00"%"` shows 59.53 as 59.53%,
/// and not as 5953%.
pub fn shows(code: &str) -> bool {
    let mut characters = code.chars();
    while let Some(c) = characters.next() {
        match c {
            '%' => return true,
            // the next one stands for itself, or for a space of its width
            '\\' | '_' | '*' => {
                characters.next();
            }
            '"' => {
                characters.by_ref().find(|c| *c == '"');
            }
            _ => {}
        }
    }
    false
}

/// The formats of a workbook, by their numbers.
#[derive(Default)]
pub struct Formats(FxHashMap<u32, bool>);

impl Formats {
    pub fn add(&mut self, id: u32, code: &str) {
        self.0.insert(id, shows(code));
    }

    pub fn show_percent(&self, id: u32) -> bool {
        self.0.get(&id).copied().unwrap_or_else(|| is_built_in(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_shows_a_percentage_by_a_sign_that_is_no_text() {
        let check = |code: &str, expected: bool| assert_eq!(shows(code), expected, "{code}");
        for percent in [
            "0%",
            "0.00%",
            "[Red]-0.0%;0%",
            "\"约\"0%",
            "_ 0.0%",
            "0\\ %",
        ] {
            check(percent, true);
        }
        for other in ["General", "0.00\"%\"", "0\\%", "0*%", "\"0%", "", "\\"] {
            check(other, false);
        }
    }

    #[test]
    fn a_workbooks_own_formats_count_before_those_that_all_know() {
        let mut formats = Formats::default();
        formats.add(164, "0.0%");
        formats.add(9, "0.00");
        let shown = [9, 10, 164, 165].map(|id| formats.show_percent(id));
        assert_eq!(shown, [false, true, true, false]);
    }
}
