//! A history of everything that can happen to accounts, and what the views told behind each record.

use std::collections::BTreeMap;

use rollbook_book::{AccountRow, Opened, Reads, Transaction};
use rollbook_domain::{GroupId, InstitutionId, Position};
use rollbook_records::{
    AccountCreated, ActivityRecorded, Body, ClassRemoved, ClassRole, Header, KeyId, Membership,
    OriginChanged, ProfileChanged, Record, Sealed, Unit,
};

use super::{NORTH, SOUTH, Stage, class, id, profile};

/// What the views say of everyone.
#[derive(PartialEq, Debug)]
pub struct Told {
    pub accounts: Vec<Row>,
    pub seats: BTreeMap<InstitutionId, u64>,
}

/// An account without its fingerprint, which stays that of now, and the groups that it is in.
#[derive(PartialEq, Debug)]
pub struct Row {
    pub number: u64,
    pub account: rollbook_domain::Account,
    pub positions: [Option<Position>; 4],
    pub groups: Vec<GroupId>,
}

impl Row {
    pub fn of(row: &AccountRow, groups: Vec<rollbook_book::GroupRow>) -> Row {
        let (version, status) = (Some(row.version), Some(row.status_position));
        Row {
            number: row.number,
            account: row.account,
            positions: [
                version,
                status,
                Some(row.profile_position),
                row.activity_position,
            ],
            groups: groups.into_iter().map(|group| group.id).collect(),
        }
    }
}

pub const PEOPLE: u8 = 6;

pub fn now(reads: &Reads<'_>) -> Told {
    let rows =
        (1..=PEOPLE).filter_map(|number| reads.account(super::account(number)).expect("read"));
    Told {
        accounts: rows
            .map(|row| Row::of(&row, reads.groups_of(row.number).expect("groups")))
            .collect(),
        seats: reads.count_active().expect("counted").into_iter().collect(),
    }
}

pub fn then(reads: &Reads<'_>, at: Position) -> Told {
    let found = (1..=PEOPLE).filter_map(|number| {
        let row = reads.account_at(super::account(number), at).expect("read");
        row.map(|row| Row::of(&row, reads.groups_of_at(row.number, at).expect("groups")))
    });
    let seats = reads.seats_at(at).expect("seats");
    Told {
        accounts: found.collect(),
        seats: seats
            .institutions()
            .filter(|(_, count)| count.in_use > 0)
            .map(|(institution, count)| (institution, count.in_use))
            .collect(),
    }
}

/// What was told behind each record.
pub struct Diary {
    pub stage: Stage,
    pub told: Vec<(Position, Told)>,
}

/// Records of a unit that is being written.
pub struct Open<'t, 'c> {
    transaction: &'t mut Transaction<'c>,
    distance: u32,
    told: &'t mut Vec<(Position, Told)>,
}

impl Open<'_, '_> {
    pub fn record(
        &mut self,
        account: Option<u8>,
        institution: InstitutionId,
        body: Body,
        opened: Opened<'_>,
    ) -> Position {
        let position = self.transaction.next_position();
        let header = match self.distance {
            0 => Header::Own(Unit {
                id: uuid::Uuid::from_u128(u128::from(position.0) + 1),
                at: chrono::DateTime::UNIX_EPOCH,
                channel: rollbook_records::Channel::Import,
                actor: KeyId([1; 16]),
                actor_name: sealed(),
                reason: None,
            }),
            distance => Header::Behind(distance),
        };
        self.distance += 1;
        let record = Record {
            header,
            account: account.map(super::account),
            institution: Some(institution),
            source: None,
            body,
        };
        self.transaction.append(&record, opened).expect("appended");
        self.told.push((position, now(&self.transaction.reads())));
        position
    }

    pub fn change(&mut self, account: u8, body: Body) -> Position {
        self.record(Some(account), NORTH, body, Opened::Nothing)
    }

    pub fn create(&mut self, account: u8, blocked: bool) -> Position {
        let body = Body::AccountCreated(AccountCreated {
            manual: account.is_multiple_of(2),
            blocked,
            profile: sealed(),
            assigned: false,
            skipped: 0,
        });
        let profile = profile(&format!("person{account}"));
        self.record(Some(account), NORTH, body, Opened::Profile(&profile))
    }

