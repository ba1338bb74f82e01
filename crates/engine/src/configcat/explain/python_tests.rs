//! Logs and warnings as configcat-client 10.0.1 and 5.0.0 write them for the same flags and users.

use std::borrow::Cow;

use crate::configcat::testing::{explain_by, text};
use crate::configcat::{
    AttributeValue, Config, Conventions, Converted, ExplainRequest, Explanation, HostError, HostValue,
    LogFormat, LogRecord, Warning,
};

const RULES: &str = r#"{"p":{"s":"salt"},"s":[{"n":"Beta","r":[{"a":"Email","c":2,"l":["@beta.com"]},{"a":"Age","c":14,"d":18.0}]}],"f":{
"a":{"t":0,"v":{"b":false},"r":[
 {"c":[{"u":{"a":"Email","c":0,"l":["a@x.com","it's","\"\\é"]}}],"s":{"v":{"b":true}}},
 {"c":[{"u":{"a":"Email","c":17,"l":["0","1"]}},{"u":{"a":"Team","c":34,"l":["1","2","3","4","5","6","7","8","9","10","11"]}}],"p":[{"p":100,"v":{"b":true}}]},
 {"c":[{"u":{"a":"Seen","c":18,"d":1693497600.5}}],"s":{"v":{"b":true}}},
 {"c":[{"s":{"s":0,"c":0}}],"s":{"v":{"b":true}}},
 {"c":[{"u":{"a":"Email","c":20,"s":"0"}},{"s":{"s":0,"c":1}}],"s":{"v":{"b":true}}},
 {"c":[{"u":{"a":"Email","c":29,"s":"y"}},{"s":{"s":0,"c":1}}],"s":{"v":{"b":true}}},
 {"c":[{"p":{"f":"b","c":1,"v":{"d":5.0}}}],"s":{"v":{"b":true}}}]},
"b":{"t":3,"v":{"d":1e3},"a":"Team","r":[{"c":[{"s":{"s":0,"c":1}}],"s":{"v":{"d":5.0}}}],"p":[{"p":0,"v":{"d":0.5}},{"p":100,"v":{"d":7}}]}}}"#;

/// A list, as a host in Python holds it.
#[derive(Debug)]
struct List(&'static [&'static str], &'static str, &'static str);

impl HostValue for List {
    fn text(&self) -> Converted<Cow<'_, [u8]>> {
        Ok(self.1.as_bytes().into())
    }

    fn number(&self) -> Converted<f64> {
        Err(HostError::Failed(b"float() argument must be a string or a number, not 'list'".to_vec()))
    }

    fn seconds(&self) -> Converted<f64> {
        self.number()
    }

    fn version(&self) -> Converted<Cow<'_, [u8]>> {
        Ok(self.display())
    }

    fn list(&self) -> Converted<Vec<Box<[u8]>>> {
        Ok(self.0.iter().map(|item| item.as_bytes().into()).collect())
    }

    fn display(&self) -> Cow<'_, [u8]> {
        self.2.as_bytes().into()
    }
}

