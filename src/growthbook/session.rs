//! What one instance has besides attributes, by number.

use std::sync::{Arc, LazyLock};
use std::thread::LocalKey;

use napi::sys;
use napi_derive::napi;
use vexil_engine::growthbook::Session;

use crate::js::{
    Fault, JsText, Number, Numbered, Numbers, Returned, Scope, ToJs, Value, find, offer_release, thrown,
};

/// The session of nobody.
const NOBODY: u32 = 0;

static DEFAULT: LazyLock<Session> = LazyLock::new(Session::default);

/// A session, and how many bytes it takes.
pub(crate) struct Held {
    session: Session,
    bytes: usize,
}

impl Numbered for Held {
    const TAG: sys::napi_type_tag =
        sys::napi_type_tag { lower: 0x1d7a_c4e2_98b3_0f56, upper: 0x6b20_f9d8_4c71_e3a5 };
    const RELEASED: &'static str = "The session was released.";
    const FIRST: u32 = NOBODY + 1;

    fn memory(&self) -> usize {
        self.bytes
    }

    fn numbers() -> &'static LocalKey<Numbers<Self>> {
        thread_local! {
            static NUMBERS: Numbers<Held> = const { Numbers::new() };
        }
        &NUMBERS
    }
}

/// The session of those who have nothing but attributes.
#[inline]
pub(super) fn of_nobody() -> &'static Session {
    &DEFAULT
}

/// Lends the session with the number; `None` where there is none.
#[inline]
fn with<R>(number: u32, body: impl FnOnce(&Session) -> R) -> Option<R> {
    if number == NOBODY {
        return Some(body(&DEFAULT));
    }
    find::<Held>(number).map(|held| body(&held.session))
}

/// Lends the session that an argument means: that with the number, or the one whose JSON text it is, which costs less than a number
/// where nobody needs it again. `None` where there is none.
#[inline]
pub(super) fn lend<'s, R>(
    scope: Scope<'s>,
    argument: Value<'s>,
    body: impl FnOnce(&Session) -> R,
) -> Result<Option<R>, Fault> {
    if let Ok(number) = scope.read_u32(argument) {
        return Ok(with(number, body));
    }
    let json = scope.read_text(argument)?;
    Ok(Session::parse(&json).ok().map(|session| body(&session)))
}

/// Reads a session from its JSON text.
#[napi(catch_unwind, ts_args_type = "json: string", ts_return_type = "NativeSession")]
pub(crate) fn growthbook_session(json: JsText) -> napi::Result<Returned<Arc<Held>>> {
    /// The text, and what is made of it.
    const PER_BYTE: usize = 3;
    let json = json.into_bytes();
    let session = Session::parse(&json).map_err(|error| {
        thrown(Fault::Error { code: Some(error.code()), message: error.to_string().into() })
    })?;
    Ok(Returned(Arc::new(Held { session, bytes: json.len() * PER_BYTE })))
}

impl ToJs for Arc<Held> {
    fn to_js<'s>(&self, scope: Scope<'s>) -> Result<Value<'s>, Fault> {
        let object = scope.object()?;
        let number = Arc::new(Number::new(self));
        scope.set(object, c"number", scope.uint32(number.index())?)?;
        offer_release(scope, object, &number, self)?;
        Ok(object)
    }
}
