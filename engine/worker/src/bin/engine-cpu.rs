//! The worker whose learners compute on the CPU. Each kind of worker has a name of its own, so that building one leaves the other.

use ml_worker as _;

fn main() {}