const TEAM: List = List(&["q", "it's"], r#"["q","it's"]"#, r#"['q', "it's"]"#);

fn explained(
    json: &str,
    user_text: &str,
    user: Option<&[(&str, AttributeValue<'_>)]>,
    log: LogFormat,
) -> Explanation {
    let config = Config::parse(json.as_bytes()).unwrap();
    let user_text = Some(user_text.as_bytes());
    let request = ExplainRequest { log, user_text, ..ExplainRequest::default() };
    explain_by(Conventions::Python, &config, "a", user, &request)
}

fn log(json: &str, user_text: &str, user: Option<&[(&str, AttributeValue<'_>)]>) -> (Explanation, String) {
    let mut explanation = explained(json, user_text, user, LogFormat::Python);
    let log = String::from_utf8(explanation.log.take().unwrap()).unwrap();
    (explanation, log)
}

#[test]
fn rules_segments_and_prerequisites() {
    let user = [
        ("Identifier", text("i")),
        ("Email", text("x@beta.com")),
        ("Age", text("abc")),
        ("Team", AttributeValue::Host(&TEAM)),
        ("Seen", text("1693497600,5")),
    ];
    let user_text =
        r#"{"Identifier":"i","Email":"x@beta.com","Age":"abc","Team":["q","it's"],"Seen":"1693497600,5"}"#;
    let (explanation, log) = log(RULES, user_text, Some(&user));
    let expected = r#"Evaluating 'a' for User '{"Identifier":"i","Email":"x@beta.com","Age":"abc","Team":["q","it's"],"Seen":"1693497600,5"}'
  Evaluating targeting rules and applying the first match if any:
  - IF User.Email IS ONE OF ['a@x.com', "it's", '"\\é'] THEN 'True' => no match
  - IF User.Email IS NOT ONE OF [<2 hashed values>] => true
    AND User.Team ARRAY CONTAINS ANY OF ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', ... <1 more value>] => false, skipping the remaining AND conditions
    THEN % options => no match
  - IF User.Seen BEFORE '1693497600.5' (2023-08-31T16:00:00.500Z UTC) THEN 'True' => no match
  - IF User IS IN SEGMENT 'Beta'
    (
      Evaluating segment 'Beta':
      - IF User.Email CONTAINS ANY OF ['@beta.com'] => true
        AND User.Age > '18.0' => false, skipping the remaining AND conditions
      Segment evaluation result: cannot evaluate, the User.Age attribute is invalid ('abc' is not a valid decimal number).
      Condition (User IS IN SEGMENT 'Beta') failed to evaluate.
    )
    THEN 'True' => cannot evaluate, the User.Age attribute is invalid ('abc' is not a valid decimal number)
    The current targeting rule is ignored and the evaluation continues with the next rule.
  - IF User.Email EQUALS '<hashed value>' => false, skipping the remaining AND conditions
    THEN 'True' => no match
  - IF User.Email NOT EQUALS 'y' => true
    AND User IS NOT IN SEGMENT 'Beta'
    (
      Evaluating segment 'Beta':
      - IF User.Email CONTAINS ANY OF ['@beta.com'] => true
        AND User.Age > '18.0' => false, skipping the remaining AND conditions
      Segment evaluation result: cannot evaluate, the User.Age attribute is invalid ('abc' is not a valid decimal number).
      Condition (User IS NOT IN SEGMENT 'Beta') failed to evaluate.
    )
    => true
    THEN 'True' => cannot evaluate, the User.Age attribute is invalid ('abc' is not a valid decimal number)
    The current targeting rule is ignored and the evaluation continues with the next rule.
  - IF Flag 'b' DOES NOT EQUAL '5.0'
    (
      Evaluating prerequisite flag 'b':
      Evaluating targeting rules and applying the first match if any:
      - IF User IS NOT IN SEGMENT 'Beta'
        (
          Evaluating segment 'Beta':
          - IF User.Email CONTAINS ANY OF ['@beta.com'] => true
            AND User.Age > '18.0' => false, skipping the remaining AND conditions
          Segment evaluation result: cannot evaluate, the User.Age attribute is invalid ('abc' is not a valid decimal number).
          Condition (User IS NOT IN SEGMENT 'Beta') failed to evaluate.
        )
        THEN '5.0' => cannot evaluate, the User.Age attribute is invalid ('abc' is not a valid decimal number)
        The current targeting rule is ignored and the evaluation continues with the next rule.
      Evaluating % options based on the User.Team attribute:
      - Computing hash in the [0..99] range from User.Team => 76 (this value is sticky and consistent across all SDKs)
      - Hash value 76 selects % option 2 (100%), '7'.
      Prerequisite flag evaluation result: '7'.
      Condition (Flag 'b' DOES NOT EQUAL '5.0') evaluates to true.
    )
    THEN 'True' => MATCH, applying rule
  Returning 'True'."#;
    assert_eq!(log, expected);
    let invalid = |key: &[u8]| Warning::AttributeInvalid {
        condition: b"User.Age > '18.0'".to_vec(),
        key: key.to_vec(),
        reason: b"'abc' is not a valid decimal number".to_vec(),
        attribute: b"Age".to_vec(),
    };
    assert_eq!(explanation.warnings, [invalid(b"a"), invalid(b"a"), invalid(b"b")]);
}

#[test]
fn without_a_user() {
    let (explanation, log) = log(RULES, "", None);
    let expected = r#"Evaluating 'a'
  Evaluating targeting rules and applying the first match if any:
  - IF User.Email IS ONE OF ['a@x.com', "it's", '"\\é'] THEN 'True' => cannot evaluate, User Object is missing
    The current targeting rule is ignored and the evaluation continues with the next rule.
  - IF User.Email IS NOT ONE OF [<2 hashed values>] => false, skipping the remaining AND conditions
    THEN % options => cannot evaluate, User Object is missing
    The current targeting rule is ignored and the evaluation continues with the next rule.
  - IF User.Seen BEFORE '1693497600.5' (2023-08-31T16:00:00.500Z UTC) THEN 'True' => cannot evaluate, User Object is missing
    The current targeting rule is ignored and the evaluation continues with the next rule.
  - IF User IS IN SEGMENT 'Beta' THEN 'True' => cannot evaluate, User Object is missing
    The current targeting rule is ignored and the evaluation continues with the next rule.
  - IF User.Email EQUALS '<hashed value>' => false, skipping the remaining AND conditions
    THEN 'True' => cannot evaluate, User Object is missing
    The current targeting rule is ignored and the evaluation continues with the next rule.
  - IF User.Email NOT EQUALS 'y' => false, skipping the remaining AND conditions
    THEN 'True' => cannot evaluate, User Object is missing
    The current targeting rule is ignored and the evaluation continues with the next rule.
  - IF Flag 'b' DOES NOT EQUAL '5.0'
    (
      Evaluating prerequisite flag 'b':
      Evaluating targeting rules and applying the first match if any:
      - IF User IS NOT IN SEGMENT 'Beta' THEN '5.0' => cannot evaluate, User Object is missing
        The current targeting rule is ignored and the evaluation continues with the next rule.
      Skipping % options because the User Object is missing.
      Prerequisite flag evaluation result: '1000.0'.
      Condition (Flag 'b' DOES NOT EQUAL '5.0') evaluates to true.
    )
    THEN 'True' => MATCH, applying rule
  Returning 'True'."#;
    assert_eq!(log, expected);
    let missing = |key: &[u8]| Warning::UserMissing { key: key.to_vec() };
    assert_eq!(explanation.warnings, [missing(b"a"), missing(b"b")]);
}

#[test]
fn a_failure_ends_the_log() {
    let json = r#"{"f":{
        "a":{"t":0,"v":{"b":false},"r":[{"c":[{"u":{"a":"Email","c":28,"s":"x"}},{"p":{"f":"b","c":0,"v":{"b":true}}}],"s":{"v":{"b":true}}}]},
        "b":{"t":0,"v":{"b":false},"r":[{"c":[{"u":{"a":"Email","c":30,"l":["x"]}},{"p":{"f":"a","c":0,"v":{"b":true}}}],"s":{"v":{"b":true}}}]}}}"#;
    let user_text = r#"{"Identifier":"i","Email":"x"}"#;
    let (explanation, log) = log(json, user_text, Some(&[("Email", text("x"))]));
    assert_eq!(
        explanation.result.unwrap_err().to_string(),
        "Circular dependency detected between the following depending flags: 'a' -> 'b' -> 'a'."
    );
    let expected = r#"Evaluating 'a' for User '{"Identifier":"i","Email":"x"}'
  Evaluating targeting rules and applying the first match if any:
  - IF User.Email EQUALS 'x' => true
    AND Flag 'b' EQUALS 'True'
    (
      Evaluating prerequisite flag 'b':
      Evaluating targeting rules and applying the first match if any:
      - IF User.Email STARTS WITH ANY OF ['x'] => true
        AND "#;
    assert_eq!(log, expected);
}

#[test]
fn rules_that_lead_to_nothing() {
    let json = r#"{"f":{"a":{"t":2,"v":{"i":9007199254740993},"r":[
        {"s":{"v":{"i":1}}},{"c":[{"u":{"a":"Email","c":3,"l":[]}}]},{"p":[{"p":10,"v":{"i":2}}]}],"p":[{"p":10,"v":{"i":2}}]}}}"#;
    let user_text = r#"{"Identifier":"i","Email":"x"}"#;
    let user = [("Identifier", text("i")), ("Email", text("x"))];
    let (explanation, log) = log(json, user_text, Some(&user));
    let expected = r#"Evaluating 'a' for User '{"Identifier":"i","Email":"x"}'
  Evaluating targeting rules and applying the first match if any:
    The current targeting rule is ignored and the evaluation continues with the next rule.
  - IF User.Email NOT CONTAINS ANY OF [] THEN % options => MATCH, applying rule
    The current targeting rule is ignored and the evaluation continues with the next rule.
    Evaluating % options based on the User.Identifier attribute:
    - Computing hash in the [0..99] range from User.Identifier => 56 (this value is sticky and consistent across all SDKs)
    The current targeting rule is ignored and the evaluation continues with the next rule.
  Evaluating % options based on the User.Identifier attribute:
  - Computing hash in the [0..99] range from User.Identifier => 56 (this value is sticky and consistent across all SDKs)
  Returning '9007199254740993'."#;
    assert_eq!(log, expected);
    assert_eq!(explanation.warnings, []);
}

