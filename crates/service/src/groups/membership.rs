//! What joining and leaving a group by hand share.

use rollbook_domain::{AccountId, GroupId};
use rollbook_records::{Body, Membership};

use crate::accounts::visible;
use crate::work::{NewEvent, Receipt, Work};
use crate::{Error, Operator, answers, text};

/// In or out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Move {
    Join,
    Leave,
}

impl Move {
    fn operation(self) -> &'static str {
        match self {
            Move::Join => "group join",
            Move::Leave => "group leave",
        }
    }

    fn body(self, group: GroupId) -> Body {
        let membership = Membership {
            group: group.into(),
            role: None,
        };
        match self {
            Move::Join => Body::GroupJoined(membership),
            Move::Leave => Body::GroupLeft(membership),
        }
    }
}

impl Operator<'_> {
    pub(super) fn move_member(
        &self,
        account: AccountId,
        group: GroupId,
        reason: Option<&str>,
        direction: Move,
    ) -> Result<answers::AccountChanged, Error> {
        let reason = reason.map(text::reason).transpose()?;
        let receipt = self.ledger.write(
            self.caller,
            &format!("{}\0{account}\0{group}", direction.operation()),
            move |work| move_member(work, account, group, reason.as_deref(), direction),
        )?;
        self.changed(receipt)
    }
}

fn move_member(
    work: &mut Work<'_, '_>,
    account: AccountId,
    group: GroupId,
    reason: Option<&str>,
    direction: Move,
) -> Result<Receipt, Error> {
    let row = visible(&work.reads(), work.caller.scope(), account)?;
    let group = work
        .reads()
        .group(group)?
        .filter(|group| work.caller.scope().covers(group.institution))
        .ok_or(Error::NotFound("group"))?;
    let is_member = work
        .reads()
        .groups_of(row.number)?
        .iter()
        .any(|joined| joined.id == group.id);
    if is_member == (direction == Move::Join) {
        return Ok(Receipt::of(account));
    }
    if direction == Move::Join && group.institution != row.institution() {
        return Err(Error::OtherInstitution);
    }
    let reason = work.seal_reason(account, reason)?;
    let event = NewEvent {
        account: Some(account),
        institution: Some(row.institution()),
        ..NewEvent::of_ledger(direction.body(group.id))
    };
    let position = work.record(event, reason)?;
    Ok(Receipt::of(account).at(position))
}
