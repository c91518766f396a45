//! A guest at work.

use anyhow::{Result, bail};
use wasmtime::Store;

use super::Contestant;
use super::http::Service;
use super::row::{Row, Work};
use super::rows::Rows;
use crate::{Host, State, Wasm};

/// An instance of the guest that does a row.
pub(super) enum Subject {
    Rows(Rows),
    Http(Service),
}

/// Which guest of a contestant's does a row.
pub(super) fn wasm(contestant: &Contestant, row: &Row) -> Result<Wasm> {
    match (row.work, &contestant.http) {
        (Work::Http { .. }, Some(http)) => Ok(http.into()),
        (Work::Http { .. }, None) => bail!("{} has no HTTP service", contestant.name),
        _ => Ok((&contestant.rows).into()),
    }
}

impl Subject {
    pub(super) async fn new(host: &Host, wasm: &Wasm, row: &Row) -> Result<Self> {
        Ok(match row.work {
            Work::Http { .. } => Self::Http(Service::new(host, wasm).await?),
            Work::Call(_) | Work::Rows(..) => Self::Rows(Rows::new(host, wasm).await?),
        })
    }

    /// Has the guest do the row's work `count` times.
    ///
    /// # Errors
    ///
    /// When the guest traps, or its checksum says that it has not done it.
    pub(super) async fn work(&mut self, row: &Row, count: u32) -> Result<()> {
        match (self, row.work) {
            (Self::Rows(rows), Work::Call(function)) => rows.call(function, count).await,
            (Self::Rows(rows), Work::Rows(function, checksum)) => {
                rows.work(function, count, checksum(count.into())).await
            }
            (Self::Http(service), Work::Http { path, body }) => service.request(path, body, count).await,
            _ => bail!("the guest is not one for the row `{}`", row.name),
        }
    }

    /// The fuel used so far; in a host that counts markers, the functions entered and the markers passed.
    pub(super) fn fuel(&mut self) -> Result<u64> {
        Ok(u64::MAX - self.store().get_fuel()?)
    }

    pub(super) fn store(&mut self) -> &mut Store<State> {
        match self {
            Self::Rows(rows) => rows.store(),
            Self::Http(service) => service.store(),
        }
    }

    /// How many allocations the guest has made, if it counts them.
    pub(super) async fn allocations(&mut self) -> Result<u64> {
        match self {
            Self::Rows(rows) => rows.allocations().await,
            Self::Http(_) => Ok(0),
        }
    }

    pub(super) fn memory(&self) -> usize {
        match self {
            Self::Rows(rows) => rows.memory(),
            Self::Http(service) => service.memory(),
        }
    }
}
