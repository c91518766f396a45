//! The query of a URI.

use http::StatusCode;
use serde::de::DeserializeOwned;

use super::FromParts;
use crate::http::{Rejection, Request};

/// The query of the URI, `?name=value&…`, as a value; 400 if it does not fit.
///
/// ```no_run
/// # fn main() {}
/// use std::collections::BTreeMap;
/// use wharf::http::Query;
///
/// #[wharf::http::service]
/// async fn search(Query(terms): Query<BTreeMap<String, String>>) -> String {
///     format!("{terms:?}")
/// }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromParts for Query<T> {
    type Rejection = Rejection;

    async fn from_parts(request: &Request) -> Result<Self, Rejection> {
        serde_urlencoded::from_str(request.query().unwrap_or_default())
            .map(Query)
            .map_err(|error| Rejection::new(StatusCode::BAD_REQUEST, alloc::format!("the query does not fit: {error}")))
    }
}
