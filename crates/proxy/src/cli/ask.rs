//! `health` and `ready`: asking a running proxy.

use std::path::Path;

use serde_json::Value;

use super::get::{Place, get};
use crate::error::ProxyError;
use crate::options::Options;

/// Whether a proxy answers.
pub(super) fn health(url: Option<&str>, file: Option<&Path>) -> Result<(), ProxyError> {
    ask(url, file).map(drop).map_err(|reason| not("health", &reason))
}

/// Whether a proxy can answer for all of its SDKs.
pub(super) fn ready(url: Option<&str>, file: Option<&Path>) -> Result<(), ProxyError> {
    let body = ask(url, file).map_err(|reason| not("ready", &reason))?;
    judge(&body).map_err(|reason| not("ready", &Reason::Other(reason)))
}

/// Why there is no answer.
enum Reason {
    /// The configuration says nothing of where to ask.
    Options(ProxyError),
    Other(String),
}

fn not(command: &str, reason: &Reason) -> ProxyError {
    match reason {
        Reason::Options(error) => error.clone(),
        Reason::Other(text) => ProxyError::NotReady(format!("{command}: {text}")),
    }
}

/// The status of the proxy at an address, or of the one that the configuration describes.
fn ask(url: Option<&str>, file: Option<&Path>) -> Result<Vec<u8>, Reason> {
    let place = match url {
        Some(url) => Place::of_url(url).map_err(|text| Reason::Other(text.to_owned()))?,
        None => {
            let options = super::load(file).map_err(Reason::Options)?;
            let port = port(&options).map_err(|text| Reason::Other(text.to_owned()))?;
            Place::local(port)
        }
    };
    get(&place).map_err(Reason::Other)
}

/// The port that tells the status.
fn port(options: &Options) -> Result<u16, &'static str> {
    if options.diag.enabled && options.diag.status_enabled {
        Ok(options.diag.port)
    } else if options.http.enabled && options.http.status_enabled && !options.tls.enabled {
        Ok(options.http.port)
    } else {
        Err("the status is not served: diag.enabled (CONFIGCAT_DIAG_ENABLED) or diag.status.enabled \
             (CONFIGCAT_DIAG_STATUS_ENABLED) is false")
    }
}

/// Whether a status is that of a proxy in which each SDK has a config.
fn judge(body: &[u8]) -> Result<(), String> {
    let status: Value = serde_json::from_slice(body).map_err(|_| "the answer is no status".to_owned())?;
    let word = |value: &Value| value.get("status").and_then(Value::as_str).map(str::to_owned);
    let root = word(&status).ok_or_else(|| "the answer is no status".to_owned())?;
    let sdks = status.get("sdks").and_then(Value::as_object);
    for (id, sdk) in sdks.into_iter().flatten() {
        let state = sdk.get("source").and_then(word).unwrap_or_else(|| "in no known state".to_owned());
        if !matches!(state.as_str(), "healthy" | "degraded") {
            return Err(format!("the SDK '{id}' is {state}"));
        }
    }
    match root.as_str() {
        "healthy" | "degraded" => Ok(()),
        _ => Err(format!("the proxy is {root}")),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    #[test]
    fn ready_is_a_proxy_whose_sdks_all_have_configs() {
        let sdk = |state: &str| format!(r#"{{"source":{{"status":"{state}"}}}}"#);
        for (root, first, second, result) in [
            ("healthy", "healthy", "healthy", Ok(())),
            ("degraded", "degraded", "healthy", Ok(())),
            ("degraded", "degraded", "degraded", Ok(())),
            ("degraded", "healthy", "down", Err("the SDK 'b' is down")),
            ("degraded", "initializing", "healthy", Err("the SDK 'a' is initializing")),
            ("down", "healthy", "healthy", Err("the proxy is down")),
            ("initializing", "healthy", "healthy", Err("the proxy is initializing")),
        ] {
            let body = format!(r#"{{"status":"{root}","sdks":{{"a":{},"b":{}}}}}"#, sdk(first), sdk(second));
            assert_eq!(judge(body.as_bytes()), result.map_err(str::to_owned), "{body}");
        }
        for body in ["", "[]", "{}", "{\"status\":1}", "\u{0}"] {
            assert_eq!(judge(body.as_bytes()), Err("the answer is no status".to_owned()), "{body}");
        }
        assert!(judge(br#"{"status":"healthy","sdks":{"a":{}}}"#).is_err());
    }

    /// A server that gives one answer to one request, which it returns.
    fn server(answer: &'static str) -> (String, thread::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let thread = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 1024];
            let length = stream.read(&mut request).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
            String::from_utf8_lossy(&request[..length]).into_owned()
        });
        (url, thread)
    }

    #[test]
    fn a_server_is_asked_for_its_status() {
        let body = r#"{"status":"down","sdks":{}}"#;
        let answer: &str = Box::leak(format!("HTTP/1.1 200 OK\r\n\r\n{body}").into_boxed_str());
        let (url, thread) = server(answer);
        assert_eq!(health(Some(&url), None), Ok(()));
        assert!(thread.join().unwrap().starts_with("GET /status HTTP/1.0\r\n"));
        let (url, _thread) = server(answer);
        let error = ready(Some(&url), None).unwrap_err();
        assert_eq!(error.to_string(), "ready: the proxy is down");
        let (url, _thread) = server("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        let error = health(Some(&format!("{url}/status")), None).unwrap_err();
        assert_eq!(error.to_string(), "health: the proxy answers with 404");
    }

    #[test]
    fn the_port_is_the_one_that_tells_the_status() {
        let mut options = Options::default();
        assert_eq!(port(&options), Ok(8051));
        options.diag.status_enabled = false;
        assert!(port(&options).is_err());
        options.http.status_enabled = true;
        assert_eq!(port(&options), Ok(8050));
        options.tls.enabled = true;
        assert!(port(&options).is_err());
    }
}
