//! Cross-origin access, as the Fetch standard's CORS protocol has it.

use http::{
    HeaderMap, HeaderValue, Request, Response, StatusCode,
    header::{
        ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
        ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ORIGIN, VARY,
    },
};

use crate::switches::Switches;

/// The answer to a preflight. When origins are not allowed it carries no permission, and the browser stops there.
pub fn preflight(request: &Request<Vec<u8>>, switches: Switches) -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = StatusCode::NO_CONTENT;
    permit(request, response.headers_mut(), switches);
    if switches.cors_allowed {
        let headers = response.headers_mut();
        headers.insert(
            ACCESS_CONTROL_ALLOW_METHODS,
            HeaderValue::from_static("GET, POST, DELETE"),
        );
        headers.insert(
            ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static("Authorization, Content-Type, Accept"),
        );
        headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    }
    response
}

/// Lets the calling origin read an answer, where origins are allowed.
pub fn permit(request: &Request<Vec<u8>>, headers: &mut HeaderMap, switches: Switches) {
    headers.insert(VARY, HeaderValue::from_static("Origin"));
    let Some(origin) = request
        .headers()
        .get(ORIGIN)
        .filter(|_| switches.cors_allowed)
    else {
        return;
    };
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    if switches.expose_headers {
        headers.insert(
            ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static("Retry-After, Date"),
        );
    }
}
