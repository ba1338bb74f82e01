//! Reading the code units of a pattern.

/// What is still to be read.
pub(super) struct Reader<'a> {
    rest: &'a [u16],
}

impl<'a> Reader<'a> {
    pub(super) const fn new(units: &'a [u16]) -> Self {
        Self { rest: units }
    }

    pub(super) const fn rest(&self) -> &'a [u16] {
        self.rest
    }

    pub(super) const fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn next(&mut self) -> Option<u16> {
        let (unit, after) = self.rest.split_first()?;
        self.rest = after;
        Some(*unit)
    }

    pub(super) fn skip(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }

    /// Whether this comes next.
    pub(super) fn has(&self, ascii: &[u8]) -> bool {
        let start = self.rest.get(..ascii.len()).unwrap_or_default();
        start.len() == ascii.len() && start.iter().zip(ascii).all(|(unit, byte)| *unit == u16::from(*byte))
    }

    /// Moves behind this if it comes next.
    pub(super) fn eat(&mut self, ascii: &[u8]) -> bool {
        let has = self.has(ascii);
        if has {
            self.skip(ascii.len());
        }
        has
    }

    /// The next unit, if it is an ASCII character of this kind.
    pub(super) fn eat_if(&mut self, is_wanted: impl Fn(&u8) -> bool) -> Option<u8> {
        let byte = self.rest.first().and_then(|unit| u8::try_from(*unit).ok()).filter(is_wanted)?;
        self.skip(1);
        Some(byte)
    }

    /// The decimal number that comes next, as much of it as fits, and how many digits it has.
    pub(super) fn decimal(&self) -> Option<(u32, usize)> {
        let mut reader = Self { rest: self.rest };
        let mut number: Option<u32> = None;
        while let Some(digit) = reader.eat_if(u8::is_ascii_digit) {
            let digit = u32::from(digit - b'0');
            number = Some(number.unwrap_or(0).saturating_mul(10).saturating_add(digit));
        }
        Some((number?, self.rest.len() - reader.rest.len()))
    }

    /// `*`, `+`, `?` or `{…}` as the least and the greatest number, the latter `u32::MAX` for any.
    pub(super) fn quantifier(&mut self) -> Option<(u32, u32)> {
        if self.eat(b"*") {
            return Some((0, u32::MAX));
        }
        if self.eat(b"+") {
            return Some((1, u32::MAX));
        }
        if self.eat(b"?") {
            return Some((0, 1));
        }
        let mut after = Self { rest: self.rest };
        let interval = after.eat(b"{").then(|| after.interval())??;
        self.rest = after.rest;
        Some(interval)
    }

    /// What follows `{`, if it makes that a quantifier. Otherwise nothing is read.
    pub(super) fn interval(&mut self) -> Option<(u32, u32)> {
        let mut reader = Self { rest: self.rest };
        let (min, length) = reader.decimal()?;
        reader.skip(length);
        let max = if !reader.eat(b",") {
            min
        } else if let Some((max, length)) = reader.decimal() {
            reader.skip(length);
            max
        } else {
            u32::MAX
        };
        if !reader.eat(b"}") {
            return None;
        }
        self.rest = reader.rest;
        Some((min, max))
    }
}
