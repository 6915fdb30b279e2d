//! What was loaded from Astro, indexed: the one reactive store of the console.
//!
//! Loading fills it, pages derive everything they show from it, and nothing is copied out of it. Where the caller may
//! not list the whole Organization it holds the union over the Workspaces and Deployments that the caller can see.

mod agents;
mod changes;
mod loading;
pub mod paging;
mod rights;
mod store;
mod surroundings;
mod table;

pub use agents::{is_failure, load_agent_token, load_agent_tokens, retry_agent_tokens};
pub use loading::{First, load, load_token, retry};
pub use rights::{GrantSight, SightRests, shows_all};
pub use store::{
    Asked, Coverage, FailedPage, Inventory, List, Permissions, Progress, Remote, Stage,
};
pub use surroundings::{load_permissions, load_surroundings, retry_roles, retry_surroundings};
pub use table::TokenTable;
