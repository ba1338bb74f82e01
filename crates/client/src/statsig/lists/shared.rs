//! The ID lists of one server, as its evaluations and its network share them.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwap;
use vexil_engine::statsig::{IdList, IdLists};

use super::file::{Extent, File, Wanted, extended};
use super::lookup;
use crate::error::ClientError;

/// ID lists that change while they are used: each evaluation goes by those that there are when it begins.
#[derive(Debug, Default)]
pub struct SharedIdLists {
    lists: ArcSwap<IdLists>,
    known: Mutex<Known>,
}

/// What is known of the lists besides their ids.
#[derive(Debug, Default)]
struct Known {
    files: HashMap<Box<[u8]>, File>,
    last_number: u64,
    lookup: Option<Arc<[u8]>>,
}

impl Known {
    fn next_number(&mut self) -> u64 {
        self.last_number += 1;
        self.last_number
    }
}

/// What follows from a lookup.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plan {
    /// What is to be downloaded.
    pub wanted: Vec<Wanted>,
    /// Whether any list has changed already.
    pub is_changed: bool,
}

impl SharedIdLists {
    /// Those of now.
    #[must_use]
    pub fn load(&self) -> arc_swap::Guard<Arc<IdLists>> {
        self.lists.load()
    }

    /// Goes by a lookup, the JSON text of an object: lists that are gone from it are forgotten, and what is not known of the others is to be
    /// downloaded. A list whose file was replaced stays in use until the new one is there.
    ///
    /// # Errors
    /// [`ClientError::InvalidIdLists`]: the text is no JSON object. Nothing has changed.
    pub fn plan(&self, text: &[u8]) -> Result<Plan, ClientError> {
        let lookup = lookup::read(text)?;
        let mut known = self.lock();
        known.lookup = Some(text.into());
        let names = lookup.iter().map(|(name, _)| &**name).collect();
        let mut plan = Plan { wanted: Vec::new(), is_changed: self.keep_of(&mut known, &names) };
        for (name, listed) in lookup {
            let Some(listed) = listed else { continue };
            let file = known.files.get(&name);
            if file.is_some_and(|file| file.is_newer_than(&listed)) {
                continue;
            }
            if file.is_none_or(|file| file.is_replaced_by(&listed)) {
                let is_stale = file.is_some();
                let mut file = File::new(&listed, known.next_number());
                file.fresh = is_stale.then(IdList::default);
                known.files.insert(name.clone(), file);
            }
            let Some(file) = known.files.get_mut(&name) else { continue };
            if listed.size > file.position as f64 {
                plan.wanted.push(Wanted { from: file.position, name, url: listed.url });
            } else if let Some(fresh) = file.fresh.take() {
                plan.is_changed |= self.put(&name, fresh);
            }
        }
        Ok(plan)
    }

    /// Takes a text that was downloaded. `length` is what it takes in the file, if that is not its own length. Says whether it was of use:
    /// what is no part of a list makes the whole list be forgotten, so that it is downloaded anew after the next lookup.
    pub fn apply(&self, name: &[u8], lines: &[u8], length: Option<u64>, extent: Extent) -> bool {
        let lines = match extent {
            // The last line may be cut short.
            Extent::Beginning => whole_lines(lines),
            Extent::Rest | Extent::Whole => lines,
        };
        if lines.is_empty() && extent != Extent::Whole {
            return true;
        }
        let mut known = self.lock();
        let Some(file) = known.files.get_mut(name) else { return false };
        let number = file.number;
        let base = match (extent, &mut file.fresh) {
            (Extent::Whole, _) => IdList::default(),
            // What follows in the file may be known before the list in use gives way.
            (_, Some(fresh)) => std::mem::take(fresh),
            (_, None) => self.load().get(name).map_or_else(IdList::default, |list| IdList::clone(list)),
        };
        drop(known);
        // Not under the lock: it may take long.
        let list = extended(base, lines);
        let mut known = self.lock();
        let Some(file) = known.files.get_mut(name).filter(|file| file.number == number) else {
            // There is another list by that name now.
            return true;
        };
        let Some(list) = list else {
            known.files.remove(name);
            self.drop_list(name);
            return false;
        };
        let known_before = if extent == Extent::Whole { 0 } else { file.position };
        file.position = known_before.saturating_add(length.unwrap_or(lines.len() as u64));
        if extent == Extent::Beginning && file.fresh.is_some() {
            file.fresh = Some(list);
        } else {
            file.fresh = None;
            self.put(name, list);
        }
        true
    }

    /// Puts a list that came from elsewhere in place of the one with that name.
    pub fn set(&self, name: &[u8], lines: &[u8]) {
        let mut list = IdList::default();
        list.apply(lines);
        let mut known = self.lock();
        let file = File::elsewhere(known.next_number());
        known.files.insert(name.into(), file);
        self.put(name, list);
    }

    /// Forgets all lists but these.
    pub fn keep<'n>(&self, names: impl IntoIterator<Item = &'n [u8]>) {
        self.keep_of(&mut self.lock(), &names.into_iter().collect());
    }

    /// Forgets a list: what follows in its file is not there.
    pub(super) fn forget(&self, name: &[u8]) {
        let mut known = self.lock();
        known.files.remove(name);
        self.drop_list(name);
    }

    /// A line for each id of a list: `+` and the id. The order is that of nothing.
    #[must_use]
    pub fn text(&self, name: &[u8]) -> Vec<u8> {
        let lists = self.load();
        let Some(list) = lists.get(name) else { return Vec::new() };
        let mut text = Vec::with_capacity(list.len() * 10);
        for key in list.keys() {
            text.push(b'+');
            text.extend_from_slice(key);
            text.push(b'\n');
        }
        text
    }

    /// The last lookup that was planned by.
    #[must_use]
    pub fn lookup(&self) -> Option<Arc<[u8]>> {
        self.lock().lookup.clone()
    }

    /// Says whether any is forgotten.
    fn keep_of(&self, known: &mut Known, names: &HashSet<&[u8]>) -> bool {
        let gone: Vec<_> = known.files.extract_if(|name, _| !names.contains(&**name)).collect();
        if gone.is_empty() {
            return false;
        }
        self.change(|lists| gone.iter().for_each(|(name, _)| lists.remove(name)));
        true
    }

    /// Says whether the list is another one than before.
    fn put(&self, name: &[u8], list: IdList) -> bool {
        let was_empty = self.load().get(name).is_none_or(|list| list.is_empty());
        let is_changed = !(was_empty && list.is_empty());
        self.change(|lists| lists.insert(name, Arc::new(list)));
        is_changed
    }

    fn drop_list(&self, name: &[u8]) {
        self.change(|lists| lists.remove(name));
    }

    /// Called under the lock: changes come one after the other.
    fn change(&self, change: impl FnOnce(&mut IdLists)) {
        let mut lists = IdLists::clone(&self.load());
        change(&mut lists);
        self.lists.store(Arc::new(lists));
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// All but the beginning of a line that does not end.
fn whole_lines(lines: &[u8]) -> &[u8] {
    let end = lines.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    lines.get(..end).unwrap_or_default()
}
