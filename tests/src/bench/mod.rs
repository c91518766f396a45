//! The benchmark: what a guest adds between its user's code and the host.
//!
//! The same guest is written with wharf, with wit-bindgen and by hand, from one WIT (`tests/bench/wit`), and does the
//! same [`ROWS`] in each. [`Laboratory`] measures them; fuel, crossings and allocations come out the same every time.

mod contestant;
mod edge;
mod expected;
mod figures;
mod http;
mod laboratory;
mod report;
mod row;
mod rows;
mod size;
mod start;
mod subject;
mod trace;
mod world;

pub use contestant::{Contestant, contestants, named, ours, peer};
pub use edge::{Edge, mark};
pub use expected::Expected;
pub use figures::Figures;
pub use laboratory::Laboratory;
pub use report::{Line, Report, table};
pub use row::{RAW_FUEL, ROWS, Row, Targets};
pub use size::{Size, sizes};
pub use trace::Step;
