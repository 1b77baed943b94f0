//! A book with a keyring, and records for it as the service would seal them.

#![allow(dead_code, reason = "not every test needs everything")]

pub mod diary;

use chrono::DateTime;
use rollbook_book::{AccountRow, Book, BookError, KeyFile, Opened, Reads, Writer};
use rollbook_domain::{
    AccountId, Change, ClassId, Column, GroupId, InstitutionId, Position, Profile,
};
use rollbook_records::{
    AccountCreated, Blinding, Body, Channel, ClassAdded, ClassChanged, ClassDetails, ClassRemoved,
    ClassRole, GroupAdded, Header, InstitutionAdded, KeyId, Membership, ProfileChanged, Record,
    RootKeys, Unit, seal_changes, seal_class_details, seal_profile, seal_text,
};
use tempfile::TempDir;
use uuid::Uuid;
use zeroize::Zeroizing;

pub const NORTH: InstitutionId = InstitutionId(1);
pub const SOUTH: InstitutionId = InstitutionId(2);

/// One key for everything: what matters here is what the views make of the records.
const KEY: [u8; 32] = [7; 32];
const NONCE: [u8; 12] = [1; 12];

pub struct Stage {
    pub book: Book,
    pub writer: Writer,
    pub blinding: Blinding,
    pub directory: TempDir,
}

/// The id of the account, class or group with this number in a test.
pub fn id(number: u8) -> [u8; 16] {
    [number; 16]
}

pub fn account(number: u8) -> AccountId {
    AccountId::from_bytes(id(number))
}

pub fn class(number: u8) -> ClassId {
    ClassId::from_bytes(id(number))
}

pub fn profile(username: &str) -> Profile {
    let mut profile = Profile::default();
    profile.set(Column::Email, &format!("{username}@school.example"));
    profile.set(Column::Username, username);
    profile.set(Column::SisId, &format!("S-{username}"));
    profile
}

pub fn details(import_id: &str) -> ClassDetails {
    ClassDetails {
        import_id: Some(import_id.to_owned()),
        ..ClassDetails::default()
    }
}

pub fn blinding() -> Blinding {
    Blinding::new(&RootKeys::derive(&Zeroizing::new([9; 32])))
}

impl Stage {
    /// A book with the institutions North and South.
    pub fn set() -> Stage {
        let directory = TempDir::new().expect("a directory");
        let book = Book::create(directory.path()).expect("a book");
        let mut stage = Stage {
            writer: book.writer(blinding()).expect("a writer"),
            book,
            blinding: blinding(),
            directory,
        };
        stage.add_institution(NORTH, "North", None);
        stage.add_institution(SOUTH, "South", None);
        stage
    }

    /// Records one event alone; it is durable then.
    pub fn record(
        &mut self,
        account: Option<AccountId>,
        institution: Option<InstitutionId>,
        body: Body,
        opened: Opened<'_>,
    ) -> Result<Position, BookError> {
        let mut transaction = self.writer.begin()?;
        let record = Record {
            header: Header::Own(Unit {
                id: Uuid::from_u128(u128::from(transaction.next_position().0) + 1),
                at: DateTime::UNIX_EPOCH,
                channel: Channel::Import,
                actor: KeyId([1; 16]),
                actor_name: seal_text(&KEY.into(), NONCE, "amy"),
                reason: None,
            }),
            account,
            institution,
            source: None,
            body,
        };
        let position = transaction.append(&record, opened)?;
        transaction.finish_unit()?;
        transaction.commit()?;
        Ok(position)
    }

    pub fn add_institution(&mut self, id: InstitutionId, name: &str, import_id: Option<&str>) {
        let seal = |text: &str| seal_text(&KEY.into(), NONCE, text);
        let body = Body::InstitutionAdded(InstitutionAdded {
            name: seal(name),
            import_id: import_id.map(seal),
            parent: None,
        });
        let opened = Opened::Institution { name, import_id };
        self.record(None, Some(id), body, opened).expect("added");
    }

    /// Adds an account of North that is called after its number, and tells its position.
    pub fn add_account(&mut self, number: u8) -> Position {
        let profile = profile(&format!("person{number}"));
        let body = Body::AccountCreated(AccountCreated {
            manual: false,
            blocked: false,
            profile: seal_profile(&KEY.into(), NONCE, &profile),
            assigned: false,
            skipped: 0,
        });
        let opened = Opened::Profile(&profile);
        self.record(Some(account(number)), Some(NORTH), body, opened)
            .expect("created")
    }

