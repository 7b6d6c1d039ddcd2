//! What everyone sees without signing in.

pub mod pages;
mod store;

#[cfg(test)]
mod tests;
