//! What is wrong with a file of settings.

use figment::error::Kind;

/// Which key is wrong, and what is accepted there.
pub fn explain(error: &figment::Error) -> String {
    let key = error.path.join(".");
    match &error.kind {
        Kind::UnknownField(_, accepted) => {
            let accepted = accepted.join(", ");
            format!("nothing reads the key {key}; the keys there are {accepted}")
        }
        Kind::MissingField(field) => format!("{field} is missing beside the other key of {key}"),
        Kind::Message(why) if key.is_empty() => why.trim_end().to_owned(),
        _ => format!("{key} is to be {}", accepted(&key)),
    }
}

fn accepted(key: &str) -> &'static str {
    match key {
        "data" => "a directory, in quotes",
        "listen" | "metrics" => "an address and a port, in quotes, as \"127.0.0.1:7420\"",
        "guards" | "limits" | "tls" => "a table, under a line with its name in brackets",
        "secure_cookies" | "behind_proxy" | "public_log" => "true or false",
        "signing_key" | "tls.certificate" | "tls.key" => "a file, in quotes",
        key if key.starts_with("hosts") => {
            "a list of names without ports, as [\"rollbook.school.example\"]"
        }
        "limits.uploads" | "limits.downloads" | "limits.feeds" | "limits.requests_per_second" => {
            "a whole number, 0 or more"
        }
        key if key.starts_with("limits.") => "a whole number, 1 or more",
        _ => "a whole number, 0 or more",
    }
}
