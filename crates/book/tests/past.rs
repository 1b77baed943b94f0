//! What the views tell of the past is what they told then.

mod support;

use std::collections::BTreeSet;

use rollbook_book::{BookError, Filter, Members, Opened};
use rollbook_domain::{Column, InstitutionId, Origin, Position, Status};
use rollbook_records::{Body, InstitutionChanged};
use support::diary::{Diary, Row, Told, sealed, then};
use support::{NORTH, SOUTH, Stage, account, profile};

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

fn numbers_at(stage: &Stage, filter: &Filter, at: Position) -> Vec<u64> {
    let mut found = Vec::new();
    stage.read(|reads| {
        reads.accounts_at(filter, at, |row| {
            found.push(row.number);
            Ok::<_, BookError>(true)
        })
    });
    found
}

/// Every filter by status and institution, and by where accounts came from.
fn filters() -> Vec<Filter> {
    let statuses = [Status::Active, Status::Disabled, Status::Deactivated].map(|one| vec![one]);
    let mut filters = Vec::new();
    for statuses in statuses.into_iter().chain([Vec::new()]) {
        for institution in [None, Some(NORTH), Some(SOUTH)] {
            filters.push(Filter {
                statuses: statuses.clone(),
                institution,
                ..Filter::default()
            });
        }
    }
    for origin in [Origin::Import, Origin::Manual] {
        filters.push(Filter {
            origin: Some(origin),
            ..Filter::default()
        });
    }
    filters
}

#[test]
fn r50_a_filter_of_the_past_finds_whom_it_would_have_found_then() {
    let diary = Diary::written();
    for (at, told) in &diary.told {
        for filter in filters() {
            let then = told.accounts.iter();
            let expected: Vec<u64> = then
                .filter(|row| filter.admits(&row.account))
                .map(|row| row.number)
                .collect();
            let found = numbers_at(&diary.stage, &filter, *at);
            assert_eq!(found, expected, "{filter:?} at {at}");
        }
    }
}

#[test]
fn r50_members_of_the_past_are_those_whose_groups_say_so() {
    let diary = Diary::written();
    let groups = diary.stage.read(|reads| reads.groups(None));
    assert!(!groups.is_empty());
    let mut sizes = BTreeSet::new();
    for (at, told) in &diary.told {
        for group in &groups {
            let members = Members {
                number: group.number,
                at: *at,
            };
            let in_north = Filter {
                members: Some(members),
                institution: Some(NORTH),
                ..Filter::default()
            };
            let filters = [
                Filter {
                    members: Some(members),
                    ..Filter::default()
                },
                in_north,
            ];
            for filter in filters {
                let then = told.accounts.iter();
                let expected: Vec<u64> = then
                    .filter(|row| row.groups.contains(&group.id) && filter.admits(&row.account))
                    .map(|row| row.number)
                    .collect();
                let found = numbers_at(&diary.stage, &filter, *at);
                assert_eq!(found, expected, "{filter:?}");
                let ids = diary.stage.read(|reads| reads.member_ids(members));
                let is_member = |number: &u64| {
                    let row = diary.stage.read(|reads| reads.account_by_number(*number));
                    row.is_some_and(|row| ids.contains(&row.id))
                };
                assert!(expected.iter().all(is_member));
                assert!(ids.len() >= expected.len());
                sizes.insert(expected.len());
            }
        }
    }
    assert!(sizes.len() > 1, "with members and without: {sizes:?}");
}

#[test]
fn r50_a_pass_over_many_accounts_knows_who_moved_since() {
    const MANY: u8 = 200;
    const MOVED: [u8; 3] = [2, 130, 199];
    let mut diary = Diary::begin();
    diary.unit(|unit| {
        for number in 1..=MANY {
            unit.create(number, false);
        }
    });
    let created = diary.stage.read(|reads| reads.head()).expect("a head");
    diary.unit(|unit| {
        for number in 1..=MANY {
            unit.change(number, Body::AccountDisabled);
        }
        for number in MOVED {
            unit.transfer(number, NORTH, SOUTH);
        }
    });
    let last = diary.stage.read(|reads| reads.head()).expect("a head");
    let count = |institution, at| {
        let filter = Filter {
            institution: Some(institution),
            ..Filter::default()
        };
        numbers_at(&diary.stage, &filter, at).len()
    };
    for at in [created, Position(last.0 - MOVED.len() as u64)] {
        assert_eq!((count(NORTH, at), count(SOUTH, at)), (200, 0), "at {at}");
    }
    for (moved, at) in [(1, last.0 - 2), (2, last.0 - 1), (3, last.0)] {
        let at = Position(at);
        assert_eq!(
            (count(NORTH, at), count(SOUTH, at)),
            (200 - moved, moved),
            "at {at}"
        );
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
