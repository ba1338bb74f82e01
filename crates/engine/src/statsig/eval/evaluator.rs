//! Rules, conditions, and the gates and configs that they need.

use super::known_gates::{Given, KnownGates};
use super::{Exposure, Fault, Verdict, Visitor};
use crate::js::DataRef;
use crate::statsig::compile::{EMPTY, OVERRIDE};
use crate::statsig::condition::holds;
use crate::statsig::hashing::bucket_of;
use crate::statsig::model::{Condition, GateName, Rule, Share};
use crate::statsig::{InputId, Kind, Outcome, Selection, SpecId, Specs, Surroundings, Values};

/// How many specs may need each other in a chain. Each takes some of the stack.
const DEPTH_LIMIT: usize = 300;

/// Buckets of percentages, and of conditions.
const SHARE_BUCKETS: u64 = 10_000;
const CONDITION_BUCKETS: u64 = 1_000;

/// Evaluates a spec.
pub(in crate::statsig) fn evaluate<I: Values + ?Sized, V: Visitor>(
    specs: &Specs,
    spec: SpecId,
    inputs: &I,
    surroundings: Surroundings<'_>,
    visitor: &mut V,
) -> Result<Verdict, Fault> {
    let mut evaluator = Evaluator {
        specs,
        inputs,
        surroundings,
        visitor,
        gates: KnownGates::default(),
        bucket: None,
        depth: 0,
    };
    evaluator.spec(spec)
}

/// One evaluation.
struct Evaluator<'a, I: ?Sized, V> {
    specs: &'a Specs,
    inputs: &'a I,
    surroundings: Surroundings<'a>,
    visitor: &'a mut V,
    gates: KnownGates,
    /// The last one, with what was hashed: the groups of an experiment ask for the same one after another.
    bucket: Option<(&'a [u8], InputId, u64)>,
    /// How many specs are being evaluated, one for another.
    depth: usize,
}

impl<'a, I: Values + ?Sized, V: Visitor> Evaluator<'a, I, V> {
    fn spec(&mut self, id: SpecId) -> Result<Verdict, Fault> {
        if self.depth == DEPTH_LIMIT {
            return Err(Fault::Depth);
        }
        self.depth += 1;
        let verdict = self.rules(id);
        self.depth -= 1;
        verdict
    }

    fn rules(&mut self, id: SpecId) -> Result<Verdict, Fault> {
        let verdict = |outcome: Outcome| Ok(Verdict { spec: id, outcome: outcome.id(), delegate: None });
        let Some(spec) = self.specs.compiled(id) else { return verdict(Outcome::Default) };
        if !spec.is_enabled {
            return verdict(Outcome::Disabled);
        }
        let only_targeting = self.depth == 1 && self.surroundings.selection == Selection::Targeting;
        for (at, rule) in (0..).zip(&spec.rules) {
            if only_targeting && !rule.is_targeting {
                continue;
            }
            let applies = self.applies(rule).map_err(|fault| match fault {
                Fault::Unsupported { .. } => Fault::Unsupported { rule: at },
                Fault::Depth => fault,
            })?;
            if !applies {
                continue;
            }
            if let Some(config) = rule.delegate {
                return self.delegate(config);
            }
            return verdict(Outcome::Rule { rule: at, passes: self.passes(&rule.share) });
        }
        verdict(Outcome::Default)
    }

    fn delegate(&mut self, config: u32) -> Result<Verdict, Fault> {
        let is_asked_for = self.depth == 1;
        if is_asked_for {
            self.visitor.delegates();
        }
        let id = SpecId { kind: Kind::Config, at: config };
        let configs = &self.surroundings.overrides.configs;
        let is_overridden = !configs.is_empty()
            && self.specs.compiled(id).is_some_and(|spec| configs.contains(self.specs.text(spec.name)));
        let verdict = if is_overridden {
            Verdict { spec: id, outcome: Outcome::OverriddenTrue.id(), delegate: None }
        } else {
            match self.spec(id) {
                // What was asked for has an outcome all the same: that somebody else decides, who does not know how.
                Err(Fault::Unsupported { rule }) if is_asked_for => {
                    self.visitor.delegated_in_vain();
                    Verdict { spec: id, outcome: Outcome::Unsupported { rule }.id(), delegate: None }
                }
                verdict => verdict?,
            }
        };
        Ok(Verdict { delegate: Some(id), ..verdict })
    }

