//! Values that stand on the command line, read before anything is opened.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use rollbook_service::{
    BatchId, Command, Direction, InstitutionId, Moment, Profile, ProfileChoice, Role, SeatScope,
    Status, StepId,
};

/// An institution's ID.
pub fn institution(text: &str) -> Result<InstitutionId, String> {
    let number = text.parse().map_err(|_| {
        "an institution is named by its ID, a whole number: `rollbook institution list` shows them"
    })?;
    Ok(InstitutionId(number))
}

/// A batch's id.
pub fn batch(text: &str) -> Result<BatchId, &'static str> {
    text.parse()
        .map_err(|_| "a batch is named by its id: `rollbook batch list` shows them")
}

/// A step's id.
pub fn step(text: &str) -> Result<StepId, &'static str> {
    text.parse()
        .map_err(|_| "a step is named by its id: `rollbook schedule list` shows them")
}

/// `domain`, or an institution's ID.
pub fn scope(text: &str) -> Result<SeatScope, String> {
    match text {
        "domain" => Ok(SeatScope::Domain),
        other => match other.parse() {
            Ok(number) => Ok(SeatScope::Institution(InstitutionId(number))),
            Err(_) => Err("say `domain`, or an institution's ID, a whole number".to_owned()),
        },
    }
}

/// Which moment a question is about.
#[derive(clap::Args)]
pub struct AsOf {
    /// As it was then: an RFC 3339 time, a date (its end, UTC) or a position in the log
    #[arg(long, value_name = "T")]
    pub as_of: Option<Moment>,
}

/// In which order events come.
#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
pub enum Order {
    /// The oldest first
    Asc,
    /// The newest first
    #[default]
    Desc,
}

impl Order {
    pub fn direction(self) -> Direction {
        match self {
            Order::Asc => Direction::OldestFirst,
            Order::Desc => Direction::NewestFirst,
        }
    }
}

/// A number of seats, or none for `unlimited`. It is a type of its own, because clap gives an
/// `Option` another meaning.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SeatLimit(pub Option<u64>);

/// `unlimited`, or a whole number.
pub fn seat_limit(text: &str) -> Result<SeatLimit, String> {
    match text {
        "unlimited" => Ok(SeatLimit(None)),
        other => match other.parse() {
            Ok(number) => Ok(SeatLimit(Some(number))),
            Err(_) => Err("say a whole number, or `unlimited`".to_owned()),
        },
    }
}

/// The statuses that a list can show; nothing of a deleted account is left to list.
pub fn status() -> impl TypedValueParser<Value = Status> {
    let shown = Status::ALL
        .into_iter()
        .filter(|status| status.in_list_on_request());
    PossibleValuesParser::new(shown.map(|status| PossibleValue::new(status.as_str())))
        .try_map(|name| name.parse::<Status>())
}

/// What a CSV of people can do to them (R57).
pub fn action() -> impl TypedValueParser<Value = Command> {
    PossibleValuesParser::new(Command::BULK.map(|command| PossibleValue::new(command.as_str())))
        .try_map(|name| name.parse::<Command>())
}

/// A profile, or `auto`.
pub fn profile_choice() -> impl TypedValueParser<Value = ProfileChoice> {
    let names = Profile::ALL.iter().map(|profile| profile.name());
    PossibleValuesParser::new(std::iter::once("auto").chain(names).map(PossibleValue::new))
        .try_map(|name| name.parse::<ProfileChoice>())
}

/// A profile.
pub fn profile() -> impl TypedValueParser<Value = Profile> {
    let names = Profile::ALL
        .iter()
        .map(|profile| PossibleValue::new(profile.name()));
    PossibleValuesParser::new(names)
        .try_map(|name| Profile::from_name(&name).ok_or("there is no such profile"))
}

/// What an admin or a token may do.
pub fn role() -> impl TypedValueParser<Value = Role> {
    let offered = Role::ALL.map(|role| PossibleValue::new(role.as_str()).help(meaning(role)));
    PossibleValuesParser::new(offered).try_map(|name| {
        let mut roles = Role::ALL.into_iter();
        roles
            .find(|role| role.as_str() == name)
            .ok_or("there is no such role")
    })
}

/// What a role is for, in a line of help.
fn meaning(role: Role) -> &'static str {
    match role {
        Role::DomainAdmin => "May do everything",
        Role::InstitutionAdmin => "Sees one institution and acts on its accounts",
        Role::Auditor => "Sees everything and changes nothing",
        Role::Viewer => "A teacher: sees the accounts of one institution",
        Role::Gate => "May only ask whether somebody may log in",
    }
}

/// How many entries a page of a list may have.
const LARGEST_PAGE: usize = 1000;

/// The length of a page.
pub fn page(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(entries) if (1..=LARGEST_PAGE).contains(&entries) => Ok(entries),
        _ => Err(format!("say a whole number from 1 to {LARGEST_PAGE}")),
    }
}
