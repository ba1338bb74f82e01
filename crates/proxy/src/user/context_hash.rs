//! A number for a user.

use std::hash::BuildHasher as _;
use std::sync::LazyLock;

use foldhash::quality::RandomState;

use super::User;

/// Other processes count differently, so that nobody can look for users whose numbers are the same.
static SEED: LazyLock<RandomState> = LazyLock::new(RandomState::default);

/// The same number for users with the same attributes, another one (almost certainly) for other users. Holds within this process only.
pub(crate) fn context_hash(user: &User) -> u64 {
    SEED.hash_one(user.canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::user::Value;

    fn user(attributes: &[(&str, &str)]) -> User {
        attributes.iter().map(|(name, text)| ((*name).into(), Value::Text((*text).into()))).collect()
    }

    #[test]
    fn the_attributes_decide_and_not_their_order() {
        let hash = context_hash(&user(&[("a", "1"), ("b", "2")]));
        assert_eq!(context_hash(&user(&[("b", "2"), ("a", "1")])), hash);
        assert_ne!(context_hash(&user(&[("a", "1"), ("b", "3")])), hash);
        assert_ne!(context_hash(&user(&[("a", "2"), ("b", "1")])), hash);
        assert_ne!(context_hash(&user(&[("a", "1")])), hash);
    }
}
