//! Who works where: away from home, in a workshop of the town, or in a welfare post of a village.

use super::{People, Person};
use crate::demo::ground::Ground;
use crate::ledger::{Date, Month};

/// Welfare posts: the report of 2021 counts 124 in a township.
const POSTS: [(&str, usize); 8] = [
    ("生态护林员", 24),
    ("保洁", 38),
    ("公路养护", 16),
    ("森林防火", 12),
    ("光伏管护", 12),
    ("水利管护", 10),
    ("协管", 8),
    ("其他", 4),
];
/// Posts that somebody else had before.
const SUCCEEDED: usize = 8;
/// Forest rangers who came back from work away.
const RETURNED: usize = 6;
/// Persons who work away, and those of them who did so at another place before.
const AWAY: (usize, usize) = (72, 10);
/// Those who only went a few months ago.
const NEWLY_AWAY: usize = 6;
/// Workshops, and the workers of each but the first, which has as many as recognition asks for.
const WORKSHOPS: (usize, usize) = (4, 7);
const LEAST_WORKERS: usize = 5;

/// Whole months of work, first and last included; without a last one it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub from: Month,
    pub until: Option<Month>,
}

impl Span {
    pub fn covers(self, month: Month) -> bool {
        self.from <= month && self.until.is_none_or(|until| month <= until)
    }

    /// Its months up to `last`.
    pub fn months(self, last: Month) -> impl Iterator<Item = Month> + Clone {
        let until = self.until.map_or(last, |until| until.min(last));
        (self.from.0..=until.0).map(Month)
    }
}

/// A person's time at one place of work.
#[derive(Clone, Copy, Debug)]
pub struct Stint {
    /// Position in `People::persons`.
    pub person: usize,
    pub span: Span,
}

/// One place for one person.
#[derive(Clone, Debug)]
pub struct Post {
    pub kind: &'static str,
    /// Position in `Ground::villages`.
    pub village: usize,
    /// In order; the last one is there now.
    pub stints: Vec<Stint>,
}

#[derive(Clone, Debug)]
pub struct Workshop {
    pub village: usize,
    pub stints: Vec<Stint>,
}

/// Who can work and does not yet, in random order.
struct Free {
    order: Vec<usize>,
    taken: Vec<bool>,
}

pub fn take_up(people: &mut People, ground: &Ground) {
    let persons = people.persons.len();
    let taken = people.persons.iter().map(|person| {
        // those households are at risk because nobody of them can work much
        let weak = person.labor != "普通劳动力" && people.households[person.household].at_risk;
        weak || !is_fit(person, ground.as_of())
    });
    let mut free = Free {
        order: ground.draw("work").order(persons),
        taken: taken.collect(),
    };
    posts(people, ground, &mut free);
    workshops(people, ground, &mut free);
    away(people, ground, &mut free);
}

/// The old live on pensions, crops and help: some of them are watched because that is little.
fn is_fit(person: &Person, as_of: Date) -> bool {
    let ill = matches!(person.disease, Some("严重精神障碍" | "结核病"));
    let grown = (16..65).contains(&person.age(as_of));
    person.is_here() && grown && !ill && !matches!(person.labor, "无劳动力" | "丧失劳动力")
}

impl Free {
    /// The next one who is as wanted.
    fn take(&mut self, wanted: impl Fn(usize) -> bool) -> Option<usize> {
        let found = self
            .order
            .iter()
            .copied()
            .find(|at| !self.taken[*at] && wanted(*at));
        if let Some(at) = found {
            self.taken[at] = true;
        }
        found
    }

    /// So many, if there are.
    fn take_many(&mut self, wanted: impl Fn(usize) -> bool, many: usize) -> Vec<usize> {
        let fits = |at: &usize| !self.taken[*at] && wanted(*at);
        let found: Vec<usize> = self.order.iter().copied().filter(fits).take(many).collect();
        for at in &found {
            self.taken[*at] = true;
        }
        found
    }
}

