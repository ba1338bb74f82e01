//! The engine's evaluation log as steps that can be laid out.

use serde::Serialize;

/// Between the lines of the log: a character that no config has, so that texts with line breaks stay in one piece.
pub(super) const LINE_BREAK: &str = "\u{1e}";

/// How many steps are shown. Prerequisites can nest a thousand levels deep.
const SHOWN: usize = 1_000;

/// One line of an evaluation log.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Step {
    /// How deep it is nested.
    depth: usize,
    text: String,
    /// What came of it.
    mark: Option<Mark>,
    /// Why it could not be evaluated.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// What a step came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Mark {
    /// The rule applies.
    Match,
    /// The rule does not apply.
    NoMatch,
    /// The condition holds.
    True,
    /// The condition does not hold.
    False,
    /// It cannot be evaluated.
    Error,
    /// It was left out.
    Skipped,
}

/// How lines end that say what came of them.
const ENDS: [(&str, Mark); 5] = [
    (" => MATCH, applying rule", Mark::Match),
    (" => no match", Mark::NoMatch),
    (" => true", Mark::True),
    (" => false, skipping the remaining AND conditions", Mark::False),
    (" => false", Mark::False),
];

/// The steps of a log. The second value: how many were left out.
pub(super) fn steps_of(log: &str) -> (Vec<Step>, usize) {
    let mut steps: Vec<Step> = Vec::new();
    // The steps whose bracketed explanation is being read.
    let mut open: Vec<usize> = Vec::new();
    let mut lines = log.split(LINE_BREAK);
    for line in lines.by_ref() {
        let step = step(line);
        match step.text.as_str() {
            "" => {}
            "(" => open.push(steps.len().saturating_sub(1)),
            ")" => {
                let opener = open.pop().and_then(|opener| steps.get_mut(opener));
                if let Some(opener) = opener.filter(|_| step.mark.is_some()) {
                    opener.mark = step.mark;
                }
            }
            _ => steps.push(step),
        }
        if steps.len() == SHOWN {
            break;
        }
    }
    (steps, lines.count())
}

fn step(line: &str) -> Step {
    let text = line.trim_start_matches(' ');
    let depth = line.len().saturating_sub(text.len()) / 2;
    let text = text.strip_prefix("- ").unwrap_or(text);
    for (end, mark) in ENDS {
        if let Some(text) = text.strip_suffix(end) {
            return Step { depth, text: text.trim_end().to_owned(), mark: Some(mark), reason: None };
        }
    }
    if let Some((text, reason)) = text.rsplit_once(" => cannot evaluate") {
        let reason = reason.trim_start_matches([',', ' ']).to_owned();
        return Step { depth, text: text.to_owned(), mark: Some(Mark::Error), reason: Some(reason) };
    }
    let skips = text.starts_with("Skipping ") || text.starts_with("The current targeting rule is ignored");
    Step { depth, text: text.trim_end().to_owned(), mark: skips.then_some(Mark::Skipped), reason: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The log of @configcat/sdk 1.1.0 for a flag with a rule, a prerequisite and percentage options.
    const LOG: &str = "\
Evaluating 'a' for User '{\"Identifier\":\"i\"}'
  Evaluating targeting rules and applying the first match if any:
  - IF User.N = '5' THEN 'n' => cannot evaluate, the User.N attribute is invalid ('abc' is not a valid decimal number)
    The current targeting rule is ignored and the evaluation continues with the next rule.
  - IF User.Age EQUALS '5' => true
    AND Flag 'b' EQUALS 'true'
    (
      Evaluating prerequisite flag 'b':
      Prerequisite flag evaluation result: 'true'.
    ) => false, skipping the remaining AND conditions
    THEN % options => no match
  - IF User.X EQUALS ' => true' THEN 'a => no match' => MATCH, applying rule
  Returning 'no'.";

    #[test]
    fn lines_become_steps() {
        let (steps, left_out) = steps_of(&LOG.replace('\n', LINE_BREAK));
        assert_eq!(left_out, 0);
        let found: Vec<(usize, &str, Option<Mark>)> =
            steps.iter().map(|step| (step.depth, step.text.as_str(), step.mark)).collect();
        let expected = [
            (0, "Evaluating 'a' for User '{\"Identifier\":\"i\"}'", None),
            (1, "Evaluating targeting rules and applying the first match if any:", None),
            (1, "IF User.N = '5' THEN 'n'", Some(Mark::Error)),
            (
                2,
                "The current targeting rule is ignored and the evaluation continues with the next rule.",
                Some(Mark::Skipped),
            ),
            (1, "IF User.Age EQUALS '5'", Some(Mark::True)),
            (2, "AND Flag 'b' EQUALS 'true'", Some(Mark::False)),
            (3, "Evaluating prerequisite flag 'b':", None),
            (3, "Prerequisite flag evaluation result: 'true'.", None),
            (2, "THEN % options", Some(Mark::NoMatch)),
            (1, "IF User.X EQUALS ' => true' THEN 'a => no match'", Some(Mark::Match)),
            (1, "Returning 'no'.", None),
        ];
        assert_eq!(found, expected);
        let reason = "the User.N attribute is invalid ('abc' is not a valid decimal number)";
        assert_eq!(steps[2].reason.as_deref(), Some(reason));
    }

    #[test]
    fn breaks_inside_values_do_not_break_lines_and_long_logs_are_cut() {
        let (steps, _) = steps_of("Evaluating 'a'\u{1e}  Returning 'x\n  - IF y'.");
        assert_eq!(steps.len(), 2);
        assert_eq!(steps[1].text, "Returning 'x\n  - IF y'.");
        let (steps, left_out) = steps_of(&["x"; 1_500].join(LINE_BREAK));
        assert_eq!((steps.len(), left_out), (1_000, 500));
    }
}
