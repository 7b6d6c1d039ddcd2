//! workdays
