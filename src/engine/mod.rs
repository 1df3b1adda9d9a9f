//! The headless application: submit, query, turn, subscribe, shutdown.
