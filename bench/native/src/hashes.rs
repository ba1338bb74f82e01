//! Hashes alone, repeated within one call: what is left per hash is the hash.

use std::ffi::CStr;
use std::hint::black_box;
use std::sync::Arc;

use vexil_engine::hash::{sha1, sha256};

use crate::js::{Bound, Fault, Scope, Value};

/// `sha1(count, ...parts)`: the digest of the parts' concatenation, so many times.
pub(crate) struct Sha1;

impl Bound for Sha1 {
    type Data = ();
    const NAME: &'static CStr = c"sha1";

    fn call<'s>(scope: Scope<'s>, _: &'s Arc<()>, arguments: &[Value<'s>]) -> Result<Value<'s>, Fault> {
        repeat(scope, arguments, |parts| u32::from(sha1(parts)[0]))
    }
}

/// `sha256(count, ...parts)`: the same with SHA-256.
pub(crate) struct Sha256;

impl Bound for Sha256 {
    type Data = ();
    const NAME: &'static CStr = c"sha256";

    fn call<'s>(scope: Scope<'s>, _: &'s Arc<()>, arguments: &[Value<'s>]) -> Result<Value<'s>, Fault> {
        repeat(scope, arguments, |parts| u32::from(sha256(parts)[0]))
    }
}

fn repeat<'s>(
    scope: Scope<'s>,
    arguments: &[Value<'s>],
    hash: impl Fn(&[&[u8]]) -> u32,
) -> Result<Value<'s>, Fault> {
    let Some((count, parts)) = arguments.split_first() else {
        return scope.uint32(0);
    };
    let parts = parts.iter().map(|part| scope.read_text(*part)).collect::<Result<Vec<_>, _>>()?;
    let parts = parts.iter().map(Vec::as_slice).collect::<Vec<_>>();
    let total =
        (0..scope.read_u32(*count)?).fold(0_u32, |total, _| total.wrapping_add(hash(black_box(&parts))));
    scope.uint32(total)
}
