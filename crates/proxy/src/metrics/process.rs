//! The process itself, as Prometheus's own clients describe it. Linux only: elsewhere there is no `/proc`, and nothing is written.

use std::fmt;
use std::fs;

use prometheus_client::encoding::{DescriptorEncoder, EncodeGaugeValue};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::exemplar::Exemplar;

/// What `/proc` counts times in, per second: the same on every Linux that programs can see.
const TICKS: f64 = 100.0;

/// What is known about the process.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Process {
    cpu_seconds: Option<f64>,
    /// Since the Unix epoch.
    start_seconds: Option<f64>,
    resident_bytes: Option<u64>,
    open_fds: Option<u64>,
}

impl Process {
    fn now() -> Self {
        let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
        let system = fs::read_to_string("/proc/stat").unwrap_or_default();
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        Self {
            cpu_seconds: cpu_seconds(&stat),
            start_seconds: start_seconds(&stat, &system),
            resident_bytes: resident_bytes(&status),
            // The listing itself is open while it is counted.
            open_fds: fs::read_dir("/proc/self/fd").ok().map(|fds| (fds.count() as u64).saturating_sub(1)),
        }
    }
}

/// The field of `/proc/self/stat` with the given number, as `man proc` counts them; those behind the name only.
fn field(stat: &str, number: usize) -> Option<f64> {
    // The name is in brackets, and may hold anything.
    let (_, fields) = stat.rsplit_once(')')?;
    fields.split_ascii_whitespace().nth(number.checked_sub(3)?)?.parse().ok()
}

fn cpu_seconds(stat: &str) -> Option<f64> {
    Some((field(stat, 14)? + field(stat, 15)?) / TICKS)
}

fn start_seconds(stat: &str, system: &str) -> Option<f64> {
    let boot: f64 = system.lines().find_map(|line| line.strip_prefix("btime "))?.trim().parse().ok()?;
    Some(boot + field(stat, 22)? / TICKS)
}

fn resident_bytes(status: &str) -> Option<u64> {
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(kilobytes.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}

/// Writes out what is known.
pub(super) fn encode(encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
    let process = Process::now();
    if let Some(seconds) = process.cpu_seconds {
        let help = "Total user and system CPU time spent in seconds";
        let mut metric = encoder.encode_descriptor("process_cpu_seconds", help, None, MetricType::Counter)?;
        let none: Option<&Exemplar<Vec<(String, String)>, f64>> = None;
        metric.encode_counter(&seconds, none)?;
    }
    let start = "Start time of the process since unix epoch in seconds";
    gauge(encoder, "process_start_time_seconds", start, process.start_seconds)?;
    gauge(encoder, "process_resident_memory_bytes", "Resident memory size in bytes", process.resident_bytes)?;
    gauge(encoder, "process_open_fds", "Number of open file descriptors", process.open_fds)
}

fn gauge<V: EncodeGaugeValue>(
    encoder: &mut DescriptorEncoder<'_>,
    name: &str,
    help: &str,
    value: Option<V>,
) -> fmt::Result {
    match value {
        Some(value) => encoder.encode_descriptor(name, help, None, MetricType::Gauge)?.encode_gauge(&value),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAT: &str = "41 (a ) b) S 1 41 41 0 -1 4194560 1164 0 0 0 150 25 0 0 20 0 3 0 8888 281583616 2311 \
                        18446744073709551615 1 1 0 0 0 0 0 4096 1088 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0";

    #[test]
    fn numbers_are_taken_from_their_places() {
        assert_eq!(cpu_seconds(STAT), Some(1.75));
        assert_eq!(start_seconds(STAT, "cpu 1 2\nbtime 1700000000\nprocesses 3\n"), Some(1_700_000_088.88));
        assert_eq!(resident_bytes("VmHWM:\t  99 kB\nVmRSS:\t    9244 kB\n"), Some(9244 * 1024));
    }

    #[test]
    fn odd_texts_give_nothing() {
        for text in ["", "1 (a", "1 (a) S", "VmRSS: x kB", "btime x"] {
            assert_eq!(cpu_seconds(text), None, "{text}");
            assert_eq!(start_seconds(text, text), None, "{text}");
            assert_eq!(resident_bytes(text), None, "{text}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_process_is_known() {
        let process = Process::now();
        assert!(process.cpu_seconds.is_some());
        assert!(process.start_seconds.is_some_and(|start| start > 1_600_000_000.0));
        assert!(process.resident_bytes.is_some_and(|bytes| bytes > 1_000_000));
        assert!(process.open_fds.is_some_and(|fds| fds >= 3));
    }
}
