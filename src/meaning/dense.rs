//! Tall matrices of 32-bit numbers, kept in blocks of columns, and the three products that learning needs of them.
//!
//! Rule kept here: every number is summed in one fixed order, and a block is one thread's, so that the bytes do not depend on how many
//! threads there are.

use super::parallel::in_parallel;
use nalgebra::{DMatrix, SymmetricEigen};

/// Columns of a block. A row of one is two cache lines and eight vector registers, so the inner loops stay within them.
pub const BLOCK: usize = 32;

/// A matrix with many rows and some hundred columns.
#[derive(Debug, Clone)]
pub struct Tall {
    /// `blocks[b][r][c]` is row `r`, column `b * BLOCK + c`.
    pub blocks: Vec<Vec<[f32; BLOCK]>>,
}

impl Tall {
    pub fn rows(&self) -> usize {
        self.blocks.first().map_or(0, Vec::len)
    }

    pub fn columns(&self) -> usize {
        self.blocks.len() * BLOCK
    }

    /// Returns one row, as long as there are columns.
    pub fn row(&self, row: usize) -> Vec<f32> {
        self.blocks.iter().flat_map(|block| block[row]).collect()
    }

    /// Returns `selfᵀ · other`, of matrices with as many rows and columns. Only where the result is symmetric: one half is computed.
    pub fn symmetric_product(&self, other: &Tall, threads: usize) -> DMatrix<f64> {
        let count = self.blocks.len();
        let pairs: Vec<(usize, usize)> = (0..count).flat_map(|a| (a..count).map(move |b| (a, b))).collect();
        let products =
            in_parallel(pairs.len(), threads, |pair| block_product(&self.blocks[pairs[pair].0], &other.blocks[pairs[pair].1]));
        let mut result = DMatrix::zeros(self.columns(), self.columns());
        for ((a, b), product) in pairs.iter().zip(products) {
            for (row, line) in product.iter().enumerate() {
                for (column, value) in line.iter().enumerate() {
                    result[(a * BLOCK + row, b * BLOCK + column)] = *value;
                    result[(b * BLOCK + column, a * BLOCK + row)] = *value;
                }
            }
        }
        result
    }

    /// Returns `self · factor`; columns are filled up with zeros to whole blocks.
    pub fn times(&self, factor: &DMatrix<f64>, threads: usize) -> Tall {
        let blocks = in_parallel(factor.ncols().div_ceil(BLOCK), threads, |block| {
            let part: Vec<[f32; BLOCK]> = (0..self.columns())
                .map(|row| {
                    std::array::from_fn(|column| factor.get((row, block * BLOCK + column)).map_or(0.0, |value| *value as f32))
                })
                .collect();
            let mut result = vec![[0.0; BLOCK]; self.rows()];
            for (mine, part) in self.blocks.iter().zip(part.chunks_exact(BLOCK)) {
                for (result, row) in result.iter_mut().zip(mine) {
                    // A copy stays in registers.
                    let mut sum = *result;
                    row.iter().zip(part).for_each(|(value, line)| add_scaled(&mut sum, *value, line));
                    *result = sum;
                }
            }
            result
        });
        Tall { blocks }
    }

    /// Returns columns at right angles and of length one that span what these span: `Z D V Λ^-½`, where `D (ZᵀZ) D = V Λ Vᵀ` and `D`
    /// brings columns to length one (Stathopoulos and Wu, "A block orthogonalization procedure with constant synchronization
    /// requirements", SIAM J. Sci. Comput. 23, 2002). Directions that are but noise of rounding are left out.
    pub fn orthonormal(&self, threads: usize) -> Tall {
        const NOISE: f64 = 1e-6;
        let mut products = self.symmetric_product(self, threads);
        let scales: Vec<f64> =
            products.diagonal().iter().map(|square| if *square > 0.0 { square.sqrt().recip() } else { 0.0 }).collect();
        for row in 0..products.nrows() {
            for column in 0..products.ncols() {
                products[(row, column)] *= scales[row] * scales[column];
            }
        }
        let (values, vectors) = eigen(products);
        let least = values.first().map_or(0.0, |value| value * NOISE);
        let kept = values.iter().take_while(|value| **value > least).count();
        let factor =
            DMatrix::from_fn(vectors.nrows(), kept, |row, column| scales[row] * vectors[(row, column)] / values[column].sqrt());
        self.times(&factor, threads)
    }
}

