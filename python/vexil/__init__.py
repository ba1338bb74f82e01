"""Feature flags, evaluated in Rust. ``vexil.configcatclient`` is a drop-in for ConfigCat's SDK."""