#[test]
fn warnings_show_the_value_itself() {
    let json = r#"{"f":{"a":{"t":0,"v":{"b":false},"r":[
        {"c":[{"u":{"a":"Team","c":28,"s":"[\"q\",\"it's\"]"}},{"u":{"a":"Team","c":8,"s":"1.0.0"}}],"s":{"v":{"b":true}}},
        {"c":[{"u":{"a":"Age","c":28,"s":"18"}}],"s":{"v":{"b":true}}}]}}}"#;
    let user = [("Team", AttributeValue::Host(&TEAM)), ("Age", AttributeValue::Number(18.0))];
    let explanation = explained(json, "", Some(&user), LogFormat::None);
    assert!(explanation.result.is_ok_and(|outcome| outcome.0 == 2));
    let converted = |condition: &[u8], attribute: &[u8], value: &[u8]| Warning::AttributeConverted {
        condition: condition.to_vec(),
        key: b"a".to_vec(),
        attribute: attribute.to_vec(),
        value: value.to_vec(),
    };
    assert_eq!(
        explanation.warnings,
        [
            converted(b"User.Team EQUALS '[\"q\",\"it's\"]'", b"Team", br#"['q', "it's"]"#),
            Warning::AttributeInvalid {
                condition: b"User.Team > '1.0.0'".to_vec(),
                key: b"a".to_vec(),
                reason: br#"'['q', "it's"]' is not a valid semantic version"#.to_vec(),
                attribute: b"Team".to_vec(),
            },
            converted(b"User.Age EQUALS '18'", b"Age", b"18.0"),
        ]
    );
}

