//! A unit holds back what its records make of accounts. Nobody can tell.

mod support;

use rollbook_book::{BookError, Opened, Transaction};
use rollbook_domain::{Column, InstitutionId, Profile};
use rollbook_records::{
    AccountCreated, ActivityRecorded, Body, ClassAdded, ClassRemoved, GroupAdded, Header, Id,
    KeyId, Membership, ProfileChanged, Record, Sealed,
};
use support::{NORTH, SOUTH, Stage, account, class, details, id, profile};

/// One unit that is being recorded.
struct Unit<'t, 'c, 'b> {
    transaction: &'t mut Transaction<'c>,
    /// Called behind each record.
    between: &'b dyn Fn(&Transaction<'c>),
    distance: u32,
}

impl Unit<'_, '_, '_> {
    fn append(
        &mut self,
        account: Option<u8>,
        institution: InstitutionId,
        body: Body,
        opened: Opened<'_>,
    ) -> Result<(), BookError> {
        self.distance += 1;
        let record = Record {
            header: Header::Behind(self.distance),
            account: account.map(support::account),
            institution: Some(institution),
            source: None,
            body,
        };
        self.transaction.append(&record, opened)?;
        (self.between)(self.transaction);
        Ok(())
    }

    fn change(&mut self, account: u8, body: Body) -> Result<(), BookError> {
        self.append(Some(account), NORTH, body, Opened::Nothing)
    }

    fn create(&mut self, account: u8, profile: &Profile, assigned: bool) -> Result<(), BookError> {
        let body = Body::AccountCreated(AccountCreated {
            manual: true,
            blocked: false,
            profile: sealed(),
            assigned,
            skipped: 0,
        });
        self.append(Some(account), NORTH, body, Opened::Profile(profile))
    }

    fn rename(
        &mut self,
        account: u8,
        names: [&str; 2],
        moved_to: Option<InstitutionId>,
    ) -> Result<(), BookError> {
        let [before, after] = names.map(profile);
        let body = Body::ProfileChanged(ProfileChanged {
            profile: sealed(),
            changes: sealed(),
            moved_from: moved_to.map(|_| NORTH.0),
        });
        let changes = before.changes_to(&after);
        let opened = Opened::Change(&after, &changes);
        self.append(Some(account), moved_to.unwrap_or(NORTH), body, opened)
    }
}

fn sealed() -> Sealed {
    Sealed::from_bytes(&[0; 40])
}

fn membership(group: Id) -> Membership {
    Membership { group, role: None }
}

/// The ids are not in the order of the accounts' creation, and accounts have several events each.
fn everything(unit: &mut Unit<'_, '_, '_>) -> Result<(), BookError> {
    let mut ann = profile("ann");
    ann.set(Column::UserId, "7");
    let group = Id(id(50));
    let (added, removed) = (Id(*class(61).as_bytes()), Id(*class(60).as_bytes()));
    unit.change(9, Body::AccountDeactivated)?;
    unit.create(5, &ann, true)?;
    unit.create(2, &profile("bob"), true)?;
    unit.rename(3, ["person3", "cleo"], None)?;
    let name = Opened::Text("Chess");
    let body = Body::GroupAdded(GroupAdded {
        group,
        name: sealed(),
    });
    unit.append(None, NORTH, body, name)?;
    unit.change(5, Body::GroupJoined(membership(group)))?;
    unit.change(5, Body::AccountDisabled)?;
    unit.change(3, Body::GroupJoined(membership(group)))?;
    unit.change(5, Body::GroupLeft(membership(group)))?;
    unit.rename(3, ["cleo", "person3"], None)?;
    unit.rename(4, ["person4", "dan"], Some(SOUTH))?;
    let details = details("C-61");
    let body = Body::ClassAdded(ClassAdded {
        class: added,
        details: sealed(),
    });
    unit.append(Some(5), NORTH, body, Opened::Class(&details))?;
    unit.change(2, Body::GroupJoined(membership(added)))?;
    unit.change(8, Body::AccountDisabled)?;
    let body = Body::ClassRemoved(ClassRemoved { class: removed });
    unit.append(Some(8), NORTH, body, Opened::Nothing)?;
    let report = Body::ActivityRecorded(ActivityRecorded {
        logged_in: true,
        has_grades: false,
        report: sealed(),
    });
    unit.change(4, report)?;
    unit.change(5, Body::AccountDeactivated)?;
    unit.change(5, Body::AccountReactivated)?;
    let gone = profile("person9");
    unit.append(Some(9), NORTH, Body::AccountDeleted, Opened::Profile(&gone))
}

