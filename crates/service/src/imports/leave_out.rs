//! Takes whom a plan deletes out of the plan itself (R43). What is left is prepared beside its files
//! before the deletion is recorded, and takes their place behind it: whoever stops in between is
//! finished by the next start. It is written before the writer's turn, in which it only gets its name.

use std::io::Read;

use super::decided::Outcome;
use super::files::{Part, PlanFiles};
use super::naming::Named;
use super::refused::OpenPlan;
use super::sealed_file::Nameless;
use super::stored::write_decision_into;
use crate::answers::Plan;
use crate::{Error, Ledger};

/// Bytes that are copied at once.
const PIECE: usize = 16 * 1024;

/// A plan that is being applied, as it was shown.
pub(crate) struct ShownPlan {
    pub(super) open: OpenPlan,
    pub(super) plan: Plan,
    pub(super) outcomes: Vec<Outcome>,
}

/// What takes the place of a plan's files.
pub(super) struct LeftOut(Vec<Nameless>);

impl LeftOut {
    /// Leaves it beside the files, where whoever finishes the deletion finds it. In the writer's turn:
    /// otherwise what another process prepared for the same plan could be replaced when it is recorded.
    pub(super) fn prepare(self) -> Result<(), Error> {
        self.0.into_iter().try_for_each(Nameless::take_name)
    }
}

impl ShownPlan {
    /// Writes the plan's files without the rows that name the people, and its decision without what
    /// they are called. Other rows keep their numbers.
    pub(super) fn without(&self, files: &PlanFiles, named: &Named) -> Result<LeftOut, Error> {
        let open = &self.open;
        let mut left_out = vec![self.decision_without(files)?];
        for file in open.terms.files() {
            let part = Part::Upload(file);
            let rows = files.spooled(open.id, part, open.key.clone())?;
            let raw = files.spooled(open.id, part, open.key.clone())?;
            let mut out = files.prepare(open.id, part, open.key.clone())?;
            named.write_without(rows, raw, &mut |bytes| out.push(bytes))?;
            left_out.push(out.complete()?);
        }
        Ok(LeftOut(left_out))
    }

    fn decision_without(&self, files: &PlanFiles) -> Result<Nameless, Error> {
        let mut plan = self.plan.clone();
        for change in &mut plan.changes {
            if change
                .effects
                .iter()
                .any(|effect| effect == "AccountDeleted")
            {
                change.label = String::new();
            }
        }
        let open = &self.open;
        let decision = files.prepare(open.id, Part::Decision, open.key.clone())?;
        write_decision_into(decision, &plan, &self.outcomes)
    }
}

impl Ledger {
    /// Puts what was prepared in its place where the deletion is recorded.
    pub(crate) fn finish_leaving_out(&self) -> Result<(), Error> {
        let files = self.plan_files();
        for plan in files.prepared()? {
            let stored = self.read(|reads| Ok(reads.plan(plan.as_bytes())?))?;
            // Before that, it may be somebody's who is just recording it.
            if stored.is_some_and(|stored| stored.batch.is_some()) {
                files.adopt(plan)?;
            }
        }
        Ok(())
    }
}

impl Named {
    /// Gives out a file without the rows that name anybody: each leaves an empty line. `raw` is read
    /// beside `rows`, from the same file.
    fn write_without(
        &self,
        rows: impl Read,
        mut raw: impl Read,
        out: &mut dyn FnMut(&[u8]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut read = 0;
        self.for_each_row(rows, &mut |end, is_named| {
            let row = (&mut raw).take(end.saturating_sub(read));
            read = end;
            match is_named {
                true => give_line_ends(row, out)?,
                false => give(row, out)?,
            }
            Ok(true)
        })?;
        give(raw, out)
    }
}

/// Gives out all of it, a piece at a time.
fn give(
    mut bytes: impl Read,
    out: &mut dyn FnMut(&[u8]) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut piece = [0; PIECE];
    loop {
        let length = bytes.read(&mut piece).map_err(Error::File)?;
        if length == 0 {
            return Ok(());
        }
        out(piece.get(..length).unwrap_or_default())?;
    }
}

/// Gives out the line ends before and behind a row: what is read with it may begin with the end of the
/// line before it, and with empty lines.
fn give_line_ends(
    row: impl Read,
    out: &mut dyn FnMut(&[u8]) -> Result<(), Error>,
) -> Result<(), Error> {
    let (mut is_begun, mut behind) = (false, Vec::new());
    give(row, &mut |piece| {
        for byte in piece {
            match byte {
                b'\r' | b'\n' => behind.push(*byte),
                _ if is_begun => behind.clear(),
                _ => {
                    is_begun = true;
                    out(&std::mem::take(&mut behind))?;
                }
            }
        }
        Ok(())
    })?;
    out(&behind)
}

#[cfg(test)]
mod tests {
    use rollbook_domain::{Column, Profile};

    use super::*;

    fn without_ann(text: &str) -> String {
        let mut profile = Profile::default();
        profile.set(Column::SisId, "1001");
        let mut named = Named::default();
        named.add(1, &profile);
        let mut left = Vec::new();
        let mut out = |bytes: &[u8]| {
            left.extend_from_slice(bytes);
            Ok(())
        };
        named
            .write_without(text.as_bytes(), text.as_bytes(), &mut out)
            .expect("a file");
        String::from_utf8(left).expect("text")
    }

    #[test]
    fn r43_other_rows_stay_byte_for_byte_where_they_were() {
        let file = "import_id,login\r\n\r\n1000,\"a\nb\"\r\n\r\n1001,ann\r\n1002,cara\r\n\r\n";
        let left = "import_id,login\r\n\r\n1000,\"a\nb\"\r\n\r\n\r\n1002,cara\r\n\r\n";
        assert_eq!(without_ann(file), left);
        assert_eq!(without_ann("import_id\n1001"), "import_id\n");
        assert_eq!(without_ann("import_id\n1001\n7"), "import_id\n\n7");
        assert_eq!(without_ann(""), "");
    }
}
