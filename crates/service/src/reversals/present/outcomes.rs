//! What becomes of each aspect: what is kept and refused first, then what is put back.

use rollbook_book::Reads;
use rollbook_domain::Position;

use super::super::exceptions::{aspect_told, exceptions, told};
use super::super::judge::{Draft, Fate};
use super::super::plan::Resolution;
use super::super::request::kind;
use super::super::structure::{StructureDraft, StructureFate};
use super::done;
use crate::history::Known;
use crate::{Error, Reader, answers};

/// What is kept or refused and listed at most: an answer must end somewhere.
const MOST_EXCEPTIONS: usize = 100_000;

/// What is put and listed at most: whoever reads looks at the exceptions.
const MOST_PUT: usize = 10_000;

/// Outcomes, as far as they are listed.
pub(super) struct Outcomes<'a> {
    known: Known<'a>,
    done: &'static str,
    pub(super) outcomes: Vec<answers::AspectOutcome>,
    pub(super) left_out: u64,
}

impl<'a> Outcomes<'a> {
    pub(super) fn list(
        reader: Reader<'a>,
        reads: &'a Reads<'a>,
        resolution: &Resolution,
    ) -> Result<Outcomes<'a>, Error> {
        let mut outcomes = Outcomes {
            known: Known::new(reader, reads),
            done: done(kind(resolution.drafts.aim)),
            outcomes: Vec::new(),
            left_out: 0,
        };
        for exception in exceptions(resolution).take(MOST_EXCEPTIONS) {
            let told = told(&mut outcomes.known, reads, exception)?;
            outcomes.outcomes.push(told);
        }
        let most = outcomes.outcomes.len() + MOST_PUT;
        outcomes.structure(&resolution.settled.structure);
        for draft in resolution.settled.drafts(&resolution.drafts) {
            outcomes.account(draft, most)?;
        }
        let tally = resolution.tally;
        let all = tally.put + tally.kept + tally.refused;
        outcomes.left_out = all.saturating_sub(outcomes.outcomes.len() as u64);
        Ok(outcomes)
    }

    /// Whatever is no account's own and is put.
    fn structure(&mut self, drafts: &[StructureDraft]) {
        let is_put = |draft: &&StructureDraft| matches!(draft.fate, StructureFate::Put(_));
        for draft in drafts.iter().filter(is_put) {
            self.outcomes.push(answers::AspectOutcome {
                label: Some(draft.label.clone()).filter(|label| !label.is_empty()),
                aspect: draft.aspect.to_owned(),
                ..self.put(None)
            });
        }
    }

    /// What is put of an account, while no more than `most` outcomes are listed.
    fn account(&mut self, draft: &Draft, most: usize) -> Result<(), Error> {
        for (aspect, fate) in &draft.fates {
            let Fate::Put { over, .. } = fate else {
                continue;
            };
            if self.outcomes.len() >= most {
                break;
            }
            let outcome = answers::AspectOutcome {
                account_id: Some(draft.id.to_string()),
                label: self.known.name(draft.id)?,
                aspect: aspect_told(&mut self.known, *aspect)?,
                ..self.put(*over)
            };
            self.outcomes.push(outcome);
        }
        Ok(())
    }

    fn put(&self, over: Option<Position>) -> answers::AspectOutcome {
        let outcome = answers::AspectOutcome::of(self.done);
        match over {
            Some(position) => answers::AspectOutcome {
                code: Some("forced".to_owned()),
                because: Some("something else has changed it since, and you named it".to_owned()),
                position: Some(position.0),
                ..outcome
            },
            None => outcome,
        }
    }
}
