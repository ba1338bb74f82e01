//! SDK keys for the eyes of operators.

/// The key with all but its last five characters replaced by `*`; all of them, when it has fewer than five.
pub(crate) fn masked(key: &str) -> String {
    let length = key.chars().count();
    let hidden = if length < 5 { length } else { length - 5 };
    key.chars().enumerate().map(|(index, char)| if index < hidden { '*' } else { char }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_five_characters_stay() {
        assert_eq!(masked("abcdefgh"), "***defgh");
        assert_eq!(masked("abcde"), "abcde");
        assert_eq!(masked("abcd"), "****");
    }
}
