//! Tokens to a syntax tree: recursive descent with SQL's precedence.

mod primary;

use super::fault::ExprFault;
use super::lex::{Token, lex};
use super::syntax::{BinaryOp, Expr, ExprKind, IsWhat, Name, Span};
use crate::lang::Lang;

/// Nesting beyond this is refused, so that no expression can exhaust the stack.
const MAX_DEPTH: usize = 64;
/// Longer expressions are refused: a chain of operators is as deep a tree as it is long.
const MAX_TOKENS: usize = 2_000;

/// Words that cannot be names unless quoted.
pub const KEYWORDS: [&str; 23] = [
    "and", "or", "not", "in", "between", "like", "matches", "is", "null", "true", "false",
    "unknown", "case", "when", "then", "else", "end", "where", "order", "by", "asc", "desc",
    "as_of",
];

/// Parses a whole expression.
pub fn parse(text: &str, lang: Lang) -> Result<Expr, Vec<ExprFault>> {
    let (tokens, mut faults) = lex(text, lang);
    if !faults.is_empty() {
        return Err(faults);
    }
    if tokens.len() > MAX_TOKENS {
        let message = lang.pick("表达式太长", "the expression is too long");
        return Err(vec![ExprFault::new(
            0..text.len(),
            message,
            lang.pick("请拆成几条规则", "split the rule"),
        )]);
    }
    let mut parser = Parser {
        tokens,
        at: 0,
        end: text.len(),
        lang,
        depth: 0,
    };
    match parser.expression() {
        Ok(expr) => {
            match parser.peek() {
                None => return Ok(expr),
                Some(_) => faults.push(parser.unexpected(
                    lang.pick("表达式到这里应当结束", "the expression should end here"),
                )),
            }
        }
        Err(fault) => faults.push(fault),
    }
    Err(faults)
}

struct Parser {
    tokens: Vec<(Token, Span)>,
    at: usize,
    end: usize,
    lang: Lang,
    depth: usize,
}