fn records(json: &str, user: Option<&[(&str, AttributeValue<'_>)]>) -> Vec<(bool, String)> {
    let explanation = explained(json, "{}", user, LogFormat::PythonLegacy);
    assert!(explanation.log.is_none());
    let record = |record: LogRecord| (record.is_warning, String::from_utf8(record.text).unwrap());
    explanation.records.into_iter().map(record).collect()
}

fn info(text: &str) -> (bool, String) {
    (false, text.to_owned())
}

#[test]
fn the_records_of_generation_5() {
    let json = r#"{"f":{"a":{"t":0,"v":{"b":false},"r":[
        {"c":[{"u":{"a":"Email","c":0,"l":["a","b"]}}],"s":{"v":{"b":true}}},
        {"c":[{"u":{"a":"Country","c":3,"l":["x"]}}],"s":{"v":{"b":true}}},
        {"c":[{"u":{"a":"Email","c":11,"d":5}}],"s":{"v":{"b":true}}},
        {"c":[{"u":{"a":"Email","c":7,"s":"1.0.0"}}],"s":{"v":{"b":true}}},
        {"c":[{"u":{"a":"Version","c":4,"l":["1.0.0","y"]}}],"s":{"v":{"b":true}}}],"p":[{"p":100,"v":{"b":true}}]}}}"#;
    let user = [("Email", text("it's 1,5")), ("Version", text(" 1.0.0 "))];
    let skip = "SKIP rule. Validation error: ";
    assert_eq!(
        records(json, Some(&user)),
        [
            info("User object:\n{}"),
            info("Evaluating rule: [Email:it's 1,5] [IS ONE OF] [a, b] => no match"),
            info("Evaluating rule: [Country:None] [DOES NOT CONTAIN] [x] => no match"),
            (
                true,
                format!(
                    "Evaluating rule: [Email:it's 1,5] [<> (Number)] [5] => {skip}could not convert string to float: \"it's 1.5\""
                )
            ),
            (
                true,
                format!(
                    "Evaluating rule: [Email:it's 1,5] [<= (SemVer)] [1.0.0] => {skip}it's 1,5 is not valid SemVer string"
                )
            ),
            (
                true,
                format!(
                    "Evaluating rule: [Version: 1.0.0 ] [IS ONE OF (SemVer)] [1.0.0, y] => {skip}y is not valid SemVer string"
                )
            ),
            info("Evaluating % options. Returning True"),
        ]
    );
    assert_eq!(
        records(json, Some(&[("Email", text("b"))])).last(),
        Some(&info("Evaluating rule: [Email:b] [IS ONE OF] [a, b] => match, returning: True"))
    );
    let missing = "Evaluating get_value('a'). UserObject missing! You should pass a UserObject to get_value(), in order to \
                   make targeting work properly. Read more: https://configcat.com/docs/advanced/user-object/";
    assert_eq!(records(json, None), [(true, missing.to_owned()), info("Returning [False]")]);
    let plain = r#"{"f":{"a":{"t":3,"v":{"d":5.0}}}}"#;
    assert_eq!(records(plain, None), [info("Returning [5.0]")]);
    assert_eq!(records(plain, Some(&[])), [info("User object:\n{}"), info("Returning 5.0")]);
}

