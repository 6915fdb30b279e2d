//! Composites that know Astro, and what every page has at hand.

pub mod claims_text;
pub mod config_failure;
pub mod context;
pub mod copy;
pub mod error_notice;
pub mod error_text;
pub mod expiry;
pub mod grant_tree;
pub mod hold;
pub mod journal;
pub mod lifetime;
pub mod link;
pub mod names;
pub mod scope_badge;
pub mod secret_dialog;
pub mod sidebar;
pub mod sign_in;
pub mod token_list;
pub mod token_table;
pub mod which;
