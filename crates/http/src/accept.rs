//! Which of the forms of an answer a client takes.

use warp::http::{
    HeaderMap,
    header::{ACCEPT, HeaderName},
};

/// The one of `offered` that `Accept` prefers; the first where it is missing, or names none of them.
pub(crate) fn preferred<T: Copy>(headers: &HeaderMap, offered: &[(&str, T)]) -> Option<T> {
    preferred_by(ACCEPT, headers, offered)
}

/// The same of another header field that is written in this way.
pub(crate) fn preferred_by<T: Copy>(
    field: HeaderName,
    headers: &HeaderMap,
    offered: &[(&str, T)],
) -> Option<T> {
    let accepted: Vec<(String, f32)> = headers
        .get_all(field)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(','))
        .map(weighted)
        .collect();
    let weight = |name: &str| {
        let named = accepted.iter().find(|(accepted, _)| accepted == name);
        named.map_or(0.0, |(_, weight)| *weight)
    };
    let mut best: Option<(T, f32)> = None;
    for (name, form) in offered {
        let weight = weight(name);
        if best.is_none_or(|(_, most)| weight > most) {
            best = Some((*form, weight));
        }
    }
    best.map(|(form, _)| form)
}

/// `text/csv; q=0.5` → the type and its weight.
fn weighted(item: &str) -> (String, f32) {
    let mut parts = item.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default().to_ascii_lowercase();
    let weight = parts.find_map(|part| {
        let (parameter, value) = part.split_once('=')?;
        parameter.eq_ignore_ascii_case("q").then_some(value)
    });
    (name, weight.map_or(1.0, |q| q.parse().unwrap_or(0.0)))
}

#[cfg(test)]
mod tests {
    use warp::http::HeaderValue;

    use super::*;

    fn chosen(accept: &'static str) -> Option<char> {
        let headers = [(ACCEPT, HeaderValue::from_static(accept))];
        let offered = [
            ("application/json", 'j'),
            ("text/csv", 'c'),
            ("application/x-ndjson", 'n'),
        ];
        preferred(&headers.into_iter().collect(), &offered)
    }

    #[test]
    fn the_form_that_weighs_most_is_chosen_and_json_where_none_is_named() {
        assert_eq!(chosen("text/csv"), Some('c'));
        assert_eq!(chosen("Application/X-NDJSON, text/csv;q=0.5"), Some('n'));
        assert_eq!(chosen("text/csv;q=0.5, application/json; q=0.9"), Some('j'));
        assert_eq!(chosen("text/csv;Q=0.5, application/json;Q=0.4"), Some('c'));
        assert_eq!(chosen("*/*"), Some('j'));
        assert_eq!(chosen("text/html"), Some('j'));
        assert_eq!(preferred::<char>(&HeaderMap::new(), &[]), None);
    }
}