/// Returns the eigenvalues of a symmetric matrix, the largest first, and their vectors as columns. Of a vector and its opposite the one
/// is returned whose entries sum to more than zero.
pub fn eigen(matrix: DMatrix<f64>) -> (Vec<f64>, DMatrix<f64>) {
    if matrix.is_empty() {
        return (Vec::new(), matrix);
    }
    let found = SymmetricEigen::new(matrix);
    let mut order: Vec<usize> = (0..found.eigenvalues.len()).collect();
    order.sort_by(|a, b| found.eigenvalues[*b].total_cmp(&found.eigenvalues[*a]));
    let values = order.iter().map(|at| found.eigenvalues[*at]).collect();
    let vectors = DMatrix::from_fn(order.len(), order.len(), |row, column| {
        let vector = found.eigenvectors.column(order[column]);
        if vector.sum() < 0.0 { -vector[row] } else { vector[row] }
    });
    (values, vectors)
}

/// `sum += factor · line`: the one inner loop of all of learning.
#[inline(always)]
pub fn add_scaled(sum: &mut [f32; BLOCK], factor: f32, line: &[f32; BLOCK]) {
    for (sum, value) in sum.iter_mut().zip(line) {
        *sum += factor * value;
    }
}

/// Returns `aᵀ · b`. A stretch of rows that fits the nearest cache is summed in 32 bits, the stretches in 64.
fn block_product(a: &[[f32; BLOCK]], b: &[[f32; BLOCK]]) -> [[f64; BLOCK]; BLOCK] {
    const STRETCH: usize = 64;
    let mut result = [[0.0; BLOCK]; BLOCK];
    for (a, b) in a.chunks(STRETCH).zip(b.chunks(STRETCH)) {
        for (column, line) in result.iter_mut().enumerate() {
            let mut sum = [0.0; BLOCK];
            a.iter().zip(b).for_each(|(a, b)| add_scaled(&mut sum, a[column], b));
            line.iter_mut().zip(sum).for_each(|(total, sum)| *total += f64::from(sum));
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tall(rows: usize, columns: usize, value: impl Fn(usize, usize) -> f32) -> Tall {
        let block = |b: usize| {
            (0..rows)
                .map(|row| {
                    std::array::from_fn(|column| if b * BLOCK + column < columns { value(row, b * BLOCK + column) } else { 0.0 })
                })
                .collect()
        };
        Tall { blocks: (0..columns.div_ceil(BLOCK)).map(block).collect() }
    }

    #[test]
    fn orthonormal_columns_span_the_same_and_drop_what_depends_on_others() {
        // Column 2 is the sum of columns 0 and 1.
        let columns: [[f32; 4]; 3] = [[3.0, 0.0, 1.0, 0.0], [0.0, 2.0, 1.0, 5.0], [3.0, 2.0, 2.0, 5.0]];
        let matrix = tall(4, 3, |row, column| columns[column][row]);
        let basis = matrix.orthonormal(1);
        let products = basis.symmetric_product(&basis, 1);
        let lengths: Vec<f64> = products.diagonal().iter().filter(|length| **length > 0.5).copied().collect();
        assert_eq!(lengths.len(), 2, "two directions are left");
        assert!(lengths.iter().all(|length| (length - 1.0).abs() < 1e-5));
        assert!(products[(0, 1)].abs() < 1e-5);
        // What is in the span is its own projection.
        for column in columns {
            let along: Vec<f32> = (0..2).map(|at| (0..4).map(|row| basis.row(row)[at] * column[row]).sum()).collect();
            for (row, value) in column.iter().enumerate() {
                let projected = basis.row(row)[0] * along[0] + basis.row(row)[1] * along[1];
                assert!((projected - value).abs() < 1e-4, "{projected} is not {value}");
            }
        }
    }

    #[test]
    fn products_do_not_depend_on_threads() {
        let matrix = tall(300, 70, |row, column| ((row * 31 + column * 17) % 101) as f32 / 50.0 - 1.0);
        assert_eq!(matrix.symmetric_product(&matrix, 1), matrix.symmetric_product(&matrix, 3));
        let factor = DMatrix::from_fn(matrix.columns(), 40, |row, column| (row as f64 - column as f64) / 50.0);
        assert_eq!(matrix.times(&factor, 1).blocks, matrix.times(&factor, 4).blocks);
    }
}
