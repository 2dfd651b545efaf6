//! Literals, operators and the choice of what to write, by the type that is wanted.

use ledgerlint::ledger::{Type, Value};

use super::Generator;
use super::paths::Path;
use crate::world::{PARAMETERS, sample, text_pool};

/// Regular expressions, and patterns of `like`, that some texts of the tables meet.
const REGEXES: [&str; 6] = ["^甲$", "[0-9]{6}", "走访|整改", "^[A-Z]", "", "(?i)abc"];
const PATTERNS: [&str; 7] = ["%", "甲", "%落实%", "_", "ab\\%%", "%c_d", "H_"];

impl Generator<'_> {
    /// An expression of this type, fit to stand as an operand.
    pub fn expr(&mut self, kind: Type) -> String {
        if !self.spend() {
            return self.leaf(kind);
        }
        let choice = self.random.below(100);
        let written = match kind {
            _ if choice < 22 => Some(self.leaf(kind)),
            _ if choice < 42 => self.fold_of(kind),
            _ if choice < 66 => self.function_of(kind),
            _ if choice < 70 => Some(self.case(kind)),
            Type::Boolean => Some(self.condition()),
            _ => self.arithmetic(kind),
        };
        written.unwrap_or_else(|| self.leaf(kind))
    }

    /// An expression that is worth looking at by itself: mostly a function, each as likely as the others.
    pub fn telling(&mut self) -> String {
        self.fuel = *self.random.pick(&[1, 3, 6, 12]);
        let function_kinds = [
            (13, Type::Text),
            (13, Type::Integer),
            (12, Type::Boolean),
            (9, Type::Decimal),
            (8, Type::Date),
            (5, Type::Month),
        ];
        let kind = *self.random.weighted(&function_kinds);
        match self.random.below(100) {
            0..65 => self.any_fold(),
            65..92 => self.function_of(kind).unwrap_or_else(|| self.expr(kind)),
            _ => self.expr(kind),
        }
    }

    /// A name, a parameter or a literal.
    pub fn leaf(&mut self, kind: Type) -> String {
        self.leaf_with_codes(kind).text
    }

    fn leaf_with_codes(&mut self, kind: Type) -> Path {
        let plain = |text: String| Path {
            text,
            codes: Vec::new(),
        };
        match self.random.below(10) {
            0 => plain(self.parameter(kind).to_owned()),
            1 if kind == Type::Date => plain("as_of".to_owned()),
            2 | 3 => plain(self.literal(kind)),
            _ => self.path(kind).unwrap_or_else(|| plain(self.literal(kind))),
        }
    }

    fn parameter(&mut self, kind: Type) -> String {
        let names: Vec<&str> = PARAMETERS
            .iter()
            .filter(|(_, k)| *k == kind)
            .map(|(name, _)| *name)
            .collect();
        let name = *self.random.pick(&names);
        // the own pack's prefix may be left out
        let plain = match name.strip_prefix("T.") {
            Some(short) if self.random.percent(50) => format!("param.{short}"),
            _ => format!("param.{name}"),
        };
        if !self.random.percent(50) {
            return plain;
        }
        match self.random.percent(50) {
            true => format!("{plain} at {}", self.leaf(Type::Date)),
            false => format!("{plain} at ({})", self.expr(Type::Date)),
        }
    }

    pub fn literal(&mut self, kind: Type) -> String {
        const POOLS: [&str; 8] = [
            "hh_id",
            "person_id",
            "village",
            "name",
            "id_number",
            "path",
            "remark",
            "text",
        ];
        let field = self.random.pick(&POOLS);
        let pool = text_pool(field);
        self.literal_from(kind, pool)
    }

    pub fn literal_from(&mut self, kind: Type, pool: &[&str]) -> String {
        written(&sample(kind, pool, self.random))
    }

    /// A literal `null` where one is allowed, now and then.
    pub fn nullable(&mut self, kind: Type) -> String {
        if self.random.percent(4) {
            "null".to_owned()
        } else {
            self.expr(kind)
        }
    }

    /// Two numbers, of which one may be an integer and the other a decimal.
    pub fn numbers(&mut self) -> (String, String) {
        let kinds = [Type::Integer, Type::Decimal];
        let (a, b) = (*self.random.pick(&kinds), *self.random.pick(&kinds));
        (self.expr(a), self.expr(b))
    }

    pub fn number(&mut self) -> String {
        let kind = *self.random.pick(&[Type::Integer, Type::Decimal]);
        self.expr(kind)
    }

    fn case(&mut self, kind: Type) -> String {
        let mut text = "case".to_owned();
        for _ in 0..1 + self.random.below(2) {
            text += &format!(
                " when {} then {}",
                self.nullable(Type::Boolean),
                self.expr(kind)
            );
        }
        if self.random.percent(60) {
            text += &format!(" else {}", self.nullable(kind));
        }
        text + " end"
    }

    fn arithmetic(&mut self, kind: Type) -> Option<String> {
        let sign = *self.random.pick(&["+", "-"]);
        Some(match kind {
            Type::Integer => match self.random.below(8) {
                0 => format!("({} - {})", self.expr(Type::Date), self.expr(Type::Date)),
                1 => format!("({} - {})", self.expr(Type::Month), self.expr(Type::Month)),
                2 => format!("(-{})", self.expr(Type::Integer)),
                3 => format!(
                    "({} * {})",
                    self.expr(Type::Integer),
                    self.nullable(Type::Integer)
                ),
                _ => format!(
                    "({} {sign} {})",
                    self.expr(Type::Integer),
                    self.expr(Type::Integer)
                ),
            },
            Type::Decimal => match self.random.below(6) {
                0 => format!("(-{})", self.expr(Type::Decimal)),
                1 | 2 => {
                    let (a, b) = self.numbers();
                    format!("({a} / {b})")
                }
                3 => format!("({} * {})", self.expr(Type::Decimal), self.number()),
                _ => format!("({} {sign} {})", self.number(), self.expr(Type::Decimal)),
            },
            Type::Date | Type::Month => match self.random.below(3) {
                0 => format!("({} + {})", self.expr(Type::Integer), self.expr(kind)),
                _ => format!(
                    "({} {sign} {})",
                    self.expr(kind),
                    self.nullable(Type::Integer)
                ),
            },
            Type::Text => {
                let other = *self.random.pick(&Type::ALL);
                format!("({} || {})", self.expr(Type::Text), self.expr(other))
            }
            Type::Boolean => return None,
        })
    }

    /// Connectives, comparisons and tests.
    fn condition(&mut self) -> String {
        let not = if self.random.percent(40) { "not " } else { "" };
        match self.random.below(12) {
            0 => format!("(not {})", self.expr(Type::Boolean)),
            1 | 2 => {
                let word = *self.random.pick(&["and", "or"]);
                format!(
                    "({} {word} {})",
                    self.nullable(Type::Boolean),
                    self.expr(Type::Boolean)
                )
            }
            3 => {
                let kind = *self.random.pick(&Type::ALL);
                let what = *self.random.pick(&["null", "unknown"]);
                format!("({} is {not}{what})", self.nullable(kind))
            }
            4 => {
                let what = *self.random.pick(&["true", "false"]);
                format!("({} is {not}{what})", self.nullable(Type::Boolean))
            }
            5 => self.in_list(not),
            6 => {
                let kind = *self.random.pick(&[
                    Type::Text,
                    Type::Integer,
                    Type::Decimal,
                    Type::Date,
                    Type::Month,
                ]);
                format!(
                    "({} {not}between {} and {})",
                    self.expr(kind),
                    self.expr(kind),
                    self.expr(kind)
                )
            }
            7 => format!(
                "({} {not}like '{}')",
                self.expr(Type::Text),
                self.random.pick(&PATTERNS)
            ),
            8 => format!(
                "({} {not}matches '{}')",
                self.expr(Type::Text),
                self.random.pick(&REGEXES)
            ),
            _ => self.comparison(),
        }
    }

    fn comparison(&mut self) -> String {
        let op = *self.random.pick(&["=", "<>", "<", "<=", ">", ">="]);
        let kind = *self.random.pick(&Type::ALL);
        if kind.is_number() {
            let (a, b) = self.numbers();
            return format!("({a} {op} {b})");
        }
        if kind == Type::Text {
            let path = self.leaf_with_codes(Type::Text);
            // a literal beside a field with codes must be a code; beside a literal no field with codes may stand
            let other = if path.codes.is_empty() {
                self.text_that_is_no_coded_field()
            } else {
                self.code(&path.codes)
            };
            return match self.random.percent(50) {
                true => format!("({} {op} {other})", path.text),
                false => format!("({other} {op} {})", path.text),
            };
        }
        format!("({} {op} {})", self.expr(kind), self.expr(kind))
    }

    fn text_that_is_no_coded_field(&mut self) -> String {
        match self.path(Type::Text).filter(|path| path.codes.is_empty()) {
            Some(path) if self.random.percent(60) => path.text,
            _ => self
                .function_of(Type::Text)
                .unwrap_or_else(|| self.literal(Type::Text)),
        }
    }

    fn code(&mut self, codes: &[String]) -> String {
        let pool: Vec<&str> = codes.iter().map(String::as_str).collect();
        self.literal_from(Type::Text, &pool)
    }

    fn in_list(&mut self, not: &str) -> String {
        let kind = *self.random.pick(&Type::ALL);
        let path = self.leaf_with_codes(kind);
        let mut items = Vec::new();
        for _ in 0..1 + self.random.below(3) {
            items.push(match kind {
                Type::Text if !path.codes.is_empty() => self.code(&path.codes),
                Type::Text => self.text_that_is_no_coded_field(),
                Type::Integer | Type::Decimal => self.number(),
                _ => self.expr(kind),
            });
        }
        format!("({} {not}in ({}))", path.text, items.join(", "))
    }
}

/// A value as the language writes it.
pub fn written(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Text(text) => format!("'{}'", text.replace('\'', "''")),
        // the lexer reads no number beyond i64, and a minus is an operator
        Value::Integer(i64::MIN) => "(-9223372036854775807 - 1)".to_owned(),
        Value::Integer(n) if *n < 0 => format!("({n})"),
        Value::Integer(n) => n.to_string(),
        Value::Decimal(d) => {
            let text = d.to_string();
            let text = if text.contains('.') {
                text
            } else {
                text + ".0"
            };
            if text.starts_with('-') {
                format!("({text})")
            } else {
                text
            }
        }
        Value::Date(date) => format!("date '{date}'"),
        Value::Month(month) => format!("month '{month}'"),
        Value::Boolean(truth) => truth.to_string(),
    }
}
