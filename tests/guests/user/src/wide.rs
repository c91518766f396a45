//! More parameters and larger results than flat ones.

use crate::test::features::wide::{self, Adder, Cells, Row};
use crate::{Outcome, check};

#[rustfmt::skip]
fn row(cells: Cells) -> Row {
    let (a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20) = cells;
    Row { c1: a1, c2: a2, c3: a3, c4: a4, c5: a5, c6: a6, c7: a7, c8: a8, c9: a9, c10: a10, c11: a11, c12: a12, c13: a13, c14: a14, c15: a15, c16: a16, c17: a17, c18: a18, c19: a19, c20: a20 }
}

#[rustfmt::skip]
fn expected() -> Row {
    row((1, -2, 3, -4, 5, -6, 7, -8, 9.5, -10.5, true, '⚓', "m".to_owned(), vec![1, 4], Some(15), 16, 17, 18, 19, "t".to_owned()))
}

#[rustfmt::skip]
pub(crate) async fn parameters() -> Outcome {
    let row = wide::row_of(1, -2, 3, -4, 5, -6, 7, -8, 9.5, -10.5, true, '⚓', "m", &[1, 4], Some(15), 16, 17, 18, 19, "t");
    check!(format!("{row:?}"), format!("{:?}", expected()));
    let row = wide::row_later(1, -2, 3, -4, 5, -6, 7, -8, 9.5, -10.5, true, '⚓', "m".to_owned(), vec![1, 4], Some(15), 16, 17, 18, 19, "t".to_owned()).await;
    check!(format!("{row:?}"), format!("{:?}", expected()));
    let adder = Adder::new(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17);
    check!(adder.add(10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 130, 140, 150, 160, 170), 153 + 1530);
    Ok(())
}

#[rustfmt::skip]
pub(crate) async fn results() -> Outcome {
    let cells = wide::cells_of(1, -2, 3, -4, 5, -6, 7, -8, 9.5, -10.5, true, '⚓', "m", &[1, 4], Some(15), 16, 17, 18, 19, "t");
    check!(format!("{:?}", row(cells)), format!("{:?}", expected()));
    let cells = wide::cells_later(expected()).await;
    check!(format!("{:?}", row(cells)), format!("{:?}", expected()));
    Ok(())
}

pub(crate) async fn streams_of_megabytes() -> Outcome {
    let streamed = wide::blocks(3).await.collect().await;
    check!(streamed.iter().map(|block| (block[0], block[(1 << 20) - 1])).collect::<Vec<_>>(), [(0, 0), (1, 1), (2, 2)]);
    Ok(())
}
