//! Weights of the salience, as `examples/train_salience.rs` printed them; to be fitted anew when the finder changes.
//!
//! Fitted to the PLACES and ORGS of Reuters-21578, training part.

/// What counts for a country, a region or a place: the constant, then one weight a feature.
pub const COUNTRY_WEIGHTS: [f32; 19] = [
    -2.934, // constant
    3.618,  // filed there
    1.566,  // filed there, and not named again
    1.205,  // filed there, and no other country named
    0.976,  // named in the title
    0.436,  // demonym in the title
    0.319,  // place within in the title
    -0.381, // another country in the title
    0.403,  // named in the lead
    0.401,  // demonym in the lead
    0.697,  // place within in the lead
    1.568,  // log of mentions
    1.341,  // log of demonyms
    0.912,  // log of mentions of places within
    0.224,  // log of other countries
    0.351,  // nearness of the first mention
    0.647,  // article without dateline
    1.502,  // article without dateline, no other country named
    -0.033, // brief
];

/// The best F1 on the training part.
pub const COUNTRY_THRESHOLD: f32 = 0.34;

/// What counts for an organization or a person: the constant, then one weight a feature.
pub const ORGANIZATION_WEIGHTS: [f32; 6] = [
    -1.722, // constant
    1.318,  // in the title
    0.820,  // in the lead
    0.800,  // log of mentions
    0.452,  // more than one mention
    0.352,  // thirds of the body
];

/// The best F1 on the training part.
pub const ORGANIZATION_THRESHOLD: f32 = 0.43;
