//! Reading a YAML mapping key by key, collecting every fault with its place.

use std::ops::Range;

use super::fault::{ExprFault, did_you_mean};
use super::yaml::{Yaml, YamlKind};
use crate::lang::Lang;
use crate::ledger::Date;

/// Faults of one file and the language they are worded in.
pub struct Faults<'a> {
    pub lang: Lang,
    pub text: &'a str,
    pub found: Vec<ExprFault>,
}

impl Faults<'_> {
    pub fn push(&mut self, span: Range<usize>, zh: impl Into<String>, en: impl Into<String>) {
        let message = match self.lang {
            Lang::Zh => zh.into(),
            Lang::En => en.into(),
        };
        self.found.push(ExprFault::new(span, message, ""));
    }

    /// Faults of an expression or template that stands in `node`.
    pub fn within(&mut self, node: &Yaml, faults: Vec<ExprFault>) {
        for mut fault in faults {
            fault.span = place(self.text, node, fault.span);
            self.found.push(fault);
        }
    }
}

/// The range of the file that a range of a scalar's value came from.
///
/// Folding, indentation and quotes are stepped over by walking both texts together; an escape sequence that changes
/// the characters ends the walk, and the range is then as near as it got.
pub fn place(file: &str, node: &Yaml, range: Range<usize>) -> Range<usize> {
    let YamlKind::Scalar { text: value, .. } = &node.kind else {
        return node.span.clone();
    };
    let source = file.get(node.span.clone()).unwrap_or("");
    let mut source_at = source.char_indices().peekable();
    let mut start = None;
    let mut end = node.span.end;
    for (at, wanted) in value.char_indices() {
        if wanted.is_whitespace() {
            continue;
        }
        let Some((found, _)) = source_at.by_ref().find(|(_, c)| *c == wanted) else {
            break;
        };
        if at >= range.start && start.is_none() {
            start = Some(node.span.start + found);
        }
        if at < range.end {
            end = node.span.start + found + wanted.len_utf8();
        }
    }
    let start = start.unwrap_or(end);
    start..end.max(start)
}

/// A mapping whose keys are taken one by one; what is left over is unknown.
pub struct Keys<'y> {
    pairs: Vec<(&'y str, Range<usize>, &'y Yaml)>,
    pub span: Range<usize>,
    asked: Vec<&'static str>,
}

impl<'y> Keys<'y> {
    pub fn of(node: &'y Yaml, faults: &mut Faults<'_>) -> Option<Self> {
        let YamlKind::Map(pairs) = &node.kind else {
            faults.push(
                node.span.clone(),
                "这里应当是“键: 值”",
                "expected keys and values here",
            );
            return None;
        };
        let mut seen: Vec<(&str, Range<usize>, &Yaml)> = Vec::new();
        for (key, value) in pairs {
            let Some(name) = key.text() else {
                faults.push(key.span.clone(), "键必须是文字", "a key must be text");
                continue;
            };
            if seen.iter().any(|(other, _, _)| *other == name) {
                faults.push(
                    key.span.clone(),
                    format!("键“{name}”写了两次"),
                    format!("key '{name}' is given twice"),
                );
                continue;
            }
            seen.push((name, key.span.clone(), value));
        }
        Some(Keys {
            pairs: seen,
            span: node.span.clone(),
            asked: Vec::new(),
        })
    }

