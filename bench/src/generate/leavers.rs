//! A file of profile `benchprep`: leavers in an order of chance, some of them with mistakes.

use std::io::{self, Write};

use super::people::{Person, institution_name};
use super::{Chance, SEED};

/// How many of 10,000 rows are wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mistakes {
    None,
    NinetyIn10000,
}

/// What a file holds.
pub struct LeaversFile {
    pub rows: u32,
    pub mistakes: Mistakes,
}

const PURPOSE_ORDER: u64 = u64::MAX;
const PURPOSE_MISTAKES: u64 = u64::MAX - 1;

impl LeaversFile {
    /// Every person below `rows` once; no two rows name the same person.
    pub fn write(&self, to: &mut impl Write) -> io::Result<()> {
        writeln!(
            to,
            "email,user_id,username,sis_id,institution,remove_from_group"
        )?;
        let order = Chance::new(SEED, PURPOSE_ORDER).shuffled(self.rows);
        let mut chance = Chance::new(SEED, PURPOSE_MISTAKES);
        let mut before = Person::numbered(0);
        for number in order {
            let person = Person::numbered(number);
            let is_wrong = chance.below(10_000) < 90 && self.mistakes == Mistakes::NinetyIn10000;
            match is_wrong {
                true => mistaken(&person, &before, chance.below(5), to)?,
                false => correct(&person, to)?,
            }
            before = person;
        }
        Ok(())
    }
}

fn correct(person: &Person, to: &mut impl Write) -> io::Result<()> {
    writeln!(
        to,
        "{},{},{},{},{},",
        person.email, person.user_id, person.username, person.sis_id, person.institution
    )
}

/// The last kind contradicts the row before, so that it costs that row its acceptance too.
fn mistaken(person: &Person, before: &Person, kind: u64, to: &mut impl Write) -> io::Result<()> {
    let Person {
        email,
        user_id,
        username,
        sis_id,
        institution,
        ..
    } = person;
    match kind {
        0 => writeln!(to, ",{user_id},{username},{sis_id},{institution},"),
        1 => {
            let broken = email.replace('@', " at ");
            writeln!(to, "{broken},{user_id},{username},{sis_id},{institution},")
        }
        2 => {
            let name = institution_name(*institution);
            writeln!(to, "{email},{user_id},{username},{sis_id},{name},")
        }
        3 => writeln!(
            to,
            "{email},{user_id},{username},{sis_id},{institution},maybe"
        ),
        _ => writeln!(
            to,
            "{},{},{},{},{},y",
            before.email, before.user_id, before.username, before.sis_id, before.institution
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(rows: u32, mistakes: Mistakes) -> Vec<u8> {
        let mut file = Vec::new();
        LeaversFile { rows, mistakes }
            .write(&mut file)
            .expect("a vector takes everything");
        file
    }

    #[test]
    fn the_same_seed_makes_the_same_file() {
        let file = written(5000, Mistakes::NinetyIn10000);
        assert_eq!(file, written(5000, Mistakes::NinetyIn10000));
        assert_eq!(file.iter().filter(|byte| **byte == b'\n').count(), 5001);
        assert_ne!(file, written(5000, Mistakes::None));
    }

    #[test]
    fn a_row_has_89_bytes_on_average() {
        let average = written(20_000, Mistakes::None).len() / 20_001;
        assert!((85..=93).contains(&average), "{average}");
    }

    #[test]
    fn nine_rows_of_a_thousand_are_refused() {
        let refused = refused(&written(50_000, Mistakes::NinetyIn10000));
        assert!((400..=600).contains(&refused), "{refused}");
        assert_eq!(self::refused(&written(1000, Mistakes::None)), 0);
    }

    fn refused(file: &[u8]) -> u64 {
        let choice = rollbook_rows::ProfileChoice::Auto;
        let mut checker = rollbook_rows::Checker::new(choice, 1, ());
        checker.begin("leavers.csv");
        checker.push(file);
        checker.finish().report.files[0].refused
    }
}
