//! What everyone sees without signing in.

pub mod pages;
