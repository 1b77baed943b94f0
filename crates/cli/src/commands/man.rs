//! `rollbook man`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use serde::Serialize;

use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;

/// Print the manual page, or write the pages of all commands into a directory
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  rollbook man | man -l -
  rollbook man ~/.local/share/man/man1")]
pub struct Arguments {
    /// Where to write rollbook.1, rollbook-account.1 and so on; made where it is not there
    #[arg(value_name = "DIR")]
    directory: Option<PathBuf>,
}

#[derive(Serialize)]
struct Page {
    page: String,
}

#[derive(Serialize)]
struct Written<'a> {
    directory: &'a Path,
    files: Vec<String>,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    let mut command = crate::arguments::Arguments::command();
    // Names of subcommands get their parents' in front.
    command.build();
    let Some(directory) = &arguments.directory else {
        let (_, page) = page(command).map_err(|_| Failure::fault("the page cannot be made"))?;
        return context.done(&Page { page }, |page| page.page.clone());
    };
    let mut files = Vec::new();
    write_all(command, directory, &mut files).map_err(|error| {
        Failure::usage(
            "file-unwritable",
            format!("{} cannot be written: {error}", directory.display()),
        )
    })?;
    context.done(&Written { directory, files }, |written| {
        let (many, directory) = (written.files.len(), written.directory.display());
        format!("{many} pages written to {directory}")
    })
}

fn write_all(command: Command, directory: &Path, files: &mut Vec<String>) -> io::Result<()> {
    fs::create_dir_all(directory)?;
    for subcommand in command.get_subcommands().filter(|one| !one.is_hide_set()) {
        write_all(subcommand.clone(), directory, files)?;
    }
    let (name, page) = page(command)?;
    fs::write(directory.join(&name), page)?;
    files.push(name);
    Ok(())
}

/// A page and the name of its file.
fn page(command: Command) -> io::Result<(String, String)> {
    let man = Man::new(command).manual("Rollbook");
    let mut page = Vec::new();
    man.render(&mut page)?;
    Ok((
        man.get_filename(),
        String::from_utf8_lossy(&page).into_owned(),
    ))
}
