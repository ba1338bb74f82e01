//! What can be said on the command line.

use std::ffi::OsString;

use clap::{Parser, Subcommand};

const ABOUT: &str =
    "Serves ConfigCat configs to SDKs, evaluates feature flags over HTTP, and streams their changes (SSE).";

const LONG_ABOUT: &str = "\
Serves ConfigCat configs to SDKs (CDN proxy), evaluates feature flags over HTTP (API, OFREP), and streams their changes (SSE).
Downloads each config once, keeps it current, and speaks the endpoints of the ConfigCat Proxy.

Without a command it runs until SIGINT, SIGTERM or SIGQUIT. It reads the configuration again when the file changes, and at SIGHUP.";

const AFTER: &str = "\
Configuration:
  Options come from a YAML file, and from environment variables, which win. The file is the one of -c, or
  /etc/configcat/proxy/options.yml if there is one (macOS: /Library/Application Support/configcat/proxy/options.yml,
  Windows: %PROGRAMDATA%\\configcat\\proxy\\options.yml).

  options.yml:
    sdks:
      my_sdk:
        key: \"<sdk-key>\"        # required
        poll_interval: 60        # seconds
    http:
      port: 8050                 # CDN proxy, API, OFREP, SSE, webhook
    diag:
      port: 8051                 # /status, /metrics
    log:
      level: warn                # error, warn, info, debug

  A variable is called CONFIGCAT_ and the path of the option: CONFIGCAT_HTTP_PORT=8050, CONFIGCAT_LOG_LEVEL=info.
  Lists and maps are JSON. SDKs are CONFIGCAT_SDKS='{\"my_sdk\":\"<sdk-key>\"}', and the options of an SDK that is
  listed there CONFIGCAT_MY_SDK_POLL_INTERVAL=30 and so on; such an SDK replaces that of the file.

Exit codes: 0 after an orderly end, 1 after an error (one line on stderr), 2 for arguments that make no sense.";

/// The command line.
#[derive(Debug, Parser)]
#[command(
    name = "vexil-proxy",
    version,
    about = ABOUT,
    long_about = LONG_ABOUT,
    after_help = AFTER
)]
pub(super) struct Arguments {
    /// The configuration file (YAML), which must exist. An empty path counts as none
    #[arg(
        short = 'c',
        long = "config",
        alias = "c",
        value_name = "PATH",
        global = true,
        overrides_with = "config"
    )]
    pub(super) config: Option<OsString>,

    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// What to do instead of running.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Works on the configuration.
    Config {
        #[command(subcommand)]
        action: ConfigAction,
    },
    /// Exits with 0 if a running proxy answers (on 127.0.0.1, at the configured diagnostics port), with 1 if not.
    ///
    /// Says that the process works, whatever its SDKs do: for liveness probes. Waits for 5 seconds at most.
    Health {
        /// Where to ask instead: the address of a proxy's diagnostics port, or of its /status.
        #[arg(long, value_name = "URL")]
        url: Option<String>,
    },
    /// Exits with 0 if a running proxy can answer for all of its SDKs, with 1 if not.
    ///
    /// Ready is a proxy whose status is `healthy`, or `degraded` while no SDK is `down` or `initializing`: each has a config, be it
    /// an old one. For readiness probes. Waits for 5 seconds at most.
    Ready {
        /// Where to ask instead: the address of a proxy's diagnostics port, or of its /status.
        #[arg(long, value_name = "URL")]
        url: Option<String>,
    },
}

/// What to do with the configuration.
#[derive(Debug, Subcommand)]
pub(super) enum ConfigAction {
    /// Prints the options in effect as YAML, without secrets, and warnings on stderr. Exits with 1 if an option is wrong.
    Check,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is made of arguments: the file, and the command in words. The error: the code to exit with.
    fn parsed(arguments: &[&str]) -> Result<(Option<OsString>, String), i32> {
        let all = ["vexil-proxy"].iter().chain(arguments);
        let arguments = Arguments::try_parse_from(all).map_err(|error| error.exit_code())?;
        Ok((arguments.config, arguments.command.map_or_else(String::new, |command| format!("{command:?}"))))
    }

    #[test]
    fn arguments_have_many_forms() {
        let file = |path: &str| Some(OsString::from(path));
        for (arguments, path, command) in [
            (&[][..], None, ""),
            (&["-c", "a"], file("a"), ""),
            (&["--c", "a"], file("a"), ""),
            (&["-c=a"], file("a"), ""),
            (&["--c=a"], file("a"), ""),
            (&["--config", "a"], file("a"), ""),
            (&["--config=a=b"], file("a=b"), ""),
            (&["-c", "a", "-c", "b"], file("b"), ""),
            (&["-c", ""], file(""), ""),
            (&["config", "check"], None, "Config { action: Check }"),
            (&["config", "check", "-c", "a"], file("a"), "Config { action: Check }"),
            (&["-c=a", "config", "check"], file("a"), "Config { action: Check }"),
            (&["health"], None, "Health { url: None }"),
            (&["health", "--url", "u"], None, "Health { url: Some(\"u\") }"),
            (&["ready", "-c", "a"], file("a"), "Ready { url: None }"),
        ] {
            assert_eq!(parsed(arguments), Ok((path, command.to_owned())), "{arguments:?}");
        }
    }

    #[test]
    fn arguments_that_make_no_sense_exit_with_2() {
        for (arguments, code) in [
            (&["--nonsense"][..], 2),
            (&["-x"], 2),
            (&["nonsense"], 2),
            (&["-c"], 2),
            (&["config"], 2),
            (&["config", "nonsense"], 2),
            (&["check"], 2),
            (&["health", "--url"], 2),
            (&["--help"], 0),
            (&["-h"], 0),
            (&["--version"], 0),
            (&["config", "check", "--help"], 0),
        ] {
            assert_eq!(parsed(arguments).map(drop), Err(code), "{arguments:?}");
        }
    }
}
