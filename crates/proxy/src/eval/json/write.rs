//! Texts and numbers in Go's spelling.

/// Writes a text with its quotes. Besides what JSON asks for, what HTML or JavaScript could misread is escaped.
pub(crate) fn write_text(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    for char in text.chars() {
        match char {
            '"' => out.extend_from_slice(b"\\\""),
            '\\' => out.extend_from_slice(b"\\\\"),
            '\u{8}' => out.extend_from_slice(b"\\b"),
            '\u{C}' => out.extend_from_slice(b"\\f"),
            '\n' => out.extend_from_slice(b"\\n"),
            '\r' => out.extend_from_slice(b"\\r"),
            '\t' => out.extend_from_slice(b"\\t"),
            '\0'..' ' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                out.extend_from_slice(format!("\\u{:04x}", u32::from(char)).as_bytes());
            }
            _ => out.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    out.push(b'"');
}

/// Writes a number: the shortest form, with an exponent only below 1e-6 and from 1e21.
pub(in crate::eval) fn write_number(out: &mut Vec<u8>, number: f64) {
    if number == 0.0 && number.is_sign_negative() {
        out.push(b'-');
    }
    // Go spells like JavaScript, but for the sign of zero.
    out.extend_from_slice(ryu_js::Buffer::new().format(number).as_bytes());
}
