//! `rollbook log key show`.

use super::words;
use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;

pub fn run(context: &Context) -> Result<Answer, Failure> {
    context.done(&context.open()?.signing_keys()?, words)
}
