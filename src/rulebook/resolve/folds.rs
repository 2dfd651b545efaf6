//! Functions over many records: which records, which value of them.

use super::operators::decimal_side;
use super::{Frame, Resolver, Shape, names::Meaning, type_name};
use crate::lang::Lang;
use crate::ledger::{LedgerId, RelationId, Type, Value};
use crate::rulebook::fault::ExprFault;
use crate::rulebook::function::{FoldFunction, FoldOf, FoldSignature};
use crate::rulebook::reads::split_equalities;
use crate::rulebook::syntax::{BinaryOp, Call, Expr, ExprKind, Name, Span};
use crate::rulebook::typed::{Attribute, Fold, Node, Over, Reached, Scope, Typed};

/// Where a fold's path leads.
enum Target {
    /// Many records, and the folded field if the path ends in one.
    Many(Over, Option<Typed>),
    /// One record: `exists(person)`.
    One(Reached, RelationId),
}

impl<'a> Resolver<'a> {
    pub(super) fn fold(
        &mut self,
        signature: &'static FoldSignature,
        call: &Call,
        span: Span,
    ) -> Option<Typed> {
        let Some(Expr {
            kind: ExprKind::Path(names),
            ..
        }) = call.arguments.first()
        else {
            let message = match self.lang() {
                Lang::Zh => format!("{} 的括号里先写要对哪些记录求值", signature.name),
                Lang::En => format!(
                    "{} starts with the records it is taken over",
                    signature.name
                ),
            };
            let advice = format!(
                "{}{}",
                self.lang().pick("例如:", "for example: "),
                signature.example
            );
            return self.fault(
                ExprFault::new(call.name.span.clone(), message, signature.name).advise(advice),
            );
        };
        if signature.fold == FoldFunction::Exists && names.len() == 1 && names[0].text == "previous"
        {
            self.scope(names)?;
            return Some(Typed::new(Node::HasPrevious, Type::Boolean, span));
        }
        match self.target(names)? {
            Target::One(at, relation) => self.fold_one(signature, call, at, relation, span),
            Target::Many(over, value) => self.fold_many(signature, call, over, value, span),
        }
    }

    fn fold_one(
        &mut self,
        signature: &FoldSignature,
        call: &Call,
        at: Reached,
        relation: RelationId,
        span: Span,
    ) -> Option<Typed> {
        let matches = Typed::new(Node::Matches { at, relation }, Type::Integer, span.clone());
        let plain = call.filter.is_none()
            && call.body.is_none()
            && call.order.is_empty()
            && call.arguments.len() == 1;
        match signature.fold {
            FoldFunction::Count if plain => Some(matches),
            FoldFunction::Exists if plain => {
                let zero = Typed::new(
                    Node::Literal(Value::Integer(0)),
                    Type::Integer,
                    span.clone(),
                );
                let node = Node::Binary(BinaryOp::Greater, Box::new(matches), Box::new(zero));
                Some(Typed::new(node, Type::Boolean, span))
            }
            _ => {
                let name = self.catalog().relation(relation).name.clone();
                let message = match self.lang() {
                    Lang::Zh => {
                        format!("“{name}”只对应一条记录,这里只能写 exists({name}) 或 count({name})")
                    }
                    Lang::En => format!(
                        "'{name}' is one record; only exists({name}) or count({name}) fit here"
                    ),
                };
                let advice = match self.lang() {
                    Lang::Zh => {
                        format!("它的值直接写 {name}.字段;要在整个台账里查找,写 all.台账名 where …")
                    }
                    Lang::En => format!(
                        "write {name}.field for its values; to search a whole ledger write all.ledger where …"
                    ),
                };
                self.fault(
                    ExprFault::new(call.name.span.clone(), message, signature.name).advise(advice),
                )
            }
        }
    }

