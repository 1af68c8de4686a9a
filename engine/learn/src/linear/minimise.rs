//! Minimises a smooth function, with or without the sum of absolute values added: L-BFGS (Liu and Nocedal 1989) and OWL-QN (Andrew
//! and Gao 2007).

use crate::error::LearnError;
use crate::watch::Pace;
use std::collections::VecDeque;

/// A smooth function of many numbers.
pub(crate) trait Smooth {
    /// Its value, and its gradient into `gradient`.
    async fn evaluate(
        &mut self,
        at: &[f64],
        gradient: &mut [f64],
        pace: &mut Pace<'_>,
        report: &Report,
    ) -> Result<f64, LearnError>;
}

/// How far the search is.
pub(crate) struct Report {
    iteration: usize,
    value: f64,
}

impl Report {
    /// Nobody knows how many iterations are to come: the fraction nears 1 more and more slowly.
    pub fn fraction(&self) -> f32 {
        self.iteration as f32 / (self.iteration + 20) as f32
    }

    pub fn message(&self) -> String {
        format!("iteration {}, loss {:.6e}", self.iteration + 1, self.value)
    }
}

/// When to stop, and how much to remember.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Minimiser {
    /// Steps remembered.
    pub memory: usize,
    /// Stops when the value falls by less than this share of itself, on average over the last few steps.
    pub tolerance: f64,
    /// Iterations, at most.
    pub iterations: usize,
}

/// Steps over which the improvement is averaged.
const STEPS_AVERAGED: usize = 5;

/// Evaluations in one line search, at most.
const LINE_EVALUATIONS: usize = 40;

/// Part of the slope's promise that a step must keep (Armijo).
const DECREASE: f64 = 1e-4;

/// Part of the slope that may be left after a step (Wolfe).
const SLOPE_LEFT: f64 = 0.9;

/// A step and what it changed the gradient by.
struct Memory {
    step: Vec<f64>,
    change: Vec<f64>,
    product: f64,
}

struct Point {
    at: Vec<f64>,
    gradient: Vec<f64>,
    /// With the absolute values.
    value: f64,
}

impl Minimiser {
    /// Minimises the function plus the sum of `absolute` times the numbers' absolute values, from `start`.
    pub async fn minimise(
        &self,
        function: &mut impl Smooth,
        start: Vec<f64>,
        absolute: &[f64],
        pace: &mut Pace<'_>,
    ) -> Result<Vec<f64>, LearnError> {
        let size = start.len();
        let mut report = Report { iteration: 0, value: 0.0 };
        let mut now = Point { gradient: vec![0.0; size], value: 0.0, at: start };
        now.value = function.evaluate(&now.at, &mut now.gradient, pace, &report).await?;
        now.value += penalty(&now.at, absolute);
        if !now.value.is_finite() {
            return Err(LearnError::Diverged("the loss at the start is not a number"));
        }
        let mut next = Point { at: vec![0.0; size], gradient: vec![0.0; size], value: 0.0 };
        let mut memories: VecDeque<Memory> = VecDeque::new();
        let mut values = VecDeque::from([now.value]);
        while report.iteration < self.iterations {
            report.value = now.value;
            let steepest = pseudo_gradient(&now, absolute);
            if steepest.iter().all(|slope| *slope == 0.0) {
                break;
            }
            let mut direction = self.direction(&memories, &steepest);
            for (direction, (slope, absolute)) in direction.iter_mut().zip(steepest.iter().zip(absolute)) {
                // With absolute values, every number must move downhill by itself.
                if *absolute > 0.0 && *direction * slope >= 0.0 {
                    *direction = 0.0;
                }
            }
            let found = line_search(
                function,
                &now,
                &mut next,
                &steepest,
                &direction,
                absolute,
                memories.is_empty(),
                pace,
                &report,
            );
            if !found.await? {
                if memories.is_empty() {
                    break;
                }
                memories.clear();
                continue;
            }
            self.remember(&mut memories, &now, &next);
            std::mem::swap(&mut now, &mut next);
            report.iteration += 1;
            values.push_back(now.value);
            if values.len() > STEPS_AVERAGED {
                let before = values.pop_front().unwrap_or(now.value);
                let improvement = (before - now.value) / STEPS_AVERAGED as f64;
                if improvement <= self.tolerance * now.value.abs() {
                    break;
                }
            }
        }
        Ok(now.at)
    }

