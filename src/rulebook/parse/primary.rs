//! The smallest parts of an expression: literals, names, calls, `case`.

use super::{KEYWORDS, Parsed, Parser};
use crate::ledger::{Date, Month, Value};
use crate::rulebook::fault::ExprFault;
use crate::rulebook::lex::Token;
use crate::rulebook::syntax::{Call, Direction, Expr, ExprKind, Name};

impl Parser {
    pub(super) fn primary(&mut self) -> Parsed<Expr> {
        let span = self.span();
        match self.peek().cloned() {
            Some(Token::Number(value)) => self.literal(value),
            Some(Token::Text(text)) => self.literal(Value::Text(text.into())),
            Some(Token::Symbol("(")) => {
                self.at += 1;
                let inner = self.expression()?;
                self.expect_symbol(")")?;
                Ok(Expr {
                    kind: inner.kind,
                    span: span.start..self.last_end(),
                })
            }
            Some(Token::Slot(_) | Token::QuotedName(_)) => self.path(),
            Some(Token::Word(word)) => match word.to_ascii_lowercase().as_str() {
                "null" => self.literal(Value::Null),
                "true" => self.literal(Value::Boolean(true)),
                "false" => self.literal(Value::Boolean(false)),
                "case" => self.case(),
                "as_of" => self.path(),
                "date" | "month"
                    if matches!(self.tokens.get(self.at + 1), Some((Token::Text(_), _))) =>
                {
                    self.dated(word.eq_ignore_ascii_case("date"))
                }
                lower if KEYWORDS.contains(&lower) => Err(self.unexpected(self.lang.pick(
                    "这里应当是一个值、名称或函数",
                    "expected a value, a name or a function here",
                ))),
                _ if matches!(self.tokens.get(self.at + 1), Some((Token::Symbol("("), _))) => {
                    self.call()
                }
                _ => self.path(),
            },
            _ => Err(self.unexpected(self.lang.pick(
                "这里应当是一个值、名称或函数",
                "expected a value, a name or a function here",
            ))),
        }
    }

    fn literal(&mut self, value: Value) -> Parsed<Expr> {
        let span = self.span();
        self.at += 1;
        Ok(Expr {
            kind: ExprKind::Literal(value),
            span,
        })
    }

    fn dated(&mut self, is_date: bool) -> Parsed<Expr> {
        let start = self.span().start;
        self.at += 1;
        let span = self.span();
        let Some(Token::Text(text)) = self.peek().cloned() else {
            unreachable!("the caller saw the text")
        };
        self.at += 1;
        let value = if is_date {
            Date::parse(&text).map(Value::Date)
        } else {
            Month::parse(&text).map(Value::Month)
        };
        let message = if is_date {
            self.lang.pick(
                "日期写作 date '2021-05-15',且必须真实存在",
                "a date is written date '2021-05-15' and must exist",
            )
        } else {
            self.lang.pick(
                "月份写作 month '2021-05'",
                "a month is written month '2021-05'",
            )
        };
        let value = value.ok_or_else(|| ExprFault::new(span, message, text))?;
        Ok(self.finish(start, ExprKind::Literal(value)))
    }

    fn case(&mut self) -> Parsed<Expr> {
        let start = self.span().start;
        self.at += 1;
        let mut branches = Vec::new();
        while self.take_word("when") {
            let condition = self.expression()?;
            self.expect_word("then")?;
            branches.push((condition, self.expression()?));
        }
        if branches.is_empty() {
            return Err(self.unexpected(
                self.lang
                    .pick("case 后面应当是 when", "expected when after case"),
            ));
        }
        let otherwise = if self.take_word("else") {
            Some(Box::new(self.expression()?))
        } else {
            None
        };
        self.expect_word("end")?;
        Ok(self.finish(
            start,
            ExprKind::Case {
                branches,
                otherwise,
            },
        ))
    }

    fn path(&mut self) -> Parsed<Expr> {
        let start = self.span().start;
        let mut names = vec![self.name()?];
        while self.take_symbol(".") {
            names.push(self.name()?);
        }
        // no name can follow a name, so that a field may be called `at`
        if names[0].text == "param" && self.take_word("at") {
            let day = Box::new(self.primary()?);
            return Ok(self.finish(start, ExprKind::At(names, day)));
        }
        Ok(self.finish(start, ExprKind::Path(names)))
    }

    fn name(&mut self) -> Parsed<Name> {
        let span = self.span();
        let text = match self.peek() {
            Some(Token::Word(text) | Token::QuotedName(text)) => text.clone(),
            Some(Token::Slot(text)) => format!("${text}"),
            _ => {
                return Err(
                    self.unexpected(self.lang.pick("这里应当是一个名称", "expected a name here"))
                );
            }
        };
        self.at += 1;
        Ok(Name { text, span })
    }

    fn call(&mut self) -> Parsed<Expr> {
        let start = self.span().start;
        let name = self.name()?;
        self.expect_symbol("(")?;
        let mut call = Call {
            name,
            arguments: Vec::new(),
            order: Vec::new(),
            filter: None,
            body: None,
        };
        if !self.take_symbol(")") {
            call.arguments.push(self.expression()?);
            if self.take_word("order") {
                self.expect_word("by")?;
                loop {
                    let key = self.expression()?;
                    let direction = if self.take_word("desc") {
                        Direction::Descending
                    } else {
                        self.take_word("asc");
                        Direction::Ascending
                    };
                    call.order.push((key, direction));
                    if !self.take_symbol(",") {
                        break;
                    }
                }
            }
            if self.take_word("where") {
                call.filter = Some(Box::new(self.expression()?));
            }
            if self.take_symbol(":") {
                call.body = Some(Box::new(self.expression()?));
            }
            while self.take_symbol(",") {
                call.arguments.push(self.expression()?);
            }
            self.expect_symbol(")")?;
        }
        Ok(self.finish(start, ExprKind::Call(call)))
    }
}
