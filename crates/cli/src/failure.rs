//! Why a command was not done, in the form of every other door: a problem with a stable code.

use rollbook_service::answers::Problem;
use rollbook_service::{Error, Kind};

use crate::answer::{Answer, Exit};
use crate::arguments::Format;
use crate::stderr::say;
use crate::words::text::printable;

/// A command that was not done; nothing was recorded.
pub struct Failure {
    exit: Exit,
    problem: Box<Problem>,
    /// What lies beneath a fault, for stderr only.
    causes: Vec<String>,
}

impl Failure {
    /// The command line itself is wrong.
    pub fn usage(code: &str, detail: impl AsRef<str>) -> Failure {
        Failure::new(Exit::Usage, Kind::Invalid, code, detail.as_ref())
    }

    /// The person said no.
    pub fn declined() -> Failure {
        let detail = "you said no, so nothing was recorded";
        Failure::new(Exit::Refused, Kind::Refused, "declined", detail)
    }

    /// Something of ours failed.
    pub fn fault(detail: &str) -> Failure {
        Failure::new(Exit::Fault, Kind::Fault, "fault", detail)
    }

    fn new(exit: Exit, kind: Kind, code: &str, detail: &str) -> Failure {
        Failure {
            exit,
            problem: Box::new(Problem::new(kind.status(), code, kind.title(), detail)),
            causes: Vec::new(),
        }
    }

    /// The problem on stdout as JSON, or its sentence on stderr. Causes go to stderr in both.
    pub fn into_answer(self, format: Format) -> Answer {
        for cause in &self.causes {
            say(&format!("caused by: {}", printable(cause)));
        }
        match format {
            Format::Json => {
                let json = serde_json::to_string(&self.problem).unwrap_or_else(|_| "{}".to_owned());
                Answer::new(self.exit, json)
            }
            Format::Human => {
                let lines: Vec<String> = self.problem.detail.lines().map(printable).collect();
                say(&format!("error: {}", lines.join("\n")));
                Answer::new(self.exit, String::new())
            }
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        let mut problem = Problem::from(&error);
        let mut causes = Vec::new();
        let mut source = None;
        if let Some(error) = error.of_the_machine() {
            // Whoever gives commands here can mend it.
            problem.detail = error.to_string();
            source = error.source();
        } else if error.kind() == Kind::Fault {
            source = Some(&error as &dyn std::error::Error);
        }
        while let Some(cause) = source {
            causes.push(cause.to_string());
            source = cause.source();
        }
        Failure {
            exit: Exit::of_status(error.kind().exit_status()),
            problem: Box::new(problem),
            causes,
        }
    }
}
