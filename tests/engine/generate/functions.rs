//! Calls of every function on values, with arguments for which they mostly say something.

use ledgerlint::ledger::Type;
use ledgerlint::rulebook::{FUNCTIONS, Function};

use super::Generator;
use crate::world::text_pool;

use Type::{Boolean, Date, Decimal, Integer, Month, Text};

impl Generator<'_> {
    /// A call that gives this type.
    pub fn function_of(&mut self, kind: Type) -> Option<String> {
        use Function::*;
        let choices: &[Function] = match kind {
            Text => &[
                Trim,
                Lower,
                Upper,
                Substr,
                Replace,
                ToText,
                Coalesce,
                Least,
                Greatest,
                JoinPresent,
                Percent,
                SexOf,
                Sha256Of,
            ],
            Integer => &[
                Length,
                Coalesce,
                Least,
                Greatest,
                Abs,
                Floor,
                Ceil,
                Mod,
                MonthsBetween,
                AgeAt,
                Year,
                MonthNumber,
                Day,
            ],
            Decimal => &[
                ToNumber, Coalesce, Least, Greatest, Abs, Mod, Round, Similarity, Similarity,
            ],
            Date => &[
                Coalesce,
                Least,
                Greatest,
                AddMonths,
                AddMonths,
                FirstDay,
                LastDay,
                BirthDateOf,
            ],
            Month => &[Coalesce, Least, Greatest, MonthOf, MonthOf],
            Boolean => &[
                Contains,
                StartsWith,
                EndsWith,
                Coalesce,
                Least,
                Greatest,
                ValidResidentId,
                ValidUscc,
                ValidDivisionCode,
                ValidLuhn,
                GrimFeasible,
                FileExists,
            ],
        };
        let function = *self.random.pick(choices);
        // the two forms that only stand for others
        if kind == Text && self.random.percent(8) {
            return self.titles();
        }
        let arguments = self.arguments(function, kind);
        let name = FUNCTIONS
            .iter()
            .find(|signature| signature.function == function)
            .map(|signature| signature.name)?;
        Some(format!("{name}({})", arguments.join(", ")))
    }

    fn arguments(&mut self, function: Function, kind: Type) -> Vec<String> {
        use Function::*;
        match function {
            Length | Trim | Lower | Upper | ToNumber => vec![self.nullable(Text)],
            Substr => {
                let start = self.small(-1, 4);
                vec![self.expr(Text), start, self.small(-1, 4)]
            }
            Replace => vec![self.expr(Text), self.expr(Text), self.expr(Text)],
            Contains | StartsWith | EndsWith | Similarity => {
                vec![self.expr(Text), self.nullable(Text)]
            }
            ToText => {
                let kind = *self.random.pick(&Type::ALL);
                vec![self.nullable(kind)]
            }
            Coalesce | Least | Greatest => self.alike(kind),
            JoinPresent => {
                let mut arguments = vec![if self.random.percent(80) {
                    "'/'".to_owned()
                } else {
                    self.expr(Text)
                }];
                for _ in 0..1 + self.random.below(3) {
                    let kind = *self.random.pick(&Type::ALL);
                    arguments.push(self.nullable(kind));
                }
                arguments
            }
            Abs => vec![self.expr(kind)],
            Floor | Ceil => vec![self.number()],
            Round | Percent => {
                let number = self.number();
                vec![number, self.small(-1, 12)]
            }
            Mod if kind == Integer => vec![self.expr(Integer), self.expr(Integer)],
            Mod => vec![self.expr(Decimal), self.number()],
            AddMonths => vec![self.expr(Date), self.expr(Integer)],
            MonthsBetween | AgeAt => vec![self.expr(Date), self.expr(Date)],
            Year | MonthNumber => {
                let kind = *self.random.pick(&[Date, Month]);
                vec![self.expr(kind)]
            }
            Day | MonthOf => vec![self.expr(Date)],
            FirstDay | LastDay => vec![self.expr(Month)],
            ValidResidentId | BirthDateOf | SexOf => vec![self.text_like("id_number")],
            ValidUscc | ValidLuhn => vec![self.text_like("remark")],
            ValidDivisionCode => {
                let field = *self.random.pick(&["village", "remark"]);
                vec![self.text_like(field)]
            }
            GrimFeasible => {
                let number = if self.random.percent(60) {
                    self.literal(Decimal)
                } else {
                    self.number()
                };
                let whole = if self.random.percent(60) {
                    self.small(0, 30)
                } else {
                    self.expr(Integer)
                };
                vec![number, whole, self.small(-1, 11)]
            }
            FileExists | Sha256Of => vec![self.text_like("path")],
        }
    }

    /// Two or three values of a type; integers may stand among decimals, and one may be `null`.
    fn alike(&mut self, kind: Type) -> Vec<String> {
        let mut arguments = vec![self.expr(kind)];
        for _ in 0..1 + self.random.below(2) {
            let other = if kind == Decimal && self.random.percent(40) {
                Integer
            } else {
                kind
            };
            arguments.push(self.nullable(other));
        }
        if self.random.percent(50) {
            arguments.reverse();
        }
        arguments
    }

    fn small(&mut self, low: i64, high: i64) -> String {
        if self.random.percent(15) {
            self.expr(Integer)
        } else {
            self.random.between(low, high).to_string()
        }
    }

    /// Mostly a literal of the kind that a field of this name holds, else any text.
    fn text_like(&mut self, field: &str) -> String {
        if self.random.percent(35) {
            self.literal_from(Text, text_pool(field))
        } else {
            self.expr(Text)
        }
    }

    /// `title(field)` and `missing(field, …)`.
    fn titles(&mut self) -> Option<String> {
        if self.random.percent(40) {
            return Some(format!("title({})", self.path(Text)?.text));
        }
        let mut fields = Vec::new();
        for _ in 0..1 + self.random.below(3) {
            let kind = *self.random.pick(&Type::ALL);
            fields.push(self.path(kind)?.text);
        }
        Some(format!("missing({})", fields.join(", ")))
    }
}
