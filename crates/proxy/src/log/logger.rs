//! A logger with a level and a tag.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use super::levels::{HeldLevels, LevelCell, Levels};
use super::repeats::Repeats;
use super::time::now;
use super::{Level, Sink};

/// Writes lines of one part of the proxy. Cheap to clone. Callers keep keys and addresses out of the texts.
///
/// Loggers that come from the same [root](Self::new) and have the same tag have the same level, whenever they were made: whoever makes a
/// part again with another level changes it for all.
#[derive(Clone)]
pub(crate) struct Logger {
    root: Arc<Root>,
    level: Arc<LevelCell>,
    /// `http/api`; empty for the proxy itself.
    tag: Arc<str>,
}

/// What all parts have in common.
struct Root {
    sink: Arc<dyn Sink>,
    levels: Levels,
    repeats: Repeats,
}

impl Logger {
    /// A logger without a tag.
    pub(crate) fn new(level: Level, sink: Arc<dyn Sink>) -> Self {
        let root = Root { sink, levels: Levels::default(), repeats: Repeats::default() };
        let tag = "".into();
        Self { level: root.levels.set(&tag, level), root: Arc::new(root), tag }
    }

    /// A logger for a part of this one's part. Those that have its tag already get its level.
    pub(crate) fn part(&self, name: &str, level: Level) -> Self {
        let tag: Arc<str> =
            if self.tag.is_empty() { name.into() } else { format!("{}/{name}", self.tag).into() };
        Self { level: self.root.levels.set(&tag, level), root: Arc::clone(&self.root), tag }
    }

    /// Changes the level of all loggers with this one's tag.
    pub(crate) fn set_level(&self, level: Level) {
        self.level.set(level);
    }

    /// Keeps the levels of all tags, for changes that may not come about.
    pub(crate) fn hold_levels(&self) -> HeldLevels {
        self.root.levels.hold()
    }

    /// Whether lines of this level are written: for texts that are costly to make.
    pub(crate) fn is_on(&self, level: Level) -> bool {
        self.level.is_on(level)
    }

    pub(crate) fn debug(&self, text: impl fmt::Display) {
        self.write(Level::Debug, &text);
    }

    pub(crate) fn info(&self, text: impl fmt::Display) {
        self.write(Level::Info, &text);
    }

    pub(crate) fn warn(&self, text: impl fmt::Display) {
        self.write(Level::Warn, &text);
    }

    pub(crate) fn error(&self, text: impl fmt::Display) {
        self.write(Level::Error, &text);
    }

    /// What an operator wants to see whatever the level is: starts, ends, ports.
    pub(crate) fn report(&self, text: impl fmt::Display) {
        self.tell_repeats(Instant::now());
        self.root.sink.write(None, &one_line(&format!("{} {}{text}", now(), self.tag())));
    }

    fn write(&self, level: Level, text: &dyn fmt::Display) {
        if !self.is_on(level) {
            return;
        }
        let line = one_line(&format!("[{}] {}{text}", level.tag(), self.tag()));
        // What happens is told as often as it happens, trouble is not.
        if level >= Level::Warn {
            let now = Instant::now();
            self.tell_repeats(now);
            if !self.root.repeats.admit(level, &line, now) {
                return;
            }
        }
        self.root.sink.write(Some(level), &format!("{} {line}", now()));
    }

    fn tell_repeats(&self, time: Instant) {
        for (level, line) in self.root.repeats.due(time) {
            self.root.sink.write(Some(level), &format!("{} {line}", now()));
        }
    }

    fn tag(&self) -> String {
        if self.tag.is_empty() { String::new() } else { format!("<{}> ", self.tag) }
    }
}

impl fmt::Debug for Logger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Logger").field("level", &self.level).field("tag", &self.tag).finish_non_exhaustive()
    }
}

/// One entry, one line: texts from outside cannot forge another, nor speak to a terminal.
fn one_line(text: &str) -> String {
    text.replace(|char: char| char.is_control() || matches!(char, '\u{2028}' | '\u{2029}'), " ")
}

#[cfg(test)]
mod tests {
    use super::super::Memory;
    use super::*;

