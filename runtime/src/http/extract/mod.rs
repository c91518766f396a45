//! What a service can take from a request.

mod body;
#[cfg(feature = "json")]
mod json;
mod parts;
#[cfg(feature = "query")]
mod query;

use core::future::Future;

#[cfg(feature = "json")]
pub use json::Json;
#[cfg(feature = "query")]
pub use query::Query;

use super::{IntoResponse, Request};

/// What a service can take from the head of a request: any of its parameters but, if it wants the body, the last.
///
/// It is implemented for [`Method`](super::Method), [`Uri`](super::Uri), [`HeaderMap`](super::HeaderMap) and the parts
/// of the `http` crate; for `Query<T>`, `Option<T>` (none if the request does not fit), and `Result<T, Rejection>`.
/// Implement it for types of yours:
///
/// ```
/// use wharf::http::{FromParts, Rejection, Request, StatusCode};
///
/// /// Who asks, by name.
/// struct User(String);
///
/// impl FromParts for User {
///     type Rejection = Rejection;
///
///     async fn from_parts(request: &Request) -> Result<Self, Rejection> {
///         let name = request.headers().get("user").and_then(|name| name.to_str().ok());
///         let name = name.ok_or_else(|| Rejection::new(StatusCode::UNAUTHORIZED, "who are you?"))?;
///         Ok(User(name.into()))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "a service cannot take `{Self}` from the head of a request",
    label = "not from a request's head",
    note = "only the last parameter can be the request, its body, bytes, text or `Json`; the others are `Method`, \
            `Uri`, `HeaderMap`, `Query<T>` or a type that implements `wharf::http::FromParts`"
)]
pub trait FromParts: Sized {
    /// How a request is answered from which it cannot be taken.
    type Rejection: IntoResponse;

    /// Takes it.
    fn from_parts(request: &Request) -> impl Future<Output = Result<Self, Self::Rejection>>;
}

/// What a service can take from a request, its body included: its last parameter.
///
/// It is implemented for all that is [`FromParts`], and for [`Request`], that of the `http` crate, [`Body`](super::Body),
/// bytes ([`bytes::Bytes`], `Vec<u8>`), `String` and `Json<T>`.
///
/// ```
/// use wharf::http::{FromRequest, Rejection, Request, StatusCode};
///
/// /// A body of a few bytes.
/// struct Short(bytes::Bytes);
///
/// impl FromRequest for Short {
///     type Rejection = Rejection;
///
///     async fn from_request(request: Request) -> Result<Self, Rejection> {
///         match request.into_body().into_bytes_up_to(100).await {
///             Ok(Some(bytes)) => Ok(Short(bytes)),
///             Ok(None) => Err(Rejection::new(StatusCode::PAYLOAD_TOO_LARGE, "a hundred bytes are enough")),
///             Err(error) => Err(Rejection::new(StatusCode::BAD_REQUEST, error.to_string())),
///         }
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "a service cannot take `{Self}` from a request",
    label = "not from a request",
    note = "a service takes nothing, `Request`, `Body`, bytes, `String`, `Json<T>`, `Method`, `Uri`, `HeaderMap`, \
            `Query<T>`, or a type that implements `wharf::http::FromRequest` or `wharf::http::FromParts`"
)]
pub trait FromRequest: Sized {
    /// How a request is answered from which it cannot be taken.
    type Rejection: IntoResponse;

    /// Takes it.
    fn from_request(request: Request) -> impl Future<Output = Result<Self, Self::Rejection>>;
}

impl<T: FromParts> FromRequest for T {
    type Rejection = T::Rejection;

    async fn from_request(request: Request) -> Result<Self, Self::Rejection> {
        T::from_parts(&request).await
    }
}
