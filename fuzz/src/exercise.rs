//! Everything that can be asked of a config.

use vexil_engine::configcat::{Config, ExplainRequest, Explanation, FlagId, LogFormat, Verdict};

use crate::user::{Texts, User};

/// How many different users evaluate each flag.
const USERS: usize = 8;

/// Asks everything, and insists that the answers agree.
pub(crate) fn exercise(config: &Config, texts: &Texts) {
    assert_eq!(config.keys().count(), config.len());
    for (id, key) in (0..).map(FlagId).zip(config.keys()) {
        assert_eq!(config.find(key), Some(id));
        for number in 0..USERS {
            evaluate(config, id, number, texts);
        }
    }
    for number in 0..USERS {
        let user = User { number, texts, plan: config.plan() };
        for (id, verdict) in (0..).map(FlagId).zip(config.evaluate_all(&user)) {
            let flag = config.flag(id).unwrap();
            assert_eq!(verdict, config.evaluate(id, &User { plan: flag.plan(), ..user }));
        }
    }
    let _ = config.find_variation(b"v1");
}

/// Evaluates a flag in every way, and gives what the longest one tells.
pub(crate) fn evaluate(config: &Config, id: FlagId, number: usize, texts: &Texts) -> Explanation {
    let flag = config.flag(id).unwrap();
    let user = User { number, texts, plan: flag.plan() };
    let verdict = config.evaluate(id, &user);
    let explain = |log| {
        let request = ExplainRequest { log, user_text: Some(b"{}"), ..ExplainRequest::default() };
        let explanation = config.explain(id, &user, &request);
        assert_eq!(explanation.log.is_some(), log != LogFormat::None);
        match verdict {
            Verdict::Outcome { id, warned } => {
                assert_eq!(explanation.result, Ok(id));
                assert_eq!(warned, !explanation.warnings.is_empty());
                assert!(flag.outcome(id).unwrap().value.is_ok());
            }
            Verdict::Explain => assert!(explanation.result.is_err()),
        }
        explanation
    };
    let (_, _) = (explain(LogFormat::None), explain(LogFormat::Legacy));
    let explanation = explain(LogFormat::Current);
    if let Some(constant) = flag.constant() {
        assert_eq!(explanation.result, Ok(constant));
    }
    explanation
}
