//! The whole district, always the same.

use super::chance::Chance;
use super::groups;
use super::names::Name;
use super::people::{Fate, Person, Registry, UserType};
use super::schools::{Level, SCHOOLS, School};

/// Another number makes another district, and with it other samples.
const SEED: u64 = 2026;

/// Last year's leavers and late starters, in a thousand students.
const LEFT_LAST_YEAR: usize = 34;
const STARTS_LATE: usize = 13;
/// Adults whose courses pause over the summer.
const PAUSES: usize = 120;
/// Teachers of one school whose accounts were changed one by one.
const BY_HAND: usize = 6;
const BY_HAND_AT: u64 = 109;
/// People who come next.
const NEWCOMERS: usize = 50;

/// Everybody.
pub(super) struct District {
    /// In the order of the institutions.
    pub people: Vec<Person>,
    /// Who is not there yet.
    pub newcomers: Vec<Person>,
}

impl District {
    /// Draws everybody.
    pub(super) fn draw() -> District {
        let mut chance = Chance::new(SEED);
        let mut registry = Registry::default();
        let mut people = Vec::new();
        for school in &SCHOOLS {
            let mut own = registry.enrol_all(school, &mut chance);
            decide(school, &mut own, &mut chance);
            people.append(&mut own);
        }
        let newcomers = draw_newcomers(&mut registry, &mut chance);
        District { people, newcomers }
    }

    /// Whoever has this fate, in the order of the institutions.
    pub(super) fn with(&self, fate: Fate) -> impl Iterator<Item = &Person> {
        self.people.iter().filter(move |person| person.fate == fate)
    }
}

/// Who leaves, pauses or starts late. Nobody does two of these.
fn decide(school: &School, people: &mut [Person], chance: &mut Chance) {
    let students = people
        .iter()
        .filter(|person| person.user_type == UserType::Student)
        .count();
    let (_, last_grade) = school.level.grades();
    let graduates = school.level == Level::High;
    let pauses = match school.level {
        Level::Adult => PAUSES,
        _ => 0,
    };
    let fates = [
        (Fate::LeftLastYear, students * LEFT_LAST_YEAR / 1000),
        (Fate::StartsLate, students * STARTS_LATE / 1000),
        (Fate::Leaves, school.leavers),
        (Fate::Pauses, pauses),
    ];
    for (fate, count) in fates {
        let candidates: Vec<usize> = (0..people.len())
            .filter(|&index| {
                let person = &people[index];
                person.user_type == UserType::Student
                    && person.fate == Fate::Stays
                    && (fate != Fate::Leaves || !graduates || person.grade == last_grade)
            })
            .collect();
        for index in chance.sample(&candidates, count) {
            people[index].fate = fate;
        }
    }
    if school.id == BY_HAND_AT {
        people
            .iter_mut()
            .take(BY_HAND)
            .for_each(|teacher| teacher.fate = Fate::ByHand);
    }
}

/// New students at the schools that have seats to spare.
fn draw_newcomers(registry: &mut Registry, chance: &mut Chance) -> Vec<Person> {
    let schools = [&SCHOOLS[0], &SCHOOLS[5], &SCHOOLS[8], &SCHOOLS[11]];
    let draw = |index: usize| {
        let school = schools[index % schools.len()];
        let mut newcomer = registry.enrol(Name::draw(chance), school, UserType::Student);
        let (grade, _) = school.level.grades();
        newcomer.grade = grade;
        newcomer.groups = groups::of_student(school, grade, index, &["New Students"], chance);
        newcomer
    };
    (0..NEWCOMERS).map(draw).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::*;

    #[test]
    fn it_has_twelve_institutions_and_twenty_thousand_accounts() {
        let district = District::draw();
        assert_eq!(SCHOOLS.len(), 12);
        assert_eq!(district.people.len(), 20_000);
        for school in &SCHOOLS {
            let own = district
                .people
                .iter()
                .filter(|person| person.institution == school.id);
            assert_eq!(own.count(), school.accounts, "{}", school.name);
        }
    }

    #[test]
    fn what_must_be_unique_is() {
        let district = District::draw();
        let mut seen = HashSet::new();
        for person in district.people.iter().chain(&district.newcomers) {
            assert!(seen.insert(person.username.clone()), "{}", person.username);
            assert!(
                seen.insert(person.user_id.to_string()),
                "{}",
                person.user_id
            );
            if let Some(sis_id) = &person.sis_id {
                assert!(seen.insert(sis_id.clone()), "{sis_id}");
            }
        }
    }

    #[test]
    fn families_share_an_email_and_know_it() {
        let district = District::draw();
        let mut emails: HashMap<&str, usize> = HashMap::new();
        for person in &district.people {
            *emails.entry(&person.email).or_default() += 1;
        }
        for person in &district.people {
            assert_eq!(
                person.shares_email,
                emails[person.email.as_str()] > 1,
                "{}",
                person.email
            );
        }
        assert!(
            emails.values().filter(|people| **people > 2).count() > 100,
            "siblings"
        );
    }
}
