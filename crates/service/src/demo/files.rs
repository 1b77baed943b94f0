//! The demo's people as files.

use super::people::{Person, UserType};
use super::schools;

/// The columns of profile `benchprep`; a blank text is a blank cell.
#[derive(Clone, Default)]
pub(super) struct Cells {
    pub email: String,
    pub user_id: String,
    pub username: String,
    pub sis_id: String,
    pub institution: String,
    pub remove_from_group: String,
}

impl Cells {
    /// A row as an office would fill it: always the email, and now and then some of the rest.
    /// Where a family shares the email, the username tells whose account it is.
    pub(super) fn of_leaver(person: &Person, index: usize) -> Cells {
        let fill = |filled: bool, value: String| if filled { value } else { String::new() };
        let style = index % 5;
        let sis_id = person.sis_id.clone().unwrap_or_default();
        Cells {
            email: person.email.clone(),
            user_id: fill(matches!(style, 1 | 4), person.user_id.to_string()),
            username: fill(
                matches!(style, 2 | 4) || person.shares_email,
                person.username.clone(),
            ),
            sis_id: fill(matches!(style, 3 | 4), sis_id),
            institution: fill(matches!(style, 3 | 4), person.institution.to_string()),
            remove_from_group: String::new(),
        }
    }

    fn fields(&self) -> [&str; 6] {
        [
            &self.email,
            &self.user_id,
            &self.username,
            &self.sis_id,
            &self.institution,
            &self.remove_from_group,
        ]
    }
}

/// A file of profile `benchprep`.
pub(super) fn benchprep_file(rows: &[Cells]) -> String {
    let header = [
        "email",
        "user_id",
        "username",
        "sis_id",
        "institution",
        "remove_from_group",
    ];
    file(header, rows.iter().map(Cells::fields))
}

/// A file of profile `accounts`; without user ids the ledger assigns them.
pub(super) fn accounts_file(people: &[Person], with_user_ids: bool) -> String {
    let header = [
        "email",
        "user_id",
        "username",
        "sis_id",
        "institution",
        "first_name",
        "last_name",
        "user_type",
        "groups",
    ];
    let rows = people.iter().map(|person| {
        [
            person.email.clone(),
            if with_user_ids {
                person.user_id.to_string()
            } else {
                String::new()
            },
            person.username.clone(),
            person.sis_id.clone().unwrap_or_default(),
            person.institution.to_string(),
            person.name.first.to_owned(),
            person.name.last.to_owned(),
            person.user_type.letter().to_owned(),
            person.groups.join("|"),
        ]
    });
    file(header, rows)
}

/// The list of everyone whom the student information system knows, in version 2: whoever has a
/// `sis_id`.
pub(super) fn users_file(people: &[Person]) -> String {
    let header = [
        "import_id",
        "first_name",
        "last_name",
        "login",
        "email",
        "user_type",
        "organization_id",
        "blocked",
    ];
    let rows = people.iter().filter_map(|person| {
        Some([
            person.sis_id.clone()?,
            person.name.first.to_owned(),
            person.name.last.to_owned(),
            person.username.clone(),
            person.email.clone(),
            person.user_type.letter().to_owned(),
            schools::import_id(person.institution).to_owned(),
            String::new(),
        ])
    });
    file(header, rows)
}

/// When people logged in last. One student in twenty has not yet.
pub(super) fn activity_file(people: &[Person]) -> String {
    let rows = people.iter().enumerate().filter_map(|(index, person)| {
        let is_new = person.user_type == UserType::Student && index % 20 == 7;
        let day = 1 + index % 28;
        (!is_new).then_some([person.sis_id.clone()?, format!("2026-10-{day:02}")])
    });
    file(["sis_id", "last_login"], rows)
}

/// Lines end as spreadsheets end them.
fn file<const N: usize, T: AsRef<[u8]>>(
    header: [&str; N],
    rows: impl Iterator<Item = [T; N]>,
) -> String {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    // Writing to a vector cannot fail.
    let _ = writer.write_record(header);
    for row in rows {
        let _ = writer.write_record(row);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}
