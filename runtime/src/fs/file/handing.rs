//! Files whose streams the host copies by itself.

use core::future::poll_fn;
use std::boxed::Box;

use super::File;
use crate::StreamReader;
use crate::io::passing::{Given, Passing, Sink, Source};
use crate::io::{Error, Result, copy};

crate::stream::identity::owned!(File);

impl Source for File {
    fn give(self) -> Given {
        let File { descriptor, cursor } = self;
        let Given { stream, outcome } = Given::new(cursor.take_reader(&descriptor));
        // The file stays open as long as its stream.
        let outcome = Box::pin(async move {
            let result = outcome.await;
            drop(descriptor);
            result
        });
        Given { stream, outcome }
    }
}

impl Sink for File {
    fn pass(&mut self, stream: StreamReader<u8>) -> Passing<'_> {
        Box::pin(self.take_all(stream))
    }
}

impl File {
    async fn take_all(&mut self, mut stream: StreamReader<u8>) -> Result<()> {
        poll_fn(|context| self.cursor.poll_finish(context)).await?;
        self.cursor.forget_what_was_read();
        if self.cursor.appends() {
            return self.descriptor.append_via_stream(stream).await.map_err(Error::from);
        }
        let position = self.cursor.position();
        if position < self.descriptor.stat().await?.size {
            // The size would not tell afterwards how far the position has got.
            return copy(&mut stream, self).await;
        }
        self.descriptor.write_via_stream(stream, position).await?;
        self.cursor.set_position(self.descriptor.stat().await?.size.max(position));
        Ok(())
    }
}
