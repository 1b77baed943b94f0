//! Homerooms, classes and clubs.

use super::chance::Chance;
use super::schools::{Level, School};

/// Students in a homeroom.
const HOMEROOM: usize = 24;

const CLUBS: [&str; 12] = [
    "Chess Club",
    "Marching Band",
    "Robotics Team",
    "Debate Society",
    "Café Français",
    "Community Garden",
    "Student Newspaper",
    "Yearbook",
    "Drama Club",
    "Mathletes",
    "Swim Team",
    "Choir",
];

const MIDDLE_CLASSES: [&str; 8] = [
    "Pre-Algebra",
    "Life Science",
    "World History",
    "Language Arts",
    "Spanish Basics",
    "Studio Art",
    "Physical Education",
    "Introduction to Coding",
];

const HIGH_CLASSES: [&str; 14] = [
    "Algebra II",
    "Geometry",
    "AP Calculus AB",
    "Biology",
    "AP Chemistry",
    "Physics",
    "US History",
    "Government and Economics",
    "English Literature",
    "Español III",
    "Français II",
    "Computer Science",
    "Automotive Technology",
    "Culinary Arts",
];

const COURSES: [&str; 9] = [
    "English as a Second Language, Level 1",
    "English as a Second Language, Level 2",
    "English as a Second Language, Level 3",
    "High School Equivalency",
    "Citizenship Preparation",
    "Evening Bookkeeping",
    "Nursing Assistant Certificate",
    "Welding Fundamentals",
    "Computer Basics for Seniors",
];

/// The groups of a student: one homeroom or course, then classes and clubs.
pub(super) fn of_student(
    school: &School,
    grade: usize,
    number: usize,
    teachers: &[&str],
    chance: &mut Chance,
) -> Vec<String> {
    let homeroom = number / HOMEROOM;
    let teacher = teachers
        .get(homeroom % teachers.len().max(1))
        .copied()
        .unwrap_or_default();
    let mut groups = Vec::new();
    match school.level {
        Level::Elementary => {
            groups.push(format!("Grade {grade}, Room {} ({teacher})", homeroom + 1))
        }
        Level::Middle => {
            groups.push(format!("Homeroom {grade}-{:02} ({teacher})", homeroom + 1));
            groups.push(class(&MIDDLE_CLASSES, grade, chance));
        }
        Level::High => {
            groups.push(format!("Homeroom {grade}-{:02} ({teacher})", homeroom + 1));
            groups.push(class(&HIGH_CLASSES, grade, chance));
            groups.push(class(&HIGH_CLASSES, grade, chance));
        }
        Level::Adult => groups.push(chance.pick(&COURSES).to_owned()),
    }
    if school.level != Level::Adult && chance.percent(35) {
        groups.push(chance.pick(&CLUBS).to_owned());
    }
    // Two classes may have been drawn alike.
    groups.dedup();
    groups
}

/// Of somebody who teaches.
pub(super) fn of_teacher() -> Vec<String> {
    vec!["Faculty".to_owned()]
}

/// Of a parent.
pub(super) fn of_parent(chance: &mut Chance) -> Vec<String> {
    if chance.percent(6) {
        vec!["Parents’ Council".to_owned()]
    } else {
        Vec::new()
    }
}

fn class(classes: &[&str], grade: usize, chance: &mut Chance) -> String {
    format!(
        "{} {grade}, Period {}",
        chance.pick(classes),
        chance.below(6) + 1
    )
}
