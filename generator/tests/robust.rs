//! Whatever WIT there is: what is valid has bindings, what is not is explained, and neither takes long.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use wharf_generator::{Config, Error, Generated, Ownership};
use wharf_random::{Rng, break_text, encoded_package, worlds};

/// How many worlds of wit-smith are tried; `cargo x fuzz` tries more of them, from another seed on.
const WORLDS: u64 = 2_000;

/// How many broken texts are tried.
const BROKEN: u64 = 1_000;

/// How long a generation may take.
const LIMIT: Duration = Duration::from_secs(1);

/// How often something is tried that takes longer.
const TRIES: usize = 5;

#[test]
fn every_valid_world_has_bindings() {
    let folder = tempfile::tempdir().unwrap();
    let (count, first) = (number("WHARF_FUZZ_WORLDS").unwrap_or(WORLDS), number("WHARF_FUZZ_SEED").unwrap_or(0));
    let mut tried = 0;
    let mut problems = Vec::new();
    for seed in first.. {
        let Some(wasm) = encoded_package(seed) else { continue };
        let file = folder.path().join("package.wasm");
        fs::write(&file, &wasm).unwrap();
        for world in worlds(&wasm) {
            let config = options(Config::new().path(&file).world(&world), seed);
            match generate(&config) {
                Ok(_) => {}
                Err(problem) => problems.push(format!("seed {seed}, world {world}: {problem}")),
            }
            tried += 1;
        }
        if tried >= count {
            break;
        }
    }
    assert!(problems.is_empty(), "{} of {tried} worlds:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn broken_texts_are_explained() {
    let texts = texts();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("broken.wit");
    let mut refused = 0;
    for seed in 0..BROKEN {
        let mut rng = Rng::new(seed);
        let whole: &String = rng.pick(&texts);
        let text = break_text(whole, &mut rng);
        fs::write(&file, &text).unwrap();
        match timed(&Config::new().path(&file)) {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => {
                refused += 1;
                assert!(error.to_string().starts_with("error: "), "{error}");
            }
            Err(problem) => panic!("seed {seed}: {problem}:\n{}", String::from_utf8_lossy(&text)),
        }
    }
    assert!(refused > BROKEN / 2, "only {refused} of {BROKEN} are broken");
}

#[test]
fn large_and_deep_types_end_in_time() {
    let chain = |count: usize, link: fn(usize) -> String| {
        let types: Vec<String> = (1..count).map(link).collect();
        let last = count - 1;
        format!(
            "package a:b; interface i {{ record t0 {{ s: string }} {} f: func(a: t{last}) -> t{last}; }} world w {{ import i; \
             export i; }}",
            types.join(" ")
        )
    };
    let cases = [
        // Each twice as large as the one before.
        chain(60, |n| format!("type t{n} = tuple<t{0}, t{0}>;", n - 1)),
        chain(60, |n| format!("record t{n} {{ a: t{0}, b: t{0} }}", n - 1)),
        chain(60, |n| format!("type t{n} = list<t{}, 100>;", n - 1)),
        // Each inside the next.
        chain(500, |n| format!("record t{n} {{ a: option<t{0}>, b: list<t{0}> }}", n - 1)),
        chain(3_000, |n| format!("type t{n} = t{};", n - 1)),
        chain(3_000, |n| format!("record t{n} {{ a: list<t{}> }}", n - 1)),
        format!("package a:b; world w {{ import f: func(a: {}u8{}); }}", "list<".repeat(5_000), ">".repeat(5_000)),
        format!("package a:b; interface i {{ enum e {{ {} }} }} world w {{ import i; }}", names(5_000)),
        format!("package a:b; world w {{ import f: func({}); }}", typed_names(1_000)),
        format!("package a:b; interface i {{ flags f {{ {} }} }} world w {{ import i; }}", names(100)),
    ];
    for text in cases {
        match timed(&Config::new().inline(&text)) {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => assert!(error.to_string().starts_with("error: "), "{error}"),
            Err(problem) => panic!("{problem}:\n{:.300}", text),
        }
    }
}

fn names(count: usize) -> String {
    (0..count).map(|index| format!("c{index}")).collect::<Vec<_>>().join(", ")
}

fn typed_names(count: usize) -> String {
    (0..count).map(|index| format!("c{index}: u8")).collect::<Vec<_>>().join(", ")
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// Options that a seed asks for: none for half of them.
fn options(config: Config, seed: u64) -> Config {
    let config = config.all_features();
    match seed % 8 {
        0 => config.generate_all().stubs(),
        1 => config.ownership(Ownership::Borrowing { duplicate_if_necessary: true }),
        2 => config.ownership(Ownership::Borrowing { duplicate_if_necessary: false }).raw_strings(),
        3 => config.merge_structurally_equal_types().generate_unused_types(),
        _ => config,
    }
}

/// The bindings, or what is wrong: an error, a panic, or that it takes too long.
fn generate(config: &Config) -> Result<Generated, String> {
    timed(config)?.map_err(|error| error.to_string())
}

/// The result, unless there is a panic or it takes too long.
fn timed(config: &Config) -> Result<Result<Generated, Error>, String> {
    let once = || {
        let start = Instant::now();
        let result = catch_unwind(AssertUnwindSafe(|| config.generate_to_string()));
        (start.elapsed(), result.map_err(|_| "it panics".to_owned()))
    };
    let (took, result) = once();
    // Machines that run tests have other things to do as well: what is slow is so every time.
    if took > LIMIT && (1..TRIES).all(|_| once().0 > LIMIT) {
        return Err(format!("it takes {took:?}"));
    }
    result
}

/// WIT to break: that of the golden files, and of WASI.
fn texts() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["tests/golden", "wit"] {
        collect(&root.join(folder), &mut files);
    }
    files.sort();
    files.iter().map(|file| fs::read_to_string(file).unwrap()).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in folder.read_dir().unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "wit") {
            files.push(path);
        }
    }
}
