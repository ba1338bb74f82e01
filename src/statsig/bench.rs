//! Specs in the hands of one server, with its ID lists: what evaluators know by a number.

use std::ffi::CStr;
use std::sync::Arc;
use std::thread::LocalKey;

use napi::sys;
use napi_derive::napi;
use vexil_client::CompiledSpecs;
use vexil_client::statsig::SharedIdLists;
use vexil_engine::statsig::{Form, Input, Kind, Source, Spec, SpecId, TextId};

use super::lists::ListsHandle;
use super::specs::SpecsHandle;
use crate::js::{
    Fault, Number, Numbered, Numbers, Question, Returned, Scope, ToJs, Value, argument, ask, offer_release,
    place,
};

/// The kinds in the order of their numbers.
const KINDS: [Kind; 3] = [Kind::Gate, Kind::Config, Kind::Layer];

/// Specs and ID lists.
pub(crate) struct Bench {
    pub(super) specs: Arc<CompiledSpecs>,
    pub(super) lists: Arc<SharedIdLists>,
}

impl Numbered for Bench {
    const TAG: sys::napi_type_tag =
        sys::napi_type_tag { lower: 0xb3a7_6e02_914d_58fc, upper: 0x0f6c_d285_a73b_1e94 };
    const RELEASED: &'static str = "The specs were released.";

    fn memory(&self) -> usize {
        self.specs.memory()
    }

    fn numbers() -> &'static LocalKey<Numbers<Self>> {
        thread_local! {
            static NUMBERS: Numbers<Bench> = const { Numbers::new() };
        }
        &NUMBERS
    }
}

/// Specs for evaluators, with the ID lists that their conditions ask.
#[napi(
    catch_unwind,
    ts_args_type = "specs: NativeHandle, lists: NativeHandle",
    ts_return_type = "NativeBench"
)]
pub(crate) fn statsig_bench(specs: SpecsHandle, lists: ListsHandle) -> Returned<Arc<Bench>> {
    Returned(Arc::new(Bench { specs: specs.0, lists: lists.0 }))
}

impl ToJs for Arc<Bench> {
    fn to_js<'s>(&self, scope: Scope<'s>) -> Result<Value<'s>, Fault> {
        let object = scope.object()?;
        let number = Arc::new(Number::new(self));
        scope.set(object, c"base", scope.number(place::base(number.index()))?)?;
        scope.set(object, c"isKeyed", scope.boolean(self.specs.is_keyed())?)?;
        ask::<_, Names>(scope, object, &number)?;
        ask::<_, Find>(scope, object, &number)?;
        ask::<_, Definition>(scope, object, &number)?;
        ask::<_, Plan>(scope, object, &number)?;
        ask::<_, Inputs>(scope, object, &number)?;
        ask::<_, Text>(scope, object, &number)?;
        offer_release(scope, object, &number, self)?;
        Ok(object)
    }
}

/// The spec whose place is the `base` of a bench and this part.
#[inline]
pub(super) fn spec_at(part: u32) -> Option<SpecId> {
    let kinds = u32::try_from(KINDS.len()).unwrap_or(1);
    KINDS.get((part % kinds) as usize).map(|kind| SpecId { kind: *kind, at: part / kinds })
}

fn kind<'s>(scope: Scope<'s>, arguments: &[Value<'s>]) -> Result<Kind, Fault> {
    let number = scope.read_u32(argument(scope, arguments, 0)?)?;
    KINDS.get(number as usize).copied().ok_or_else(|| Fault::message("There is no such kind of specs."))
}

