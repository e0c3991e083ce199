//! Hashes of words and features. They are part of the model's format: a change here asks for a new `schema/tagger.bin`.

const FIRST: u64 = 0x9e37_79b9_7f4a_7c15;
const SECOND: u64 = 0xd1b5_4a32_d192_ed03;

/// Multiplies to 128 bits and folds the halves, so that every bit of both reaches every bit of the result.
#[inline]
const fn fold(a: u64, b: u64) -> u64 {
    let product = a as u128 * b as u128;
    product as u64 ^ (product >> 64) as u64
}

/// Returns the hash of a folded word, or of a part of one.
#[inline]
pub const fn of_bytes(bytes: &[u8]) -> u64 {
    let mut hash = FIRST ^ bytes.len() as u64;
    let mut at = 0;
    while at < bytes.len() {
        let mut number = 0;
        let mut shift = 0;
        while shift < 64 && at < bytes.len() {
            number |= (bytes[at] as u64) << shift;
            shift += 8;
            at += 1;
        }
        hash = fold(hash ^ number, SECOND);
    }
    hash
}

/// Returns the hash of a feature: the number of its template and what it saw.
#[inline]
pub const fn of_feature(template: u64, seen: u64) -> u64 {
    fold(seen.wrapping_add(template.wrapping_mul(FIRST)) ^ SECOND, FIRST)
}

/// Returns the hash of a feature that saw two things.
#[inline]
pub const fn of_pair(template: u64, first: u64, second: u64) -> u64 {
    of_feature(template, fold(first ^ FIRST, SECOND) ^ second.wrapping_mul(SECOND))
}
