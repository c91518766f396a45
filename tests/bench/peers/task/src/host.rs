//! What the guest imports, but for what every guest does.

#[link(wasm_import_module = "bench:guest/host")]
unsafe extern "C" {
    #[link_name = "[async-lower]ready"]
    pub fn ready(value: u64, result: *mut u64) -> u32;
    #[link_name = "[async-lower]ready-text"]
    pub fn ready_text(text: *const u8, len: usize, result: *mut u32) -> u32;
    #[link_name = "[async-lower]wait"]
    pub fn wait(value: u64, result: *mut u64) -> u32;

    #[link_name = "read-bytes"]
    pub safe fn read_bytes() -> u32;
    #[link_name = "[async-lower][stream-read-0]read-bytes"]
    pub fn read(stream: u32, bytes: *mut u8, len: usize) -> u32;
    #[link_name = "[stream-cancel-read-0]read-bytes"]
    pub safe fn cancel_read(stream: u32) -> u32;
    #[link_name = "[stream-drop-readable-0]read-bytes"]
    pub safe fn drop_readable(stream: u32);

    #[link_name = "[stream-new-0]write-bytes"]
    pub safe fn new_bytes() -> u64;
    #[link_name = "write-bytes"]
    pub safe fn write_bytes(stream: u32);
    #[link_name = "[async-lower][stream-write-0]write-bytes"]
    pub fn write(stream: u32, bytes: *const u8, len: usize) -> u32;
    #[link_name = "[stream-cancel-write-0]write-bytes"]
    pub safe fn cancel_write(stream: u32) -> u32;
    #[link_name = "[stream-drop-writable-0]write-bytes"]
    pub safe fn drop_writable(stream: u32);

    pub safe fn soon(value: u64) -> u32;
    #[link_name = "[async-lower][future-read-0]soon"]
    pub fn read_future(future: u32, value: *mut u64) -> u32;
    #[link_name = "[future-cancel-read-0]soon"]
    pub safe fn cancel_read_future(future: u32) -> u32;
    #[link_name = "[future-drop-readable-0]soon"]
    pub safe fn drop_future(future: u32);
}
