//! One record of each kind, under a fixed key and fixed nonces, so that its bytes never change.

use chrono::DateTime;
use rollbook_domain::{AccountId, Change, Column, InstitutionId, Profile};
use rollbook_records::{
    AccountCreated, ActivityRecorded, ActivityReport, AdminAdded, AdminRemoved, BatchKind,
    BatchRecorded, Body, Channel, ClassAdded, ClassChanged, ClassDetails, ClassRemoved, ClassRole,
    Exception, ExceptionCause, GroupAdded, Header, Id, InstitutionAdded, InstitutionChanged, KeyId,
    Kind, LedgerOpened, LedgerRestored, Membership, OriginChanged, PasswordSet, ProfileChanged,
    Record, RecordedEffects, RecordedFile, RecordedScope, Role, ScheduledAction, Sealed,
    SeatLimitSet, SignInLinkMade, SignInLocked, SigningKeyAdopted, Source, StepCancelled, StepRan,
    StepRefused, StepScheduled, StepTargeted, TokenCreated, TokenRevoked, Unit, seal_activity,
    seal_changes, seal_class_details, seal_exceptions, seal_profile, seal_text,
};
use uuid::Uuid;

pub const KEY: [u8; 32] = [7; 32];

/// How much of what may be absent is there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Extent {
    /// All that the first version of the kind had.
    Full,
    Minimal,
    /// Also the fields that were added later, of a kind that has such.
    Grown,
    /// Also those that came later still.
    GrownAgain,
    /// And those that came after these.
    GrownOnceMore,
    /// Also those that came last.
    GrownYetAgain,
}

impl Extent {
    pub fn name(self) -> &'static str {
        match self {
            Extent::Full => "full",
            Extent::Minimal => "minimal",
            Extent::Grown => "grown",
            Extent::GrownAgain => "grown-again",
            Extent::GrownOnceMore => "grown-once-more",
            Extent::GrownYetAgain => "grown-yet-again",
        }
    }

    /// A value that may be absent.
    fn of<T>(self, value: T) -> Option<T> {
        (self != Extent::Minimal).then_some(value)
    }

    /// A value that the first version did not know.
    fn grown<T>(self, value: T) -> Option<T> {
        matches!(
            self,
            Extent::Grown | Extent::GrownAgain | Extent::GrownOnceMore | Extent::GrownYetAgain
        )
        .then_some(value)
    }

    /// A value that the second version did not know either.
    fn grown_again<T>(self, value: T) -> Option<T> {
        matches!(
            self,
            Extent::GrownAgain | Extent::GrownOnceMore | Extent::GrownYetAgain
        )
        .then_some(value)
    }

    /// A value that the third version did not know either.
    fn grown_once_more<T>(self, value: T) -> Option<T> {
        matches!(self, Extent::GrownOnceMore | Extent::GrownYetAgain).then_some(value)
    }

    /// A value that the fourth version did not know either.
    fn grown_yet_again<T>(self, value: T) -> Option<T> {
        (self == Extent::GrownYetAgain).then_some(value)
    }
}

/// The extents of which a kind has an example.
pub fn extents(kind: Kind) -> &'static [Extent] {
    match kind {
        Kind::BatchRecorded => &[
            Extent::Full,
            Extent::Minimal,
            Extent::Grown,
            Extent::GrownAgain,
            Extent::GrownOnceMore,
            Extent::GrownYetAgain,
        ],
        Kind::AdminRemoved => &[
            Extent::Full,
            Extent::Minimal,
            Extent::Grown,
            Extent::GrownAgain,
        ],
        Kind::AccountCreated | Kind::InstitutionAdded | Kind::GroupJoined | Kind::GroupLeft => {
            &[Extent::Full, Extent::Minimal, Extent::Grown]
        }
        _ => &[Extent::Full, Extent::Minimal],
    }
}

