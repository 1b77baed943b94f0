//! The console's files, embedded into the binary.

use rust_embed::{EmbeddedFile, RustEmbed};
use warp::{
    Filter, Reply,
    filters::BoxedFilter,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{
            ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH,
            VARY,
        },
    },
    path::FullPath,
    reply::Response,
};

use crate::{accept, failure::Failure, reply::Answer};

/// What `cargo xtask web` builds; nothing where it was not.
#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Bundle;

const INDEX: &str = "index.html";
/// Names in this folder carry a hash of their content.
const HASHED: &str = "assets/";

/// How the name of a file's compressed twin ends: made once with the bundle, so that no request waits for it.
const COMPRESSED: &str = ".gz";

const NOT_BUILT: &str = "<!doctype html>
<html lang=\"en\">
<title>Rollbook</title>
<h1>The console is not part of this binary</h1>
<p>Build it with <code>cargo xtask web</code>, then build and start Rollbook again.
The API and the command line work without it.</p>
</html>
";

/// Matches every address outside the API, so it comes last but for the fallback.
pub(crate) fn route() -> BoxedFilter<(Answer,)> {
    let reserved = |path: &str| {
        ["/api/", "/health/", "/tlog/"]
            .iter()
            .any(|start| path.starts_with(start))
    };
    warp::get()
        .or(warp::head())
        .unify()
        .and(warp::path::full())
        .and_then(move |path: FullPath| async move {
            match reserved(path.as_str()) {
                true => Err(warp::reject()),
                false => Ok(path),
            }
        })
        .and(warp::header::headers_cloned())
        .then(file)
        .boxed()
}

async fn file(path: FullPath, headers: HeaderMap) -> Answer {
    let name = path.as_str().trim_start_matches('/');
    if let Some(file) = Bundle::get(name) {
        return Ok(serve(name, file, &headers));
    }
    // The console's own addresses have no dot; a missing file is no page.
    if name
        .rsplit('/')
        .next()
        .is_some_and(|last| last.contains('.'))
    {
        return Err(Failure::NoSuchRoute);
    }
    match Bundle::get(INDEX) {
        Some(index) => Ok(serve(INDEX, index, &headers)),
        None => Ok(warp::reply::html(NOT_BUILT).into_response()),
    }
}

fn serve(name: &str, file: EmbeddedFile, headers: &HeaderMap) -> Response {
    let media_type = content_type(file.metadata.mimetype());
    let encodings = [("identity", false), ("gzip", true)];
    let is_compressed = accept::preferred_by(ACCEPT_ENCODING, headers, &encodings) == Some(true);
    let twin = is_compressed.then(|| Bundle::get(&format!("{name}{COMPRESSED}")));
    let (file, encoding) = match twin.flatten() {
        Some(twin) => (twin, Some("gzip")),
        None => (file, None),
    };
    let tag = entity_tag(&file);
    let is_known = tag.as_ref().is_some_and(|tag| is_known(tag, headers));
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        warp::http::Response::new(file.data.into_owned()).into_response()
    };
    let headers = response.headers_mut();
    if let Ok(media_type) = HeaderValue::from_str(&media_type) {
        headers.insert(CONTENT_TYPE, media_type);
    }
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    let caching = if name.starts_with(HASHED) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(caching));
    if let Some(tag) = tag {
        headers.insert(ETAG, tag);
    }
    response
}

/// Whether the client names a file's tag among those that it has. To ask for a file, a weak tag is as good
/// as a strong one (RFC 9110, 13.1.2).
fn is_known(tag: &HeaderValue, headers: &HeaderMap) -> bool {
    headers
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|known| known.to_str().ok())
        .flat_map(|known| known.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

fn content_type(media_type: &str) -> String {
    match media_type.starts_with("text/") {
        true => format!("{media_type}; charset=utf-8"),
        false => media_type.to_owned(),
    }
}

fn entity_tag(file: &EmbeddedFile) -> Option<HeaderValue> {
    let hash: String = file.metadata.sha256_hash()[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    HeaderValue::from_str(&format!("\"{hash}\"")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn knows(if_none_match: &[&'static str]) -> bool {
        let tag = HeaderValue::from_static("\"abc\"");
        let known = if_none_match
            .iter()
            .map(|known| (IF_NONE_MATCH, HeaderValue::from_static(known)));
        is_known(&tag, &known.collect())
    }

    #[test]
    fn a_file_that_the_client_has_is_known_by_any_of_its_tags() {
        assert!(knows(&["\"abc\""]));
        assert!(knows(&["W/\"abc\""]));
        assert!(knows(&["\"x\", \"abc\""]));
        assert!(knows(&["\"x\"", "W/\"y\",W/\"abc\""]));
        assert!(knows(&["*"]));
        assert!(!knows(&["\"x\"", "abc", "\"abcd\""]));
        assert!(!knows(&[]));
    }
}
