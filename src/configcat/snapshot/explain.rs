//! The slow path: the same evaluation, with its warnings, its failure and its log.

use std::ffi::CStr;

use vexil_client::SharedConfig;
use vexil_engine::configcat::{DefaultKind, ExplainRequest, Explanation, Failure, LogFormat, Warning};

use super::planned::Planned;
use super::{flag_argument, unknown_flag};
use crate::js::{Fault, Question, Scope, Value, argument};

/// `explain(flag, hasUser, attributes, format, eol, userText, defaultKind, defaultText, lenient)`.
pub(super) struct Explain;

impl Question<SharedConfig> for Explain {
    const NAME: &'static CStr = c"explain";

    fn call<'s>(
        scope: Scope<'s>,
        config: &SharedConfig,
        arguments: &[Value<'s>],
    ) -> Result<Value<'s>, Fault> {
        let at = |index| argument(scope, arguments, index);
        let flag = flag_argument(scope, arguments)?;
        config.flag(flag).ok_or_else(unknown_flag)?;
        let user = Planned::read(scope, scope.read_boolean(at(1)?)?, at(2)?)?;
        let eol = scope.read_text(at(4)?)?;
        let user_text = scope.read_optional_text(at(5)?)?;
        let default_text = scope.read_text(at(7)?)?;
        let request = ExplainRequest {
            log: log_format(scope.read_u32(at(3)?)?)?,
            eol: &eol,
            user_text: user_text.as_deref(),
            default_kind: default_kind(scope.read_u32(at(6)?)?)?,
            default_text: &default_text,
            lenient: scope.read_boolean(at(8)?)?,
            ..ExplainRequest::default()
        };
        to_js(scope, &config.explain(flag, &user, &request))
    }
}

fn log_format(number: u32) -> Result<LogFormat, Fault> {
    match number {
        0 => Ok(LogFormat::None),
        1 => Ok(LogFormat::Current),
        2 => Ok(LogFormat::Legacy),
        _ => Err(Fault::message("There is no log format with this number.")),
    }
}

fn default_kind(number: u32) -> Result<DefaultKind, Fault> {
    match number {
        0 => Ok(DefaultKind::Absent),
        1 => Ok(DefaultKind::Boolean),
        2 => Ok(DefaultKind::Text),
        3 => Ok(DefaultKind::Number),
        _ => Err(Fault::message("There is no kind of default value with this number.")),
    }
}

fn to_js<'s>(scope: Scope<'s>, explanation: &Explanation) -> Result<Value<'s>, Fault> {
    let outcome = match &explanation.result {
        Ok(outcome) => scope.uint32(outcome.0)?,
        Err(_) => scope.int32(-1)?,
    };
    let (kind, failure) = match &explanation.result {
        Ok(_) => (0, scope.null()?),
        Err(failure) => failure_to_js(scope, failure)?,
    };
    let warnings = explanation
        .warnings
        .iter()
        .map(|warning| warning_to_js(scope, warning))
        .collect::<Result<Vec<_>, _>>()?;
    scope.array(&[
        outcome,
        scope.uint32(kind)?,
        failure,
        scope.text_or(explanation.log.as_deref(), scope.null()?)?,
        scope.array(&warnings)?,
    ])
}

fn failure_to_js<'s>(scope: Scope<'s>, failure: &Failure) -> Result<(u32, Value<'s>), Fault> {
    let kind = match failure {
        Failure::InvalidModel(_) => 1,
        Failure::TypeMismatch(_) => 2,
        Failure::Unreadable(slot) => return Ok((3, scope.number(*slot as f64)?)),
        _ => 4,
    };
    Ok((kind, scope.text(&failure.message())?))
}

fn warning_to_js<'s>(scope: Scope<'s>, warning: &Warning) -> Result<Value<'s>, Fault> {
    let items = |id, texts: &[Option<&[u8]>]| {
        let mut items = vec![scope.uint32(id)?];
        for text in texts {
            items.push(scope.text_or(*text, scope.null()?)?);
        }
        scope.array(&items)
    };
    match warning {
        Warning::UserMissing { key } => items(3001, &[Some(key)]),
        Warning::PercentageAttributeMissing { key, attribute } => {
            items(3003, &[None, Some(key), Some(attribute)])
        }
        Warning::ConditionAttributeMissing { condition, key, attribute } => {
            items(3003, &[Some(condition), Some(key), Some(attribute)])
        }
        Warning::AttributeInvalid { condition, key, reason, attribute } => {
            items(3004, &[Some(condition), Some(key), Some(reason), Some(attribute)])
        }
        Warning::AttributeConverted { condition, key, attribute, value } => {
            items(3005, &[Some(condition), Some(key), Some(attribute), Some(value)])
        }
        _ => Err(Fault::message("The engine has a warning that the addon does not know.")),
    }
}
