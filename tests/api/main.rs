//! The HTTP API, asked over a real socket.

mod access;
mod accounts;
mod activity;
mod changes;
mod client;
mod console;
mod documented;
mod events;
mod exports;
mod feed;
mod health;
mod idempotency;
mod imports;
mod institution_admins;
mod matrix;
mod openapi;
mod past;
mod problems;
mod progress;
mod reversals;
mod seats;
mod server;
mod sign_in;
mod story;
mod uploads;
mod viewers;
