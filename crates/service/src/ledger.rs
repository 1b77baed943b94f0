//! A ledger that is open in this process.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use rollbook_book::{Book, KeyFile, Reads};
use rollbook_domain::{Guards, TokenId};
use rollbook_records::{Blind, Body, Keyring, LedgerOpened, SharedKeyring};
use rollbook_sequencer::{Engine, Local, Sequencer, Shared};

use crate::archive::ArchiveLimits;
use crate::imports::{PlanFiles, PlansInHand, Rolls};
use crate::node::Watch;
use crate::rate::Rate;
use crate::schedule::ForecastAtHand;
use crate::search::SearchIndex;
use crate::sessions::{Lockouts, Passwords};
use crate::signing::Signer;
use crate::sources::{Clock, SystemClock};
use crate::tokens::KnownTokens;
use crate::uses::Uses;
use crate::vault::Vault;
use crate::work::{NewEvent, Receipt, Work};
use crate::writer::Writer;
use crate::{Caller, Error, rebuild};

/// In whose name a ledger records what nobody has commanded.
pub(crate) const OWN_NAME: &str = "rollbook";

/// Where a ledger is, and how it behaves.
#[derive(Clone)]
pub struct Settings {
    /// Holds `book.db`, `keys.db` and `plans/`.
    pub directory: PathBuf,
    /// The key that signs checkpoints (R64); without it, `signing.key` in the directory.
    pub signing_key: Option<PathBuf>,
    pub clock: Arc<dyn Clock>,
    /// R60.
    pub guards: Guards,
    /// Of packages in a zip (R35).
    pub archives: ArchiveLimits,
    /// The log and the keys, where several nodes share the ledger; without it the book is the log.
    pub shared: Option<SharedLedger>,
    /// Of each token and each session, with ten times as many at once; 0 sets no limit.
    pub requests_per_second: u32,
}

/// What the nodes of one ledger share.
#[derive(Clone)]
pub struct SharedLedger {
    pub log: Arc<dyn Engine>,
    pub keys: Arc<dyn SharedKeyring>,
}

/// The default: far more than a gate asks, and far less than would keep others from being answered.
pub const REQUESTS_PER_SECOND: u32 = 1000;

impl Settings {
    /// With the machine's clock and the default guards.
    pub fn new(directory: impl Into<PathBuf>) -> Settings {
        Settings {
            directory: directory.into(),
            signing_key: None,
            clock: Arc::new(SystemClock),
            guards: Guards::default(),
            archives: ArchiveLimits::default(),
            shared: None,
            requests_per_second: REQUESTS_PER_SECOND,
        }
    }
}

/// Makes a sequencer over a book.
pub(crate) type MakeSequencer<'a> = &'a dyn Fn(Arc<Book>) -> Arc<dyn Sequencer>;

/// An open ledger; clones share it.
#[derive(Clone)]
pub struct Ledger(Arc<Inner>);

/// What the clones of a ledger share. Nothing of it is for callers.
pub struct Inner {
    pub(crate) settings: Settings,
    pub(crate) book: Arc<Book>,
    pub(crate) vault: Arc<Vault>,
    pub(crate) search: Arc<SearchIndex>,
    pub(crate) plans: PlansInHand,
    pub(crate) forecast: ForecastAtHand,
    pub(crate) tokens: KnownTokens,
    pub(crate) signer: Arc<Signer>,
    pub(crate) token_uses: Uses<TokenId>,
    pub(crate) session_uses: Uses<Blind>,
    pub(crate) rate: Rate,
    pub(crate) passwords: Passwords,
    pub(crate) lockouts: Lockouts,
    /// For imports of student information systems.
    pub(crate) rolls: Rolls,
    pub(crate) sequencer: Arc<dyn Sequencer>,
    pub(crate) watch: Watch,
    writer: Writer,
}

impl std::ops::Deref for Ledger {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Ledger {
    /// Opens a ledger that is there.
    ///
    /// # Errors
    /// [`Error::NoLedger`] where there is none; [`Error::SigningKey`] where others than its owner may
    /// read the signing key. One that is missing only keeps from recording.
    pub fn open(settings: Settings) -> Result<Ledger, Error> {
        let book = open_book(&settings)?;
        let vault = open_vault(&settings, &book)?;
        let signer = Signer::new(&settings);
        signer.check_file()?;
        rebuild::prepare_views(&book, &vault)?;
        Self::start(settings, book, vault, signer, None)?.followed()
    }

