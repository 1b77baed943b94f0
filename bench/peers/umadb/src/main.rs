//! UmaDB's side of two jobs. Each prints one line of JSON, its last, with the seconds that it took.

mod append;
mod commands;
mod event;

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["append", folder, count, bytes] => {
            append::run(folder.as_ref(), count.parse()?, bytes.parse()?)
        }
        ["commands", folder, clients, each, bytes] => {
            commands::run(folder, clients.parse()?, each.parse()?, bytes.parse()?)
        }
        ["version"] => {
            println!("UmaDB 0.7.8");
            Ok(())
        }
        _ => Err("use: append FOLDER COUNT BYTES, or commands FOLDER CLIENTS EACH BYTES".into()),
    }
}
