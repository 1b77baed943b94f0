//! The whole command table: every command on every status.

use rollbook_domain::testing::given_account;
use rollbook_domain::{Account, Command, Event, Facts, InstitutionId, Living, Origin, Refusal};

/// What a cell of the table says.
#[derive(Clone, Copy)]
enum Cell {
    Records(Event),
    Nothing,
    Refused(Refusal),
}
use Cell::{Nothing, Records, Refused};

/// The columns: active, disabled, deactivated, deactivated while blocked, deleted.
fn accounts() -> [Account; 5] {
    let institution = InstitutionId(3);
    let living = |blocked, deactivated| {
        Account::Living(Living {
            institution,
            origin: Origin::Import,
            blocked,
            deactivated,
            facts: Facts::default(),
        })
    };
    [
        living(false, false),
        living(true, false),
        living(false, true),
        living(true, true),
        Account::Deleted { institution },
    ]
}

#[test]
fn r10_r40_r57_the_command_table_is_kept_as_written() {
    let deleted = Refused(Refusal::DeletedAccount);
    let first = Refused(Refusal::ReactivateFirst);
    let instead = Refused(Refusal::ReactivateInstead);
    let enable = Refused(Refusal::EnableInstead);
    let disabled = Records(Event::AccountDisabled);
    let enabled = Records(Event::AccountEnabled);
    let deactivated = Records(Event::AccountDeactivated);
    let reactivated = Records(Event::AccountReactivated);
    let destroyed = Records(Event::AccountDeleted);
    let table = [
        (Command::Disable, [disabled, Nothing, first, first, deleted]),
        (
            Command::Enable,
            [Nothing, enabled, instead, instead, deleted],
        ),
        (
            Command::Deactivate,
            [deactivated, deactivated, Nothing, Nothing, deleted],
        ),
        (
            Command::Reactivate,
            [Nothing, enable, reactivated, reactivated, deleted],
        ),
        (
            Command::Delete,
            [destroyed, destroyed, destroyed, destroyed, Nothing],
        ),
    ];
    for (command, cells) in table {
        for (account, cell) in accounts().into_iter().zip(cells) {
            let decided = given_account(account).when(command);
            match cell {
                Records(event) => {
                    decided.then_records(event);
                }
                Nothing => decided.then_nothing_to_do(),
                Refused(refusal) => decided.then_refuses(refusal),
            }
        }
    }
}

#[test]
fn refusals_carry_their_stable_codes() {
    let codes = [
        (Refusal::ReactivateFirst, "reactivate-first"),
        (Refusal::ReactivateInstead, "reactivate-instead"),
        (Refusal::EnableInstead, "enable-instead"),
        (Refusal::DeletedAccount, "deleted-account"),
        (Refusal::OwnAccount, "own-account"),
        (Refusal::ProtectedManual, "protected-manual"),
    ];
    for (refusal, code) in codes {
        assert_eq!(refusal.code(), code);
    }
}
