//! Locally deep support vector machines.
//!
//! The layout: the number of leaves, a power of two; the number of features; the sharpness; the weights of the sums at all nodes and
//! leaves, of their gates, of the turns at inner nodes; then the constants of the sums, the turns and the gates.

use super::part_reader::PartReader;
use super::{Refused, Surroundings};
use crate::blob::Blob;
use crate::error::ImportError;
use ml_learn::imported::LocallyDeep;
use ml_learn::linear::LinearModel;

pub(super) fn read(blob: &Blob<'_>, around: &Surroundings) -> Result<LocallyDeep, Refused> {
    let mut reader = PartReader::begin(blob)?;
    let leaves = reader.cursor.i32()?;
    let features = reader.features(around)?;
    let sharpness = reader.float()?.into();
    let leaves = usize::try_from(leaves).ok().filter(|leaves| *leaves > 1 && leaves.is_power_of_two());
    let Some(leaves) = leaves else {
        return Err(reader.cursor.damaged("its tree has no possible number of leaves").into());
    };
    let (inner, all) = (leaves - 1, leaves.saturating_mul(2) - 1);
    let sums = weights(&mut reader, all, features)?;
    let gates = weights(&mut reader, all, features)?;
    let turns = weights(&mut reader, inner, features)?;
    let sum_biases = constants(&mut reader, all)?;
    let turn_biases = constants(&mut reader, inner)?;
    let gate_biases = constants(&mut reader, all)?;
    let model = |weights, biases| LinearModel { features, weights, biases };
    Ok(LocallyDeep {
        sharpness,
        sums: model(sums, sum_biases),
        gates: model(gates, gate_biases),
        turns: model(turns, turn_biases),
    })
}

fn weights(reader: &mut PartReader<'_>, nodes: usize, features: usize) -> Result<Vec<f64>, ImportError> {
    constants(reader, nodes.saturating_mul(features))
}

fn constants(reader: &mut PartReader<'_>, count: usize) -> Result<Vec<f64>, ImportError> {
    Ok(reader.floats(count)?.into_iter().map(f64::from).collect())
}
