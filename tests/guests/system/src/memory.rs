//! The guest's memory, as Rust and C ask for it.

use std::collections::HashMap;
use std::ffi::c_void;
use std::hint::black_box;

type Outcome = wharf::Result<()>;

/// Numbers by chance, the same ones in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit
    }
}

/// How many pages the memory has.
fn pages() -> usize {
    #[cfg(target_arch = "wasm32")]
    return core::arch::wasm32::memory_size(0);
    #[cfg(not(target_arch = "wasm32"))]
    0
}

/// Values of all sizes come and go, and keep what they hold.
pub(crate) async fn values_of_all_sizes() -> Outcome {
    let mut chance = Chance(0x2545_f491_4f6c_dd1d);
    let mut values: HashMap<usize, Vec<u8>> = HashMap::new();
    let whole = |key: usize, value: &[u8]| value.iter().all(|byte| *byte == key as u8);
    for _ in 0..100_000 {
        let key = chance.below(500);
        let size = if chance.below(8) == 0 { chance.below(100_000) } else { chance.below(1000) };
        match chance.below(3) {
            0 => drop(values.insert(key, vec![key as u8; size])),
            1 => {
                let value = values.entry(key).or_default();
                assert!(whole(key, value));
                value.resize(size, key as u8);
                value.shrink_to_fit();
            }
            _ => assert!(values.remove(&key).is_none_or(|value| whole(key, &value))),
        }
    }
    assert!(values.iter().all(|(key, value)| whole(*key, value)));
    Ok(())
}

/// What was given back is used again: rounds of the same do not make the memory grow.
pub(crate) async fn memory_is_used_again() -> Outcome {
    let round = |seed| {
        let mut chance = Chance(seed);
        let texts: Vec<String> = (0..2000).map(|number| format!("{number:>0$}", 1 + chance.below(900))).collect();
        let mut large = Vec::new();
        for text in &texts {
            large.extend_from_slice(text.as_bytes());
        }
        large.len() + texts.len()
    };
    let total: usize = (1..4).map(round).sum();
    let before = pages();
    let again: usize = (0..60).map(|number| round(1 + number % 3)).sum();
    assert!(total > 1 << 20 && again > 1 << 25, "{total} {again}");
    assert_eq!(pages(), before);
    // One buffer that grows has little more than itself, since it can grow where it lies.
    let before = pages();
    let mut buffer: Vec<u8> = Vec::with_capacity(1 << 16);
    while buffer.len() < 32 << 20 {
        buffer.extend_from_slice(&[7; 1 << 15]);
    }
    let grown = pages() - before;
    assert!(grown <= 2 * (32 << 20 >> 16), "{grown} pages");
    drop(buffer);
    let after = pages();
    drop(vec![1_u8; 16 << 20]);
    assert_eq!(pages(), after);
    // There is no memory for this, which is said and does no harm.
    assert!(Vec::<u8>::new().try_reserve(isize::MAX as usize).is_err());
    assert_eq!(vec![3_u8; 1000], [3; 1000]);
    Ok(())
}

unsafe extern "C" {
    fn malloc(size: usize) -> *mut c_void;
    fn calloc(count: usize, size: usize) -> *mut c_void;
    fn realloc(memory: *mut c_void, size: usize) -> *mut c_void;
    fn free(memory: *mut c_void);
    fn aligned_alloc(align: usize, size: usize) -> *mut c_void;
    fn posix_memalign(memory: *mut *mut c_void, align: usize, size: usize) -> i32;
    #[cfg(target_arch = "wasm32")]
    fn malloc_usable_size(memory: *mut c_void) -> usize;
    fn strdup(text: *const i8) -> *mut i8;
    #[cfg(target_arch = "wasm32")]
    fn atexit(function: extern "C" fn()) -> i32;
}

/// C's functions, and some of libc's that call them by other names.
pub(crate) async fn memory_of_c() -> Outcome {
    // SAFETY: every piece of memory is used within its size and freed once.
    unsafe {
        for size in [0, 1, 12, 13, 100, 508, 509, 4096, 100_000] {
            let memory = malloc(size).cast::<u8>();
            assert!(!memory.is_null() && memory.addr().is_multiple_of(16), "{size}");
            #[cfg(target_arch = "wasm32")]
            assert!(malloc_usable_size(memory.cast()) >= size);
            memory.write_bytes(0xff, size);
            let memory = realloc(memory.cast(), size + 1000).cast::<u8>();
            assert!(core::slice::from_raw_parts(memory, size).iter().all(|byte| *byte == 0xff));
            let memory = realloc(memory.cast(), size / 2).cast::<u8>();
            assert!(core::slice::from_raw_parts(memory, size / 2).iter().all(|byte| *byte == 0xff));
            free(memory.cast());
            // What was full of ones is full of zeros.
            let zeroed = calloc(size, 1).cast::<u8>();
            assert!(core::slice::from_raw_parts(zeroed, size).iter().all(|byte| *byte == 0));
            free(zeroed.cast());
        }
        for shift in 4..17 {
            for size in [16, 100, 5000] {
                let align = 1 << shift;
                let mut other = core::ptr::null_mut();
                assert_eq!(posix_memalign(&raw mut other, align, size), 0);
                for memory in [aligned_alloc(align, size.next_multiple_of(align)), other] {
                    assert!(memory.addr().is_multiple_of(align), "{align}");
                    memory.cast::<u8>().write_bytes(1, size);
                    let memory = realloc(memory, 2 * size).cast::<u8>();
                    assert!(core::slice::from_raw_parts(memory, size).iter().all(|byte| *byte == 1));
                    free(memory.cast());
                }
            }
        }
        let mut other = core::ptr::null_mut();
        assert_ne!(posix_memalign(&raw mut other, 24, 100), 0);
        free(core::ptr::null_mut());
        // The compiler may take it that there is always memory for what is not used.
        assert!(black_box(malloc(black_box(usize::MAX - 100))).is_null());
        #[cfg(target_arch = "wasm32")]
        assert_eq!(std::io::Error::last_os_error().raw_os_error(), Some(48));
        assert!(black_box(calloc(black_box(usize::MAX / 2), 3)).is_null());
        let copy = strdup(c"a rope".as_ptr().cast());
        assert_eq!(core::ffi::CStr::from_ptr(copy.cast()), c"a rope");
        free(copy.cast());
        #[cfg(target_arch = "wasm32")]
        {
            extern "C" fn nothing() {}
            // Libc keeps the first 32 in a table, and allocates for more.
            for _ in 0..40 {
                assert_eq!(atexit(nothing), 0);
            }
        }
    }
    Ok(())
}
