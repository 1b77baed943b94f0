//! Checks an upload. Nothing of it is kept; only a zip is set down for a moment, sealed, because
//! it must be read from its end (R35, R43).

use std::io::{Cursor, Read};

use rollbook_rows::{ProfileChoice, Report};

use super::files::Part;
use crate::archive;
use crate::check::{PIECE, Run, fill};
use crate::sources::Chance;
use crate::{Error, Operator};

impl Operator<'_> {
    /// Checks a CSV or a zip as it comes in. What is wrong with it is in the report.
    ///
    /// # Errors
    /// [`Error::Upload`] where its bytes cannot be had.
    pub fn check(
        &self,
        choice: ProfileChoice,
        name: &str,
        content: &mut dyn Read,
    ) -> Result<Report, Error> {
        let mut run = Run::new(choice, self.ledger.settings.archives)?;
        let mut beginning = [0; 4];
        let length = fill(content, &mut beginning).map_err(Error::Upload)?;
        let mut content = Cursor::new(&beginning[..length]).chain(content);
        match archive::is_zip(&beginning[..length]) {
            false => run.csv(name, &mut content, &mut |_| {})?,
            true => self.check_zip(&mut run, name, &mut content)?,
        }
        Ok(run.finish())
    }

    fn check_zip(&self, run: &mut Run, name: &str, content: &mut dyn Read) -> Result<(), Error> {
        let mut chance = Chance::new();
        let (id, key) = (chance.identifier(self.ledger.now())?, chance.key()?);
        let files = self.ledger.plan_files();
        let part = Part::Archive(0);
        let mut writer = files.write(id, part, key.clone())?;
        let mut piece = vec![0; PIECE];
        loop {
            let length = fill(content, &mut piece).map_err(Error::Upload)?;
            if length == 0 {
                break;
            }
            writer.push(&piece[..length])?;
        }
        writer.finish()?;
        let checked = files
            .spooled(id, part, key)
            .and_then(|mut spooled| run.zip(name, &mut spooled));
        // What cannot be removed now is swept up later; its key is gone already.
        let _ = files.remove_part(id, part);
        checked
    }
}