    /// A status event or another that seals nothing.
    pub fn change(&mut self, number: u8, body: Body) -> Position {
        self.record(Some(account(number)), Some(NORTH), body, Opened::Nothing)
            .expect("recorded")
    }

    pub fn rename(&mut self, number: u8, username: &str) -> Position {
        let (before, after) = (profile(&format!("person{number}")), profile(username));
        let changes: Vec<Change> = before.changes_to(&after);
        let body = Body::ProfileChanged(ProfileChanged {
            profile: seal_profile(&KEY.into(), NONCE, &after),
            changes: seal_changes(&KEY.into(), NONCE, &changes),
            moved_from: None,
        });
        let opened = Opened::Change(&after, &changes);
        self.record(Some(account(number)), Some(NORTH), body, opened)
            .expect("changed")
    }

    /// Deletes an account that still has the name of its number.
    pub fn delete(&mut self, number: u8) -> Position {
        let profile = profile(&format!("person{number}"));
        let opened = Opened::Profile(&profile);
        self.record(
            Some(account(number)),
            Some(NORTH),
            Body::AccountDeleted,
            opened,
        )
        .expect("deleted")
    }

    pub fn add_group(&mut self, number: u8, name: &str) -> Position {
        let body = Body::GroupAdded(GroupAdded {
            group: GroupId::from_bytes(id(number)).into(),
            name: seal_text(&KEY.into(), NONCE, name),
        });
        self.record(None, Some(NORTH), body, Opened::Text(name))
            .expect("added")
    }

    pub fn join(&mut self, number: u8, group: u8, role: Option<ClassRole>) -> Position {
        let group = GroupId::from_bytes(id(group)).into();
        self.change(number, Body::GroupJoined(Membership { group, role }))
    }

    pub fn leave(&mut self, number: u8, group: u8) -> Position {
        let group = GroupId::from_bytes(id(group)).into();
        self.change(number, Body::GroupLeft(Membership { group, role: None }))
    }

    /// Adds a class of North; its import_id is `C-` and its number.
    pub fn add_class(&mut self, number: u8, owner: Option<u8>) -> Position {
        self.add_class_as(number, owner, &format!("C-{number}"))
    }

    pub fn add_class_as(&mut self, number: u8, owner: Option<u8>, import_id: &str) -> Position {
        let details = details(import_id);
        let body = Body::ClassAdded(ClassAdded {
            class: class(number).into(),
            details: seal_class_details(&KEY.into(), NONCE, &details),
        });
        let opened = Opened::Class(&details);
        self.record(owner.map(account), Some(NORTH), body, opened)
            .expect("added")
    }

    /// Gives a class another owner, import_id and institution.
    pub fn change_class(
        &mut self,
        number: u8,
        owners: (Option<u8>, Option<u8>),
        import_id: &str,
        institution: InstitutionId,
    ) -> Position {
        let details = details(import_id);
        let body = Body::ClassChanged(ClassChanged {
            class: class(number).into(),
            details: seal_class_details(&KEY.into(), NONCE, &details),
            previous_owner: owners.0.map(|owner| account(owner).into()),
            moved_from: None,
        });
        let opened = Opened::Class(&details);
        self.record(owners.1.map(account), Some(institution), body, opened)
            .expect("changed")
    }

    pub fn remove_class(&mut self, number: u8, owner: Option<u8>) -> Position {
        let class = class(number).into();
        let body = Body::ClassRemoved(ClassRemoved { class });
        self.record(owner.map(account), Some(NORTH), body, Opened::Nothing)
            .expect("removed")
    }

    pub fn read<T>(&self, read: impl FnOnce(&Reads<'_>) -> Result<T, BookError>) -> T {
        self.book.read(read).expect("readable")
    }

    pub fn account(&self, number: u8) -> AccountRow {
        self.read(|reads| reads.account(account(number)))
            .expect("an account")
    }

    /// Whether an account is one that owns classes.
    pub fn owns_classes(&self, number: u8) -> bool {
        let account = self.account(number).account;
        account
            .living()
            .is_some_and(|living| living.facts.owns_classes)
    }

    pub fn positions(&self, number: u8) -> Vec<Position> {
        let number = self.account(number).number;
        self.read(|reads| reads.positions(number))
    }
}

/// The key file beside the book.
pub fn key_file(stage: &Stage) -> KeyFile {
    KeyFile::open(stage.directory.path()).expect("a key file")
}