    /// The value of a key; an empty value counts as absent.
    pub fn take(&mut self, key: &'static str) -> Option<&'y Yaml> {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
        let value = self
            .pairs
            .iter()
            .find(|(name, _, _)| *name == key)
            .map(|(_, _, value)| *value)?;
        match &value.kind {
            YamlKind::Scalar { text, plain: true }
                if matches!(text.as_str(), "" | "~" | "null") =>
            {
                None
            }
            _ => Some(value),
        }
    }

    pub fn text(&mut self, key: &'static str, faults: &mut Faults<'_>) -> Option<String> {
        let node = self.take(key)?;
        text_of(node, key, faults)
    }

    pub fn required_text(&mut self, key: &'static str, faults: &mut Faults<'_>) -> Option<String> {
        if !self.has(key) {
            self.missing(key, faults);
        }
        self.text(key, faults)
    }

    pub fn missing(&mut self, key: &'static str, faults: &mut Faults<'_>) {
        self.asked.push(key);
        let span = self.span.start..self.span.start;
        faults.push(span, format!("缺少 {key}"), format!("{key} is missing"));
    }

    pub fn has(&self, key: &str) -> bool {
        self.pairs.iter().any(|(name, _, _)| *name == key)
    }

    pub fn date(&mut self, key: &'static str, faults: &mut Faults<'_>) -> Option<Date> {
        let node = self.take(key)?;
        let date = node.text().and_then(Date::parse);
        if date.is_none() {
            faults.push(
                node.span.clone(),
                format!("{key} 应当是 2021-05-15 这样的日期"),
                format!("{key} must be a date like 2021-05-15"),
            );
        }
        date
    }

    pub fn boolean(&mut self, key: &'static str, faults: &mut Faults<'_>) -> Option<bool> {
        let node = self.take(key)?;
        let value = node.text().and_then(|t| t.parse().ok());
        if value.is_none() {
            faults.push(
                node.span.clone(),
                format!("{key} 应当是 true 或 false"),
                format!("{key} must be true or false"),
            );
        }
        value
    }

    /// The items of a list; a single value counts as a list of one.
    pub fn list(&mut self, key: &'static str) -> Vec<&'y Yaml> {
        match self.take(key) {
            None => Vec::new(),
            Some(Yaml {
                kind: YamlKind::List(items),
                ..
            }) => items.iter().collect(),
            Some(single) => vec![single],
        }
    }

    /// Reports the keys that nobody asked for.
    pub fn finish(self, faults: &mut Faults<'_>) {
        for (name, span, _) in &self.pairs {
            if self.asked.contains(name) {
                continue;
            }
            let message = match faults.lang {
                Lang::Zh => format!("不认识的键“{name}”"),
                Lang::En => format!("unknown key '{name}'"),
            };
            let mut fault = ExprFault::new(
                span.clone(),
                message,
                faults.lang.pick("没有这个键", "no such key"),
            );
            fault.advice =
                did_you_mean(name, self.asked.iter().copied(), faults.lang).or_else(|| {
                    Some(match faults.lang {
                        Lang::Zh => format!("这里可以写:{}", self.asked.join("、")),
                        Lang::En => format!("known here: {}", self.asked.join(", ")),
                    })
                });
            faults.found.push(fault);
        }
    }
}

/// A scalar's text, or a fault.
pub fn text_of(node: &Yaml, key: &str, faults: &mut Faults<'_>) -> Option<String> {
    match node.text() {
        Some(text) if is_folded(node, faults.text) => Some(unfolded(text.trim())),
        Some(text) => Some(text.trim().to_owned()),
        None => {
            faults.push(
                node.span.clone(),
                format!("{key} 应当是一段文字"),
                format!("{key} must be text"),
            );
            None
        }
    }
}

/// Whether a scalar is written over several lines.
fn is_folded(node: &Yaml, file: &str) -> bool {
    let written = file.get(node.span.clone()).unwrap_or_default();
    written.trim_end().contains('\n')
}

/// A scalar without the spaces that folding put between Chinese characters.
pub fn without_folds(node: &Yaml, file: &str) -> Yaml {
    let mut node = node.clone();
    if is_folded(&node, file)
        && let YamlKind::Scalar { text, .. } = &mut node.kind
    {
        *text = unfolded(text.trim_end());
    }
    node
}

/// YAML folds lines with a space between them, which Chinese text does not want.
fn unfolded(text: &str) -> String {
    let is_wide = |c: char| c >= '\u{2E80}';
    let chars: Vec<char> = text.chars().collect();
    let stray = |at: usize| {
        let (Some(before), Some(after)) = (at.checked_sub(1).map(|i| chars[i]), chars.get(at + 1))
        else {
            return false;
        };
        chars[at] == ' '
            && is_wide(*after)
            && (is_wide(before) || matches!(before, ',' | ';' | ':' | ')'))
    };
    (0..chars.len())
        .filter(|at| !stray(*at))
        .map(|at| chars[at])
        .collect()
}
