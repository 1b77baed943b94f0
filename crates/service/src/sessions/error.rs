//! Why somebody is not signed in, or may not change who is.

use std::time::Duration;

use crate::Kind;

/// Why a sign-in, or what belongs to one, was not done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SignInError {
    /// The same for a wrong password, an unknown email and an admin without a password.
    #[error(
        "the email and the password do not sign anybody in: try again, or ask a domain admin for a sign-in link"
    )]
    PasswordNotAccepted,
    #[error(
        "too many wrong passwords were given for this email: try again in {} minutes, or use a sign-in link",
        .wait.as_secs().div_ceil(60)
    )]
    Locked { wait: Duration },
    #[error("what signed you in has ended meanwhile: sign in again")]
    Ended,
    #[error("many people are signing in at the moment: try again")]
    Crowded,
    #[error(
        "too many requests came from this caller: send fewer, and go on in {} seconds",
        .wait.as_secs_f64().ceil().max(1.0)
    )]
    TooManyRequests { wait: Duration },
    #[error("the current password is not this one: give it as `current`")]
    CurrentPasswordNotAccepted,
    #[error(
        "this session belongs to whoever has the machine and not to an admin: sign in by an admin's own link"
    )]
    NoAdmin,
    #[error("nobody removes the admin that they act as: another domain admin must do it")]
    OwnAdmin,
    #[error(
        "this is the last domain admin: add another one first, or remove this one on the machine with `rollbook admin remove`"
    )]
    LastDomainAdmin,
}

impl SignInError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            SignInError::PasswordNotAccepted => "password-not-accepted",
            SignInError::Locked { .. } => "sign-in-locked",
            SignInError::Ended => "not-signed-in",
            SignInError::Crowded => "sign-in-crowded",
            SignInError::TooManyRequests { .. } => "too-many-requests",
            SignInError::CurrentPasswordNotAccepted => "current-password-not-accepted",
            SignInError::NoAdmin => "no-admin",
            SignInError::OwnAdmin => "own-admin",
            SignInError::LastDomainAdmin => "last-domain-admin",
        }
    }

    /// What it means for whoever asked.
    pub fn kind(&self) -> Kind {
        match self {
            SignInError::PasswordNotAccepted | SignInError::Ended => Kind::NotSignedIn,
            SignInError::Locked { .. } | SignInError::TooManyRequests { .. } => Kind::TooMany,
            SignInError::Crowded => Kind::Busy,
            SignInError::CurrentPasswordNotAccepted
            | SignInError::NoAdmin
            | SignInError::OwnAdmin
            | SignInError::LastDomainAdmin => Kind::Refused,
        }
    }

    /// How long it is worth to wait before another try, where that is known.
    pub fn wait(&self) -> Option<Duration> {
        match self {
            SignInError::Locked { wait } | SignInError::TooManyRequests { wait } => Some(*wait),
            _ => None,
        }
    }
}
