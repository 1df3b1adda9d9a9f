//! A local CRM and a simulated Claude on loopback, speaking the real protocols, over one seeded brokerage.
//!
//! Owns: the made-up world, both servers, their control paths and faults. Must not: bind anything but
//! 127.0.0.1, read the machine's clock itself, reach another server, or be imported by the engine.
//! To add a resource of the CRM: one file in `crm/` with its routes, one line in its router.

pub mod claude;
pub mod crm;
mod world;
