//! New names for what the API of tokens names but can't rename: Workspaces, Deployments, custom roles.

use std::sync::Arc;

use http::{Request, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Refusal, read};
use crate::{emulator::Emulator, state::State};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wanted {
    id: String,
    name: String,
}

pub fn rename(emulator: &mut Emulator, request: &Request<Vec<u8>>) -> Result<Value, Refusal> {
    let Wanted { id, name } = read(request)?;
    let state = &mut emulator.service.state;
    let id = id.as_str();
    if let Some(workspace) = state.workspaces.get_mut(id) {
        workspace.name = name;
    } else if let Some(deployment) = state.deployments.get_mut(id) {
        deployment.name = name;
    } else if state.custom_roles.contains_key(id) {
        rename_role(state, id, name);
    } else {
        let message = "no such Workspace, Deployment or custom role".to_owned();
        return Err((StatusCode::NOT_FOUND, message));
    }
    Ok(json!({}))
}

/// Grants name their custom role, so that they go with it.
fn rename_role(state: &mut State, id: &str, name: String) {
    let Some(role) = state.custom_roles.get_mut(id) else {
        return;
    };
    let old = std::mem::replace(&mut role.name, name.clone());
    let organization_id = role.organization_id.clone();
    let name: Arc<str> = name.into();
    let tokens = state.tokens.iter_mut();
    let inside = tokens.filter(|token| token.organization_id == organization_id);
    for grant in inside.flat_map(|token| &mut token.grants) {
        if *grant.role == *old {
            grant.role = name.clone();
        }
    }
}
