//! Writing YAML.

/// A value to write. Maps keep their order.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Out {
    /// A number, a boolean, `null`: what needs no quotes.
    Plain(String),
    Text(String),
    List(Vec<Self>),
    Map(Vec<(String, Self)>),
}

impl Out {
    /// Sets a value in a map of maps. The path has the keys, joined by dots.
    pub(super) fn put(&mut self, path: &str, value: Self) {
        let Self::Map(entries) = self else {
            return;
        };
        let Some((name, rest)) = path.split_once('.') else {
            entries.push((path.to_owned(), value));
            return;
        };
        match entries.iter_mut().find(|(key, _)| key == name) {
            Some((_, inner)) => inner.put(rest, value),
            None => {
                let mut inner = Self::Map(Vec::new());
                inner.put(rest, value);
                entries.push((name.to_owned(), inner));
            }
        }
    }

    /// The text of a document.
    pub(super) fn document(&self) -> String {
        let mut text = String::new();
        self.write(&mut text, 0);
        text
    }

    /// Writes what follows a key: on its line, or on lines of its own.
    fn write(&self, text: &mut String, depth: usize) {
        match self {
            Self::Map(entries) if !entries.is_empty() => {
                if depth > 0 {
                    text.push('\n');
                }
                for (key, value) in entries {
                    text.push_str(&"  ".repeat(depth));
                    text.push_str(&name(key));
                    text.push(':');
                    value.write(text, depth + 1);
                }
            }
            other => {
                text.push(' ');
                other.write_inline(text);
                text.push('\n');
            }
        }
    }

    fn write_inline(&self, text: &mut String) {
        match self {
            Self::Plain(plain) => text.push_str(plain),
            Self::Text(value) => text.push_str(&quoted(value)),
            Self::List(values) => {
                text.push('[');
                for (index, value) in values.iter().enumerate() {
                    text.push_str(if index > 0 { ", " } else { "" });
                    value.write_inline(text);
                }
                text.push(']');
            }
            Self::Map(entries) => {
                text.push('{');
                for (index, (key, value)) in entries.iter().enumerate() {
                    text.push_str(if index > 0 { ", " } else { "" });
                    text.push_str(&format!("{}: ", name(key)));
                    value.write_inline(text);
                }
                text.push('}');
            }
        }
    }
}

/// A key: without quotes if it cannot be taken for anything but a text, as `on`, `null` or `12` could be.
fn name(key: &str) -> String {
    let letters = key.starts_with(|char: char| char.is_ascii_lowercase())
        && key.chars().all(|char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '_');
    let other = matches!(key, "y" | "n" | "yes" | "no" | "on" | "off" | "true" | "false" | "null");
    if letters && !other { key.to_owned() } else { quoted(key) }
}

/// A text in double quotes. What YAML does not take as it is, is escaped.
fn quoted(value: &str) -> String {
    let mut text = String::from("\"");
    for char in value.chars() {
        match char {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            char if char.is_control()
                || matches!(char, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}') =>
            {
                text.push_str(&format!("\\u{:04x}", u32::from(char)));
            }
            char => text.push(char),
        }
    }
    text.push('"');
    text
}
