//! What a config contains: keys, variation ids, and its text.

use std::ffi::CStr;
use std::sync::Arc;

use vexil_client::SharedConfig;

use crate::js::{Bound, Fault, Question, Scope, Share, Value, argument, bind};

/// `keys(): string[]`, in the order of a JavaScript object.
pub(super) struct Keys;

impl Question<SharedConfig> for Keys {
    const NAME: &'static CStr = c"keys";

    fn call<'s>(scope: Scope<'s>, config: &SharedConfig, _: &[Value<'s>]) -> Result<Value<'s>, Fault> {
        let keys = config.keys().map(|key| scope.text(key)).collect::<Result<Vec<_>, _>>()?;
        scope.array(&keys)
    }
}

/// `find(key): number`, -1 where there is no such flag.
pub(super) struct Find;

impl Question<SharedConfig> for Find {
    const NAME: &'static CStr = c"find";

    fn call<'s>(
        scope: Scope<'s>,
        config: &SharedConfig,
        arguments: &[Value<'s>],
    ) -> Result<Value<'s>, Fault> {
        let key = scope.read_text(argument(scope, arguments, 0)?)?;
        config.find(&key).map_or_else(|| scope.int32(-1), |flag| scope.uint32(flag.0))
    }
}

/// `findVariation(id): [flag, outcome] | null`; throws where it comes across an invalid part of the config.
pub(super) struct FindVariation;

impl Question<SharedConfig> for FindVariation {
    const NAME: &'static CStr = c"findVariation";

    fn call<'s>(
        scope: Scope<'s>,
        config: &SharedConfig,
        arguments: &[Value<'s>],
    ) -> Result<Value<'s>, Fault> {
        let id = scope.read_text(argument(scope, arguments, 0)?)?;
        match config.find_variation(&id) {
            Ok(Some((flag, outcome))) => scope.array(&[scope.uint32(flag.0)?, scope.uint32(outcome.0)?]),
            Ok(None) => scope.null(),
            Err(failure) => {
                Err(Fault::Error { code: Some("INVALID_MODEL"), message: failure.message().into_owned() })
            }
        }
    }
}

/// `json(): string | null`, the text that the config was parsed from.
pub(super) struct Json;

impl Question<SharedConfig> for Json {
    const NAME: &'static CStr = c"json";

    fn call<'s>(scope: Scope<'s>, config: &SharedConfig, _: &[Value<'s>]) -> Result<Value<'s>, Fault> {
        scope.text_or(config.json().map(|json| &**json), scope.null()?)
    }
}

/// `textReader(): () => string | null`, what `json` is, for those who outlive the config: it keeps the text and nothing else.
pub(super) struct TextReader;

impl Question<SharedConfig> for TextReader {
    const NAME: &'static CStr = c"textReader";

    fn call<'s>(scope: Scope<'s>, config: &SharedConfig, _: &[Value<'s>]) -> Result<Value<'s>, Fault> {
        let text = config.json().map(Arc::clone);
        let bytes = text.as_ref().map_or(0, |text| text.len());
        bind::<ReadText>(scope, &Arc::new(Text(text)), bytes)
    }
}

/// The text of a config; `None` for a merged one.
struct Text(Option<Arc<[u8]>>);

impl Share for Text {}

struct ReadText;

impl Bound for ReadText {
    type Data = Text;
    const NAME: &'static CStr = c"readText";

    fn call<'s>(scope: Scope<'s>, text: &'s Arc<Text>, _: &[Value<'s>]) -> Result<Value<'s>, Fault> {
        scope.text_or(text.0.as_deref(), scope.null()?)
    }
}
