//! Messages with values in them: `{person.name}在岗,合同{max(contracts.end_date)}到期`.

use super::fault::ExprFault;
use super::parse::parse;
use super::resolve::{Context, resolve};
use super::syntax::Expr;
use super::typed::Typed;
use crate::lang::Lang;

/// A message, its expressions typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Template {
    pub parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    Text(String),
    /// Its outermost place is the one in the message; inner ones count from there.
    Value(Typed),
}

/// A message split at its braces: plain text, or an expression with the offset of its text.
enum Piece<'a> {
    Text(&'a str),
    Expression(&'a str, usize),
}

/// A message whose expressions are parsed, but not typed.
pub struct ParsedTemplate(Vec<ParsedPart>);

enum ParsedPart {
    Text(String),
    /// The expression or its faults, placed in the expression's text, which begins at the offset.
    Value(Result<Expr, Vec<ExprFault>>, usize),
}

/// Parses a template.
pub fn parse_template(text: &str, lang: Lang) -> Result<ParsedTemplate, Vec<ExprFault>> {
    let pieces = split(text, lang).map_err(|fault| vec![fault])?;
    let part = |piece| match piece {
        Piece::Text(text) => ParsedPart::Text(text.to_owned()),
        Piece::Expression(source, offset) => ParsedPart::Value(parse(source, lang), offset),
    };
    Ok(ParsedTemplate(pieces.into_iter().map(part).collect()))
}

impl ParsedTemplate {
    /// Types the template for a record; all faults at once, placed in the template's own text.
    pub fn resolve(&self, context: &Context<'_>) -> Result<Template, Vec<ExprFault>> {
        let mut faults = Vec::new();
        let mut parts = Vec::new();
        for part in &self.0 {
            match part {
                ParsedPart::Text(text) => parts.push(Part::Text(text.clone())),
                ParsedPart::Value(parsed, offset) => {
                    let typed = match parsed {
                        Ok(expr) => resolve(expr, context),
                        Err(found) => Err(found.clone()),
                    };
                    match typed {
                        Ok(mut typed) => {
                            typed.span = *offset + typed.span.start..*offset + typed.span.end;
                            parts.push(Part::Value(typed));
                        }
                        Err(found) => {
                            faults.extend(found.into_iter().map(|fault| shift(fault, *offset)))
                        }
                    }
                }
            }
        }
        if faults.is_empty() {
            Ok(Template { parts })
        } else {
            Err(faults)
        }
    }
}

/// Moves a fault's place by the offset of its expression.
pub fn shift(mut fault: ExprFault, by: usize) -> ExprFault {
    fault.span = fault.span.start + by..fault.span.end + by;
    fault
}

fn split(text: &str, lang: Lang) -> Result<Vec<Piece<'_>>, ExprFault> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find('{').map(|i| at + i) {
        if open > at {
            pieces.push(Piece::Text(&text[at..open]));
        }
        let Some(close) = text[open..].find('}').map(|i| open + i) else {
            let message = lang.pick("花括号没有闭合", "a brace is never closed");
            return Err(ExprFault::new(
                open..text.len(),
                message,
                lang.pick("从这里开始", "opened here"),
            ));
        };
        pieces.push(Piece::Expression(&text[open + 1..close], open + 1));
        at = close + 1;
    }
    if at < text.len() {
        pieces.push(Piece::Text(&text[at..]));
    }
    Ok(pieces)
}
