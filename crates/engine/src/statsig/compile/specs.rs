//! All specs of a body.

use std::sync::Arc;

use super::spec::{Compiler, Tables, compile_spec};
use crate::key_index::KeyIndex;
use crate::statsig::model::Spec;
use crate::statsig::specs::Table;
use crate::statsig::wire::{SpecText, read_body};
use crate::statsig::{Specs, SpecsError};

/// Compiles a body.
pub(in crate::statsig) fn compile_specs(json: Arc<[u8]>) -> Result<Specs, SpecsError> {
    let text = Arc::clone(&json);
    let body = read_body(&text)?;
    let [gates, configs, layers] = [&body.gates, &body.configs, &body.layers]
        .map(|specs| KeyIndex::new(specs.iter().map(|(name, _)| &**name)));
    let mut compiler = Compiler::new(&body, &gates, &configs);
    let mut compile = |specs: &[SpecText<'_>]| -> Result<Box<[Spec]>, SpecsError> {
        specs.iter().map(|(name, text)| compile_spec(name, text, &mut compiler)).collect()
    };
    let (gate_specs, config_specs, layer_specs) =
        (compile(&body.gates)?, compile(&body.configs)?, compile(&body.layers)?);
    compile(&body.shadowed)?;
    let Tables { texts, inputs } = compiler.finish();
    let (rest, is_keyed) = (body.rest.into(), body.is_keyed);
    let tables = [
        Table { specs: gate_specs, index: gates },
        Table { specs: config_specs, index: configs },
        Table { specs: layer_specs, index: layers },
    ];
    Ok(Specs { tables, texts, inputs, rest, is_keyed, json })
}
