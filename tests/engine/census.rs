//! What the random cases were about: every part of the language must have occurred, and verdicts must vary.

use std::collections::BTreeMap;

use ledgerlint::check::Verdict;
use ledgerlint::rulebook::{
    BinaryOp, Direction, FOLDS, FUNCTIONS, Fold, IsWhat, Judge, Node, Over, Scope, Typed,
};

/// Occurrences by name.
#[derive(Default)]
pub struct Census {
    seen: BTreeMap<String, usize>,
    verdicts: BTreeMap<&'static str, usize>,
    rules: usize,
    /// Rules that said different things of different records.
    telling: usize,
}

const BINARY: [BinaryOp; 13] = [
    BinaryOp::Or,
    BinaryOp::And,
    BinaryOp::Equal,
    BinaryOp::NotEqual,
    BinaryOp::Less,
    BinaryOp::LessEqual,
    BinaryOp::Greater,
    BinaryOp::GreaterEqual,
    BinaryOp::Add,
    BinaryOp::Subtract,
    BinaryOp::Multiply,
    BinaryOp::Divide,
    BinaryOp::Concat,
];
const OVERS: [&str; 3] = ["Down", "Ledger", "Group"];
/// Least number of occurrences of each part, and of each fold over each kind of records.
const OFTEN: usize = 15;
const AT_TIMES: usize = 3;

impl Census {
    pub fn count(&mut self, judge: &Judge, verdicts: &[Verdict]) {
        self.rules += 1;
        let keys = judge.per.iter().flatten().map(|key| &key.value);
        for typed in keys
            .chain(&judge.when)
            .chain(&judge.event)
            .chain([&judge.require])
        {
            self.visit(typed, 0);
        }
        self.saw("group rule", judge.per.is_some());
        self.saw(
            "whole ledger as a group",
            judge.per.as_ref().is_some_and(Vec::is_empty),
        );
        self.saw("sequence rule", judge.sequence.is_some());
        self.saw("event", judge.event.is_some());
        for verdict in verdicts {
            *self.verdicts.entry(verdict_name(*verdict)).or_default() += 1;
        }
        self.telling += usize::from(verdicts.iter().any(|v| *v != verdicts[0]));
    }

    fn saw(&mut self, what: &str, whether: bool) {
        *self.seen.entry(what.to_owned()).or_default() += usize::from(whether);
    }

    fn visit(&mut self, typed: &Typed, depth: usize) {
        match &typed.node {
            Node::Literal(_) => self.saw("Literal", true),
            Node::AsOf => self.saw("AsOf", true),
            Node::Parameter(_) => self.saw("Parameter", true),
            Node::ParameterAt(..) => self.saw("ParameterAt", true),
            Node::Attribute { at, attribute } => {
                self.scope(at.scope, at.ups.len());
                let name = format!("{attribute:?}");
                self.saw(name.split('(').next().unwrap_or_default(), true);
            }
            Node::Matches { at, .. } => {
                self.saw("Matches", true);
                self.scope(at.scope, at.ups.len());
            }
            Node::HasPrevious => self.saw("HasPrevious", true),
            Node::Not(_) => self.saw("Not", true),
            Node::Negate(_) => self.saw("Negate", true),
            Node::Binary(op, ..) => self.saw(op.symbol(), true),
            Node::Is { what, negated, .. } => self.saw(&format!("Is {what:?} {negated}"), true),
            Node::In { negated, .. } => self.saw(&format!("In {negated}"), true),
            Node::Like { negated, .. } => self.saw(&format!("Like {negated}"), true),
            Node::Regex { negated, .. } => self.saw(&format!("Regex {negated}"), true),
            Node::Case { .. } => self.saw("Case", true),
            Node::Call { function, .. } => self.saw(&format!("{function:?}"), true),
            Node::ToDecimal(_) => self.saw("ToDecimal", true),
            Node::Fold(fold) => return self.fold(fold, depth),
        }
        typed
            .children()
            .into_iter()
            .for_each(|child| self.visit(child, depth));
    }

