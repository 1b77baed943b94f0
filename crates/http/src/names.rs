//! Values that are written as names in queries and bodies.

use std::{borrow::Cow, fmt, str::FromStr};

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use rollbook_service::{Direction, Role, SeatScope, UsersVersion};
use serde::{Deserialize, Deserializer, de::Error};

/// A value that is read from its name; what is wrong with a name, its own error says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Named<T>(pub T);

impl<'de, T: FromStr<Err: fmt::Display>> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = Cow::<'_, str>::deserialize(deserializer)?;
        name.parse().map(Named).map_err(D::Error::custom)
    }
}

/// The names of roles.
pub(crate) struct RoleName(pub Role);

impl FromStr for RoleName {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let role = Role::ALL.into_iter().find(|role| role.as_str() == name);
        role.map(RoleName).ok_or_else(|| {
            let names = Role::ALL.map(Role::as_str);
            format!("there is no role `{name}`: say one of {}", names.join(", "))
        })
    }
}

/// `domain`, or the number of an institution.
pub(crate) struct SeatScopeName(pub SeatScope);

impl FromStr for SeatScopeName {
    type Err = std::num::ParseIntError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "domain" => Ok(SeatScopeName(SeatScope::Domain)),
            number => number.parse().map(|id| {
                SeatScopeName(SeatScope::Institution(rollbook_service::InstitutionId(id)))
            }),
        }
    }
}

/// `1` or `2`.
#[derive(Clone, Copy)]
pub(crate) struct UsersVersionName(pub UsersVersion);

impl FromStr for UsersVersionName {
    type Err = &'static str;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "1" => Ok(UsersVersionName(UsersVersion::V1)),
            "2" => Ok(UsersVersionName(UsersVersion::V2)),
            _ => Err("`version` is 1, with the column enabled, or 2, with blocked"),
        }
    }
}

/// `asc` or `desc`.
#[derive(Clone, Copy)]
pub(crate) struct DirectionName(pub Direction);

impl DirectionName {
    /// The newest first, unless another order is named.
    pub fn or_default(name: Option<Named<DirectionName>>) -> Direction {
        name.map(|name| name.0.0).unwrap_or_default()
    }
}

impl FromStr for DirectionName {
    type Err = &'static str;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "asc" => Ok(DirectionName(Direction::OldestFirst)),
            "desc" => Ok(DirectionName(Direction::NewestFirst)),
            _ => Err("the order is `asc`, the oldest first, or `desc`, the newest first"),
        }
    }
}

/// When somebody logged in: a date, which means its first moment in UTC, or a time of RFC 3339.
#[derive(Clone, Copy)]
pub(crate) struct LogInTime(pub DateTime<Utc>);

impl FromStr for LogInTime {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(date) = text.parse::<NaiveDate>() {
            return Ok(LogInTime(date.and_time(NaiveTime::MIN).and_utc()));
        }
        DateTime::parse_from_rfc3339(text)
            .map(|at| LogInTime(at.with_timezone(&Utc)))
            .map_err(|_| format!("`{text}` is neither a date nor an RFC 3339 time"))
    }
}
