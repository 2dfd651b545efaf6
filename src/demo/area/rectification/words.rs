//! The figures of the township, and how texts name them and the days.

use crate::demo::area::disability::SUBSIDISED;
use crate::demo::ground::Ground;
use crate::demo::people::People;
use crate::ledger::{Date, Decimal};

/// What the report counts.
#[derive(Clone, Copy, Debug)]
pub struct Figures {
    pub households: usize,
    pub persons: usize,
    pub at_risk_households: usize,
    pub at_risk_persons: usize,
    pub elderly: usize,
    pub small_children: usize,
    /// Persons with a subsidy for the disabled.
    pub subsidised: usize,
}

impl Figures {
    pub fn of(ground: &Ground, people: &People) -> Self {
        let at_risk = |household: usize| people.households[household].at_risk;
        let (mut figures, mut disabled) = (Figures::none(ground, people), 0);
        for (_, person) in people.here() {
            let age = person.age(ground.as_of());
            figures.persons += 1;
            figures.at_risk_persons += usize::from(at_risk(person.household));
            figures.elderly += usize::from(age >= 65);
            figures.small_children += usize::from(age < 7);
            disabled += usize::from(person.disability.is_some());
        }
        figures.subsidised = ground.share(SUBSIDISED).min(disabled);
        figures
    }

    fn none(ground: &Ground, people: &People) -> Self {
        Figures {
            households: ground.settings.households,
            persons: 0,
            at_risk_households: people.households.iter().filter(|h| h.at_risk).count(),
            at_risk_persons: 0,
            elderly: 0,
            small_children: 0,
            subsidised: 0,
        }
    }
}

/// `5月13日`.
pub fn day(date: Date) -> String {
    let (_, month, day) = date.parts();
    format!("{month}月{day}日")
}

/// `2021年5月13日`.
pub fn full_day(date: Date) -> String {
    format!("{}年{}", date.parts().0, day(date))
}

/// A text of `problems` with its names in braces filled in.
pub fn fill(text: &str, ground: &Ground, figures: &Figures) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}').unwrap_or((after, ""));
        filled.push_str(before);
        filled.push_str(&named(name, ground, figures));
        rest = behind;
    }
    filled.push_str(rest);
    filled
}

fn named(name: &str, ground: &Ground, figures: &Figures) -> String {
    let number = |prefix: &str| {
        name.strip_prefix(prefix)
            .and_then(|number| number.parse::<i64>().ok())
    };
    if let Some(days) = number("日") {
        return day(ground.days_ago(days));
    }
    if let Some(at) = number("村") {
        let villages = &ground.villages;
        return villages[at as usize % villages.len()].name.clone();
    }
    let figure = match name {
        "户" => figures.households,
        "人" => figures.persons,
        "边户" => figures.at_risk_households,
        "边人" => figures.at_risk_persons,
        "老" => figures.elderly,
        "幼" => figures.small_children,
        "残补" => figures.subsidised,
        _ => return name.to_owned(),
    };
    figure.to_string()
}

/// A document that lies beside the ledgers: a page for any browser, which no check takes for a table.
pub fn page(title: &str, text: &str) -> String {
    format!(
        "<!doctype html>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n<h1>{title}</h1>\n<pre>\n{text}</pre>\n"
    )
}

/// A share in percent with so many decimals, half up.
pub fn percent(part: usize, whole: usize, decimals: u32) -> Decimal {
    let [part, whole] = [part * 100, whole].map(|n| Decimal::from_integer(n as i64));
    let share = part.div(whole);
    share.map(|share| share.round(decimals)).unwrap_or_default()
}
