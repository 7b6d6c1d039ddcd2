//! Schemes from their text to grades.

mod broken;
mod formulas;
mod grading;
mod laws;
mod mistakes;
mod normalising;
mod shipped;
mod tables;
mod written;
