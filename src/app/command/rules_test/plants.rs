//! `rules test --plants`: what the rules declare under `plant`, planted in the demo township and looked for.

use std::sync::Arc;

use crate::app::fault::{Fault, Place};
use crate::app::packs::Loaded;
use crate::demo::{self, Planted, Planting, Settings, Why};
use crate::lang::Lang;

/// What is wrong with the plants; what they came to goes to `text`.
pub fn prove(loaded: &Loaded, lang: Lang, text: &mut String) -> Vec<Fault> {
    let catalog = Arc::new(loaded.catalog.clone());
    let planting = Planting {
        book: &loaded.rulebook,
        catalog: &catalog,
        settings: Settings::default(),
    };
    let proof = demo::prove(&planting);
    let record = |planted: &Planted| {
        let parts = planted.record.iter();
        let parts: Vec<String> = parts
            .map(|(name, value)| format!("{name}: {value}"))
            .collect();
        format!("{} {{{}}}", planted.ledger, parts.join(", "))
    };
    let fault = |planted: &Planted, zh: &str, en: &str, more: &str| {
        let told = format!(
            "{} {}{}{more}",
            planted.rule,
            lang.pick(zh, en),
            record(planted)
        );
        let rule = loaded
            .rulebook
            .rules
            .iter()
            .find(|r| *r.id.0 == *planted.rule);
        let place = rule.map(|rule| Place {
            path: loaded.shown(&rule.file, lang),
            text: None,
            span: 0..0,
            label: String::new(),
        });
        let fault = Fault::new(told);
        match place {
            Some(place) => fault.at(place),
            None => fault,
        }
    };
    let mut faults = Vec::new();
    for (found, message) in &proof.in_order {
        let (zh, en) = ("没有埋问题,却报了 ", "finds in the township in order ");
        faults.push(fault(found, zh, en, &format!(": {message}")));
    }
    for missed in &proof.missed {
        faults.push(fault(
            missed,
            "埋了没有报:",
            "does not find what was planted: ",
            "",
        ));
    }
    for (found, message) in &proof.unexpected {
        if !proof.in_order.contains_key(found) {
            let (zh, en) = ("报了没有埋的:", "finds what was not planted: ");
            faults.push(fault(found, zh, en, &format!(": {message}")));
        }
    }
    for left in proof.left.iter().filter(|left| left.why != Why::Undeclared) {
        let why = match left.why {
            Why::NotInForce => lang.pick("这一天没有施行", "not in force on that day"),
            Why::NoRecord => lang.pick("没有合适的记录可埋", "no record fits its plant"),
            _ => lang.pick(
                "演示数据里没有要用的台账",
                "the demo lacks a ledger it needs",
            ),
        };
        text.push_str(&format!("{}: {why}\n", left.rule));
    }
    let without = proof.left.iter().filter(|left| left.why == Why::Undeclared);
    let without: Vec<&str> = without.map(|left| left.rule.as_str()).collect();
    text.push_str(&match lang {
        Lang::Zh => format!(
            "埋了 {} 处;没有写 plant 的规则 {} 条:{}\n",
            proof.planted.len(),
            without.len(),
            without.join("、")
        ),
        Lang::En => format!(
            "{} planted; {} rules without a plant: {}\n",
            proof.planted.len(),
            without.len(),
            without.join(", ")
        ),
    });
    faults
}