    /// The same with views as they are, also where an older version of the program made them: to
    /// examine them, not to be asked of.
    ///
    /// # Errors
    /// As [`Ledger::open`].
    pub fn open_to_examine(settings: Settings) -> Result<Ledger, Error> {
        let book = open_book(&settings)?;
        let vault = open_vault(&settings, &book)?;
        let signer = Signer::new(&settings);
        Self::start(settings, book, vault, signer, None)
    }

    /// Opens a ledger to write to it, making one where there is none.
    ///
    /// # Errors
    /// [`Error::SigningKey`] where the key that the ledger signs with is not at hand.
    pub fn open_or_create(settings: Settings) -> Result<Ledger, Error> {
        Self::open_or_create_on(settings, None)
    }

    /// The same on a sequencer of the caller's choice.
    pub(crate) fn open_or_create_on(
        settings: Settings,
        sequencer: Option<MakeSequencer<'_>>,
    ) -> Result<Ledger, Error> {
        let book = create_book(&settings)?;
        let vault = open_vault(&settings, &book)?;
        let signer = Signer::new(&settings);
        signer.check_file()?;
        // Another node may have replaced the key that this one has heard of last.
        if settings.shared.is_none() {
            book.read(|reads| signer.adopted(reads).map(drop))?;
        }
        rebuild::prepare_views(&book, &vault)?;
        let ledger = Self::start(settings, book, vault, signer, sequencer)?;
        ledger.follow()?;
        // Whoever made up a whole log, for a new node to take over, has not the nodes' key.
        let signer = Arc::clone(&ledger.signer);
        ledger.book.read(|reads| signer.adopted(reads).map(drop))?;
        ledger.record_opening()?;
        ledger.sweep_plans();
        Ok(ledger)
    }

    fn start(
        settings: Settings,
        book: Book,
        vault: Vault,
        signer: Signer,
        sequencer: Option<MakeSequencer<'_>>,
    ) -> Result<Ledger, Error> {
        let (book, vault) = (Arc::new(book), Arc::new(vault));
        let sequencer: Arc<dyn Sequencer> = match (sequencer, &settings.shared) {
            (Some(make), _) => make(Arc::clone(&book)),
            (None, Some(shared)) => Arc::new(Shared::new(Arc::clone(&shared.log))),
            (None, None) => Arc::new(Local::new(Arc::clone(&book))),
        };
        let search = Arc::new(SearchIndex::default());
        let signer = Arc::new(signer);
        let mut writer = book.writer(vault.blinding.clone())?;
        if let Some(shared) = &settings.shared {
            let transaction = writer.begin()?;
            transaction.join_shared_log(shared.log.place())?;
            transaction.commit()?;
        }
        let writer = Writer::start(
            writer,
            Arc::clone(&sequencer),
            Arc::clone(&vault),
            Arc::clone(&search),
            Arc::clone(&signer),
            Arc::clone(&settings.clock),
        )?;
        let rate = Rate::per_second(settings.requests_per_second);
        Ok(Ledger(Arc::new(Inner {
            settings,
            book,
            vault,
            search,
            plans: PlansInHand::default(),
            forecast: ForecastAtHand::default(),
            tokens: KnownTokens::default(),
            signer,
            token_uses: Uses::default(),
            session_uses: Uses::default(),
            rate,
            passwords: Passwords::default(),
            lockouts: Lockouts::default(),
            rolls: Rolls::default(),
            sequencer,
            watch: Watch::default(),
            writer,
        })))
    }

    /// The first record, which gives every ledger a head (position 0) and a name; and behind it the
    /// key that bears the name.
    fn record_opening(&self) -> Result<(), Error> {
        let opener = Caller::of_the_machine(OWN_NAME);
        let opened = self.write(&opener, "open", |work| {
            if work.reads().head()?.is_some() {
                return Ok(Receipt::default());
            }
            let ledger = work.identifier()?;
            let body = Body::LedgerOpened(LedgerOpened {
                ledger: rollbook_records::Id(*ledger.as_bytes()),
            });
            let position = work.record(NewEvent::of_ledger(body), None)?;
            Ok(Receipt::default().at(position))
        })?;
        if opened.position.is_none() {
            return Ok(());
        }
        let signer = Arc::clone(&self.signer);
        self.write(&opener, "adopt", move |work| signer.adopt_first(work))
            .map(drop)
    }

    /// Takes over what other nodes have recorded, where the log is shared.
    ///
    /// # Errors
    /// [`crate::FollowError`]; [`Error::Engine`] where the log does not answer.
    pub fn follow(&self) -> Result<(), Error> {
        match self.sequencer.is_shared() {
            true => self.writer.follow(),
            false => Ok(()),
        }
    }

