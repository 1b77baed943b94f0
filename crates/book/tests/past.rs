//! What the views tell of the past is what they told then.

mod support;

use std::collections::BTreeMap;

use rollbook_book::{AccountRow, BookError, Filter, Opened, Reads, SeatStep, Transaction};
use rollbook_domain::{Column, GroupId, InstitutionId, Position, SeatScope, Status};
use rollbook_records::{
    AccountCreated, ActivityRecorded, Body, ClassRemoved, ClassRole, Header, InstitutionChanged,
    KeyId, Membership, OriginChanged, ProfileChanged, Record, Sealed, SeatLimitSet, Unit,
};
use support::{NORTH, SOUTH, Stage, account, class, id, profile};

/// What the views say of everyone.
#[derive(PartialEq, Debug)]
struct Told {
    accounts: Vec<Row>,
    seats: BTreeMap<InstitutionId, u64>,
}

/// An account without its fingerprint, which stays that of now, and the groups that it is in.
#[derive(PartialEq, Debug)]
struct Row {
    number: u64,
    account: rollbook_domain::Account,
    positions: [Option<Position>; 4],
    groups: Vec<GroupId>,
}

impl Row {
    fn of(row: &AccountRow, groups: Vec<rollbook_book::GroupRow>) -> Row {
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

const PEOPLE: u8 = 6;

fn now(reads: &Reads<'_>) -> Told {
    let rows = (1..=PEOPLE).filter_map(|number| reads.account(account(number)).expect("read"));
    Told {
        accounts: rows
            .map(|row| Row::of(&row, reads.groups_of(row.number).expect("groups")))
            .collect(),
        seats: reads.count_active().expect("counted").into_iter().collect(),
    }
}

fn then(reads: &Reads<'_>, at: Position) -> Told {
    let found = (1..=PEOPLE).filter_map(|number| {
        let row = reads.account_at(account(number), at).expect("read");
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
struct Diary {
    stage: Stage,
    told: Vec<(Position, Told)>,
}

/// Records of a unit that is being written.
struct Open<'t, 'c> {
    transaction: &'t mut Transaction<'c>,
    distance: u32,
    told: &'t mut Vec<(Position, Told)>,
}

impl Open<'_, '_> {
    fn record(
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
            account: account.map(support::account),
            institution: Some(institution),
            source: None,
            body,
        };
        self.transaction.append(&record, opened).expect("appended");
        self.told.push((position, now(&self.transaction.reads())));
        position
    }

    fn change(&mut self, account: u8, body: Body) -> Position {
        self.record(Some(account), NORTH, body, Opened::Nothing)
    }

    fn create(&mut self, account: u8, blocked: bool) -> Position {
        let body = Body::AccountCreated(AccountCreated {
            manual: account % 2 == 0,
            blocked,
            profile: sealed(),
            assigned: false,
            skipped: 0,
        });
        let profile = profile(&format!("person{account}"));
        self.record(Some(account), NORTH, body, Opened::Profile(&profile))
    }

    fn rename(&mut self, account: u8, names: [&str; 2], to: Option<InstitutionId>) -> Position {
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

    fn active(&mut self, account: u8, has_grades: bool) -> Position {
        self.change(
            account,
            Body::ActivityRecorded(ActivityRecorded {
                logged_in: true,
                has_grades,
                report: sealed(),
            }),
        )
    }

    fn membership(group: u8, role: Option<ClassRole>) -> Membership {
        Membership {
            group: GroupId::from_bytes(id(group)).into(),
            role,
        }
    }

    fn join(&mut self, account: u8, group: u8) -> Position {
        self.change(account, Body::GroupJoined(Self::membership(group, None)))
    }

    fn leave(&mut self, account: u8, group: u8) -> Position {
        self.change(account, Body::GroupLeft(Self::membership(group, None)))
    }
}

fn sealed() -> Sealed {
    Sealed::from_bytes(&[0; 40])
}

impl Diary {
    fn begin() -> Diary {
        let mut stage = Stage::set();
        stage.add_group(21, "Choir");
        stage.add_group(22, "Chess");
        Diary {
            stage,
            told: Vec::new(),
        }
    }

    /// One unit of records.
    fn unit(&mut self, write: impl FnOnce(&mut Open<'_, '_>)) {
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
    fn written() -> Diary {
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
    fn note(&mut self) {
        let (position, told) = self.stage.read(|reads| {
            let head = reads.head()?.expect("a head");
            Ok((head, now(reads)))
        });
        self.told.push((position, told));
    }
}

#[test]
fn r50_every_position_is_told_as_it_was_told_then() {
    let diary = Diary::written();
    assert!(diary.told.len() > 25);
    for (at, told) in &diary.told {
        assert_eq!(then_at(&diary, *at), *told, "at {at}");
    }
}

fn then_at(diary: &Diary, at: Position) -> Told {
    diary.stage.read(|reads| Ok(then(reads, at)))
}

#[test]
fn r50_a_pass_over_all_accounts_tells_the_same_as_one_after_the_other() {
    let diary = Diary::written();
    let everyone = Filter::default();
    for (at, told) in &diary.told {
        let mut rows = Vec::new();
        diary.stage.read(|reads| {
            reads.accounts_at(&everyone, *at, |row| {
                rows.push(Row::of(&row, reads.groups_of_at(row.number, *at)?));
                Ok::<_, BookError>(true)
            })
        });
        assert_eq!(rows, told.accounts, "at {at}");
        let numbers: Vec<u64> = rows.iter().map(|row| row.number).collect();
        let mut memberships = vec![0; numbers.len()];
        diary.stage.read(|reads| {
            reads.memberships_at(&numbers, *at, |place, group, _| {
                // Classes are no groups.
                memberships[place] += usize::from(
                    reads
                        .groups(None)
                        .is_ok_and(|groups| groups.iter().any(|known| known.number == group)),
                );
            })
        });
        let expected: Vec<usize> = rows.iter().map(|row| row.groups.len()).collect();
        assert_eq!(memberships, expected, "at {at}");
    }
}

#[test]
fn r16_a_filter_of_the_past_minds_where_accounts_are_now() {
    let diary = Diary::written();
    let (at, _) = diary.told[6];
    let found = |filter: Filter| {
        let mut found = Vec::new();
        diary.stage.read(|reads| {
            reads.accounts_at(&filter, at, |row| {
                found.push(row.id);
                Ok::<_, BookError>(true)
            })
        });
        found
    };
    let in_north = Filter {
        institution: Some(NORTH),
        ..Filter::default()
    };
    assert_eq!(found(in_north).len(), 4);
    let now_in_south = Filter {
        now_in: Some(SOUTH),
        ..Filter::default()
    };
    assert_eq!(found(now_in_south), [account(1), account(2)]);
    let deactivated = Filter {
        statuses: vec![Status::Deactivated],
        ..Filter::default()
    };
    assert_eq!(found(deactivated), [account(3)]);
    let behind_two = Filter {
        after: Some(account(2)),
        ..Filter::default()
    };
    assert_eq!(found(behind_two), [account(3), account(4)]);
}

#[test]
fn r47_steps_add_up_to_the_seats_in_use() {
    let diary = Diary::written();
    let stage = &diary.stage;
    let head = stage.read(|reads| reads.head()).expect("a head");
    let start = Position(0);
    let all = stage.read(|reads| reads.seat_steps((start, InstitutionId(0)), head, 1000));
    let total = |steps: &[SeatStep]| {
        let mut latest = BTreeMap::new();
        for step in steps {
            latest.insert(step.institution, step.in_use);
        }
        latest.values().sum::<u64>()
    };
    let domain = stage.read(|reads| reads.domain_seat_steps(start, head, 1000));
    for step in &domain {
        let so_far: Vec<SeatStep> = all
            .iter()
            .copied()
            .filter(|one| one.position <= step.position)
            .collect();
        let seats = stage.read(|reads| reads.seats_at(step.position));
        assert_eq!((step.institution, step.in_use), (None, total(&so_far)));
        assert_eq!(step.in_use, seats.in_use(SeatScope::Domain));
    }
    assert_eq!(domain.last().map(|step| step.in_use), Some(total(&all)));
    // A step of the domain changes what is in use, even where one of an institution does not.
    assert!(domain.windows(2).all(|two| two[0].in_use != two[1].in_use));
    for institution in [NORTH, SOUTH] {
        let own = stage.read(|reads| reads.seat_steps_of(institution, start, head, 1000));
        let mut expected = all.clone();
        expected.retain(|step| step.institution == Some(institution));
        assert_eq!(own, expected);
    }
    // Page by page, the same.
    let mut pages = Vec::new();
    let mut after = (start, InstitutionId(0));
    while let [step] = stage.read(|reads| reads.seat_steps(after, head, 1))[..] {
        after = (step.position, step.institution.expect("an institution"));
        pages.push(step);
    }
    assert_eq!(pages, all);
    let mut pages = Vec::new();
    let mut after = start;
    while let [step] = stage.read(|reads| reads.domain_seat_steps(after, head, 1))[..] {
        after = step.position;
        pages.push(step);
    }
    assert_eq!(pages, domain);
}

#[test]
fn r50_limits_are_those_of_the_time() {
    let mut stage = Stage::set();
    let before = stage.add_account(1);
    let set = |stage: &mut Stage, institution, limit| {
        let body = Body::SeatLimitSet(SeatLimitSet { limit });
        stage
            .record(None, institution, body, Opened::Nothing)
            .expect("set")
    };
    let first = set(&mut stage, Some(NORTH), Some(5));
    let second = set(&mut stage, None, Some(9));
    let third = set(&mut stage, Some(NORTH), None);
    for (at, north, domain) in [
        (before, None, None),
        (first, Some(5), None),
        (second, Some(5), Some(9)),
        (third, None, Some(9)),
    ] {
        let seats = stage.read(|reads| reads.seats_at(at));
        let limit = |scope| seats.count(scope).limit;
        assert_eq!(limit(SeatScope::Institution(NORTH)), north, "at {at}");
        assert_eq!(limit(SeatScope::Domain), domain, "at {at}");
        assert_eq!(seats.in_use(SeatScope::Domain), 1);
    }
}

#[test]
fn r50_what_found_an_account_once_is_remembered_until_it_is_deleted() {
    let mut stage = Stage::set();
    stage.add_account(1);
    stage.rename(1, "ada");
    let old = stage.blinding.identity(Column::Username, "person1");
    let new = stage.blinding.identity(Column::Username, "ada");
    let ever = |stage: &Stage, hash| {
        let found = stage.read(|reads| reads.identified_ever(hash));
        found.iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(ever(&stage, &old), [account(1)]);
    assert_eq!(ever(&stage, &new), [account(1)]);
    assert_eq!(stage.read(|reads| reads.identified(&old)).len(), 0);
    let opened = profile("ada");
    let deleted = Body::AccountDeleted;
    stage
        .record(
            Some(account(1)),
            Some(NORTH),
            deleted,
            Opened::Profile(&opened),
        )
        .expect("deleted");
    assert!(ever(&stage, &old).is_empty() && ever(&stage, &new).is_empty());
    assert_eq!(
        stage.read(|reads| reads.contradictions()),
        Default::default()
    );
}

#[test]
fn r55_a_deleted_account_is_a_shell_at_every_position() {
    let mut stage = Stage::set();
    let created = stage.add_account(1);
    let disabled = stage.change(1, Body::AccountDisabled);
    let deleted = stage.delete(1);
    let told = |at| {
        let row = stage.read(|reads| reads.account_at(account(1), at));
        row.map(|row| (row.account.status(), row.status_position, row.institution()))
    };
    assert_eq!(told(Position(created.0 - 1)), None);
    assert_eq!(told(created), Some((Status::Active, created, NORTH)));
    assert_eq!(told(disabled), Some((Status::Disabled, disabled, NORTH)));
    assert_eq!(told(deleted), Some((Status::Deleted, deleted, NORTH)));
    let mut listed = 0;
    stage.read(|reads| {
        reads.accounts_at(&Filter::default(), created, |_| {
            listed += 1;
            Ok::<_, BookError>(true)
        })
    });
    assert_eq!(listed, 0);
}

#[test]
fn r50_institutions_are_called_what_they_were_called() {
    let mut stage = Stage::set();
    stage.add_institution(InstitutionId(3), "West", Some("W-1"));
    let added = stage.read(|reads| reads.head()).expect("a head");
    let body = Body::InstitutionChanged(InstitutionChanged {
        name: sealed(),
        import_id: None,
        parent: Some(NORTH.0),
    });
    let opened = Opened::Institution {
        name: "Far West",
        import_id: None,
    };
    let changed = stage
        .record(None, Some(InstitutionId(3)), body, opened)
        .expect("changed");
    let removed = stage
        .record(
            None,
            Some(InstitutionId(3)),
            Body::InstitutionRemoved,
            Opened::Nothing,
        )
        .expect("removed");
    let west = |at| {
        let all = stage.read(|reads| reads.institutions_at(at));
        let mut west = all.into_iter().filter(|row| row.id == InstitutionId(3));
        west.next()
            .map(|row| (row.name == sealed(), row.import_id.is_some(), row.parent))
    };
    assert_eq!(west(Position(added.0 - 1)), None);
    assert_eq!(west(added), Some((false, true, None)));
    assert_eq!(west(changed), Some((true, false, Some(NORTH))));
    assert_eq!(west(removed), None);
}
