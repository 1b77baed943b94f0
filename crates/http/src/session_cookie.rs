//! The console's cookie. No script can read it, no other site can make a browser send it, and it ends
//! with the browser.

use warp::http::{HeaderMap, HeaderValue, header::COOKIE};

/// Over plain HTTP, as on `http://localhost`.
const PLAIN: &str = "rollbook_session";

/// Over HTTPS. A browser takes a cookie of this prefix from this very host only, and not from one of
/// its subdomains, so that nobody can foist a session on somebody.
const SECURE: &str = "__Host-rollbook_session";

fn name(secure: bool) -> &'static str {
    if secure { SECURE } else { PLAIN }
}

/// The cookie's value, as the browser sent it.
pub(crate) fn read(headers: &HeaderMap, secure: bool) -> Option<String> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name(secure))
        .map(|(_, value)| value.to_owned())
}

/// For `Set-Cookie`.
pub(crate) fn set(value: &str, secure: bool) -> Option<HeaderValue> {
    write(value, "", secure)
}

/// For `Set-Cookie`: takes the cookie back.
pub(crate) fn removed(secure: bool) -> Option<HeaderValue> {
    write("", "; Max-Age=0", secure)
}

fn write(value: &str, age: &str, secure: bool) -> Option<HeaderValue> {
    let name = name(secure);
    let secure = if secure { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; HttpOnly; SameSite=Strict; Path=/{age}{secure}");
    HeaderValue::from_str(&cookie).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(cookies: &'static str) -> HeaderMap {
        [(COOKIE, HeaderValue::from_static(cookies))]
            .into_iter()
            .collect()
    }

    #[test]
    fn the_cookie_is_found_among_others() {
        let headers = sent("theme=dark; rollbook_session=abc=");
        assert_eq!(read(&headers, false).as_deref(), Some("abc="));
        assert_eq!(read(&sent("not_rollbook_session=abc"), false), None);
    }

    #[test]
    fn over_https_only_the_hosts_own_cookie_counts() {
        let both = sent("rollbook_session=foisted; __Host-rollbook_session=own");
        assert_eq!(read(&both, true).as_deref(), Some("own"));
        assert_eq!(read(&sent("rollbook_session=foisted"), true), None);
        let cookie = set("own", true).expect("a header");
        assert_eq!(
            cookie,
            "__Host-rollbook_session=own; HttpOnly; SameSite=Strict; Path=/; Secure"
        );
        let removed = removed(true).expect("a header");
        assert!(
            removed
                .to_str()
                .is_ok_and(|removed| removed.ends_with("; Max-Age=0; Secure"))
        );
    }
}
