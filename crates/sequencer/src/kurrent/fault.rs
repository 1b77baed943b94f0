//! What the client's errors mean for whoever asked.

use eventstore::Error;
use rollbook_book::BookError;
use rollbook_domain::Position;

use crate::EngineError;

/// Codes of gRPC that say that a call could never be done: an invalid argument, a failed
/// precondition, a place that cannot be.
const REFUSED: [i32; 3] = [3, 9, 11];

/// Why a cluster did not do what was asked.
#[derive(Debug)]
pub(super) enum Fault {
    /// The stream is not where it was expected to be. Nothing was written.
    Elsewhere,
    /// There is no such stream.
    NoStream,
    /// Another node leads, and the client has gone over to that one. Nothing was written.
    Moved(String),
    /// Nothing was written, and trying again by a new client may help.
    Unreachable(String),
    /// The answer was lost, so it may be written.
    Lost(String),
    /// Nothing was written, and nothing will be before somebody changes something.
    Refused(String),
    /// What is there cannot be.
    Damaged(String),
    /// What is there was written by a newer program.
    Newer { found: u32, known: u32 },
    /// Another record stands at the head.
    Forked(Position),
    /// What was to be written cannot be read.
    Book(BookError),
}

impl From<BookError> for Fault {
    fn from(error: BookError) -> Fault {
        Fault::Book(error)
    }
}

impl Fault {
    /// Of an append, by what the client says of it.
    pub(super) fn of_append(error: &Error) -> Fault {
        let why = error.to_string();
        match error {
            Error::WrongExpectedVersion { .. } => Fault::Elsewhere,
            Error::NotLeaderException(leader) => Fault::Moved(format!(
                "{}:{} leads the cluster now",
                leader.host, leader.port
            )),
            Error::ConnectionClosed | Error::GrpcConnectionError(_) => Fault::Unreachable(why),
            // A node that does not lead and does not know who does.
            Error::ResourceNotFound => Fault::Unreachable("it has no leader".to_owned()),
            Error::AccessDenied => Fault::Refused(
                "access is denied: look at user, password and the stream's rights".to_owned(),
            ),
            Error::ResourceDeleted => Fault::Refused("the stream was deleted for ever".to_owned()),
            Error::Grpc { code, .. } if REFUSED.contains(&(*code as i32)) => Fault::Refused(why),
            // Behind this stand headers, which tell people nothing.
            Error::ServerError(why) => {
                let why = why.split(", details:").next().unwrap_or_default();
                Fault::Lost(why.to_owned())
            }
            Error::DeadlineExceeded | Error::Grpc { .. } => Fault::Lost(why),
            _ => Fault::Refused(why),
        }
    }

    /// Of a read: nothing is lost but time.
    pub(super) fn of_read(error: &Error) -> Fault {
        match error {
            Error::ResourceNotFound => Fault::NoStream,
            error => Fault::of_append(error).without_effect(),
        }
    }

    /// The same, where nothing that was asked can have been done.
    pub(super) fn without_effect(self) -> Fault {
        match self {
            Fault::Lost(why) => Fault::Unreachable(why),
            fault => fault,
        }
    }

    /// Whether the client that met it is still good for anything.
    pub(super) fn spares_client(&self) -> bool {
        !matches!(self, Fault::Unreachable(_) | Fault::Lost(_))
    }

    /// Whether trying again may help.
    pub(super) fn is_passing(&self) -> bool {
        matches!(
            self,
            Fault::Unreachable(_) | Fault::Lost(_) | Fault::Moved(_)
        )
    }

    pub(super) fn told_of(self, place: &str) -> EngineError {
        let place = place.to_owned();
        match self {
            Fault::Unreachable(why) | Fault::Lost(why) | Fault::Moved(why) => {
                EngineError::Unreachable { place, why }
            }
            Fault::Elsewhere => EngineError::Unreachable {
                place,
                why: "others are always first".to_owned(),
            },
            Fault::NoStream => EngineError::Damaged("a stream is gone".to_owned()),
            Fault::Refused(why) => EngineError::Refused { place, why },
            Fault::Damaged(why) => EngineError::Damaged(why),
            Fault::Forked(head) => EngineError::Forked(head),
            Fault::Book(error) => EngineError::Book(error),
            Fault::Newer { found, known } => EngineError::Newer { found, known },
        }
    }
}
