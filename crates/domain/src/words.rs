//! Lists as people write them.

/// `a`, `a and b`, `a, b and c`, with the conjunction that is given.
pub(crate) fn list(items: &[&str], conjunction: &str) -> String {
    match items {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} {conjunction} {last}", first.join(", ")),
    }
}
