//! Whether anybody reads a body that is being written.

use core::task::{Context, Poll};

use crate::stream::StreamWriter;

/// Watches for the reader of a body to go while the body's source is silent.
///
/// A component that reads is noticed when it goes. A host that sends the body on may know no more of its client than it
/// finds out by writing: Wasmtime does not tell that a client has hung up, but it answers when it is asked by a write of
/// no bytes.
pub(super) struct Wanted {
    #[cfg(target_arch = "wasm32")]
    alarm: alarm::Alarm,
}

impl Wanted {
    pub(super) fn new() -> Self {
        Wanted {
            #[cfg(target_arch = "wasm32")]
            alarm: alarm::Alarm::default(),
        }
    }

    /// Waits until nobody reads.
    pub(super) fn poll_gone(&mut self, writer: &mut StreamWriter<u8>, context: &mut Context<'_>) -> Poll<()> {
        // The simulated host tells by itself, and has a clock that is not to be kept going.
        #[cfg(not(target_arch = "wasm32"))]
        let mut ask = false;
        #[cfg(target_arch = "wasm32")]
        let mut ask = self.alarm.goes_off(context);
        writer.poll_reader_gone(context, &mut ask)
    }
}

#[cfg(target_arch = "wasm32")]
mod alarm {
    use alloc::boxed::Box;
    use core::future::Future;
    use core::pin::Pin;
    use core::task::Context;
    use core::time::Duration;

    use crate::time::sleep;

    /// How often the reader is asked.
    const INTERVAL: Duration = Duration::from_secs(1);

    /// Goes off in intervals, as long as somebody asks. It is set when that happens first.
    #[derive(Default)]
    pub(super) struct Alarm(Option<Pin<Box<dyn Future<Output = ()>>>>);

    impl Alarm {
        /// Whether it has gone off since the last time.
        pub(super) fn goes_off(&mut self, context: &mut Context<'_>) -> bool {
            let mut gone_off = false;
            loop {
                let sleeping = self.0.get_or_insert_with(|| Box::pin(sleep(INTERVAL)));
                if sleeping.as_mut().poll(context).is_pending() {
                    return gone_off;
                }
                gone_off = true;
                self.0 = None;
            }
        }
    }
}
