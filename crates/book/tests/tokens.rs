//! What is kept of tokens beside their view.

mod support;

use chrono::DateTime;
use rollbook_book::Opened;
use rollbook_domain::TokenId;
use rollbook_records::{Body, Id, Role, Sealed, TokenCreated, TokenRevoked};
use rusqlite::Connection;
use support::{Stage, id};

impl Stage {
    fn record_of_token(&mut self, body: Body) {
        self.record(None, None, body, Opened::Nothing)
            .expect("recorded");
    }

    fn use_token(&mut self, number: u8) {
        let transaction = self.writer.begin().expect("begun");
        let token = TokenId::from(Id(id(number)));
        transaction
            .note_token_use(token, DateTime::UNIX_EPOCH)
            .expect("noted");
        transaction.commit().expect("committed");
    }

    fn uses(&self) -> u64 {
        let book = Connection::open(self.directory.path().join("book.db")).expect("a store");
        book.query_row("SELECT count(*) FROM token_uses", [], |row| row.get(0))
            .expect("counted")
    }
}

/// By hand, with an account that is deleted, by an import or a restore: the record is the same.
#[test]
fn when_a_token_was_used_goes_with_the_token() {
    let mut stage = Stage::set();
    for number in [1, 2] {
        stage.record_of_token(Body::TokenCreated(TokenCreated {
            token: Id(id(number)),
            name: Sealed::from_bytes(&[0; 40]),
            role: Role::Gate,
            secret_hash: [number; 32],
            expires: None,
        }));
        stage.use_token(number);
    }
    assert_eq!(stage.uses(), 2);
    stage.record_of_token(Body::TokenRevoked(TokenRevoked { token: Id(id(1)) }));
    assert_eq!(stage.uses(), 1);
    stage.use_token(1);
    assert_eq!(stage.uses(), 1, "what is revoked is used no more");
}
