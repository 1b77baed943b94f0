//! Gives the files to the ledger, which answers with a plan.

use std::io::Read;

use rollbook_service::answers::Plan;
use rollbook_service::{Operator, PlanRequest};

use crate::context::Context;
use crate::failure::Failure;
use crate::input_files::InputFile;
use crate::progress;

/// How many bytes are read at once.
const PIECE: usize = 256 * 1024;

pub fn plan(
    operator: &Operator<'_>,
    request: PlanRequest,
    files: Vec<InputFile>,
    context: &Context,
) -> Result<Plan, Failure> {
    let mut upload = operator.begin_upload(request)?;
    let bar = progress::bytes(context, files.iter().map(|file| file.size).sum(), "Reading");
    let mut piece = vec![0; PIECE];
    for mut file in files {
        upload.begin_file(&file.name)?;
        loop {
            let read = file.content.read(&mut piece).map_err(|error| {
                let detail = format!("{} cannot be read to its end: {error}", file.path.display());
                Failure::usage("file-unreadable", detail)
            })?;
            let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else {
                break;
            };
            upload.push(bytes)?;
            bar.inc(bytes.len() as u64);
        }
    }
    bar.finish_and_clear();
    let spinner = progress::spinner(context, "Planning");
    let plan = upload.finish();
    spinner.finish_and_clear();
    Ok(plan?)
}
