//! A body of 1 GiB.

use std::io;
use std::time::Duration;

use bytes::Bytes;
use futures::StreamExt as _;
use http::Request;
use http_body_util::{BodyExt as _, StreamBody};
use hyper::body::Frame;
use sha2::{Digest as _, Sha256};
use tokio::sync::oneshot;

use super::{Scenarios, peer};

const SIZE: usize = 1 << 30;
const PIECE: usize = 1 << 18;
/// Both ends pause after each so many bytes.
const STRETCH: usize = 1 << 26;
const PAUSE: Duration = Duration::from_millis(20);

#[tokio::test(flavor = "multi_thread")]
async fn a_body_of_1_gib_comes_back_whole_through_a_guest_whose_memory_stays_flat() {
    let scenarios = Scenarios::start().await;
    let (sent, hash_sent) = oneshot::channel();
    let mut hash = Sha256::new();
    let mut sent = Some(sent);
    let pieces = futures::stream::iter(0..SIZE / PIECE).then(move |number| {
        // Each piece starts with its number: none can be taken for another.
        let mut piece = vec![number as u8; PIECE];
        piece[..8].copy_from_slice(&number.to_le_bytes());
        hash.update(&piece);
        if number + 1 == SIZE / PIECE {
            let sent = sent.take().unwrap();
            sent.send(hash.clone().finalize()).unwrap();
        }
        async move {
            if (number + 1) * PIECE % STRETCH == STRETCH / 2 {
                tokio::time::sleep(PAUSE).await;
            }
            Ok::<_, io::Error>(Frame::data(Bytes::from(piece)))
        }
    });
    let request = Request::post("/bodies/copy").body(StreamBody::new(pieces)).unwrap();
    let mut body = peer::send(scenarios.service.address(), request).await.into_body();

    let mut hash = Sha256::new();
    let (mut received, mut early) = (0, 0);
    while let Some(frame) = body.frame().await {
        let data = frame.unwrap().into_data().unwrap();
        hash.update(&data);
        if (received + data.len()) / STRETCH > received / STRETCH {
            tokio::time::sleep(PAUSE).await;
        }
        received += data.len();
        if early == 0 && received > 1 << 24 {
            early = scenarios.service.memory();
        }
    }
    assert_eq!(received, SIZE);
    assert_eq!(hash.finalize(), hash_sent.await.unwrap());
    assert_eq!(scenarios.service.memory(), early, "the guest's memory after 16 MiB, and now");
    scenarios.end().await;
}
