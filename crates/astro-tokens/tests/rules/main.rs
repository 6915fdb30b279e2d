//! The rules of astro-tokens, mostly as properties over generated input.

mod astro_cli;
mod claims;
mod decoding;
mod form;
mod generate;
mod grants;
mod grouped;
mod legality;
mod lifecycle;
mod matching;
mod merge;
mod offers;
mod pending;
mod places;
mod query;
mod requests;
mod runtime;
mod salvage;
mod snippets;
mod sorting;
mod timestamp;
mod token;
mod visible;
