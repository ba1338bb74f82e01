//! What becomes of the memory of large configs.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, OnceLock};

use vexil_client::{Entry, give_memory_back_by, give_memory_back_soon, live_configs};

static TRIMMED: OnceLock<Mutex<Sender<Option<String>>>> = OnceLock::new();

static IS_ALIVE: AtomicBool = AtomicBool::new(false);

fn trim() {
    IS_ALIVE.store(live_configs() > 0, Ordering::Relaxed);
    let thread = std::thread::current().name().map(str::to_owned);
    drop(TRIMMED.get().unwrap().lock().unwrap().send(thread));
}

fn large_config() -> String {
    let flags: Vec<String> = (0..40_000)
        .map(|n| format!(r#""flag{n}":{{"t":1,"v":{{"s":"{n} of them all, each of which has a text"}}}}"#))
        .collect();
    format!(r#"{{"f":{{{}}}}}"#, flags.join(","))
}

#[test]
fn the_memory_of_a_large_config_is_given_back_once_it_is_dropped_and_whenever_the_host_asks() {
    let (sender, trimmed): (_, Receiver<Option<String>>) = channel();
    TRIMMED.set(Mutex::new(sender)).unwrap();
    give_memory_back_by(trim);
    let small = Entry::parse(Some("{}".as_bytes()), 1.0, None).unwrap();
    let entry = Entry::parse(Some(large_config().into_bytes()), 1.0, None).unwrap();
    let config = entry.config.clone().unwrap();
    assert!(config.memory() > 8 << 20, "{}", config.memory());
    assert_eq!(live_configs(), 2);
    drop((entry, small));
    assert!(trimmed.try_recv().is_err());
    drop(config);
    assert_eq!(trimmed.recv().unwrap().as_deref(), Some("vexil-helper"));
    assert!(!IS_ALIVE.load(Ordering::Relaxed), "the memory was not free yet");

    give_memory_back_soon();
    assert_eq!(trimmed.recv().unwrap().as_deref(), Some("vexil-helper"));
}
