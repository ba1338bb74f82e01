//! Payloads of GrowthBook: one compiled form per text, for the whole process.

use std::sync::Arc;

use vexil_engine::growthbook::{Payload, PayloadError};

use crate::process;
use crate::shared::CompiledPayload;

/// Compiles a payload, or finds the one that somebody still holds for the same text. What is overridden belongs to one host, and is shared
/// with nobody.
///
/// # Errors
/// One of the texts is no JSON object.
pub fn compile_payload(
    json: Arc<[u8]>,
    overrides: Option<&[u8]>,
) -> Result<Arc<CompiledPayload>, PayloadError> {
    match overrides {
        None => process::current().payloads.find_or_compile(&json, |json| Payload::parse(json, None)),
        Some(_) => Payload::parse(json, overrides).map(|payload| Arc::new(payload.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_are_compiled_once_while_somebody_holds_them() {
        let compile = |overrides| compile_payload(br#"{"features":{"a":{}}}"#.as_slice().into(), overrides);
        let (first, second) = (compile(None).unwrap(), compile(None).unwrap());
        assert!(Arc::ptr_eq(&first, &second));
        assert!(!Arc::ptr_eq(&first, &compile(Some(b"{}")).unwrap()));
        assert!(compile_payload(b"[]".as_slice().into(), None).is_err());
    }
}
