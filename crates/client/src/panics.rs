//! What a caught panic says, and that it says it to whoever caught it instead of to the console.

use std::any::Any;
use std::borrow::Cow;
use std::cell::Cell;
use std::panic::{PanicHookInfo, set_hook, take_hook};
use std::sync::Once;

use crate::sdk_key::hide_like_keys;

/// What the runtime says while it ends the process, because of a panic that nobody can catch. The texts are constant.
const FATAL: [&str; 2] = ["panic in a function that cannot unwind", "panic in a destructor during cleanup"];

thread_local! {
    /// Where the last panic of this thread happened, until somebody tells it.
    static LOCATION: Cell<Option<String>> = const { Cell::new(None) };
}

/// Lets panics print nothing from now on, unless they end the process. For hosts that catch every panic and are only a part of
/// a program: its console is not theirs. [`panic_text`] tells the place in turn. Further calls have no effect.
pub fn silence_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let print = take_hook();
        set_hook(Box::new(move |panic| {
            if payload_text(panic.payload()).is_some_and(|text| FATAL.contains(&text)) {
                print(panic);
            } else {
                LOCATION.set(location(panic));
            }
        }));
    });
}

/// The text of a panic that was just caught on this thread, without what looks like an SDK key. With [`silence_panics`] it also
/// names the place in the source.
#[must_use]
pub fn panic_text(payload: &(dyn Any + Send)) -> String {
    let text = payload_text(payload).map_or(Cow::Borrowed("no description"), hide_like_keys);
    match LOCATION.take() {
        Some(location) => format!("{text} (at {location})"),
        None => text.into_owned(),
    }
}

fn payload_text(payload: &dyn Any) -> Option<&str> {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str))
}

fn location(panic: &PanicHookInfo<'_>) -> Option<String> {
    panic.location().map(ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "ABCDEFGHIJKLMNOPQRSTUV/abcdefghijklmnopqrstuv";

    #[test]
    fn texts_of_all_kinds_are_told_without_keys() {
        assert_eq!(panic_text(&"a constant"), "a constant");
        assert_eq!(panic_text(&format!("inside of '{KEY}'")), "inside of '***/***'");
        assert_eq!(panic_text(&5), "no description");
    }

    #[test]
    fn a_place_is_told_once() {
        LOCATION.set(Some("src/lib.rs:1:2".to_owned()));
        assert_eq!(panic_text(&"first"), "first (at src/lib.rs:1:2)");
        assert_eq!(panic_text(&"second"), "second");
    }
}
