//! The emulator as its callers meet it: HTTP requests in, HTTP answers out. With the feature `contract` every exchange of
//! every test is held against the published contract as well.

mod authentication;
mod cli;
mod cli_deployment;
mod cli_organization;
mod cli_workspace;
mod client;
mod control;
mod determinism;
mod faults;
mod fixture;
mod grants;
mod legality;
mod lists;
mod meanwhile;
mod places;
mod rights;
mod robustness;
mod sample;
mod transport;
mod validation;
mod writes;
