//! T1: rows are checked, duplicates found, notices kept.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Result, ensure};
use rollbook_rows::{Checker, ProfileChoice};

use crate::generate::{LeaversFile, Mistakes};
use crate::measure::{Sample, Side, side_by_side, timed};
use crate::peers::qsv;
use crate::process;
use crate::report::{Bound, Comparison, Line, Told};
use crate::workplace::{ROUNDS, Workplace};

/// Bytes that are read at once.
const PIECE: usize = 64 * 1024;

pub fn run(place: &Workplace) -> Result<Vec<Line>> {
    let rows = place.scale.rows;
    let file = leavers(place, rows)?;
    let measured = side_by_side(
        ROUNDS,
        vec![
            Side::new("the validator in process", || check(&file, rows)),
            Side::new("csv, reading ByteRecords", || read(&file, rows)),
            Side::new("rollbook check", || {
                let mut command = place.rollbook();
                // 1: there are rows that are refused.
                process::run(command.args(["--quiet", "check"]).arg(&file), &[1])
            }),
            Side::new("qsv validate --jobs 1", || {
                qsv::validate(&place.peer("bin/qsvdp")?, &file)
            }),
        ],
    );
    let [validator, csv, command, qsv] = &measured[..] else {
        anyhow::bail!("four sides were measured");
    };
    let told = Told::AsRate(rows.into(), "rows");
    let must = Some(Bound::AtLeast(12.0));
    let checked = Comparison::new("T1", "check rows, in process", told);
    let whole = Comparison::new(
        "T1",
        "the same by the command `rollbook check`, with SHA-256",
        told,
    );
    Ok(vec![
        checked.with(validator.required()?, qsv, must, None),
        checked.with(validator.required()?, csv, None, Some(Bound::AtLeast(1.0))),
        whole.with(command.required()?, qsv, must, None),
    ])
}

/// A file with nine wrong rows of a thousand.
pub fn leavers(place: &Workplace, rows: u32) -> Result<std::path::PathBuf> {
    place.file(&format!("leavers-{rows}.csv"), |to| {
        let mistakes = Mistakes::NinetyIn10000;
        LeaversFile { rows, mistakes }.write(to)
    })
}

/// Checks a file in this process.
pub fn check(file: &Path, rows: u32) -> Result<Sample> {
    let (report, sample) = timed(|| {
        let mut checker = Checker::new(ProfileChoice::Auto, 7, ());
        checker.begin("leavers.csv");
        let mut file = File::open(file)?;
        let mut piece = vec![0; PIECE];
        loop {
            let length = file.read(&mut piece)?;
            if length == 0 {
                break;
            }
            checker.push(&piece[..length]);
        }
        Ok(checker.finish().report)
    })?;
    let read = report.files.iter().map(|file| file.rows).sum::<u64>();
    ensure!(read == u64::from(rows), "{read} of {rows} rows were read");
    ensure!(!report.ok, "no mistake was found");
    Ok(sample)
}

fn read(file: &Path, rows: u32) -> Result<Sample> {
    let (count, sample) = timed(|| {
        let mut reader = csv::ReaderBuilder::new().from_path(file)?;
        let mut record = csv::ByteRecord::new();
        let mut count = 0;
        while reader.read_byte_record(&mut record)? {
            count += 1;
        }
        Ok(count)
    })?;
    ensure!(count == rows, "{count} of {rows} rows were read");
    Ok(sample)
}
