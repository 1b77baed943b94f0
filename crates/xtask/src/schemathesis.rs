//! Schemathesis against the running server, from the server's own OpenAPI document: no fault of ours, no status, header
//! or body that the document does not know.

use crate::{outcome::Outcome, program, project::Project, python};
use anyhow::{Context, Result, bail, ensure};
use std::{
    fmt::Write as _,
    fs,
    io::{BufRead, BufReader, Write as _},
    net::TcpStream,
    path::PathBuf,
    process::{Child, Command, Stdio},
};

const REQUIREMENTS: &str = "tests/schemathesis/requirements.txt";

/// Another seed finds other requests: `ROLLBOOK_SEED=7 cargo xtask test`.
const SEED: &str = "20260901";

/// Requests of each operation, besides those that its schema's limits bring about.
const EXAMPLES: &str = "20";

const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_headers_conformance,response_schema_conformance";

/// Streams that end when the client leaves; their statuses have tests of their own.
const ENDLESS: [&str; 2] = ["follow_feed", "follow_import"];

/// It finds the token that it asks with. Asked for last, so that the others are not all answered 401.
const SUICIDAL: &str = "revoke_token";

/// Who asks: one who may do everything, one who may do some of it, and one who may hardly do anything.
const ROLES: [(&str, &[&str]); 3] = [
    ("domain_admin", &[]),
    ("viewer", &["--institution", "1"]),
    ("institution_admin", &["--institution", "1"]),
];

/// Asks in each role, and counts each as a test.
pub fn run(project: &Project) -> Result<Outcome> {
    let python = python::environment(project, "schemathesis", REQUIREMENTS)?;
    let seed = std::env::var("ROLLBOOK_SEED").unwrap_or_else(|_| SEED.to_owned());
    println!("Schemathesis with the seed {seed}");
    let mut outcome = Outcome::default();
    for (role, more) in ROLES {
        let office = Office::open(project, role)?;
        let token = office.token(role, more)?;
        let server = office.serve()?;
        let everything = ["--exclude-operation-id", SUICIDAL];
        let the_rest = ["--include-operation-id", SUICIDAL];
        for operations in [everything, the_rest] {
            // Where everything is refused, a run passes and proves nothing.
            server.accepts(&token)?;
            println!("\n--- as {role}, {} {}", operations[0], operations[1]);
            let mut command = program::program_in(&python, &office.folder);
            command
                .args(["-m", "schemathesis.cli", "run"])
                .arg(format!("{}/openapi.json", server.address))
                .args(["--header", &format!("Authorization: Bearer {token}")])
                .args(["--generation-with-security-parameters", "false"])
                .args(["--checks", CHECKS, "--phases", "coverage,fuzzing"])
                .args(["--max-examples", EXAMPLES, "--seed", &seed])
                .args(["--generation-database", "none", "--no-shrink"])
                .args(["--request-timeout", "60", "--warnings", "off", "--no-color"])
                .args(operations);
            for operation in ENDLESS {
                command.args(["--exclude-operation-id", operation]);
            }
            match program::watch(&mut command)?.success {
                true => outcome.passed += 1,
                false => outcome.failed += 1,
            }
            if operations == everything {
                server.accepts(&token)?;
            }
        }
    }
    Ok(outcome)
}

/// A ledger with something of everything in it.
struct Office {
    folder: PathBuf,
    program: PathBuf,
}

impl Office {
    fn open(project: &Project, name: &str) -> Result<Office> {
        let folder = project.target().join("schemathesis").join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        let program = project.binary("debug");
        ensure!(program.is_file(), "{} is missing", program.display());
        let office = Office { folder, program };
        fs::write(office.folder.join("people.csv"), people())?;
        for line in [
            "institution add --name North --id 1 --seats 100",
            "institution add --name South --id 2",
            "import people.csv --profile accounts --yes",
            "account disable pupil1 --yes",
            "account deactivate pupil2 --yes",
            "admin add --email head@north.example --role institution_admin --institution 1",
            "schedule add disable pupil3 --from 2999-07-01 --yes",
        ] {
            let words: Vec<&str> = line.split(' ').collect();
            office.json(&words).with_context(|| line.to_owned())?;
        }
        Ok(office)
    }

    fn token(&self, role: &str, more: &[&str]) -> Result<String> {
        let create = ["token", "create", "--name", "schemathesis", "--role", role];
        let token = self.json(&[&create, more].concat())?;
        let secret = token["secret"].as_str();
        Ok(secret.context("a new token has a secret")?.to_owned())
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = program::program_in(&self.program, &self.folder);
        command
            .args([
                "--data", "data", "--format", "json", "--quiet", "--actor", "Sam",
            ])
            .args(words);
        command
    }

    fn json(&self, words: &[&str]) -> Result<serde_json::Value> {
        Ok(serde_json::from_str(&program::output(
            &mut self.command(words),
        )?)?)
    }

    fn serve(&self) -> Result<Server> {
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0"]);
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let stdout = child.stdout.take().context("the server has no stdout")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        let said: serde_json::Value = serde_json::from_str(&line).unwrap_or_default();
        let address = said["listening"].as_str().map(str::to_owned);
        let Some(address) = address else {
            let _ = child.kill();
            bail!("the server said {line:?}");
        };
        Ok(Server { child, address })
    }
}

/// Of both institutions, in two groups of the same name.
fn people() -> String {
    let mut file =
        "email,username,sis_id,institution,first_name,last_name,user_type,groups\n".to_owned();
    for number in 1..=40 {
        // Writing to a text cannot fail.
        let _ = writeln!(
            file,
            "pupil{number}@school.example,pupil{number},SIS{number},{},First{number},Last{number},S,Choir",
            number % 2 + 1
        );
    }
    file
}

/// Stopped when the run is over, whatever became of it.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// Makes sure that the token is accepted: by a question that each of the roles may ask.
    fn accepts(&self, token: &str) -> Result<()> {
        let host = self.address.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host)?;
        write!(
            stream,
            "GET /api/v1/accounts HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\
             Connection: close\r\n\r\n"
        )?;
        let mut status = String::new();
        BufReader::new(stream).read_line(&mut status)?;
        ensure!(
            status.starts_with("HTTP/1.1 200 "),
            "the token that Schemathesis asks with is not accepted: {status:?}"
        );
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
