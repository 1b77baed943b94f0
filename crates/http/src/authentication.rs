//! Who asks: a token's bearer, or a person whose browser has the console's cookie.

use rollbook_service::{Caller, Channel, answers::Session};
use warp::http::{HeaderMap, header::AUTHORIZATION};

use crate::{api::Api, blocking::blocking, failure::Failure, session_cookie};

/// A token is looked at before the cookie: a program that sends one means it.
pub(crate) async fn authenticate(api: &Api, headers: &HeaderMap) -> Result<Caller, Failure> {
    let found = match headers.get(AUTHORIZATION) {
        Some(_) => {
            let secret = bearer(headers).ok_or(Failure::NotSignedIn)?;
            // A look at the log's head, and at the token where that has moved: another thread would
            // cost more than the work, and readers wait for no writer.
            api.ledger.authenticate(&secret, Channel::Api)?
        }
        None => session(api, headers).await?.map(|(caller, _)| caller),
    };
    found.ok_or(Failure::NotSignedIn)
}

/// The same for an answer that goes on by itself: nobody uses the token or the session by it.
pub(crate) async fn authenticate_still(api: &Api, headers: &HeaderMap) -> Result<Caller, Failure> {
    let secret = bearer(headers);
    let cookie = session_cookie::read(headers, api.secure_cookies);
    let ledger = api.ledger.clone();
    let found = blocking(move || match (secret, cookie) {
        (Some(secret), _) => ledger.authenticate_still(&secret, Channel::Api),
        (None, Some(cookie)) => ledger.session_still(&cookie),
        (None, None) => Ok(None),
    });
    found.await??.ok_or(Failure::NotSignedIn)
}

/// The session that the cookie names, if there is one.
pub(crate) async fn session(
    api: &Api,
    headers: &HeaderMap,
) -> Result<Option<(Caller, Session)>, Failure> {
    let Some(cookie) = session_cookie::read(headers, api.secure_cookies) else {
        return Ok(None);
    };
    let ledger = api.ledger.clone();
    Ok(blocking(move || ledger.session(&cookie)).await??)
}

/// The cookie of a session that is open, for what only a session can do. A write must come from our
/// own page.
///
/// # Errors
/// [`Failure::NotSignedIn`], [`Failure::CsrfMismatch`].
pub(crate) async fn session_to_write(api: &Api, headers: &HeaderMap) -> Result<String, Failure> {
    let cookie = session_cookie::read(headers, api.secure_cookies);
    let (Some(cookie), Some(_)) = (cookie, session(api, headers).await?) else {
        return Err(Failure::NotSignedIn);
    };
    require_csrf(api, headers).await?;
    Ok(cookie)
}

/// Another site can make a browser send the cookie, but cannot read the token that belongs to it.
pub(crate) async fn require_csrf(api: &Api, headers: &HeaderMap) -> Result<(), Failure> {
    let cookie = session_cookie::read(headers, api.secure_cookies);
    let (Some(cookie), Some(csrf)) = (cookie, headers.get("x-csrf-token")) else {
        return Err(Failure::CsrfMismatch);
    };
    let csrf = csrf.to_str().map_err(|_| Failure::CsrfMismatch)?.to_owned();
    let ledger = api.ledger.clone();
    match blocking(move || ledger.csrf_matches(&cookie, &csrf)).await? {
        true => Ok(()),
        false => Err(Failure::CsrfMismatch),
    }
}

/// The token that a program sends.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<String> {
    let authorization = headers.get(AUTHORIZATION)?;
    let (scheme, secret) = authorization.to_str().ok()?.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| secret.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use warp::http::HeaderValue;

    use super::*;

    #[test]
    fn a_bearer_is_named_in_any_case() {
        let read = |header| {
            let headers = [(AUTHORIZATION, HeaderValue::from_static(header))];
            bearer(&headers.into_iter().collect())
        };
        assert_eq!(read("bearer secret").as_deref(), Some("secret"));
        assert_eq!(read("Basic secret"), None);
        assert_eq!(read("Bearer"), None);
    }
}
