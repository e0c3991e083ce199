//! Weights of the salience, as `examples/train_salience.rs` printed them; to be fitted anew when the finder changes.
//!
//! Fitted to the PLACES and ORGS of Reuters-21578, training part.

/// What counts for a country, a region or a place: the constant, then one weight a feature.
pub const COUNTRY_WEIGHTS: [f32; 20] = [
    -3.028, // constant
    3.671,  // filed there
    1.541,  // filed there, and not named again
    1.188,  // filed there, and no other country named
    0.974,  // named in the title
    0.431,  // demonym in the title
    0.266,  // place within in the title
    -0.361, // another country in the title
    0.278,  // named in the lead
    0.370,  // demonym in the lead
    0.667,  // place within in the lead
    2.005,  // log of mentions
    1.691,  // log of demonyms
    1.332,  // log of mentions of places within
    0.280,  // log of other countries
    -1.553, // thirds of the body
    0.999,  // nearness of the first mention
    0.648,  // article without dateline
    1.641,  // article without dateline, no other country named
    0.035,  // brief
];

/// The best F1 on the training part.
pub const COUNTRY_THRESHOLD: f32 = 0.34;

/// What counts for an organization or a person: the constant, then one weight a feature.
pub const ORGANIZATION_WEIGHTS: [f32; 6] = [
    -1.697, // constant
    1.318,  // in the title
    0.806,  // in the lead
    0.799,  // log of mentions
    0.431,  // more than one mention
    0.354,  // thirds of the body
];

/// The best F1 on the training part.
pub const ORGANIZATION_THRESHOLD: f32 = 0.45;
