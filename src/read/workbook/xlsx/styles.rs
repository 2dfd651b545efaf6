//! What the formats of cells say about their numbers: days, lengths of time, percentages.

use std::collections::HashMap;

use super::super::limits::Archive;
use super::super::percent;
use super::super::tags::each;
use super::tags;
use super::text::decoded;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Plain,
    Percent,
    Day,
    /// `[h]:mm`: hours that go on counting.
    Span,
}

/// The form of each style, by its position.
pub struct Styles(Vec<Form>);

const PART: &str = "xl/styles.xml";

impl Styles {
    /// None where the workbook has no styles.
    pub fn read(archive: &mut Archive<'_>) -> Option<Self> {
        if archive.index_for_name(PART).is_none() {
            return Some(Styles(Vec::new()));
        }
        Self::of(&tags::part(archive, PART)?)
    }

    fn of(part: &str) -> Option<Self> {
        let mut formats: HashMap<u32, Form> = HashMap::new();
        let mut styles = Vec::new();
        let (mut inside, mut plain) = (false, true);
        each(part.as_bytes(), u64::MAX, |tag| {
            match tag.full_name() {
                b"numFmt" if !tag.closes() => {
                    let code = tag.attribute("formatCode").and_then(decoded);
                    match (tag.number("numFmtId"), code) {
                        (Some(id), Some(code)) => {
                            formats.insert(id, form(&code));
                        }
                        _ => plain = false,
                    }
                }
                b"cellXfs" => inside = !tag.closes() && !tag.is_empty(),
                b"xf" if inside && !tag.closes() => {
                    let id = tag.number("numFmtId");
                    plain &= id.is_some();
                    let id = id.unwrap_or_default();
                    styles.push(formats.get(&id).copied().unwrap_or_else(|| built_in(id)));
                }
                _ => {}
            }
            plain
        })
        .ok()?;
        plain.then_some(Styles(styles))
    }

    /// The form of a style; `None` for one that there is not.
    pub fn form(&self, style: usize) -> Option<Form> {
        self.0.get(style).copied()
    }
}

/// The formats that have numbers instead of codes (ECMA-376, 18.8.30, those of East Asia included).
fn built_in(id: u32) -> Form {
    match id {
        id if percent::is_built_in(id) => Form::Percent,
        14..=22 | 27..=36 | 45 | 47 | 50..=58 => Form::Day,
        46 => Form::Span,
        _ => Form::Plain,
    }
}

/// What a code stands for: days where a letter of one stands outside quotes and brackets in its first section.
fn form(code: &str) -> Form {
    let percent = if percent::shows(code) {
        Form::Percent
    } else {
        Form::Plain
    };
    let mut characters = code.chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' | '_' | '*' => {
                characters.next();
            }
            '"' => {
                characters.by_ref().find(|c| *c == '"');
            }
            ';' => return percent,
            '[' => {
                let inside: String = characters.by_ref().take_while(|c| *c != ']').collect();
                let inside = inside.to_ascii_lowercase();
                let counts = ["h", "m", "s"].iter().any(|letter| {
                    inside
                        .trim_matches(letter.chars().next().unwrap_or_default())
                        .is_empty()
                });
                if counts && !inside.is_empty() {
                    return Form::Span;
                }
            }
            'd' | 'm' | 'h' | 'y' | 's' | 'D' | 'M' | 'H' | 'Y' | 'S' => return Form::Day,
            'a' | 'A' => {
                // AM/PM, A/P
                let rest: String = characters.clone().take(4).collect();
                let rest = rest.to_ascii_lowercase();
                if rest.starts_with("m/pm") || rest.starts_with("/p") {
                    return Form::Day;
                }
            }
            _ => {}
        }
    }
    percent
}
