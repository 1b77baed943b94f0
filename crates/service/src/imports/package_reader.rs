//! Reads a package in a thread of its own: while a piece is checked, whoever hands the pieces over can
//! take in the next one, leave its passwords out, digest and seal it.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use rollbook_records::Blinding;
use rollbook_rows::{Checker, ProfileChoice};

use super::intents::{Intents, StandingSource};
use super::package::{Package, permit_refused};
use crate::Error;
use crate::answers::PlanFile;
use crate::check::{Digests, checker};

/// Pieces that wait to be checked. With more, whoever hands them over waits as well, so that memory
/// stays bounded.
const WAITING: usize = 16;

/// Bytes as they came, so that those that are wiped when they are dropped still are.
type Piece = Box<dyn AsRef<[u8]> + Send>;

/// What the thread is to do next.
enum Step {
    Begin(String),
    Push(Piece),
    Finish(Vec<PlanFile>),
}

/// Reads files piece by piece. Dropped before [`PackageReader::finish`], it lets go of all.
pub(crate) struct PackageReader {
    digests: Digests,
    steps: Option<SyncSender<Step>>,
    thread: Option<JoinHandle<Result<Package, Error>>>,
}

impl PackageReader {
    /// # Errors
    /// [`Error::NoThread`] where the machine gives no thread.
    pub(crate) fn new(
        choice: ProfileChoice,
        blinding: &Blinding,
        source: StandingSource,
    ) -> Result<PackageReader, Error> {
        let checker = checker(choice, Intents::new(blinding.clone(), source))?;
        let (steps, taken) = sync_channel(WAITING);
        let thread = thread::Builder::new()
            .name("check".to_owned())
            .spawn(move || read(checker, &taken))
            .map_err(Error::NoThread)?;
        Ok(PackageReader {
            digests: Digests::default(),
            steps: Some(steps),
            thread: Some(thread),
        })
    }

    /// Begins the next file.
    ///
    /// # Errors
    /// As [`PackageReader::push`].
    pub(crate) fn begin(&mut self, name: &str) -> Result<(), Error> {
        self.digests.begin(name);
        self.hand_over(Step::Begin(name.to_owned()))
    }

    /// Hands over the next bytes of the file begun last. What is wrong with them may be told by a
    /// later call.
    ///
    /// # Errors
    /// [`Error::Unreadable`] where more rows are refused than a plan can list.
    pub(crate) fn push(&mut self, bytes: impl AsRef<[u8]> + Send + 'static) -> Result<(), Error> {
        self.digests.push(bytes.as_ref());
        self.hand_over(Step::Push(Box::new(bytes)))
    }

    /// Ends the package.
    ///
    /// # Errors
    /// As [`Package::of`].
    pub(crate) fn finish(mut self) -> Result<Package, Error> {
        let digests = std::mem::take(&mut self.digests).finish();
        let files = digests
            .into_iter()
            .map(|(name, sha256)| PlanFile { name, sha256 });
        self.hand_over(Step::Finish(files.collect()))?;
        self.end()
    }

    fn hand_over(&mut self, step: Step) -> Result<(), Error> {
        let is_taken = |steps: &SyncSender<Step>| steps.send(step).is_ok();
        match self.steps.as_ref().is_some_and(is_taken) {
            true => Ok(()),
            // The thread has ended early, and says why.
            false => self.end().and(Err(Error::ShuttingDown)),
        }
    }

    fn end(&mut self) -> Result<Package, Error> {
        self.steps = None;
        let thread = self.thread.take().ok_or(Error::ShuttingDown)?;
        let outcome = thread.join();
        outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

impl Drop for PackageReader {
    /// Waits for the thread, so that nothing reads the ledger behind whoever gave up.
    fn drop(&mut self) {
        self.steps = None;
        if let Some(thread) = self.thread.take() {
            // Nobody asks for its package, so nobody asks what became of it.
            let _ = thread.join();
        }
    }
}

fn read(mut checker: Checker<Intents>, steps: &Receiver<Step>) -> Result<Package, Error> {
    for step in steps {
        match step {
            Step::Begin(name) => checker.begin(&name),
            Step::Push(piece) => {
                checker.push((*piece).as_ref());
                permit_refused(checker.refused())?;
            }
            Step::Finish(files) => return Package::of(checker, files),
        }
    }
    // Whoever handed the pieces over gave up.
    Err(Error::ShuttingDown)
}