/// The spec that two arguments mean: a kind, and a number.
fn spec<'a, 's>(scope: Scope<'s>, bench: &'a Bench, arguments: &[Value<'s>]) -> Result<Spec<'a>, Fault> {
    let kind = kind(scope, arguments)?;
    let at = scope.read_u32(argument(scope, arguments, 1)?)?;
    bench.specs.get(SpecId { kind, at }).ok_or_else(|| Fault::message("There is no spec with this number."))
}

/// `names(kind): string[]`, in the order of a JavaScript object.
struct Names;

impl Question<Bench> for Names {
    const NAME: &'static CStr = c"names";

    fn call<'s>(scope: Scope<'s>, bench: &Bench, arguments: &[Value<'s>]) -> Result<Value<'s>, Fault> {
        let kind = kind(scope, arguments)?;
        let specs = bench.specs.ids(kind).filter_map(|id| bench.specs.get(id));
        let names = specs.map(|spec| scope.text(spec.name())).collect::<Result<Vec<_>, _>>()?;
        scope.array(&names)
    }
}

/// `find(kind, name): number`, -1 where there is no such spec.
struct Find;

impl Question<Bench> for Find {
    const NAME: &'static CStr = c"find";

    fn call<'s>(scope: Scope<'s>, bench: &Bench, arguments: &[Value<'s>]) -> Result<Value<'s>, Fault> {
        let kind = kind(scope, arguments)?;
        let name = scope.read_text(argument(scope, arguments, 1)?)?;
        bench.specs.find(kind, &name).map_or_else(|| scope.int32(-1), |id| scope.uint32(id.at))
    }
}

/// `definition(kind, spec): string`, its JSON text.
struct Definition;

impl Question<Bench> for Definition {
    const NAME: &'static CStr = c"definition";

    fn call<'s>(scope: Scope<'s>, bench: &Bench, arguments: &[Value<'s>]) -> Result<Value<'s>, Fault> {
        scope.text(spec(scope, bench, arguments)?.json())
    }
}

/// `plan(kind, spec): number[]`, the inputs that evaluating it can read, in the order in which evaluators take their values.
struct Plan;

impl Question<Bench> for Plan {
    const NAME: &'static CStr = c"plan";

    fn call<'s>(scope: Scope<'s>, bench: &Bench, arguments: &[Value<'s>]) -> Result<Value<'s>, Fault> {
        let spec = spec(scope, bench, arguments)?;
        let ids = spec.plan().iter().map(|id| scope.uint32(id.0)).collect::<Result<Vec<_>, _>>()?;
        scope.array(&ids)
    }
}

/// `inputs()`: of each input of the specs its source, a text that belongs to that (`null`: none), and its form.
struct Inputs;

impl Question<Bench> for Inputs {
    const NAME: &'static CStr = c"inputs";

    fn call<'s>(scope: Scope<'s>, bench: &Bench, _: &[Value<'s>]) -> Result<Value<'s>, Fault> {
        let mut flat = Vec::new();
        for Input { source, form } in bench.specs.inputs() {
            let json;
            let (number, text): (u32, Option<&[u8]>) = match source {
                Source::Field(name) => (0, Some(name)),
                Source::Ip(name) => (1, Some(name)),
                Source::UserAgent(name) => (2, Some(name)),
                Source::Environment(name) => (3, Some(name)),
                Source::Unit(kind) => (4, kind.as_deref()),
                Source::Now => (5, None),
                Source::App => (6, None),
                Source::Target(target) => {
                    json = target.view().json_text();
                    (7, json.as_deref())
                }
            };
            let form = match form {
                Form::Value => 0,
                Form::Time => 1,
                Form::Day => 2,
            };
            flat.extend([scope.uint32(number)?, scope.text_or(text, scope.null()?)?, scope.uint32(form)?]);
        }
        scope.array(&flat)
    }
}

/// `text(id): string`, a name or the id of a rule.
struct Text;

impl Question<Bench> for Text {
    const NAME: &'static CStr = c"text";

    fn call<'s>(scope: Scope<'s>, bench: &Bench, arguments: &[Value<'s>]) -> Result<Value<'s>, Fault> {
        let id = TextId(scope.read_u32(argument(scope, arguments, 0)?)?);
        scope.text(bench.specs.text(id))
    }
}
