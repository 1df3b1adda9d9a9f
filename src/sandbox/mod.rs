//! A local CRM and a simulated Claude on loopback, speaking the real protocols.
