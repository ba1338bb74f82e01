//! Sending a batch, until it is delivered or given up.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{sleep, sleep_until, timeout};

use super::batch::{Body, Made, Maker};
use super::intake::Taken;
use super::outbox::Batch;
use super::outlet::Outlet;
use crate::compiled::apart;
use crate::error::ClientError;
use crate::retry_after;
use crate::statsig::context::Context;
use crate::statsig::event::NetworkEvent;
use crate::statsig::exchange::{follow, read, within};
use crate::statsig::wire::Reply;

/// No rest between two attempts is longer, whatever the server or the host asks for.
const LONGEST_REST: Duration = Duration::from_secs(600);

/// The rest where a host that is asked does not answer.
const USUAL_REST: Duration = Duration::from_secs(1);

/// The rest before an attempt is so many times that before the last one.
const GROWTH: u32 = 10;

/// What is read of an answer, in bytes: a connection whose answer was read whole serves the next request.
const ANSWER: usize = 64 * 1024;

/// How long that may take.
const ANSWER_WAIT: Duration = Duration::from_secs(1);

/// Why a batch was not taken.
struct Refusal {
    /// Whether another attempt may help.
    may_pass: bool,
    /// How long the server wants to be left alone.
    retry_after: Option<Duration>,
}

impl Refusal {
    fn new(status: u16, retry_after: Option<Duration>) -> Self {
        Self { may_pass: matches!(status, 408 | 429 | 500..=599), retry_after }
    }

    const fn no_answer() -> Self {
        Self { may_pass: true, retry_after: None }
    }
}

/// Makes a batch where that delays nobody.
pub(in crate::statsig) async fn make(maker: Arc<Maker>, taken: Taken) -> Made {
    apart(taken.held.bytes(), move || maker.make(taken)).await
}

/// Sends a batch, and says whether it was delivered.
pub(in crate::statsig) async fn deliver(
    context: Arc<Context>,
    outlet: Arc<Outlet>,
    batch: Arc<Batch>,
    made: Made,
) -> bool {
    // All of it is held until the end.
    let Made { body, held: _held, .. } = made;
    let mut failures = 0;
    loop {
        let Some(refusal) = attempt(&context, &outlet, &batch, &body).await else { return true };
        batch.attempted();
        if refusal.may_pass
            && let Some(wish) = refusal.retry_after
        {
            outlet.hold(wish);
        }
        let retries_left = batch.retries_left();
        if !refusal.may_pass || retries_left == 0 {
            return false;
        }
        batch.rest(rest(&context, failures, retries_left)).await;
        batch.retry();
        failures += 1;
    }
}

/// Rests after so many failures before the last one.
async fn rest(context: &Context, failures: u32, retries_left: u32) {
    let rest = match context.options.queue.backoff {
        Some(first) => first.saturating_mul(GROWTH.saturating_pow(failures)),
        None => {
            let (token, answer) = context.link.backoffs.ask();
            context.link.emit(NetworkEvent::BackoffNeeded { token, retries_left });
            answer.await.map_or(USUAL_REST, milliseconds)
        }
    };
    sleep(rest.min(LONGEST_REST)).await;
}

fn milliseconds(number: f64) -> Duration {
    let longest = if number > 0.0 { LONGEST_REST } else { Duration::ZERO };
    Duration::try_from_secs_f64(number / 1000.0).unwrap_or(longest)
}

/// Sends a batch once when it is its turn; `None`: it was delivered.
async fn attempt(context: &Context, outlet: &Outlet, batch: &Batch, body: &Body) -> Option<Refusal> {
    let _turn = loop {
        let turn = outlet.turn().await;
        let Some(until) = outlet.held_until().filter(|_| !batch.is_urgent()) else { break turn };
        drop(turn);
        batch.rest(sleep_until(until)).await;
    };
    if context.options.has_own_fetch {
        let (token, answer) = context.link.sent.ask();
        let (bytes, count) = (body.bytes.clone(), batch.count);
        context.link.emit(NetworkEvent::SendNeeded { token, body: bytes, count });
        return match timeout(context.options.request_timeout, answer).await {
            Ok(Some(200..=299)) => None,
            Ok(Some(status)) if status > 0 => Some(Refusal::new(status, None)),
            _ => Some(Refusal::no_answer()),
        };
    }
    match post(context, batch, body).await {
        Ok(reply) if reply.is_success() => {
            drop(timeout(ANSWER_WAIT, read(reply.body, ANSWER)).await);
            None
        }
        Ok(reply) => {
            let wish = reply.header("retry-after");
            let wish = wish.and_then(|wish| retry_after::wait(wish, context.clock.now_ms()));
            Some(Refusal::new(reply.status, wish.map(|wish| wish.min(LONGEST_REST))))
        }
        Err(_) => Some(Refusal::no_answer()),
    }
}

async fn post(context: &Context, batch: &Batch, body: &Body) -> Result<Reply, ClientError> {
    let url = format!("{}/log_event", context.options.events.api);
    let mut call = context.call(url, Some(body.bytes.clone()), None);
    call.headers.push(("statsig-event-count".to_owned(), batch.count.to_string()));
    if body.is_compressed {
        call.headers.push(("content-encoding".to_owned(), "gzip".to_owned()));
    }
    within(context.options.request_timeout, follow(&*context.events, call)).await
}
