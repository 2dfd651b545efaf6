//! Bounds of numbers, judged exactly.
//!
//! `minimum: 0.1` and `multipleOf: 0.01` would be binary floats to the `jsonschema` crate (its exact mode changes how
//! the whole program parses JSON). A limit's shortest decimal form is what the schema's author wrote, so both sides
//! are exact decimals here. Limits that no exact decimal holds (1e-20) are left to the crate.

use serde_json::{Map, Number, Value};

use crate::ledger::Decimal;

type Holds = fn(Decimal, Decimal) -> bool;

const KEYWORDS: [(&str, Holds); 5] = [
    ("minimum", |value, limit| value >= limit),
    ("maximum", |value, limit| value <= limit),
    ("exclusiveMinimum", |value, limit| value > limit),
    ("exclusiveMaximum", |value, limit| value < limit),
    ("multipleOf", |value, limit| {
        limit.0 != 0 && value.0 % limit.0 == 0
    }),
];

/// One bound of a numeric column.
pub struct Bound {
    pub keyword: &'static str,
    limit: Decimal,
    holds: Holds,
}

impl Bound {
    pub fn holds(&self, value: Decimal) -> bool {
        (self.holds)(value, self.limit)
    }

    /// Keyword and limit, as `Kind::SchemaRange` has them.
    pub fn details(&self) -> Vec<String> {
        vec![self.keyword.to_owned(), self.limit.to_string()]
    }
}

/// Takes the bounds that can be judged exactly out of the keywords.
pub fn take(keywords: &mut Map<String, Value>) -> Vec<Bound> {
    let mut bounds = Vec::new();
    for (keyword, holds) in KEYWORDS {
        let limit = keywords
            .get(keyword)
            .and_then(Value::as_number)
            .and_then(exact);
        if let Some(limit) = limit {
            keywords.remove(keyword);
            bounds.push(Bound {
                keyword,
                limit,
                holds,
            });
        }
    }
    bounds
}

fn exact(number: &Number) -> Option<Decimal> {
    match number.as_i64() {
        Some(whole) => Some(Decimal::from_integer(whole)),
        // the shortest digits that give this float, never with an exponent
        None => Decimal::parse(&number.as_f64()?.to_string()),
    }
}

/// The nearest JSON number; exact for whole numbers, for others as exact as JSON numbers of this program are.
pub fn json_number(value: Decimal) -> Value {
    if value.0 % Decimal::ONE == 0
        && let Ok(whole) = i64::try_from(value.0 / Decimal::ONE)
    {
        return whole.into();
    }
    value
        .to_string()
        .parse::<f64>()
        .map_or(Value::Null, Value::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_exact_where_floats_are_not() {
        let check = |keyword: &str, limit: Value, value: &str, expected: bool| {
            let mut keywords = Map::from_iter([(keyword.to_owned(), limit)]);
            let bounds = take(&mut keywords);
            assert!(keywords.is_empty());
            assert_eq!(
                Decimal::parse(value).map(|v| bounds[0].holds(v)),
                Some(expected),
                "{keyword} {value}"
            );
        };
        check("multipleOf", 0.01.into(), "0.07", true);
        check("multipleOf", 0.01.into(), "19.99", true);
        check("multipleOf", 0.01.into(), "12345678901234567890.12", true);
        check("multipleOf", 0.01.into(), "0.075", false);
        check("multipleOf", 1e-7.into(), "0.0000003", true);
        check("minimum", 0.3.into(), "0.3", true);
        check("exclusiveMinimum", 0.3.into(), "0.3", false);
        check(
            "maximum",
            9_007_199_254_740_993i64.into(),
            "9007199254740993.0000000001",
            false,
        );
        check("exclusiveMaximum", 0.into(), "-0.0000000001", true);
    }

    #[test]
    fn limits_beyond_exact_decimals_stay_with_the_crate() {
        let mut keywords = Map::from_iter([("minimum".to_owned(), Value::from(1e-20))]);
        assert!(take(&mut keywords).is_empty());
        assert_eq!(keywords.len(), 1);
    }
}
