//! A file of profile `accounts`: everybody, in the order of their numbers.

use std::io::{self, Write};

use super::people::Person;

/// Writes `count` people with every column that identifies one, and their names.
pub fn accounts_file(count: u32, to: &mut impl Write) -> io::Result<()> {
    writeln!(
        to,
        "email,user_id,username,sis_id,institution,first_name,last_name,user_type"
    )?;
    for number in 0..count {
        let person = Person::numbered(number);
        writeln!(
            to,
            "{},{},{},{},{},{},{},S",
            person.email,
            person.user_id,
            person.username,
            person.sis_id,
            person.institution,
            person.first_name,
            person.last_name,
        )?;
    }
    Ok(())
}