/// The example of a kind.
pub fn record(kind: Kind, extent: Extent) -> Record {
    Record {
        header: match extent {
            Extent::Minimal => Header::Behind(1),
            _ => Header::Own(unit()),
        },
        account: extent.of(AccountId::from_bytes([0xac; 16])),
        institution: extent.of(InstitutionId(109)),
        source: extent.of(Source {
            file: 1,
            row: 65_537,
        }),
        body: body(kind, extent),
    }
}

/// Every column filled, and letters that take more than one byte.
pub fn profile() -> Profile {
    let mut profile = Profile::default();
    let values = [
        "zoe.nowak@school.example",
        "zoe.nowak",
        "S2600017",
        "123456",
        "Zoë",
        "M",
        "Łukasz",
        "Jr.",
        "Zo",
        "Z-17",
        "zoe@google.example",
        "T",
    ];
    for (column, value) in Column::ALL.into_iter().zip(values) {
        profile.set(column, value);
    }
    profile
}

fn unit() -> Unit {
    Unit {
        id: Uuid::from_bytes([0xba; 16]),
        at: DateTime::from_timestamp_millis(1_789_000_000_123).unwrap(),
        channel: Channel::Import,
        actor: KeyId([0xa1; 16]),
        actor_name: text("alice@school.example"),
        reason: Some(text("left at the end of term")),
    }
}

fn text(plain: &str) -> Sealed {
    seal_text(&KEY.into(), [3; 12], plain)
}

