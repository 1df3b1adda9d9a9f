//! The command line, a contract for scripts and other programs.
