//! Writing down what a flag can answer.

use std::collections::HashMap;

use vexil_engine::configcat::{Flag, SettingType, ValueRef};
use vexil_engine::js::wtf8;

use super::fragments::{FlagFragments, Fragment, VALUE, VARIATION};
use super::json::{write_number, write_text};

/// Fragments that are being written.
#[derive(Default)]
pub(super) struct Writer {
    pub(super) text: Vec<u8>,
    pub(super) outcomes: Vec<Fragment>,
}

impl Writer {
    /// Writes the answers of a flag, outcomes that are written alike only once.
    pub(super) fn write_flag(&mut self, flag: &Flag, rank: u32) -> FlagFragments {
        let key = wtf8::to_lossy(flag.key());
        let is_int = flag.setting_type() == Some(SettingType::Int);
        let first_outcome = place(self.outcomes.len());
        let failed = self.write(&key, |text| text.extend_from_slice(b"null"), "");
        // Rules and options of a flag share few values, and few variation ids.
        let mut known: HashMap<Vec<u8>, Fragment> = HashMap::new();
        for outcome in flag.outcomes() {
            let fragment = match outcome.value {
                Err(_) => failed,
                Ok(value) => {
                    let id = outcome.variation_id.map(wtf8::to_lossy).unwrap_or_default();
                    let start = self.text.len();
                    let fragment = self.write(&key, |text| write_value(text, value, is_int), &id);
                    let written = self.text.get(start..).unwrap_or_default();
                    match known.get(written) {
                        Some(known) => {
                            self.text.truncate(start);
                            *known
                        }
                        None => {
                            known.insert(written.to_vec(), fragment);
                            fragment
                        }
                    }
                }
            };
            self.outcomes.push(fragment);
        }
        FlagFragments { failed, first_outcome, rank }
    }

    fn write(&mut self, key: &str, value: impl FnOnce(&mut Vec<u8>), variation_id: &str) -> Fragment {
        let text = &mut self.text;
        let start = place(text.len());
        text.push(b',');
        write_text(text, key);
        text.push(b':');
        let object = place(text.len());
        text.extend_from_slice(VALUE);
        value(text);
        let value_end = place(text.len());
        text.extend_from_slice(VARIATION);
        write_text(text, variation_id);
        text.push(b'}');
        Fragment { start, object, value_end, end: place(text.len()) }
    }
}

fn write_value(text: &mut Vec<u8>, value: ValueRef<'_>, is_int: bool) {
    match value {
        ValueRef::Bool(value) => text.extend_from_slice(if value { b"true" } else { b"false" }),
        ValueRef::Text(value) => write_text(text, &wtf8::to_lossy(value)),
        // An integer has no sign of zero.
        ValueRef::Number(number) => write_number(text, if is_int { number + 0.0 } else { number }),
        _ => text.extend_from_slice(b"null"),
    }
}

fn place(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
