//! The studio and the remote compute over HTTP.
