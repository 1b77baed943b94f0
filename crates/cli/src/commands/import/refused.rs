//! `--refused FILE`: the refused rows, ready to mend and import (R17).

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use rollbook_service::Operator;
use rollbook_service::answers::Plan;

use crate::context::Context;
use crate::failure::Failure;
use crate::input_files::InputFile;
use crate::stderr::say;
use crate::words::text::count;

/// Where refused rows go, if anywhere.
pub struct RefusedFile(Option<Prepared>);

struct Prepared {
    path: PathBuf,
    file: File,
    /// It was not there before and holds nothing yet, so nobody would miss it.
    is_needless: bool,
}

impl RefusedFile {
    /// Opens the file before anything is done, so that a mistyped name costs nothing. What stands
    /// in it is left until there is something to write.
    ///
    /// # Errors
    /// Exit 2 where it cannot be written, or is one of the files that are read.
    pub fn prepare(path: Option<&Path>, inputs: &[InputFile]) -> Result<RefusedFile, Failure> {
        let Some(path) = path else {
            return Ok(RefusedFile(None));
        };
        let real = fs::canonicalize(path).ok();
        let is_same = |input: &InputFile| fs::canonicalize(&input.path).ok() == real;
        if real.is_some() && inputs.iter().any(is_same) {
            return Err(unwritable(
                path,
                "it is one of the files to import; name another one",
            ));
        }
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(path);
        Ok(RefusedFile(Some(Prepared {
            path: path.to_owned(),
            file: file.map_err(|error| unwritable(path, &error.to_string()))?,
            is_needless: real.is_none(),
        })))
    }

    /// Writes the refused rows of the plan, if there are any; if not, leaves the place as it was.
    pub fn write(
        self,
        operator: &Operator<'_>,
        plan: &Plan,
        context: &Context,
    ) -> Result<(), Failure> {
        let Some(mut prepared) = self.0 else {
            return Ok(());
        };
        let tells = !context.is_json() && !context.quiet;
        if plan.effects.refused == 0 {
            if tells {
                let path = prepared.path.display();
                say(&format!("no row was refused; {path} was not written"));
            }
            return Ok(());
        }
        prepared.is_needless = false;
        let path = &prepared.path;
        let told = |error: io::Error| unwritable(path, &error.to_string());
        if prepared.file.metadata().map_err(told)?.is_file() {
            prepared.file.set_len(0).map_err(told)?;
        }
        let mut out = BufWriter::new(&prepared.file);
        let is_zip = path
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("zip"));
        let rows = match is_zip {
            true => operator.refused_package(&plan.plan_id, &mut out)?,
            false => operator.refused_rows(&plan.plan_id, None, &mut out)?,
        };
        out.flush().map_err(told)?;
        if tells {
            say(&format!(
                "{} written to {}",
                count(rows, "refused row"),
                path.display()
            ));
        }
        Ok(())
    }
}

impl Drop for Prepared {
    fn drop(&mut self) {
        if self.is_needless {
            // It is empty; that it stays behind is no reason to fail.
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn unwritable(path: &Path, why: &str) -> Failure {
    Failure::usage(
        "file-unwritable",
        format!("{} cannot be written: {why}", path.display()),
    )
}
