//! What streams cost that wait for nothing, and what they may cost that do not read.

use super::*;

/// The length of a large answer, in bytes.
const LARGE: usize = 200_000;

/// A large answer, the same for all users.
fn equal(snapshot: &Snapshot, _: &Watched) -> Result<Bytes, EvalFailure> {
    Ok(format!("{{\"value\":\"{}\",\"variationId\":\"{}\"}}", "a".repeat(LARGE), snapshot.etag()).into())
}

/// A large answer, another one for each user and each config.
fn distinct(snapshot: &Snapshot, watched: &Watched) -> Result<Bytes, EvalFailure> {
    let Watched::All { user: Some(user) } = watched else { return equal(snapshot, watched) };
    let number = user.attributes().iter().find_map(|(_, value)| match value {
        Value::Number(number) => Some(*number),
        _ => None,
    });
    let start = format!("{} for {}.", snapshot.etag(), number.unwrap());
    Ok(format!("{{\"value\":\"{start}{}\",\"variationId\":\"\"}}", "a".repeat(LARGE)).into())
}

fn all_for(number: usize) -> Watched {
    Watched::All { user: Some(user(&[("n", Value::Number(number as f64))])) }
}

#[tokio::test(start_paused = true)]
async fn equal_answers_for_distinct_users_are_kept_once() {
    let rig = rig_with("1", equal);
    let mut bodies: Vec<Body> = (0..500).map(|number| rig.open(all_for(number))).collect();
    let held = rig.streams.held();
    assert!((LARGE..LARGE + 100).contains(&held), "{held}");
    for body in &mut bodies {
        assert!(next(body).await.unwrap().len() > LARGE);
    }
    // Nothing else has changed, and a value for nobody.
    rig.publish("2");
    rest().await;
    assert!(rig.streams.held() < 3 * LARGE, "{}", rig.streams.held());
    for body in &mut bodies {
        assert_eq!(soon(body).await, None);
    }
}

#[tokio::test(start_paused = true)]
async fn streams_that_have_read_everything_hold_nothing() {
    const COUNT: usize = 500;
    let rig = rig_with("1", distinct);
    let mut bodies = Vec::new();
    for number in 0..COUNT {
        let mut body = rig.open(all_for(number));
        assert!(next(&mut body).await.unwrap().starts_with(&format!("data: {{\"value\":\"1 for {number}.")));
        bodies.push(body);
    }
    let held = rig.streams.held();
    assert!(held / COUNT < 2_048, "{held}");
    // Each has another value now, and half of them read it.
    rig.publish("2");
    let reading: Vec<_> = bodies
        .into_iter()
        .enumerate()
        .map(|(number, mut body)| {
            tokio::spawn(async move {
                if number % 2 == 0 {
                    assert!(next(&mut body).await.unwrap().starts_with("data: {\"value\":\"2 "));
                }
                body
            })
        })
        .collect();
    let mut bodies = Vec::new();
    for task in reading {
        bodies.push(task.await.unwrap());
    }
    rest().await;
    let held = rig.streams.held();
    assert!((COUNT / 2 * LARGE..COUNT / 2 * LARGE + COUNT * 2_048).contains(&held), "{held}");
    for body in bodies.iter_mut().skip(1).step_by(2) {
        assert!(next(body).await.unwrap().starts_with("data: {\"value\":\"2 "));
    }
    let held = rig.streams.held();
    assert!(held / COUNT < 2_048, "{held}");

    // Who comes now gets what is no longer kept, and the others are told nothing.
    let mut late = rig.open(all_for(0));
    assert!(next(&mut late).await.unwrap().starts_with("data: {\"value\":\"2 for 0."));
    rig.publish("2");
    for body in bodies.iter_mut().chain([&mut late]) {
        assert_eq!(soon(body).await, None);
    }
    drop((bodies, late));
    assert_eq!((rig.streams.held(), rig.streams.feeds()), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn streams_that_do_not_read_are_ended_when_too_much_waits_for_them() {
    const COUNT: usize = 100;
    const ROOM: usize = 20 * LARGE;
    let rig = rig_within("0", distinct, Bounds { budget: ROOM, heavy: Duration::MAX });
    let mut quick = Vec::new();
    let mut slow = Vec::new();
    for number in 0..COUNT {
        let mut body = rig.open(all_for(number));
        next(&mut body).await;
        if number % 10 == 0 { quick.push(body) } else { slow.push(body) }
    }
    for round in 1..=3 {
        rig.publish(&round.to_string());
        let reading = quick.drain(..).map(|mut body| {
            tokio::spawn(async move {
                let start = format!("data: {{\"value\":\"{round} ");
                assert!(next(&mut body).await.expect("an end").starts_with(&start));
                body
            })
        });
        let reading: Vec<_> = reading.collect();
        for task in reading {
            quick.push(task.await.unwrap());
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert!(rig.streams.held() <= ROOM, "{}", rig.streams.held());
    }
    assert!(rig.log.lines().iter().any(|line| line.contains("for how much waits")), "{:?}", rig.log.lines());
    let mut ended = 0;
    for body in &mut slow {
        let mut text = String::new();
        while let Ok(frame) = timeout(Duration::from_millis(1), body.frame()).await {
            let Some(frame) = frame else {
                ended += 1;
                break;
            };
            text.push_str(std::str::from_utf8(&frame.unwrap().into_data().unwrap()).unwrap());
        }
    }
    assert!(ended > COUNT / 2 && ended <= slow.len(), "{ended}");
    assert_eq!(rig.metrics.open_streams("sdk"), (COUNT - ended) as i64);
}

#[tokio::test(start_paused = true)]
async fn streams_that_are_opened_and_not_read_make_room_for_others() {
    let rig = rig_within("0", distinct, Bounds { budget: 20 * LARGE, heavy: Duration::MAX });
    let mut bodies = Vec::new();
    for number in 0..300 {
        bodies.push(rig.open(all_for(number)));
        assert!(rig.streams.held() <= 42 * LARGE, "{}", rig.streams.held());
        // Of streams that are equally old any may go.
        tokio::time::advance(Duration::from_millis(1)).await;
    }
    // The last one is there, the first one is not.
    assert!(next(&mut bodies[299]).await.unwrap().starts_with("data: {\"value\":\"0 for 299."));
    assert_eq!(next(&mut bodies[0]).await, None);
}

#[tokio::test]
async fn streams_have_a_limit() {
    let rig = rig("1|a");
    let open = || rig.streams.open(&rig.sdk, &rig.sdk.snapshot().unwrap(), one(), None, 2);
    let (first, second) = (open().unwrap(), open().unwrap());
    assert_eq!(open().unwrap_err(), NoStream::Full);
    assert_eq!(open().unwrap_err(), NoStream::Full);
    let lines = rig.log.lines();
    assert_eq!(lines.iter().filter(|line| line.contains("max_streams")).count(), 1, "{lines:?}");
    drop(first);
    let third = open().unwrap();
    assert_eq!(open().unwrap_err(), NoStream::Full);
    // What has no answer takes no room.
    drop((second, third));
    rig.publish("?");
    for _ in 0..5 {
        assert!(matches!(open(), Err(NoStream::Failure(_))));
    }
}
