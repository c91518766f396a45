//! Lists, there and back.

use crate::ITEMS;

/// Its Rust layout is its canonical one.
#[repr(C)]
pub struct Point {
    pub x: u32,
    pub y: u32,
    pub z: f64,
}

pub struct Entry {
    pub name: String,
    pub tags: Vec<String>,
}

/// A string or list in its canonical layout.
pub type Slice = [usize; 2];

/// An [`Entry`] in its canonical layout.
pub type EntryArea = [Slice; 2];

#[link(wasm_import_module = "bench:guest/host")]
unsafe extern "C" {
    #[link_name = "take-points"]
    fn take_points(points: *const Point, len: usize) -> u32;
    #[link_name = "give-points"]
    fn give_points(result: *mut Slice);
    #[link_name = "take-entries"]
    fn take_entries(entries: *const EntryArea, len: usize) -> u32;
    #[link_name = "give-entries"]
    fn give_entries(result: *mut Slice);
}

/// Takes over memory that the host has filled.
pub unsafe fn take<T>([pointer, len]: Slice) -> Vec<T> {
    if len == 0 {
        return Vec::new();
    }
    // SAFETY: the host has allocated it with `cabi_realloc`.
    unsafe { Vec::from_raw_parts(std::ptr::with_exposed_provenance_mut(pointer), len, len) }
}

unsafe fn take_string(slice: Slice) -> String {
    // SAFETY: the host has checked that it is UTF-8.
    unsafe { String::from_utf8_unchecked(take(slice)) }
}

pub unsafe fn take_entry([name, tags]: EntryArea) -> Entry {
    // SAFETY: the caller's promise: the host has filled the area.
    unsafe {
        let tags = take::<Slice>(tags).into_iter().map(|tag| take_string(tag)).collect();
        Entry { name: take_string(name), tags }
    }
}

pub fn weight(entry: &Entry) -> u64 {
    (entry.name.len() + entry.tags.iter().map(String::len).sum::<usize>()) as u64
}

fn lent<T>(slice: &[T]) -> Slice {
    [slice.as_ptr().expose_provenance(), slice.len()]
}

#[unsafe(export_name = "bench:guest/rows#points-there")]
extern "C" fn points_there(count: u32) -> u64 {
    let points: Vec<_> = (0..ITEMS as u32).map(|number| Point { x: number, y: number + 1, z: 0.5 }).collect();
    // SAFETY: the points are valid.
    (0..count).map(|_| u64::from(unsafe { take_points(points.as_ptr(), points.len()) })).sum()
}

#[unsafe(export_name = "bench:guest/rows#points-back")]
extern "C" fn points_back(count: u32) -> u64 {
    let mut sum = 0;
    for _ in 0..count {
        let mut result = [0; 2];
        // SAFETY: the result has room, and the host fills it.
        let points: Vec<Point> = unsafe {
            give_points(&mut result);
            take(result)
        };
        sum += points.iter().map(|point| u64::from(point.x)).sum::<u64>();
    }
    sum
}

#[unsafe(export_name = "bench:guest/rows#entries-there")]
extern "C" fn entries_there(count: u32) -> u64 {
    let entry =
        |number| Entry { name: format!("entry {number:04}"), tags: (0..3).map(|tag| format!("tag {tag}")).collect() };
    let entries: Vec<_> = (0..ITEMS).map(entry).collect();
    let mut sum = 0;
    for _ in 0..count {
        let mut tags: Vec<Slice> = Vec::with_capacity(entries.iter().map(|entry| entry.tags.len()).sum());
        let mut areas: Vec<EntryArea> = Vec::with_capacity(entries.len());
        for entry in &entries {
            let first = tags.len();
            tags.extend(entry.tags.iter().map(|tag| lent(tag.as_bytes())));
            areas.push([lent(entry.name.as_bytes()), lent(&tags[first..])]);
        }
        // SAFETY: what the areas point to is still there, since `tags` had room from the beginning.
        sum += u64::from(unsafe { take_entries(areas.as_ptr(), areas.len()) });
    }
    sum
}

#[unsafe(export_name = "bench:guest/rows#entries-back")]
extern "C" fn entries_back(count: u32) -> u64 {
    let mut sum = 0;
    for _ in 0..count {
        let mut result = [0; 2];
        // SAFETY: the result has room, and the host fills it.
        let areas: Vec<EntryArea> = unsafe {
            give_entries(&mut result);
            take(result)
        };
        // All of them first, as bindings do: freeing each string right after the one before is cheaper.
        // SAFETY: the host has filled the areas.
        let entries: Vec<_> = areas.into_iter().map(|area| unsafe { take_entry(area) }).collect();
        sum += entries.into_iter().map(|entry| weight(&entry)).sum::<u64>();
    }
    sum
}