    fn fold_many(
        &mut self,
        signature: &FoldSignature,
        call: &Call,
        over: Over,
        value: Option<Typed>,
        span: Span,
    ) -> Option<Typed> {
        let arguments = self.fold_arguments(signature, call)?;
        let ledger = over.ledger(self.catalog());
        self.frames.push(Frame {
            shape: Shape::Record(ledger),
            ordered: false,
            reads_previous: false,
        });
        let order: Vec<_> = call
            .order
            .iter()
            .map(|(key, direction)| (self.expr(key), *direction))
            .collect();
        let filter = call.filter.as_deref().map(|f| self.boolean(f));
        if let Some(frame) = self.frames.last_mut() {
            frame.ordered = !call.order.is_empty();
        }
        let body = call.body.as_deref().map(|b| self.expr(b));
        let pairs = self.frames.pop().is_some_and(|f| f.reads_previous);
        let order = order
            .into_iter()
            .map(|(key, d)| key.map(|k| (k, d)))
            .collect::<Option<Vec<_>>>()?;
        let filter = filter.map_or(Some(None), |f| f.map(Some))?;
        let body = body.map_or(Some(None), |b| b.map(Some))?;
        let body = self.fold_body(signature, call, body, value)?;
        if order.is_empty()
            && matches!(
                signature.fold,
                FoldFunction::First | FoldFunction::Last | FoldFunction::MaxRun
            )
        {
            let message = match self.lang() {
                Lang::Zh => format!("{} 需要次序", signature.name),
                Lang::En => format!("{} needs an order", signature.name),
            };
            let advice = format!(
                "{}{}",
                self.lang().pick("例如:", "for example: "),
                signature.example
            );
            return self
                .fault(ExprFault::new(call.name.span.clone(), message, "order by").advise(advice));
        }
        let kind = match signature.fold {
            FoldFunction::Exists | FoldFunction::Every => Type::Boolean,
            FoldFunction::Count
            | FoldFunction::CountDistinct
            | FoldFunction::MaxGap
            | FoldFunction::MaxRun => Type::Integer,
            FoldFunction::Avg
            | FoldFunction::Median
            | FoldFunction::Stddev
            | FoldFunction::Percentile
            | FoldFunction::MaxSimilarity => Type::Decimal,
            FoldFunction::List => Type::Text,
            FoldFunction::Sum
            | FoldFunction::Min
            | FoldFunction::Max
            | FoldFunction::First
            | FoldFunction::Last => body.as_ref()?.kind?,
        };
        let body = match signature.of {
            FoldOf::Number if kind == Type::Decimal => body.map(decimal_side),
            _ => body,
        };
        if matches!(over, Over::Ledger(_)) {
            let outer = filter.iter().chain(&body).any(|part| part.reads().outer);
            if outer && split_equalities(filter.as_ref()).0.is_empty() {
                let message = self.lang().pick(
                    "在整个台账里查找并读取 this. 时,where 里至少要有一个等式",
                    "a search of a whole ledger that reads this. needs at least one equality in where",
                );
                let advice = self.lang().pick(
                    "例如:where id_number = this.id_number",
                    "for example: where id_number = this.id_number",
                );
                return self.fault(ExprFault::new(span, message, signature.name).advise(advice));
            }
        }
        let fold = Fold {
            function: signature.fold,
            over,
            filter,
            order,
            body,
            arguments,
            pairs,
        };
        Some(Typed::new(Node::Fold(Box::new(fold)), kind, span))
    }

    fn fold_arguments(&mut self, signature: &FoldSignature, call: &Call) -> Option<Vec<Typed>> {
        let given = call.arguments.len() - 1;
        let required = signature.fold == FoldFunction::Percentile;
        if given != signature.arguments.len() && (given != 0 || required) {
            let message = match self.lang() {
                Lang::Zh => format!(
                    "{} 在记录之后需要 {} 个参数,写了 {given} 个",
                    signature.name,
                    signature.arguments.len()
                ),
                Lang::En => format!(
                    "{} takes {} arguments after the records, {given} given",
                    signature.name,
                    signature.arguments.len()
                ),
            };
            let advice = format!(
                "{}{}",
                self.lang().pick("例如:", "for example: "),
                signature.example
            );
            self.fault(
                ExprFault::new(call.name.span.clone(), message, signature.name).advise(advice),
            );
            return None;
        }
        let mut arguments = Vec::new();
        for (argument, takes) in call.arguments[1..].iter().zip(signature.arguments) {
            let argument = self.expr(argument)?;
            arguments.push(self.accept(*takes, argument)?);
        }
        if required {
            arguments = arguments.into_iter().map(decimal_side).collect();
        }
        Some(arguments)
    }

    /// The folded value or condition, checked against what the function wants.
    fn fold_body(
        &mut self,
        signature: &FoldSignature,
        call: &Call,
        body: Option<Typed>,
        value: Option<Typed>,
    ) -> Option<Option<Typed>> {
        let wants_value = !matches!(signature.of, FoldOf::Records | FoldOf::Condition);
        let complaint = match (&body, &value, signature.of) {
            (Some(_), Some(_), _) => Some(self.lang().pick(
                "路径已经以字段结尾,冒号后面不能再写值",
                "the path ends in a field already; nothing may follow a colon",
            )),
            (None, None, FoldOf::Condition) => Some(
                self.lang()
                    .pick("冒号后面要写条件", "a condition must follow a colon"),
            ),
            (_, Some(_), FoldOf::Records | FoldOf::Condition) => Some(self.lang().pick(
                "这里要写记录,不要以字段结尾",
                "records are wanted here, not a field",
            )),
            (None, None, _) if wants_value => Some(self.lang().pick(
                "要写明对哪个字段求值:路径以字段结尾,或在冒号后写表达式",
                "say which value: end the path in a field, or write an expression after a colon",
            )),
            _ => None,
        };
        if let Some(message) = complaint {
            let advice = format!(
                "{}{}",
                self.lang().pick("例如:", "for example: "),
                signature.example
            );
            self.fault(
                ExprFault::new(call.name.span.clone(), message, signature.name).advise(advice),
            );
            return None;
        }
        let Some(body) = body.or(value) else {
            return Some(None);
        };
        let (fits, wanted) = match (signature.of, body.kind) {
            (_, None) => (false, self.lang().pick("有类型的值", "a value with a type")),
            (FoldOf::Records | FoldOf::Condition, Some(kind)) => {
                (kind == Type::Boolean, type_name(Type::Boolean, self.lang()))
            }
            (FoldOf::AnyField, Some(_)) => (true, ""),
            (FoldOf::Number, Some(kind)) => (kind.is_number(), self.lang().pick("数", "a number")),
            (FoldOf::Ordered, Some(kind)) => (
                kind != Type::Boolean,
                self.lang()
                    .pick("可以比较大小的值", "a value with an order"),
            ),
            (FoldOf::Date, Some(kind)) => (kind == Type::Date, type_name(Type::Date, self.lang())),
            (FoldOf::Text, Some(kind)) => (kind == Type::Text, type_name(Type::Text, self.lang())),
        };
        if !fits {
            let fault = self.mismatch(body.span, body.kind.unwrap_or(Type::Text), wanted);
            self.fault(fault);
            return None;
        }
        Some(Some(body))
    }

