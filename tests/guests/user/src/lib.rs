//! Uses what the guest `features` exports: values go from one component to another, and back.

wharf::include_bindings!("user");

mod flows;
mod lending;
mod long;
mod parcels;
mod things;
mod wide;

use exports::test::features::checks;
use test::features::{faults, gated};

type Outcome = Result<(), String>;

/// Fails with what was compared.
macro_rules! check {
    ($left:expr, $right:expr) => {
        let (left, right) = (&$left, &$right);
        if left != right {
            return Err(format!("{}:{}: {left:?} is not {right:?}", file!(), line!()));
        }
    };
}
pub(crate) use check;

struct User;

#[wharf::export]
impl checks::Guest for User {
    async fn run(name: String) -> Outcome {
        match name.as_str() {
            "constructors and methods" => things::constructors_and_methods(),
            "async methods" => things::async_methods().await,
            "borrows in lists" => things::borrows_in_lists(),
            "handles in records and variants" => things::handles_in_records_and_variants().await,
            "a list of resources in a result" => things::a_list_of_resources_in_a_result(),
            "streams of strings and tuples" => flows::streams_of_strings_and_tuples().await,
            "streams of resources" => flows::streams_of_resources().await,
            "streams of lists and arrays" => flows::streams_of_lists_and_arrays().await,
            "streams and futures of nothing" => flows::streams_and_futures_of_nothing().await,
            "a future of a string" => flows::a_future_of_a_string().await,
            "a write that waits while a call blocks" => flows::a_write_that_waits_while_a_call_blocks().await,
            "futures in streams and streams in futures" => flows::nested().await,
            "a record of a stream and a future" => flows::a_record_of_a_stream_and_a_future().await,
            "a stream with its outcome" => flows::a_stream_with_its_outcome().await,
            "error contexts" => error_contexts(),
            "borrows in records and variants" => lending::in_records_and_variants().await,
            "borrows in results, tuples and arrays" => lending::in_results_tuples_and_arrays(),
            "parameters that own" => parcels::own().await,
            "parameters that borrow" => parcels::borrow().await,
            "parameters that borrow, of types that are declared twice" => parcels::duplicate().await,
            "more than 16 parameters" => wide::parameters().await,
            "results of 20 parts" => wide::results().await,
            "tuples of more than 32 parts" => long::values().await,
            "streams of long tuples" => long::streams().await,
            "long tuples of handles" => long::handles(),
            "streams of lists of a megabyte" => wide::streams_of_megabytes().await,
            "a feature that is enabled" => a_feature_that_is_enabled(),
            other => Err(format!("no check is called {other:?}")),
        }
    }
}

fn error_contexts() -> Outcome {
    let fault = faults::explain("it leaks");
    check!(fault.debug_message(), "it leaks");
    check!(faults::read(Some(fault)), "it leaks");
    check!(faults::read(None), "nothing");
    Ok(())
}

fn a_feature_that_is_enabled() -> Outcome {
    check!(gated::stable(), "stable");
    check!(gated::fancy(gated::Hue::Red), gated::Hue::Green);
    Ok(())
}
