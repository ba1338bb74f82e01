use std::thread;

use super::*;

fn labels(sdk: &str, flag: &str) -> StreamLabels {
    StreamLabels { sdk: sdk.to_owned(), flag: flag.to_owned() }
}

/// The lines of the two formats that hold a text.
fn lines(metrics: &Metrics, format: Format, text: &str) -> Vec<String> {
    metrics.render(format).lines().filter(|line| line.contains(text)).map(str::to_owned).collect()
}

#[test]
fn requests_are_counted_in_the_buckets_of_prometheus() {
    let metrics = Metrics::default();
    for ms in [1, 5, 6, 20_000] {
        metrics.request("/api/{sdkId}/eval", "POST", 200, Duration::from_millis(ms));
    }
    metrics.request("/api/{sdkId}/eval", "POST", 404, Duration::from_millis(1));
    let labels = r#"{route="/api/{sdkId}/eval",method="POST",status="200""#;
    let name = "configcat_http_request_duration_seconds";
    let found = lines(&metrics, Format::Plain, r#"status="200""#);
    let bounds = ["0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "+Inf"];
    let counts = [2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4];
    // The order of labels is free.
    for (bound, count) in bounds.into_iter().zip(counts) {
        let bucket = found.iter().find(|line| line.contains(&format!(r#"le="{bound}""#)));
        let bucket = bucket.unwrap_or_else(|| panic!("{bound} in {found:?}"));
        assert!(bucket.starts_with(&format!("{name}_bucket{{")), "{bucket}");
        assert!(bucket.ends_with(&format!("}} {count}")), "{bucket}");
    }
    assert!(found.contains(&format!("{name}_count{labels}}} 4")), "{found:?}");
    assert!(found.contains(&format!("{name}_sum{labels}}} 20.012")), "{found:?}");
    assert_eq!(lines(&metrics, Format::Plain, r#"status="404""#).len(), 14);
}

#[test]
fn clients_cannot_make_up_label_values() {
    let metrics = Metrics::default();
    for method in ["BREW", "get", "", "GET"] {
        metrics.request("/", method, 405, Duration::ZERO);
    }
    let counts = lines(&metrics, Format::Plain, "_count");
    assert_eq!(counts.len(), 2, "{counts:?}");
    assert!(
        counts.iter().any(|line| line.contains(r#"method="OTHER""#) && line.ends_with(" 3")),
        "{counts:?}"
    );
}

#[test]
fn no_observation_of_many_threads_is_lost() {
    let metrics = Metrics::default();
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for index in 0..5_000_u16 {
                    metrics.request("/", "GET", 200 + index % 50, Duration::from_micros(1));
                    metrics.messages(&labels("a", "b"), 1);
                }
            });
        }
    });
    let total = |part: &str| -> f64 {
        let found = lines(&metrics, Format::Plain, part);
        found
            .iter()
            .filter(|line| !line.starts_with('#'))
            .map(|line| line.rsplit(' ').next().unwrap().parse::<f64>().unwrap())
            .sum()
    };
    assert_eq!(total("http_request_duration_seconds_count"), 40_000.0);
    assert!((total("http_request_duration_seconds_sum") - 0.04).abs() < 1e-9);
    assert_eq!(total("configcat_stream_msg_sent_total"), 40_000.0);
}

#[test]
fn downloads_have_a_template_in_place_of_the_address() {
    let metrics = Metrics::default();
    metrics.download("env1", "200 OK", Duration::from_millis(30));
    let found = lines(&metrics, Format::Plain, "configcat_sdk_http_request_duration_seconds_count");
    let expected = r#"configcat_sdk_http_request_duration_seconds_count{sdk="env1",route="/configuration-files/{sdkKey}/config_v6.json",status="200 OK"} 1"#;
    assert_eq!(found, [expected]);
}

#[test]
fn streams_are_counted_per_flag() {
    let metrics = Metrics::default();
    let all = labels("env1", "[ALL]");
    let odd = labels("env1", "a\"b\\c\nd");
    for change in [1, 1, 1, -1] {
        metrics.streams(&all, change);
    }
    metrics.streams(&odd, 1);
    metrics.messages(&all, 7);
    assert_eq!(metrics.open_streams("env1"), 3);
    assert_eq!(metrics.open_streams("env2"), 0);
    let text = metrics.render(Format::Plain);
    let expected = [
        r#"configcat_stream_connections{sdk="env1",type="sse",flag="[ALL]"} 2"#,
        r#"configcat_stream_connections{sdk="env1",type="sse",flag="a\"b\\c\nd"} 1"#,
        r#"configcat_stream_msg_sent_total{sdk="env1",type="sse",flag="[ALL]"} 7"#,
    ];
    for line in expected {
        assert!(text.lines().any(|known| known == line), "{line} in {text}");
    }
}

#[test]
fn among_many_rows_the_quiet_ones_are_left_out() {
    let metrics = Metrics::default();
    let rows = |text: &str| lines(&metrics, Format::Plain, text).len();
    for index in 0..1_000 {
        metrics.streams(&labels("a", &index.to_string()), 1);
        metrics.streams(&labels("a", &index.to_string()), -1);
    }
    assert_eq!(rows("configcat_stream_connections{"), 1_000);
    metrics.streams(&labels("a", "x"), 1);
    assert_eq!(rows("configcat_stream_connections{"), 1);
    assert_eq!(rows("configcat_stream_msg_sent_total{"), 1_001);
}

#[test]
fn both_formats_are_whole() {
    let metrics = Metrics::default();
    metrics.request("/", "GET", 200, Duration::ZERO);
    let plain = metrics.render(Format::Plain);
    let open = metrics.render(Format::OpenMetrics);
    assert!(plain.contains("# TYPE configcat_stream_msg_sent_total counter\n"), "{plain}");
    assert!(!plain.contains("# EOF"), "{plain}");
    assert!(open.contains("# TYPE configcat_stream_msg_sent counter\n"), "{open}");
    assert!(open.ends_with("\n# EOF\n"), "{open}");
    let build = format!("vexil_build_info{{version=\"{}\"}} 1\n", env!("CARGO_PKG_VERSION"));
    for text in [&plain, &open] {
        assert!(text.contains(&build), "{text}");
        #[cfg(target_os = "linux")]
        for name in ["cpu_seconds_total", "start_time_seconds", "resident_memory_bytes", "open_fds"] {
            assert!(text.contains(&format!("\nprocess_{name} ")), "{name} in {text}");
        }
    }
}

#[test]
fn the_format_is_negotiated() {
    let prometheus =
        "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";
    assert_eq!(Format::accepted(prometheus), Format::OpenMetrics);
    for accept in ["", "*/*", "text/plain;version=0.0.4"] {
        assert_eq!(Format::accepted(accept), Format::Plain, "{accept}");
    }
    assert_eq!(Format::Plain.content_type(), "text/plain; version=0.0.4; charset=utf-8");
}
