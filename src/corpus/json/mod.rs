//! JSON with the exact place of everything in it.

mod leaves;
mod text;
mod token;

pub(crate) use leaves::{Leaf, Leaves};
pub(crate) use text::{decode, decoded};
