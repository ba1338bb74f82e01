//! The network of one server. A class, because it lives long and is called rarely.

mod lists;
mod notice;
mod options;

use std::sync::Arc;

use napi::bindgen_prelude::{Env, Function, JsValue, ObjectFinalize, Unknown};
use napi_derive::napi;
use vexil_client::statsig::{Network, NetworkEvent, NetworkHost, SharedIdLists};
use vexil_client::{ClientError, TlsTrust};

use self::notice::Notice;
use self::options::{StatsigNetworkOptions, milliseconds};
use super::lists::ListsHandle;
use crate::js::{Emitter, Fault, JsUnits, Scope, Value, caught, thrown};
use crate::memory;
use crate::tls::TrustHandle;

/// What a network takes with its listener and its queues, roughly, in bytes. JavaScript sees a small object.
const MEMORY: i64 = 8 * 1024;

/// JavaScript, seen from the background thread.
struct Listener(Emitter<Notice>);

impl NetworkHost for Listener {
    fn emit(&self, event: NetworkEvent) {
        self.0.emit(Notice(event));
    }
}

/// The network of one server. It ends with `dispose`, or when JavaScript lets go of it.
#[napi(custom_finalize)]
pub(crate) struct StatsigNetwork(Network);

impl ObjectFinalize for StatsigNetwork {
    fn finalize(self, env: Env) -> napi::Result<()> {
        // SAFETY: the environment is the one of this call.
        unsafe { Scope::new(env.raw()) }.adjust_memory(-MEMORY);
        Ok(())
    }
}

/// Opens a network, which brings `lists` up to date. The listener is called in order, never from within this call.
#[napi(
    catch_unwind,
    ts_args_type = "options: StatsigNetworkOptions, lists: NativeHandle, onEvent: NativeNetworkListener",
    ts_return_type = "StatsigNetwork"
)]
pub(crate) fn statsig_open_network(
    env: Env,
    options: StatsigNetworkOptions,
    lists: ListsHandle,
    on_event: Function<'_, Unknown<'_>, Unknown<'_>>,
) -> napi::Result<StatsigNetwork> {
    memory::client_opened();
    // SAFETY: the environment is the one of this call.
    let scope = unsafe { Scope::new(env.raw()) };
    // SAFETY: the function is an argument of this call.
    let listener = unsafe { Value::new(on_event.raw()) };
    caught(|| open(scope, options, lists.0, listener)).map_err(thrown)
}

fn open<'s>(
    scope: Scope<'s>,
    options: StatsigNetworkOptions,
    lists: Arc<SharedIdLists>,
    listener: Value<'s>,
) -> Result<StatsigNetwork, Fault> {
    let listener = Arc::new(Listener(Emitter::new(scope, listener)?));
    let network =
        Network::open(options.into_network_options(), lists, listener).map_err(|error| fault(&error))?;
    scope.adjust_memory(MEMORY);
    Ok(StatsigNetwork(network))
}

#[napi]
#[expect(unreachable_pub, reason = "`#[napi]` takes public methods only")]
impl StatsigNetwork {
    /// Gets the specs, if they are newer than those of a time (milliseconds since the Unix epoch; 0: all); answered by notice 1 with the same
    /// token.
    #[napi(catch_unwind)]
    pub fn fetch_specs(&self, token: u32, since_time: f64) {
        self.0.fetch_specs(token, since_time);
    }

    /// Brings the ID lists up to date; answered by notice 2.
    #[napi(catch_unwind)]
    pub fn sync_id_lists(&self, token: u32) {
        self.0.sync_id_lists(token);
    }

    /// Takes events: so many JSON texts, joined by commas.
    #[napi(catch_unwind, ts_args_type = "events: string, count: number")]
    pub fn queue_events(&self, events: JsUnits, count: u32) {
        self.0.queue_events(events.0, count as usize);
    }

    /// Says whether events are compressed on their way. They are, unless this says otherwise.
    #[napi(catch_unwind)]
    pub fn set_compression(&self, on: bool) {
        self.0.set_compression(on);
    }

    /// Sends all that is queued; answered by notice 3 when it is delivered or given up, at the latest after `timeoutMs` (0: whenever that
    /// is). With a timeout, or with `retries`, what rests after a failure is sent at once, too. `retries`: how often all of that may still be
    /// sent again; -1: as often as usual.
    #[napi(catch_unwind)]
    pub fn flush(&self, token: u32, timeout_ms: f64, retries: i32) {
        let limit = milliseconds(timeout_ms);
        self.0.flush(token, (!limit.is_zero()).then_some(limit), u32::try_from(retries).ok());
    }

    /// How many events are lost since the start: the queue was full, or all retries were in vain.
    #[napi(catch_unwind)]
    pub fn dropped_events(&self) -> f64 {
        self.0.dropped_events() as f64
    }

    /// Answers notice 4 with the time to wait.
    #[napi(catch_unwind)]
    pub fn retry_in(&self, token: u32, ms: f64) {
        self.0.retry_in(token, ms);
    }

    /// Answers notice 5 with what `tlsRoots` or `tlsAnyCertificate` made.
    #[napi(catch_unwind, ts_args_type = "token: number, trust: NativeHandle")]
    pub fn trust(&self, token: u32, trust: TrustHandle) {
        self.0.trust(token, TlsTrust::clone(&trust.0));
    }

    /// Answers notice 6 with the status of the response; 0: there is none.
    #[napi(catch_unwind)]
    pub fn sent(&self, token: u32, status: u32) {
        self.0.sent(token, u16::try_from(status).unwrap_or_default());
    }

    /// Ends the network. Nothing is told after that; what is under way is dropped.
    #[napi(catch_unwind)]
    pub fn dispose(&self) {
        self.0.dispose();
    }
}

/// The fault to throw for an error of the client.
fn fault(error: &ClientError) -> Fault {
    Fault::Error { code: Some(error.code()), message: error.to_string().into_bytes() }
}
