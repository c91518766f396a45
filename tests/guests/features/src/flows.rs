//! Streams and futures.

use wharf::{FutureReader, StreamReader, task};

use crate::exports::test::features::flows::{Guest, Item as Handle, Parcel};
use crate::things::Item;
use crate::{Features, wit_future, wit_stream};

#[wharf::export]
impl Guest for Features {
    async fn shout(mut words: StreamReader<String>) -> StreamReader<String> {
        let (mut writer, reader) = wit_stream::new();
        task::spawn(async move {
            while let Some(word) = words.next().await {
                if writer.write_one(word.to_uppercase()).await.is_some() {
                    return;
                }
            }
        })
        .detach();
        reader
    }

    async fn numbered(count: u32) -> StreamReader<(u32, String)> {
        let (mut writer, reader) = wit_stream::new();
        let items = (0..count).map(|number| (number, format!("number {number}"))).collect();
        task::spawn(async move { writer.write_all(items).await }).detach();
        reader
    }

    async fn label(items: StreamReader<Handle>) -> Vec<String> {
        items.collect().await.iter().map(|item| item.get::<Item>().label()).collect()
    }

    async fn make(count: u32) -> StreamReader<Handle> {
        let (mut writer, reader) = wit_stream::new();
        let items = (0..count).map(|number| Item::handle(&format!("item {number}"))).collect();
        task::spawn(async move { writer.write_all(items).await }).detach();
        reader
    }

    async fn later(value: FutureReader<String>) -> FutureReader<String> {
        let (writer, reader) = wit_future::new(String::new);
        task::spawn(async move { writer.write(format!("{}, later", value.await)).await }).detach();
        reader
    }

    async fn take(value: FutureReader<String>) -> String {
        task::yield_now().await;
        value.await
    }

    async fn sum(values: StreamReader<FutureReader<u32>>) -> FutureReader<StreamReader<u32>> {
        let (outer, reader) = wit_future::new(|| wit_stream::new().1);
        task::spawn(async move {
            let (mut writer, sums) = wit_stream::new();
            task::spawn(async move { outer.write(sums).await }).detach();
            let mut sum = 0;
            for value in values.collect().await {
                sum += value.await;
                if writer.write_one(sum).await.is_some() {
                    return;
                }
            }
        })
        .detach();
        reader
    }

    async fn blocks(blocks: StreamReader<[u8; 4]>) -> u32 {
        blocks.collect().await.into_iter().flatten().map(u32::from).sum()
    }

    async fn ticks(ticks: StreamReader<()>) -> u32 {
        u32::try_from(ticks.collect().await.len()).unwrap_or(u32::MAX)
    }

    async fn signal(first: FutureReader<()>) -> FutureReader<()> {
        let (writer, reader) = wit_future::new(|| ());
        task::spawn(async move {
            first.await;
            writer.write(()).await
        })
        .detach();
        reader
    }

    async fn forward(parcel: Parcel) -> Parcel {
        let Parcel { label, contents, receipt } = parcel;
        let (mut writer, doubled) = wit_stream::new();
        task::spawn(async move {
            let bytes = contents.collect().await;
            writer.write_all([bytes.clone(), bytes].concat()).await
        })
        .detach();
        Parcel { label: format!("{label}!"), contents: doubled, receipt }
    }

    async fn count(lists: StreamReader<Vec<u32>>) -> u64 {
        lists.collect().await.into_iter().flatten().map(u64::from).sum()
    }

    async fn count_up(to: u32, fault: Option<String>) -> (StreamReader<u32>, FutureReader<Result<(), String>>) {
        let ((mut writer, numbers), (outcome, ended)) = (wit_stream::new(), wit_future::new(|| Ok(())));
        task::spawn(async move {
            writer.write_all((1..=to).collect()).await;
            drop(writer);
            outcome.write(fault.map_or(Ok(()), Err)).await
        })
        .detach();
        (numbers, ended)
    }

    async fn take_up(mut numbers: StreamReader<u32>, at_most: u32) -> FutureReader<Result<(), String>> {
        let (outcome, ended) = wit_future::new(|| Ok(()));
        task::spawn(async move {
            for _ in 0..at_most {
                if numbers.next().await.is_none() {
                    return outcome.write(Ok(())).await;
                }
            }
            let too_many = numbers.next().await.is_some();
            drop(numbers);
            outcome.write(if too_many { Err(format!("more than {at_most}")) } else { Ok(()) }).await
        })
        .detach();
        ended
    }
}