/// A book in which that can happen.
fn stage() -> Stage {
    let mut stage = Stage::set();
    for number in [9, 3, 4, 8] {
        stage.add_account(number);
    }
    stage.add_class(60, Some(8));
    stage
}

/// The same after it; `between` is called behind each of its records.
fn stage_behind_everything(between: &dyn Fn(&Transaction<'_>)) -> Stage {
    let mut stage = stage();
    let mut transaction = stage.writer.begin().expect("begun");
    transaction
        .attempt(|transaction| {
            everything(&mut Unit {
                transaction,
                between,
                distance: 0,
            })
        })
        .expect("recorded");
    transaction.commit().expect("committed");
    stage
}

#[test]
fn r55_a_unit_makes_the_same_views_however_often_it_is_read_meanwhile() {
    let held_back = stage_behind_everything(&|_| {});
    let read_always = stage_behind_everything(&|transaction| {
        transaction.reads().size().expect("read");
    });
    let digest = held_back.read(|reads| reads.digest());
    let expected = read_always.read(|reads| reads.digest());
    assert_eq!(expected.differences(&digest), [""; 0]);
    let touched = [
        "tree",
        "account_events",
        "accounts",
        "classes",
        "facts",
        "groups",
        "identities",
        "institutions",
        "memberships",
        "past_identities",
        "seat_steps",
    ];
    let before = stage().read(|reads| reads.digest());
    assert_eq!(before.differences(&digest), touched, "what the unit writes");
    let doomed = held_back.read(|reads| reads.pending_destructions());
    assert_eq!(doomed, [KeyId(id(9))]);
    assert_eq!(
        read_always.read(|reads| reads.pending_destructions()),
        doomed
    );
    assert_eq!(held_back.read(|reads| reads.next_user_id()), 9);
    let row = held_back.account(5);
    assert_eq!(held_back.positions(5).last(), Some(&row.version));
    assert_eq!(row.status_position, row.version);
    assert!(held_back.owns_classes(5) && !held_back.owns_classes(8));
    assert_eq!(
        held_back.read(|reads| reads.contradictions()),
        Default::default()
    );
}

#[test]
fn whoever_reads_in_the_middle_of_a_unit_sees_what_it_did() {
    let mut stage = Stage::set();
    stage.add_account(1);
    let hash = stage.blinding.identity(Column::Username, "bob");
    let mut transaction = stage.writer.begin().expect("begun");
    let mut unit = Unit {
        transaction: &mut transaction,
        between: &|_| {},
        distance: 0,
    };
    unit.change(1, Body::AccountDisabled).expect("appended");
    unit.create(2, &profile("bob"), false).expect("appended");
    let written = transaction.reads_as_written();
    assert!(written.identified(&hash).expect("read").is_empty());
    let known = transaction.reads().account(account(1)).expect("read");
    let known = known.expect("an account");
    assert_eq!(known.version.0 + 2, transaction.next_position().0);
    let found = transaction.reads().identified(&hash).expect("read");
    assert_eq!(found[0].number, known.version.0 + 1);
}

#[test]
fn an_account_that_was_never_created_is_damage_however_it_comes_to_light() {
    let mut stage = Stage::set();
    stage.add_account(1);
    stage.add_account(7);
    for number in [0, 5, 9] {
        let mut transaction = stage.writer.begin().expect("begun");
        let outcome = transaction.attempt(|transaction| {
            let mut unit = Unit {
                transaction,
                between: &|transaction| {
                    transaction.reads();
                },
                distance: 0,
            };
            unit.change(number, Body::AccountDisabled)
        });
        assert!(matches!(outcome, Err(BookError::Damaged(_))));
        transaction.commit().expect("committed");
    }
    assert_eq!(stage.read(|reads| reads.size()), 4);
}
