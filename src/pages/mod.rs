//! Places in the product, one module each.

pub mod about;
pub mod deployment;
pub mod not_found;
pub mod sign_in;
pub mod token;
pub mod tokens;
pub mod which;
pub mod workspace;
