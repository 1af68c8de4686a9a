//! The worker whose learners may compute on the GPU.

use ml_worker as _;

fn main() {}
