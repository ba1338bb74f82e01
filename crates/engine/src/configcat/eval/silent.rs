//! The evaluation that only yields an outcome.

use super::{Evaluator, Visitor};
use crate::configcat::flag::Flag;
use crate::configcat::model::UserCondition;
use crate::configcat::{Attribute, AttributeValue, Attributes, Config, Failure, FlagId, OutcomeId, Verdict};
use crate::plan::Plan;

/// Evaluates a flag, on the fast path. The user's attributes come in the order of the plan.
pub(in crate::configcat) fn evaluate(
    config: &Config,
    id: FlagId,
    flag: &Flag,
    plan: &Plan<Attribute>,
    user: &impl Attributes,
) -> Verdict {
    if flag.setting.type_for(user.conventions()).is_err() {
        return Verdict::Explain;
    }
    let mut visitor = Silent { warned: false, log: () };
    match Evaluator::new(config, plan, user, &mut visitor).run(id) {
        Ok(outcome) if flag.setting.outcomes.has_value(outcome) => {
            Verdict::Outcome { id: OutcomeId(outcome), warned: visitor.warned }
        }
        _ => Verdict::Explain,
    }
}

/// Only remembers whether there was a warning.
struct Silent {
    warned: bool,
    log: (),
}

impl Visitor for Silent {
    type Fault = ();
    type Log = ();

    fn log(&mut self) -> &mut () {
        &mut self.log
    }

    fn told(&self) -> usize {
        0
    }

    fn fault(&mut self, _failure: impl FnOnce() -> Failure) {}

    fn user_missing(&mut self, _key: &[u8]) {
        self.warned = true;
    }

    fn bucket_attribute_missing(&mut self, _key: &[u8], _attribute: &[u8]) {
        self.warned = true;
    }

    fn attribute_missing(&mut self, _key: &[u8], _condition: &UserCondition) {
        self.warned = true;
    }

    fn attribute_invalid(
        &mut self,
        _key: &[u8],
        _condition: &UserCondition,
        _value: &AttributeValue<'_>,
        _expected: &str,
    ) {
        self.warned = true;
    }

    fn attribute_converted(&mut self, _key: &[u8], _condition: &UserCondition, _text: &[u8]) {
        self.warned = true;
    }
}