    #[test]
    fn lines_have_a_level_and_a_tag_and_no_breaks() {
        let memory = Arc::new(Memory::default());
        let log = Logger::new(Level::Warn, Arc::<Memory>::clone(&memory))
            .part("http", Level::Warn)
            .part("api", Level::Info);
        log.debug("unseen");
        log.warn("a\nb\u{1b}\u{2028}\u{85}c");
        log.report("c");
        let lines = memory.lines();
        assert_eq!(lines.len(), 2);
        assert!(lines[0].ends_with(" [warning] <http/api> a b   c"), "{}", lines[0]);
        assert!(lines[1].ends_with(" <http/api> c"), "{}", lines[1]);
        assert_eq!(lines[0].find(" ["), Some(19));
    }

    #[test]
    fn what_clients_cause_again_and_again_is_told_once() {
        let memory = Arc::new(Memory::default());
        let root = Logger::new(Level::Debug, Arc::<Memory>::clone(&memory));
        let (one, other) = (root.part("one", Level::Debug), root.part("other", Level::Debug));
        for _ in 0..10 {
            one.warn("a");
            one.error("a");
            other.warn("a");
            one.info("a");
            root.report("a");
        }
        let lines = memory.lines();
        let count = |text: &str| lines.iter().filter(|line| line.ends_with(text)).count();
        assert_eq!(["[warning] <one> a", "[error] <one> a", "[warning] <other> a"].map(count), [1; 3]);
        assert_eq!(count("[info] <one> a"), 10);
        assert_eq!(lines.len(), 23);
        std::thread::sleep(std::time::Duration::from_millis(1_100));
        root.report("the end");
        let lines = memory.lines();
        assert!(lines.last().is_some_and(|line| line.ends_with(" the end")), "{lines:?}");
        let mut told: Vec<_> = lines[23..26].iter().map(|line| line[20..].to_owned()).collect();
        told.sort_unstable();
        let all = ["[error] <one> a", "[warning] <one> a", "[warning] <other> a"];
        assert_eq!(told, all.map(|line| format!("{line} (and 9 times more)")));
    }

    #[test]
    fn the_level_of_a_tag_changes_for_all_loggers_in_use() {
        let memory = Arc::new(Memory::default());
        let root = Logger::new(Level::Warn, Arc::<Memory>::clone(&memory));
        let sse = root.part("http", Level::Warn).part("sse", Level::Error);
        let (clone, other) = (sse.clone(), root.part("http/api", Level::Error));
        let is_on = || [&root, &sse, &clone, &other].map(|log| log.is_on(Level::Info));
        assert_eq!(is_on(), [false; 4]);
        let again = root.part("http/sse", Level::Info);
        assert_eq!(is_on(), [false, true, true, false]);
        root.clone().set_level(Level::Debug);
        again.set_level(Level::Error);
        assert_eq!(is_on(), [true, false, false, false]);
        clone.warn("unseen");
        assert_eq!(memory.lines(), Vec::<String>::new());
        // Another root has other levels.
        assert!(!Logger::new(Level::Warn, memory).part("http/sse", Level::Error).is_on(Level::Info));
    }

    #[test]
    fn levels_come_back_unless_they_are_accepted() {
        let root = Logger::new(Level::Warn, Arc::new(Memory::default()));
        let part = root.part("sdk-a", Level::Warn);
        let held = root.hold_levels();
        root.set_level(Level::Debug);
        root.part("sdk-a", Level::Error);
        let new = root.part("sdk-b", Level::Debug);
        assert!(root.is_on(Level::Debug) && !part.is_on(Level::Warn));
        drop(held);
        assert!(!root.is_on(Level::Info) && part.is_on(Level::Warn) && new.is_on(Level::Debug));
        let held = root.hold_levels();
        root.part("sdk-a", Level::Error);
        held.accept();
        assert!(!part.is_on(Level::Warn));
    }

    #[test]
    fn tags_that_are_not_used_any_more_are_forgotten() {
        let root = Logger::new(Level::Warn, Arc::new(Memory::default()));
        let kept = root.part("kept", Level::Error);
        for number in 0..100 {
            root.part(&format!("sdk-{number}"), Level::Error);
        }
        assert!(root.root.levels.len() < 5, "{:?}", root.root.levels);
        root.part("kept", Level::Info);
        assert!(kept.is_on(Level::Info));
    }
}