    fn fold(&mut self, fold: &Fold, depth: usize) {
        let over = match &fold.over {
            Over::Down { from, downs } => {
                self.scope(from.scope, from.ups.len());
                self.saw("several downs", downs.len() > 1);
                OVERS[0]
            }
            Over::Ledger(_) => OVERS[1],
            Over::Group(_) => OVERS[2],
        };
        self.saw(over, true);
        self.saw(&format!("fold {:?}", fold.function), true);
        self.saw(&format!("fold {:?} over {over}", fold.function), true);
        self.saw(&format!("fold {:?} in pairs", fold.function), fold.pairs);
        self.saw(&format!("fold {depth} deep"), true);
        for (_, direction) in &fold.order {
            self.saw(
                if *direction == Direction::Ascending {
                    "ascending"
                } else {
                    "descending"
                },
                true,
            );
        }
        let inside = fold
            .order
            .iter()
            .map(|(key, _)| key)
            .chain(&fold.filter)
            .chain(&fold.body);
        inside.for_each(|part| self.visit(part, depth + 1));
        fold.arguments
            .iter()
            .for_each(|argument| self.visit(argument, depth));
    }

    fn scope(&mut self, scope: Scope, ups: usize) {
        self.saw(&format!("scope {scope:?}"), true);
        self.saw(&format!("scope {scope:?} and up"), ups > 0);
    }

    /// Fails where something hardly occurred, or verdicts hardly varied.
    pub fn check(&self) {
        let mut wanted: Vec<(String, usize)> = Vec::new();
        wanted.extend(BINARY.iter().map(|op| (op.symbol().to_owned(), OFTEN)));
        wanted.extend(
            FUNCTIONS
                .iter()
                .map(|signature| (format!("{:?}", signature.function), OFTEN)),
        );
        for signature in &FOLDS {
            let fold = signature.fold;
            wanted.push((format!("fold {fold:?}"), OFTEN));
            wanted.push((format!("fold {fold:?} in pairs"), AT_TIMES));
            wanted.extend(
                OVERS
                    .iter()
                    .map(|over| (format!("fold {fold:?} over {over}"), AT_TIMES)),
            );
        }
        wanted.extend((0..3).map(|depth| (format!("fold {depth} deep"), OFTEN)));
        for scope in [Scope::Inner, Scope::Outer, Scope::This, Scope::Previous] {
            wanted.extend([
                (format!("scope {scope:?}"), OFTEN),
                (format!("scope {scope:?} and up"), OFTEN),
            ]);
        }
        for negated in [false, true] {
            wanted.extend(
                [IsWhat::Null, IsWhat::True, IsWhat::False]
                    .map(|what| (format!("Is {what:?} {negated}"), OFTEN)),
            );
            wanted.extend(["In", "Like", "Regex"].map(|what| (format!("{what} {negated}"), OFTEN)));
        }
        const OTHERS: [&str; 20] = [
            "Literal",
            "AsOf",
            "Parameter",
            "Field",
            "Source",
            "File",
            "GroupKey",
            "Matches",
            "HasPrevious",
            "Not",
            "Negate",
            "Case",
            "ToDecimal",
            "several downs",
            "ascending",
            "descending",
            "group rule",
            "whole ledger as a group",
            "sequence rule",
            "event",
        ];
        wanted.extend(OTHERS.map(|what| (what.to_owned(), OFTEN)));
        let seen = |what: &str| self.seen.get(what).copied().unwrap_or(0);
        let rare: Vec<String> = wanted
            .iter()
            .filter(|(what, least)| seen(what) < *least)
            .map(|(what, least)| format!("{what}: {} of {least}", seen(what)))
            .collect();
        assert!(
            rare.is_empty(),
            "the random rules hardly say: {}",
            rare.join("; ")
        );
        let all: usize = self.verdicts.values().sum();
        let often = |verdict: Verdict| {
            self.verdicts
                .get(verdict_name(verdict))
                .copied()
                .unwrap_or(0)
        };
        for verdict in [
            Verdict::NotApplicable,
            Verdict::Passed,
            Verdict::Failed,
            Verdict::Undecided,
        ] {
            let count = often(verdict);
            assert!(
                count * 50 >= all,
                "{verdict:?} is only {count} of {all} verdicts"
            );
        }
        let (telling, rules) = (self.telling, self.rules);
        assert!(
            telling * 10 >= rules,
            "only {telling} of {rules} rules say different things of different records"
        );
    }
}

fn verdict_name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::NotApplicable => "not applicable",
        Verdict::Passed => "passed",
        Verdict::Failed => "failed",
        Verdict::Undecided => "undecided",
    }
}
