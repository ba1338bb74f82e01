//! What the tests of the evaluation have in common.

use super::{
    AttributeValue, Attributes, Config, Conventions, ExplainRequest, Explanation, FlagId, LogFormat, Value,
    Verdict,
};

/// A user whose attributes are given by name; they are looked up in the plan of one flag.
pub(super) struct TestUser<'a> {
    conventions: Conventions,
    attributes: Option<Vec<AttributeValue<'a>>>,
}

impl<'a> TestUser<'a> {
    pub(super) fn new(
        conventions: Conventions,
        config: &Config,
        id: FlagId,
        attributes: Option<&[(&str, AttributeValue<'a>)]>,
    ) -> Self {
        let value_of = |name: &[u8]| {
            let found = attributes?.iter().find(|(known, _)| known.as_bytes() == name);
            found.map(|(_, value)| *value)
        };
        let plan = config.flag(id).unwrap().plan();
        let values = plan.iter().map(|it| value_of(it.name()).unwrap_or(AttributeValue::Missing)).collect();
        Self { conventions, attributes: attributes.map(|_| values) }
    }
}

impl Attributes for TestUser<'_> {
    fn conventions(&self) -> Conventions {
        self.conventions
    }

    fn has_user(&self) -> bool {
        self.attributes.is_some()
    }

    fn get(&self, slot: usize) -> AttributeValue<'_> {
        let values = self.attributes.as_ref().expect("attributes are read only if there is a user");
        values.get(slot).copied().unwrap_or(AttributeValue::Missing)
    }
}

/// Evaluates a flag both ways and insists that they agree.
pub(super) fn explain(
    config: &Config,
    key: &str,
    user: Option<&[(&str, AttributeValue<'_>)]>,
    request: &ExplainRequest<'_>,
) -> Explanation {
    explain_by(Conventions::JavaScript, config, key, user, request)
}

/// The same by the given conventions.
pub(super) fn explain_by(
    conventions: Conventions,
    config: &Config,
    key: &str,
    user: Option<&[(&str, AttributeValue<'_>)]>,
    request: &ExplainRequest<'_>,
) -> Explanation {
    let id = config.find(key.as_bytes()).unwrap();
    let user = TestUser::new(conventions, config, id, user);
    let explanation = config.explain(id, &user, request);
    if request.default_kind == super::DefaultKind::Absent {
        let expected = match &explanation.result {
            Ok(id) => Verdict::Outcome { id: *id, warned: !explanation.warnings.is_empty() },
            Err(_) => Verdict::Explain,
        };
        assert_eq!(config.evaluate(id, &user), expected);
    }
    explanation
}

/// The value of a flag, or the message of its failure.
pub(super) fn evaluate(
    json: &str,
    key: &str,
    user: Option<&[(&str, AttributeValue<'_>)]>,
) -> Result<Value, String> {
    evaluate_by(Conventions::JavaScript, json, key, user)
}

/// The same by the given conventions.
pub(super) fn evaluate_by(
    conventions: Conventions,
    json: &str,
    key: &str,
    user: Option<&[(&str, AttributeValue<'_>)]>,
) -> Result<Value, String> {
    let config = Config::parse(json.as_bytes()).unwrap();
    let log = if conventions.is_python() { LogFormat::Python } else { LogFormat::Current };
    let request = ExplainRequest { log, ..ExplainRequest::default() };
    let result = explain_by(conventions, &config, key, user, &request).result;
    let flag = config.flag(config.find(key.as_bytes()).unwrap()).unwrap();
    result
        .map(|id| flag.outcome(id).unwrap().value.unwrap().to_owned())
        .map_err(|failure| failure.to_string())
}

/// What a user condition on the attribute `A` makes of a value: whether it holds, or the failure's message. A condition that
/// cannot be evaluated does not hold.
pub(super) fn condition(json: &str, value: AttributeValue<'_>) -> Result<bool, String> {
    condition_by(Conventions::JavaScript, json, value)
}

/// The same by the given conventions.
pub(super) fn condition_by(
    conventions: Conventions,
    json: &str,
    value: AttributeValue<'_>,
) -> Result<bool, String> {
    let config = format!(
        r#"{{"p":{{"s":"salt"}},"f":{{"flag":{{"t":0,"v":{{"b":false}},
        "r":[{{"c":[{{"u":{{"a":"A",{json}}}}}],"s":{{"v":{{"b":true}}}}}}]}}}}}}"#
    );
    evaluate_by(conventions, &config, "flag", Some(&[("A", value)])).map(|value| value == Value::Bool(true))
}

/// A text attribute.
pub(super) const fn text(text: &str) -> AttributeValue<'_> {
    AttributeValue::Text(text.as_bytes())
}

/// A list attribute, given as JSON.
pub(super) const fn list(json: &str) -> AttributeValue<'_> {
    AttributeValue::List { json: json.as_bytes(), text: b"" }
}
