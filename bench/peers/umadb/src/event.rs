//! An event as Rollbook's are: of one account, and some bytes.

use umadb_dcb::DcbEvent;

/// The tag of an account. Numbers are spread, as accounts come in an order of chance.
pub fn tag(number: usize) -> String {
    let account = (number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    format!("account:{account:016x}")
}

/// Tagged by its account, as a decision about that account would ask for it.
pub fn event(number: usize, bytes: usize) -> DcbEvent {
    DcbEvent::new()
        .event_type("AccountDeactivated")
        .tags([tag(number)])
        .data(vec![0xA5; bytes])
}
