//! A guest that transforms more bytes than it has memory.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use sha2::{Digest as _, Sha256};
use wasmtime::StoreContextMut;
use wasmtime::component::{Destination, Source, StreamConsumer, StreamProducer, StreamReader, StreamResult, VecBuffer};
use wharf_tests::State;

use crate::carrying::call;
use crate::scenario_world::World;

/// How many bytes go through.
const GIBIBYTE: u64 = 1 << 30;

/// Bytes that repeat with a period that fits no chunk.
struct Bytes {
    pattern: Arc<Vec<u8>>,
    sent: u64,
}

impl StreamProducer<State> for Bytes {
    type Item = u8;
    type Buffer = VecBuffer<u8>;

    fn poll_produce<'a>(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        store: StoreContextMut<'a, State>,
        destination: Destination<'a, u8, VecBuffer<u8>>,
        _: bool,
    ) -> Poll<wasmtime::Result<StreamResult>> {
        let mut room = destination.as_direct(store, 64 * 1024);
        let at = (self.sent % self.pattern.len() as u64) as usize;
        let left = usize::try_from(GIBIBYTE - self.sent).unwrap();
        let count = room.remaining().len().min(self.pattern.len() - at).min(left);
        room.remaining()[..count].copy_from_slice(&self.pattern[at..at + count]);
        room.mark_written(count);
        self.sent += count as u64;
        Poll::Ready(Ok(if self.sent == GIBIBYTE { StreamResult::Dropped } else { StreamResult::Completed }))
    }
}

/// Hashes what it takes.
#[derive(Clone, Default)]
struct Hashed(Arc<Mutex<(Sha256, u64)>>);

impl StreamConsumer<State> for Hashed {
    type Item = u8;

    fn poll_consume(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        store: StoreContextMut<'_, State>,
        source: Source<'_, u8>,
        _: bool,
    ) -> Poll<wasmtime::Result<StreamResult>> {
        let mut bytes = source.as_direct(store);
        let count = bytes.remaining().len();
        let mut hashed = self.0.lock().unwrap();
        hashed.0.update(bytes.remaining());
        hashed.1 += count as u64;
        bytes.mark_read(count);
        Poll::Ready(Ok(StreamResult::Completed))
    }
}

#[tokio::test]
async fn a_gibibyte_is_transformed_in_little_memory() {
    let mut world = World::new().await;
    let pattern: Arc<Vec<u8>> = Arc::new((0..1_000_003_u32).map(|number| ((number * 31) >> 3) as u8).collect());
    let inverted: Vec<u8> = pattern.iter().map(|byte| !byte).collect();
    let hashed = Hashed::default();
    let (pipe, bytes) = (hashed.clone(), Bytes { pattern, sent: 0 });
    let before = world.instance.memory();
    call::<(StreamReader<u8>,), (StreamReader<u8>,)>(
        &mut world,
        "invert",
        |store| (StreamReader::new(store, bytes).unwrap(),),
        |store, (reader,)| reader.pipe(store, pipe).unwrap(),
    )
    .await;
    let mut expected = Sha256::new();
    let mut left = GIBIBYTE;
    while left > 0 {
        let count = left.min(inverted.len() as u64);
        expected.update(&inverted[..count as usize]);
        left -= count;
    }
    let (digest, count) = std::mem::take(&mut *hashed.0.lock().unwrap());
    assert_eq!(count, GIBIBYTE);
    assert_eq!(digest.finalize(), expected.finalize());
    let grown = world.instance.memory() - before;
    assert!(grown <= 256 * 1024, "memory has grown by {grown} bytes");
}
