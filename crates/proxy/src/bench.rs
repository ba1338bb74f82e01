//! The evaluation alone, for benches/: from the bytes of a request to the bytes of an answer.

use bytes::Bytes;
use vexil_engine::configcat::Config;

use crate::eval::Answers;

/// A config that answers.
#[derive(Debug)]
pub struct Evaluation {
    config: Config,
    answers: Answers,
}

impl Evaluation {
    /// The evaluation of a config JSON; `None` if it is none.
    #[must_use]
    pub fn new(json: &[u8]) -> Option<Self> {
        let config = Config::parse(json).ok()?;
        let answers = Answers::new(&config);
        Some(Self { config, answers })
    }

    /// The answer to the body of an `eval` request, if there is one.
    #[must_use]
    pub fn one(&self, body: &[u8]) -> Option<Bytes> {
        self.answers.one_of_body(&self.config, body, None).ok()
    }

    /// The answer to the body of an `eval-all` request, if there is one.
    #[must_use]
    pub fn all(&self, body: &[u8]) -> Option<Bytes> {
        self.answers.all_of_body(&self.config, body, None).ok()
    }
}