    pub fn rename(&mut self, account: u8, names: [&str; 2], to: Option<InstitutionId>) -> Position {
        let [before, after] = names.map(profile);
        let changes = before.changes_to(&after);
        let body = Body::ProfileChanged(ProfileChanged {
            profile: sealed(),
            changes: sealed(),
            moved_from: to.map(|_| NORTH.0),
        });
        let opened = Opened::Change(&after, &changes);
        self.record(Some(account), to.unwrap_or(NORTH), body, opened)
    }

    /// A move of someone who keeps the name.
    pub fn transfer(&mut self, account: u8, from: InstitutionId, to: InstitutionId) -> Position {
        let profile = profile(&format!("person{account}"));
        let changes = profile.changes_to(&profile);
        let body = Body::ProfileChanged(ProfileChanged {
            profile: sealed(),
            changes: sealed(),
            moved_from: Some(from.0),
        });
        let opened = Opened::Change(&profile, &changes);
        self.record(Some(account), to, body, opened)
    }

    pub fn active(&mut self, account: u8, has_grades: bool) -> Position {
        self.change(
            account,
            Body::ActivityRecorded(ActivityRecorded {
                logged_in: true,
                has_grades,
                report: sealed(),
            }),
        )
    }

    pub fn membership(group: u8, role: Option<ClassRole>) -> Membership {
        Membership {
            group: GroupId::from_bytes(id(group)).into(),
            role,
        }
    }

    pub fn join(&mut self, account: u8, group: u8) -> Position {
        self.change(account, Body::GroupJoined(Self::membership(group, None)))
    }

    pub fn leave(&mut self, account: u8, group: u8) -> Position {
        self.change(account, Body::GroupLeft(Self::membership(group, None)))
    }
}

pub fn sealed() -> Sealed {
    Sealed::from_bytes(&[0; 40])
}

impl Diary {
    pub fn begin() -> Diary {
        let mut stage = Stage::set();
        stage.add_group(21, "Choir");
        stage.add_group(22, "Chess");
        Diary {
            stage,
            told: Vec::new(),
        }
    }

    /// One unit of records.
    pub fn unit(&mut self, write: impl FnOnce(&mut Open<'_, '_>)) {
        let mut transaction = self.stage.writer.begin().expect("begun");
        write(&mut Open {
            transaction: &mut transaction,
            distance: 0,
            told: &mut self.told,
        });
        transaction.finish_unit().expect("finished");
        transaction.commit().expect("committed");
    }

    /// Everything that can happen to accounts, in units of one and of many records.
    pub fn written() -> Diary {
        let mut diary = Diary::begin();
        diary.unit(|unit| {
            for number in 1..=4 {
                unit.create(number, number == 4);
            }
            unit.change(3, Body::AccountDeactivated);
            unit.join(1, 21);
            unit.active(1, false);
        });
        diary.unit(|unit| {
            unit.create(5, false);
        });
        diary.unit(|unit| {
            unit.change(1, Body::AccountDisabled);
        });
        diary.unit(|unit| {
            unit.rename(1, ["person1", "ada"], None);
        });
        diary.unit(|unit| {
            unit.change(4, Body::AccountEnabled);
            unit.rename(2, ["person2", "person2"], Some(SOUTH));
            unit.change(1, Body::AccountDeactivated);
            unit.leave(1, 21);
            unit.join(1, 22);
            unit.active(1, true);
            unit.join(1, 21);
        });
        diary.unit(|unit| {
            unit.change(1, Body::AccountReactivated);
        });
        let class_added = class(11);
        diary.stage.add_class(11, Some(2));
        diary.note();
        diary.stage.join(2, 11, Some(ClassRole::Teacher));
        diary.note();
        diary.unit(|unit| {
            unit.change(2, Body::OriginChanged(OriginChanged { manual: false }));
            unit.record(
                Some(2),
                SOUTH,
                Body::ClassRemoved(ClassRemoved {
                    class: class_added.into(),
                }),
                Opened::Nothing,
            );
            unit.rename(1, ["ada", "person1"], Some(SOUTH));
            unit.change(1, Body::AccountEnabled);
            unit.create(6, false);
            unit.change(6, Body::AccountDisabled);
            unit.change(6, Body::AccountEnabled);
        });
        diary
    }

    /// After a unit that the stage wrote.
    pub fn note(&mut self) {
        let (position, told) = self.stage.read(|reads| {
            let head = reads.head()?.expect("a head");
            Ok((head, now(reads)))
        });
        self.told.push((position, told));
    }
}
