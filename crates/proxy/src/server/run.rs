//! The life of the process.

use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Builder;

use super::files::{Files, digest};
use super::live::Live;
use super::signals::{Signal, Signals};
use crate::error::ProxyError;
use crate::log::{Logger, Sink};
use crate::options::{self, Options};

/// How long connections may take to end. What follows has to fit into the 5 s that the proxy has for its end.
pub(crate) const GRACE: Duration = Duration::from_millis(4_500);

/// Files and the like: the work for clients does not block.
const BLOCKING_THREADS: usize = 8;

/// Runs the proxy until a signal ends it. `file` is read again for reloads. The warnings of the options were told already.
///
/// # Errors
/// What keeps it from starting.
pub(crate) fn run(options: Options, file: Option<PathBuf>, sink: Arc<dyn Sink>) -> Result<(), ProxyError> {
    vexil_client::silence_panics();
    let cannot = |what: &str, error: &dyn std::fmt::Display| ProxyError::Listen(format!("{what}: {error}"));
    let runtime = Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(BLOCKING_THREADS)
        .thread_name("vexil-proxy")
        .build()
        .map_err(|error| cannot("threads cannot be started", &error))?;
    let result = runtime.block_on(async {
        let signals = Signals::catch().map_err(|error| cannot("signals cannot be caught", &error))?;
        serve(options, file.as_deref(), signals, sink).await
    });
    // Whatever still blocks is of no use to anybody.
    runtime.shutdown_background();
    result
}

async fn serve(
    options: Options,
    file: Option<&Path>,
    mut signals: Signals,
    sink: Arc<dyn Sink>,
) -> Result<(), ProxyError> {
    let log = Logger::new(options.log, Arc::clone(&sink));
    log.report(format_args!("Vexil Proxy v{} starting...", env!("CARGO_PKG_VERSION")));
    let mut files = watch(file, &options, None);
    let mut live = tokio::select! {
        live = Live::start(options, sink) => live?,
        () = stop(&mut signals) => return Ok(()),
    };
    let mut is_asked = false;
    'life: loop {
        if !is_asked {
            let signal = tokio::select! {
                signal = signals.next() => signal,
                () = files.changed() => Signal::Reload,
            };
            if signal == Signal::Stop {
                break;
            }
        }
        is_asked = false;
        let mut work = pin!(reload(&mut live, &mut files, file));
        loop {
            tokio::select! {
                () = &mut work => break,
                signal = signals.next() => match signal {
                    Signal::Stop => break 'life,
                    // What is read may be old by now.
                    Signal::Reload => is_asked = true,
                },
            }
        }
    }
    live.log().report("shutdown requested...");
    tokio::select! {
        () = live.stop(GRACE) => {}
        // Who asks twice does not want to wait.
        () = stop(&mut signals) => {}
    }
    Ok(())
}

/// Waits until the process has to end.
async fn stop(signals: &mut Signals) {
    while signals.next().await != Signal::Stop {}
}

/// Reads the configuration again. When it cannot be used, the one in service stays.
async fn reload(live: &mut Live, files: &mut Files, file: Option<&Path>) {
    let from = file.map(Path::to_owned);
    let loaded = tokio::task::spawn_blocking(move || {
        let before = from.as_ref().and_then(|file| digest(std::slice::from_ref(file)));
        options::load(from.as_deref(), &variable).map(|options| (options, before))
    });
    let loaded = loaded.await.unwrap_or_else(|error| Err(ProxyError::Options(error.to_string())));
    let result = match loaded {
        Ok((options, before)) => {
            *files = watch(file, &options, before);
            let warnings = options.warnings.clone();
            live.reload(options).await.map(|changes| (warnings, changes))
        }
        Err(error) => Err(error),
    };
    match result {
        Ok((warnings, changes)) => {
            for warning in warnings {
                live.log().warn(warning);
            }
            let changes = if changes.is_empty() { "nothing".to_owned() } else { changes.join(", ") };
            live.log().report(format_args!("configuration reloaded, changed: {changes}"));
        }
        Err(error) => {
            live.log().error(format_args!("configuration not reloaded, the old one stays: {error}"))
        }
    }
}

/// Watches what a configuration was made of. `before`: see [`Files::watch`].
fn watch(file: Option<&Path>, options: &Options, before: Option<u64>) -> Files {
    let default = options::default_place();
    let file = file.or_else(|| default.exists().then_some(&*default));
    Files::watch(file, options, before)
}

/// An environment variable.
fn variable(name: &str) -> Option<String> {
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}
