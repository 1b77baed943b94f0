//! Records a plan, and shows how far that is.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;

use rollbook_service::answers::Plan;
use rollbook_service::{ApplyOptions, ApplyOutcome, Ledger, Operator};

use crate::context::Context;
use crate::failure::Failure;
use crate::progress;

/// Applies the plan in this thread while another one moves the bar.
pub fn apply(
    ledger: &Ledger,
    operator: &Operator<'_>,
    plan: &Plan,
    options: &ApplyOptions,
    context: &Context,
) -> Result<ApplyOutcome, Failure> {
    let bar = progress::items(context, plan.rows, "Recording");
    let (done, is_done) = mpsc::channel::<()>();
    let outcome = thread::scope(|scope| {
        scope.spawn(|| {
            let is_done = is_done;
            while is_done.recv_timeout(progress::TICK) == Err(RecvTimeoutError::Timeout) {
                if let Some(progress) = ledger.progress(&plan.plan_id) {
                    bar.set_length(progress.total.max(progress.done));
                    bar.set_position(progress.done);
                }
            }
        });
        let outcome = operator.apply(&plan.plan_id, options);
        drop(done);
        outcome
    });
    bar.finish_and_clear();
    Ok(outcome?)
}
