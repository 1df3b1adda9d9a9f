//! The CRM client: limits, errors, pages and one file per resource.
