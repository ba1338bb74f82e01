//! Specs of Statsig: one compiled form per text, for the whole process.

use std::sync::Arc;

use vexil_engine::statsig::{Specs, SpecsError};

use crate::process;
use crate::shared::CompiledSpecs;

/// Compiles specs, or finds those that somebody still holds for the same text.
///
/// # Errors
/// The text holds no specs.
pub fn compile_specs(json: Arc<[u8]>) -> Result<Arc<CompiledSpecs>, SpecsError> {
    process::current().specs.find_or_compile(&json, Specs::parse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_are_compiled_once_while_somebody_holds_them() {
        let compile = |json: &str| compile_specs(json.as_bytes().into());
        let json = r#"{"has_updates":true,"feature_gates":[],"dynamic_configs":[],"layer_configs":[]}"#;
        let (first, second) = (compile(json).unwrap(), compile(json).unwrap());
        assert!(Arc::ptr_eq(&first, &second));
        assert!(!Arc::ptr_eq(&first, &compile(&format!("{json} ")).unwrap()));
        assert!(compile("[]").is_err());
    }
}
