//! The texts of numbers that text comparators and percentage options see.

/// The text of a number, if it is not the one that JavaScript would give: never with an exponent, and zero with its sign.
pub(super) fn number_text(number: f64) -> Option<String> {
    let magnitude = number.abs();
    let is_plain = (1e-6..1e21).contains(&magnitude) || number.to_bits() == 0;
    // Rust writes the shortest digits that give the number back, and no exponents.
    (!is_plain).then(|| number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_with_exponents_and_the_negative_zero_need_a_text() {
        for plain in [0.0, 1.0, -1.5, 1e-6, -1e-6, 999_999_999_999_999_900_000.0, 123_456_789.123] {
            assert_eq!(number_text(plain), None, "{plain}");
        }
        // Go: strconv.FormatFloat(number, 'f', -1, 64)
        for (number, text) in [
            (-0.0, "-0"),
            (1e21, "1000000000000000000000"),
            (-1.5e22, "-15000000000000000000000"),
            (1e-7, "0.0000001"),
            (-1.25e-10, "-0.000000000125"),
        ] {
            assert_eq!(number_text(number).as_deref(), Some(text));
        }
    }
}
