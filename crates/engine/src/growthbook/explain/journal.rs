//! The journal: what the host has to know of an evaluation besides its outcome, as numbers.

use crate::growthbook::{FeatureId, OutcomeId, Prerequisite, Run, Via, Visitor};

/// How many numbers a record takes.
pub const RECORD: usize = 7;

/// An experiment was run: kind, feature (-1: none), rule, variation, flags, bucket (NaN: none), context of the bandit (-1: none fits, -2: there
/// is no bandit).
const RUN: f64 = 0.0;

/// A prerequisite was evaluated: kind, feature (-1: unknown), outcome (-1: unknown or forced), feature, rule (-1: none) and index where it
/// stands, 1 if it is forced.
const PREREQUISITE: f64 = 1.0;

/// A force rule with experiments to track applies: kind, feature, rule.
const TRACKS: f64 = 2.0;

/// Writes records one after the other, from the second number on. The first one is how many there are.
#[derive(Debug)]
pub struct Journal<'j> {
    numbers: &'j mut [f64],
    records: usize,
    /// Whether nothing about the last run is special.
    is_plain: bool,
}

/// What a journal has to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Nothing.
    Nothing,
    /// One run, and nothing but that the user is in it, by a hash and by nothing else.
    Run,
    /// Its records.
    Records,
}

impl<'j> Journal<'j> {
    /// An empty journal. What does not fit into the numbers is only counted.
    pub fn new(numbers: &'j mut [f64]) -> Self {
        Self { numbers, records: 0, is_plain: false }
    }

    /// Writes how many records there are, and tells what they are. If they do not fit, it writes how many numbers they take, and that
    /// is an error.
    pub fn finish(self) -> Result<Told, Full> {
        let needed = self.records * RECORD + 1;
        let fits = needed <= self.numbers.len();
        if let Some(first) = self.numbers.first_mut() {
            *first = if fits { self.records as f64 } else { needed as f64 };
        }
        match (self.records, self.is_plain) {
            _ if !fits => Err(Full),
            (0, _) => Ok(Told::Nothing),
            (1, true) => Ok(Told::Run),
            _ => Ok(Told::Records),
        }
    }

    fn write(&mut self, record: [f64; RECORD]) {
        let start = self.records * RECORD + 1;
        if let Some(place) = self.numbers.get_mut(start..start + RECORD) {
            place.copy_from_slice(&record);
        }
        self.records += 1;
    }
}

/// The journal is too short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full;

impl Visitor for Journal<'_> {
    fn experiment_run(&mut self, place: Option<(FeatureId, u32)>, run: &Run) {
        self.is_plain = run.variation.is_some()
            && run.hash_used
            && run.leaf.is_none()
            && !(run.fallback_used || run.sticky_used || run.sticky_active);
        let [feature, rule] = place_of(place);
        let flags = [
            (run.variation.is_some(), 1.0),
            (run.hash_used, 2.0),
            (run.fallback_used, 4.0),
            (run.sticky_used, 8.0),
            (run.sticky_active, 16.0),
        ];
        let flags = flags.into_iter().fold(0.0, |sum, (is_set, flag)| if is_set { sum + flag } else { sum });
        let leaf = run.leaf.map_or(-2.0, |context| context.map_or(-1.0, |place| place as f64));
        let variation = run.variation.unwrap_or_default() as f64;
        self.write([RUN, feature, rule, variation, flags, run.bucket.unwrap_or(f64::NAN), leaf]);
    }

    fn prerequisite(&mut self, via: Via, prerequisite: Prerequisite) {
        let [via_feature, via_rule] = place_of(via.rule);
        let number = |id: Option<FeatureId>| id.map_or(-1.0, |id| f64::from(id.0));
        let (feature, outcome, forced) = match prerequisite {
            Prerequisite::Feature(id, OutcomeId(outcome)) => (number(Some(id)), f64::from(outcome), 0.0),
            Prerequisite::Forced(id) => (number(id), -1.0, 1.0),
            Prerequisite::Unknown => (-1.0, -1.0, 0.0),
        };
        self.write([PREREQUISITE, feature, outcome, via_feature, via_rule, via.index as f64, forced]);
    }

    fn tracks(&mut self, feature: FeatureId, rule: u32) {
        self.write([TRACKS, f64::from(feature.0), f64::from(rule), 0.0, 0.0, 0.0, 0.0]);
    }
}

