//! Copying the CRM here and pushing edits back.
