//! One native call: the values that it reads and makes.

use std::ffi::{CStr, c_void};
use std::fmt;
use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::ptr;

use napi::sys;
use vexil_engine::js::wtf8;

/// The environment of the current native call.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'s> {
    env: sys::napi_env,
    call: PhantomData<&'s ()>,
}

/// A JavaScript value, alive while the native call lasts that it belongs to.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub(crate) struct Value<'s> {
    raw: sys::napi_value,
    call: PhantomData<&'s ()>,
}

/// Why a native call gives no value.
#[derive(Debug)]
pub(crate) enum Fault {
    /// N-API refused an operation; a JavaScript exception may be pending.
    Status(sys::napi_status),
    /// To be thrown as an `Error` with this message (WTF-8) and, where given, this `code`.
    Error { code: Option<&'static str>, message: Vec<u8> },
    /// The addon itself is at fault.
    Panic(String),
}

impl Fault {
    pub(crate) fn message(message: impl Into<Vec<u8>>) -> Self {
        Self::Error { code: None, message: message.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(formatter, "Internal error: N-API status {status}"),
            Self::Error { message, .. } => formatter.write_str(&wtf8::to_lossy(message)),
            Self::Panic(message) => formatter.write_str(message),
        }
    }
}

/// What `typeof` can tell, as far as the addon cares.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    Undefined,
    Null,
    Boolean,
    Number,
    String,
    Other,
}

impl<'s> Value<'s> {
    /// Stands for "not there"; N-API answers it with an error, never with a crash.
    pub(super) const NULL: Self = Self { raw: ptr::null_mut(), call: PhantomData };

    /// # Safety
    /// `raw` was made by, or handed to, the native call that `'s` stands for.
    pub(crate) const unsafe fn new(raw: sys::napi_value) -> Self {
        Self { raw, call: PhantomData }
    }

    pub(crate) const fn raw(self) -> sys::napi_value {
        self.raw
    }
}

fn checked(status: sys::napi_status) -> Result<(), Fault> {
    if status == sys::Status::napi_ok { Ok(()) } else { Err(Fault::Status(status)) }
}

impl<'s> Scope<'s> {
    /// # Safety
    /// `env` is the environment of a native call that lasts as long as `'s`, on the thread that runs it.
    pub(crate) const unsafe fn new(env: sys::napi_env) -> Self {
        Self { env, call: PhantomData }
    }

    pub(super) const fn env(self) -> sys::napi_env {
        self.env
    }

