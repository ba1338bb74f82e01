//! Lists of ids, which specs ask whether users are in them.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;
use hashbrown::HashSet;

use super::hashing::id_list_key;

/// The ids of one list, each as the first eight characters of the base64 of its SHA-256.
#[derive(Debug, Clone, Default)]
pub struct IdList {
    keys: HashSet<[u8; 8], RandomState>,
}

impl IdList {
    /// Applies lines of a list: `+` and an id adds it, `-` and an id removes it. Lines with another beginning, and ids that no hash can be,
    /// change nothing.
    pub fn apply(&mut self, lines: &[u8]) {
        for line in lines.split(|byte| *byte == b'\n') {
            let Some((sign, id)) = line.split_first() else { continue };
            let Ok(key) = <[u8; 8]>::try_from(id.trim_ascii()) else { continue };
            match sign {
                b'+' => drop(self.keys.insert(key)),
                b'-' => drop(self.keys.remove(&key)),
                _ => {}
            }
        }
    }

    /// Whether the id, as it is, is in the list.
    #[must_use]
    pub fn contains(&self, id: &[u8]) -> bool {
        !self.keys.is_empty() && self.keys.contains(&id_list_key(id))
    }

    /// The number of ids.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The ids, hashed, in no order.
    pub fn keys(&self) -> impl Iterator<Item = &[u8; 8]> {
        self.keys.iter()
    }
}

/// Who knows which ids are in which lists.
pub trait Membership {
    /// Whether the id, as it is, is in the list with that name.
    fn contains(&self, list: &[u8], id: &[u8]) -> bool;
}

impl Membership for IdLists {
    fn contains(&self, list: &[u8], id: &[u8]) -> bool {
        self.get(list).is_some_and(|list| list.contains(id))
    }
}

/// All lists, by name. Cheap to copy, and to replace one of.
#[derive(Debug, Clone, Default)]
pub struct IdLists {
    lists: HashMap<Box<[u8]>, Arc<IdList>>,
}

impl IdLists {
    /// Puts a list in place of the one with that name.
    pub fn insert(&mut self, name: &[u8], list: Arc<IdList>) {
        self.lists.insert(name.into(), list);
    }

    /// Forgets the list with that name.
    pub fn remove(&mut self, name: &[u8]) {
        self.lists.remove(name);
    }

    /// The list with that name.
    #[must_use]
    pub fn get(&self, name: &[u8]) -> Option<&Arc<IdList>> {
        self.lists.get(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_add_and_remove() {
        let mut list = IdList::default();
        list.apply(b"+2laYvhe5\r\n+ ypeBEsob \n*ypeBEsob\n\n+short\n+");
        assert!(list.contains(b"") && list.contains(b"a") && !list.contains(b"b"));
        assert_eq!(list.len(), 2);
        list.apply(b"-2laYvhe5\n-ypeBEsob");
        assert!(list.is_empty() && !list.contains(b"a"));
    }
}
