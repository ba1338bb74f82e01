//! The answers that a config can give, written once.

use bytes::Bytes;
use vexil_engine::configcat::{Config, ExplainRequest, Flag, FlagId, OutcomeId, Verdict};
use vexil_engine::js::wtf8;

use super::cache::{Cache, Question};
use super::failures::{Failure, Failures};
use super::fragments::{Fragment, Fragments, is_targeted};
use super::request::BorrowedRequest;
use super::slots::Slots;
use super::subject::Subject;
use super::{Detail, EvalFailure};
use crate::log::Logger;
use crate::user::User;

/// The answers of one config.
#[derive(Debug)]
pub(crate) struct Answers {
    fragments: Fragments,
    cache: Cache,
    failures: Failures,
}

impl Answers {
    /// Prepares for the answers of a config.
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            fragments: Fragments::new(config),
            cache: Cache::default(),
            failures: Failures::new(config.len()),
        }
    }

    /// Logs which flags could not be evaluated: each once, whoever asks how often.
    #[inline]
    pub(crate) fn log_failures(&self, log: &Logger, sdk: &str) {
        for Failure { flag, reason } in self.failures.take_new() {
            log.error(format_args!("evaluating flag '{flag}' of SDK '{sdk}' failed: {reason}"));
        }
    }

    /// The answer to the body of an `eval` request. Bodies that were answered before are neither parsed nor evaluated again, within a
    /// bound of memory. `defaults` must be the same in each call: an SDK with other defaults makes a new snapshot.
    ///
    /// # Errors
    /// Those of [`EvalRequest::parse`](super::EvalRequest::parse) and [`one`](Self::one).
    pub(crate) fn one_of_body(
        &self,
        config: &Config,
        body: &[u8],
        defaults: Option<&User>,
    ) -> Result<Bytes, EvalFailure> {
        self.cache.get_or_make(Question::One, body, true, || {
            let request = BorrowedRequest::parse(body)?;
            let subject = with_defaults(request.user, defaults);
            let (fragment, _) = self.evaluate(config, &request.key, subject.as_ref())?;
            Ok(self.fragments.object(fragment))
        })
    }

    /// The answer to the body of an `eval-all` request, likewise.
    ///
    /// # Errors
    /// Those of [`EvalRequest::parse`](super::EvalRequest::parse).
    pub(crate) fn all_of_body(
        &self,
        config: &Config,
        body: &[u8],
        defaults: Option<&User>,
    ) -> Result<Bytes, EvalFailure> {
        self.cache.get_or_make(Question::All, body, false, || {
            let request = BorrowedRequest::parse(body)?;
            let subject = with_defaults(request.user, defaults);
            Ok(self.evaluate_all(config, subject.as_ref()))
        })
    }

    /// `{"value":…,"variationId":"…"}` for one flag and a user who has the default attributes already.
    ///
    /// # Errors
    /// [`EvalFailure::UnknownFlag`], [`EvalFailure::Failed`].
    pub(crate) fn one(&self, config: &Config, key: &str, user: Option<&User>) -> Result<Bytes, EvalFailure> {
        let subject = user.map(Subject::from);
        let (fragment, _) = self.evaluate(config, key, subject.as_ref())?;
        Ok(self.fragments.object(fragment))
    }

    /// `{"<key>":{"value":…,"variationId":"…"},…}`, keys in bytewise order.
    pub(crate) fn all(&self, config: &Config, user: Option<&User>) -> Bytes {
        self.evaluate_all(config, user.map(Subject::from).as_ref())
    }

    /// Like [`one`](Self::one), in parts.
    ///
    /// # Errors
    /// [`EvalFailure::UnknownFlag`], [`EvalFailure::Failed`].
    pub(crate) fn detail(
        &self,
        config: &Config,
        key: &str,
        user: Option<&User>,
    ) -> Result<Detail, EvalFailure> {
        let subject = user.map(Subject::from);
        let (fragment, matched) = self.evaluate(config, key, subject.as_ref())?;
        Ok(self.in_parts(fragment, matched))
    }

    /// The keys as JSON, quotes included, in bytewise order, each with what [`detail`](Self::detail) tells.
    pub(crate) fn details(
        &self,
        config: &Config,
        user: Option<&User>,
    ) -> impl Iterator<Item = (Bytes, Result<Detail, EvalFailure>)> {
        let subject = user.map(Subject::from);
        self.fragments.order().filter_map(move |id| {
            let key = self.fragments.key(self.fragments.get(id, None)?);
            let evaluated = self.evaluate_flag(config, id, config.flag(id)?, subject.as_ref());
            Some((key, evaluated.map(|(fragment, matched)| self.in_parts(fragment, matched))))
        })
    }

    fn in_parts(&self, fragment: Fragment, matched: bool) -> Detail {
        let (value, variant) = (self.fragments.value(fragment), self.fragments.variation_id(fragment));
        Detail { value, variant, matched }
    }

    fn evaluate(
        &self,
        config: &Config,
        key: &str,
        subject: Option<&Subject<'_>>,
    ) -> Result<(Fragment, bool), EvalFailure> {
        let found = config.find(key.as_bytes()).and_then(|id| Some((id, config.flag(id)?)));
        let Some((id, flag)) = found else { return Err(EvalFailure::UnknownFlag(key.to_owned())) };
        self.evaluate_flag(config, id, flag, subject)
    }

    fn evaluate_flag(
        &self,
        config: &Config,
        id: FlagId,
        flag: &Flag,
        subject: Option<&Subject<'_>>,
    ) -> Result<(Fragment, bool), EvalFailure> {
        let outcome = match flag.constant() {
            Some(outcome) => outcome,
            None => self.choose(config, id, flag, subject)?,
        };
        let is_targeted = flag.outcome(outcome).is_some_and(|outcome| is_targeted(&outcome));
        let fragment = self.fragments.get(id, Some(outcome));
        fragment
            .map(|fragment| (fragment, is_targeted))
            .ok_or_else(|| self.failed(id, flag, "The outcome is unknown.".to_owned()))
    }

    fn evaluate_all(&self, config: &Config, subject: Option<&Subject<'_>>) -> Bytes {
        let slots = Slots::new(subject, config.plan());
        let mut members: Vec<&[u8]> = vec![&[]; self.fragments.order().len()];
        let mut length = 2;
        for ((id, rank), verdict) in (0..).zip(self.fragments.ranks()).zip(config.evaluate_all(&slots)) {
            let outcome = match verdict {
                Verdict::Outcome { id, .. } => Some(id),
                Verdict::Explain => {
                    self.note_failure(config, FlagId(id), subject);
                    None
                }
            };
            let fragment = self.fragments.get(FlagId(id), outcome);
            let member = fragment.map(|fragment| self.fragments.member(fragment)).unwrap_or_default();
            if let Some(place) = members.get_mut(rank as usize) {
                *place = member;
                length += member.len();
            }
        }
        // Of exactly the length that it needs once the brace has replaced the first comma, so that it need not be moved.
        let mut text = Vec::with_capacity(if members.is_empty() { 2 } else { length - 1 });
        text.push(b'{');
        let mut members = members.into_iter();
        if let Some(first) = members.next() {
            text.extend_from_slice(first.get(1..).unwrap_or_default());
        }
        members.for_each(|member| text.extend_from_slice(member));
        text.push(b'}');
        text.into()
    }

    fn choose(
        &self,
        config: &Config,
        id: FlagId,
        flag: &Flag,
        subject: Option<&Subject<'_>>,
    ) -> Result<OutcomeId, EvalFailure> {
        let slots = Slots::new(subject, flag.plan());
        if let Verdict::Outcome { id, .. } = config.evaluate(id, &slots) {
            return Ok(id);
        }
        explained(config, id, &slots).map_err(|reason| self.failed(id, flag, reason))
    }

    fn failed(&self, id: FlagId, flag: &Flag, reason: String) -> EvalFailure {
        self.failures.note(id, || failure(flag, reason.clone()));
        EvalFailure::Failed(reason)
    }

    #[cold]
    fn note_failure(&self, config: &Config, id: FlagId, subject: Option<&Subject<'_>>) {
        let Some(flag) = config.flag(id) else { return };
        self.failures.note(id, || {
            let slots = Slots::new(subject, flag.plan());
            failure(flag, explained(config, id, &slots).err().unwrap_or_default())
        });
    }
}

/// The user of a request with the defaults below.
fn with_defaults<'a>(subject: Option<Subject<'a>>, defaults: Option<&'a User>) -> Option<Subject<'a>> {
    match (subject, defaults) {
        (Some(subject), Some(defaults)) => Some(subject.over(defaults)),
        (None, Some(defaults)) => Some(defaults.into()),
        (subject, None) => subject,
    }
}

/// What an evaluation that failed comes to; why it failed.
fn explained(config: &Config, id: FlagId, slots: &Slots<'_>) -> Result<OutcomeId, String> {
    config.explain(id, slots, &ExplainRequest::default()).result.map_err(|failure| failure.to_string())
}

fn failure(flag: &Flag, reason: String) -> Failure {
    Failure { flag: wtf8::to_lossy(flag.key()).into_owned(), reason }
}

#[cfg(test)]
mod tests;
