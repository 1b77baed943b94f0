//! `rollbook log checkpoint`.

use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;

pub fn run(context: &Context) -> Result<Answer, Failure> {
    let checkpoint = context.open()?.checkpoint()?;
    context.done(&checkpoint, |checkpoint| checkpoint.note.clone())
}
