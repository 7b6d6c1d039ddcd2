//! Yizhan.
