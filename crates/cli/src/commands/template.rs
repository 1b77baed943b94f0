//! `rollbook template`: the header of a profile (R02).

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rollbook_service::Profile;
use serde::Serialize;

use super::values;
use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;

/// Print the header line of a profile, or write it to a new file
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  rollbook template benchprep
  rollbook template accounts people.csv
  rollbook template powerschool-full-v2 classes.csv")]
pub struct Arguments {
    /// benchprep acts on people by a list of them; accounts loads what an existing system has;
    /// powerschool-… is what a student information system sends
    #[arg(value_parser = values::profile(), value_name = "PROFILE")]
    profile: Profile,
    /// A file that is not there yet; in a powerschool profile its name says which header it gets
    file: Option<PathBuf>,
}

#[derive(Serialize)]
struct Template<'a> {
    profile: &'static str,
    header: &'static str,
    /// Where it was written; null where it was only printed.
    file: Option<&'a Path>,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    let template = match &arguments.file {
        None => arguments.profile.template(),
        Some(file) => template_of(arguments.profile, file)?,
    };
    if let Some(file) = &arguments.file {
        write_new(file, template).map_err(|error| unwritable(file, &error))?;
    }
    let answer = Template {
        profile: arguments.profile.name(),
        header: template.trim_end(),
        file: arguments.file.as_deref(),
    };
    context.done(&answer, |answer| match answer.file {
        Some(file) => format!("{} holds the header of {}", file.display(), answer.profile),
        None => answer.header.to_owned(),
    })
}

fn template_of(profile: Profile, file: &Path) -> Result<&'static str, Failure> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    profile.template_of(&name).ok_or_else(|| {
        Failure::usage(
            "file-name-unknown",
            format!(
                "profile {} has no file {name}; name it {}",
                profile.name(),
                profile.file_names().join(", ")
            ),
        )
    })
}

/// A file that is there already may be somebody's data.
fn write_new(file: &Path, template: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(file)?;
    file.write_all(template.as_bytes())
}

fn unwritable(file: &Path, error: &io::Error) -> Failure {
    let why = match error.kind() {
        io::ErrorKind::AlreadyExists => "it is there already; name a new file".to_owned(),
        _ => error.to_string(),
    };
    Failure::usage(
        "file-unwritable",
        format!("{} cannot be written: {why}", file.display()),
    )
}
