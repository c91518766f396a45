//! Streams and futures of the host, which is always ready.

use crate::canon::{EXIT, task_return};
use crate::lists::Point;
use crate::{CHUNK, ITEMS};

#[link(wasm_import_module = "bench:guest/host")]
unsafe extern "C" {
    #[link_name = "read-bytes"]
    safe fn host_bytes() -> u32;
    #[link_name = "[async-lower][stream-read-0]read-bytes"]
    fn read(stream: u32, bytes: *mut u8, len: usize) -> u32;
    #[link_name = "[stream-drop-readable-0]read-bytes"]
    safe fn drop_bytes(stream: u32);

    #[link_name = "read-points"]
    safe fn host_points() -> u32;
    #[link_name = "[async-lower][stream-read-0]read-points"]
    fn read_points(stream: u32, points: *mut Point, len: usize) -> u32;
    #[link_name = "[stream-drop-readable-0]read-points"]
    safe fn drop_points(stream: u32);

    #[link_name = "[stream-new-0]write-bytes"]
    safe fn new_bytes() -> u64;
    #[link_name = "write-bytes"]
    safe fn host_takes_bytes(stream: u32);
    #[link_name = "[async-lower][stream-write-0]write-bytes"]
    fn write(stream: u32, bytes: *const u8, len: usize) -> u32;
    #[link_name = "[stream-drop-writable-0]write-bytes"]
    safe fn drop_writable(stream: u32);

    safe fn soon(value: u64) -> u32;
    #[link_name = "[async-lower][future-read-0]soon"]
    fn read_future(future: u32, value: *mut u64) -> u32;
    #[link_name = "[future-drop-readable-0]soon"]
    safe fn drop_future(future: u32);
}

/// How many items have been copied at once.
pub fn copied(code: u32) -> usize {
    assert!(code & 0xf == 0);
    (code >> 4) as usize
}

#[unsafe(export_name = "[async-lift]bench:guest/rows#read-bytes")]
extern "C" fn read_bytes(count: u32) -> u32 {
    let stream = host_bytes();
    let mut buffer = Vec::<u8>::with_capacity(CHUNK);
    let mut sum = 0;
    for _ in 0..count {
        // SAFETY: the buffer has room.
        sum += copied(unsafe { read(stream, buffer.as_mut_ptr(), CHUNK) }) as u64;
    }
    drop_bytes(stream);
    // SAFETY: the function's result.
    unsafe { task_return::read_bytes(sum) }
    EXIT
}

#[unsafe(export_name = "[async-lift]bench:guest/rows#write-bytes")]
extern "C" fn write_bytes(count: u32) -> u32 {
    let ends = new_bytes();
    let writable = (ends >> 32) as u32;
    host_takes_bytes(ends as u32);
    let data = vec![7; CHUNK];
    let mut sum = 0;
    for _ in 0..count {
        // SAFETY: the data are valid.
        sum += copied(unsafe { write(writable, data.as_ptr(), CHUNK) }) as u64;
    }
    drop_writable(writable);
    // SAFETY: the function's result.
    unsafe { task_return::write_bytes(sum) }
    EXIT
}

#[unsafe(export_name = "[async-lift]bench:guest/rows#read-points-batched")]
extern "C" fn read_points_batched(count: u32) -> u32 {
    let stream = host_points();
    let mut points = Vec::<Point>::with_capacity(ITEMS);
    let mut sum = 0;
    for _ in 0..count {
        // SAFETY: there is room, and so many are written.
        unsafe {
            let code = read_points(stream, points.as_mut_ptr(), ITEMS);
            points.set_len(copied(code));
        }
        sum += points.drain(..).map(|point| u64::from(point.x)).sum::<u64>();
    }
    drop_points(stream);
    // SAFETY: the function's result.
    unsafe { task_return::read_points_batched(sum) }
    EXIT
}

#[unsafe(export_name = "[async-lift]bench:guest/rows#host-future")]
extern "C" fn host_future(count: u32) -> u32 {
    let mut sum = 0;
    for number in 0..count {
        let future = soon(number.into());
        let mut value = 0;
        // SAFETY: the value has room, and the future is ready.
        let code = unsafe { read_future(future, &mut value) };
        assert!(code == 0);
        drop_future(future);
        sum += value;
    }
    // SAFETY: the function's result.
    unsafe { task_return::host_future(sum) }
    EXIT
}
