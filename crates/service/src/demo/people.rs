//! The people of one institution.

use std::collections::HashMap;

use super::chance::Chance;
use super::groups;
use super::names::Name;
use super::schools::{EMAIL_DOMAIN, School};

/// Teachers in a hundred accounts.
const TEACHERS_PERCENT: usize = 6;
/// The first `user_id`; the district has used up the lower ones.
const FIRST_USER_ID: u64 = 110_001;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum UserType {
    Teacher,
    Student,
    Parent,
}

impl UserType {
    /// As files write it.
    pub(super) fn letter(self) -> &'static str {
        match self {
            UserType::Teacher => "T",
            UserType::Student => "S",
            UserType::Parent => "P",
        }
    }
}

/// What happens to an account, in the demo itself or by one of the samples.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fate {
    Stays,
    /// Deactivated in the demo, by file.
    LeftLastYear,
    /// Disabled in the demo, by file.
    StartsLate,
    /// Changed in the demo, by a single command.
    ByHand,
    /// In the sample of leavers.
    Leaves,
    /// In the sample of a block over the summer.
    Pauses,
}

/// Somebody with an account.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub name: Name,
    pub user_id: u64,
    pub username: String,
    /// Parents have none.
    pub sis_id: Option<String>,
    pub email: String,
    /// Whether somebody else has the same email.
    pub shares_email: bool,
    pub institution: u64,
    pub user_type: UserType,
    /// 0 for who is no student.
    pub grade: usize,
    pub groups: Vec<String>,
    pub fate: Fate,
}

/// Hands out numbers and logins, each once.
#[derive(Default)]
pub(super) struct Registry {
    people: u64,
    logins: HashMap<String, usize>,
}

impl Registry {
    /// Somebody new, with an email of their own and in no group yet.
    pub(super) fn enrol(&mut self, name: Name, school: &School, user_type: UserType) -> Person {
        let login = name.login();
        let namesakes = self.logins.entry(login.clone()).or_default();
        *namesakes += 1;
        let username = match *namesakes {
            1 => login,
            several => format!("{login}{several}"),
        };
        self.people += 1;
        let letter = user_type.letter();
        Person {
            name,
            user_id: FIRST_USER_ID + self.people - 1,
            sis_id: (user_type != UserType::Parent)
                .then(|| format!("{letter}26{:05}", self.people)),
            email: format!("{username}@{EMAIL_DOMAIN}"),
            username,
            shares_email: false,
            institution: school.id,
            user_type,
            grade: 0,
            groups: Vec::new(),
            fate: Fate::Stays,
        }
    }

    /// Everybody of a school: teachers, parents, then students by grade.
    pub(super) fn enrol_all(&mut self, school: &School, chance: &mut Chance) -> Vec<Person> {
        let teachers = school.accounts * TEACHERS_PERCENT / 100;
        let parents = school.accounts * school.level.parents_percent() / 100;
        let mut people = Vec::with_capacity(school.accounts);
        for _ in 0..teachers {
            let mut teacher = self.enrol(Name::draw(chance), school, UserType::Teacher);
            teacher.groups = groups::of_teacher();
            people.push(teacher);
        }
        for _ in 0..parents {
            let mut parent = self.enrol(Name::draw(chance), school, UserType::Parent);
            parent.groups = groups::of_parent(chance);
            people.push(parent);
        }
        let faculty: Vec<&str> = people
            .iter()
            .take(teachers)
            .map(|teacher| teacher.name.last)
            .collect();
        let students = school.accounts - people.len();
        let (first, last) = school.level.grades();
        for number in 0..students {
            let grade = first + number * (last - first + 1) / students;
            let parent = chance
                .percent(school.level.family_email_percent())
                .then(|| teachers + chance.below(parents))
                .and_then(|index| people.get_mut(index));
            let mut student = match parent {
                Some(parent) => self.child(parent, school, chance),
                None => self.enrol(Name::draw(chance), school, UserType::Student),
            };
            student.grade = grade;
            student.groups = groups::of_student(school, grade, number, &faculty, chance);
            people.push(student);
        }
        people
    }

    /// A student who has no email of their own, but the parent's.
    fn child(&mut self, parent: &mut Person, school: &School, chance: &mut Chance) -> Person {
        let mut child = self.enrol(parent.name.of_child(chance), school, UserType::Student);
        child.email.clone_from(&parent.email);
        child.shares_email = true;
        parent.shares_email = true;
        child
    }
}
