//! From raw exports to pipeline drafts, and from drafts to targets.
