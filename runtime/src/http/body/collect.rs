//! Whole bodies.

use alloc::vec::Vec;

use bytes::Bytes;

use super::Body;
use crate::Error;

/// All the bytes of a body, unless there are more than `limit`.
pub(super) async fn bytes(mut body: Body, limit: usize) -> Result<Option<Bytes>, Error> {
    if body.len().is_some_and(|length| length > limit as u64) {
        return Ok(None);
    }
    let Some(first) = body.chunk().await.transpose()? else { return Ok(Some(Bytes::new())) };
    if first.len() > limit {
        return Ok(None);
    }
    let Some(second) = body.chunk().await.transpose()? else { return Ok(Some(first)) };
    let mut all = Vec::from(first);
    let mut next = Some(second);
    while let Some(chunk) = next {
        if chunk.len() > limit - all.len() {
            return Ok(None);
        }
        all.extend_from_slice(&chunk);
        next = body.chunk().await.transpose()?;
    }
    Ok(Some(all.into()))
}