    /// Follows the path of a fold.
    fn target(&mut self, names: &[Name]) -> Option<Target> {
        if let Some((ledger, rest)) = self.whole_ledger(names) {
            let value = self.value_path(ledger, rest)?;
            return Some(Target::Many(Over::Ledger(ledger), value));
        }
        let (scope, rest) = self.scope(names)?;
        let mut shape = self.shape_of(scope);
        let mut from = Reached {
            scope,
            ups: Vec::new(),
        };
        let mut downs: Vec<RelationId> = Vec::new();
        for (i, name) in rest.iter().enumerate() {
            match self.meaning(shape, name)? {
                Meaning::Up(relation) if downs.is_empty() => {
                    from.ups.push(relation);
                    shape = Shape::Record(self.catalog().relation(relation).parent);
                }
                Meaning::Down(relation) => {
                    downs.push(relation);
                    shape = Shape::Record(self.catalog().relation(relation).child);
                }
                Meaning::Records(ledger) => {
                    let value = self.value_path(ledger, &rest[i + 1..])?;
                    return Some(Target::Many(Over::Group(ledger), value));
                }
                Meaning::Attribute(..) | Meaning::Up(_) if !downs.is_empty() => {
                    let ledger = self.catalog().relation(downs[downs.len() - 1]).child;
                    let value = self.value_path(ledger, &rest[i..])?;
                    return Some(Target::Many(Over::Down { from, downs }, value));
                }
                Meaning::Attribute(..) | Meaning::Up(_) => {
                    let message = match self.lang() {
                        Lang::Zh => format!("“{}”只有一个值,不需要求总", name.text),
                        Lang::En => format!(
                            "'{}' is a single value; there is nothing to fold",
                            name.text
                        ),
                    };
                    self.fault(ExprFault::new(
                        name.span.clone(),
                        message,
                        self.lang().pick("只有一个值", "one value"),
                    ));
                    return None;
                }
            }
        }
        if !downs.is_empty() {
            return Some(Target::Many(Over::Down { from, downs }, None));
        }
        match from.ups.pop() {
            Some(relation) => Some(Target::One(from, relation)),
            None => {
                let message = self.lang().pick(
                    "这里要写关系名或台账名",
                    "a relation or a ledger is wanted here",
                );
                self.fault(ExprFault::new(
                    names[0].span.clone(),
                    message,
                    names[0].text.clone(),
                ));
                None
            }
        }
    }

    /// `all.person`, `$ledger`, or the plain name of a ledger that no relation or field of the record has.
    fn whole_ledger<'n>(&mut self, names: &'n [Name]) -> Option<(LedgerId, &'n [Name])> {
        let named = |resolver: &Self, text: &str| {
            let catalog = resolver.catalog();
            catalog.named(text).or_else(|| {
                catalog
                    .ledgers()
                    .find(|(_, d)| d.title == text)
                    .map(|(id, _)| id)
            })
        };
        match names[0].text.as_str() {
            "$ledger" => return Some((self.context.slots.ledger?, &names[1..])),
            "all" if names.len() > 1 => {
                if names[1].text == "$ledger" {
                    return Some((self.context.slots.ledger?, &names[2..]));
                }
                return Some((named(self, &names[1].text)?, &names[2..]));
            }
            _ => {}
        }
        let ledger = named(self, &names[0].text)?;
        match self.quiet_meaning(&names[0]) {
            Some(_) => None,
            None => Some((ledger, &names[1..])),
        }
    }

    /// The field at the end of a fold's path, seen from the folded record; `None` inside where the path is over.
    fn value_path(&mut self, ledger: LedgerId, names: &[Name]) -> Option<Option<Typed>> {
        let Some(last) = names.last() else {
            return Some(None);
        };
        self.frames.push(Frame {
            shape: Shape::Record(ledger),
            ordered: false,
            reads_previous: false,
        });
        let value = self.path(names, names[0].span.start..last.span.end);
        self.frames.pop();
        let value = value?;
        match &value.node {
            Node::Attribute {
                at,
                attribute: Attribute::Field(_) | Attribute::Source | Attribute::File,
            } if at.scope == Scope::Inner => Some(Some(value)),
            _ => None,
        }
    }
}
