//! People who do not exist. Each follows from its number alone.

use super::{Chance, SEED};

/// Institutions that the people are spread over; their IDs are 1 up to this.
pub const INSTITUTIONS: u64 = 50;

const FIRST: [&str; 16] = [
    "Amara", "Bela", "Chidi", "Dana", "Emil", "Farah", "Goran", "Hana", "Ivan", "Jana", "Kofi",
    "Lena", "Milan", "Nadia", "Omar", "Petra",
];
const LAST: [&str; 16] = [
    "Abara", "Benes", "Castro", "Dvorak", "Eklund", "Fischer", "Garcia", "Horvat", "Ibsen",
    "Jansen", "Kovacs", "Lindgren", "Moreau", "Novak", "Okafor", "Petersen",
];

pub struct Person {
    pub first_name: &'static str,
    pub last_name: &'static str,
    pub username: String,
    pub email: String,
    pub user_id: u64,
    pub sis_id: String,
    pub institution: u64,
}

impl Person {
    pub fn numbered(number: u32) -> Person {
        let mut chance = Chance::new(SEED, u64::from(number));
        let mut name = |names: &[&'static str; 16]| names[chance.below(16) as usize];
        let (first_name, last_name) = (name(&FIRST), name(&LAST));
        let username = format!("{first_name}.{last_name}{number:07}").to_ascii_lowercase();
        let institution = chance.below(INSTITUTIONS) + 1;
        Person {
            first_name,
            last_name,
            email: format!("{username}@{}", domain(institution)),
            username,
            user_id: 1_000_000 + u64::from(number),
            sis_id: format!("SIS{number:08}"),
            institution,
        }
    }
}

/// The email of a person.
pub fn email(number: u32) -> String {
    Person::numbered(number).email
}

fn domain(institution: u64) -> String {
    format!("north{institution:02}.district.example")
}

pub fn institution_name(institution: u64) -> String {
    format!("North {institution:02}")
}

/// The institution's own external id.
pub fn organization(institution: u64) -> String {
    format!("ORG{institution:02}")
}
