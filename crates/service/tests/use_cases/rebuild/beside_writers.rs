//! A rebuild beside writers: nothing that they record is lost, and nobody waits for long.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rollbook_service::{AccountColumns, AccountId, Caller, Ledger};

use super::{change, check, open_again};
use crate::district::District;

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

#[test]
fn r55_no_write_is_lost_while_views_are_replaced() {
    let district = District::with_accounts(2000);
    change(
        &district,
        "UPDATE accounts SET state = state | 2 WHERE number % 7 = 0",
    );
    // One process rebuilds while two others write.
    let (second, rebuilder) = (open_again(&district), open_again(&district));
    let is_done = AtomicBool::new(false);
    let written: Vec<Written> = thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let ledger = if writer % 2 == 0 {
                    &district.ledger
                } else {
                    &second
                };
                let is_done = &is_done;
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
