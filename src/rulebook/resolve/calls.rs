//! Calls: functions on values, and the forms that stand for names rather than values.

use super::operators::{decimal_side, to_text};
use super::{Resolver, Shape, names::Meaning, type_name};
use crate::lang::Lang;
use crate::ledger::{FieldId, LedgerId, Type, Value};
use crate::rulebook::fault::{ExprFault, did_you_mean};
use crate::rulebook::function::{
    FOLDS, FUNCTIONS, Function, Gives, Signature, Takes, fold_named, function_named,
};
use crate::rulebook::syntax::{BinaryOp, Call, Expr, ExprKind, IsWhat, Name, Span};
use crate::rulebook::typed::{Attribute, Node, Reached, Scope, Typed};

impl Resolver<'_> {
    pub(super) fn call(&mut self, call: &Call, span: Span) -> Option<Typed> {
        if let Some(signature) = fold_named(&call.name.text) {
            return self.fold(signature, call, span);
        }
        if call.filter.is_some() || call.body.is_some() || !call.order.is_empty() {
            let message = self.lang().pick(
                "where、order by 和冒号只能用在对多条记录求值的函数里",
                "where, order by and the colon belong to functions over many records",
            );
            return self.fault(ExprFault::new(
                call.name.span.clone(),
                message,
                call.name.text.clone(),
            ));
        }
        match call.name.text.as_str() {
            "title" => return self.title(call, span),
            "missing" => return self.missing(call, span),
            _ => {}
        }
        match function_named(&call.name.text) {
            Some(signature) => self.function(signature, call, span),
            None => {
                let known = FUNCTIONS
                    .iter()
                    .map(|f| f.name)
                    .chain(FOLDS.iter().map(|f| f.name))
                    .chain(["title", "missing"]);
                let message = match self.lang() {
                    Lang::Zh => format!("没有函数“{}”", call.name.text),
                    Lang::En => format!("there is no function '{}'", call.name.text),
                };
                let mut fault = ExprFault::new(
                    call.name.span.clone(),
                    message,
                    self.lang().pick("没有这个函数", "no such function"),
                );
                fault.advice = did_you_mean(&call.name.text, known, self.lang());
                self.fault(fault)
            }
        }
    }

    fn function(
        &mut self,
        signature: &'static Signature,
        call: &Call,
        span: Span,
    ) -> Option<Typed> {
        let wanted = signature.takes.len();
        let given = call.arguments.len();
        if given < wanted || (given > wanted && !signature.repeats) {
            let message = match self.lang() {
                Lang::Zh => format!("{} 需要 {wanted} 个参数,写了 {given} 个", signature.name),
                Lang::En => format!("{} takes {wanted} arguments, {given} given", signature.name),
            };
            return self.fault(
                ExprFault::new(span, message, signature.name).advise(format!(
                    "{}{}",
                    self.lang().pick("例如:", "for example: "),
                    signature.example
                )),
            );
        }
        let arguments: Vec<Option<Typed>> = call.arguments.iter().map(|a| self.expr(a)).collect();
        let arguments: Vec<Typed> = arguments.into_iter().collect::<Option<_>>()?;
        let takes = |i: usize| signature.takes[i.min(wanted - 1)];
        let same = signature.takes.contains(&Takes::Same);
        let (arguments, common) = if same {
            self.common(arguments, &span)?
        } else {
            (arguments, None)
        };
        let mut checked = Vec::with_capacity(given);
        for (i, argument) in arguments.into_iter().enumerate() {
            checked.push(self.accept(takes(i), argument)?);
        }
        let kind = match signature.gives {
            Gives::One(kind) => Some(kind),
            Gives::First if same => common,
            Gives::First => {
                if checked.iter().any(|a| a.kind == Some(Type::Decimal)) {
                    checked = checked.into_iter().map(decimal_side).collect();
                }
                checked[0].kind
            }
        };
        if signature.function == Function::JoinPresent {
            checked = checked.into_iter().map(to_text).collect();
        }
        Some(Typed {
            node: Node::Call {
                function: signature.function,
                arguments: checked,
            },
            kind,
            span,
        })
    }

    pub(super) fn accept(&mut self, takes: Takes, argument: Typed) -> Option<Typed> {
        let Some(kind) = argument.kind else {
            return Some(argument);
        };
        let wanted = match takes {
            Takes::Any | Takes::Same => return Some(argument),
            Takes::One(wanted) if wanted == kind => return Some(argument),
            Takes::One(Type::Decimal) if kind == Type::Integer => {
                return Some(decimal_side(argument));
            }
            Takes::One(wanted) => type_name(wanted, self.lang()),
            Takes::Number if kind.is_number() => return Some(argument),
            Takes::Number => self.lang().pick("数", "a number"),
            Takes::Calendar if matches!(kind, Type::Date | Type::Month) => return Some(argument),
            Takes::Calendar => self.lang().pick("日期或月份", "a date or a month"),
        };
        let fault = self.mismatch(argument.span, kind, wanted);
        self.fault(fault)
    }

    /// `title(field)`: the Chinese name, as text.
    fn title(&mut self, call: &Call, span: Span) -> Option<Typed> {
        let text = |title: &str| {
            Some(Typed::new(
                Node::Literal(Value::Text(title.into())),
                Type::Text,
                span.clone(),
            ))
        };
        let [
            Expr {
                kind: ExprKind::Path(names),
                ..
            },
        ] = call.arguments.as_slice()
        else {
            let message = self.lang().pick(
                "title 里写一个字段、关系或台账的名称",
                "title takes the name of a field, relation or ledger",
            );
            return self.fault(ExprFault::new(span, message, "title"));
        };
        let catalog = self.catalog();
        if let [name] = names.as_slice() {
            let ledger = if name.text == "$ledger" {
                self.context.slots.ledger
            } else {
                catalog.named(&name.text)
            };
            if let Some(ledger) = ledger {
                return text(&catalog.ledger(ledger).title);
            }
            if let Shape::Record(_) = self.shape_of(Scope::Inner)
                && let Some(Meaning::Up(relation)) = self.quiet_meaning(name)
            {
                return text(&catalog.ledger(catalog.relation(relation).parent).title);
            }
        }
        match self.path(names, span.clone())?.node {
            Node::Attribute {
                at,
                attribute: Attribute::Field(field),
            } => {
                let ledger = at.ups.last().map_or(self.ledger_of(at.scope), |r| {
                    Some(catalog.relation(*r).parent)
                })?;
                text(&catalog.ledger(ledger).field(field).title)
            }
            _ => text(&names[names.len() - 1].text),
        }
    }

    /// What a name means at the innermost record, without reporting that it means nothing.
    pub(super) fn quiet_meaning(&mut self, name: &Name) -> Option<Meaning> {
        let before = self.faults.len();
        let meaning = self.meaning(self.shape_of(Scope::Inner), name);
        self.faults.truncate(before);
        meaning
    }

    /// `missing(a, b)`: the titles of those fields that are empty, joined; null where none is.
    fn missing(&mut self, call: &Call, span: Span) -> Option<Typed> {
        let literal = |text: &str| {
            Typed::new(
                Node::Literal(Value::Text(text.into())),
                Type::Text,
                span.clone(),
            )
        };
        let mut arguments = vec![literal("、")];
        for argument in &call.arguments {
            let field = self.expr(argument)?;
            let one = Call {
                arguments: vec![argument.clone()],
                ..call.clone()
            };
            let title = self.title(&one, argument.span.clone())?;
            let empty = Node::Is {
                operand: Box::new(field),
                what: IsWhat::Null,
                negated: false,
            };
            let empty = Typed::new(empty, Type::Boolean, argument.span.clone());
            let node = Node::Case {
                branches: vec![(empty, title)],
                otherwise: None,
            };
            arguments.push(Typed::new(node, Type::Text, argument.span.clone()));
        }
        if arguments.len() == 1 {
            let message = self.lang().pick(
                "missing 里至少写一个字段",
                "missing takes at least one field",
            );
            return self.fault(ExprFault::new(span, message, "missing"));
        }
        Some(Typed::new(
            Node::Call {
                function: Function::JoinPresent,
                arguments,
            },
            Type::Text,
            span,
        ))
    }

    /// `$same_key`: the folded record has the key of the record under judgement.
    /// `$has_key`: some alternative key of `$relation` is filled in.
    pub(super) fn key_slot(&mut self, name: &Name, span: Span) -> Option<Typed> {
        let catalog = self.catalog();
        let slots = self.context.slots;
        let attribute = |ledger: LedgerId, scope: Scope, field: FieldId| {
            let node = Node::Attribute {
                at: Reached {
                    scope,
                    ups: Vec::new(),
                },
                attribute: Attribute::Field(field),
            };
            Typed::new(node, catalog.ledger(ledger).field(field).kind, span.clone())
        };
        let boolean = |node| Typed::new(node, Type::Boolean, span.clone());
        let joined = |op, parts: Vec<Typed>| {
            parts
                .into_iter()
                .reduce(|a, b| boolean(Node::Binary(op, Box::new(a), Box::new(b))))
        };
        let result = match (name.text.as_str(), slots.ledger, slots.relation) {
            ("$same_key", Some(ledger), _) => {
                let same = |field: &FieldId| {
                    let (inner, this) = (
                        attribute(ledger, Scope::Inner, *field),
                        attribute(ledger, Scope::This, *field),
                    );
                    boolean(Node::Binary(
                        BinaryOp::Equal,
                        Box::new(inner),
                        Box::new(this),
                    ))
                };
                joined(
                    BinaryOp::And,
                    catalog.ledger(ledger).key.iter().map(same).collect(),
                )
            }
            ("$has_key", Some(ledger), Some(relation)) => {
                let filled = |(own, _): &(FieldId, FieldId)| {
                    let operand = Box::new(attribute(ledger, Scope::Inner, *own));
                    boolean(Node::Is {
                        operand,
                        what: IsWhat::Null,
                        negated: true,
                    })
                };
                let alternatives = &catalog.relation(relation).on;
                let whole = alternatives
                    .iter()
                    .filter_map(|on| joined(BinaryOp::And, on.iter().map(filled).collect()));
                joined(BinaryOp::Or, whole.collect())
            }
            _ => None,
        };
        if result.is_none() {
            let message = match self.lang() {
                Lang::Zh => format!("{} 只能用在 each 规则里", name.text),
                Lang::En => format!("{} belongs to rules with each", name.text),
            };
            self.fault(ExprFault::new(span, message, name.text.clone()));
        }
        result
    }
}
