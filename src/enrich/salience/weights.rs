//! Weights of the salience, as `examples/train_salience.rs` printed them; to be fitted anew when the finder changes.
//!
//! Fitted to the PLACES and ORGS of Reuters-21578, training part.

/// What counts for a country, a region or a place: the constant, then one weight a feature.
pub const COUNTRY_WEIGHTS: [f32; 18] = [
    -3.673, // constant
    3.903,  // filed there
    1.690,  // filed there, and not named again
    1.474,  // filed there, and no other country named
    1.414,  // named in the title
    1.146,  // demonym in the title
    1.151,  // place within in the title
    -0.317, // another country in the title
    0.383,  // named in the lead
    0.145,  // demonym in the lead
    0.512,  // place within in the lead
    1.534,  // log of mentions
    1.119,  // log of demonyms
    0.427,  // log of mentions of places within
    0.567,  // log of other countries
    0.017,  // thirds of the body
    1.078,  // nearness of the first mention
    -0.223, // brief without dateline
];

/// The best F1 on the training part.
pub const COUNTRY_THRESHOLD: f32 = 0.47;

/// What counts for an organization or a person: the constant, then one weight a feature.
pub const ORGANIZATION_WEIGHTS: [f32; 6] = [
    -1.693, // constant
    1.335,  // in the title
    0.810,  // in the lead
    0.749,  // log of mentions
    0.426,  // more than one mention
    0.469,  // thirds of the body
];

/// The best F1 on the training part.
pub const ORGANIZATION_THRESHOLD: f32 = 0.45;
