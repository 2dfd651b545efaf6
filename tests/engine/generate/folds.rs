//! Functions over many records, nested, with filters, orders, pairs and equalities by value.

use ledgerlint::ledger::{LedgerId, Type};
use ledgerlint::rulebook::{FOLDS, FoldFunction};

use super::paths::Records;
use super::{Generator, MAX_FOLDS, Spot};

use FoldFunction::*;

impl Generator<'_> {
    /// A fold that gives this type; `None` where brackets are nested enough.
    pub fn fold_of(&mut self, kind: Type) -> Option<String> {
        if self.spots.len() > MAX_FOLDS {
            return None;
        }
        let single = matches!(kind, Type::Boolean | Type::Integer) && self.random.percent(12);
        if single && let Some(record) = self.one_record() {
            let name = if kind == Type::Boolean {
                "exists"
            } else {
                "count"
            };
            return Some(format!("{name}({record})"));
        }
        if kind == Type::Boolean
            && matches!(self.innermost(), Spot::Record { ordered: true, .. })
            && self.random.percent(8)
        {
            return Some("exists(previous)".to_owned());
        }
        let choices: &[FoldFunction] = match kind {
            Type::Boolean => &[Exists, Exists, Exists, Every, Every, First, Last],
            Type::Integer => &[
                Count,
                Count,
                CountDistinct,
                Sum,
                Min,
                Max,
                MaxGap,
                MaxRun,
                MaxRun,
                First,
                Last,
            ],
            Type::Decimal => &[
                Sum,
                Min,
                Max,
                Avg,
                Median,
                Stddev,
                Percentile,
                MaxSimilarity,
                First,
                Last,
            ],
            Type::Text => &[List, List, Min, Max, First, Last],
            Type::Date | Type::Month => &[Min, Max, First, Last],
        };
        let function = *self.random.pick(choices);
        Some(self.fold(function, kind))
    }

    /// A fold, each function as likely as the others.
    pub fn any_fold(&mut self) -> String {
        let function = self.random.pick(&FOLDS).fold;
        let any: &[Type] = match function {
            Exists | Every => &[Type::Boolean],
            Count | CountDistinct | MaxGap | MaxRun => &[Type::Integer],
            Sum => &[Type::Integer, Type::Decimal],
            Avg | Median | Stddev | Percentile | MaxSimilarity => &[Type::Decimal],
            List => &[Type::Text],
            Min | Max => &[
                Type::Text,
                Type::Integer,
                Type::Decimal,
                Type::Date,
                Type::Month,
            ],
            First | Last => &Type::ALL,
        };
        let kind = *self.random.pick(any);
        self.fold(function, kind)
    }

    fn fold(&mut self, function: FoldFunction, kind: Type) -> String {
        let arguments = self.fold_arguments(function);
        let records = self.records();
        let keyed = records.by_value && self.random.percent(75);
        let needs_order = matches!(function, First | Last | MaxRun);
        let mut ordered = needs_order || self.random.percent(30);
        let before = self.visible;
        if records.by_value && !keyed {
            self.visible = self.spots.len();
        }
        self.spots.push(Spot::Record {
            ledger: records.ledger,
            ordered: false,
        });
        let (path, body) = self.path_or_body(function, kind, &records);
        // a comma after an order would go on with the order: arguments need a condition in between
        let filter = (keyed || self.random.percent(50) || (ordered && !arguments.is_empty()))
            .then(|| self.filter(keyed));
        let filter = filter.unwrap_or_default();
        ordered |= body
            .as_ref()
            .is_some_and(|(_, reads_previous)| *reads_previous);
        let order = if ordered { self.order() } else { String::new() };
        self.spots.pop();
        self.visible = before;
        let body = body.map_or(String::new(), |(text, _)| format!(" : {text}"));
        let arguments: String = arguments
            .iter()
            .map(|argument| format!(", {argument}"))
            .collect();
        let name = FOLDS
            .iter()
            .find(|signature| signature.fold == function)
            .map_or("", |signature| signature.name);
        format!("{name}({path}{order}{filter}{body}{arguments})")
    }

    /// Evaluated where the fold stands, so written before its records are entered.
    fn fold_arguments(&mut self, function: FoldFunction) -> Vec<String> {
        match function {
            Percentile => vec![match self.random.below(4) {
                0 => self.number(),
                1 => self.random.between(-1, 2).to_string(),
                _ => self
                    .random
                    .pick(&["0.5", "0.25", "0.9", "0.3333333333"])
                    .to_string(),
            }],
            MaxGap if self.random.percent(50) => {
                vec![self.nullable(Type::Date), self.expr(Type::Date)]
            }
            MaxSimilarity if self.random.percent(60) => vec![self.nullable(Type::Text)],
            _ => Vec::new(),
        }
    }

    /// The path with the folded field at its end, or the path and what follows the colon, with whether that may
    /// read `previous`.
    fn path_or_body(
        &mut self,
        function: FoldFunction,
        kind: Type,
        records: &Records,
    ) -> (String, Option<(String, bool)>) {
        let path = records.text.clone();
        let condition = matches!(function, Exists | Every | Count | MaxRun);
        if condition {
            let wanted = matches!(function, Every | MaxRun) || self.random.percent(40);
            return (
                path,
                wanted.then(|| self.body(Type::Boolean, records.ledger)),
            );
        }
        let value = match function {
            CountDistinct | List => *self.random.pick(&Type::ALL),
            Avg | Median | Stddev | Percentile => {
                *self
                    .random
                    .pick(&[Type::Integer, Type::Decimal, Type::Decimal])
            }
            MaxGap => Type::Date,
            MaxSimilarity => Type::Text,
            _ => kind,
        };
        if self.random.percent(65)
            && let Some(field) = self.path_from(&format!("{path}."), records.ledger, value)
        {
            return (field.text, None);
        }
        (path, Some(self.body(value, records.ledger)))
    }

    fn body(&mut self, kind: Type, ledger: LedgerId) -> (String, bool) {
        let may_look_back = self.random.percent(40);
        self.set_ordered(ledger, may_look_back);
        let body = self.expr(kind);
        self.set_ordered(ledger, false);
        (body, may_look_back)
    }

    fn set_ordered(&mut self, ledger: LedgerId, ordered: bool) {
        if let Some(spot) = self.spots.last_mut() {
            *spot = Spot::Record { ledger, ordered };
        }
    }

    fn filter(&mut self, keyed: bool) -> String {
        let mut conditions = Vec::new();
        if keyed {
            for _ in 0..*self.random.weighted(&[(4, 1), (1, 2)]) {
                conditions.push(self.equality_by_value());
            }
        }
        if !keyed || self.random.percent(50) {
            conditions.push(self.nullable(Type::Boolean));
        }
        let turns = self.random.below(conditions.len());
        conditions.rotate_left(turns);
        format!(" where {}", conditions.join(" and "))
    }

    /// A value of the folded record equals one of a record further out.
    fn equality_by_value(&mut self) -> String {
        let last = self.spots.len() - 1;
        let spot = self.spots[last].clone();
        let Spot::Record { ledger, .. } = spot else {
            unreachable!("folds are over records")
        };
        let kind = *self.random.pick(&[
            Type::Text,
            Type::Text,
            Type::Text,
            Type::Integer,
            Type::Month,
            Type::Boolean,
            Type::Date,
            Type::Decimal,
        ]);
        let inner = self.inner_side(ledger, kind);
        let outer = self.outer_side(kind);
        let outer = match kind {
            Type::Text if self.random.percent(15) => format!("trim({outer})"),
            Type::Integer | Type::Decimal if self.random.percent(15) => format!("({outer} + 1)"),
            _ => outer,
        };
        if self.random.percent(70) {
            format!("{inner} = {outer}")
        } else {
            format!("{outer} = {inner}")
        }
    }

    fn inner_side(&mut self, ledger: LedgerId, kind: Type) -> String {
        let field = self.path_from("", ledger, kind).map(|path| path.text);
        match (field, kind) {
            (Some(field), Type::Text) if self.random.percent(15) => format!("upper({field})"),
            (Some(field), Type::Date) if self.random.percent(30) => format!("({field} - 1)"),
            (Some(field), _) => field,
            (None, _) => {
                unreachable!("every ledger has fields of every type, as far as links lead")
            }
        }
    }

    fn outer_side(&mut self, kind: Type) -> String {
        let last = self.spots.len() - 1;
        let choices = [
            (if self.visible == 0 { 2 } else { 0 }, ("this.", 0)),
            (
                if self.visible < last { 1 } else { 0 },
                ("outer.", last - 1),
            ),
        ];
        let (prefix, at) = *self.random.weighted(&choices);
        match self.spots[at].clone() {
            Spot::Record { ledger, .. } => self
                .path_from(prefix, ledger, kind)
                .map_or_else(String::new, |path| path.text),
            Spot::Group { keys, .. } => match keys.iter().find(|(_, k)| *k == kind) {
                Some((name, _)) => format!("{prefix}{name}"),
                None => self.group_value(prefix, kind),
            },
        }
    }

    /// A value of a group that is none of its keys.
    fn group_value(&mut self, prefix: &str, kind: Type) -> String {
        let Spot::Group { ledger, .. } = self.spots[0].clone() else {
            unreachable!("only groups come here")
        };
        let records = format!("{prefix}records.");
        let field = self
            .path_from(&records, ledger, kind)
            .map_or_else(String::new, |path| path.text);
        match kind {
            Type::Boolean => format!("first({field} order by {})", self.own_field(ledger)),
            _ => format!("max({field})"),
        }
    }

    fn own_field(&mut self, ledger: LedgerId) -> String {
        self.catalog.ledger(ledger).fields[0].name.clone()
    }

    fn order(&mut self) -> String {
        let mut keys = Vec::new();
        for _ in 0..*self.random.weighted(&[(3, 1), (1, 2)]) {
            let kind = *self.random.pick(&Type::ALL);
            let key = if self.random.percent(85) {
                self.leaf(kind)
            } else {
                self.expr(kind)
            };
            keys.push(format!(
                "{key}{}",
                self.random.pick(&["", "", " asc", " desc", " desc"])
            ));
        }
        format!(" order by {}", keys.join(", "))
    }
}
