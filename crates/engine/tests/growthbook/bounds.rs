//! Payloads that try to take long.
