//! Seats.

mod history;
mod set;
mod show;

pub use history::SeatQuery;
