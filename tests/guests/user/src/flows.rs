//! Streams and futures to and from another component.

use wharf::stream::{FallibleReader, FallibleWriter, WriteError};
use wharf::task::{join, spawn};

use crate::test::features::flows::{self, Parcel};
use crate::test::features::things::{self, Item};
use crate::{Outcome, check, wit_future, wit_stream};

pub(crate) async fn streams_of_strings_and_tuples() -> Outcome {
    let (mut writer, reader) = wit_stream::new();
    let shouted = flows::shout(reader).await;
    let words = ["ahoy", "", "straße"].map(str::to_owned).to_vec();
    let (left, heard) = join(
        async move {
            let left = writer.write_all(words).await;
            drop(writer);
            left
        },
        shouted.collect(),
    )
    .await;
    check!(left, Vec::<String>::new());
    check!(heard, ["AHOY", "", "STRASSE"]);
    let numbered = flows::numbered(300).await.collect().await;
    check!(numbered.len(), 300);
    check!(numbered[299], (299, "number 299".to_owned()));
    Ok(())
}

pub(crate) async fn streams_of_resources() -> Outcome {
    let (mut writer, reader) = wit_stream::new();
    let items = ["a", "b", "c"].map(Item::new).into_iter().collect::<Result<Vec<_>, _>>()?;
    spawn(async move { writer.write_all(items).await }).detach();
    check!(flows::label(reader).await, ["a", "b", "c"]);
    let made = flows::make(20).await.collect().await;
    check!((made.len(), made[19].name()), (20, "item 19".to_owned()));
    drop(made);
    check!(things::alive(), 0);
    Ok(())
}

pub(crate) async fn streams_of_lists_and_arrays() -> Outcome {
    let (mut writer, reader) = wit_stream::new();
    spawn(async move { writer.write_all(vec![[1, 2, 3, 4], [250; 4], [0; 4]]).await }).detach();
    check!(flows::blocks(reader).await, 1010);
    let (mut writer, reader) = wit_stream::new();
    spawn(async move { writer.write_all(vec![vec![1, 2, 3], vec![], vec![u32::MAX; 1000]]).await }).detach();
    check!(flows::count(reader).await, 6 + 1000 * u64::from(u32::MAX));
    Ok(())
}

pub(crate) async fn streams_and_futures_of_nothing() -> Outcome {
    let (mut writer, reader) = wit_stream::new();
    spawn(async move { writer.write_all(vec![(); 7]).await }).detach();
    check!(flows::ticks(reader).await, 7);
    let (writer, reader) = wit_future::new(|| ());
    let answer = flows::signal(reader).await;
    spawn(async move { writer.write(()).await }).detach();
    answer.await;
    Ok(())
}

pub(crate) async fn a_future_of_a_string() -> Outcome {
    let (writer, reader) = wit_future::new(String::new);
    let answer = flows::later(reader).await;
    spawn(async move { writer.write("now".to_owned()).await }).detach();
    check!(answer.await, "now, later");
    Ok(())
}

pub(crate) async fn a_write_that_waits_while_a_call_blocks() -> Outcome {
    let (writer, reader) = wit_future::new(String::new);
    // The call is bound without `async`: nobody polls the write until it is over.
    let (written, taken) = join(writer.write("now".to_owned()), async { flows::take(reader) }).await;
    check!((written.is_ok(), taken.as_str()), (true, "now"));
    Ok(())
}

pub(crate) async fn nested() -> Outcome {
    let (mut writer, reader) = wit_stream::new();
    spawn(async move {
        for number in 1..=4 {
            let (value, future) = wit_future::new(|| 0);
            if writer.write_one(future).await.is_some() {
                return;
            }
            spawn(async move { value.write(number).await }).detach();
        }
    })
    .detach();
    let sums = flows::sum(reader).await.await;
    check!(sums.collect().await, [1, 3, 6, 10]);
    Ok(())
}

pub(crate) async fn a_stream_with_its_outcome() -> Outcome {
    for fault in [None, Some("it leaks".to_owned())] {
        let mut numbers = FallibleReader::from(flows::count_up(3, fault.clone()).await);
        for number in 1..=3 {
            check!(numbers.next().await, Some(Ok(number)));
        }
        check!(numbers.next().await, fault.map(Err));
        check!(numbers.next().await, None);
    }
    for (count, at_most) in [(0, 0), (5, 5), (5, 9)] {
        let (writer, numbers) = wit_stream::new();
        let mut writer = FallibleWriter::from((writer, flows::take_up(numbers, at_most).await));
        check!(writer.write_all(vec![7; count]).await, Ok(()));
        check!(writer.close().await, Ok(()));
    }
    let (writer, numbers) = wit_stream::new();
    let mut writer = FallibleWriter::from((writer, flows::take_up(numbers, 2).await));
    let mut written = Ok(());
    while written.is_ok() {
        written = writer.write_all(vec![7; 2]).await;
    }
    check!(written, Err(WriteError::Failed("more than 2".to_owned())));
    Ok(())
}

pub(crate) async fn a_record_of_a_stream_and_a_future() -> Outcome {
    let (mut bytes, contents) = wit_stream::new();
    let (paid, receipt) = wit_future::new(|| 0);
    let back = flows::forward(Parcel { label: "tea".to_owned(), contents, receipt }).await;
    spawn(async move { bytes.write_all(vec![1, 2, 3]).await }).detach();
    spawn(async move { paid.write(42).await }).detach();
    check!(
        (back.label, back.contents.collect().await, back.receipt.await),
        ("tea!".to_owned(), vec![1, 2, 3, 1, 2, 3], 42)
    );
    Ok(())
}
