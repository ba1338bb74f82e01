//! The binary: what it prints, where, and how it exits.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::process::{Command, Output};

const KEY: &str = "configcat-sdk-1/AAAAAAAAAAAAAAAAAAAAAA/BBBBBBBBBBBBBBBBBBBBBB";

/// Runs the binary with no variables but these.
fn run(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vexil-proxy"));
    command.args(arguments).env_clear().envs(variables.iter().copied());
    command.output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The one line of an error, without its time.
fn error_line(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stdout), "");
    let stderr = text(&output.stderr);
    let line = stderr.strip_suffix('\n').unwrap();
    assert!(!line.contains('\n'), "{line}");
    // 2006/01/02 15:04:05
    let (time, rest) = line.split_at(19);
    let shape: String = time.chars().map(|char| if char.is_ascii_digit() { '0' } else { char }).collect();
    assert_eq!(shape, "0000/00/00 00:00:00");
    rest.to_owned()
}

#[test]
fn errors_are_one_line_and_exit_with_1() {
    let wrong_port = [("CONFIGCAT_HTTP_PORT", "abc")];
    for arguments in [&[][..], &["config", "check"], &["health"], &["ready"]] {
        let line = error_line(&run(arguments, &wrong_port));
        assert!(
            line.starts_with(" [error] failed to read environment variable 'CONFIGCAT_HTTP_PORT': "),
            "{line}"
        );
    }
    let line = error_line(&run(&["-c=missing.yml"], &[]));
    assert!(line.starts_with(" [error] config file missing.yml does not exist: "), "{line}");
    let line = error_line(&run(&["health", "--url", "https://localhost"], &[]));
    assert_eq!(line, " [error] health: the address is no http URL");
}

#[test]
fn config_check_prints_what_is_in_effect() {
    let list = format!(r#"{{"env1":"{KEY}"}}"#);
    let variables = [("CONFIGCAT_SDKS", &*list), ("CONFIGCAT_GRPC_PORT", "1"), ("CONFIGCAT_HTTP_PROT", "1")];
    let output = run(&["config", "check"], &variables);
    assert_eq!(output.status.code(), Some(0));
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    assert!(stdout.contains("  env1:\n    key: \"*") && stdout.contains("BBBBB\"\n"), "{stdout}");
    assert!(stdout.contains("  port: 8050\n") && !stdout.contains(KEY), "{stdout}");
    let warnings: Vec<_> = stderr.lines().map(|line| line.get(19..).unwrap()).collect();
    assert_eq!(
        warnings,
        [
            " [warning] no effect, because gRPC is not built in: grpc.port",
            " [warning] unknown environment variable 'CONFIGCAT_HTTP_PROT' is ignored; did you mean 'CONFIGCAT_HTTP_PORT'?",
        ]
    );
}

#[test]
fn config_check_fails_where_a_start_would() {
    let list = format!(r#"{{"env1":"{KEY}"}}"#);
    let certificates = r#"[{"cert":"none.crt","key":"none.key"}]"#;
    let redis = [
        ("CONFIGCAT_CACHE_REDIS_ENABLED", "true"),
        ("CONFIGCAT_CACHE_REDIS_TLS_ENABLED", "true"),
        ("CONFIGCAT_CACHE_REDIS_TLS_CERTIFICATES", certificates),
    ];
    let cases: [(&[(&str, &str)], &str); 4] = [
        (
            &[("CONFIGCAT_TLS_ENABLED", "1"), ("CONFIGCAT_TLS_CERTIFICATES", certificates)],
            "failed to load certificate and key files: ",
        ),
        (&redis, "cache.redis.tls.certificates: failed to load certificate and key files"),
        (
            &[("CONFIGCAT_CACHE_FILE_DIRECTORY", "/proc/version/below")],
            "cache.file.directory: it cannot be made: ",
        ),
        (&[("CONFIGCAT_DIAG_PORT", "8050")], "diag: port 8050 is that of http, too"),
    ];
    for (more, text) in cases {
        let variables: Vec<_> = more.iter().copied().chain([("CONFIGCAT_SDKS", &*list)]).collect();
        let line = error_line(&run(&["config", "check"], &variables));
        assert!(line.starts_with(&format!(" [error] {text}")), "{line}");
    }
}

#[test]
fn arguments_that_make_no_sense_exit_with_2() {
    let output = run(&["--nonsense"], &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("--nonsense"));
    assert_eq!(text(&output.stdout), "");
}

#[test]
fn help_and_version_are_results() {
    let output = run(&["--version"], &[]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(text(&output.stdout), format!("vexil-proxy {}\n", env!("CARGO_PKG_VERSION")));
    let help = text(&run(&["--help"], &[]).stdout);
    for part in [
        "options.yml",
        "/etc/configcat/proxy/options.yml",
        "CONFIGCAT_SDKS",
        "config",
        "health",
        "ready",
        "sdks:",
    ] {
        assert!(help.contains(part), "{part}\n{help}");
    }
}
