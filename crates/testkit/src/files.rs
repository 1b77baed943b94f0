//! Files for any number of people, each of whom is at institution 1.

use std::fmt::Write;

/// A file of profile `accounts`: `pupil000001`, `pupil000002`, … with every column but the groups.
pub fn accounts_file(count: usize) -> String {
    let header = "email,user_id,username,sis_id,institution,first_name,last_name,user_type\n";
    rows(header, count, |number| {
        format!(
            "pupil{number:06}@north.example,{number},pupil{number:06},SIS{number:07},1,First{number},Last{number},S"
        )
    })
}

/// A file of profile `benchprep` that names the first `count` people of [`accounts_file`].
pub fn leavers_file(count: usize) -> String {
    let header = "email,user_id,username,sis_id,institution\n";
    rows(header, count, |number| {
        format!("pupil{number:06}@north.example,{number},,SIS{number:07},1")
    })
}

fn rows(header: &str, count: usize, row: impl Fn(usize) -> String) -> String {
    let mut file = header.to_owned();
    for number in 1..=count {
        // Writing to a text cannot fail.
        let _ = writeln!(file, "{}", row(number));
    }
    file
}
