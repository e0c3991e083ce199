//! Vectors as one byte a dimension, and the products of those.

/// Writes a vector as whole numbers from -127 to 127 and returns what they are multiplied by to get it back; the error in each dimension
/// is at most half of that.
pub fn quantize(vector: &[f32], out: &mut Vec<u8>) -> f32 {
    let largest = vector.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
    let step = largest / 127.0;
    let times = if step > 0.0 { step.recip() } else { 0.0 };
    out.extend(vector.iter().map(|value| (value * times).round() as i8 as u8));
    step
}

/// Returns the length of a quantized vector, in steps.
pub fn length(vector: &[u8]) -> f32 {
    let squares: i32 = vector.iter().map(|byte| i32::from(*byte as i8).pow(2)).sum();
    (squares as f32).sqrt()
}

/// Returns the product of a quantized vector and one of 16 bits a dimension. The sum has room for 500 dimensions.
pub fn product(vector: &[u8], other: &[i16]) -> i32 {
    vector.iter().zip(other).map(|(byte, other)| i32::from(*byte as i8) * i32::from(*other)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_of_each_dimension_is_at_most_half_a_step() {
        let vector: Vec<f32> = (0..200).map(|at| (at as f32 * 0.7).sin() * 0.03).collect();
        let mut bytes = Vec::new();
        let step = quantize(&vector, &mut bytes);
        assert!(step > 0.0 && step < 0.000_24);
        for (value, byte) in vector.iter().zip(&bytes) {
            assert!((value - f32::from(*byte as i8) * step).abs() <= step * 0.501, "{value}");
        }
    }

    #[test]
    fn nothing_stays_nothing() {
        let mut bytes = Vec::new();
        assert_eq!(quantize(&[0.0; 4], &mut bytes), 0.0);
        assert_eq!((bytes.as_slice(), length(&bytes)), ([0; 4].as_slice(), 0.0));
    }

    #[test]
    fn products_are_those_of_signed_numbers() {
        assert_eq!(product(&[127, (-127_i8) as u8, 3], &[2, 5, -1]), 2 * 127 - 5 * 127 - 3);
        assert_eq!(length(&[3, (-4_i8) as u8]), 5.0);
    }
}
