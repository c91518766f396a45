//! What a guest costs does not grow: fuel, crossings, entries and allocations of the benchmark's rows.

use wharf_tests::bench::{self, Expected, Laboratory, ROWS};

#[tokio::test]
async fn no_row_costs_more_than_expected() {
    let ours = bench::ours().unwrap();
    let laboratory = Laboratory::new().unwrap();
    let expected = Expected::read().unwrap();
    let mut regressions = Vec::new();
    for row in ROWS {
        let figures = laboratory.count(&ours, row).await.unwrap_or_else(|error| panic!("{}: {error:#}", row.name));
        regressions.extend(expected.regressions(row.name, figures));
    }
    assert!(
        regressions.is_empty(),
        "guests cost more than before:\n{}\nIf that is meant to be, write it down with `cargo x bench --quick --record`.",
        regressions.join("\n")
    );
}
