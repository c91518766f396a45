//! Readers that go while the guest has nothing to write: it notices, and ends what it does for them.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use wasmtime::component::{Destination, FutureReader, StreamProducer, StreamReader, StreamResult, VecBuffer};
use wasmtime::{AsContextMut as _, StoreContextMut};
use wharf_tests::State;

use crate::carrying::call;
use crate::scenario_world::World;

/// A source that has some items and nothing after them, and says when it is dropped.
struct Silent<T> {
    items: Vec<T>,
    _gone: Gone,
}

/// Raised when it is dropped.
struct Gone(Arc<AtomicBool>);

impl Drop for Gone {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl Gone {
    fn new() -> (Self, Arc<AtomicBool>) {
        let gone = Arc::new(AtomicBool::new(false));
        (Gone(gone.clone()), gone)
    }
}

impl<T: wasmtime::component::Lower + Send + Sync + Unpin + 'static> StreamProducer<State> for Silent<T> {
    type Item = T;
    type Buffer = VecBuffer<T>;

    fn poll_produce<'a>(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        _: StoreContextMut<'a, State>,
        mut destination: Destination<'a, T, VecBuffer<T>>,
        finish: bool,
    ) -> Poll<wasmtime::Result<StreamResult>> {
        if !self.items.is_empty() {
            destination.set_buffer(std::mem::take(&mut self.items).into());
            return Poll::Ready(Ok(StreamResult::Completed));
        }
        if finish { Poll::Ready(Ok(StreamResult::Cancelled)) } else { Poll::Pending }
    }
}

/// Has a function of the guest pass on what a silent source has, drops what it returns, and waits until the guest is
/// done.
async fn drops_what_it_returns<T>(function: &str, items: Vec<T>)
where
    T: wasmtime::component::Lower + wasmtime::component::Lift + Clone + Send + Sync + Unpin + 'static,
{
    let mut world = World::new().await;
    for _ in 0..3 {
        let ((gone, is_gone), items) = (Gone::new(), items.clone());
        call::<(StreamReader<T>,), (StreamReader<T>,)>(
            &mut world,
            function,
            |store| (StreamReader::new(store, Silent { items, _gone: gone }).unwrap(),),
            |store, (mut reader,)| reader.close(store).unwrap(),
        )
        .await;
        assert!(is_gone.load(Ordering::SeqCst), "the guest has dropped its source");
    }
}

#[tokio::test]
async fn a_stream_made_of_a_silent_source() {
    drops_what_it_returns::<bool>("echo-bools", vec![]).await;
    drops_what_it_returns("echo-bools", vec![true, false]).await;
    drops_what_it_returns("echo-texts", vec!["text".to_owned(); 3]).await;
}

#[tokio::test]
async fn a_reader_that_is_passed_on_with_what_it_has_received() {
    drops_what_it_returns::<u8>("skip", vec![1, 2, 3]).await;
}

#[tokio::test]
async fn a_future_that_never_comes() {
    let mut world = World::new().await;
    for _ in 0..3 {
        let (gone, is_gone) = Gone::new();
        call::<(FutureReader<FutureReader<u64>>,), (FutureReader<FutureReader<u64>>,)>(
            &mut world,
            "echo-future",
            |mut store| {
                let never = async move {
                    let _gone = gone;
                    std::future::pending::<wasmtime::Result<FutureReader<u64>>>().await
                };
                (FutureReader::new(store.as_context_mut(), never).unwrap(),)
            },
            |store, (mut reader,)| reader.close(store).unwrap(),
        )
        .await;
        assert!(is_gone.load(Ordering::SeqCst), "the guest has dropped its source");
    }
}