    /// Calls a function that stores a value, and gives that value.
    fn make(self, make: impl FnOnce(*mut sys::napi_value) -> sys::napi_status) -> Result<Value<'s>, Fault> {
        let mut raw = ptr::null_mut();
        checked(make(&raw mut raw))?;
        Ok(Value { raw, call: PhantomData })
    }

    pub(crate) fn undefined(self) -> Result<Value<'s>, Fault> {
        // SAFETY: `Scope` vouches for the environment, `make` for the place of the result.
        self.make(|result| unsafe { sys::napi_get_undefined(self.env, result) })
    }

    pub(crate) fn null(self) -> Result<Value<'s>, Fault> {
        // SAFETY: as in `undefined`.
        self.make(|result| unsafe { sys::napi_get_null(self.env, result) })
    }

    pub(crate) fn boolean(self, value: bool) -> Result<Value<'s>, Fault> {
        // SAFETY: as in `undefined`.
        self.make(|result| unsafe { sys::napi_get_boolean(self.env, value, result) })
    }

    pub(crate) fn number(self, value: f64) -> Result<Value<'s>, Fault> {
        // SAFETY: as in `undefined`.
        self.make(|result| unsafe { sys::napi_create_double(self.env, value, result) })
    }

    pub(crate) fn uint32(self, value: u32) -> Result<Value<'s>, Fault> {
        // SAFETY: as in `undefined`.
        self.make(|result| unsafe { sys::napi_create_uint32(self.env, value, result) })
    }

    pub(crate) fn int32(self, value: i32) -> Result<Value<'s>, Fault> {
        // SAFETY: as in `undefined`.
        self.make(|result| unsafe { sys::napi_create_int32(self.env, value, result) })
    }

    /// A string from text that is known to be UTF-8.
    pub(super) fn utf8(self, text: &str) -> Result<Value<'s>, Fault> {
        let length = isize::try_from(text.len()).map_err(|_| Fault::message("The text is too long."))?;
        // SAFETY: as in `undefined`; `length` bytes can be read at `text`.
        self.make(|result| unsafe {
            sys::napi_create_string_utf8(self.env, text.as_ptr().cast(), length, result)
        })
    }

    /// A string from UTF-16 code units.
    pub(super) fn utf16(self, units: &[u16]) -> Result<Value<'s>, Fault> {
        let length = isize::try_from(units.len()).map_err(|_| Fault::message("The text is too long."))?;
        // SAFETY: as in `undefined`; `length` code units can be read at `units`.
        self.make(|result| unsafe { sys::napi_create_string_utf16(self.env, units.as_ptr(), length, result) })
    }

    /// Copies as much of a string as fits, as UTF-8 and a final zero, and tells how many bytes that was.
    pub(super) fn read_utf8(
        self,
        value: Value<'s>,
        buffer: &mut [MaybeUninit<u8>],
    ) -> Result<usize, sys::napi_status> {
        let mut written = 0;
        let start = buffer.as_mut_ptr().cast();
        // SAFETY: the value belongs to this call; `buffer.len()` bytes can be written at `start`.
        let status = unsafe {
            sys::napi_get_value_string_utf8(self.env, value.raw, start, buffer.len(), &raw mut written)
        };
        if status == sys::Status::napi_ok { Ok(written) } else { Err(status) }
    }

    /// The number of bytes that the whole string takes as UTF-8.
    pub(super) fn utf8_length(self, value: Value<'s>) -> Result<usize, Fault> {
        let mut length = 0;
        // SAFETY: without a buffer only the length is stored.
        let status = unsafe {
            sys::napi_get_value_string_utf8(self.env, value.raw, ptr::null_mut(), 0, &raw mut length)
        };
        checked(status).map(|()| length)
    }

    /// Copies as many code units of a string as fit, and a final zero, and tells how many that were.
    pub(super) fn read_units(
        self,
        value: Value<'s>,
        buffer: &mut [MaybeUninit<u16>],
    ) -> Result<usize, sys::napi_status> {
        let mut written = 0;
        let start = buffer.as_mut_ptr().cast();
        // SAFETY: the value belongs to this call; `buffer.len()` code units can be written at `start`.
        let status = unsafe {
            sys::napi_get_value_string_utf16(self.env, value.raw, start, buffer.len(), &raw mut written)
        };
        if status == sys::Status::napi_ok { Ok(written) } else { Err(status) }
    }

    /// The UTF-16 code units of a string.
    pub(super) fn read_utf16(self, value: Value<'s>) -> Result<Vec<u16>, Fault> {
        let mut length = 0;
        // SAFETY: without a buffer only the length is stored.
        let status = unsafe {
            sys::napi_get_value_string_utf16(self.env, value.raw, ptr::null_mut(), 0, &raw mut length)
        };
        checked(status)?;
        // The last place is for a final zero.
        let mut units = Vec::with_capacity(length.saturating_add(1));
        let length = self.read_units(value, units.spare_capacity_mut()).map_err(Fault::Status)?;
        // SAFETY: N-API has written that many code units.
        unsafe { units.set_len(length) };
        Ok(units)
    }

    /// A string from WTF-8.
    pub(crate) fn text(self, text: &[u8]) -> Result<Value<'s>, Fault> {
        super::text::to_js(self, text)
    }

    /// A string, or `other` where there is none.
    pub(crate) fn text_or(self, text: Option<&[u8]>, other: Value<'s>) -> Result<Value<'s>, Fault> {
        text.map_or(Ok(other), |text| self.text(text))
    }

    pub(crate) fn array(self, items: &[Value<'s>]) -> Result<Value<'s>, Fault> {
        // SAFETY: as in `undefined`.
        let array =
            self.make(|result| unsafe { sys::napi_create_array_with_length(self.env, items.len(), result) })?;
        for (index, item) in (0..).zip(items) {
            // SAFETY: both values belong to this call.
            checked(unsafe { sys::napi_set_element(self.env, array.raw, index, item.raw) })?;
        }
        Ok(array)
    }

    pub(crate) fn object(self) -> Result<Value<'s>, Fault> {
        // SAFETY: as in `undefined`.
        self.make(|result| unsafe { sys::napi_create_object(self.env, result) })
    }

    pub(crate) fn set(self, object: Value<'s>, name: &CStr, value: Value<'s>) -> Result<(), Fault> {
        // SAFETY: both values belong to this call; the name ends with a zero.
        checked(unsafe { sys::napi_set_named_property(self.env, object.raw, name.as_ptr(), value.raw) })
    }

    /// Tells the garbage collector of memory that values keep outside of its heap, or no longer keep.
    pub(crate) fn adjust_memory(self, bytes: i64) {
        let mut total = 0;
        if bytes != 0 {
            // SAFETY: `Scope` vouches for the environment. It is a hint: nothing depends on its success.
            let _ = unsafe { sys::napi_adjust_external_memory(self.env, bytes, &raw mut total) };
        }
    }

    pub(crate) fn kind(self, value: Value<'s>) -> Result<Kind, Fault> {
        let mut kind = sys::ValueType::napi_undefined;
        // SAFETY: the value belongs to this call.
        checked(unsafe { sys::napi_typeof(self.env, value.raw, &raw mut kind) })?;
        Ok(match kind {
            sys::ValueType::napi_undefined => Kind::Undefined,
            sys::ValueType::napi_null => Kind::Null,
            sys::ValueType::napi_boolean => Kind::Boolean,
            sys::ValueType::napi_number => Kind::Number,
            sys::ValueType::napi_string => Kind::String,
            _ => Kind::Other,
        })
    }

    pub(crate) fn read_u32(self, value: Value<'s>) -> Result<u32, Fault> {
        let mut number = 0;
        // SAFETY: the value belongs to this call.
        checked(unsafe { sys::napi_get_value_uint32(self.env, value.raw, &raw mut number) })?;
        Ok(number)
    }

    pub(crate) fn read_number(self, value: Value<'s>) -> Result<f64, Fault> {
        let mut number = 0.0;
        // SAFETY: the value belongs to this call.
        checked(unsafe { sys::napi_get_value_double(self.env, value.raw, &raw mut number) })?;
        Ok(number)
    }

    pub(crate) fn read_boolean(self, value: Value<'s>) -> Result<bool, Fault> {
        let mut boolean = false;
        // SAFETY: the value belongs to this call.
        checked(unsafe { sys::napi_get_value_bool(self.env, value.raw, &raw mut boolean) })?;
        Ok(boolean)
    }

    /// A string as WTF-8.
    pub(crate) fn read_text(self, value: Value<'s>) -> Result<Vec<u8>, Fault> {
        super::text::read_owned(self, value)?.ok_or(Fault::Status(sys::Status::napi_string_expected))
    }

    /// A string as WTF-8; `None` for `null` and `undefined`.
    pub(crate) fn read_optional_text(self, value: Value<'s>) -> Result<Option<Vec<u8>>, Fault> {
        match self.kind(value)? {
            Kind::Undefined | Kind::Null => Ok(None),
            _ => self.read_text(value).map(Some),
        }
    }

    /// All elements of an array.
    pub(crate) fn elements(self, array: Value<'s>) -> Result<Vec<Value<'s>>, Fault> {
        let mut length = 0;
        // SAFETY: the value belongs to this call; N-API itself checks that it is an array.
        checked(unsafe { sys::napi_get_array_length(self.env, array.raw, &raw mut length) })?;
        (0..length as usize).map(|index| self.element(array, index)).collect()
    }

    /// One element of an array.
    pub(crate) fn element(self, array: Value<'s>, index: usize) -> Result<Value<'s>, Fault> {
        let index = u32::try_from(index).map_err(|_| Fault::message("There is no such element."))?;
        // SAFETY: as in `undefined`; the value belongs to this call.
        self.make(|result| unsafe { sys::napi_get_element(self.env, array.raw, index, result) })
    }

    /// Copies numbers to the beginning of a `Uint32Array`.
    pub(crate) fn write_u32s(self, array: Value<'s>, numbers: &[u32]) -> Result<(), Fault> {
        let (kind, start, length) = self.typed_array(array)?;
        if kind != sys::TypedarrayType::uint32_array || length < numbers.len() {
            return Err(Fault::message("The results do not fit."));
        }
        if !numbers.is_empty() {
            // SAFETY: `length` numbers can be written at `start`, which JavaScript does not touch during this call.
            unsafe { ptr::copy_nonoverlapping(numbers.as_ptr(), start.cast(), numbers.len()) };
        }
        Ok(())
    }

    /// Where the numbers of a `Float64Array` are, and how many.
    pub(super) fn floats(self, array: Value<'s>) -> Result<(*mut f64, usize), Fault> {
        let (kind, start, length) = self.typed_array(array)?;
        if kind != sys::TypedarrayType::float64_array {
            return Err(Fault::message("The value is no Float64Array."));
        }
        Ok((start.cast(), length))
    }

    /// The kind of a typed array, where it is, and its length.
    fn typed_array(self, array: Value<'s>) -> Result<(sys::napi_typedarray_type, *mut c_void, usize), Fault> {
        let mut kind = 0;
        let mut length = 0;
        let mut start = ptr::null_mut();
        // SAFETY: the value belongs to this call; parts that are not asked for may be null.
        checked(unsafe {
            sys::napi_get_typedarray_info(
                self.env,
                array.raw,
                &raw mut kind,
                &raw mut length,
                &raw mut start,
                ptr::null_mut(),
                ptr::null_mut(),
            )
        })?;
        Ok((kind, start, length))
    }

    /// Calls a JavaScript function. What it throws stays pending.
    pub(super) fn call(self, function: Value<'s>, arguments: &[Value<'s>]) -> Result<(), Fault> {
        let this = self.undefined()?;
        let start = arguments.as_ptr().cast();
        // SAFETY: all values belong to this call, and `Value` is a transparent `napi_value`.
        checked(unsafe {
            sys::napi_call_function(self.env, this.raw, function.raw, arguments.len(), start, ptr::null_mut())
        })
    }

    /// Hands a pending exception to the process as an uncaught one.
    pub(super) fn report_uncaught(self) {
        let mut pending = false;
        // SAFETY: `Scope` vouches for the environment.
        let status = unsafe { sys::napi_is_exception_pending(self.env, &raw mut pending) };
        if status == sys::Status::napi_ok && pending {
            // SAFETY: as in `undefined`.
            let exception =
                self.make(|result| unsafe { sys::napi_get_and_clear_last_exception(self.env, result) });
            if let Ok(exception) = exception {
                // SAFETY: the exception belongs to this call. It fails only where the environment is ending anyway.
                let _ = unsafe { sys::napi_fatal_exception(self.env, exception.raw) };
            }
        }
    }

    /// Throws into JavaScript, unless an exception is on its way already.
    pub(super) fn throw(self, fault: &Fault) {
        let mut pending = false;
        // SAFETY: `Scope` vouches for the environment.
        let status = unsafe { sys::napi_is_exception_pending(self.env, &raw mut pending) };
        if status == sys::Status::napi_ok
            && !pending
            && let Ok(error) = self.error(fault)
        {
            // SAFETY: the error was made in this call. A failure here leaves no way to report it.
            let _ = unsafe { sys::napi_throw(self.env, error.raw) };
        }
    }

    fn error(self, fault: &Fault) -> Result<Value<'s>, Fault> {
        let (code, message) = match fault {
            Fault::Error { code, message } => (*code, self.text(message)?),
            Fault::Status(_) | Fault::Panic(_) => (None, self.utf8(&fault.to_string())?),
        };
        let code = code.map_or(Ok(Value::NULL), |code| self.utf8(code))?;
        // SAFETY: the strings were made in this call; a null code means none.
        self.make(|result| unsafe { sys::napi_create_error(self.env, code.raw, message.raw, result) })
    }
}
