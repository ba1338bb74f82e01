//! Calls from any thread into one JavaScript function, in order.
//!
//! The function is held weakly by the event loop: waiting for calls never keeps the process alive. When the environment
//! goes away (a worker that ends, `process.exit`) what was not delivered is dropped, and so is everything that comes later.

use std::collections::VecDeque;
use std::ffi::c_void;
use std::ptr;
use std::sync::{Arc, Mutex, PoisonError};

use napi::sys;

use super::{Fault, Scope, Value, guard};

/// An event that can be turned into the arguments of a call.
pub(crate) trait Emitted: Send + 'static {
    fn arguments<'s>(self, scope: Scope<'s>) -> Result<Vec<Value<'s>>, Fault>;

    /// Adds the events of one turn to those of earlier turns that JavaScript did not take yet, and returns what nobody needs
    /// to hear any more. JavaScript may be blocked for long: what waits for it should not grow without limit.
    fn wait(waiting: &mut VecDeque<Vec<Self>>, events: Vec<Self>) -> Vec<Self>
    where
        Self: Sized;

    /// The arguments that report a failure to make them.
    fn failed<'s>(scope: Scope<'s>, message: &str) -> Result<Vec<Value<'s>>, Fault>;
}

/// The native end of the connection. Dropping it lets the JavaScript function go once all events are delivered.
pub(crate) struct Emitter<E> {
    shared: Arc<Shared<E>>,
}

struct Shared<E> {
    state: Mutex<State<E>>,
}

struct State<E> {
    /// `None` as soon as the environment is going away: N-API frees the function then, whoever still knows its address.
    function: Option<Function>,
    /// Events that are delivered in one turn of the event loop, each group.
    waiting: VecDeque<Vec<E>>,
    /// Turns that the event loop was asked for and did not take yet.
    turns: usize,
}

struct Function(sys::napi_threadsafe_function);

// SAFETY: a thread-safe function is made to be used from any thread.
unsafe impl Send for Function {}

impl<E: Emitted> Emitter<E> {
    /// Connects to `function`.
    pub(crate) fn new<'s>(scope: Scope<'s>, function: Value<'s>) -> Result<Self, Fault> {
        let state = State { function: None, waiting: VecDeque::new(), turns: 0 };
        let shared = Arc::new(Shared { state: Mutex::new(state) });
        let mut made = ptr::null_mut();
        let env = scope.env();
        let name = scope.text(b"vexil")?.raw();
        let context = Arc::into_raw(Arc::clone(&shared)).cast_mut().cast::<c_void>();
        // SAFETY: all values belong to this call. `context` is one count of the `Arc`; `closed` gives it back.
        let status = unsafe {
            sys::napi_create_threadsafe_function(
                env,
                function.raw(),
                ptr::null_mut(),
                name,
                0,
                1,
                context,
                Some(closed::<E>),
                context,
                Some(deliver::<E>),
                &raw mut made,
            )
        };
        if status != sys::Status::napi_ok {
            // SAFETY: N-API did not take the count, so it is given back here.
            drop(unsafe { Arc::from_raw(context.cast::<Shared<E>>()) });
            return Err(Fault::Status(status));
        }
        shared.lock(|state| state.function = Some(Function(made)));
        // SAFETY: the function was just made, in this environment. It cannot fail for such a one.
        let _ = unsafe { sys::napi_unref_threadsafe_function(env, made) };
        Ok(Self { shared })
    }

    /// Queues one call. Never blocks on JavaScript.
    pub(crate) fn emit(&self, event: E) {
        self.emit_all(vec![event]);
    }

    /// Queues calls that come one right after the other: no promise goes on between them.
    pub(crate) fn emit_all(&self, events: Vec<E>) {
        // What is refused or needless is dropped after the lock is released: its destructor may be slow.
        let _dropped = self.shared.lock(|state| {
            let Some(Function(function)) = &state.function else {
                return VecDeque::from([events]);
            };
            let needless = VecDeque::from([E::wait(&mut state.waiting, events)]);
            if state.turns >= state.waiting.len() {
                return needless;
            }
            // SAFETY: `closed` takes the function out of the state before N-API frees it, under the same lock.
            let status = unsafe {
                sys::napi_call_threadsafe_function(
                    *function,
                    ptr::null_mut(),
                    sys::ThreadsafeFunctionCallMode::nonblocking,
                )
            };
            if status == sys::Status::napi_ok {
                state.turns += 1;
                return needless;
            }
            // The only refusal that a queue without limit knows is that the environment is closing.
            state.function = None;
            std::mem::take(&mut state.waiting)
        });
    }
}

impl<E> Shared<E> {
    fn lock<R>(&self, body: impl FnOnce(&mut State<E>) -> R) -> R {
        body(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<E> Drop for Emitter<E> {
    fn drop(&mut self) {
        self.shared.lock(|state| {
            if let Some(Function(function)) = state.function.take() {
                // SAFETY: as in `emit`. Queued calls are still delivered. A failure means that it is closed already.
                let _ = unsafe {
                    sys::napi_release_threadsafe_function(
                        function,
                        sys::ThreadsafeFunctionReleaseMode::release,
                    )
                };
            }
        });
    }
}

/// Runs on the JavaScript thread, once per queued group of calls.
unsafe extern "C" fn deliver<E: Emitted>(
    env: sys::napi_env,
    function: sys::napi_value,
    context: *mut c_void,
    _: *mut c_void,
) {
    // Both are null while the environment is torn down; the context may be gone by then.
    if env.is_null() || function.is_null() {
        return;
    }
    let call = |scope| {
        // SAFETY: `closed` gives the count back only after the last call with an environment.
        let shared = unsafe { &*context.cast::<Shared<E>>() };
        // SAFETY: N-API hands the function to this very call.
        deliver_next(scope, shared, unsafe { Value::new(function) })
    };
    // SAFETY: N-API hands `env` to this very call.
    unsafe { guard::callback(env, call, |_, fault| Err(fault)) };
    // SAFETY: as above.
    let scope = unsafe { Scope::new(env) };
    scope.report_uncaught();
}

fn deliver_next<'s, E: Emitted>(
    scope: Scope<'s>,
    shared: &Shared<E>,
    function: Value<'s>,
) -> Result<Value<'s>, Fault> {
    let next = shared.lock(|state| {
        state.turns = state.turns.saturating_sub(1);
        state.waiting.pop_front()
    });
    for event in next.unwrap_or_default() {
        let arguments =
            guard::caught(|| event.arguments(scope)).or_else(|fault| E::failed(scope, &fault.to_string()))?;
        scope.call(function, &arguments)?;
    }
    scope.undefined()
}

/// Runs on the JavaScript thread when no call will ever come again.
unsafe extern "C" fn closed<E>(_: sys::napi_env, context: *mut c_void, _: *mut c_void) {
    let close = || {
        // SAFETY: `Emitter::new` made the pointer this way, and N-API calls this once.
        let shared = unsafe { Arc::from_raw(context.cast::<Shared<E>>()) };
        let undelivered = shared.lock(|state| {
            state.function = None;
            std::mem::take(&mut state.waiting)
        });
        drop(undelivered);
        Ok(())
    };
    // Nobody waits for a result, and there is nothing left to do about a panic in a destructor.
    let _ = guard::caught(close);
}
