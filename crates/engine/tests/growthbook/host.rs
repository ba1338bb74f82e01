//! A small host: reads attributes by plan, and makes results of outcomes and journals.

use serde_json::{Map, Value, json};
use vexil_engine::growthbook::{
    Answers, Attribute, FeatureId, Outcome, OutcomeId, Payload, Prerequisite, Run, RunVerdict, Session,
    Verdict, Via, Visitor,
};
use vexil_engine::js::Data;

/// What was told, in order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Told {
    Run(Option<(FeatureId, u32)>, Run),
    Prerequisite(Via, Prerequisite),
    Tracks(FeatureId, u32),
}

/// Remembers what it is told.
#[derive(Debug, Default)]
pub(crate) struct Listener(pub(crate) Vec<Told>);

impl Visitor for Listener {
    fn experiment_run(&mut self, place: Option<(FeatureId, u32)>, run: &Run) {
        self.0.push(Told::Run(place, *run));
    }

    fn prerequisite(&mut self, via: Via, prerequisite: Prerequisite) {
        self.0.push(Told::Prerequisite(via, prerequisite));
    }

    fn tracks(&mut self, feature: FeatureId, rule: u32) {
        self.0.push(Told::Tracks(feature, rule));
    }
}

/// An instance of the SDK.
pub(crate) struct Host {
    pub(crate) payload: Payload,
    pub(crate) session: Session,
    attributes: Value,
    /// Pairs of key and value.
    forced: Value,
}

impl Host {
    /// The instance that a constructor makes of its options.
    pub(crate) fn new(options: &Value) -> Self {
        let payload =
            Payload::parse(options.to_string().into_bytes(), overrides(options).as_deref()).unwrap();
        let mut session = Map::new();
        for name in ["enabled", "qaMode", "url", "forcedVariations", "groups"] {
            session.extend(options.get(name).map(|value| (name.to_owned(), value.clone())));
        }
        for (option, name) in
            [("stickyBucketAssignmentDocs", "sticky"), ("forcedFeatureValues", "forcedFeatures")]
        {
            session.extend(options.get(option).map(|value| (name.to_owned(), value.clone())));
        }
        let session = Session::parse(Value::Object(session).to_string().as_bytes()).unwrap();
        Self {
            payload,
            session,
            attributes: options["attributes"].clone(),
            forced: options["forcedFeatureValues"].clone(),
        }
    }

    /// Evaluates a feature, with what is told meanwhile. `None`: a fault.
    pub(crate) fn evaluate(&self, key: &str) -> Option<(Value, Vec<Told>)> {
        let Some(id) = self.payload.find(key.as_bytes()) else {
            return Some((feature_result(&Value::Null, "unknownFeature", ""), Vec::new()));
        };
        let feature = self.payload.describe(id).unwrap();
        let mut listener = Listener::default();
        let attributes = self.read(feature.plan());
        let verdict = self.payload.evaluate(id, &self.session, attributes.as_slice(), &mut listener);
        let told = listener.0;
        let outcome = match verdict {
            Verdict::Fault => return None,
            Verdict::Forced => {
                let pairs = self.forced.as_array().unwrap();
                let pair = pairs.iter().find(|pair| pair[0] == key).unwrap();
                return Some((feature_result(&pair[1], "override", ""), told));
            }
            Verdict::Outcome(OutcomeId(outcome)) => feature.outcomes().nth(outcome as usize).unwrap(),
        };
        if let Some(constant) = feature.constant() {
            assert_eq!(verdict, Verdict::Outcome(constant));
            assert!(told.is_empty());
        }
        let definition: Value = serde_json::from_slice(feature.json()).unwrap();
        let rule = |rule: u32| &definition["rules"][rule as usize];
        let id = |rule: &Value| rule["id"].as_str().unwrap_or_default().to_owned();
        let result = match outcome {
            Outcome::Default => feature_result(&definition["defaultValue"], "defaultValue", ""),
            Outcome::Circle => feature_result(&Value::Null, "cyclicPrerequisite", ""),
            Outcome::Gate => feature_result(&Value::Null, "prerequisite", ""),
            Outcome::Force { rule: place } => {
                feature_result(&rule(place)["force"], "force", &id(rule(place)))
            }
            Outcome::Experiment { rule: place, .. } => {
                let rule = rule(place);
                let Some(Told::Run(_, run)) = told.last() else { panic!("{told:?}") };
                let (experiment, run) = self.experiment(rule, run, key);
                let mut result = feature_result(&run["value"], "experiment", &id(rule));
                result["experiment"] = experiment;
                result["experimentResult"] = run;
                result
            }
        };
        Some((result, told))
    }

    /// Runs an experiment. `None`: a fault.
    pub(crate) fn run(&self, experiment: &Value, answers: Answers) -> Option<(Run, Vec<Told>)> {
        let inline = self.payload.inline(experiment.to_string().as_bytes()).unwrap();
        let attributes = self.read(inline.plan());
        let mut listener = Listener::default();
        match self.payload.run(&inline, &self.session, answers, attributes.as_slice(), &mut listener) {
            RunVerdict::Done => {}
            RunVerdict::Asks(ask) => panic!("asks {ask:?}"),
            RunVerdict::Fault => return None,
        }
        let Some(Told::Run(None, run)) = listener.0.pop() else { panic!("no run") };
        Some((run, listener.0))
    }

