//! The Markdown file of a module: help for people, then cases that are tests.
//!
//! Everything before a `## Cases` heading is help. After it each `### Title` begins a case, made of fenced blocks; text between them
//! explains. The word after the fence's language says what a block is; a JSON object may follow on the same line.
//!
//! | fence | meaning |
//! |---|---|
//! | `` ```json params `` | parameters by id, as a draft holds them; absent means default |
//! | `` ```csv input PORT {"categorical": ["c"], "types": {"x": "String"}, "roles": {"y": "Label"}} `` | the table on an input |
//! | `` ```json input PORT `` | a [recipe](Recipe): the value is an output of another module |
//! | `` ```text file NAME `` | a file that the host has under this name |
//! | `` ```text address URL `` | what the host finds at this address |
//! | `` ```csv output PORT {"tolerance": 1e-6} `` | the table that comes out, exactly or within a tolerance relative to values above 1 |
//! | `` ```text columns PORT `` | its columns: `name: type`, or `name: type, role` |
//! | `` ```text diagnostics `` | what is found, one a line: `code: part of the message` |
//!
//! A case without a `diagnostics` block must run without errors and warnings. Besides, what the module's check says of the outputs must
//! be what comes out.

mod compare;
mod document;
mod run;

pub use document::{Case, Ingredient, Recipe, Source, TableOptions, cases, help};
pub use run::{Outcome, run_all, run_case};
