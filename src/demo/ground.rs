//! What all areas stand on: the day, the villages, the offices, and the random numbers.

use super::draw::Draw;
use super::people::names::VILLAGES;
use crate::ledger::{Date, Month};

/// The county's code. No county has it, so that no person of the demo can exist: resident numbers begin with it.
pub const COUNTY: &str = "369921";
pub const COUNTY_NAME: &str = "禾源县";
/// The town's code: the county's and three digits.
pub const TOWN: &str = "369921199";
pub const TOWN_NAME: &str = "青禾镇";
/// Households of a village, about.
const OF_A_VILLAGE: usize = 15;

/// What a demo is made of.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    pub households: usize,
    pub seed: u64,
    /// The day on which the ledgers are in order.
    pub as_of: Date,
}

impl Default for Settings {
    /// The township of the report, on the day of the report.
    fn default() -> Self {
        Settings {
            households: DEFAULT_HOUSEHOLDS,
            seed: 1,
            as_of: Date::new(2021, 5, 13).unwrap_or(Date(0)),
        }
    }
}

pub struct Ground {
    pub settings: Settings,
    pub villages: Vec<Village>,
    /// The offices that ledgers name.
    pub offices: Vec<Office>,
}

#[derive(Clone, Debug)]
pub struct Village {
    /// 12 digits.
    pub code: String,
    pub name: String,
}

#[derive(Clone, Debug)]
pub struct Office {
    pub org_id: String,
    pub name: String,
    pub short_name: String,
    pub kind: &'static str,
    pub division: String,
}

/// Offices of the town: (name, short name, kind).
const TOWN_OFFICES: [(&str, &str, &str); 9] = [
    ("党政办公室", "党政办", "机关"),
    ("财政所", "财政所", "站所"),
    ("扶贫工作站", "扶贫站", "站所"),
    ("人力资源和社会保障所", "人社所", "站所"),
    ("林业工作站", "林业站", "站所"),
    ("农业技术推广站", "农技站", "站所"),
    ("民政所", "民政所", "站所"),
    ("残疾人联合会", "残联", "站所"),
    ("卫生院", "卫生院", "医疗机构"),
];

impl Ground {
    pub fn new(settings: Settings) -> Self {
        let wanted = (settings.households / OF_A_VILLAGE).clamp(3, VILLAGES.len());
        let villages: Vec<Village> = VILLAGES[..wanted]
            .iter()
            .enumerate()
            .map(|(at, name)| Village {
                code: format!("{TOWN}{}", 201 + at),
                name: format!("{name}村"),
            })
            .collect();
        let mut offices: Vec<Office> = TOWN_OFFICES
            .iter()
            .map(|(name, short, kind)| Office {
                org_id: String::new(),
                name: format!("{TOWN_NAME}{name}"),
                short_name: format!("镇{short}"),
                kind,
                division: format!("{TOWN}000"),
            })
            .collect();
        offices.extend(villages.iter().map(|village| Office {
            org_id: String::new(),
            name: format!("{}民委员会", village.name),
            short_name: format!("{}委会", village.name),
            kind: "村委会",
            division: village.code.clone(),
        }));
        for (at, office) in offices.iter_mut().enumerate() {
            office.org_id = format!("QH-{:03}", at + 1);
        }
        Ground {
            settings,
            villages,
            offices,
        }
    }

    pub fn as_of(&self) -> Date {
        self.settings.as_of
    }

    /// A sequence of random numbers of this name.
    pub fn draw(&self, name: &str) -> Draw {
        Draw::new(self.settings.seed, name)
    }

    /// The share of `of_default` that falls to a township of another size: what 183 households have so many of.
    pub fn share(&self, of_default: usize) -> usize {
        share(self.settings.households, of_default)
    }

    pub fn days_ago(&self, days: i64) -> Date {
        Date(self.as_of().0 - days as i32)
    }

    /// The month so many months before that of the as-of date.
    pub fn month(&self, ago: i64) -> Month {
        let month = self.as_of().month();
        month.add(-ago).unwrap_or(month)
    }

    /// A day of a month; the last one where it is shorter.
    pub fn day(&self, month: Month, day: u32) -> Date {
        let (year, number) = month.parts();
        (1..=day)
            .rev()
            .find_map(|day| Date::new(year, number, day))
            .unwrap_or(self.as_of())
    }

    /// The last income year that is over: from October of the year before to its September.
    pub fn cycle(&self) -> i32 {
        self.month(-3).parts().0 - 1
    }

    /// A day of the income year, so many days after its first one.
    pub fn in_cycle(&self, days: i64) -> Date {
        let first = Date::new(self.cycle() - 1, 10, 1).unwrap_or(self.as_of());
        Date(first.0 + days.clamp(0, 364) as i32)
    }

    pub fn office(&self, short_name: &str) -> &Office {
        let found = self.offices.iter().find(|o| o.short_name == short_name);
        found.unwrap_or(&self.offices[0])
    }
}

/// Half up, at least one.
pub fn share(households: usize, of_default: usize) -> usize {
    ((2 * of_default * households + DEFAULT_HOUSEHOLDS) / (2 * DEFAULT_HOUSEHOLDS)).max(1)
}

/// The households of the report of 2021.
pub const DEFAULT_HOUSEHOLDS: usize = 183;
