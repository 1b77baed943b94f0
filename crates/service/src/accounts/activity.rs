//! What a learning system reports of an account (R48).

use chrono::SubsecRound;
use rollbook_book::{AccountRow, Reads};
use rollbook_records::{ActivityReport, Body, KeyId, open_activity};

use crate::Error;
use crate::vault::Vault;

/// What was reported last.
pub(crate) fn known(
    reads: &Reads<'_>,
    vault: &Vault,
    account: &AccountRow,
) -> Result<ActivityReport, Error> {
    let Some(position) = account.activity_position else {
        return Ok(ActivityReport::default());
    };
    match &reads.record(position)?.body {
        Body::ActivityRecorded(event) => {
            let key = vault.key(KeyId(*account.id.as_bytes()))?;
            Ok(open_activity(&key, &event.report)?)
        }
        _ => Err(Error::invalid("event", "it reports no activity")),
    }
}

/// Digits behind the second that are kept: with more, the same report would be news each time.
const MILLISECONDS: u16 = 3;

/// What is known after a report, if it says anything new. A log-in before the last one says
/// nothing; a number of grades replaces the one before.
pub(crate) fn news(known: ActivityReport, report: ActivityReport) -> Option<ActivityReport> {
    let last_login = report.last_login.map(|at| at.trunc_subsecs(MILLISECONDS));
    let after = ActivityReport {
        last_login: known.last_login.max(last_login),
        grades: report.grades.or(known.grades),
    };
    (after != known).then_some(after)
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;

    fn report(second: Option<i64>, grades: Option<u64>) -> ActivityReport {
        ActivityReport {
            last_login: second.and_then(|second| DateTime::<Utc>::from_timestamp(second, 0)),
            grades,
        }
    }

    #[test]
    fn r48_only_news_are_recorded() {
        let known = report(Some(50), Some(3));
        for old in [
            report(None, None),
            report(Some(50), Some(3)),
            report(Some(49), None),
        ] {
            assert!(news(known, old).is_none());
        }
        let finer = DateTime::<Utc>::from_timestamp_nanos(50_000_000_999);
        let finer = ActivityReport {
            last_login: Some(finer),
            grades: None,
        };
        assert!(news(known, finer).is_none());
        assert!(news(known, report(Some(51), None)) == Some(report(Some(51), Some(3))));
        assert!(news(known, report(Some(1), Some(2))) == Some(report(Some(50), Some(2))));
        assert!(news(report(None, None), report(None, Some(0))) == Some(report(None, Some(0))));
    }
}
