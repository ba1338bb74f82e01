//! Versions as texts that are ordered as the versions are.

use super::scratch::Scratch;
use crate::js::DataRef;

/// `paddedVersionString`: each number padded to five places, so that texts of versions compare as the official SDK compares them.
#[must_use]
pub fn padded_version(version: DataRef<'_>) -> Vec<u8> {
    with_padded(version, <[u8]>::to_vec)
}

/// Shows the padded text to `look`. What is no version counts as `0`.
pub(super) fn with_padded<T>(version: DataRef<'_>, look: impl FnOnce(&[u8]) -> T) -> T {
    let mut padded = Scratch::new();
    match version {
        DataRef::Text(text) if !text.is_empty() => pad(text, &mut padded),
        DataRef::Number(_) => {
            let _ = version.with_text(|text| pad(text, &mut padded));
        }
        _ => pad(b"0", &mut padded),
    }
    look(padded.text())
}

fn pad(version: &[u8], out: &mut Scratch) {
    const PLACES: &[u8] = b"     ";
    let version = without_build(version);
    let version = version.strip_prefix(b"v").unwrap_or(version);
    let mut count = 0;
    for part in version.split(|byte| matches!(byte, b'-' | b'.')) {
        if count > 0 {
            out.push(b"-");
        }
        count += 1;
        if !part.is_empty() && part.iter().all(u8::is_ascii_digit) {
            out.push(PLACES.get(part.len()..).unwrap_or_default());
        }
        out.push(part);
    }
    // A release comes behind all its prereleases, whose fourth part is any text.
    if count == 3 {
        out.push(b"-~");
    }
}

/// The version up to its build, which is what follows a `+` up to the end, but never beyond the end of a line.
fn without_build(version: &[u8]) -> &[u8] {
    let Some(plus) = version.iter().position(|byte| *byte == b'+') else { return version };
    let is_line_end = |at: &usize| {
        let rest = version.get(*at..).unwrap_or_default();
        matches!(rest, [b'\n' | b'\r', ..] | [0xE2, 0x80, 0xA8 | 0xA9, ..])
    };
    let last_line = (plus..version.len()).rev().find(is_line_end).unwrap_or(plus);
    let line = version.get(last_line..).unwrap_or_default();
    let end = line.iter().position(|byte| *byte == b'+').map_or(version.len(), |at| last_line + at);
    version.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::js::Data;

    #[test]
    fn versions_are_padded_as_by_the_official_package() {
        // paddedVersionString(JSON.parse(json)) of @growthbook/growthbook 1.8.0
        let cases = [
            (r#""""#, "    0"),
            (r#""v""#, ""),
            (r#""V1.2.3""#, "V1-    2-    3-~"),
            (r#""v1.2.3""#, "    1-    2-    3-~"),
            (r#""vv1""#, "v1"),
            (r#""1.2.3+b""#, "    1-    2-    3-~"),
            (r#""+""#, ""),
            (r#""v+""#, ""),
            (r#""1+a\nb""#, "1+a\nb"),
            (r#""1+a\n2+b""#, "1+a\n2"),
            (r#""1.2""#, "    1-    2"),
            (r#""1.2.3.4""#, "    1-    2-    3-    4"),
            (r#""1-2-3""#, "    1-    2-    3-~"),
            (r#""1..2""#, "    1--    2-~"),
            (r#""...""#, "---"),
            (r#""--""#, "---~"),
            (r#""123456.1.1""#, "123456-    1-    1-~"),
            (r#""1234""#, " 1234"),
            (r#""٣.1.1""#, "٣-    1-    1-~"),
            (r#""1.2.3-alpha+x-y""#, "    1-    2-    3-alpha"),
            ("0", "    0"),
            ("1.5", "    1-    5"),
            ("-1.5", "-    1-    5-~"),
            ("1e21", "1e"),
            ("1e-7", "1e-    7"),
            ("1e400", "Infinity"),
            ("null", "    0"),
            ("true", "    0"),
            ("[\"1.2.3\"]", "    0"),
            ("{}", "    0"),
            (r#"" 1.2.3 ""#, " 1-    2-3 -~"),
            (r#""v1.2.3\n""#, "    1-    2-3\n-~"),
            (r#""1.2.3\r+x""#, "    1-    2-3\r-~"),
            (r#""1+\u2028+2""#, "1+\u{2028}"),
            (r#""1.2.3-""#, "    1-    2-    3-"),
            (r#""-1.2.3""#, "-    1-    2-    3"),
            (r#""a+b+c\n""#, "a+b+c\n"),
        ];
        for (json, expected) in cases {
            let padded = padded_version(Data::parse(json.as_bytes()).unwrap().view());
            assert_eq!(String::from_utf8(padded).unwrap(), expected, "{json}");
        }
        assert_eq!(padded_version(DataRef::Number(f64::NAN)), b"NaN");
        let long = "1.".repeat(1000);
        assert_eq!(padded_version(DataRef::Text(long.as_bytes())).len(), 6 * 1000);
    }
}
