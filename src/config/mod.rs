//! Settings: the model, where values come from, checks, secrets and places on disk.
