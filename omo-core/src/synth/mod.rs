//! A simulated town with known truth. Everything in it is made up.