fn body(kind: Kind, extent: Extent) -> Body {
    let membership = Membership {
        group: Id([0x60; 16]),
        role: extent.grown(ClassRole::Teacher),
    };
    match kind {
        Kind::LedgerOpened => Body::LedgerOpened(LedgerOpened {
            ledger: Id([0x1e; 16]),
        }),
        Kind::BatchRecorded => Body::BatchRecorded(Box::new(batch(extent))),
        Kind::InstitutionAdded => Body::InstitutionAdded(InstitutionAdded {
            name: text("Sonia Sotomayor Middle School"),
            import_id: extent.of(text("SSMS-107")),
            parent: extent.grown(100),
        }),
        Kind::InstitutionChanged => Body::InstitutionChanged(InstitutionChanged {
            name: text("Sonia Sotomayor Middle School"),
            import_id: extent.of(text("SSMS-107")),
            parent: extent.of(100),
        }),
        Kind::InstitutionRemoved => Body::InstitutionRemoved,
        Kind::SeatLimitSet => Body::SeatLimitSet(SeatLimitSet {
            limit: extent.of(1_900),
        }),
        Kind::AccountCreated => Body::AccountCreated(created(extent)),
        Kind::ProfileChanged => Body::ProfileChanged(changed(extent)),
        Kind::OriginChanged => Body::OriginChanged(OriginChanged {
            manual: extent == Extent::Full,
        }),
        Kind::AccountDisabled => Body::AccountDisabled,
        Kind::AccountEnabled => Body::AccountEnabled,
        Kind::AccountDeactivated => Body::AccountDeactivated,
        Kind::AccountReactivated => Body::AccountReactivated,
        Kind::AccountDeleted => Body::AccountDeleted,
        Kind::ActivityRecorded => Body::ActivityRecorded(activity(extent)),
        Kind::GroupAdded => Body::GroupAdded(GroupAdded {
            group: Id([0x60; 16]),
            name: text("Algebra I (Ms. O’Neill)"),
        }),
        Kind::GroupJoined => Body::GroupJoined(membership),
        Kind::GroupLeft => Body::GroupLeft(membership),
        Kind::ClassAdded => Body::ClassAdded(ClassAdded {
            class: CLASS,
            details: class_details(extent),
        }),
        Kind::ClassChanged => Body::ClassChanged(ClassChanged {
            class: CLASS,
            details: class_details(extent),
            previous_owner: extent.of(Id([0xac; 16])),
            moved_from: extent.of(101),
        }),
        Kind::ClassRemoved => Body::ClassRemoved(ClassRemoved { class: CLASS }),
        Kind::AdminAdded => Body::AdminAdded(AdminAdded {
            admin: Id([0xad; 16]),
            email: text("alice@school.example"),
            role: match extent {
                Extent::Minimal => Role::DomainAdmin,
                _ => Role::InstitutionAdmin,
            },
        }),
        Kind::AdminRemoved => Body::AdminRemoved(AdminRemoved {
            admin: Id([0xad; 16]),
            erased: extent.grown(true).unwrap_or_default(),
            actors: extent
                .grown_again(vec![Id([0xa1; 16]), Id([0xa2; 16])])
                .unwrap_or_default(),
        }),
        Kind::TokenCreated => Body::TokenCreated(TokenCreated {
            token: Id([0x70; 16]),
            name: text("nightly import"),
            role: Role::Gate,
            secret_hash: [0x5e; 32],
            expires: extent.of(1_820_536_000_123),
        }),
        Kind::TokenRevoked => Body::TokenRevoked(TokenRevoked {
            token: Id([0x70; 16]),
        }),
        Kind::StepScheduled => Body::StepScheduled(StepScheduled {
            step: STEP,
            action: match extent {
                Extent::Minimal => ScheduledAction::Disable,
                _ => ScheduledAction::Reactivate,
            },
            due: 1_782_864_000_000,
            accounts: extent.of(70_000).unwrap_or_default(),
            ends: extent.of(Id([0x58; 16])),
            override_reason: extent.of(text("the summer block")),
        }),
        Kind::StepTargeted => Body::StepTargeted(StepTargeted { step: STEP }),
        Kind::PasswordSet => Body::PasswordSet(PasswordSet {
            admin: Id([0xad; 16]),
            hash: extent.of(text("$argon2id$v=19$")),
        }),
        Kind::SignInLocked => Body::SignInLocked(SignInLocked {
            admin: Id([0xad; 16]),
        }),
        Kind::SignInLinkMade => Body::SignInLinkMade(SignInLinkMade {
            admin: Id([0xad; 16]),
        }),
        Kind::SigningKeyAdopted => Body::SigningKeyAdopted(SigningKeyAdopted {
            public_key: [0x5e; 32],
            endorsement: extent.of([0x5f; 64]),
        }),
        Kind::LedgerRestored => Body::LedgerRestored(LedgerRestored {
            replaced_size: extent.of(7),
            replaced_root: extent.of([0x0f; 32]),
        }),
        Kind::StepCancelled => Body::StepCancelled(StepCancelled { step: STEP }),
        Kind::StepRan => Body::StepRan(StepRan {
            step: STEP,
            changed: extent.of(69_000).unwrap_or_default(),
            nothing_to_do: extent.of(900).unwrap_or_default(),
            refused: extent.of(100).unwrap_or_default(),
        }),
        Kind::StepRefused => Body::StepRefused(StepRefused {
            step: STEP,
            code: "seat-limit".to_owned(),
        }),
    }
}

const STEP: Id = Id([0x57; 16]);

