//! Options that cannot both be meant.

use crate::error::{Error, Report};
use crate::options::Options;

/// Reports every option that contradicts another one.
pub(crate) fn check(options: &Options) -> Result<(), Error> {
    let mut reports = Vec::new();
    if options.all_features && !options.features.is_empty() {
        reports.push(
            Report::new("`features` and `all_features` contradict each other")
                .option("all_features")
                .note("leave one of them out: `all_features` includes what is behind any feature"),
        );
    }
    if reports.is_empty() { Ok(()) } else { Err(Error::new(reports)) }
}
