//! Files of profile `powerschool-full-v2`: the institutions, and everybody in them.

use std::io::{self, Write};

use super::people::{INSTITUTIONS, Person, institution_name, organization};
use super::{Chance, SEED};

const PURPOSE_ORDER: u64 = u64::MAX - 2;
const PURPOSE_CHANGES: u64 = u64::MAX - 3;

/// A nightly `users.csv`.
pub struct SchoolUsersFile {
    pub rows: u32,
    /// In an order of chance, and with one last name of a hundred changed.
    pub is_next_night: bool,
}

impl SchoolUsersFile {
    pub fn write(&self, to: &mut impl Write) -> io::Result<()> {
        writeln!(
            to,
            "import_id,first_name,middle_init,last_name,suffix,nickname,login,password,email,\
             user_type,organization_id,blocked,display_id,google_email_address"
        )?;
        let order = match self.is_next_night {
            true => Chance::new(SEED, PURPOSE_ORDER).shuffled(self.rows),
            false => (0..self.rows).collect(),
        };
        let mut chance = Chance::new(SEED, PURPOSE_CHANGES);
        for number in order {
            let person = Person::numbered(number);
            let married = match self.is_next_night && chance.below(100) == 0 {
                true => "-Smith",
                false => "",
            };
            writeln!(
                to,
                "{},{},,{}{married},,,{},,{},S,{},0,,",
                person.sis_id,
                person.first_name,
                person.last_name,
                person.username,
                person.email,
                organization(person.institution),
            )?;
        }
        Ok(())
    }
}

/// The `organizations.csv` that goes with it.
pub fn organizations_file(to: &mut impl Write) -> io::Result<()> {
    writeln!(to, "import_id,name,parent_org_id")?;
    (1..=INSTITUTIONS).try_for_each(|institution| {
        let (id, name) = (organization(institution), institution_name(institution));
        writeln!(to, "{id},{name},")
    })
}