    fn read(&self, plan: &[Attribute]) -> Vec<Data> {
        let read = |attribute: &Attribute| match attribute {
            Attribute::Top(name) => {
                let name = std::str::from_utf8(name).unwrap();
                self.attributes.get(name).map_or(Data::Undefined, data)
            }
            Attribute::Path(path) => {
                let step = |value: &Value, step: &[u8]| match value {
                    Value::Object(_) => value.get(std::str::from_utf8(step).unwrap()).cloned(),
                    _ => None,
                };
                let value = path.iter().try_fold(self.attributes.clone(), |value, name| step(&value, name));
                value.map_or(Data::Null, |value| data(&value))
            }
        };
        plan.iter().map(read).collect()
    }

    /// The experiment and the result of a rule.
    fn experiment(&self, rule: &Value, run: &Run, feature: &str) -> (Value, Value) {
        let mut experiment = Map::new();
        for name in COPIED {
            experiment.extend(rule.get(name).map(|value| (name.to_owned(), value.clone())));
        }
        if let Some(variations) = rule.get("contextualVariations").filter(|variations| !variations.is_null())
        {
            experiment.insert("variations".to_owned(), variations.clone());
        }
        experiment.insert("key".to_owned(), rule.get("key").cloned().unwrap_or_else(|| json!(feature)));
        let mut result = self.result(&Value::Object(experiment.clone()), run);
        result["featureId"] = json!(feature);
        if let Some(context) = run.leaf {
            let bandit = &bandits(&self.payload)[rule["contextualBanditRef"].as_str().unwrap()];
            let mut meta = json!({"leafId": -1});
            if let Some(context) = context {
                let context = &bandit["contexts"][context];
                experiment.insert("weights".to_owned(), context["weights"].clone());
                meta["leafId"] = context["leafId"].clone();
            }
            let count = experiment["variations"].as_array().map_or(0, Vec::len);
            let equal = json!(vec![1.0 / count as f64; count]);
            meta["variationWeights"] = experiment.get("weights").cloned().unwrap_or(equal);
            if let Some(version) = bandit.get("banditVersion") {
                meta["banditVersion"] = version.clone();
            }
            if run.hash_used && run.variation.is_some() {
                for (name, value) in meta.as_object().unwrap() {
                    result[name] = value.clone();
                }
                experiment.insert("contextualBandit".to_owned(), meta);
            }
        }
        (Value::Object(experiment), result)
    }

    fn result(&self, experiment: &Value, run: &Run) -> Value {
        let variation = run.variation.unwrap_or_default();
        let named = |name: &str| experiment[name].as_str().map(str::to_owned);
        let own = named("hashAttribute").unwrap_or_else(|| "id".to_owned());
        let attribute = if run.fallback_used { named("fallbackAttribute").unwrap() } else { own };
        let meta = &experiment["meta"][variation];
        let mut result = json!({
            "key": meta["key"].as_str().map_or_else(|| variation.to_string(), str::to_owned),
            "inExperiment": run.variation.is_some(),
            "hashUsed": run.hash_used,
            "variationId": variation,
            "value": item(&experiment["variations"], variation),
            "hashAttribute": attribute,
            "hashValue": self.attributes.get(&attribute).cloned().unwrap_or_else(|| json!("")),
            "stickyBucketUsed": run.sticky_used,
        });
        if let Some(bucket) = run.bucket {
            result["bucket"] = json!(bucket);
        }
        for name in ["name", "passthrough"] {
            if let Some(value) = meta.get(name) {
                result[name] = value.clone();
            }
        }
        result
    }
}

const COPIED: [&str; 17] = [
    "variations",
    "coverage",
    "weights",
    "hashAttribute",
    "fallbackAttribute",
    "disableStickyBucketing",
    "bucketVersion",
    "minBucketVersion",
    "namespace",
    "meta",
    "ranges",
    "name",
    "phase",
    "seed",
    "hashVersion",
    "filters",
    "condition",
];

fn overrides(options: &Value) -> Option<Vec<u8>> {
    options.get("overrides").map(|overrides| overrides.to_string().into_bytes())
}

fn bandits(payload: &Payload) -> Value {
    let payload: Value = serde_json::from_slice(payload.json()).unwrap();
    payload["contextualBandits"].clone()
}

/// What JavaScript finds at an index.
fn item(value: &Value, index: usize) -> Value {
    match value {
        Value::String(text) => text.get(index..=index).map_or(Value::Null, Value::from),
        _ => value.get(index).cloned().unwrap_or_default(),
    }
}

fn data(value: &Value) -> Data {
    Data::parse(value.to_string().as_bytes()).unwrap()
}

fn feature_result(value: &Value, source: &str, rule: &str) -> Value {
    let on = match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    };
    json!({"value": value, "on": on, "off": !on, "source": source, "ruleId": rule})
}