/// What generation 5 did not have is told in the same form.
#[test]
fn records_of_newer_conditions() {
    let json = r#"{"p":{"s":"salt"},"s":[{"n":"seg","r":[{"a":"Age","c":12,"d":5}]}],"f":{"b":{"t":0,"v":{"b":true},"r":[{"c":[{"u":{"a":"Email","c":28,"s":"?"}}],"s":{"v":{"b":true}}}]},
        "a":{"t":1,"v":{"s":"own"},"r":[
        {"c":[{"u":{"a":"Email","c":29,"s":"a"}},{"u":{"a":"Email","c":16,"l":["0","1"]}}],"s":{"v":{"s":"1"}}},
        {"c":[{"s":{"s":0,"c":1}}],"s":{"v":{"s":"2"}}},
        {"c":[{"u":{"a":"Email","c":20,"s":"0"}}],"s":{"v":{"s":"3"}}},
        {"c":[{"p":{"f":"b","c":1,"v":{"b":false}}},{"u":{"a":"Team","c":34,"l":["q"]}}],"p":[{"p":0,"v":{"s":"4"}}]}]}}}"#;
    let user = [("Email", text("b")), ("Age", text("old")), ("Team", AttributeValue::Host(&TEAM))];
    assert_eq!(
        records(json, Some(&user)),
        [
            info("User object:\n{}"),
            info("Evaluating rule: [Email:b] [NOT EQUALS] [a] => match"),
            info("Evaluating rule: [Email:b] [IS ONE OF (Sensitive)] [<2 hashed values>] => no match"),
            (
                true,
                "Evaluating rule: [User] [IS NOT IN SEGMENT] [seg] => SKIP rule. Validation error: could not convert string to \
                 float: 'old'"
                    .to_owned()
            ),
            info("Evaluating rule: [Email:b] [EQUALS] [<hashed value>] => no match"),
            info("Evaluating rule: [Flag b:True] [DOES NOT EQUAL] [False] => match"),
            info(r#"Evaluating rule: [Team:['q', "it's"]] [ARRAY CONTAINS ANY OF] [q] => match, evaluating % options"#),
            info("Returning own"),
        ]
    );
}