    fn applies(&mut self, rule: &'a Rule) -> Result<bool, Fault> {
        let mut applies = true;
        for (at, condition) in rule.conditions.iter().enumerate() {
            // What has an effect is evaluated, though the answer is known.
            if !applies && at >= rule.effects {
                break;
            }
            applies &= self.condition(condition)?;
        }
        Ok(applies)
    }

    fn condition(&mut self, condition: &'a Condition) -> Result<bool, Fault> {
        match condition {
            Condition::Public => Ok(true),
            Condition::Gates { names, wanted, is_single } => self.any_gate(names, *wanted, *is_single),
            Condition::Value { input, test } => {
                Ok(holds(test, self.inputs.get(*input), self.inputs, self.surroundings.lists))
            }
            Condition::Bucket { salt, unit, test } => {
                let bucket = self.bucket(salt, *unit) % CONDITION_BUCKETS;
                Ok(holds(test, DataRef::Number(bucket as f64), self.inputs, self.surroundings.lists))
            }
            Condition::App { own, input, test } => {
                // Where a client asks, its app is known to the spec that it asks for, but not to what that needs.
                let app = match self.inputs.get(*input) {
                    DataRef::Undefined => own.view(),
                    DataRef::Null => DataRef::Undefined,
                    _ if self.depth > 1 => DataRef::Undefined,
                    app => app,
                };
                Ok(holds(test, app, self.inputs, self.surroundings.lists))
            }
            Condition::Unsupported => Err(Fault::Unsupported { rule: 0 }),
        }
    }

    /// Whether one of the gates gives what is wanted. Those behind it are not looked at.
    fn any_gate(&mut self, names: &[GateName], wanted: bool, is_single: bool) -> Result<bool, Fault> {
        for name in names {
            let value =
                if is_single { self.gate_after_its_own(*name)? } else { self.gate_before_its_own(*name)? };
            if value == wanted {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Tells of a gate after it has told of those that it needs.
    fn gate_after_its_own(&mut self, name: GateName) -> Result<bool, Fault> {
        let Given { value, rule } = self.gate(name)?;
        if name.is_told {
            self.visitor.gate(Exposure { gate: name.name, value, rule });
        }
        Ok(value)
    }

    /// Tells of a gate before those that it needs.
    fn gate_before_its_own(&mut self, name: GateName) -> Result<bool, Fault> {
        let place = self.visitor.place();
        let Given { value, rule } = self.gate(name)?;
        if name.is_told {
            self.visitor.gate_at(place, Exposure { gate: name.name, value, rule });
        }
        Ok(value)
    }

    fn gate(&mut self, name: GateName) -> Result<Given, Fault> {
        let overrides = &self.surroundings.overrides.gates;
        if !overrides.is_empty()
            && let Some(value) = overrides.get(self.specs.text(name.name))
        {
            return Ok(Given { value: *value, rule: OVERRIDE });
        }
        let Some(gate) = name.gate else { return Ok(Given { value: false, rule: EMPTY }) };
        match self.gates.get(gate) {
            Some(Some(given)) => return Ok(given),
            Some(None) => return Err(Fault::Depth),
            None => self.gates.begin(gate),
        }
        let verdict = self.spec(SpecId { kind: Kind::Gate, at: gate })?;
        let given = self.specs.compiled(verdict.spec).map_or(Given { value: false, rule: EMPTY }, |spec| {
            Given { value: spec.gate_value(verdict.kind()), rule: spec.rule_id(verdict.outcome) }
        });
        self.gates.end(gate, given);
        Ok(given)
    }

    fn passes(&mut self, share: &'a Share) -> bool {
        match share {
            Share::Nobody => false,
            Share::Everybody => true,
            Share::Below { limit, salt, unit } => {
                ((self.bucket(salt, *unit) % SHARE_BUCKETS) as f64) < *limit
            }
        }
    }

    /// What the user's id is hashed to.
    fn bucket(&mut self, salt: &'a [u8], unit: InputId) -> u64 {
        match self.bucket {
            Some((last_salt, last_unit, bucket)) if last_unit == unit && last_salt == salt => bucket,
            _ => {
                let bucket = self.hashed(salt, unit);
                self.bucket = Some((salt, unit, bucket));
                bucket
            }
        }
    }

    fn hashed(&self, salt: &[u8], unit: InputId) -> u64 {
        match self.inputs.get(unit) {
            DataRef::Text(id) => bucket_of(&[salt, id]),
            id if id.is_nullish() => bucket_of(&[salt]),
            id => id.with_text(|id| bucket_of(&[salt, id])).unwrap_or_else(|| bucket_of(&[salt])),
        }
    }
}
