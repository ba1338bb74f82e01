//! Strings, both ways. Inside the addon text is WTF-8; N-API speaks UTF-8, in which lone surrogates are lost, and UTF-16.

use std::mem::MaybeUninit;

use napi::sys;
use vexil_engine::js::wtf8;

use super::{Fault, Scope, Value};

/// Code units of a string that is read in one go: enough for identifiers, mail addresses and most custom attributes.
const INLINE: usize = 96;

/// Code units that V8 writes together.
const BLOCK: usize = 16;

/// What N-API writes in place of a lone surrogate.
const REPLACEMENT: &[u8] = "\u{FFFD}".as_bytes();

/// Room for a short text, on the stack.
pub(super) type Buffer = [MaybeUninit<u8>; INLINE];

/// A buffer that nothing has been written to.
pub(super) const EMPTY: Buffer = [MaybeUninit::uninit(); INLINE];

/// Where a text is that was read.
pub(super) enum Stored {
    /// In the first bytes of the buffer, this many.
    Inline(usize),
    Heap(Vec<u8>),
}

/// Reads a string as WTF-8, into the buffer where it fits; `None` where the value is something else.
///
/// Code units cost N-API a copy; UTF-8 costs it a look at each of them, and loses lone surrogates.
#[inline(always)]
pub(super) fn read<'s>(
    scope: Scope<'s>,
    value: Value<'s>,
    buffer: &mut Buffer,
) -> Result<Option<Stored>, Fault> {
    let mut units = [MaybeUninit::<u16>::uninit(); INLINE];
    let length = match scope.read_units(value, &mut units) {
        Ok(length) => length,
        Err(sys::Status::napi_string_expected) => return Ok(None),
        Err(status) => return Err(Fault::Status(status)),
    };
    // The last place is for a final zero: where all others are taken, there may have been more.
    if length + 1 >= INLINE {
        return read_long(scope, value).map(|text| Some(Stored::Heap(text)));
    }
    // SAFETY: N-API has written that many code units.
    let units = unsafe { std::slice::from_raw_parts(units.as_ptr().cast::<u16>(), length) };
    if narrow(units, buffer) {
        return Ok(Some(Stored::Inline(length)));
    }
    Ok(Some(Stored::Heap(wtf8::from_utf16(units))))
}

/// Writes the code units to the beginning of the buffer as long as they are ASCII, and tells whether all of them are.
///
/// V8 writes whole blocks at once and those that remain one by one. What is read wider than it was just written makes a processor
/// wait, so they are read the same way; leaving the loop early keeps the compiler from reading more of them at once.
#[inline(always)]
fn narrow(units: &[u16], buffer: &mut Buffer) -> bool {
    let (blocks, rest) = units.as_chunks::<BLOCK>();
    let (places, _) = buffer.as_chunks_mut::<BLOCK>();
    for (place, block) in places.iter_mut().zip(blocks) {
        for (byte, unit) in place.iter_mut().zip(block) {
            byte.write(*unit as u8);
        }
        if block.iter().fold(0, |all, unit| all | unit) >= 0x80 {
            return false;
        }
    }
    let start = blocks.len() * BLOCK;
    let Some(places) = buffer.get_mut(start..start + rest.len()) else { return false };
    for (byte, unit) in places.iter_mut().zip(rest) {
        if *unit >= 0x80 {
            return false;
        }
        byte.write(*unit as u8);
    }
    true
}

/// Reads a string of any length as WTF-8; `None` where the value is something else.
pub(super) fn read_owned<'s>(scope: Scope<'s>, value: Value<'s>) -> Result<Option<Vec<u8>>, Fault> {
    let mut buffer = EMPTY;
    Ok(match read(scope, value, &mut buffer)? {
        // SAFETY: `read` says that so many bytes are there.
        Some(Stored::Inline(length)) => Some(unsafe { written(&buffer, length) }.to_vec()),
        Some(Stored::Heap(text)) => Some(text),
        None => None,
    })
}

/// The first bytes of a buffer.
///
/// # Safety
/// At least `length` bytes of the buffer have been written.
pub(super) unsafe fn written(buffer: &Buffer, length: usize) -> &[u8] {
    let start = buffer.as_ptr().cast();
    // SAFETY: passed on to the caller; the length is bounded by the buffer's here.
    unsafe { std::slice::from_raw_parts(start, length.min(INLINE)) }
}

#[cold]
fn read_long<'s>(scope: Scope<'s>, value: Value<'s>) -> Result<Vec<u8>, Fault> {
    let mut text = Vec::with_capacity(scope.utf8_length(value)?.saturating_add(1));
    let length = scope.read_utf8(value, text.spare_capacity_mut()).map_err(Fault::Status)?;
    // SAFETY: N-API has written that many bytes.
    unsafe { text.set_len(length) };
    if may_have_lost_surrogates(&text) {
        return scope.read_utf16(value).map(|units| wtf8::from_utf16(&units));
    }
    Ok(text)
}

fn may_have_lost_surrogates(text: &[u8]) -> bool {
    text.contains(&REPLACEMENT[0]) && text.windows(REPLACEMENT.len()).any(|part| part == REPLACEMENT)
}

/// A JavaScript string from WTF-8.
pub(super) fn to_js<'s>(scope: Scope<'s>, text: &[u8]) -> Result<Value<'s>, Fault> {
    str::from_utf8(text).map_or_else(|_| scope.utf16(&wtf8::to_utf16(text)), |text| scope.utf8(text))
}
