//! Texts with stars, compared without regard to case.

/// A text with places where anything may stand.
#[derive(Debug)]
pub(super) struct Pattern {
    /// What stands between the places; there is one more than places.
    pieces: Box<[Box<[u16]>]>,
    /// Slashes at the beginning and the end may be there or not.
    is_path: bool,
}

impl Pattern {
    /// The pattern that a text is, in which `star` marks the places.
    pub(super) fn new(text: &str, star: &str) -> Self {
        Self { pieces: text.split(star).map(|piece| folded(piece).into()).collect(), is_path: false }
    }

    /// The same for a path.
    pub(super) fn of_path(path: &str, star: &str) -> Self {
        let path = path.strip_prefix('/').unwrap_or(path);
        Self { is_path: true, ..Self::new(path.strip_suffix('/').unwrap_or(path), star) }
    }

    /// Whether the whole text is like that.
    pub(super) fn fits(&self, text: &str) -> bool {
        const SLASH: &[u16] = &[b'/' as u16];
        let units = folded(text);
        if !self.is_path {
            return self.fits_units(&units);
        }
        let starts = [Some(&*units), units.strip_prefix(SLASH)];
        starts.into_iter().flatten().any(|units| {
            self.fits_units(units) || units.strip_suffix(SLASH).is_some_and(|units| self.fits_units(units))
        })
    }

    fn fits_units(&self, text: &[u16]) -> bool {
        let Some((first, pieces)) = self.pieces.split_first() else { return false };
        let Some(mut rest) = text.strip_prefix(&**first) else { return false };
        let Some((last, pieces)) = pieces.split_last() else { return rest.is_empty() };
        for piece in pieces {
            let Some(after) = skip_to(rest, piece) else { return false };
            rest = after;
        }
        rest.strip_suffix(&**last).is_some_and(|between| !between.iter().any(is_line_end))
    }
}

/// What follows the first occurrence of the piece in the same line.
fn skip_to<'t>(text: &'t [u16], piece: &[u16]) -> Option<&'t [u16]> {
    for start in 0..=text.len() {
        let (before, rest) = text.split_at_checked(start)?;
        if before.last().is_some_and(is_line_end) {
            return None;
        }
        if let Some(after) = rest.strip_prefix(piece) {
            return Some(after);
        }
    }
    None
}

/// What the dot of a regular expression does not match.
const fn is_line_end(unit: &u16) -> bool {
    matches!(*unit, 0x0A | 0x0D | 0x2028 | 0x2029)
}

/// The code units as a regular expression compares them that ignores case.
fn folded(text: &str) -> Vec<u16> {
    let fold = |c: char| {
        let mut upper = c.to_uppercase();
        match (upper.next(), upper.next()) {
            // Pairs of code units are compared one by one, and neither has a case.
            (Some(upper), None)
                if (c.is_ascii() || !upper.is_ascii()) && c.len_utf16() == 1 && upper.len_utf16() == 1 =>
            {
                upper
            }
            _ => c,
        }
    };
    let mut units = Vec::with_capacity(text.len());
    for c in text.chars().map(fold) {
        units.extend_from_slice(c.encode_utf16(&mut [0; 2]));
    }
    units
}
