//! Streams and futures that pass through the guest's exports.

use std::future::{Future, IntoFuture};
use std::pin::pin;
use std::task::{Context, Waker};

use futures::{SinkExt, StreamExt};
use wharf::{FutureReader, StreamReader, StreamResult, stream, task};

use crate::exports::test::scenarios::carrying::{self, Crate, Load, Parcel, Point};
use crate::{Guest, wit_future, wit_stream};

/// Takes items in and sends them out, as they come.
fn echo<T: wit_stream::Payload>(items: StreamReader<T>) -> StreamReader<T> {
    wit_stream::from_stream(items)
}

fn echo_future<T: wit_future::Payload>(value: FutureReader<T>) -> FutureReader<T> {
    wit_future::from_future(value.into_future(), || unreachable!("the task is not cancelled"))
}

/// What a crate is here.
pub(crate) struct Weight(u32);

impl carrying::GuestCrate for Weight {
    fn new(weight: u32) -> Self {
        Weight(weight)
    }

    fn weight(&self) -> u32 {
        self.0
    }
}

#[wharf::export]
impl carrying::Guest for Guest {
    type Crate = Weight;

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
            SinkExt::close(&mut writer).await.unwrap_or_default();
        })
        .detach();
        reader
    }

    async fn later(value: FutureReader<String>) -> String {
        value.await
    }

    async fn promise(text: String) -> FutureReader<String> {
        let (writer, reader) = wit_future::new(String::new);
        task::spawn(writer.write(text)).detach();
        reader
    }

    async fn echo_points(items: StreamReader<Point>) -> StreamReader<Point> {
        echo(items)
    }

    async fn echo_loads(items: StreamReader<Load>) -> StreamReader<Load> {
        echo(items)
    }

    async fn echo_options(items: StreamReader<Option<String>>) -> StreamReader<Option<String>> {
        echo(items)
    }

    async fn echo_units(items: StreamReader<()>) -> StreamReader<()> {
        echo(items)
    }

    async fn echo_bools(items: StreamReader<bool>) -> StreamReader<bool> {
        echo(items)
    }

    async fn echo_texts(items: StreamReader<String>) -> StreamReader<String> {
        echo(items)
    }

    async fn echo_streams(items: StreamReader<StreamReader<u8>>) -> StreamReader<StreamReader<u8>> {
        echo(items)
    }

    async fn echo_crates(items: StreamReader<Crate>) -> StreamReader<Crate> {
        echo(items)
    }

    async fn echo_result(value: FutureReader<Result<Parcel, String>>) -> FutureReader<Result<Parcel, String>> {
        echo_future(value)
    }

    async fn echo_future(value: FutureReader<FutureReader<u64>>) -> FutureReader<FutureReader<u64>> {
        echo_future(value)
    }

    fn drop_waiting(mut bytes: StreamReader<u8>, value: FutureReader<String>, cancels: bool) -> StreamReader<u8> {
        let (mut writer, reader) = stream::new::<(), u8>();
        task::block_on(async {
            let mut context = Context::from_waker(Waker::noop());
            let mut read = pin!(bytes.read(Vec::with_capacity(8)));
            assert!(read.as_mut().poll(&mut context).is_pending());
            let mut value = pin!(value.into_future());
            assert!(value.as_mut().poll(&mut context).is_pending());
            let mut write = pin!(writer.write(vec![1, 2, 3]));
            assert!(write.as_mut().poll(&mut context).is_pending());
            if cancels {
                assert_eq!(read.cancel().0, StreamResult::Cancelled);
                assert!(value.cancel().is_err());
                assert_eq!(write.cancel().0, StreamResult::Cancelled);
            }
        });
        reader
    }

    fn unwritten() -> FutureReader<String> {
        wit_future::new(|| "nothing was said".to_owned()).1
    }

    async fn skip(mut bytes: StreamReader<u8>) -> StreamReader<u8> {
        bytes.next().await;
        bytes
    }

    async fn invert(mut bytes: StreamReader<u8>) -> StreamReader<u8> {
        let (mut writer, reader) = stream::new::<(), u8>();
        task::spawn(async move {
            // One buffer, there and back.
            let mut buffer = Vec::with_capacity(64 * 1024);
            loop {
                buffer = bytes.read(buffer).await.1;
                if buffer.is_empty() {
                    return;
                }
                buffer.iter_mut().for_each(|byte| *byte = !*byte);
                buffer = writer.write_all(buffer).await;
                if !buffer.is_empty() {
                    return;
                }
            }
        })
        .detach();
        reader
    }

    async fn halves(text: String) -> (StreamReader<u8>, FutureReader<Result<(), String>>) {
        let ((mut writer, reader), (outcome, ended)) =
            (stream::new::<(), u8>(), wit_future::new(|| Err("nobody said how it went".to_owned())));
        task::spawn(async move {
            writer.write_from(text).await;
            drop(outcome);
        })
        .detach();
        (reader, ended)
    }
}
