//! Streams and futures that pass through the guest's exports.

use futures::{SinkExt, StreamExt};
use wharf::{FutureReader, StreamReader, stream, task};

use crate::exports::test::scenarios::carrying::{self, Parcel};
use crate::{Guest, wit_stream};

#[wharf::export]
impl carrying::Guest for Guest {
    async fn unpack(parcels: StreamReader<Parcel>) -> String {
        let texts = parcels.map(|parcel| format!("{}: {}", parcel.name, parcel.tags.join(" ")));
        texts.collect::<Vec<_>>().await.join("\n")
    }

    async fn pack(count: u32) -> StreamReader<Parcel> {
        let (mut writer, reader) = wit_stream::new();
        let parcels =
            (0..count).map(|number| Parcel { name: number.to_string(), tags: vec![format!("#{number}")] }).collect();
        task::spawn(async move { writer.write_all(parcels).await }).detach();
        reader
    }

    async fn double(mut numbers: StreamReader<u32>) -> StreamReader<u32> {
        let (mut writer, reader) = stream::new::<(), u32>();
        task::spawn(async move {
            while let Some(number) = StreamExt::next(&mut numbers).await {
                if writer.feed(number * 2).await.is_err() {
                    return;
                }
            }
            // The reader may have gone meanwhile; then nobody misses the rest.
            writer.close().await.unwrap_or_default();
        })
        .detach();
        reader
    }

    async fn later(value: FutureReader<String>) -> String {
        value.await
    }
}
