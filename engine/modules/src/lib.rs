//! One file a module: thin adapters over tables and learners.