type Parsed<T> = Result<T, ExprFault>;

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(token, _)| token)
    }

    fn span(&self) -> Span {
        self.tokens
            .get(self.at)
            .map_or(self.end..self.end, |(_, span)| span.clone())
    }

    fn last_end(&self) -> usize {
        self.at.checked_sub(1).map_or(0, |i| self.tokens[i].1.end)
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Some(Token::Word(w)) if w.eq_ignore_ascii_case(word))
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.at += usize::from(found);
        found
    }

    fn take_symbol(&mut self, symbol: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Symbol(s)) if *s == symbol);
        self.at += usize::from(found);
        found
    }

    fn expect_symbol(&mut self, symbol: &str) -> Parsed<()> {
        if self.take_symbol(symbol) {
            return Ok(());
        }
        Err(self.unexpected(&match self.lang {
            Lang::Zh => format!("这里应当是“{symbol}”"),
            Lang::En => format!("expected '{symbol}' here"),
        }))
    }

    fn expect_word(&mut self, word: &str) -> Parsed<()> {
        if self.take_word(word) {
            return Ok(());
        }
        Err(self.unexpected(&match self.lang {
            Lang::Zh => format!("这里应当是 {word}"),
            Lang::En => format!("expected {word} here"),
        }))
    }

    fn unexpected(&self, message: &str) -> ExprFault {
        let label = match self.peek() {
            None => self
                .lang
                .pick("表达式在这里就结束了", "the expression ends here"),
            Some(_) => self.lang.pick("看不懂这里", "not understood"),
        };
        ExprFault::new(self.span(), message, label)
    }

    fn expression(&mut self) -> Parsed<Expr> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let message = self
                .lang
                .pick("表达式嵌套太深", "the expression is nested too deep");
            return Err(ExprFault::new(
                self.span(),
                message,
                self.lang.pick("请拆成几条规则", "split the rule"),
            ));
        }
        let result = self.or();
        self.depth -= 1;
        result
    }

    fn or(&mut self) -> Parsed<Expr> {
        let mut left = self.and()?;
        while self.take_word("or") {
            left = binary(BinaryOp::Or, left, self.and()?);
        }
        Ok(left)
    }

    fn and(&mut self) -> Parsed<Expr> {
        let mut left = self.not()?;
        while self.take_word("and") {
            left = binary(BinaryOp::And, left, self.not()?);
        }
        Ok(left)
    }

    fn not(&mut self) -> Parsed<Expr> {
        let start = self.span().start;
        let mut nots = 0;
        while self.take_word("not") {
            nots += 1;
        }
        let mut expr = self.comparison()?;
        for _ in 0..nots {
            let span = start..expr.span.end;
            expr = Expr {
                kind: ExprKind::Not(Box::new(expr)),
                span,
            };
        }
        Ok(expr)
    }

    fn comparison(&mut self) -> Parsed<Expr> {
        let left = self.additive()?;
        const OPERATORS: [(&str, BinaryOp); 6] = [
            ("=", BinaryOp::Equal),
            ("<>", BinaryOp::NotEqual),
            ("<=", BinaryOp::LessEqual),
            ("<", BinaryOp::Less),
            (">=", BinaryOp::GreaterEqual),
            (">", BinaryOp::Greater),
        ];
        for (symbol, op) in OPERATORS {
            if self.take_symbol(symbol) {
                let right = self.additive()?;
                return Ok(binary(op, left, right));
            }
        }
        let start = left.span.start;
        let operand = Box::new(left);
        if self.take_word("is") {
            let negated = self.take_word("not");
            let what = if self.take_word("null") || self.take_word("unknown") {
                IsWhat::Null
            } else if self.take_word("true") {
                IsWhat::True
            } else if self.take_word("false") {
                IsWhat::False
            } else {
                let message = self.lang.pick(
                    "is 后面应当是 null、true 或 false",
                    "expected null, true or false after is",
                );
                return Err(self.unexpected(message));
            };
            return Ok(self.finish(
                start,
                ExprKind::Is {
                    operand,
                    what,
                    negated,
                },
            ));
        }
        let negated = self.is_word("not") && {
            self.at += 1;
            true
        };
        let kind = if self.take_word("in") {
            self.expect_symbol("(")?;
            let mut list = vec![self.expression()?];
            while self.take_symbol(",") {
                list.push(self.expression()?);
            }
            self.expect_symbol(")")?;
            ExprKind::In {
                operand,
                list,
                negated,
            }
        } else if self.take_word("between") {
            let low = Box::new(self.additive()?);
            self.expect_word("and")?;
            ExprKind::Between {
                operand,
                low,
                high: Box::new(self.additive()?),
                negated,
            }
        } else if self.take_word("like") {
            ExprKind::Like {
                operand,
                pattern: self.pattern()?,
                negated,
            }
        } else if self.take_word("matches") {
            ExprKind::Matches {
                operand,
                pattern: self.pattern()?,
                negated,
            }
        } else if negated {
            let message = self.lang.pick(
                "not 后面应当是 in、between、like 或 matches",
                "expected in, between, like or matches after not",
            );
            return Err(self.unexpected(message));
        } else {
            return Ok(*operand);
        };
        Ok(self.finish(start, kind))
    }

    fn pattern(&mut self) -> Parsed<Name> {
        let span = self.span();
        if let Some(Token::Text(text)) = self.peek() {
            let text = text.clone();
            self.at += 1;
            return Ok(Name { text, span });
        }
        Err(self.unexpected(self.lang.pick(
            "这里应当是单引号括起来的文本",
            "expected text in single quotes here",
        )))
    }

    fn additive(&mut self) -> Parsed<Expr> {
        let mut left = self.multiplicative()?;
        loop {
            let op = if self.take_symbol("+") {
                BinaryOp::Add
            } else if self.take_symbol("-") {
                BinaryOp::Subtract
            } else if self.take_symbol("||") {
                BinaryOp::Concat
            } else {
                return Ok(left);
            };
            left = binary(op, left, self.multiplicative()?);
        }
    }

    fn multiplicative(&mut self) -> Parsed<Expr> {
        let mut left = self.unary()?;
        loop {
            let op = if self.take_symbol("*") {
                BinaryOp::Multiply
            } else if self.take_symbol("/") {
                BinaryOp::Divide
            } else {
                return Ok(left);
            };
            left = binary(op, left, self.unary()?);
        }
    }

    fn unary(&mut self) -> Parsed<Expr> {
        let start = self.span().start;
        let mut minuses = 0usize;
        while self.take_symbol("-") {
            minuses += 1;
        }
        let mut expr = self.primary()?;
        if minuses % 2 == 1 {
            expr = self.finish(start, ExprKind::Negate(Box::new(expr)));
        }
        Ok(expr)
    }

    fn finish(&self, start: usize, kind: ExprKind) -> Expr {
        Expr {
            kind,
            span: start..self.last_end(),
        }
    }
}

fn binary(op: BinaryOp, left: Expr, right: Expr) -> Expr {
    let span = left.span.start..right.span.end;
    Expr {
        kind: ExprKind::Binary(op, Box::new(left), Box::new(right)),
        span,
    }
}
