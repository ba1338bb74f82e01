//! Everything that can be asked of a config.

use vexil_engine::configcat::{Config, Conventions, ExplainRequest, Explanation, FlagId, LogFormat, Verdict};

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
    let mut order: Vec<FlagId> = config.document_order().collect();
    order.sort_unstable();
    assert!(order.into_iter().eq((0..).map(FlagId).take(config.len())));
    for number in 0..USERS {
        for conventions in [Conventions::JavaScript, Conventions::Python] {
            let user = User { conventions, number, texts, plan: config.plan() };
            for (id, verdict) in (0..).map(FlagId).zip(config.evaluate_all(&user)) {
                let flag = config.flag(id).unwrap();
                assert_eq!(verdict, config.evaluate(id, &User { plan: flag.plan(), ..user }));
            }
        }
    }
    let _ = (config.find_variation(b"v1"), config.find_python_variation(b"v1"));
}

/// Evaluates a flag in every way, and gives what the longest one tells by the conventions of JavaScript.
pub(crate) fn evaluate(config: &Config, id: FlagId, number: usize, texts: &Texts) -> Explanation {
    evaluate_by(Conventions::Python, config, id, number, texts);
    evaluate_by(Conventions::JavaScript, config, id, number, texts)
}

fn evaluate_by(
    conventions: Conventions,
    config: &Config,
    id: FlagId,
    number: usize,
    texts: &Texts,
) -> Explanation {
    let flag = config.flag(id).unwrap();
    let user = User { conventions, number, texts, plan: flag.plan() };
    let verdict = config.evaluate(id, &user);
    let explain = |log| {
        let request = ExplainRequest { log, user_text: Some(b"{}"), ..ExplainRequest::default() };
        let explanation = config.explain(id, &user, &request);
        assert_eq!(explanation.log.is_some(), !matches!(log, LogFormat::None | LogFormat::PythonLegacy));
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
    for log in [LogFormat::None, LogFormat::Legacy, LogFormat::Python, LogFormat::PythonLegacy] {
        explain(log);
    }
    let explanation = explain(LogFormat::Current);
    let constant = if conventions == Conventions::Python { flag.python_constant() } else { flag.constant() };
    if let Some(constant) = constant {
        assert_eq!(explanation.result, Ok(constant));
    }
    explanation
}
