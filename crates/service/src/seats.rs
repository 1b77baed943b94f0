//! Seats.

mod set;
mod show;
