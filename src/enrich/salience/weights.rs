//! Weights of the salience, as `examples/train_salience.rs` printed them; to be fitted anew when the finder changes.
//!
//! Fitted to the PLACES and ORGS of Reuters-21578, training part.

/// What counts for a country, a region or a place: the constant, then one weight a feature.
pub const COUNTRY_WEIGHTS: [f32; 19] = [
    -3.043, // constant
    3.666,  // filed there
    1.620,  // filed there, and not named again
    1.306,  // filed there, and no other country named
    0.867,  // named in the title
    0.322,  // demonym in the title
    0.269,  // place within in the title
    -0.418, // another country in the title
    0.406,  // named in the lead
    0.442,  // demonym in the lead
    0.646,  // place within in the lead
    1.586,  // log of mentions
    1.279,  // log of demonyms
    0.936,  // log of mentions of places within
    0.254,  // log of other countries
    0.485,  // nearness of the first mention
    0.657,  // article without dateline
    1.538,  // article without dateline, no other country named
    -0.036, // brief
];

/// The lowest with nearly the best F1 on the training part.
pub const COUNTRY_THRESHOLD: f32 = 0.32;

/// What counts for an organization or a person: the constant, then one weight a feature.
pub const ORGANIZATION_WEIGHTS: [f32; 6] = [
    -1.938, // constant
    1.166,  // in the title
    0.898,  // in the lead
    0.824,  // log of mentions
    0.641,  // more than one mention
    0.377,  // thirds of the body
];

/// The lowest with nearly the best F1 on the training part.
pub const ORGANIZATION_THRESHOLD: f32 = 0.44;
