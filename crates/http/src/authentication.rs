//! Who asks: a token's bearer, or a person whose browser has the console's cookie.

use rollbook_service::{
    Auditor, Caller, Channel, DomainAdmin, Error, Gate, Ledger, Operator, Reader, Sight,
    answers::Session,
};
use warp::http::{
    HeaderMap, HeaderValue,
    header::{AUTHORIZATION, COOKIE},
};

use crate::{blocking::blocking, failure::Failure};

/// The console's cookie.
const COOKIE_NAME: &str = "rollbook_session";

/// Whoever signed in, with the ledger. Each capability is asked for by the method that needs it, on a
/// thread that may block.
#[derive(Clone)]
pub(crate) struct AuthenticatedCaller {
    pub ledger: Ledger,
    pub caller: Caller,
}

impl AuthenticatedCaller {
    /// Runs a use case at the door on this thread, which must not block: for a look at one entry of
    /// an index.
    pub fn look<T>(
        &self,
        use_case: impl FnOnce(Gate<'_>) -> Result<T, Error>,
    ) -> Result<T, Failure> {
        Ok(use_case(self.ledger.gate(&self.caller)?)?)
    }

    /// Runs a use case for whoever sees accounts, as a teacher or as an admin does.
    pub async fn see<T: Send + 'static>(
        self,
        use_case: impl FnOnce(Sight<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Failure> {
        Ok(blocking(move || use_case(self.ledger.sight(&self.caller)?)).await??)
    }

    /// Runs a use case that only reads.
    pub async fn read<T: Send + 'static>(
        self,
        use_case: impl FnOnce(Reader<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Failure> {
        Ok(blocking(move || use_case(self.ledger.reader(&self.caller)?)).await??)
    }

    /// Runs a use case that only reads, and sees the whole domain.
    pub async fn audit<T: Send + 'static>(
        self,
        use_case: impl FnOnce(Auditor<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Failure> {
        Ok(blocking(move || use_case(self.ledger.auditor(&self.caller)?)).await??)
    }

    /// Runs a use case on accounts.
    pub async fn operate<T: Send + 'static>(
        self,
        use_case: impl FnOnce(Operator<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Failure> {
        Ok(blocking(move || use_case(self.ledger.operator(&self.caller)?)).await??)
    }

    /// Runs a use case for domain admins (R15).
    pub async fn administer<T: Send + 'static>(
        self,
        use_case: impl FnOnce(DomainAdmin<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Failure> {
        Ok(blocking(move || use_case(self.ledger.domain_admin(&self.caller)?)).await??)
    }
}

/// A token is looked at before the cookie: a program that sends one means it.
pub(crate) async fn authenticate(
    ledger: &Ledger,
    headers: &HeaderMap,
) -> Result<AuthenticatedCaller, Failure> {
    let found = match headers.get(AUTHORIZATION) {
        Some(_) => {
            let secret = bearer(headers).ok_or(Failure::NotSignedIn)?;
            // A look at the log's head, and at the token where that has moved: another thread would
            // cost more than the work, and readers wait for no writer.
            ledger.authenticate(&secret, Channel::Api)?
        }
        None => session(ledger, headers).await?.map(|(caller, _)| caller),
    };
    found
        .map(|caller| AuthenticatedCaller {
            ledger: ledger.clone(),
            caller,
        })
        .ok_or(Failure::NotSignedIn)
}

/// The session that the cookie names, if there is one.
pub(crate) async fn session(
    ledger: &Ledger,
    headers: &HeaderMap,
) -> Result<Option<(Caller, Session)>, Failure> {
    let Some(cookie) = session_cookie(headers) else {
        return Ok(None);
    };
    let ledger = ledger.clone();
    Ok(blocking(move || ledger.session(&cookie)).await??)
}

/// Another site can make a browser send the cookie, but cannot read the token that belongs to it.
pub(crate) async fn require_csrf(ledger: &Ledger, headers: &HeaderMap) -> Result<(), Failure> {
    let (Some(cookie), Some(csrf)) = (session_cookie(headers), headers.get("x-csrf-token")) else {
        return Err(Failure::CsrfMismatch);
    };
    let csrf = csrf.to_str().map_err(|_| Failure::CsrfMismatch)?.to_owned();
    let ledger = ledger.clone();
    match blocking(move || ledger.csrf_matches(&cookie, &csrf)).await? {
        true => Ok(()),
        false => Err(Failure::CsrfMismatch),
    }
}

/// The cookie's value, as the browser sent it.
pub(crate) fn session_cookie(headers: &HeaderMap) -> Option<String> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE_NAME)
        .map(|(_, value)| value.to_owned())
}

/// For `Set-Cookie`. No script can read it, no other site can send it, and it ends with the browser.
pub(crate) fn cookie_set(value: &str, secure: bool) -> Option<HeaderValue> {
    let secure = if secure { "; Secure" } else { "" };
    let cookie = format!("{COOKIE_NAME}={value}; HttpOnly; SameSite=Strict; Path=/{secure}");
    HeaderValue::from_str(&cookie).ok()
}

/// For `Set-Cookie`: takes the cookie back.
pub(crate) fn cookie_removed(secure: bool) -> Option<HeaderValue> {
    let secure = if secure { "; Secure" } else { "" };
    let cookie = format!("{COOKIE_NAME}=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0{secure}");
    HeaderValue::from_str(&cookie).ok()
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
    use super::*;

    #[test]
    fn the_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(
            COOKIE,
            HeaderValue::from_static("theme=dark; rollbook_session=abc="),
        );
        assert_eq!(session_cookie(&headers).as_deref(), Some("abc="));
        headers.insert(COOKIE, HeaderValue::from_static("not_rollbook_session=abc"));
        assert_eq!(session_cookie(&headers), None);
    }

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
