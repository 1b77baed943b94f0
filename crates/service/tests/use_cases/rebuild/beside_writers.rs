//! A rebuild beside writers: nothing that they record is lost, and nobody waits for long.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rollbook_service::{AccountColumns, AccountId, Caller, Command, Ledger, RebuildStage};

use super::{change, check, count, open_again};
use crate::district::District;
use crate::random_history::admin;

const WRITERS: usize = 4;

/// What one writer did until it was told to stop.
struct Written {
    accounts: Vec<AccountId>,
    longest: Duration,
}

fn write(ledger: &Ledger, writer: usize, is_done: &AtomicBool) -> Written {
    let caller = Caller::of_the_machine(&format!("writer {writer}"));
    let admin = ledger.domain_admin(&caller).expect("an admin");
    let mut written = Written {
        accounts: Vec::new(),
        longest: Duration::ZERO,
    };
    while !is_done.load(Ordering::Relaxed) {
        let number = written.accounts.len();
        let columns = AccountColumns {
            username: Some(format!("w{writer}-{number}")),
            ..AccountColumns::default()
        };
        let began = Instant::now();
        let added = admin.add_account(&columns, None).expect("added");
        written.longest = written.longest.max(began.elapsed());
        let id = added.account.account_id.parse().expect("an id");
        if number.is_multiple_of(3) {
            admin.deactivate(id, None).expect("deactivated");
        }
        written.accounts.push(id);
    }
    written
}

/// More than are applied in one turn of a rebuild, so that it ends within the batch.
const MANY: usize = 6000;

#[test]
fn r55_a_large_batch_that_comes_while_rows_are_copied_is_applied_in_several_turns() {
    let district = District::with_accounts(20);
    change(&district, "DELETE FROM identities WHERE account % 2 = 1");
    let rows: String = (0..MANY).map(|n| format!("late{n},8,Choir\n")).collect();
    let mut is_loaded = false;
    let rebuilt = admin(&district).rebuild(&mut |progress| {
        if progress.stage == RebuildStage::Copying && !is_loaded {
            is_loaded = true;
            district.load(&format!("username,institution,groups\n{rows}"));
            district.change("person1", Command::Deactivate);
        }
    });
    assert_eq!(rebuilt.expect("rebuilt").replaced, ["identities"]);
    assert!(is_loaded);
    let checked = check(&district);
    assert!(checked.equal, "{:?}", checked.differences);
    assert_eq!(district.status("late5999"), "active");
    assert_eq!(district.status("person1"), "deactivated");
    district.position();
}

/// Somebody is deleted after the rows were copied and before the records behind them are applied:
/// the key is gone by then, and nothing may find the person any more (R42).
#[test]
fn r42_r55_whoever_is_deleted_while_rows_are_copied_leaves_a_shell() {
    let district = District::with_accounts(2);
    let listed = "import_id,login,email\ns1,login1,one@school.example\n";
    district.apply(&district.plan_files(&[("update_users.csv", listed)]));
    change(&district, "DELETE FROM seat_steps");
    let mut is_deleted = false;
    admin(&district)
        .rebuild(&mut |progress| {
            if progress.stage == RebuildStage::Copying && progress.done == progress.total {
                is_deleted = true;
                let ended = ("delete_users.csv", "import_id\ns1\n");
                district.apply(&district.plan_files(&[ended]));
            }
        })
        .expect("rebuilt");
    assert!(is_deleted);
    let checked = check(&district);
    assert!(checked.equal, "{:?}", checked.differences);
    let found = "SELECT count(*) FROM identities JOIN accounts ON number = account \
                 WHERE state & 4 != 0";
    assert_eq!(count(&district, found), 0);
    assert_eq!(super::deleted(&district), 1);
    let waiting = "SELECT count(*) FROM pending_destructions WHERE destroyed = 0";
    assert_eq!(count(&district, waiting), 0);
}

#[test]
fn r55_no_write_is_lost_while_views_are_replaced() {
    let district = District::with_accounts(2000);
    change(
        &district,
        "UPDATE accounts SET state = state | 2 WHERE number % 7 = 0",
    );
    // As another process would, beside a server.
    let rebuilder = open_again(&district);
    let is_done = AtomicBool::new(false);
    let written: Vec<Written> = thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let (ledger, is_done) = (&district.ledger, &is_done);
                scope.spawn(move || write(ledger, writer, is_done))
            })
            .collect();
        let admin = rebuilder.domain_admin(&district.admin).expect("an admin");
        let rebuilt = admin.rebuild(&mut |_| {});
        is_done.store(true, Ordering::Relaxed);
        let replaced = rebuilt.expect("rebuilt").replaced;
        assert!(replaced.contains(&"accounts".to_owned()), "{replaced:?}");
        let written = writers
            .into_iter()
            .map(|writer| writer.join().expect("written"));
        written.collect()
    });
    let longest = written.iter().map(|written| written.longest).max();
    let count: usize = written.iter().map(|written| written.accounts.len()).sum();
    println!("{count} accounts were added meanwhile; the longest waited {longest:?}");
    let reader = district.ledger.reader(&district.admin).expect("a reader");
    for (number, id) in written
        .iter()
        .flat_map(|written| written.accounts.iter().enumerate())
    {
        let account = reader.account(*id).expect("nothing is lost");
        assert_eq!(account.deactivated, number.is_multiple_of(3));
    }
    let checked = check(&district);
    assert!(checked.equal, "{:?}", checked.differences);
    district.position();
}
