//! The strongest directions of a sparse matrix: its first right singular vectors, found with randomness that is always the same.
//!
//! In: passages × terms. Out: terms × dimensions. After Halko, Martinsson and Tropp, "Finding structure with randomness", SIAM Review 53
//! (2011): the range of `AᵀA` is found by subspace iteration (algorithm 4.4), and its eigenvectors within that range directly
//! (algorithm 5.3); the right singular vectors of `A` are the eigenvectors of `AᵀA`. `AᵀA` is never formed: a passage is
//! multiplied both ways while it is in the nearest cache, and no matrix has a row for each passage.

use super::dense::{BLOCK, Tall, add_scaled, eigen};
use super::parallel::in_parallel;

/// A sparse matrix by rows.
#[derive(Debug, Default)]
pub struct Sparse {
    /// Where each row begins in the other two, and where the last ends.
    pub starts: Vec<usize>,
    pub columns: Vec<u32>,
    pub values: Vec<f32>,
    /// How many columns there are.
    pub width: usize,
}

/// The first right singular vectors.
#[derive(Debug)]
pub struct Directions {
    /// One row for each column of the matrix; the columns behind the last direction are to be left alone.
    pub vectors: Tall,
    /// The singular values, the largest first.
    pub strengths: Vec<f64>,
}

impl Directions {
    pub fn count(&self) -> usize {
        self.strengths.len()
    }
}

/// How many directions more than wanted are followed: the paper (section 4.2) asks for 5 or 10; these fill the blocks.
const MORE: usize = 2 * BLOCK - 8;
/// How often the random start is multiplied before the last time.
const ROUNDS: usize = 2;

/// Returns the first `wanted` right singular vectors, fewer where the matrix has fewer. `went_on` is asked between steps, with the share
/// that is done, whether to go on; `None` where it said no.
pub fn directions(matrix: &Sparse, wanted: usize, threads: usize, went_on: &dyn Fn(f32) -> bool) -> Option<Directions> {
    let blocks = (wanted + MORE).min(matrix.width).div_ceil(BLOCK).max(1);
    let mut basis = random_signs(matrix.width, blocks);
    for round in 0..ROUNDS {
        basis = product_both_ways(matrix, &basis, threads).orthonormal(threads);
        if !went_on((round + 1) as f32 / (ROUNDS + 1) as f32) {
            return None;
        }
    }
    let image = product_both_ways(matrix, &basis, threads);
    let (squares, turn) = eigen(basis.symmetric_product(&image, threads));
    let largest = squares.first().copied().unwrap_or(0.0);
    let count = squares.iter().take(wanted).take_while(|square| **square > largest * 1e-6).count();
    let vectors = basis.times(&turn.columns(0, count).into_owned(), threads);
    Some(Directions { vectors, strengths: squares[..count].iter().map(|square| square.sqrt()).collect() })
}

/// Returns `AᵀA · right`.
fn product_both_ways(matrix: &Sparse, right: &Tall, threads: usize) -> Tall {
    let blocks = in_parallel(right.blocks.len(), threads, |block| {
        let right = &right.blocks[block];
        let mut result = vec![[0.0; BLOCK]; matrix.width];
        for bounds in matrix.starts.windows(2) {
            let (columns, values) = (&matrix.columns[bounds[0]..bounds[1]], &matrix.values[bounds[0]..bounds[1]]);
            let mut image = [0.0; BLOCK];
            columns.iter().zip(values).for_each(|(column, value)| add_scaled(&mut image, *value, &right[*column as usize]));
            columns.iter().zip(values).for_each(|(column, value)| add_scaled(&mut result[*column as usize], *value, &image));
        }
        result
    });
    Tall { blocks }
}

