//! The modules in which bindings make streams and futures.

/// The module `wit_stream` of bindings: `wit_stream! { W }`, beside the marker `W`.
#[macro_export]
#[doc(hidden)]
macro_rules! __wit_stream {
    ($W:ident) => {
        /// Makes streams of what the world's streams carry.
        #[allow(dead_code, unreachable_pub, reason = "whether they are used or reachable is up to the bindings' user")]
        pub mod wit_stream {
            /// What the world's streams carry: the bound for functions that make or take streams of any of it.
            pub trait Payload: $crate::abi::StreamPayload<super::$W> {}

            impl<T: $crate::abi::StreamPayload<super::$W>> Payload for T {}

            /// Makes a stream: its writer and its reader.
            #[must_use]
            pub fn new<T: Payload>() -> ($crate::StreamWriter<T>, $crate::StreamReader<T>) {
                $crate::stream::new::<super::$W, T>()
            }

            /// Makes a stream of the items of `source`, which a task polls: see `wharf::stream::from_stream`.
            #[must_use]
            pub fn from_stream<T: Payload>(
                source: impl $crate::abi::Stream<Item = T> + 'static,
            ) -> $crate::StreamReader<T> {
                $crate::stream::from_stream::<super::$W, _>(source)
            }

            /// Makes a stream of the items of `source`, and a future of how it ends, at the source's end or with its first
            /// error; `default` is the outcome when the task that polls it is cancelled. See
            /// `wharf::stream::from_try_stream`.
            #[must_use]
            pub fn from_try_stream<T: Payload, E: 'static>(
                source: impl $crate::abi::Stream<Item = ::core::result::Result<T, E>> + 'static,
                default: fn() -> ::core::result::Result<(), E>,
            ) -> ($crate::StreamReader<T>, $crate::FutureReader<::core::result::Result<(), E>>)
            where
                ::core::result::Result<(), E>: $crate::abi::FuturePayload<super::$W>,
            {
                $crate::stream::from_try_stream::<super::$W, _, T, E>(source, default)
            }
        }
    };
}

/// The module `wit_future` of bindings: `wit_future! { W }`, beside the marker `W`.
#[macro_export]
#[doc(hidden)]
macro_rules! __wit_future {
    ($W:ident) => {
        /// Makes futures of what the world's futures carry.
        #[allow(dead_code, unreachable_pub, reason = "whether they are used or reachable is up to the bindings' user")]
        pub mod wit_future {
            /// What the world's futures carry: the bound for functions that make or take futures of any of it.
            pub trait Payload: $crate::abi::FuturePayload<super::$W> {}

            impl<T: $crate::abi::FuturePayload<super::$W>> Payload for T {}

            /// Makes a future: its writer and its reader. A writer that is dropped writes what `default` gives.
            #[must_use]
            pub fn new<T: Payload>(default: fn() -> T) -> ($crate::FutureWriter<T>, $crate::FutureReader<T>) {
                $crate::future::new::<super::$W, T>(default)
            }

            /// Makes a future of the output of `source`, which a task polls; when that is cancelled, the value is what
            /// `default` gives. See `wharf::future::from_future`.
            #[must_use]
            pub fn from_future<T: Payload>(
                source: impl ::core::future::Future<Output = T> + 'static,
                default: fn() -> T,
            ) -> $crate::FutureReader<T> {
                $crate::future::from_future::<super::$W, T>(source, default)
            }
        }
    };
}
