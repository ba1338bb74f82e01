//! One subscriber of a service. A class, because it lives long and is called rarely.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use napi::bindgen_prelude::{Env, Function, JsValue, ObjectFinalize, Unknown};
use napi_derive::napi;
use vexil_client::{
    Client, ClientError, Entry, ExternalCache, FaultKind, Host, Limits, Response, Service, TlsTrust,
    Transport,
};

use super::bridge::Bridge;
use super::entry::{EntryHandle, fault};
use super::options::OpenOptions;
use super::response::BodyArgument;
use super::status::NativeStatus;
use crate::js::{Emitter, Fault, Scope, Value, caught, thrown};
use crate::memory;
use crate::tls::TrustHandle;

/// What a subscription takes with its listener, its poller and its queues, roughly, in bytes: measured, with many of them. JavaScript
/// sees a small object, and without being told its garbage collector would let dropped clients pile up.
const MEMORY: i64 = 8 * 1024;

/// A subscription. It ends with `dispose`, or when JavaScript lets go of it.
#[napi(custom_finalize)]
pub(crate) struct ConfigcatService {
    client: Client,
    bridge: Arc<Bridge>,
    _alive: Alive,
}

impl ObjectFinalize for ConfigcatService {
    fn finalize(self, env: Env) -> napi::Result<()> {
        // SAFETY: the environment is the one of this call.
        unsafe { Scope::new(env.raw()) }.adjust_memory(-MEMORY);
        Ok(())
    }
}

/// Subscriptions that JavaScript has not let go of, in all threads.
static LIVE: AtomicU32 = AtomicU32::new(0);

/// Counts as alive for as long as it lives.
struct Alive;

impl Alive {
    fn new() -> Self {
        LIVE.fetch_add(1, Ordering::Relaxed);
        Self
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        LIVE.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What is alive in the whole process: subscriptions that were not collected yet, disposed of or not, and compiled configs. For
/// tests that look for leaks.
#[napi(catch_unwind, ts_return_type = "[services: number, configs: number]")]
pub(crate) fn configcat_alive() -> Vec<u32> {
    vec![LIVE.load(Ordering::Relaxed), u32::try_from(vexil_client::live_configs()).unwrap_or(u32::MAX)]
}

/// Opens a service, or joins one that is the same. The listener is called in order, never from within this call.
#[napi(
    catch_unwind,
    ts_args_type = "options: OpenOptions, onEvent: NativeListener",
    ts_return_type = "ConfigcatService"
)]
pub(crate) fn configcat_open(
    env: Env,
    options: OpenOptions,
    on_event: Function<'_, Unknown<'_>, Unknown<'_>>,
) -> napi::Result<ConfigcatService> {
    memory::client_opened();
    // SAFETY: the environment is the one of this call.
    let scope = unsafe { Scope::new(env.raw()) };
    // SAFETY: the function is an argument of this call.
    let listener = unsafe { Value::new(on_event.raw()) };
    caught(|| open(scope, options, listener)).map_err(thrown)
}

fn open<'s>(scope: Scope<'s>, options: OpenOptions, listener: Value<'s>) -> Result<ConfigcatService, Fault> {
    let (has_cache, has_fetcher) = (options.has_cache, options.has_fetcher);
    let options = options.into_service_options()?;
    let bridge = Arc::new(Bridge::new(Emitter::new(scope, listener)?));
    let host: Arc<dyn Host> = Arc::<Bridge>::clone(&bridge);
    let cache = has_cache.then(|| -> Arc<dyn ExternalCache> { Arc::<Bridge>::clone(&bridge) });
    let transport = has_fetcher.then(|| -> Arc<dyn Transport> { Arc::<Bridge>::clone(&bridge) });
    let client = Service::open(options, host, cache, transport).map_err(|error| fault(&error))?;
    scope.adjust_memory(MEMORY);
    Ok(ConfigcatService { client, bridge, _alive: Alive::new() })
}

