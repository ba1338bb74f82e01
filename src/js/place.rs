//! A numbered thing and a part of it as one number: each argument that is read costs a call of N-API.

/// How many parts have a place. Enough for a text of 64 MiB; and the places of the first thousand things are small integers of V8.
const BITS: u32 = 21;

/// Where the places of the thing with this number begin: part `n` of it is at `base + n`. A part beyond 2^21 has none.
pub(crate) fn base(number: u32) -> f64 {
    f64::from(number) * f64::from(1_u32 << BITS)
}

/// The numbers of the thing and of its part; `None` where it is no place.
#[inline]
pub(crate) fn split(place: f64) -> Option<(u32, u32)> {
    if !(0.0..base(u32::MAX)).contains(&place) {
        return None;
    }
    let place = place as u64;
    let number = u32::try_from(place >> BITS).ok()?;
    Some((number, (place & ((1 << BITS) - 1)) as u32))
}

/// Whether a part has a place.
pub(crate) const fn has(part: u32) -> bool {
    part < 1 << BITS
}