fn batch(extent: Extent) -> BatchRecorded {
    let file = RecordedFile {
        name: text("leavers.csv"),
        sha256: text("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        rows: 70_000,
    };
    BatchRecorded {
        kind: extent
            .grown_again(BatchKind::Reversal)
            .unwrap_or(BatchKind::Import),
        events: extent.of(996).unwrap_or_default(),
        profile: extent.of("benchprep".to_owned()),
        action: extent.of("deactivate".to_owned()),
        files: extent.of(file).into_iter().collect(),
        effects: extent.of(effects(extent)).unwrap_or_default(),
        validator: "1".to_owned(),
        all_or_nothing: extent != Extent::Minimal,
        override_reason: extent.of(text("the school closes")),
        of_batch: extent.grown_again(Id([0xb1; 16])),
        of_event: extent.grown_again(70_001),
        of_query: extent.grown_again(text("type:deactivated actor:amy")),
        of_step: extent.grown_again(Id([0x57; 16])),
        scope: extent.grown_once_more(RecordedScope {
            institution: Some(7),
        }),
        exceptions: extent.grown_yet_again(sealed_exceptions()),
    }
}

fn sealed_exceptions() -> Sealed {
    seal_exceptions(&KEY.into(), [3; 12], exceptions().into_iter(), usize::MAX)
}

/// One of each cause, and of each kind of subject.
pub fn exceptions() -> Vec<Exception> {
    vec![
        Exception {
            account: None,
            aspect: "institution".to_owned(),
            group: None,
            label: Some("institution 109".to_owned()),
            cause: ExceptionCause::Refused {
                code: "institution-stays".to_owned(),
                because: "an institution that was added stays".to_owned(),
            },
        },
        Exception {
            account: Some(Id([0xac; 16])),
            aspect: "group".to_owned(),
            group: Some(Id([0x60; 16])),
            label: None,
            cause: ExceptionCause::Kept(70_002),
        },
    ]
}

/// No two numbers alike, so that none can stand in another's place unseen.
fn effects(extent: Extent) -> RecordedEffects {
    let later = |count| extent.grown(count).unwrap_or_default();
    RecordedEffects {
        create: 1,
        change_profile: 2,
        change_origin: 3,
        disable: 4,
        enable: 5,
        deactivate: 6,
        reactivate: 7,
        delete: 8,
        leave_group: 9,
        join_group: 10,
        nothing_to_do: 11,
        refused: 12,
        add_institution: later(13),
        change_institution: later(14),
        remove_institution: later(15),
        add_class: later(16),
        change_class: later(17),
        remove_class: later(18),
        record_activity: later(19),
        kept: extent.grown_again(20).unwrap_or_default(),
    }
}

fn created(extent: Extent) -> AccountCreated {
    let profile = extent.of(profile()).unwrap_or_default();
    AccountCreated {
        manual: extent != Extent::Minimal,
        blocked: extent != Extent::Minimal,
        profile: seal_profile(&KEY.into(), [1; 12], &profile),
        assigned: extent != Extent::Minimal,
        skipped: extent.grown(3).unwrap_or_default(),
    }
}

const CLASS: Id = Id([0xc1; 16]);

/// A report that says all there is to say.
pub fn report() -> ActivityReport {
    ActivityReport {
        last_login: DateTime::from_timestamp_millis(1_788_000_000_456),
        grades: Some(17),
    }
}

fn activity(extent: Extent) -> ActivityRecorded {
    let report = extent.of(report()).unwrap_or_default();
    ActivityRecorded {
        logged_in: extent == Extent::Full,
        has_grades: extent == Extent::Full,
        report: seal_activity(&KEY.into(), [4; 12], &report),
    }
}

/// A class with everything filled.
pub fn class() -> ClassDetails {
    ClassDetails {
        import_id: Some("2026-ALG1-03".to_owned()),
        name: Some("Algebra I (Ms. O’Neill)".to_owned()),
        shortname: Some("ALG1-03".to_owned()),
        description: Some("Year 9, “Zürich” stream".to_owned()),
        code: Some("M-101".to_owned()),
        year: Some("2026".to_owned()),
    }
}

fn class_details(extent: Extent) -> Sealed {
    let details = extent.of(class()).unwrap_or_default();
    seal_class_details(&KEY.into(), [5; 12], &details)
}

fn changed(extent: Extent) -> ProfileChanged {
    let change = |old: Option<&str>, new: Option<&str>, column| Change {
        column,
        old: old.map(str::to_owned),
        new: new.map(str::to_owned),
    };
    let changes = match extent {
        Extent::Minimal => Vec::new(),
        _ => vec![
            change(Some("Łukasz"), Some("Nguyễn"), Column::LastName),
            change(None, Some("Zo"), Column::Nickname),
            change(Some("Jr."), None, Column::Suffix),
        ],
    };
    ProfileChanged {
        profile: seal_profile(&KEY.into(), [1; 12], &profile()),
        changes: seal_changes(&KEY.into(), [2; 12], &changes),
        moved_from: extent.of(101),
    }
}
