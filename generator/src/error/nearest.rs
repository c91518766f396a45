//! The names that a mistyped one may have meant.

/// A line naming the closest of the candidates, when some are close.
#[must_use]
pub fn did_you_mean<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let mut near: Vec<(usize, &str)> = candidates
        .into_iter()
        .map(|candidate| (distance(wanted, candidate), candidate))
        .filter(|(distance, candidate)| {
            *distance <= wanted.len().max(candidate.len()) / 3 || contains(wanted, candidate)
        })
        .collect();
    near.sort_unstable();
    near.dedup();
    near.truncate(3);
    match near.as_slice() {
        [] => None,
        [(_, name)] => Some(format!("did you mean `{name}`?")),
        names => {
            let names: Vec<String> = names.iter().map(|(_, name)| format!("`{name}`")).collect();
            Some(format!("did you mean one of {}?", names.join(", ")))
        }
    }
}

/// Whether one name is a part of the other, such as a path without its version.
fn contains(wanted: &str, candidate: &str) -> bool {
    wanted.len() >= 3 && (candidate.contains(wanted) || (candidate.len() >= 3 && wanted.contains(candidate)))
}

/// How many characters must be added, removed, replaced or swapped with their neighbour to turn one name into the
/// other.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        assert_eq!(distance("greeter", "greeter"), 0);
        assert_eq!(distance("greter", "greeter"), 1);
        assert_eq!(distance("greetre", "greeter"), 1);
        assert_eq!(distance("", "abc"), 3);
    }

    #[test]
    fn nearest_names() {
        let worlds = ["greeter", "command", "service"];
        assert_eq!(did_you_mean("greetr", worlds).as_deref(), Some("did you mean `greeter`?"));
        assert_eq!(did_you_mean("xyz", worlds), None);
        assert_eq!(
            did_you_mean("wasi:http/types", ["wasi:http/types@0.3.0", "a:b/c"]).as_deref(),
            Some("did you mean `wasi:http/types@0.3.0`?")
        );
    }
}
