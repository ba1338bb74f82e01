//! The types of settings.

/// The type of a setting (`SettingType` of the official SDK).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingType {
    /// 0: on or off.
    Boolean,
    /// 1: a text.
    String,
    /// 2: a whole number.
    Int,
    /// 3: a number.
    Double,
    /// -1: whatever type the value has that an override gives.
    Unknown,
}

impl SettingType {
    /// The number of the type.
    #[must_use]
    pub const fn code(self) -> i32 {
        match self {
            Self::Boolean => 0,
            Self::String => 1,
            Self::Int => 2,
            Self::Double => 3,
            Self::Unknown => -1,
        }
    }

    /// The type of its values in Python.
    pub(super) const fn python_name(self) -> Option<&'static str> {
        match self {
            Self::Boolean => Some("bool"),
            Self::String => Some("str"),
            Self::Int => Some("int"),
            Self::Double => Some("float"),
            Self::Unknown => None,
        }
    }

    /// The name of the type, as the error texts have it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Boolean => "Boolean",
            Self::String => "String",
            Self::Int => "Int",
            Self::Double => "Double",
            Self::Unknown => "Unknown",
        }
    }
}
