//! Both ends of a stream or future of bytes, and the bytes.

use wharf::abi::Builtins;

use crate::raw::{
    FUTURE, STREAM, request_cancel_future_read, request_cancel_future_write, request_cancel_stream_read,
    request_cancel_stream_write,
};

/// The most bytes of one copy.
pub(crate) const ROOM: usize = 16;

/// What a copy returns that goes on in the background.
const BLOCKED: u32 = u32::MAX;

/// Both ends of a stream or future. A handle of zero is not there.
pub(crate) struct Pair {
    builtins: &'static Builtins,
    pub(crate) readable: u32,
    pub(crate) writable: u32,
    /// Where reads go. Leaked: the host may write to it whatever becomes of the script.
    read: *mut [u8; ROOM],
    written: *mut [u8; ROOM],
    /// The byte to write next.
    next: u8,
}

impl Pair {
    pub(crate) fn stream() -> Self {
        Pair::new(&STREAM)
    }

    pub(crate) fn future() -> Self {
        Pair::new(&FUTURE)
    }

    fn new(builtins: &'static Builtins) -> Self {
        // SAFETY: makes two ends.
        let ends = unsafe { (builtins.new)() };
        Pair { readable: ends as u32, writable: (ends >> 32) as u32, ..Pair::from_host(builtins, 0) }
    }

    pub(crate) fn stream_from_host(readable: u32) -> Self {
        Pair::from_host(&STREAM, readable)
    }

    pub(crate) fn future_from_host(readable: u32) -> Self {
        Pair::from_host(&FUTURE, readable)
    }

    fn from_host(builtins: &'static Builtins, readable: u32) -> Self {
        let room = || Box::into_raw(Box::new([0; ROOM]));
        Pair { builtins, readable, writable: 0, read: room(), written: room(), next: 0 }
    }

    fn is_future(&self) -> bool {
        core::ptr::eq(self.builtins, &raw const FUTURE)
    }

    pub(crate) fn read(&mut self, count: usize) -> String {
        // SAFETY: the buffer has room, and lives forever.
        let code = unsafe { (self.builtins.read)(self.readable, self.read.cast(), count) };
        self.ended(false, code)
    }

    pub(crate) fn write(&mut self, count: usize) -> String {
        for (index, next) in (self.next..).take(count).enumerate() {
            // SAFETY: no write is under way, or the built-in traps.
            unsafe { self.written.cast::<u8>().add(index).write(next) }
        }
        // SAFETY: the buffer holds so many bytes, and lives forever.
        let code = unsafe { (self.builtins.write)(self.writable, self.written.cast(), count) };
        self.ended(true, code)
    }

    pub(crate) fn cancel_read(&mut self) -> String {
        // SAFETY: cancels, or traps.
        let code = unsafe { (self.builtins.cancel_read)(self.readable) };
        self.ended(false, code)
    }

    pub(crate) fn cancel_write(&mut self) -> String {
        // SAFETY: cancels, or traps.
        let code = unsafe { (self.builtins.cancel_write)(self.writable) };
        self.ended(true, code)
    }

    /// Cancels a read without waiting.
    pub(crate) fn request_cancel_read(&mut self) -> String {
        let cancel = if self.is_future() { request_cancel_future_read } else { request_cancel_stream_read };
        let code = cancel(self.readable);
        self.ended(false, code)
    }

    /// Cancels a write without waiting.
    pub(crate) fn request_cancel_write(&mut self) -> String {
        let cancel = if self.is_future() { request_cancel_future_write } else { request_cancel_stream_write };
        let code = cancel(self.writable);
        self.ended(true, code)
    }

    pub(crate) fn drop_readable(&mut self) {
        // SAFETY: drops the end, or traps. The handle is not kept: it may be given out again.
        unsafe { (self.builtins.drop_readable)(std::mem::take(&mut self.readable)) }
    }

    pub(crate) fn drop_writable(&mut self) {
        // SAFETY: as above.
        unsafe { (self.builtins.drop_writable)(std::mem::take(&mut self.writable)) }
    }

    /// The code of a copy for people, with the bytes that were read.
    pub(crate) fn ended(&mut self, is_write: bool, code: u32) -> String {
        if code == BLOCKED {
            return "blocked".into();
        }
        let status = ["completed", "dropped", "cancelled"].get(code as usize & 0xf).unwrap_or(&"?");
        let count = match self.is_future() {
            true => usize::from(code == 0),
            false => code as usize >> 4,
        };
        if is_write {
            self.next += count as u8;
            return format!("{status} {count}");
        }
        // SAFETY: no read is under way.
        let bytes = unsafe { &(&*self.read)[..count] };
        format!("{status} {bytes:?}")
    }
}