fn posts(people: &mut People, ground: &Ground, free: &mut Free) {
    let draw = ground.draw("first month in a post");
    for (kind, of_default) in POSTS {
        let ranger = kind == "生态护林员";
        let wanted = ground.share(of_default);
        let holders = if ranger {
            one_of_a_household(people, free, wanted)
        } else {
            free.take_many(|_| true, wanted)
        };
        for person in holders {
            let ago = draw.between(person, 4, 16);
            people.persons[person].post = Some(kind);
            people.posts.push(Post {
                kind,
                village: people.village(person),
                stints: vec![Stint {
                    person,
                    span: Span {
                        from: ground.month(ago),
                        until: None,
                    },
                }],
            });
        }
    }
    for nth in 0..ground.share(RETURNED).min(ground.share(POSTS[0].1)) {
        let Some(stint) = people.posts.get(nth).and_then(|post| post.stints.first()) else {
            break;
        };
        let (person, home) = (stint.person, stint.span.from);
        people.persons[person].away.push(Span {
            from: earlier(home, 20),
            until: Some(earlier(home, 2)),
        });
    }
    succeed(people, ground, free);
}

/// A household has one forest ranger at most; nobody sick in the legs.
fn one_of_a_household(people: &People, free: &mut Free, wanted: usize) -> Vec<usize> {
    let mut has = vec![false; people.households.len()];
    let mut found = Vec::new();
    while found.len() < wanted {
        let fits = |at: usize| {
            let person = &people.persons[at];
            !has[person.household] && person.labor == "普通劳动力" && person.disability.is_none()
        };
        let Some(at) = free.take(fits) else { break };
        has[people.persons[at].household] = true;
        found.push(at);
    }
    found
}

/// Some posts were taken over from somebody who left less than a contract's year after the start.
fn succeed(people: &mut People, ground: &Ground, free: &mut Free) {
    let others = people.posts.len().saturating_sub(ground.share(POSTS[0].1));
    for nth in 0..ground.share(SUCCEEDED).min(others) {
        let post = people.posts.len() - 1 - nth;
        let village = people.posts[post].village;
        let fits = |at: usize| people.village(at) == village;
        let Some(person) = free.take(fits).or_else(|| free.take(|_| true)) else {
            break;
        };
        let taken_over = ground.month(4 + nth as i64 % 3);
        let post = &mut people.posts[post];
        post.stints[0].span.from = taken_over;
        post.stints.insert(
            0,
            Stint {
                person,
                span: Span {
                    from: earlier(taken_over, 4),
                    until: Some(earlier(taken_over, 1)),
                },
            },
        );
    }
}

fn workshops(people: &mut People, ground: &Ground, free: &mut Free) {
    let as_of = ground.as_of();
    let draw = ground.draw("first month in a workshop");
    for nth in 0..ground.share(WORKSHOPS.0) {
        let wanted = if nth == 0 { LEAST_WORKERS } else { WORKSHOPS.1 };
        let workers = free.take_many(
            |at| {
                let person = &people.persons[at];
                person.labor == "普通劳动力" && person.age(as_of) < 58
            },
            wanted,
        );
        let Some(first) = workers.first() else { break };
        let stint = |person: &usize| Stint {
            person: *person,
            span: Span {
                from: ground.month(draw.between(*person, 10, 14)),
                until: None,
            },
        };
        people.workshops.push(Workshop {
            village: people.village(*first),
            stints: workers.iter().map(stint).collect(),
        });
    }
}

fn away(people: &mut People, ground: &Ground, free: &mut Free) {
    let as_of = ground.as_of();
    let draw = ground.draw("first month away");
    let fits = |at: usize| {
        let person = &people.persons[at];
        let grown = (18..56).contains(&person.age(as_of));
        grown && person.labor == "普通劳动力" && !people.households[person.household].at_risk
    };
    let (wanted, twice) = (ground.share(AWAY.0), ground.share(AWAY.1));
    let newly = ground.share(NEWLY_AWAY);
    let found = free.take_many(fits, wanted);
    for (nth, at) in found.into_iter().enumerate() {
        let spans = &mut people.persons[at].away;
        let from = if nth < newly {
            ground.month(3)
        } else if nth < newly + twice {
            let second = ground.month(draw.between(at, 8, 10));
            spans.push(Span {
                from: earlier(second, 9),
                until: Some(second),
            });
            second
        } else {
            ground.month(draw.between(at, 14, 30))
        };
        spans.push(Span { from, until: None });
    }
}

fn earlier(month: Month, months: i64) -> Month {
    month.add(-months).unwrap_or(month)
}
