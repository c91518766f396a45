//! More parameters and larger results than flat ones.

use wharf::{StreamReader, task};

use crate::exports::test::features::wide::{Block, Cells, Guest, GuestAdder, Row};
use crate::{Features, wit_stream};

pub(crate) struct Adder(u64);

#[rustfmt::skip]
#[wharf::export]
impl Guest for Features {
    type Adder = Adder;

    fn row_of(a1: u8, a2: i8, a3: u16, a4: i16, a5: u32, a6: i32, a7: u64, a8: i64, a9: f32, a10: f64, a11: bool, a12: char, a13: String, a14: Vec<u8>, a15: Option<u32>, a16: u8, a17: u8, a18: u8, a19: u8, a20: String) -> Row {
        Row { c1: a1, c2: a2, c3: a3, c4: a4, c5: a5, c6: a6, c7: a7, c8: a8, c9: a9, c10: a10, c11: a11, c12: a12, c13: a13, c14: a14, c15: a15, c16: a16, c17: a17, c18: a18, c19: a19, c20: a20 }
    }

    async fn row_later(a1: u8, a2: i8, a3: u16, a4: i16, a5: u32, a6: i32, a7: u64, a8: i64, a9: f32, a10: f64, a11: bool, a12: char, a13: String, a14: Vec<u8>, a15: Option<u32>, a16: u8, a17: u8, a18: u8, a19: u8, a20: String) -> Row {
        task::yield_now().await;
        Row { c1: a1, c2: a2, c3: a3, c4: a4, c5: a5, c6: a6, c7: a7, c8: a8, c9: a9, c10: a10, c11: a11, c12: a12, c13: a13, c14: a14, c15: a15, c16: a16, c17: a17, c18: a18, c19: a19, c20: a20 }
    }

    fn cells_of(a1: u8, a2: i8, a3: u16, a4: i16, a5: u32, a6: i32, a7: u64, a8: i64, a9: f32, a10: f64, a11: bool, a12: char, a13: String, a14: Vec<u8>, a15: Option<u32>, a16: u8, a17: u8, a18: u8, a19: u8, a20: String) -> Cells {
        (a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20)
    }

    async fn cells_later(row: Row) -> Cells {
        task::yield_now().await;
        let Row { c1: a1, c2: a2, c3: a3, c4: a4, c5: a5, c6: a6, c7: a7, c8: a8, c9: a9, c10: a10, c11: a11, c12: a12, c13: a13, c14: a14, c15: a15, c16: a16, c17: a17, c18: a18, c19: a19, c20: a20 } = row;
        (a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20)
    }

    async fn blocks(count: u8) -> StreamReader<Block> {
        let (mut writer, reader) = wit_stream::new();
        task::spawn(async move {
            for byte in 0..count {
                let block = vec![byte; 1 << 20].into_boxed_slice();
                let Ok(block) = block.try_into() else { unreachable!("it has that length") };
                if writer.write_one(block).await.is_some() {
                    return;
                }
            }
        })
        .detach();
        reader
    }
}

#[rustfmt::skip]
impl GuestAdder for Adder {
    fn new(a1: u64, a2: u64, a3: u64, a4: u64, a5: u64, a6: u64, a7: u64, a8: u64, a9: u64, a10: u64, a11: u64, a12: u64, a13: u64, a14: u64, a15: u64, a16: u64, a17: u64) -> Self {
        Adder([a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17].into_iter().sum())
    }

    fn add(&self, a1: u64, a2: u64, a3: u64, a4: u64, a5: u64, a6: u64, a7: u64, a8: u64, a9: u64, a10: u64, a11: u64, a12: u64, a13: u64, a14: u64, a15: u64, a16: u64, a17: u64) -> u64 {
        self.0 + [a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17].into_iter().sum::<u64>()
    }
}
