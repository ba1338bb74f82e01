//! Questions that a host answers later.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

use vexil_client::Answers;

#[tokio::test]
async fn answers_reach_their_question_once() {
    let answers = Answers::new();
    let (first, first_answer) = answers.ask();
    let (second, second_answer) = answers.ask();
    answers.answer(second, 2);
    answers.answer(first, 1);
    answers.answer(first, 3);
    answers.answer(99, 4);
    assert_eq!((first_answer.await, second_answer.await), (Some(1), Some(2)));
    let (_, abandoned) = answers.ask();
    answers.abandon();
    assert_eq!(abandoned.await, None);
}
