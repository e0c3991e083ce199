//! Weights of the salience, as `examples/train_salience.rs` printed them; to be fitted anew when the finder changes.
//!
//! Fitted to the PLACES and ORGS of Reuters-21578, training part.

/// What counts for a country, a region or a place: the constant, then one weight a feature.
pub const COUNTRY_WEIGHTS: [f32; 19] = [
    -2.977, // constant
    3.654, // filed there
    1.590, // filed there, and not named again
    1.147, // filed there, and no other country named
    1.033, // named in the title
    0.456, // demonym in the title
    0.324, // place within in the title
    -0.375, // another country in the title
    0.358, // named in the lead
    0.446, // demonym in the lead
    0.706, // place within in the lead
    1.608, // log of mentions
    1.371, // log of demonyms
    0.990, // log of mentions of places within
    0.236, // log of other countries
    0.296, // nearness of the first mention
    0.634, // article without dateline
    1.485, // article without dateline, no other country named
    -0.019, // brief
];

/// The best F1 on the training part.
pub const COUNTRY_THRESHOLD: f32 = 0.34;

/// What counts for an organization or a person: the constant, then one weight a feature.
pub const ORGANIZATION_WEIGHTS: [f32; 6] = [
    -1.697, // constant
    1.318, // in the title
    0.806, // in the lead
    0.799, // log of mentions
    0.431, // more than one mention
    0.354, // thirds of the body
];

/// The best F1 on the training part.
pub const ORGANIZATION_THRESHOLD: f32 = 0.45;
