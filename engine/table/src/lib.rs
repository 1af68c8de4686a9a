//! Dataset: typed Arrow columns with roles and categories; readers, writers, profiles, column selection.
