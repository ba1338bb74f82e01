//! The SDK key, kept out of everything that is printed.

use std::borrow::Cow;
use std::fmt;

use crate::error::ClientError;

/// What stands in a text where the key, or a part of it, stood.
const HIDDEN: &str = "***";

/// Parts of a key that are shorter are words of an address (`configcat-proxy/my-key`) rather than secrets.
const SECRET_LENGTH: usize = 8;

/// Pieces of a part that are shorter tell too little of it.
const PIECE: usize = 12;

/// Parts that every key of a kind has.
const KINDS: [&str; 2] = ["configcat-sdk-1", "configcat-proxy"];

/// An SDK key. Its `Debug` shows nothing of it, and there is no `Display`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct SdkKey(String);

impl SdkKey {
    /// The key itself, for the address of a request.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// A text from outside, such as a server that repeats what it was asked for, without the parts of the key: also in other
    /// letters, percent-encoded, or cut short to a piece that is long enough to recognise.
    pub(crate) fn hide_in(&self, text: String) -> String {
        let letters: Vec<Letter<'_>> = letters(text.as_bytes()).collect();
        let plain: Vec<u8> = letters.iter().map(|letter| letter.plain).collect();
        let mut is_secret = vec![false; plain.len()];
        for secret in self.secrets().map(str::to_ascii_lowercase) {
            for piece in secret.as_bytes().windows(PIECE.min(secret.len())) {
                for (start, _) in plain.windows(piece.len()).enumerate().filter(|(_, found)| *found == piece)
                {
                    is_secret
                        .iter_mut()
                        .skip(start)
                        .take(piece.len())
                        .for_each(|is_secret| *is_secret = true);
                }
            }
        }
        if !is_secret.contains(&true) {
            return text;
        }
        let mut shown = Vec::new();
        let mut was_secret = false;
        for (letter, is_secret) in letters.iter().zip(is_secret) {
            match is_secret {
                true if was_secret => {}
                true => shown.extend_from_slice(HIDDEN.as_bytes()),
                false => shown.extend_from_slice(letter.written),
            }
            was_secret = is_secret;
        }
        String::from_utf8_lossy(&shown).into_owned()
    }

    /// An error whose texts do not hold the key.
    pub(crate) fn hide_in_error(&self, mut error: ClientError) -> ClientError {
        for text in error.texts_mut() {
            *text = self.hide_in(std::mem::take(text));
        }
        error
    }

    fn secrets(&self) -> impl Iterator<Item = &str> {
        self.0.split('/').filter(|part| part.len() >= SECRET_LENGTH && !KINDS.contains(part))
    }
}

impl From<String> for SdkKey {
    fn from(key: String) -> Self {
        Self(key)
    }
}

impl fmt::Debug for SdkKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

/// One byte of a text, as it is written and as it is meant.
struct Letter<'a> {
    written: &'a [u8],
    plain: u8,
}

