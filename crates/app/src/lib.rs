//! Yizhan 驿站: the software that an industry innovation service hub runs on.
//!
//! The slices stand in the order of the flow; dependencies run one way along it. `routes` is the table of
//! contents, `access` the one policy table, `web` what every page needs. See `ARCHITECTURE.md`.

pub mod access;
pub mod app;
pub mod bench;
pub mod command;
pub mod commands;
pub mod config;
pub mod deadlines;
pub mod editions;
pub mod jobs;
pub mod mail;
pub mod routes;
pub mod serve;
pub mod web;

pub mod attachments;
pub mod catalogue;
pub mod demo;
pub mod downloads;
pub mod evaluations;
pub mod feeds;
pub mod hall;
pub mod homes;
pub mod hubs;
pub mod imports;
pub mod instruments;
pub mod measures;
pub mod needs;
pub mod notices;
pub mod orders;
pub mod organizations;
pub mod people;
pub mod plans;
pub mod portal;
pub mod privacy;
pub mod records;

#[cfg(test)]
mod testing;