fn place_of(place: Option<(FeatureId, u32)>) -> [f64; 2] {
    place.map_or([-1.0, -1.0], |(feature, rule)| [f64::from(feature.0), f64::from(rule)])
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUN_OF_NOBODY: Run = Run {
        variation: None,
        hash_used: false,
        bucket: None,
        fallback_used: false,
        sticky_used: false,
        sticky_active: false,
        leaf: None,
    };

    #[test]
    fn records_come_one_after_the_other() {
        let mut numbers = [7.0; 1 + 4 * RECORD];
        let mut journal = Journal::new(&mut numbers);
        let place = Some((FeatureId(5), 2));
        let run = Run {
            variation: Some(1),
            hash_used: true,
            bucket: Some(0.25),
            fallback_used: true,
            sticky_used: true,
            sticky_active: true,
            leaf: Some(Some(3)),
        };
        journal.experiment_run(place, &run);
        let via = Via { rule: place, index: 1 };
        journal.prerequisite(via, Prerequisite::Feature(FeatureId(4), OutcomeId(6)));
        journal.prerequisite(Via { rule: None, index: 0 }, Prerequisite::Forced(None));
        journal.tracks(FeatureId(5), 2);
        assert_eq!(journal.finish(), Ok(Told::Records));
        let expected = [
            [0.0, 5.0, 2.0, 1.0, 31.0, 0.25, 3.0],
            [1.0, 4.0, 6.0, 5.0, 2.0, 1.0, 0.0],
            [1.0, -1.0, -1.0, -1.0, -1.0, 0.0, 1.0],
            [2.0, 5.0, 2.0, 0.0, 0.0, 0.0, 0.0],
        ];
        assert_eq!(numbers[0], 4.0);
        assert_eq!(numbers[1..], expected.concat());
    }

    #[test]
    fn nothing_is_no_number() {
        let mut numbers = [0.0; 1 + RECORD];
        let mut journal = Journal::new(&mut numbers);
        journal.experiment_run(None, &RUN_OF_NOBODY);
        assert_eq!(journal.finish(), Ok(Told::Records));
        assert_eq!(numbers[..6], [1.0, 0.0, -1.0, -1.0, 0.0, 0.0]);
        assert!(numbers[6].is_nan() && numbers[7] == -2.0);
    }

    #[test]
    fn a_journal_that_is_too_small_tells_what_it_needs() {
        for length in [0, 1, RECORD, 2 * RECORD] {
            let mut numbers = vec![0.0; length];
            let mut journal = Journal::new(&mut numbers);
            journal.tracks(FeatureId(0), 0);
            journal.tracks(FeatureId(0), 1);
            assert_eq!(journal.finish(), Err(Full));
            assert!(numbers.first().is_none_or(|needed| *needed == (1 + 2 * RECORD) as f64));
        }
        assert_eq!(Journal::new(&mut []).finish(), Err(Full));
        assert_eq!(Journal::new(&mut [5.0]).finish(), Ok(Told::Nothing));
    }

    #[test]
    fn a_run_without_anything_special_is_told_as_such() {
        let plain = Run { variation: Some(1), hash_used: true, bucket: Some(0.5), ..RUN_OF_NOBODY };
        let told = |run: &Run, is_followed: bool| {
            let mut numbers = [0.0; 1 + 2 * RECORD];
            let mut journal = Journal::new(&mut numbers);
            journal.experiment_run(Some((FeatureId(5), 2)), run);
            if is_followed {
                journal.tracks(FeatureId(5), 3);
            }
            journal.finish()
        };
        assert_eq!(told(&plain, false), Ok(Told::Run));
        assert_eq!(told(&plain, true), Ok(Told::Records));
        for special in [
            RUN_OF_NOBODY,
            Run { hash_used: false, ..plain },
            Run { fallback_used: true, ..plain },
            Run { sticky_used: true, ..plain },
            Run { sticky_active: true, ..plain },
            Run { leaf: Some(None), ..plain },
        ] {
            assert_eq!(told(&special, false), Ok(Told::Records));
        }
    }
}
