//! A file of profile `accounts`: everybody, in the order of their numbers.

use std::io::{self, Write};

use super::people::Person;

/// Writes `count` people with every column that identifies one, and their names; `married` ones have another
/// last name.
pub fn accounts_file(count: u32, married: bool, to: &mut impl Write) -> io::Result<()> {
    let ending = if married { "-Roe" } else { "" };
    writeln!(
        to,
        "email,user_id,username,sis_id,institution,first_name,last_name,user_type"
    )?;
    for number in 0..count {
        let person = Person::numbered(number);
        writeln!(
            to,
            "{},{},{},{},{},{},{}{ending},S",
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
