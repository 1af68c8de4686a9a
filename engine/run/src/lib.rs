//! Scheduler, cache, cancellation and run store.
