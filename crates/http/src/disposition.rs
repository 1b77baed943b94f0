//! The name of an uploaded file, from `Content-Disposition` (RFC 6266, RFC 8187).

use percent_encoding::percent_decode_str;
use warp::http::{HeaderMap, header::CONTENT_DISPOSITION};

/// Where the client names none.
const DEFAULT_NAME: &str = "upload.csv";
/// As long as file systems allow, in characters.
const NAME_CHARACTERS: usize = 255;

/// The file's own name, without the folders that some clients put before it.
pub(crate) fn file_name(headers: &HeaderMap) -> String {
    let header = headers
        .get(CONTENT_DISPOSITION)
        .and_then(|header| header.to_str().ok())
        .unwrap_or_default();
    let (mut plain, mut extended) = (None, None);
    for (name, value) in parameters(header) {
        match name.as_str() {
            "filename" => plain = Some(value),
            "filename*" => extended = decode(&value),
            _ => {}
        }
    }
    let given = extended.or(plain).unwrap_or_default();
    let own: String = given
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or_default()
        .chars()
        .filter(|character| !character.is_control())
        .take(NAME_CHARACTERS)
        .collect();
    match own.trim() {
        "" | "." | ".." => DEFAULT_NAME.to_owned(),
        own => own.to_owned(),
    }
}

/// `filename*`: a character set, a language, and percent-encoded text. UTF-8 is all that is in use.
fn decode(value: &str) -> Option<String> {
    let (charset, rest) = value.split_once('\'')?;
    let (_language, encoded) = rest.split_once('\'')?;
    if !charset.eq_ignore_ascii_case("utf-8") {
        return None;
    }
    percent_decode_str(encoded)
        .decode_utf8()
        .ok()
        .map(Into::into)
}

/// The parameters after the disposition's type: names in lower case, values without their quotes.
fn parameters(header: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = header.split_once(';').map_or("", |(_, rest)| rest);
    while let Some((name, after)) = rest.split_once('=') {
        let (value, after) = match after.trim_start().strip_prefix('"') {
            Some(quoted) => quoted_string(quoted),
            None => {
                let (value, after) = after.split_once(';').unwrap_or((after, ""));
                (value.trim().to_owned(), after)
            }
        };
        found.push((name.trim().to_ascii_lowercase(), value));
        rest = after;
    }
    found
}

/// Reads up to the closing quote, and past the semicolon behind it.
fn quoted_string(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => {
                let after = &text[at + 1..];
                return (value, after.split_once(';').map_or("", |(_, after)| after));
            }
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            other => value.push(other),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use warp::http::HeaderValue;

    fn check(header: &'static str, name: &str) {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static(header));
        assert_eq!(file_name(&headers), name, "{header}");
    }

    #[test]
    fn names_are_read_in_every_spelling() {
        check("attachment; filename=leavers.csv", "leavers.csv");
        check(
            "attachment; FileName=\"leavers 2026; final.csv\"",
            "leavers 2026; final.csv",
        );
        check(r#"attachment; filename="a\"b.csv"; size=3"#, "a\"b.csv");
        check(
            "attachment; filename=\"x.csv\"; filename*=UTF-8''%C3%A9l%C3%A8ves%202026.csv",
            "élèves 2026.csv",
        );
        check(
            "attachment; filename*=UTF-8''%C3%A9.csv; filename=\"x.csv\"",
            "é.csv",
        );
    }

    #[test]
    fn folders_and_control_characters_are_dropped() {
        check(
            "attachment; filename=\"C:\\\\Users\\\\me\\\\leavers.csv\"",
            "leavers.csv",
        );
        check(
            "attachment; filename*=UTF-8''..%2F..%2Fetc%2Fpasswd%00",
            "passwd",
        );
        check("attachment; filename=\"..\"", DEFAULT_NAME);
    }

    #[test]
    fn without_a_name_there_is_one() {
        assert_eq!(file_name(&HeaderMap::new()), DEFAULT_NAME);
        check("attachment", DEFAULT_NAME);
        check("attachment; filename*=ISO-8859-1''a", DEFAULT_NAME);
        check("attachment; filename=\"", DEFAULT_NAME);
    }
}
