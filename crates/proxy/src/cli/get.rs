//! One GET request, with a deadline.

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

/// How long an answer may take, all in all.
const DEADLINE: Duration = Duration::from_secs(5);

/// No status is longer than this, in bytes.
const LONGEST: usize = 16 * 1024 * 1024;

/// What is asked, and whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    host: String,
    port: u16,
    path: String,
}

impl Place {
    /// The status at a port of this machine.
    pub(super) fn local(port: u16) -> Self {
        Self { host: "127.0.0.1".to_owned(), port, path: "/status".to_owned() }
    }

    /// An address; without a path: the status there.
    pub(super) fn of_url(url: &str) -> Result<Self, &'static str> {
        let uri: http::Uri = url.parse().map_err(|_| "the address is no URL")?;
        if uri.scheme_str() != Some("http") {
            return Err("the address is no http URL");
        }
        let host = uri.host().filter(|host| !host.is_empty()).ok_or("the address has no host")?;
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        Ok(Self {
            host: host.trim_start_matches('[').trim_end_matches(']').to_owned(),
            port: uri.port_u16().unwrap_or(80),
            path: if path == "/" { "/status".to_owned() } else { path.to_owned() },
        })
    }
}

/// The body of a 200. The error says why there is none.
pub(super) fn get(place: &Place) -> Result<Vec<u8>, String> {
    let end = Instant::now() + DEADLINE;
    let answer = exchange(place, end).map_err(|error| match error.kind() {
        ErrorKind::WouldBlock | ErrorKind::TimedOut => "the proxy does not answer in time".to_owned(),
        _ => format!("the proxy does not answer: {error}"),
    })?;
    let head = head(&answer).ok_or_else(|| "the answer is not HTTP".to_owned())?;
    if head.status != 200 {
        return Err(format!("the proxy answers with {}", head.status));
    }
    Ok(answer.get(head.length..).unwrap_or_default().to_vec())
}

/// All that comes back.
fn exchange(place: &Place, end: Instant) -> std::io::Result<Vec<u8>> {
    let mut stream = connect(place, end)?;
    stream.set_write_timeout(Some(left(end)?))?;
    // HTTP/1.0: the answer comes in one piece and ends with the connection.
    let request = format!(
        "GET {} HTTP/1.0\r\nHost: {}:{}\r\nUser-Agent: vexil-proxy\r\nAccept: application/json\r\n\r\n",
        place.path, place.host, place.port
    );
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    let mut piece = [0; 8192];
    loop {
        stream.set_read_timeout(Some(left(end)?))?;
        let length = match stream.read(&mut piece) {
            Ok(0) => return Ok(answer),
            Ok(length) => length,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        answer.extend_from_slice(piece.get(..length).unwrap_or_default());
        if answer.len() > LONGEST {
            return Err(std::io::Error::other("the answer is too long"));
        }
        let whole = head(&answer).and_then(|head| Some(head.length + head.body?));
        if whole.is_some_and(|whole| answer.len() >= whole) {
            return Ok(answer);
        }
    }
}

fn connect(place: &Place, end: Instant) -> std::io::Result<TcpStream> {
    let mut last = std::io::Error::from(ErrorKind::NotFound);
    for address in (place.host.as_str(), place.port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, left(end)?) {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// The time that is left, which a socket takes only if there is some.
fn left(end: Instant) -> std::io::Result<Duration> {
    let left = end.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(ErrorKind::TimedOut.into()) } else { Ok(left) }
}

struct Head {
    status: u16,
    /// Of the head itself, in bytes.
    length: usize,
    /// The length of the body, if it says one.
    body: Option<usize>,
}

/// The head of an answer, once it is there.
fn head(answer: &[u8]) -> Option<Head> {
    let end = memchr::memmem::find(answer, b"\r\n\r\n")?;
    let text = std::str::from_utf8(answer.get(..end)?).ok()?;
    let mut lines = text.split("\r\n");
    let status = lines.next()?.strip_prefix("HTTP/1.")?.split(' ').nth(1)?.parse().ok()?;
    let body = lines.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        if name.eq_ignore_ascii_case("content-length") { value.trim().parse().ok() } else { None }
    });
    Some(Head { status, length: end + 4, body })
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    #[test]
    fn places_are_read() {
        let place =
            |host: &str, port, path: &str| Ok(Place { host: host.to_owned(), port, path: path.to_owned() });
        for (url, expected) in [
            ("http://localhost:8051", place("localhost", 8051, "/status")),
            ("http://localhost:8051/", place("localhost", 8051, "/status")),
            ("http://h/a?b", place("h", 80, "/a?b")),
            ("http://[::1]:1", place("::1", 1, "/status")),
            ("https://h", Err("the address is no http URL")),
            ("h:80/x", Err("the address is no URL")),
            ("/x", Err("the address is no http URL")),
        ] {
            assert_eq!(Place::of_url(url), expected, "{url}");
        }
    }

    /// What `get` makes of an answer. `holds`: the connection stays open.
    fn got(answer: &'static [u8], holds: bool) -> Result<Vec<u8>, String> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let place = Place::local(listener.local_addr().unwrap().port());
        let thread = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 1024];
            let _ = stream.read(&mut request).unwrap();
            stream.write_all(answer).unwrap();
            if holds {
                // Until the other side closes.
                drop(stream.read(&mut request));
            }
        });
        let result = get(&place);
        thread.join().unwrap();
        result
    }

    #[test]
    fn an_answer_ends_with_its_length_or_with_the_connection() {
        assert_eq!(got(b"HTTP/1.1 200 OK\r\nX: y\r\n\r\nbody", false), Ok(b"body".to_vec()));
        assert_eq!(got(b"HTTP/1.0 200 OK\r\ncontent-length: 4\r\n\r\nbody", true), Ok(b"body".to_vec()));
        assert_eq!(got(b"HTTP/1.1 503 No\r\n\r\n", false), Err("the proxy answers with 503".to_owned()));
        assert_eq!(got(b"SSH-2.0\r\n\r\n", false), Err("the answer is not HTTP".to_owned()));
        assert_eq!(got(b"", false), Err("the answer is not HTTP".to_owned()));
    }

    #[test]
    fn silence_ends_after_a_while() {
        let start = Instant::now();
        assert_eq!(got(b"HTTP/1.1 200 OK\r\n", true), Err("the proxy does not answer in time".to_owned()));
        assert!(start.elapsed() >= DEADLINE);
    }

    #[test]
    fn a_closed_port_is_told() {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let error = get(&Place::local(port)).unwrap_err();
        assert!(error.starts_with("the proxy does not answer: "), "{error}");
    }
}
