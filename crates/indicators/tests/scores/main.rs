//! Schemes from their text to grades.

mod broken;
mod formulas;
mod grading;
mod laws;
mod normalising;
mod shipped;
mod tables;
mod written;