    /// Downhill, bent by what the last steps told about the curvature (the two-loop recursion).
    fn direction(&self, memories: &VecDeque<Memory>, steepest: &[f64]) -> Vec<f64> {
        let mut direction: Vec<f64> = steepest.iter().map(|slope| -slope).collect();
        let mut factors = Vec::with_capacity(memories.len());
        for memory in memories.iter().rev() {
            let factor = dot(&memory.step, &direction) / memory.product;
            add_times(&mut direction, -factor, &memory.change);
            factors.push(factor);
        }
        if let Some(last) = memories.back() {
            let scale = last.product / dot(&last.change, &last.change);
            direction.iter_mut().for_each(|direction| *direction *= scale);
        }
        for (memory, factor) in memories.iter().zip(factors.into_iter().rev()) {
            let other = dot(&memory.change, &direction) / memory.product;
            add_times(&mut direction, factor - other, &memory.step);
        }
        direction
    }

    fn remember(&self, memories: &mut VecDeque<Memory>, before: &Point, after: &Point) {
        let difference = |after: &[f64], before: &[f64]| -> Vec<f64> {
            after.iter().zip(before).map(|(after, before)| after - before).collect()
        };
        let step = difference(&after.at, &before.at);
        let change = difference(&after.gradient, &before.gradient);
        let product = dot(&step, &change);
        // A step without curvature would spoil the directions to come.
        if product > 1e-12 * dot(&change, &change) {
            if memories.len() >= self.memory.max(1) {
                memories.pop_front();
            }
            memories.push_back(Memory { step, change, product });
        }
    }
}

/// Looks along a direction for a point that is enough lower, and where the slope has become flatter; false when there is none.
#[expect(clippy::too_many_arguments, reason = "one step of one search: all of it is the search's state")]
async fn line_search(
    function: &mut impl Smooth,
    now: &Point,
    next: &mut Point,
    steepest: &[f64],
    direction: &[f64],
    absolute: &[f64],
    first: bool,
    pace: &mut Pace<'_>,
    report: &Report,
) -> Result<bool, LearnError> {
    let slope = dot(steepest, direction);
    if slope >= 0.0 {
        return Ok(false);
    }
    let with_corners = absolute.iter().any(|&absolute| absolute > 0.0);
    let mut length = if first { 1.0 / dot(steepest, steepest).sqrt() } else { 1.0 };
    let (mut shortest, mut longest) = (0.0, f64::INFINITY);
    for _ in 0..LINE_EVALUATIONS {
        for (index, place) in next.at.iter_mut().enumerate() {
            let moved = now.at[index] + length * direction[index];
            // A number does not cross a corner of its absolute value in one step.
            let side = if now.at[index] != 0.0 { now.at[index] } else { -steepest[index] };
            *place = if absolute[index] > 0.0 && moved * side <= 0.0 { 0.0 } else { moved };
        }
        next.value = function.evaluate(&next.at, &mut next.gradient, pace, report).await?;
        next.value += penalty(&next.at, absolute);
        let promised: f64 = if with_corners {
            (0..direction.len()).map(|index| steepest[index] * (next.at[index] - now.at[index])).sum()
        } else {
            length * slope
        };
        if next.value.is_nan() || next.value > now.value + DECREASE * promised {
            longest = length;
            // The lowest point of the parabola through value, slope and new value, held well inside.
            let bend = next.value - now.value - length * slope;
            let lowest = -slope * length * length / (2.0 * bend);
            length = if shortest == 0.0 && lowest.is_finite() {
                lowest.clamp(0.1 * length, 0.5 * length)
            } else {
                (shortest + longest) / 2.0
            };
        } else if !with_corners && dot(&next.gradient, direction) < SLOPE_LEFT * slope {
            shortest = length;
            length = if longest.is_finite() { (shortest + longest) / 2.0 } else { 2.0 * length };
        } else {
            return Ok(true);
        }
    }
    Ok(next.value < now.value)
}

fn penalty(at: &[f64], absolute: &[f64]) -> f64 {
    at.iter().zip(absolute).map(|(at, absolute)| absolute * at.abs()).sum()
}

/// The gradient with the absolute values; at a corner the flatter side, 0 when both sides rise.
fn pseudo_gradient(point: &Point, absolute: &[f64]) -> Vec<f64> {
    let slope = |((&at, &slope), &absolute): ((&f64, &f64), &f64)| {
        if at > 0.0 {
            slope + absolute
        } else if at < 0.0 {
            slope - absolute
        } else if slope + absolute < 0.0 {
            slope + absolute
        } else if slope - absolute > 0.0 {
            slope - absolute
        } else {
            0.0
        }
    };
    point.at.iter().zip(&point.gradient).zip(absolute).map(slope).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn add_times(to: &mut [f64], factor: f64, what: &[f64]) {
    to.iter_mut().zip(what).for_each(|(to, what)| *to += factor * what);
}
