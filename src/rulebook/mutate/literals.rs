//! Changes of constants: the next number or day, another code.

use super::change::{Changes, Part, Stands};
use crate::ledger::{Date, Decimal, Month, Value};
use crate::rulebook::syntax::ExprKind;

impl Changes<'_> {
    pub(super) fn literal(&mut self, part: &Part<'_>, value: &Value) {
        if part.stands == Stands::Member {
            return;
        }
        let (up, down) = match part.stands {
            Stands::Bound { up, down } => (up, down),
            _ => (true, true),
        };
        let written = self.slice(part.expr);
        let mut other = |value: Option<Value>, text: String| {
            if let Some(value) = value {
                let kind = ExprKind::Literal(value);
                let change = self.change(part, kind, part.expr.span.clone(), text);
                self.push(change);
            }
        };
        match value {
            Value::Integer(n) => {
                if up {
                    other(n.checked_add(1).map(Value::Integer), format!("{}", n + 1));
                }
                let first = part.stands == Stands::Position && *n == 1;
                if down && *n > 0 && !first {
                    other(Some(Value::Integer(n - 1)), format!("{}", n - 1));
                }
            }
            Value::Decimal(decimal) => {
                // one in the last place that is written
                let places = written
                    .split_once('.')
                    .map_or(0, |(_, rest)| rest.len() as u32);
                let unit = Decimal(10i128.pow(Decimal::SCALE.saturating_sub(places)));
                for (wanted, value) in [(up, decimal.add(unit)), (down, decimal.sub(unit))] {
                    if wanted && let Some(value) = value {
                        other(Some(Value::Decimal(value)), value.to_string());
                    }
                }
            }
            Value::Date(date) => {
                for (wanted, day) in [(up, date.0 + 1), (down, date.0 - 1)] {
                    if wanted {
                        let value = Value::Date(Date(day));
                        let text = format!("date '{value}'");
                        other(Some(value), text);
                    }
                }
            }
            Value::Month(month) => {
                for (wanted, by) in [(up, 1), (down, -1)] {
                    if wanted && let Some(moved) = Month::add(*month, by) {
                        let value = Value::Month(moved);
                        let text = format!("month '{value}'");
                        other(Some(value), text);
                    }
                }
            }
            Value::Boolean(truth) => other(Some(Value::Boolean(!truth)), (!truth).to_string()),
            Value::Text(_) if matches!(part.stands, Stands::Default | Stands::Separator) => {}
            Value::Text(text) => self.text(part, text),
            Value::Null => {}
        }
    }

    /// Another code of the same list; a text that is no code, with its last character twice.
    fn text(&mut self, part: &Part<'_>, text: &str) {
        let mut others: Vec<String> = Vec::new();
        for field in self.catalog.definitions.iter().flat_map(|d| &d.fields) {
            if let Some(at) = field.codes.iter().position(|code| code == text) {
                let next = &field.codes[(at + 1) % field.codes.len()];
                if next != text && !others.contains(next) {
                    others.push(next.clone());
                }
            }
        }
        if others.is_empty() {
            others.extend(text.chars().last().map(|last| format!("{text}{last}")));
        }
        let alternatives = others.into_iter().map(|other| {
            let kind = ExprKind::Literal(Value::Text(other.as_str().into()));
            self.change(part, kind, part.expr.span.clone(), quoted(&other))
        });
        let alternatives = alternatives.collect();
        self.either(alternatives);
    }
}

pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
