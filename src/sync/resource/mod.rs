//! Resources of the CRM.
