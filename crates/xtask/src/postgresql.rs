//! PostgreSQL's server, which the tests of shared ledgers start: installed here where that needs no
//! question, else named with its command.

use crate::machine;
use anyhow::{Context, Result, bail};
use std::{
    env, fs,
    path::{Path, PathBuf},
};

const DEBIAN: &str = "/usr/lib/postgresql";

/// Where Debian is told what to do with a server that was just installed.
const CLUSTERS: &str = "/etc/postgresql-common/createcluster.conf";

/// Tests make servers of their own: another one beside them would only take memory.
const NO_CLUSTER: &str = "create_main_cluster = false\n";

/// Makes sure that the server's programs are there; on Debian as root they are installed, and nothing is started.
pub fn require() -> Result<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    if machine::is_debian_root() {
        println!("no PostgreSQL was found: installing Debian's");
        // First of all what reads the setting below, and asks about it where it is there already.
        machine::install_debian_packages(&["postgresql-common"])?;
        let settings = fs::read_to_string(CLUSTERS).unwrap_or_default();
        if !settings.contains(NO_CLUSTER) {
            fs::write(CLUSTERS, format!("{settings}\n{NO_CLUSTER}"))
                .with_context(|| format!("writing {CLUSTERS}"))?;
        }
        machine::install_debian_packages(&["postgresql"])?;
    }
    match find() {
        Some(found) => Ok(found),
        None => bail!(
            "no PostgreSQL was found: install its server (on Debian `apt-get install postgresql`)"
        ),
    }
}

/// The folder of the programs, as the tests find it.
fn find() -> Option<PathBuf> {
    let versions = fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let folders = env::var_os("PATH").unwrap_or_default();
    versions
        .map(|version| version.path().join("bin"))
        .chain(env::split_paths(&folders))
        .find(|folder| has_programs(folder))
}

fn has_programs(folder: &Path) -> bool {
    ["postgres", "initdb", "pg_basebackup", "psql"]
        .iter()
        .all(|program| folder.join(program).is_file())
}
