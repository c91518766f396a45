//! The parameters of a service: what `#[wharf::http::service]` takes from a request.
//!
//! The macro asks a [`Param`] behind two references. A type that can be taken answers behind one of them; for any other
//! there is the last resort, which has the compiler say what is wrong, once, at the user's type. (A function with the
//! bound would have it said of the function, of its future, and of what awaits that.)

use core::future::{Future, Pending, pending};
use core::marker::PhantomData;

use super::serve::{Answer, answer};
use super::{FromParts, FromRequest, Request};

/// A parameter of the type `T`.
pub struct Param<T>(PhantomData<fn() -> T>);

impl<T> Param<T> {
    /// Stands for the parameter.
    #[expect(clippy::new_without_default, reason = "only the macro makes them")]
    pub const fn new() -> Self {
        Param(PhantomData)
    }
}

/// A parameter that comes from the head of a request, or the answer without it.
pub trait Part<T> {
    /// Takes it.
    fn part(&self, request: &Request) -> impl Future<Output = Result<T, Answer>>;
}

impl<T: FromParts> Part<T> for &Param<T> {
    async fn part(&self, request: &Request) -> Result<T, Answer> {
        T::from_parts(request).await.map_err(answer)
    }
}

/// The last resort: what it asks for is the error.
pub trait NoPart<T> {
    /// Does not compile.
    fn part(&self, request: &Request) -> Pending<Result<T, Answer>>
    where
        T: FromParts;
}

impl<T> NoPart<T> for Param<T> {
    fn part(&self, _: &Request) -> Pending<Result<T, Answer>>
    where
        T: FromParts,
    {
        pending()
    }
}

/// The last parameter, or the answer without it.
pub trait Whole<T> {
    /// Takes it.
    fn whole(&self, request: Request) -> impl Future<Output = Result<T, Answer>>;
}

impl<T: FromRequest> Whole<T> for &Param<T> {
    async fn whole(&self, request: Request) -> Result<T, Answer> {
        T::from_request(request).await.map_err(answer)
    }
}

/// The last resort: what it asks for is the error.
pub trait NoWhole<T> {
    /// Does not compile.
    fn whole(&self, request: Request) -> Pending<Result<T, Answer>>
    where
        T: FromRequest;
}

impl<T> NoWhole<T> for Param<T> {
    fn whole(&self, _: Request) -> Pending<Result<T, Answer>>
    where
        T: FromRequest,
    {
        pending()
    }
}
