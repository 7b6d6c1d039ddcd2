//! The codes against published examples and, where a property holds for all codes, against many of them.

mod divisions;
mod industries;
mod reference;
mod size;
mod text;
mod uscc;