/// The bytes of a text, percent-decoded and in small letters.
fn letters(mut text: &[u8]) -> impl Iterator<Item = Letter<'_>> {
    std::iter::from_fn(move || {
        let (length, plain) = match text {
            [b'%', high, low, ..] => match (hex_digit(*high), hex_digit(*low)) {
                (Some(high), Some(low)) => (3, high << 4 | low),
                _ => (1, b'%'),
            },
            [byte, ..] => (1, *byte),
            [] => return None,
        };
        let (written, rest) = text.split_at(length);
        text = rest;
        Some(Letter { written, plain: plain.to_ascii_lowercase() })
    })
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// A text without what has the form of an SDK key: two parts of this length, with a slash in between. For places that know
/// no key.
pub(crate) fn hide_like_keys(text: &str) -> Cow<'_, str> {
    const PART: usize = 22;
    let is_of_key = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let is_part = |start: usize| {
        text.as_bytes().get(start..start + PART).is_some_and(|part| part.iter().all(is_of_key))
    };
    let mut shown = String::new();
    let mut told = 0;
    for (slash, _) in text.match_indices(['/', '%']) {
        let Some(separator) = ["/", "%2F", "%2f"].into_iter().find(|known| text[slash..].starts_with(known))
        else {
            continue;
        };
        let second = slash + separator.len();
        let first =
            slash.checked_sub(PART).filter(|first| *first >= told && is_part(*first) && is_part(second));
        if let Some(first) = first {
            shown.extend([&text[told..first], HIDDEN, separator, HIDDEN]);
            told = second + PART;
        }
    }
    if told == 0 {
        return Cow::Borrowed(text);
    }
    shown.push_str(&text[told..]);
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SdkKey {
        SdkKey::from("configcat-sdk-1/ABCDEFGHIJKLMNOPQRSTUV/abcdefghijklmnopqrstuv".to_owned())
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", Some(key())), "Some(***)");
    }

    #[test]
    fn each_part_is_hidden_wherever_it_stands() {
        for (text, shown) in [
            ("", ""),
            ("Not Found", "Not Found"),
            (
                "configcat-sdk-1 and configcat-proxy are no secrets",
                "configcat-sdk-1 and configcat-proxy are no secrets",
            ),
            (
                "GET /configuration-files/configcat-sdk-1/ABCDEFGHIJKLMNOPQRSTUV/abcdefghijklmnopqrstuv/config_v6.json",
                "GET /configuration-files/configcat-sdk-1/***/***/config_v6.json",
            ),
            (
                "configcat-sdk-1%2FABCDEFGHIJKLMNOPQRSTUV%2Fabcdefghijklmnopqrstuv",
                "configcat-sdk-1%2F***%2F***",
            ),
            ("abcdefghijklmnopqrstuvabcdefghijklmnopqrstuv", "***"),
            ("\u{e9}ABCDEFGHIJKLMNOPQRSTUV\u{e9}", "\u{e9}***\u{e9}"),
        ] {
            assert_eq!(key().hide_in(text.to_owned()), shown);
        }
    }

    #[test]
    fn an_altered_part_is_hidden_too() {
        let key = SdkKey::from("configcat-sdk-1/JcPbCGl_1E-K9M-fJOyKyQ/OfN2o4igtR12m5abcdefg".to_owned());
        for (text, shown) in [
            ("jcpbcgl_1e-k9m-fjoykyq/ofn2o4igtr12m5abcdefg", "***/***"),
            ("JcPbCGl_1E%2DK9M%2dfJOyKyQ%2FOfN2o4igtR12m5abcdefg", "***%2F***"),
            ("%4A%63PbCGl%5f1E-K9M-fJOyKyQ", "***"),
            ("/JcPbCGl_1E-K... and ...tR12m5abcdefg.", "/***... and ...***."),
            (
                "JcPbCGl_1E- is too short a piece, and 100% or %zz%2 nothing",
                "JcPbCGl_1E- is too short a piece, and 100% or %zz%2 nothing",
            ),
        ] {
            assert_eq!(key.hide_in(text.to_owned()), shown);
        }
        let foreign = SdkKey::from("schl\u{fc}ssel-schl\u{fc}ssel".to_owned());
        assert_eq!(
            foreign.hide_in("\u{fc}schl%C3%BCssel-schl\u{fc}ssel\u{fc}".to_owned()),
            "\u{fc}***\u{fc}"
        );
    }

    #[test]
    fn short_parts_stay() {
        let key = SdkKey::from("configcat-proxy/eu".to_owned());
        assert_eq!(
            key.hide_in("not found: eu, configcat-proxy".to_owned()),
            "not found: eu, configcat-proxy"
        );
        assert_eq!(SdkKey::from(String::new()).hide_in("text".to_owned()), "text");
    }

    #[test]
    fn errors_lose_it_in_every_text() {
        let secret = "ABCDEFGHIJKLMNOPQRSTUV";
        let text = || format!("a {secret} b");
        let ray_id = || Some(text());
        for error in [
            ClientError::Timeout { timeout: std::time::Duration::ZERO, ray_id: ray_id() },
            ClientError::Failure { message: text(), ray_id: ray_id() },
            ClientError::BodyTooLarge { limit: 1, ray_id: ray_id() },
            ClientError::BrokenBody { message: text(), ray_id: ray_id() },
            ClientError::NameResolution { message: text() },
            ClientError::Connect { message: text() },
            ClientError::TlsHandshake { message: text() },
            ClientError::Host { kind: crate::FaultKind::Failure, message: text() },
            ClientError::InvalidConfig { message: text() },
            ClientError::InvalidPayload { message: text() },
            ClientError::Tls { message: text() },
            ClientError::Background { message: text() },
            ClientError::Panicked { message: text() },
        ] {
            let hidden = key().hide_in_error(error.clone());
            assert_eq!(hidden.code(), error.code());
            let shown = format!("{hidden:?} {hidden}");
            assert!(!shown.contains(secret) && shown.contains("a *** b"), "{shown}");
        }
    }

    #[test]
    fn what_looks_like_a_key_is_hidden_where_no_key_is_known() {
        let (first, second) = ("ABCDEFGHIJKLMNOPQRST-V", "abcdefghijklmnopqrst_v");
        for (text, shown) in [
            (String::new(), ""),
            ("a/b % c".to_owned(), "a/b % c"),
            (format!("{first}/{second}"), "***/***"),
            (format!("\u{e9}{first}%2F{second}\u{e9}, {first}/{second}"), "\u{e9}***%2F***\u{e9}, ***/***"),
            (format!("configcat-sdk-1/{first}/{second}/x"), "configcat-sdk-1/***/***/x"),
            (format!("{first}/{}", &second[1..]), "ABCDEFGHIJKLMNOPQRST-V/bcdefghijklmnopqrst_v"),
        ] {
            assert_eq!(hide_like_keys(&text), shown);
        }
    }
}