#[napi]
#[expect(unreachable_pub, reason = "`#[napi]` takes public methods only")]
#[expect(clippy::too_many_arguments, reason = "a response crosses in parts, which cost less than an object")]
impl ConfigcatService {
    /// Asks for a fetch; answered by notice 7 with the same token.
    #[napi(catch_unwind, ts_args_type = "token: number, byUser: boolean, latest: NativeHandle | null")]
    pub fn refresh(&self, token: u32, by_user: bool, latest: Option<EntryHandle>) {
        self.client.refresh(token, by_user, latest.map(|entry| entry.0));
    }

    /// Switches requests off or on.
    #[napi(catch_unwind)]
    pub fn set_offline(&self, offline: bool) {
        self.client.set_offline(offline);
    }

    /// Answers notice 12 with what `tlsRoots` or `tlsAnyCertificate` made.
    #[napi(catch_unwind, ts_args_type = "token: number, trust: NativeHandle")]
    pub fn trust(&self, token: u32, trust: TrustHandle) {
        self.client.trust(token, TlsTrust::clone(&trust.0));
    }

    /// How the attempts went, and when the next one is due.
    #[napi(catch_unwind)]
    pub fn status(&self) -> NativeStatus {
        NativeStatus::of(self.client.status())
    }

    /// Whether the server has asked to be left alone, and the time is not over.
    #[napi(catch_unwind)]
    pub fn is_held(&self) -> bool {
        self.client.is_held()
    }

    /// Ends the subscription. Open refreshes are answered first.
    #[napi(catch_unwind)]
    pub fn dispose(&self) {
        self.client.dispose();
        self.bridge.abandon();
    }

    /// Answers notice 8 with the entry that JavaScript now holds; `null`: none yet.
    #[napi(catch_unwind, ts_args_type = "token: number, entry: NativeHandle | null")]
    pub fn cache_synced(&self, token: u32, entry: Option<EntryHandle>) {
        self.bridge.synced.answer(token, entry.map_or_else(|| Arc::new(Entry::initial()), |entry| entry.0));
    }

    /// Answers notice 9: the entry is kept and written.
    #[napi(catch_unwind)]
    pub fn stored(&self, token: u32) {
        self.bridge.stored.answer(token, ());
    }

    /// Answers notice 10 with a response.
    #[napi(
        catch_unwind,
        ts_args_type = "token: number, statusCode: number, reason: string, etag: string | null, rayId: string | null, body: string | Uint8Array | null, retryAfter?: string | null"
    )]
    pub fn fetched(
        &self,
        token: u32,
        status_code: f64,
        reason: String,
        etag: Option<String>,
        ray_id: Option<String>,
        body: Option<BodyArgument>,
        retry_after: Option<String>,
    ) {
        // A number that is no HTTP status has to end as an unexpected one.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates")]
        let status = status_code as u16;
        let body = body.map(|body| body.0);
        self.bridge.fetched.answer(token, Ok(Response { status, reason, etag, ray_id, retry_after, body }));
    }

    /// Answers notice 10 with a failure.
    #[napi(
        catch_unwind,
        ts_args_type = "token: number, kind: 'timeout' | 'failure' | 'too-large' | 'abort' | 'other', message: string"
    )]
    pub fn fetch_failed(&self, token: u32, kind: String, message: String) {
        let kind = match kind.as_str() {
            "abort" => return self.bridge.fetched.answer(token, Err(ClientError::Aborted)),
            "too-large" => {
                let limit = Limits::default().body_bytes;
                return self
                    .bridge
                    .fetched
                    .answer(token, Err(ClientError::BodyTooLarge { limit, ray_id: None }));
            }
            "timeout" => FaultKind::Timeout,
            "failure" => FaultKind::Failure,
            _ => FaultKind::Other,
        };
        self.bridge.fetched.answer(token, Err(ClientError::Host { kind, message }));
    }
}
