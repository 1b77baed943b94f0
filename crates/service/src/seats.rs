//! Seats.

mod history;
mod no_seat;
mod set;
mod show;

pub use history::SeatQuery;
pub(crate) use no_seat::no_seat;