    /// A node that was empty so far is there once it has what the others recorded.
    fn followed(self) -> Result<Ledger, Error> {
        self.follow()?;
        match self.book.read(|reads| reads.head())? {
            Some(_) => Ok(self),
            None => Err(Error::NoLedger(self.settings.directory.clone())),
        }
    }

    /// The time by the ledger's clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.settings.clock.now()
    }

    /// Whether other nodes record in this ledger too.
    pub fn is_shared(&self) -> bool {
        self.sequencer.is_shared()
    }

    /// Whether nothing was recorded but its opening and its first signing key.
    pub fn is_empty(&self) -> Result<bool, Error> {
        self.book.read(|reads| {
            let first_key = reads.signing_keys()?.first().map(|key| key.position.0);
            Ok(reads.size()? <= 1 + u64::from(first_key == Some(1)))
        })
    }

    /// Writes down what was used last, waits for what is being written, and writes nothing more.
    pub fn close(&self) {
        if let Err(error) = self.write_uses()
            && !matches!(error, Error::ShuttingDown)
        {
            tracing::warn!(
                code = error.code(),
                %error,
                "when tokens and sessions were last used could not be written down"
            );
        }
        self.writer.close();
    }

    /// Reads one consistent moment. Where somebody is deleted meanwhile, the key is gone before the
    /// moment is: then a later moment is read, at which the account is gone too (R42).
    pub(crate) fn read<T>(
        &self,
        mut read: impl FnMut(&Reads<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        match self.book.read(&mut read) {
            Err(Error::KeyMissing) => self.book.read(read),
            outcome => outcome,
        }
    }

    /// The same for what cannot be begun again, because some of it has gone out already.
    pub(crate) fn read_once<T>(
        &self,
        read: impl FnOnce(&Reads<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.book.read(read)
    }

    /// Decides and records in one turn of the writer: all of it or nothing. `operation` keeps
    /// idempotency keys of different commands apart.
    pub(crate) fn write(
        &self,
        caller: &Caller,
        operation: &str,
        decide: impl FnMut(&mut Work<'_, '_>) -> Result<Receipt, Error> + Send + 'static,
    ) -> Result<Receipt, Error> {
        self.writer.submit(caller.clone(), operation, false, decide)
    }

    /// The same for what is no command on the ledger, and this node's alone: sessions, plans, and what is
    /// left over of them. It records nothing, and a shared log need not be asked.
    pub(crate) fn write_aside(
        &self,
        caller: &Caller,
        operation: &str,
        decide: impl FnMut(&mut Work<'_, '_>) -> Result<Receipt, Error> + Send + 'static,
    ) -> Result<Receipt, Error> {
        self.writer.submit(caller.clone(), operation, true, decide)
    }

    pub(crate) fn plan_files(&self) -> PlanFiles {
        PlanFiles::new(&self.settings.directory)
    }
}

fn open_book(settings: &Settings) -> Result<Book, Error> {
    // What a node's book lacks comes out of the shared log.
    if settings.shared.is_some() {
        return create_book(settings);
    }
    let book = Book::open(&settings.directory)?;
    see_whose_log_it_is(&book, settings)?;
    match book.read(|reads| reads.head())? {
        Some(_) => Ok(book),
        None => Err(Error::NoLedger(settings.directory.clone())),
    }
}

fn create_book(settings: &Settings) -> Result<Book, Error> {
    let book = Book::create(&settings.directory)?;
    see_whose_log_it_is(&book, settings)?;
    Ok(book)
}

/// A node's book that went on by itself would be another ledger from there on, and so would a ledger
/// of one machine that went on in the log of others.
fn see_whose_log_it_is(book: &Book, settings: &Settings) -> Result<(), Error> {
    let (joined, is_empty) =
        book.read(|reads| Ok::<_, Error>((reads.shared_log()?, reads.head()?.is_none())))?;
    match (joined, &settings.shared) {
        (Some(place), None) => Err(Error::OfANode(place)),
        (None, Some(_)) if !is_empty => Err(Error::OfOneMachine(settings.directory.clone())),
        _ => Ok(()),
    }
}

fn open_vault(settings: &Settings, book: &Book) -> Result<Vault, Error> {
    let has_records = book.read(|reads| reads.head())?.is_some();
    let (keyring, is_new): (Arc<dyn Keyring>, bool) = match &settings.shared {
        Some(shared) => {
            let is_new = !has_records && shared.log.head()?.is_none();
            (Arc::clone(&shared.keys) as Arc<dyn Keyring>, is_new)
        }
        None => (Arc::new(KeyFile::open(&settings.directory)?), !has_records),
    };
    Vault::open(keyring, is_new)
}
