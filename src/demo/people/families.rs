//! Who lives with whom: families of a few kinds, so many of each that the whole township has the figures of the report.

use super::Sex;
use crate::demo::draw::Draw;
use crate::demo::ground::Ground;

/// What the report of 2021 says of 183 households.
const PERSONS: usize = 488;
const ELDERLY: usize = 108;
const SMALL_CHILDREN: usize = 14;
/// Households at risk and the persons in them.
const AT_RISK: (usize, usize) = (5, 8);
/// Those who died, and those who moved away, in the last year; the report counts only those who are here.
const DIED: usize = 3;
const MOVED: usize = 2;

pub struct Family {
    pub members: Vec<Member>,
    pub at_risk: bool,
}

pub struct Member {
    pub role: Role,
    /// Place in the household.
    pub nth: usize,
    pub sex: Sex,
    /// Whole years at the as-of date.
    pub age: i64,
    /// Days since the last birthday, from 1 to 360.
    pub days: i64,
    /// Died or moved away, and how many days ago.
    pub gone: Option<(&'static str, i64)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Head,
    Spouse,
    Child,
    Parent,
}

impl Member {
    pub fn relation(&self) -> &'static str {
        match (self.role, self.sex) {
            (Role::Head, _) => "户主",
            (Role::Spouse, _) => "配偶",
            (Role::Child, Sex::Male) => "之子",
            (Role::Child, Sex::Female) => "之女",
            (Role::Parent, Sex::Male) => "之父",
            (Role::Parent, Sex::Female) => "之母",
        }
    }
}

/// Kinds of families, each with the number of those who live there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// One old person.
    Old,
    /// An old couple.
    OldCouple,
    /// A couple, a child and an old parent.
    ThreeGenerations,
    /// A couple with a child below seven.
    SmallChild,
    /// A couple with so many children above six.
    Couple(usize),
}

/// How many of each kind a township of so many households has.
fn kinds(households: usize, share: &dyn Fn(usize) -> usize) -> Vec<Kind> {
    let (persons, old) = (share(PERSONS), share(ELDERLY));
    let couples = old / 4;
    let single = old / 4;
    let three = old - 2 * couples - single;
    let small = share(SMALL_CHILDREN);
    let rest = households.saturating_sub(couples + single + three + small);
    let placed = 2 * couples + single + 4 * three + 3 * small;
    let more = persons.saturating_sub(placed + 2 * rest);
    // what is beyond two in a household: a quarter of it in households of four
    let (two_children, one_child) = {
        let two = (more / 4).max(more.saturating_sub(rest));
        (two, more - 2 * two)
    };
    let mut all = Vec::with_capacity(households);
    all.extend(std::iter::repeat_n(Kind::Old, single));
    all.extend(std::iter::repeat_n(Kind::OldCouple, couples));
    all.extend(std::iter::repeat_n(Kind::ThreeGenerations, three));
    all.extend(std::iter::repeat_n(Kind::SmallChild, small));
    all.extend(std::iter::repeat_n(Kind::Couple(2), two_children));
    all.extend(std::iter::repeat_n(Kind::Couple(1), one_child));
    let childless = households.saturating_sub(all.len());
    all.extend(std::iter::repeat_n(Kind::Couple(0), childless));
    all
}

/// All families, in random order.
pub fn families(ground: &Ground) -> Vec<Family> {
    let households = ground.settings.households;
    let share = |of_default| ground.share(of_default);
    let kinds = kinds(households, &share);
    let order = ground.draw("families").order(kinds.len());
    let (at_risk, their_persons) = (share(AT_RISK.0), share(AT_RISK.1));
    let mut pairs = their_persons.saturating_sub(at_risk);
    let mut alone = at_risk - pairs.min(at_risk);
    let (mut died, mut moved) = (share(DIED), share(MOVED));
    let mut families = Vec::with_capacity(kinds.len());
    for (at, kind) in order.into_iter().map(|at| kinds[at]).enumerate() {
        let mut family = Family {
            members: members(kind, ground, at),
            at_risk: false,
        };
        let left = match kind {
            Kind::Couple(0) => &mut pairs,
            _ => &mut alone,
        };
        let fits = matches!(kind, Kind::Old | Kind::Couple(0));
        if fits && *left > 0 {
            *left -= 1;
            family.at_risk = true;
            if kind == Kind::Old {
                // still able to work a little: only such a household can be found to be out of risk
                let head = &mut family.members[0];
                head.age = 66 + head.age % 9;
            }
        } else if kind == Kind::Old && died > 0 {
            died -= 1;
            family.lose(Role::Spouse, "死亡", ground.draw("died"), at);
        } else if kind == Kind::OldCouple && moved > 0 {
            moved -= 1;
            family.lose(Role::Child, "迁出", ground.draw("moved"), at);
        }
        families.push(family);
    }
    families
}

