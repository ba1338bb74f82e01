//! Finding a value by its variation id (`getKeyAndValueAsync` of the official SDK).

use super::flag::Flag;
use super::model::Then;
use super::{Config, Conventions, Failure, FlagId, Outcome, OutcomeId};

impl Config {
    /// The first flag and outcome with the given variation id: per flag its own value, then the rules, then the percentage
    /// options. Malformed flags are passed over.
    ///
    /// # Errors
    /// A flag that comes before the match, or is the match, has an invalid type or an invalid rule, or the found outcome has
    /// no value.
    pub fn find_variation(&self, variation_id: &[u8]) -> Result<Option<(FlagId, OutcomeId)>, Failure> {
        for (id, flag) in (0..).zip(&self.flags).filter(|(_, flag)| !flag.is_spoiled(Conventions::JavaScript))
        {
            if let Some(outcome) = find_in_flag(flag, variation_id)? {
                return Ok(Some((FlagId(id), outcome)));
            }
        }
        Ok(None)
    }

    /// The same by the conventions of Python (`get_key_and_value`): in the order of the document, and without looking at anything
    /// but the variation ids.
    ///
    /// # Errors
    /// The found outcome has no value.
    pub fn find_python_variation(&self, variation_id: &[u8]) -> Result<Option<(FlagId, OutcomeId)>, Failure> {
        for id in self.document_order() {
            let Some(flag) = self.flag(id).filter(|flag| !flag.is_spoiled(Conventions::Python)) else {
                continue;
            };
            let mut outcomes = (0..).zip(flag.outcomes());
            if let Some((number, outcome)) = outcomes.find(|(_, it)| it.variation_id == Some(variation_id)) {
                let found = Some((id, OutcomeId(number)));
                return outcome.value.map(|_| found).map_err(|failure| failure.in_python(flag.python_type()));
            }
        }
        Ok(None)
    }
}

fn find_in_flag(flag: &Flag, variation_id: &[u8]) -> Result<Option<OutcomeId>, Failure> {
    if let Err(failure) = &flag.setting.setting_type {
        return Err(failure.clone());
    }
    // The outcomes are in the order of the search; rules without a valid THEN part have none, but end it.
    let found = (0..).zip(flag.outcomes()).find(|(_, outcome)| outcome.variation_id == Some(variation_id));
    let first_invalid =
        flag.setting.rules.iter().position(|rule| matches!(rule.then, Then::Invalid(_) | Then::Nothing));
    if let Some(invalid) = first_invalid {
        let is_before = found.is_some_and(|(id, outcome)| {
            id == 0 || outcome.rule.is_some_and(|rule| (rule as usize) < invalid)
        });
        if !is_before {
            return Err(Failure::invalid("Targeting rule THEN part is missing or invalid."));
        }
    }
    match found {
        Some((_, Outcome { value: Err(failure), .. })) => Err(failure.clone()),
        found => Ok(found.map(|(id, _)| OutcomeId(id))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(json: &str, id: &str) -> Result<Option<(u32, u32)>, String> {
        let config = Config::parse(json.as_bytes()).unwrap();
        let found = config.find_variation(id.as_bytes()).map_err(|failure| failure.to_string())?;
        Ok(found.map(|(flag, outcome)| (flag.0, outcome.0)))
    }

    #[test]
    fn invalid_parts_end_the_search_when_it_reaches_them() {
        let json = r#"{"f":{"spoiled":{"t":"x"},
            "a":{"t":1,"v":{"s":"0"},"i":"own","r":[{"s":{"v":{"s":"1"},"i":"first"}},{},{"s":{"v":{"s":"2"},"i":"behind"}}]},
            "b":{"t":1,"v":{"s":"3"},"i":"next"}}}"#;
        let invalid = Err("Targeting rule THEN part is missing or invalid.".to_owned());
        assert_eq!(find(json, "own"), Ok(Some((1, 0))));
        assert_eq!(find(json, "first"), Ok(Some((1, 1))));
        assert_eq!(find(json, "behind"), invalid);
        assert_eq!(find(json, "next"), invalid);
    }

    #[test]
    fn flags_of_an_invalid_type_and_values_of_another_type_are_errors() {
        let json = r#"{"f":{"a":{"t":1,"v":{"i":0},"i":"none"},"b":{"t":9,"v":{}}}}"#;
        assert_eq!(find(json, "none"), Err("Setting value is missing or invalid.".to_owned()));
        assert_eq!(find(json, "other"), Err("Setting type is invalid.".to_owned()));
        assert_eq!(find("{}", "other"), Ok(None));
    }
}
