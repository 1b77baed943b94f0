//! Takes in the files of an upload, piece by piece: a CSV as it comes, a zip when it is whole.

use rollbook_rows::Code;
use rollbook_rows::rewrite::PasswordStripper;

use super::super::files::Part;
use super::super::intents;
use super::super::sealed_file::SealedWriter;
use super::Upload;
use crate::Error;
use crate::archive::{self, Archive, Failure};

/// Characters of a file's name that are kept.
const LONGEST_FILE_NAME: usize = 255;

/// The file that is coming in.
pub(super) enum Incoming {
    Nothing,
    /// Its first bytes, until they tell a zip from a CSV.
    Beginning {
        name: String,
        bytes: Vec<u8>,
    },
    Csv {
        stripper: Box<PasswordStripper>,
        writer: SealedWriter,
    },
    Zip(SealedWriter),
}

impl Upload<'_> {
    /// Begins the next file, a CSV or a zip of several; a path in its name is left out.
    ///
    /// # Errors
    /// [`Error::Unreadable`] where the file before is a zip that cannot be taken.
    pub fn begin_file(&mut self, name: &str) -> Result<(), Error> {
        self.end_file()?;
        self.incoming = Incoming::Beginning {
            name: name.to_owned(),
            bytes: Vec::new(),
        };
        Ok(())
    }

    /// Takes the next bytes of the file begun last.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Error> {
        match &mut self.incoming {
            Incoming::Nothing => Ok(()),
            Incoming::Csv { .. } => self.push_csv(bytes),
            Incoming::Zip(writer) => writer.push(bytes),
            Incoming::Beginning { bytes: first, .. } => {
                first.extend_from_slice(bytes);
                match first.len() < archive::BEGINNING {
                    true => Ok(()),
                    false => self.recognise(),
                }
            }
        }
    }

    /// Goes on with a file whose first bytes are there.
    fn recognise(&mut self) -> Result<(), Error> {
        let Incoming::Beginning { name, bytes } =
            std::mem::replace(&mut self.incoming, Incoming::Nothing)
        else {
            return Ok(());
        };
        if archive::is_zip(&bytes) {
            let mut writer = self
                .files
                .write(self.id, self.part_of_zip(), self.key.clone())?;
            writer.push(&bytes)?;
            self.incoming = Incoming::Zip(writer);
            return Ok(());
        }
        self.begin_csv(&name)?;
        self.push_csv(&bytes)
    }

    fn begin_csv(&mut self, name: &str) -> Result<(), Error> {
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let name: String = name
            .chars()
            .filter(|character| !character.is_control())
            .take(LONGEST_FILE_NAME)
            .collect();
        if self
            .names
            .iter()
            .any(|other| other.eq_ignore_ascii_case(&name))
        {
            return Err(Error::Unreadable {
                code: Code::FileNameDuplicate.as_str(),
                message: format!("two files of the package have the name {name}: rename one"),
            });
        }
        let part = Part::Upload(intents::number(self.names.len()));
        self.incoming = Incoming::Csv {
            stripper: Box::new(PasswordStripper::new()),
            writer: self.files.write(self.id, part, self.key.clone())?,
        };
        if let Some(reader) = &mut self.reader {
            reader.begin(&name)?;
        }
        self.names.push(name);
        Ok(())
    }

    /// Passwords end here: what is kept, hashed and checked is without them (R25).
    fn push_csv(&mut self, bytes: &[u8]) -> Result<(), Error> {
        if let (Incoming::Csv { stripper, writer }, Some(reader)) =
            (&mut self.incoming, &mut self.reader)
        {
            let mut without = Vec::with_capacity(bytes.len());
            stripper.push(bytes, &mut without);
            writer.push(&without)?;
            reader.push(without)?;
        }
        Ok(())
    }

    pub(super) fn end_file(&mut self) -> Result<(), Error> {
        if let Incoming::Beginning { .. } = self.incoming {
            self.recognise()?;
        }
        match std::mem::replace(&mut self.incoming, Incoming::Nothing) {
            Incoming::Nothing | Incoming::Beginning { .. } => Ok(()),
            Incoming::Csv {
                mut stripper,
                mut writer,
            } => {
                let mut rest = Vec::new();
                stripper.finish(&mut rest);
                writer.push(&rest)?;
                if let Some(reader) = &mut self.reader {
                    reader.push(rest)?;
                }
                writer.finish()
            }
            Incoming::Zip(writer) => {
                writer.finish()?;
                self.unpack()
            }
        }
    }

    /// Takes the files out of the zip that has come in, and removes it.
    fn unpack(&mut self) -> Result<(), Error> {
        let part = self.part_of_zip();
        let spooled = self.files.spooled(self.id, part, self.key.clone())?;
        let mut archive =
            Archive::open(spooled, self.operator.ledger.settings.archives).map_err(unreadable)?;
        for (number, name) in archive.names().iter().enumerate() {
            self.begin_csv(name)?;
            archive
                .unpack(number, |bytes| self.push_csv(bytes))
                .map_err(|failure| match failure {
                    Failure::Zip(fault) => unreadable(fault),
                    Failure::Taker(error) => error,
                })?;
            self.end_file()?;
        }
        self.files.remove_part(self.id, part)
    }

    fn part_of_zip(&self) -> Part {
        Part::Archive(intents::number(self.names.len()))
    }
}

fn unreadable(fault: archive::Fault) -> Error {
    Error::Unreadable {
        code: fault.code.as_str(),
        message: format!(
            "{}. {}",
            fault.message,
            fault.code.fix().trim_end_matches('.')
        ),
    }
}
