//! Texts that somebody broke.

use crate::Rng;

/// What is put into a text, beside parts of itself.
const SCRAPS: [&str; 22] = [
    "{",
    "}",
    "(",
    ")",
    "<",
    ">",
    ";",
    ":",
    ",",
    "@",
    "%",
    "/*",
    "//",
    "list<",
    "borrow<",
    "stream",
    "resource r;",
    "include x;",
    "use a.{b};",
    "package a:b;",
    "@unstable(feature = x)",
    "\u{202e}é",
];

/// The text with one to four changes: parts left out, doubled, swapped, put elsewhere or overwritten. The result need
/// not be UTF-8.
pub fn break_text(text: &str, rng: &mut Rng) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..rng.within(1..5) {
        change(&mut bytes, rng);
    }
    bytes
}

fn change(bytes: &mut Vec<u8>, rng: &mut Rng) {
    let words = words(bytes);
    if words.is_empty() {
        return;
    }
    let (start, end) = *rng.pick(&words);
    match rng.within(0..8) {
        0 => drop(bytes.drain(start..end)),
        1 => {
            let copy = bytes[start..end].to_vec();
            bytes.splice(end..end, copy);
        }
        2 => {
            let (from, to) = *rng.pick(&words);
            let other = bytes[from..to].to_vec();
            bytes.splice(start..end, other);
        }
        3 => {
            let scrap = rng.pick(&SCRAPS).as_bytes().to_vec();
            bytes.splice(start..start, scrap);
        }
        4 => bytes.truncate(start),
        5 => {
            let at = rng.within(0..bytes.len());
            bytes[at] = rng.bytes(1)[0];
        }
        6 => {
            let (other, _) = *rng.pick(&words);
            let (low, high) = (start.min(other), start.max(other));
            let part = bytes[low..high].to_vec();
            bytes.splice(high..high, part);
        }
        _ => {
            let number = rng.next_u64().to_string();
            bytes.splice(start..end, number.into_bytes());
        }
    }
}

/// Where names, numbers and punctuation marks start and end.
fn words(bytes: &[u8]) -> Vec<(usize, usize)> {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let mut words = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        at += 1;
        if is_name(bytes[start]) {
            while at < bytes.len() && is_name(bytes[at]) {
                at += 1;
            }
        }
        if !bytes[start].is_ascii_whitespace() {
            words.push((start, at));
        }
    }
    words
}
