//! The life of the process.

use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use tokio::runtime::Builder;

use super::files::{Files, digest};
use super::live::Live;
use super::signals::{Signal, Signals};
use crate::error::ProxyError;
use crate::log::{Logger, Sink};
use crate::options::{self, Options};

/// How long connections may take to end. What follows has to fit into the 5 s that the proxy has for its end.
pub(crate) const GRACE: Duration = Duration::from_millis(4_500);

/// Files and names: the work for clients does not block. A name that takes long to find keeps one for as long, and those that are not
/// needed end.
const BLOCKING_THREADS: usize = 64;

/// What operators read first when the process ends.
const ENDING: &str = "shutdown requested...";

/// A second signal within this time is the first one, told by two: a terminal tells all of its processes, and so does a launcher.
const ECHO: Duration = Duration::from_millis(500);

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
    let life = async {
        let signals = Signals::catch().map_err(|error| cannot("signals cannot be caught", &error))?;
        serve(options, file.as_deref(), signals, sink).await
    };
    let result = runtime.block_on(AssertUnwindSafe(life).catch_unwind());
    let result = result.unwrap_or_else(|panic| {
        Err(cannot("the proxy ended with a panic", &vexil_client::panic_text(&*panic)))
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
        () = stop(&mut signals) => {
            log.report(ENDING);
            return Ok(());
        }
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
        let mut work = pin!(reload_safely(&mut live, &mut files, file));
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
    live.log().report(ENDING);
    tokio::select! {
        () = live.stop(GRACE) => {}
        // Who asks twice does not want to wait.
        () = stop_again(&mut signals) => {}
    }
    Ok(())
}

/// Waits until the process has to end.
async fn stop(signals: &mut Signals) {
    while signals.next().await != Signal::Stop {}
}

/// Waits until the process has to end although it is ending already.
async fn stop_again(signals: &mut Signals) {
    let begin = Instant::now();
    loop {
        stop(signals).await;
        if begin.elapsed() >= ECHO {
            return;
        }
    }
}

/// [Reloads](reload), whatever happens.
async fn reload_safely(live: &mut Live, files: &mut Files, file: Option<&Path>) {
    if let Err(panic) = AssertUnwindSafe(reload(live, files, file)).catch_unwind().await {
        let text = vexil_client::panic_text(&*panic);
        live.log().error(format_args!("reloading the configuration ended with a panic: {text}"));
    }
}

/// Reads the configuration again. When it cannot be used, the one in service stays.
async fn reload(live: &mut Live, files: &mut Files, file: Option<&Path>) {
    let from = file.map(Path::to_owned);
    let loaded = tokio::task::spawn_blocking(move || {
        let before = from.as_ref().and_then(|file| digest(std::slice::from_ref(file)));
        options::load(from.as_deref(), &options::process_variable).map(|options| (options, before))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::{Level, Memory};

    /// Panics once with a line that says that a reload is complete.
    #[derive(Default)]
    struct Fragile {
        memory: Memory,
        is_broken: std::sync::atomic::AtomicBool,
    }

    impl Sink for Fragile {
        fn write(&self, level: Option<Level>, line: &str) {
            if line.contains("configuration reloaded")
                && !self.is_broken.swap(true, std::sync::atomic::Ordering::Relaxed)
            {
                panic!("on purpose");
            }
            self.memory.write(level, line);
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_panic_of_a_reload_is_told_and_the_next_reload_works() {
        let directory = tempfile::tempdir().unwrap();
        let (config, file) = (directory.path().join("config.json"), directory.path().join("options.yml"));
        std::fs::write(&config, "{}").unwrap();
        let yaml = format!(
            "sdks:\n  one:\n    key: k\n    offline:\n      enabled: true\n      local:\n        file_path: {}\n\
            http:\n  enabled: false\ndiag:\n  enabled: false\n",
            config.display()
        );
        std::fs::write(&file, yaml).unwrap();
        let sink = Arc::new(Fragile::default());
        let options = options::load(Some(&file), &|_| None).unwrap();
        let mut files = watch(Some(&file), &options, None);
        let mut live = Live::start(options, Arc::<Fragile>::clone(&sink)).await.unwrap();
        for _ in 0..2 {
            reload_safely(&mut live, &mut files, Some(&file)).await;
        }
        let lines = sink.memory.lines();
        let count = |text: &str| lines.iter().filter(|line| line.contains(text)).count();
        assert_eq!(
            count("[error] reloading the configuration ended with a panic: on purpose"),
            1,
            "{lines:?}"
        );
        assert_eq!(count("configuration reloaded"), 1, "{lines:?}");
    }
}
