//! One member of a feed. A class, because it lives long and is called rarely.

mod notice;
mod options;

use std::sync::Arc;

use napi::bindgen_prelude::{Env, Function, JsValue, ObjectFinalize, Unknown};
use napi_derive::napi;
use vexil_client::growthbook::{Feed, FeedEvent, FeedHost, Streaming};
use vexil_client::{ClientError, TlsTrust};

use self::notice::Notice;
use self::options::{GrowthbookFeedOptions, milliseconds};
use crate::js::{Emitter, Fault, Scope, Value, caught, thrown};
use crate::memory;
use crate::tls::TrustHandle;

/// What a membership takes with its listener, its feed and its queues, roughly, in bytes. JavaScript sees a small object.
const MEMORY: i64 = 8 * 1024;

/// JavaScript, seen from the background thread.
struct Listener(Emitter<Notice>);

impl FeedHost for Listener {
    fn emit(&self, event: FeedEvent) {
        self.0.emit(Notice(event));
    }
}

/// A member of a feed. The membership ends with `dispose`, or when JavaScript lets go of it.
#[napi(custom_finalize)]
pub(crate) struct GrowthbookFeed(Feed);

impl ObjectFinalize for GrowthbookFeed {
    fn finalize(self, env: Env) -> napi::Result<()> {
        // SAFETY: the environment is the one of this call.
        unsafe { Scope::new(env.raw()) }.adjust_memory(-MEMORY);
        Ok(())
    }
}

/// Joins the feed that the options describe. The listener is called in order, never from within this call.
#[napi(
    catch_unwind,
    ts_args_type = "options: GrowthbookFeedOptions, onEvent: NativeFeedListener",
    ts_return_type = "GrowthbookFeed"
)]
pub(crate) fn growthbook_open_feed(
    env: Env,
    options: GrowthbookFeedOptions,
    on_event: Function<'_, Unknown<'_>, Unknown<'_>>,
) -> napi::Result<GrowthbookFeed> {
    memory::client_opened();
    // SAFETY: the environment is the one of this call.
    let scope = unsafe { Scope::new(env.raw()) };
    // SAFETY: the function is an argument of this call.
    let listener = unsafe { Value::new(on_event.raw()) };
    caught(|| open(scope, options, listener)).map_err(thrown)
}

fn open<'s>(
    scope: Scope<'s>,
    options: GrowthbookFeedOptions,
    listener: Value<'s>,
) -> Result<GrowthbookFeed, Fault> {
    let options = options.into_feed_options()?;
    let listener = Arc::new(Listener(Emitter::new(scope, listener)?));
    let feed = Feed::open(options, listener).map_err(|error| fault(&error))?;
    scope.adjust_memory(MEMORY);
    Ok(GrowthbookFeed(feed))
}

#[napi]
#[expect(unreachable_pub, reason = "`#[napi]` takes public methods only")]
impl GrowthbookFeed {
    /// Asks for the payload as it is now; answered by notice 1 with the same token. `insists`: even while the server wants to be left alone.
    #[napi(catch_unwind)]
    pub fn fetch(&self, token: u32, insists: bool) {
        self.0.fetch(token, insists);
    }

    /// Says what is wanted of the stream: 0 nothing, 1 to have it if the server says that there is one, 2 to have it.
    #[napi(catch_unwind)]
    pub fn stream(&self, wanted: u32) {
        self.0.stream(match wanted {
            0 => Streaming::Off,
            1 => Streaming::IfSupported,
            _ => Streaming::Always,
        });
    }

    /// Says how often to look for another payload, in milliseconds; 0: not at all.
    #[napi(catch_unwind)]
    pub fn poll(&self, interval_ms: f64) -> napi::Result<()> {
        let interval = milliseconds(interval_ms).map_err(thrown)?;
        self.0.poll((!interval.is_zero()).then_some(interval));
        Ok(())
    }

    /// Answers notice 6 with what `tlsRoots` or `tlsAnyCertificate` made.
    #[napi(catch_unwind, ts_args_type = "token: number, trust: NativeHandle")]
    pub fn trust(&self, token: u32, trust: TrustHandle) {
        self.0.trust(token, TlsTrust::clone(&trust.0));
    }

    /// Ends the membership. Nothing is told after that, and no open question answered.
    #[napi(catch_unwind)]
    pub fn dispose(&self) {
        self.0.dispose();
    }
}

/// The fault to throw for an error of the client.
fn fault(error: &ClientError) -> Fault {
    Fault::Error { code: Some(error.code()), message: error.to_string().into_bytes() }
}
