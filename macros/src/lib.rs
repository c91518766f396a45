//! The macros of [wharf](https://docs.rs/wharf), which re-exports them. Use them from there.

use proc_macro::TokenStream;

mod export;
mod function;
#[cfg(feature = "generate")]
mod generate;
mod main_function;
mod middleware;
mod options;
mod service;
mod syntax;

/// Makes `async fn main` the program: what the component exports as `wasi:cli/run@0.3.0`.
///
/// It works in `src/main.rs` and in a library of crate type `cdylib`. The function takes nothing and returns nothing,
/// a `Result`, or an exit status ([`std::process::ExitCode`], `u8`). An `Err` is printed to stderr, with its causes,
/// and the exit status is 1.
///
/// On a host without WASI 0.3 the program says so on stderr and exits with 1.
///
/// ```no_run
/// #[wharf::main]
/// async fn main() -> Result<(), std::io::Error> {
///     println!("hello");
///     Ok(())
/// }
/// ```
///
/// `#[wharf::main(crate = path::to::wharf)]` says where the crate is, for those who re-export it.
#[proc_macro_attribute]
pub fn main(options: TokenStream, item: TokenStream) -> TokenStream {
    main_function::expand(options.into(), item.into()).into()
}

/// Exports the implementation of a bindings trait: `#[wharf::export] impl exports::…::Guest for YourType { … }`.
///
/// One goes on the `Guest` trait of each interface that the world exports, under any path or name by which you
/// imported it. An export of the world that nothing implements is an error that names it.
///
/// `#[wharf::export(concurrency = 4)]` lets at most four calls of the implementation's async functions run at the same
/// time, with all that they spawn. When as many run, the host holds back new calls of the component, of its other
/// exports too. The limit is a number or the path of a constant.
///
/// `#[wharf::export(crate = path::to::wharf)]` says where the crate is, for those who re-export it.
#[proc_macro_attribute]
pub fn export(options: TokenStream, item: TokenStream) -> TokenStream {
    export::expand(options.into(), item.into()).into()
}

/// Makes an async function the HTTP service: what the component exports as `wasi:http/handler@0.3.0`.
///
/// It takes what it needs of the request: nothing, the request itself, or any number of parameters that implement
/// `FromParts` (the method, the URI, headers, the query, types of yours), of which the last one may want the body
/// (`FromRequest`: bytes, text, JSON). It returns what can become a response (`IntoResponse`), or a `Result` of two of
/// them. Requests are served side by side in one instance.
///
/// ```no_run
/// # fn main() {}
/// use wharf::http::{Request, Response};
///
/// #[wharf::http::service]
/// async fn hello(req: Request) -> Response {
///     Response::text(format!("Hello from {}\n", req.path()))
/// }
/// ```
///
/// # Options
///
/// - `error = function` makes a response of the handler's error: a function from the error to what can become a response.
/// - `concurrency = 16` (a number or the path of a constant) answers so many requests at a time; the others wait with
///   the host. A request counts until its response has been written.
/// - `tower`: the function, which is not async and takes nothing, makes a service of the `tower` crates, such as an
///   `axum::Router`. It is called by the first request, and its service, cloned, answers all of them. Needs the feature
///   `tower` of wharf.
/// - `crate = path::to::wharf` says where the crate is, for those who re-export it.
#[proc_macro_attribute]
pub fn service(options: TokenStream, item: TokenStream) -> TokenStream {
    service::expand(options.into(), item.into()).into()
}

/// Makes an async function a middleware: a service that stands in front of another one.
///
/// The component exports `wasi:http/handler@0.3.0` and imports it too. The function takes what a
/// [service](macro@service) takes and, last, the next handler, to which it may pass the request on.
///
/// ```no_run
/// # fn main() {}
/// use wharf::http::{HeaderValue, Next, Request, Response};
///
/// #[wharf::http::middleware]
/// async fn powered_by(request: Request, next: Next) -> wharf::Result<Response> {
///     let mut response = next.run(request).await?;
///     response.headers_mut().insert("x-powered-by", HeaderValue::from_static("wharf"));
///     Ok(response)
/// }
/// ```
///
/// The options `error`, `concurrency` and `crate` are those of a service.
#[proc_macro_attribute]
pub fn middleware(options: TokenStream, item: TokenStream) -> TokenStream {
    middleware::expand(options.into(), item.into()).into()
}

/// Generates bindings in place: `wharf::generate!({ path: "wit", world: "greeter" });`.
#[cfg(feature = "generate")]
#[proc_macro]
pub fn generate(input: TokenStream) -> TokenStream {
    generate::expand(input.into()).into()
}
