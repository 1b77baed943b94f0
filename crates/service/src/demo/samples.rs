//! The files in `docs/samples/`, which fit the district.

use super::district::District;
use super::files::{Cells, accounts_file, benchprep_file};
use super::people::{Fate, Person};
use super::schools::SCHOOLS;

/// A file to try.
pub struct Sample {
    pub name: &'static str,
    pub content: String,
}

/// Leavers with a `y` in `remove_from_group`.
const LEAVE_THEIR_GROUPS: usize = 6;

/// The files of `docs/samples/`.
pub fn samples() -> Vec<Sample> {
    let district = District::draw();
    let leavers = Leavers::of(&district);
    let pausing: Vec<Cells> = district
        .with(Fate::Pauses)
        .map(|person| Cells {
            email: person.email.clone(),
            ..Cells::default()
        })
        .collect();
    let sample = |name, content| Sample { name, content };
    vec![
        sample("README.md", leavers.readme(&district)),
        sample("leavers.csv", benchprep_file(&leavers.good)),
        sample(
            "leavers-with-mistakes.csv",
            benchprep_file(&leavers.with_mistakes()),
        ),
        sample(
            "new-accounts.csv",
            accounts_file(&district.newcomers, false),
        ),
        sample("summer-block.csv", benchprep_file(&pausing)),
    ]
}

/// A row that `check` refuses, and what it should say.
struct Mistake {
    /// The index of the row in the file; the spreadsheet's row is two more.
    index: usize,
    cells: Cells,
    what: &'static str,
    mended: String,
}

/// Everybody who leaves, and what went wrong for four of them.
struct Leavers {
    good: Vec<Cells>,
    mistakes: Vec<Mistake>,
    groups_left: usize,
}

impl Leavers {
    fn of(district: &District) -> Leavers {
        let mut leaving: Vec<&Person> = district.with(Fate::Leaves).collect();
        let mistakes = vec![
            blank_email(136, take(&mut leaving, |person| person.institution == 110)),
            malformed_email(411, take(&mut leaving, |person| person.institution == 111)),
            name_for_institution(654, take(&mut leaving, |person| person.institution == 112)),
            mangled_user_id(
                870,
                take(&mut leaving, |person| mangled(person.user_id) == "1.23E+05"),
            ),
        ];
        let mut groups_left = 0;
        let every = leaving.len() / LEAVE_THEIR_GROUPS;
        let good = leaving.iter().enumerate().map(|(index, person)| {
            let mut cells = Cells::of_leaver(person, index);
            if index % every == every / 2 {
                cells.remove_from_group = "y".to_owned();
                groups_left += person.groups.len();
            }
            cells
        });
        Leavers {
            good: good.collect(),
            mistakes,
            groups_left,
        }
    }

    fn with_mistakes(&self) -> Vec<Cells> {
        let mut rows = self.good.clone();
        for mistake in &self.mistakes {
            rows.insert(mistake.index.min(rows.len()), mistake.cells.clone());
        }
        rows
    }

    fn readme(&self, district: &District) -> String {
        let mistakes: String = self
            .mistakes
            .iter()
            .map(|mistake| {
                format!(
                    "| {} | {} | {} |\n",
                    mistake.index + 2,
                    mistake.what,
                    mistake.mended
                )
            })
            .collect();
        include_str!("samples.md")
            .replace("{rows}", &thousands(self.with_mistakes().len()))
            .replace("{leavers}", &self.good.len().to_string())
            .replace("{groups_left}", &self.groups_left.to_string())
            .replace("{newcomers}", &district.newcomers.len().to_string())
            .replace(
                "{pausing}",
                &district.with(Fate::Pauses).count().to_string(),
            )
            .replace("{mistakes}\n", &mistakes)
    }
}

/// `1,000` for 1000.
fn thousands(number: usize) -> String {
    match number {
        0..1000 => number.to_string(),
        _ => format!("{},{:03}", number / 1000, number % 1000),
    }
}

/// Takes the first who fits out of the list; the district is drawn so that there is one.
fn take<'a>(people: &mut Vec<&'a Person>, fits: impl Fn(&Person) -> bool) -> &'a Person {
    let index = people
        .iter()
        .position(|person| !person.shares_email && fits(person));
    people.remove(index.unwrap_or_default())
}

fn blank_email(index: usize, person: &Person) -> Mistake {
    let cells = Cells {
        username: person.username.clone(),
        ..Cells::default()
    };
    let mended = format!("type `{}` as the email", person.email);
    Mistake {
        index,
        cells,
        what: "the email is blank",
        mended,
    }
}

fn malformed_email(index: usize, person: &Person) -> Mistake {
    let cells = Cells {
        email: person.email.replace('@', " at "),
        ..Cells::default()
    };
    let mended = format!("type `{}`", person.email);
    Mistake {
        index,
        cells,
        what: "the email has no @",
        mended,
    }
}

fn name_for_institution(index: usize, person: &Person) -> Mistake {
    let school = SCHOOLS
        .iter()
        .find(|school| school.id == person.institution);
    let name = school.map_or("", |school| school.name);
    let cells = Cells {
        email: person.email.clone(),
        institution: name.to_owned(),
        ..Cells::default()
    };
    let mended = format!("type `{}`, the institution's ID", person.institution);
    Mistake {
        index,
        cells,
        what: "the institution is given by its name",
        mended,
    }
}

fn mangled_user_id(index: usize, person: &Person) -> Mistake {
    let cells = Cells {
        email: person.email.clone(),
        user_id: mangled(person.user_id),
        ..Cells::default()
    };
    let mended = format!(
        "type `{}`, or leave it blank: the email finds the account",
        person.user_id
    );
    Mistake {
        index,
        cells,
        what: "a spreadsheet turned the user_id into `1.23E+05`",
        mended,
    }
}

/// What a narrow column of a spreadsheet makes of a number of six digits, and saves.
fn mangled(user_id: u64) -> String {
    let hundredths = (user_id + 500) / 1000;
    format!("{}.{:02}E+05", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    fn folder() -> &'static Path {
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/samples"))
    }

    #[test]
    fn the_committed_samples_are_those_of_the_district() {
        for Sample { name, content } in samples() {
            let path = folder().join(name);
            if std::env::var_os("UPDATE_GOLDENS").is_some() {
                fs::write(&path, &content).unwrap();
            }
            let committed = fs::read_to_string(&path).unwrap_or_default();
            assert!(
                committed == content,
                "{} is not what the district says",
                path.display()
            );
        }
    }

    #[test]
    fn no_other_sample_is_committed() {
        let drawn: Vec<&str> = samples().iter().map(|sample| sample.name).collect();
        for entry in fs::read_dir(folder()).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(
                name.starts_with('.') || drawn.contains(&name.as_str()),
                "{name}"
            );
        }
    }

    #[test]
    fn four_rows_have_a_mistake_and_nobody_is_in_two_files() {
        let [_, leavers, with_mistakes, _, pausing] = samples().try_into().ok().unwrap();
        let rows = |sample: &Sample| -> Vec<String> {
            sample.content.lines().skip(1).map(str::to_owned).collect()
        };
        let (good, all) = (rows(&leavers), rows(&with_mistakes));
        assert_eq!((good.len(), all.len()), (996, 1000));
        assert!(good.iter().all(|row| all.contains(row)));
        let email = |row: &str| row.split(',').next().unwrap_or_default().to_owned();
        let leaving: Vec<String> = all.iter().map(|row| email(row)).collect();
        assert_eq!(rows(&pausing).len(), 120);
        for row in rows(&pausing) {
            assert!(!leaving.contains(&email(&row)), "{row}");
        }
    }
}
