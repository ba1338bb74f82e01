//! Ports that change and end.

use super::*;

fn new(request: Request) -> BoxFuture<'static, Response> {
    drop(request);
    async { Response::new(Body::from("new")) }.boxed()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_served_changes_under_open_connections() {
    let port = open(serving(relaxed(), by_path));
    let mut kept = connect(&port);
    exchange(&mut kept, "/old");
    let mut stream = connect(&port);
    ask(&mut stream, "/stream");
    read_until(&mut stream, "data: 1\n\n\r\n");
    port.serve(serving(relaxed(), new));
    ask(&mut kept, "/any");
    read_until(&mut kept, "new");
    stream.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
    let error = stream.read(&mut [0; 64]).unwrap_err();
    assert!(matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_that_closes_ends_what_is_under_way_and_cuts_what_does_not_end() {
    let port = open(serving(relaxed(), by_path));
    let number = port.number();
    let mut idle = connect(&port);
    exchange(&mut idle, "/idle");
    let mut slow = connect(&port);
    ask(&mut slow, "/slow");
    let mut stream = connect(&port);
    ask(&mut stream, "/stream");
    read_until(&mut stream, "data: 1\n\n\r\n");
    // The slow request is under way by then.
    tokio::time::sleep(Duration::from_millis(200)).await;
    let closing = tokio::spawn(port.close(Duration::from_secs(2)));
    assert!(time_to_end(&mut idle) < Duration::from_millis(1_900));
    assert!(read_until(&mut slow, "slow").starts_with("HTTP/1.1 200 "));
    assert!(time_to_end(&mut stream) < LONG);
    closing.await.unwrap();
    assert!(TcpStream::connect(("127.0.0.1", number)).is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_is_free_for_another_as_soon_as_it_is_closed_but_not_before() {
    let port = open(serving(relaxed(), by_path));
    let number = port.number();
    exchange(&mut connect(&port), "/any");
    let error = Bound::new(number).err().unwrap();
    assert_eq!(error.kind(), std::io::ErrorKind::AddrInUse);
    port.close(Duration::ZERO).await;
    Bound::new(number).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn ipv6_works_too() {
    let port = open(serving(relaxed(), by_path));
    // There are machines without it.
    if let Ok(mut socket) = TcpStream::connect(("::1", port.number())) {
        exchange(&mut socket, "/six");
    }
}
