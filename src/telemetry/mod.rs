//! The log file, redaction, the panic hook and counters.