/// A start of signs by the generator SplitMix64 (Steele, Lea and Flood, OOPSLA 2014); signs serve as well as normal numbers (Martinsson
/// and Tropp, "Randomized numerical linear algebra", Acta Numerica 29, 2020) and take no logarithms.
fn random_signs(rows: usize, blocks: usize) -> Tall {
    let mut state: u64 = 0x6461_7465_6C69_6E65;
    let mut next = || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    };
    let mut row = || {
        let bits = next();
        std::array::from_fn(|bit| if bits >> bit & 1 == 1 { 1.0 } else { -1.0 })
    };
    Tall { blocks: (0..blocks).map(|_| (0..rows).map(|_| row()).collect()).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::DMatrix;

    fn sparse(matrix: &DMatrix<f64>) -> Sparse {
        let mut sparse = Sparse { starts: vec![0], width: matrix.ncols(), ..Sparse::default() };
        for row in matrix.row_iter() {
            for (column, value) in row.iter().enumerate().filter(|(_, value)| **value != 0.0) {
                sparse.columns.push(column as u32);
                sparse.values.push(*value as f32);
            }
            sparse.starts.push(sparse.columns.len());
        }
        sparse
    }

    #[test]
    fn the_decomposition_of_a_small_matrix_is_found() {
        // A = U Σ Vᵀ with Σ = 4, 2, 1; columns of U and V are at right angles.
        let left = DMatrix::from_row_slice(4, 3, &[1.0, 1.0, 1.0, 1.0, -1.0, 1.0, 1.0, 1.0, -1.0, 1.0, -1.0, -1.0]) / 2.0;
        let right = DMatrix::from_row_slice(3, 3, &[2.0, 1.0, 2.0, 2.0, -2.0, -1.0, 1.0, 2.0, -2.0]).transpose() / 3.0;
        let strengths = [4.0, 2.0, 1.0];
        let matrix = &left * DMatrix::from_diagonal(&nalgebra::DVector::from_row_slice(&strengths)) * right.transpose();
        let found = directions(&sparse(&matrix), 3, 1, &|_| true).expect("nothing stops it");
        assert_eq!(found.count(), 3);
        for (at, strength) in strengths.iter().enumerate() {
            assert!((found.strengths[at] - strength).abs() < 1e-5, "{} is not {strength}", found.strengths[at]);
            let cosine: f64 = (0..3).map(|row| f64::from(found.vectors.row(row)[at]) * right[(row, at)]).sum();
            assert!((cosine.abs() - 1.0).abs() < 1e-5, "direction {at} is off: {cosine}");
        }
    }

    #[test]
    fn a_larger_matrix_agrees_with_a_dense_decomposition_whatever_the_threads() {
        // Strong directions of falling strength below noise, as in text.
        let wave = |a: usize, b: usize| ((a * a + 3) as f64 * 0.37 + (b * (a + 1)) as f64 * 1.7).sin();
        let matrix = DMatrix::from_fn(400, 150, |row, column| {
            (0..12).map(|at| 0.75_f64.powi(at) * wave(at as usize, row) * wave(at as usize + 20, column)).sum::<f64>()
                + 0.01 * wave(row, column)
        });
        let dense = matrix.clone().svd(false, true);
        let mut expected: Vec<f64> = dense.singular_values.iter().copied().collect();
        expected.sort_by(|a, b| b.total_cmp(a));
        let found = directions(&sparse(&matrix), 8, 1, &|_| true).expect("nothing stops it");
        for (at, strength) in found.strengths.iter().enumerate() {
            assert!((strength / expected[at] - 1.0).abs() < 1e-3, "{at}: {strength} is not {}", expected[at]);
        }
        let again = directions(&sparse(&matrix), 8, 3, &|_| true).expect("nothing stops it");
        assert_eq!(found.vectors.blocks, again.vectors.blocks);
    }

    #[test]
    fn a_matrix_of_low_rank_has_as_many_directions() {
        let matrix = DMatrix::from_fn(50, 40, |row, column| if row % 2 == column % 2 { 1.0 } else { 0.0 });
        assert_eq!(directions(&sparse(&matrix), 10, 2, &|_| true).expect("nothing stops it").count(), 2);
    }
}
