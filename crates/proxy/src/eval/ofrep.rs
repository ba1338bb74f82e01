//! The context of an OpenFeature request.

use super::EvalFailure;
use super::members::{is_called, read_members};
use crate::user::User;

/// Reads `{"context":{…}}`. The `targetingKey` is the user's `Identifier`, whatever else is. `None`: the body is empty, or has no context.
///
/// # Errors
/// [`EvalFailure::Json`], [`EvalFailure::AttributeType`].
pub(crate) fn read_context(json: &[u8]) -> Result<Option<User>, EvalFailure> {
    if json.is_empty() {
        return Ok(None);
    }
    let mut context = None;
    let faults = read_members(json, |faults, cursor, name| {
        let is_context = is_called(name, "context");
        if is_context {
            context = Some(faults.read_user(cursor, "context")?);
        }
        Ok(is_context)
    })?;
    let mut user = faults.none(context)?.map(super::subject::Subject::into_user);
    if let Some(user) = &mut user
        && let Some(targeting_key) = user.get("targetingKey").cloned()
    {
        user.set("Identifier", targeting_key);
    }
    Ok(user)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::user::Value;

    fn user(attributes: &[(&str, &str)]) -> User {
        attributes.iter().map(|(name, text)| ((*name).into(), Value::Text((*text).into()))).collect()
    }

    #[test]
    fn the_context_is_the_user() {
        for (body, expected) in [
            ("", None),
            ("null", None),
            ("{}", None),
            (r#"{"context":{}}"#, Some(user(&[]))),
            (r#"{"context":null}"#, Some(user(&[]))),
            (r#"{"Context":{"a":"b"},"other":[1]}"#, Some(user(&[("a", "b")]))),
            (
                r#"{"context":{"targetingKey":"t"}}"#,
                Some(user(&[("Identifier", "t"), ("targetingKey", "t")])),
            ),
            (
                r#"{"context":{"targetingKey":"t","Identifier":"i"}}"#,
                Some(user(&[("Identifier", "t"), ("targetingKey", "t")])),
            ),
            (r#"{"context":{"Identifier":"i"}}"#, Some(user(&[("Identifier", "i")]))),
        ] {
            assert_eq!(read_context(body.as_bytes()), Ok(expected), "{body}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_as_for_other_requests() {
        let failure = read_context(br#"{"context":{"a":{}}}"#);
        assert_eq!(failure, Err(EvalFailure::AttributeType("a".to_owned())));
        let failure = read_context(br#"{"context":{}"#);
        assert_eq!(failure, Err(EvalFailure::Json("unexpected end of JSON input".to_owned())));
        let failure = read_context(b" ");
        assert_eq!(failure, Err(EvalFailure::Json("unexpected end of JSON input".to_owned())));
    }
}
