//! What becomes of each aspect, in words: what is kept with what changed it and who, what is
//! refused with what to do instead.

use rollbook_book::Reads;
use rollbook_domain::reversal::Aspect;
use rollbook_domain::{Position, Refusal};
use rollbook_records::Kind;

use super::super::judge::{Draft, Fate, Refused};
use super::super::plan::Resolution;
use super::super::request::kind;
use super::super::structure::StructureFate;
use super::done;
use crate::history::Known;
use crate::{Error, Reader, answers};

/// What is kept or refused and listed at most: an answer must end somewhere.
const MOST_EXCEPTIONS: usize = 100_000;

/// What is put and listed at most: whoever reads looks at the exceptions.
const MOST_PUT: usize = 10_000;

/// Outcomes, as far as they are listed.
pub(super) struct Outcomes<'a> {
    reads: &'a Reads<'a>,
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
            reads,
            known: Known::new(reader, reads),
            done: done(kind(resolution.drafts.aim)),
            outcomes: Vec::new(),
            left_out: 0,
        };
        outcomes.structure(resolution)?;
        outcomes.reports(resolution.reports);
        let is_exception = |fate: &Fate| !matches!(fate, Fate::Put { .. });
        for draft in resolution.settled.drafts(&resolution.drafts) {
            outcomes.account(draft, MOST_EXCEPTIONS, is_exception)?;
        }
        let most = outcomes.outcomes.len() + MOST_PUT;
        for draft in resolution.settled.drafts(&resolution.drafts) {
            outcomes.account(draft, most, |fate| !is_exception(fate))?;
        }
        let tally = resolution.tally;
        let all = tally.put + tally.kept + tally.refused;
        outcomes.left_out = all.saturating_sub(outcomes.outcomes.len() as u64);
        Ok(outcomes)
    }

    fn structure(&mut self, resolution: &Resolution) -> Result<(), Error> {
        for draft in &resolution.settled.structure {
            let label = Some(draft.label.clone()).filter(|label| !label.is_empty());
            let outcome = match &draft.fate {
                StructureFate::NothingToDo => continue,
                StructureFate::Put(_) => self.put(None),
                StructureFate::Kept(position) => self.kept(*position, None)?,
                StructureFate::Refused(reason) => refused(reason),
            };
            self.outcomes.push(answers::AspectOutcome {
                label,
                aspect: draft.aspect.to_owned(),
                ..outcome
            });
        }
        Ok(())
    }

    fn reports(&mut self, reports: u64) {
        if reports > 0 {
            let reason = Refused {
                code: "activity-stays",
                because: format!(
                    "reports of activity ({reports} here) stay: what a learning system has seen has \
                     happened"
                ),
            };
            self.outcomes.push(answers::AspectOutcome {
                aspect: "activity".to_owned(),
                ..refused(&reason)
            });
        }
    }

    fn account(
        &mut self,
        draft: &Draft,
        most: usize,
        fits: impl Fn(&Fate) -> bool,
    ) -> Result<(), Error> {
        let deleted = draft.is_deleted.then(|| Refused {
            code: Refusal::DeletedAccount.code(),
            because: Refusal::DeletedAccount.to_string(),
        });
        let deleted = deleted.map(Fate::Refused).filter(&fits);
        let fates = draft.fates.iter().filter(|(_, fate)| fits(fate));
        let mut label = None;
        for (aspect, fate) in deleted
            .iter()
            .map(|fate| (None, fate))
            .chain(fates.map(|(aspect, fate)| (Some(*aspect), fate)))
        {
            if self.outcomes.len() >= most {
                break;
            }
            let outcome = match fate {
                Fate::Put { over, .. } => self.put(*over),
                Fate::Kept(position) => self.kept(*position, aspect)?,
                Fate::Refused(reason) => refused(reason),
            };
            if label.is_none() {
                label = Some(self.known.name(draft.id)?);
            }
            let aspect = match aspect {
                Some(aspect) => self.name(aspect)?,
                None => "account".to_owned(),
            };
            self.outcomes.push(answers::AspectOutcome {
                account_id: Some(draft.id.to_string()),
                label: label.clone().flatten(),
                aspect,
                ..outcome
            });
        }
        Ok(())
    }

    fn put(&mut self, over: Option<Position>) -> answers::AspectOutcome {
        let outcome = outcome(self.done);
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

    /// What changed it, who and when.
    fn kept(
        &mut self,
        position: Position,
        aspect: Option<Aspect>,
    ) -> Result<answers::AspectOutcome, Error> {
        let record = self.reads.record(position)?;
        let unit = self.known.unit(position, &record)?;
        let who = unit.actor.as_deref().unwrap_or("somebody");
        let what = what_happened(record.body.kind(), aspect);
        Ok(answers::AspectOutcome {
            code: Some("changed-since".to_owned()),
            because: Some(format!("{who} {what} since")),
            by: unit.actor.clone(),
            at: Some(unit.at),
            position: Some(position.0),
            ..outcome("kept")
        })
    }

    fn name(&mut self, aspect: Aspect) -> Result<String, Error> {
        Ok(match aspect {
            Aspect::Status => "status".to_owned(),
            Aspect::Block => "block".to_owned(),
            Aspect::Origin => "origin".to_owned(),
            Aspect::Institution => "institution".to_owned(),
            Aspect::Column(column) => format!("column:{}", column.name()),
            Aspect::Group(group) => {
                let known = self.known.group(group.into())?;
                format!("group:{}", known.name.unwrap_or_else(|| group.to_string()))
            }
        })
    }
}

/// What a person did, as it is said of it.
fn what_happened(kind: Kind, aspect: Option<Aspect>) -> &'static str {
    match kind {
        Kind::AccountDisabled => "disabled it",
        Kind::AccountEnabled => "enabled it",
        Kind::AccountDeactivated => "deactivated it",
        Kind::AccountReactivated => "reactivated it",
        Kind::ProfileChanged if aspect == Some(Aspect::Institution) => "moved it",
        Kind::GroupJoined => "put it into the group",
        Kind::GroupLeft => "took it out of the group",
        Kind::ClassRemoved => "ended the class",
        _ => "changed it",
    }
}

fn refused(reason: &Refused) -> answers::AspectOutcome {
    answers::AspectOutcome {
        code: Some(reason.code.to_owned()),
        because: Some(reason.because.clone()),
        ..outcome("refused")
    }
}

fn outcome(word: &str) -> answers::AspectOutcome {
    answers::AspectOutcome {
        account_id: None,
        label: None,
        aspect: String::new(),
        outcome: word.to_owned(),
        code: None,
        because: None,
        by: None,
        at: None,
        position: None,
    }
}
