//! Saying what is being done and how long it takes.

use crate::process::Result;
use std::time::{Duration, Instant};

/// A numbered list of steps.
pub struct Steps {
    total: usize,
    done: usize,
    started: Instant,
}

impl Steps {
    /// A list of `total` steps.
    pub fn new(total: usize) -> Steps {
        Steps { total, done: 0, started: Instant::now() }
    }

    /// Announces a step, runs it and says how long it took. `expected` is for two cores, the first time.
    pub fn step<T>(&mut self, what: &str, expected: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.done += 1;
        println!("[{}/{}] {what} (the first time about {expected})", self.done, self.total);
        let started = Instant::now();
        let result = work()?;
        let elapsed = started.elapsed();
        if elapsed > Duration::from_secs(1) {
            println!("      done in {}", readable(elapsed));
        }
        Ok(result)
    }

    /// Says how long all of it took.
    pub fn finish(&self) {
        println!("Ready after {}.", readable(self.started.elapsed()));
    }
}

fn readable(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}
