//! What is kept, and what is not.

use super::*;

fn ask(cache: &Cache, question: Question, body: &[u8], answer: &[u8]) -> (Bytes, bool) {
    let mut is_made = false;
    let found = cache.get_or_make(question, body, false, || {
        is_made = true;
        Ok::<_, ()>(Bytes::copy_from_slice(answer))
    });
    (found.unwrap(), is_made)
}

#[test]
fn what_comes_again_is_kept() {
    let cache = Cache::default();
    for (round, is_made) in [true, true, false, false].into_iter().enumerate() {
        assert_eq!(ask(&cache, Question::One, b"body", b"answer"), ("answer".into(), is_made), "{round}");
        let expected = ("another".into(), is_made);
        assert_eq!(ask(&cache, Question::All, b"body", b"another"), expected, "{round}");
    }
    assert_eq!(cache.size(), 2 * ENTRY_COST + 4 + 4 + 6 + 7);
}

#[test]
fn bodies_that_come_in_turn_do_not_displace_each_other() {
    let cache = Cache::default();
    let turn = || (0..200_u32).filter(|body| ask(&cache, Question::One, &body.to_le_bytes(), b"").1).count();
    assert_eq!([0; 3].map(|_| turn()), [200, 200, 0]);
}

#[test]
fn what_is_long_and_what_failed_is_not_kept() {
    let cache = Cache::default();
    for _ in 0..3 {
        assert!(ask(&cache, Question::One, &[b'x'; BODY_LIMIT + 1], b"").1);
        assert!(ask(&cache, Question::One, b"x", &[b'x'; ANSWER_LIMIT + 1]).1);
        assert_eq!(cache.get_or_make(Question::One, b"y", false, || Err(1)), Err(1));
    }
    assert_eq!(cache.size(), 0);
    assert!(ask(&cache, Question::One, b"y", b"").1);
}

#[test]
fn bodies_that_only_look_alike_to_the_table_are_told_apart() {
    let table = Table::new(&COMMON);
    for (body, answer) in [("a", "1"), ("b", "2")] {
        let (body, answer) = (body.as_bytes().into(), Bytes::from(answer));
        let used = AtomicBool::new(true);
        table.insert(Entry { hash: 5, question: Question::One, body, answer, size: 1, used });
    }
    assert_eq!(table.get(5, Question::One, b"a"), Some("1".into()));
    assert_eq!(table.get(5, Question::One, b"b"), Some("2".into()));
    assert_eq!(table.get(5, Question::One, b"c"), None);
    assert_eq!(table.get(5, Question::All, b"a"), None);
}

#[test]
fn the_budget_holds_and_what_is_used_stays() {
    let cache = Cache::default();
    let answer = [b'x'; 5_000];
    let hot = |_: u32| ask(&cache, Question::All, b"hot", &answer).1;
    assert_eq!([0, 1, 2].map(hot), [true, true, false]);
    let mut lost = 0;
    for body in 0..5_000_u32 {
        for _ in 0..2 {
            ask(&cache, Question::All, &body.to_le_bytes(), &answer);
        }
        assert!(cache.size() <= BUDGET);
        lost += u32::from(hot(body));
    }
    assert!(cache.size() > BUDGET / 2, "{}", cache.size());
    assert!(lost < 50, "{lost}");
    let table = cache.table.get().unwrap();
    let kept: usize =
        table.slots.iter().filter_map(|slot| slot.load().as_ref().map(|entry| entry.size)).sum();
    assert_eq!(cache.size(), kept);
}

#[test]
fn many_threads_keep_the_books() {
    let cache = Cache::default();
    std::thread::scope(|scope| {
        for thread in 0..4_u32 {
            let cache = &cache;
            scope.spawn(move || {
                for round in 0..20_000_u32 {
                    let body = (round.wrapping_mul(thread + 1) % 1_500).to_le_bytes();
                    let answer = [body; 1_500].concat();
                    assert_eq!(ask(cache, Question::All, &body, &answer).0, answer);
                }
            });
        }
    });
    let table = cache.table.get().unwrap();
    let kept: usize =
        table.slots.iter().filter_map(|slot| slot.load().as_ref().map(|entry| entry.size)).sum();
    assert_eq!(cache.size(), kept);
    assert!(kept <= BUDGET);
}

#[test]
fn all_caches_together_have_a_budget() {
    static TOGETHER: AtomicUsize = AtomicUsize::new(0);
    let caches: Vec<Cache> = (0..20).map(|_| Cache::beside(&TOGETHER)).collect();
    let answer = [b'x'; 20_000];
    let fill = |cache: &Cache| {
        for body in 0..300_u32 {
            for _ in 0..2 {
                ask(cache, Question::All, &body.to_le_bytes(), &answer);
            }
        }
    };
    caches.iter().for_each(fill);
    let sizes: Vec<usize> = caches.iter().map(Cache::size).collect();
    assert_eq!(TOGETHER.load(Ordering::Relaxed), sizes.iter().sum::<usize>());
    assert!(sizes.iter().all(|size| (LEAST - 30_000..=BUDGET).contains(size)), "{sizes:?}");
    assert!(sizes.iter().sum::<usize>() <= COMMON_BUDGET + 20 * LEAST, "{sizes:?}");
    assert!(sizes[0] > BUDGET - 100_000, "{sizes:?}");
    // Room that is given back can be used by others.
    let mut caches = caches;
    let last = caches.pop().unwrap();
    drop(caches);
    fill(&last);
    assert!(last.size() > BUDGET - 100_000, "{}", last.size());
    drop(last);
    assert_eq!(TOGETHER.load(Ordering::Relaxed), 0);
}