impl Family {
    /// Adds one who is not here any more.
    fn lose(&mut self, role: Role, how: &'static str, draw: Draw, at: usize) {
        let head = &self.members[0];
        let member = Member {
            role,
            nth: self.members.len(),
            sex: head.sex.other(),
            age: match role {
                Role::Spouse => head.age,
                _ => head.age - 25 - draw.between(at, 0, 5),
            },
            days: draw.between(2 * at, 1, 360),
            // recent enough for lists of last year to name them, and more than two months ago
            gone: Some((how, draw.between(2 * at + 1, 90, 240))),
        };
        self.members.push(member);
    }
}

fn members(kind: Kind, ground: &Ground, at: usize) -> Vec<Member> {
    let (ages, days) = (ground.draw("age"), ground.draw("birthday"));
    let sexes = ground.draw("sex");
    let mut all: Vec<Member> = Vec::new();
    let mut add = |role, sex, low: i64, high: i64| {
        let nth = all.len();
        let row = at * 8 + nth;
        all.push(Member {
            role,
            nth,
            sex,
            age: ages.between(row, low, high.max(low)),
            days: days.between(row, 1, 360),
            gone: None,
        });
        all[nth].age
    };
    let sex = |nth: usize, men_in_hundred| {
        if sexes.happens(at * 8 + nth, men_in_hundred) {
            Sex::Male
        } else {
            Sex::Female
        }
    };
    match kind {
        Kind::Old => {
            add(Role::Head, sex(0, 50), 66, 90);
        }
        Kind::OldCouple => {
            let head = add(Role::Head, Sex::Male, 67, 86);
            add(Role::Spouse, Sex::Female, (head - 6).max(65), head);
        }
        Kind::ThreeGenerations => {
            let head = add(Role::Head, Sex::Male, 42, 50);
            add(Role::Spouse, Sex::Female, head - 5, head);
            add(Role::Child, sex(2, 50), 7, 18);
            add(Role::Parent, sex(3, 30), (head + 20).max(66), head + 28);
        }
        Kind::SmallChild => {
            let head = add(Role::Head, Sex::Male, 26, 38);
            add(Role::Spouse, Sex::Female, head - 4, head);
            add(Role::Child, sex(2, 50), 0, 6);
        }
        Kind::Couple(children) => {
            let head_sex = sex(0, 85);
            let low = if children > 0 { 38 } else { 36 };
            let high = if children > 0 { 52 } else { 62 };
            let head = add(Role::Head, head_sex, low, high);
            add(Role::Spouse, head_sex.other(), head - 5, head + 1);
            for nth in 0..children {
                // two children are not born in one year
                let (low, high) = if nth == 0 { (13, head - 24) } else { (7, 11) };
                add(Role::Child, sex(2 + nth, 50), low, high.min(26));
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::ground::{DEFAULT_HOUSEHOLDS, Settings, share};

    fn families_of(households: usize) -> Vec<Family> {
        let settings = Settings {
            households,
            ..Settings::default()
        };
        families(&Ground::new(settings))
    }

    /// Persons, those of 65 and more, those below seven.
    fn counted(families: &[Family]) -> [usize; 3] {
        let here = || {
            families
                .iter()
                .flat_map(|f| &f.members)
                .filter(|m| m.gone.is_none())
        };
        let aged = |is: fn(i64) -> bool| here().filter(|m| is(m.age)).count();
        [here().count(), aged(|age| age >= 65), aged(|age| age < 7)]
    }

    /// In proportion to the report, whatever the size.
    #[test]
    fn every_township_has_the_figures_of_the_report() {
        for households in (20..80).chain([100, 183, 184, 500, 1999]) {
            let families = families_of(households);
            assert_eq!(families.len(), households);
            let expected = [488, 108, 14].map(|of_default| share(households, of_default));
            assert_eq!(counted(&families), expected, "{households} households");
        }
        assert_eq!(counted(&families_of(DEFAULT_HOUSEHOLDS)), [488, 108, 14]);
    }

    #[test]
    fn five_households_of_eight_persons_are_at_risk() {
        let families = families_of(DEFAULT_HOUSEHOLDS);
        let at_risk: Vec<&Family> = families.iter().filter(|f| f.at_risk).collect();
        let persons: usize = at_risk.iter().map(|f| f.members.len()).sum();
        assert_eq!((at_risk.len(), persons), (5, 8));
    }
}
