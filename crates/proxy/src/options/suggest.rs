//! Which name somebody may have meant.

/// No option has a name this long, in bytes.
const LONGEST: usize = 128;

/// The known name that is nearest to an unknown one, if it is near enough to be what was meant.
pub(super) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    nearest_within(name, 1 + name.len() / 5, known)
}

/// The known name that is nearest to an unknown one, at most so many letters away.
pub(super) fn nearest_within<'a>(
    name: &str,
    most: usize,
    known: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    if name.len() > LONGEST {
        return None;
    }
    let plain = |name: &str| name.to_lowercase().replace(['-', ' '], "_");
    let wanted = plain(name);
    known
        .map(|known| (distance(&wanted, &plain(known)), known))
        .filter(|(far, _)| *far <= most)
        .min()
        .map(|(_, near)| near)
}

/// How many letters must be changed, added, removed or swapped with their neighbour to get from one name to the other.
fn distance(from: &str, to: &str) -> usize {
    let (from, to) = (from.as_bytes(), to.as_bytes());
    let width = to.len() + 1;
    let mut table = vec![0; (from.len() + 1) * width];
    let get =
        |table: &[usize], row: usize, column: usize| table.get(row * width + column).copied().unwrap_or(0);
    for row in 0..=from.len() {
        for column in 0..width {
            let cost = match (row, column) {
                (0, far) | (far, 0) => far,
                _ => {
                    let same = from.get(row - 1) == to.get(column - 1);
                    let near = (get(&table, row - 1, column - 1) + usize::from(!same))
                        .min(get(&table, row - 1, column) + 1)
                        .min(get(&table, row, column - 1) + 1);
                    let swapped = row > 1
                        && column > 1
                        && from.get(row - 1) == to.get(column - 2)
                        && from.get(row - 2) == to.get(column - 1);
                    if swapped { near.min(get(&table, row - 2, column - 2) + 1) } else { near }
                }
            };
            if let Some(cell) = table.get_mut(row * width + column) {
                *cell = cost;
            }
        }
    }
    get(&table, from.len(), to.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found() {
        let known = ["poll_interval", "port", "log", "enabled", "key", "base_url"];
        for (name, near) in [
            ("prot", Some("port")),
            ("porty", Some("port")),
            ("Port", Some("port")),
            ("poll-interval", Some("poll_interval")),
            ("pollInterval", Some("poll_interval")),
            ("enabld", Some("enabled")),
            ("baseurl", Some("base_url")),
            ("cache", None),
            ("", None),
        ] {
            assert_eq!(nearest(name, known.into_iter()), near, "{name}");
        }
        assert_eq!(nearest(&"x".repeat(1_000_000), known.into_iter()), None);
    }

    #[test]
    fn distances_count_letters() {
        for (from, to, far) in [
            ("kitten", "sitting", 3),
            ("", "abc", 3),
            ("abc", "", 3),
            ("flaw", "lawn", 2),
            ("a", "a", 0),
            ("ab", "ba", 1),
        ] {
            assert_eq!(distance(from, to), far, "{from} {to}");
        }
    }
}
