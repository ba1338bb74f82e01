//! Experiments that are no rules of features.

use std::sync::Arc;

use super::eval::{Evaluator, Stop};
use super::model::{Broken, Experiment, Groups, UrlTest};
use super::{Answers, Ask, Attribute, AttributeTable, Attributes, Payload, RunVerdict, Session, Visitor};
use crate::plan::Plan;

/// A compiled experiment, of the host's or of the payload's own list.
#[derive(Debug)]
pub struct Inline {
    pub(super) experiment: Result<Experiment, Broken>,
    pub(super) plan: Plan<Attribute>,
    /// Has the numbers of the payload's attributes.
    pub(super) table: Arc<AttributeTable>,
}

impl Inline {
    /// The attributes that running it can read, its prerequisites included.
    #[must_use]
    pub fn plan(&self) -> &[Attribute] {
        self.plan.attributes()
    }

    /// What it may ask of the host.
    pub fn asks(&self) -> impl Iterator<Item = Ask> {
        let rare = self.experiment.as_ref().ok().and_then(|experiment| experiment.rare.as_deref());
        let asks = move |ask: Ask| {
            rare.is_some_and(|rare| match ask {
                Ask::Include => rare.asks_include,
                Ask::Url => matches!(rare.url, Some(UrlTest::Asked)),
                Ask::Groups => matches!(rare.groups, Some(Groups::Asked)),
            })
        };
        [Ask::Include, Ask::Url, Ask::Groups].into_iter().filter(move |ask| asks(*ask))
    }

    pub(super) fn run(
        &self,
        payload: &Payload,
        session: &Session,
        answers: Answers,
        attributes: &(impl Attributes + ?Sized),
        visitor: &mut impl Visitor,
    ) -> RunVerdict {
        let Ok(experiment) = &self.experiment else { return RunVerdict::Fault };
        if !Arc::ptr_eq(&self.table, &payload.table) {
            return RunVerdict::Fault;
        }
        let mut evaluator = Evaluator::new(payload, &self.plan, session, attributes, visitor);
        match evaluator.run(experiment, None, answers) {
            Ok(run) => {
                visitor.experiment_run(None, &run);
                RunVerdict::Done
            }
            Err(Stop::Ask(ask)) => RunVerdict::Asks(ask),
            Err(Stop::Broken) => RunVerdict::Fault,
        }
    }
}
