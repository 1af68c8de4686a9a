//! The parts of a predictor, written number by number.

/// A part of a predictor.
pub fn blob(signature: &str, loader: &str, version: u32, model: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(264 + model.len());
    out.extend(b"ML\0MODEL");
    out.extend([1, 0, 1, 0, 1, 0, 1, 0]);
    out.extend(256u64.to_le_bytes());
    out.extend((model.len() as u64).to_le_bytes());
    out.extend([0; 32]);
    out.extend(signature.bytes().map(|byte| if byte == b' ' { 0 } else { byte }));
    out.extend(version.to_le_bytes());
    out.extend(version.to_le_bytes());
    out.extend(loader.bytes());
    out.resize(0x80, 0);
    out.extend((256 + model.len() as u64).to_le_bytes());
    out.extend((264 + model.len() as u64).to_le_bytes());
    out.resize(256, 0);
    out.extend(model);
    out.extend(b"LEDOM\0LM");
    out
}

/// The numbers of a part, written one after another.
#[derive(Clone, Debug, Default)]
pub struct Numbers {
    bytes: Vec<u8>,
}

impl Numbers {
    /// Begins with the size of a number, as nearly every part does.
    pub fn begin() -> Numbers {
        Numbers::default().int(4)
    }

    /// A byte.
    pub fn byte(self, byte: u8) -> Numbers {
        self.raw(&[byte])
    }

    /// A whole number.
    pub fn int(self, number: i32) -> Numbers {
        self.raw(&number.to_le_bytes())
    }

    /// A number of 32 bits.
    pub fn float(self, number: f32) -> Numbers {
        self.raw(&number.to_le_bytes())
    }

    /// A number of 64 bits.
    pub fn double(self, number: f64) -> Numbers {
        self.raw(&number.to_le_bytes())
    }

    /// Whole numbers without their count.
    pub fn ints(self, numbers: &[i32]) -> Numbers {
        numbers.iter().fold(self, |out, &number| out.int(number))
    }

    /// Numbers of 32 bits without their count.
    pub fn floats(self, numbers: &[f32]) -> Numbers {
        numbers.iter().fold(self, |out, &number| out.float(number))
    }

    /// Whole numbers with their count.
    pub fn int_list(self, numbers: &[i32]) -> Numbers {
        self.int(numbers.len() as i32).ints(numbers)
    }

    /// Numbers of 32 bits with their count.
    pub fn float_list(self, numbers: &[f32]) -> Numbers {
        self.int(numbers.len() as i32).floats(numbers)
    }

    /// Numbers of 64 bits with their count.
    pub fn double_list(self, numbers: &[f64]) -> Numbers {
        numbers.iter().fold(self.int(numbers.len() as i32), |out, &number| out.double(number))
    }

    /// Bytes as they are.
    pub fn raw(mut self, bytes: &[u8]) -> Numbers {
        self.bytes.extend_from_slice(bytes);
        self
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// A part with these numbers.
    pub fn part(&self, signature: &str, loader: &str, version: u32) -> Vec<u8> {
        blob(signature, loader, version, &self.bytes)
    }
}

/// A calibration by a slope and an offset.
pub fn platt(slope: f64, offset: f64) -> Vec<u8> {
    Numbers::default().double(slope).double(offset).part("PLATTCAL", "PlattCaliExec", 0x10001)
}

/// A linear model of all features.
pub fn linear(signature: &str, loader: &str, bias: f32, weights: &[f32]) -> Vec<u8> {
    let numbers = Numbers::begin().float(bias).int(weights.len() as i32).int(0).float_list(weights);
    numbers.part(signature, loader, 0x20001)
}

/// A linear model of few of its features.
pub fn sparse_linear(
    signature: &str,
    loader: &str,
    bias: f32,
    features: i32,
    weights: &[(i32, f32)],
) -> Vec<u8> {
    let (places, weights): (Vec<i32>, Vec<f32>) = weights.iter().copied().unzip();
    let numbers = Numbers::begin().float(bias).int(features).int_list(&places).float_list(&weights);
    numbers.part(signature, loader, 0x20001)
}

/// A scaling of all features.
pub fn affine(scales: &[f32], offsets: &[f32]) -> Vec<u8> {
    let numbers = Numbers::begin().int(scales.len() as i32).int(-1).float_list(scales).float_list(offsets);
    numbers.part("AFF NORM", "AffineNormExec", 0x10003)
}

/// A count and as many numbers.
pub fn floats(out: &mut Vec<u8>, numbers: &[f32]) {
    out.extend((numbers.len() as i32).to_le_bytes());
    numbers.iter().for_each(|number| out.extend(number.to_le_bytes()));
}
