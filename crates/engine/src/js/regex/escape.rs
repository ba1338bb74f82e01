//! What follows a backslash.

use super::name::hex;
use super::reader::Reader;
use super::unit_set::UnitSet;

const BACKSLASH: u16 = b'\\' as u16;

/// `\d`, `\D`, `\s`, `\S`, `\w` and `\W`
pub(super) fn class_escape(reader: &mut Reader<'_>) -> Option<UnitSet> {
    let letter = reader.eat_if(|byte| matches!(byte, b'd' | b'D' | b's' | b'S' | b'w' | b'W'))?;
    let set = match letter.to_ascii_lowercase() {
        b'd' => UnitSet::digits(),
        b's' => UnitSet::space(),
        _ => UnitSet::word(),
    };
    Some(if letter.is_ascii_uppercase() { set.negated() } else { set })
}

/// The unit that an escape stands for. What is no escape stands for itself, and the backslash is left out.
pub(super) fn character(reader: &mut Reader<'_>, is_class: bool) -> u16 {
    // Before a `c` that begins no escape, the backslash stands for itself.
    if reader.has(b"c") {
        return control(reader, is_class).unwrap_or(BACKSLASH);
    }
    if let Some(octal) = octal(reader) {
        return octal;
    }
    let Some(unit) = reader.next() else { return BACKSLASH };
    let escaped = match u8::try_from(unit) {
        Ok(b'b') if is_class => Some(0x08),
        Ok(b'f') => Some(0x0C),
        Ok(b'n') => Some(0x0A),
        Ok(b'r') => Some(0x0D),
        Ok(b't') => Some(0x09),
        Ok(b'v') => Some(0x0B),
        Ok(b'x') => hexadecimal(reader, 2),
        Ok(b'u') => hexadecimal(reader, 4),
        _ => None,
    };
    escaped.unwrap_or(unit)
}

/// `\cJ`, and in classes `\c1` and `\c_` as well.
fn control(reader: &mut Reader<'_>, is_class: bool) -> Option<u16> {
    let letter = reader.rest().get(1).and_then(|unit| u8::try_from(*unit).ok())?;
    let is_control = letter.is_ascii_alphabetic() || is_class && (letter.is_ascii_digit() || letter == b'_');
    if !is_control {
        return None;
    }
    reader.skip(2);
    Some(u16::from(letter % 32))
}

/// Up to three digits, as long as their value is below 256.
fn octal(reader: &mut Reader<'_>) -> Option<u16> {
    let digit = |reader: &mut Reader<'_>| {
        reader.eat_if(|byte| matches!(byte, b'0'..=b'7')).map(|byte| u16::from(byte - b'0'))
    };
    let mut value = digit(reader)?;
    if let Some(second) = digit(reader) {
        value = value * 8 + second;
        if value < 0o40
            && let Some(third) = digit(reader)
        {
            value = value * 8 + third;
        }
    }
    Some(value)
}

fn hexadecimal(reader: &mut Reader<'_>, length: usize) -> Option<u16> {
    let value = hex(reader.rest().get(..length)?)?;
    reader.skip(length);
    u16::try_from(value).ok()
}
