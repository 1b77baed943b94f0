//! What became of a verification, for somebody who does not know what a Merkle tree is.

use rollbook_service::answers::{TrustedKey, Verified};

use super::text::{count, number, printable};

/// What was checked, what was found and where, what it means, and what to do.
pub fn sentences(verified: &Verified) -> String {
    let mut text = format!(
        "checked {} against {}\n",
        count(verified.size, "record"),
        checked_against(verified)
    );
    for fault in &verified.faults {
        let place = match fault.position {
            Some(position) => format!(" at position {}", number(position)),
            None => String::new(),
        };
        text += &format!(
            "fault {}{place}: {}\n",
            fault.kind,
            printable(&fault.message)
        );
    }
    if verified.more_faults > 0 {
        text += &format!("and {}\n", count(verified.more_faults, "more fault"));
    }
    text += &format!("root {}\n", verified.root);
    text + &conclusion(verified)
}

fn checked_against(verified: &Verified) -> String {
    let stored = count(verified.checkpoints, "signed checkpoint");
    match verified.pinned {
        Some(size) => format!(
            "{stored} beside it and the one that you kept, of {}",
            count(size, "record")
        ),
        None => format!("{stored} beside it"),
    }
}

fn conclusion(verified: &Verified) -> String {
    if !verified.ok {
        return CHANGED.to_owned();
    }
    if !verified.signed {
        return UNSIGNED.to_owned();
    }
    let mut text =
        "the log is the one that was signed: nothing was changed, moved or cut off".to_owned();
    if verified.pinned.is_none() {
        text += "\nwhoever has the signing key could have signed another: `--checkpoint` with one that you kept elsewhere tells";
    }
    if verified.key_from == TrustedKey::Log {
        text +=
            "\nthe key is the one that the log itself names: give the one that you know with --key";
    }
    text
}

const UNSIGNED: &str = "\
the log is not signed yet: a version of rollbook that signed nothing made it, and nothing was recorded since
so nothing vouches for it: the next command that records something signs all of it; keep a checkpoint then
if it was signed before, somebody took the signatures out: give the key with --key, or a checkpoint that you kept";

const CHANGED: &str = "\
the log is not the one that was signed: somebody changed the file, or a disk failed
keep this copy for whoever looks into it, stop rollbook, and put back a copy of the data directory that `rollbook verify` \
finds whole";
