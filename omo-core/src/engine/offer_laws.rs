//! What holds of offers, whatever the shop has and whoever comes.
