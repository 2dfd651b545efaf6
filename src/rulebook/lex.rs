//! Splits an expression's text into tokens with their places.

use super::fault::ExprFault;
use super::syntax::Span;
use crate::lang::Lang;
use crate::ledger::{Decimal, Value};

#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    /// A name, or a keyword: keywords are told apart where they matter.
    Word(String),
    /// `"a name"`: never a keyword.
    QuotedName(String),
    Text(String),
    Number(Value),
    /// `$field`, `$relation`: filled in by rules that are judged once for each field or relation.
    Slot(String),
    Symbol(&'static str),
}

/// Longest first, so that `<=` is not read as `<`.
const SYMBOLS: [&str; 19] = [
    "<=", ">=", "<>", "!=", "||", "==", "(", ")", ",", ".", ":", "=", "<", ">", "+", "-", "*", "/",
    ";",
];

/// Full-width marks that input methods produce, and what is meant.
const FULL_WIDTH: [(char, &str); 12] = [
    ('（', "("),
    ('）', ")"),
    ('，', ","),
    ('。', "."),
    ('：', ":"),
    ('＝', "="),
    ('＜', "<"),
    ('＞', ">"),
    ('‘', "'"),
    ('’', "'"),
    ('“', "\""),
    ('”', "\""),
];

/// The tokens of `text`; what is not a token is left out and reported.
pub fn lex(text: &str, lang: Lang) -> (Vec<(Token, Span)>, Vec<ExprFault>) {
    let mut lexer = Lexer {
        text,
        at: 0,
        lang,
        faults: Vec::new(),
    };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.next() {
        tokens.push(token);
    }
    (tokens, lexer.faults)
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    lang: Lang,
    faults: Vec<ExprFault>,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn take_while(&mut self, mut keep: impl FnMut(char) -> bool) -> String {
        let end = self.rest().find(|c| !keep(c)).unwrap_or(self.rest().len());
        let taken = self.rest()[..end].to_owned();
        self.at += end;
        taken
    }

    fn next(&mut self) -> Option<(Token, Span)> {
        loop {
            self.take_while(char::is_whitespace);
            let start = self.at;
            let first = self.rest().chars().next()?;
            let token = match first {
                '\'' => self.quoted('\'').map(Token::Text),
                '"' => self.quoted('"').map(Token::QuotedName),
                '$' => {
                    self.at += 1;
                    Some(Token::Slot(self.take_while(is_name_char)))
                }
                c if c.is_ascii_digit() => self.number(),
                c if is_name_char(c) => Some(Token::Word(self.take_while(is_name_char))),
                c => self.symbol(c),
            };
            if let Some(token) = token {
                return Some((token, start..self.at));
            }
        }
    }

    fn quoted(&mut self, quote: char) -> Option<String> {
        let start = self.at;
        self.at += 1;
        let mut content = String::new();
        loop {
            content += &self.take_while(|c| c != quote);
            if self.rest().is_empty() {
                let message = self.lang.pick("引号没有闭合", "a quote is never closed");
                self.faults.push(ExprFault::new(
                    start..self.text.len(),
                    message,
                    self.lang.pick("从这里开始", "opened here"),
                ));
                return None;
            }
            self.at += 1;
            if !self.rest().starts_with(quote) {
                return Some(content);
            }
            self.at += 1;
            content.push(quote);
        }
    }

    fn number(&mut self) -> Option<Token> {
        let start = self.at;
        let mut digits = self.take_while(|c| c.is_ascii_digit());
        let mut after = self.rest().chars();
        let decimal = after.next() == Some('.') && after.next().is_some_and(|c| c.is_ascii_digit());
        if decimal {
            self.at += 1;
            digits.push('.');
            digits += &self.take_while(|c| c.is_ascii_digit());
        }
        let value = if decimal {
            Decimal::parse(&digits).map(Value::Decimal)
        } else {
            digits.parse().ok().map(Value::Integer)
        };
        if value.is_none() {
            let message = self.lang.pick(
                "这个数超出了可精确表示的范围",
                "this number cannot be held exactly",
            );
            self.faults
                .push(ExprFault::new(start..self.at, message, digits));
        }
        value.map(Token::Number)
    }

    fn symbol(&mut self, first: char) -> Option<Token> {
        let start = self.at;
        if let Some(symbol) = SYMBOLS.into_iter().find(|s| self.rest().starts_with(s)) {
            self.at += symbol.len();
            let meant = match symbol {
                "==" => "=",
                "!=" => "<>",
                other => return Some(Token::Symbol(other)),
            };
            if symbol == "==" {
                let message = self.lang.pick(
                    "相等写作一个等号",
                    "equality is written with one equals sign",
                );
                self.faults
                    .push(ExprFault::new(start..self.at, message, "=="));
            }
            return Some(Token::Symbol(meant));
        }
        self.at += first.len_utf8();
        let fault = match FULL_WIDTH.into_iter().find(|(wide, _)| *wide == first) {
            Some((wide, meant)) => ExprFault::new(
                start..self.at,
                match self.lang {
                    Lang::Zh => format!("表达式里用了全角符号“{wide}”"),
                    Lang::En => format!("full-width '{wide}' in an expression"),
                },
                self.lang.pick("全角符号", "full-width"),
            )
            .advise(match self.lang {
                Lang::Zh => {
                    format!("改成半角的 {meant};中文名称里的符号请用双引号把整个名称括起来")
                }
                Lang::En => format!("write {meant}; put a name that contains it in double quotes"),
            }),
            None => ExprFault::new(
                start..self.at,
                match self.lang {
                    Lang::Zh => format!("表达式里不认识的符号“{first}”"),
                    Lang::En => format!("unknown symbol '{first}' in an expression"),
                },
                self.lang.pick("不认识", "unknown"),
            ),
        };
        self.faults.push(fault);
        None
    }
}

fn is_name_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
