//! A request as handlers see it: who asks, and whether they may, is found out before anything of the body is
//! read.

use rollbook_service::{Caller, Channel};
use serde::de::DeserializeOwned;
use warp::{
    Filter, Rejection,
    http::{HeaderMap, Method},
};

use crate::{
    api::Api,
    authentication,
    body::{self, Body},
    failure::Failure,
    position,
    rights::{Permitted, Right},
};

/// The longest `Idempotency-Key`, in characters.
const IDEMPOTENCY_KEY_CHARACTERS: usize = 255;

/// Everything of a request but its path, which the route has read.
pub(crate) struct Request {
    pub api: Api,
    pub method: Method,
    pub headers: HeaderMap,
    pub query: String,
    pub body: Body,
}

/// Takes the request for a handler; never rejects.
pub(crate) fn request(
    api: &Api,
) -> impl Filter<Extract = (Request,), Error = Rejection> + Clone + use<> {
    let api = api.clone();
    let query = warp::query::raw().or(warp::any().map(String::new)).unify();
    warp::method()
        .and(warp::header::headers_cloned())
        .and(query)
        .and(body::body())
        .map(move |method, headers, query, body| Request {
            api: api.clone(),
            method,
            headers,
            query,
            body,
        })
}

impl Request {
    /// Finds out who asks: a token's bearer, or the session of the console's cookie.
    ///
    /// # Errors
    /// [`Failure::NotSignedIn`]; [`Failure::CsrfMismatch`] where a write rests on the cookie alone.
    pub async fn authenticate(&self) -> Result<Caller, Failure> {
        let mut caller = authentication::authenticate(&self.api, &self.headers).await?;
        if self.writes() && caller.channel == Channel::Web {
            authentication::require_csrf(&self.api, &self.headers).await?;
        }
        // Whoever was signed in may have been put out by what was waited for.
        if position::reach(&self.api, &self.headers).await? {
            caller = authentication::authenticate(&self.api, &self.headers).await?;
        }
        Ok(caller)
    }

    /// Finds out who asks, and whether somebody of this role may.
    ///
    /// # Errors
    /// Those of [`Request::authenticate`]; [`rollbook_service::Error::NotPermitted`].
    pub async fn permit<R: Right>(&self) -> Result<Permitted<R>, Failure> {
        let caller = self.authenticate().await?;
        let mut permitted = Permitted::new(self.api.ledger.clone(), caller)?;
        if self.writes() {
            permitted.caller.idempotency_key = self.idempotency_key()?;
        }
        Ok(permitted)
    }

    /// Reads the query's parameters.
    pub fn parameters<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        serde_html_form::from_str(&self.query).map_err(|error| Failure::Parameter {
            place: "query",
            why: error.to_string(),
        })
    }

    /// Reads the JSON body; an empty one stands for `{}`.
    pub async fn json<T: DeserializeOwned>(self) -> Result<T, Failure> {
        let limits = self.api.limits;
        let declared = body::media_type(&self.headers);
        let accepted = self.json_types();
        if declared.is_some_and(|declared| !body::is_one_of(accepted, declared)) {
            return Err(Failure::MediaType { accepted });
        }
        let bytes = self.body.collect(&self.headers, &limits).await?;
        match (bytes.is_empty(), declared) {
            (true, _) => serde_json::from_str("{}").map_err(Failure::Json),
            // Other sites can make a browser send a body of no declared type, but not JSON.
            (false, None) => Err(Failure::MediaType { accepted }),
            (false, Some(_)) => serde_json::from_slice(&bytes).map_err(Failure::Json),
        }
    }

    /// A command of somebody who may give it: who, and what.
    pub async fn command<R: Right, T: DeserializeOwned>(
        self,
    ) -> Result<(Permitted<R>, T), Failure> {
        let caller = self.permit().await?;
        Ok((caller, self.json().await?))
    }

    /// What a JSON body may be declared as.
    fn json_types(&self) -> &'static str {
        match self.method {
            Method::PATCH => "application/merge-patch+json, application/json",
            _ => "application/json",
        }
    }

    fn writes(&self) -> bool {
        self.method != Method::GET && self.method != Method::HEAD
    }

    fn idempotency_key(&self) -> Result<Option<String>, Failure> {
        let Some(value) = self.headers.get("idempotency-key") else {
            return Ok(None);
        };
        match value.to_str() {
            Ok(key) if (1..=IDEMPOTENCY_KEY_CHARACTERS).contains(&key.len()) => {
                Ok(Some(key.to_owned()))
            }
            _ => Err(Failure::Parameter {
                place: "Idempotency-Key",
                why: format!("it has 1 to {IDEMPOTENCY_KEY_CHARACTERS} characters of ASCII"),
            }),
        }
    }
}
