//! What an evaluation tells.

use super::{Scope, Truth};
use crate::configcat::model::{PrerequisiteCondition, Rule, SegmentCondition, UserCondition};
use crate::configcat::outcome::Written;
use crate::configcat::{AttributeValue, Failure, Flag, OutcomeId};

/// Is told what happens during an evaluation.
pub(in crate::configcat) trait Visitor {
    /// What a failure becomes.
    type Fault;
    /// Where the steps of the evaluation go.
    type Log: Log;

    /// Where the steps of the evaluation go.
    fn log(&mut self) -> &mut Self::Log;

    /// How many bytes of warnings and log the visitor has made of what it was told. 0 if it does not care to be told again what
    /// it was told before.
    fn told(&self) -> usize;

    /// The evaluation fails. The failure is only made where somebody wants to know it.
    fn fault(&mut self, failure: impl FnOnce() -> Failure) -> Self::Fault;

    /// 3001: there is no user.
    fn user_missing(&mut self, key: &[u8]);

    /// 3003: percentage options are skipped because the user lacks the attribute.
    fn bucket_attribute_missing(&mut self, key: &[u8], attribute: &[u8]);

    /// 3003: the condition cannot be evaluated because the user lacks the attribute.
    fn attribute_missing(&mut self, key: &[u8], condition: &UserCondition);

    /// 3004: the condition cannot be evaluated because the attribute's value does not fit. `expected` is what it should be:
    /// "a valid decimal number".
    fn attribute_invalid(
        &mut self,
        key: &[u8],
        condition: &UserCondition,
        value: &AttributeValue<'_>,
        expected: &str,
    );

    /// 3005: the attribute's value was converted to a text.
    fn attribute_converted(&mut self, key: &[u8], condition: &UserCondition, text: &[u8]);
}

/// Is told the steps of an evaluation.
pub(in crate::configcat) trait Log {
    /// The rules of the flag are evaluated now.
    fn rules_started(&mut self) {}
    /// The conditions of a rule or segment are evaluated now.
    fn conditions_started(&mut self) {}
    /// The condition at `index` is evaluated now.
    fn condition_started(&mut self, _index: usize) {}
    /// It is a user condition.
    fn user_condition(&mut self, _condition: &UserCondition) {}
    /// The condition's attribute was read.
    fn attribute_read(&mut self, _value: &AttributeValue<'_>) {}
    /// It is a prerequisite condition, on the given flag if there is one.
    fn prerequisite_condition(
        &mut self,
        _scope: &Scope<'_>,
        _condition: &PrerequisiteCondition,
        _flag: Option<&Flag>,
    ) {
    }
    /// The prerequisite flag is evaluated now.
    fn prerequisite_started(&mut self, _key: &[u8]) {}
    /// The prerequisite flag was evaluated before, and its steps are not told again.
    fn prerequisite_left_out(&mut self) {}
    /// The prerequisite flag has been evaluated.
    fn prerequisite_ended(
        &mut self,
        _scope: &Scope<'_>,
        _condition: &PrerequisiteCondition,
        _flag: &Flag,
        _value: Written<'_>,
        _holds: bool,
    ) {
    }
    /// It is a segment condition.
    fn segment_condition(&mut self, _scope: &Scope<'_>, _condition: &SegmentCondition) {}
    /// The segment's conditions are evaluated now.
    fn segment_started(&mut self, _name: &[u8]) {}
    /// The segment has been evaluated: whether the user is in it, and what the condition makes of that.
    fn segment_ended(
        &mut self,
        _scope: &Scope<'_>,
        _condition: &SegmentCondition,
        _is_in: Truth,
        _truth: Truth,
    ) {
    }
    /// The condition has been evaluated. `is_one_of_many` says whether its own result is of interest.
    fn condition_ended(&mut self, _truth: Truth, _is_one_of_many: bool) {}
    /// The conditions of the rule have been evaluated. `has_long_condition` says whether they take more than one line.
    fn rule_evaluated(&mut self, _scope: &Scope<'_>, _rule: &Rule, _truth: Truth, _has_long_condition: bool) {
    }
    /// The rule does not apply although its conditions do not say so.
    fn rule_ignored(&mut self) {}
    /// The percentage options of a rule are evaluated now.
    fn rule_options_started(&mut self) {}
    /// The percentage options of a rule have been evaluated. If none was selected, the rule does not apply.
    fn rule_options_ended(&mut self, _selected: bool) {}
    /// The percentage options are skipped because there is no user.
    fn options_skipped_without_user(&mut self) {}
    /// The percentage options are skipped because the user lacks the attribute.
    fn options_skipped_without_attribute(&mut self, _attribute: &[u8]) {}
    /// The user was put into a bucket.
    fn bucket_computed(&mut self, _attribute: &[u8], _bucket: u32) {}
    /// The bucket selects the option at `index`.
    fn option_selected(
        &mut self,
        _bucket: u32,
        _index: usize,
        _percentage: f64,
        _flag: &Flag,
        _outcome: OutcomeId,
    ) {
    }
    /// The percentage options of the setting itself have been evaluated.
    fn setting_options_ended(&mut self, _selected: bool) {}
}

/// Nobody wants to know the steps.
impl Log for () {}
