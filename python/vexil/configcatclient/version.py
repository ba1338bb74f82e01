"""Which generation of the official package this one stands in for."""

CONFIGCATCLIENT_VERSION = "10.0.1"
