//! Organizations, Workspaces, Deployments, roles and the calling person. Fields that the emulator does not model are
//! constants or follow from the id, so that every required field is there.

use serde::Serialize;
use serde_json::{Value, json};

use super::Profile;
use crate::{
    instant::Instant,
    roles::BuiltInRole,
    state::{self, DeploymentStatus, Grant, RoleScope},
};

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Organization<'a> {
    id: &'a str,
    name: &'a str,
    allow_enhanced_support_access: bool,
    has_allowed_ip_address_ranges: bool,
    is_blocked_enable_ai_features: bool,
    is_scim_enabled: bool,
    product: &'static str,
    product_plans: [ProductPlan<'a>; 1],
    should_enforce_dedicated_clusters: bool,
    status: &'static str,
    created_at: Instant,
    created_by: Profile<'a>,
    updated_at: Instant,
    updated_by: Profile<'a>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ProductPlan<'a> {
    astronomer_product: &'static str,
    organization_id: &'a str,
    product_plan_id: &'static str,
    product_plan_name: &'a str,
}

/// Product family of every emulated Organization.
pub const PRODUCT: &str = "HOSTED";

impl<'a> From<&'a state::Organization> for Organization<'a> {
    fn from(organization: &'a state::Organization) -> Self {
        Self {
            id: &organization.id,
            name: &organization.name,
            allow_enhanced_support_access: false,
            has_allowed_ip_address_ranges: organization.has_allowed_ip_address_ranges,
            is_blocked_enable_ai_features: false,
            is_scim_enabled: false,
            product: PRODUCT,
            product_plans: [ProductPlan {
                astronomer_product: "ASTRO",
                organization_id: &organization.id,
                product_plan_id: "cplan00000000000000000000",
                product_plan_name: &organization.plan,
            }],
            should_enforce_dedicated_clusters: false,
            status: "ACTIVE",
            created_at: organization.created_at,
            created_by: (&organization.created_by).into(),
            updated_at: organization.updated_at,
            updated_by: (&organization.updated_by).into(),
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OrganizationsPage<'a> {
    pub limit: usize,
    pub offset: usize,
    pub organizations: Vec<Organization<'a>>,
    pub total_count: usize,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Workspace<'a> {
    id: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    organization_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    organization_name: Option<&'a str>,
    cicd_enforced_default: bool,
    created_at: Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_by: Option<Profile<'a>>,
    updated_at: Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated_by: Option<Profile<'a>>,
}

impl<'a> Workspace<'a> {
    pub fn new(workspace: &'a state::Workspace, state: &'a state::State) -> Self {
        let organization = state.organizations.get(&workspace.organization_id);
        Self {
            id: &workspace.id,
            name: &workspace.name,
            description: workspace.description.as_deref(),
            organization_id: &workspace.organization_id,
            organization_name: organization.map(|organization| organization.name.as_str()),
            cicd_enforced_default: workspace.cicd_enforced_default,
            created_at: workspace.created_at,
            created_by: workspace.created_by.as_ref().map(Profile::from),
            updated_at: workspace.updated_at,
            updated_by: workspace.updated_by.as_ref().map(Profile::from),
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkspacesPage<'a> {
    pub limit: usize,
    pub offset: usize,
    pub workspaces: Vec<Workspace<'a>>,
    pub total_count: usize,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Deployment<'a> {
    id: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    organization_id: &'a str,
    workspace_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    workspace_name: Option<&'a str>,
    status: DeploymentStatus,
    cloud_provider: &'a str,
    region: &'a str,
    airflow_version: &'a str,
    astro_runtime_version: &'a str,
    runtime_version: &'a str,
    is_cicd_enforced: bool,
    is_development_mode: bool,
    is_high_availability: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    remote_execution: Option<Value>,
    created_at: Instant,
    created_by: Profile<'a>,
    updated_at: Instant,
    updated_by: Profile<'a>,
    /// What the contract requires and no client of the emulator reads.
    #[serde(flatten)]
    rest: Value,
}

impl<'a> Deployment<'a> {
    pub fn new(deployment: &'a state::Deployment, state: &'a state::State) -> Self {
        let id = &deployment.id;
        let workspace = state.workspaces.get(&deployment.workspace_id);
        let remote = || {
            json!({
                "enabled": true,
                "remoteApiUrl": format!("https://{id}.external.example.test"),
                "allowedIpAddressRanges": [],
            })
        };
        Self {
            id,
            name: &deployment.name,
            description: deployment.description.as_deref(),
            organization_id: &deployment.organization_id,
            workspace_id: &deployment.workspace_id,
            workspace_name: workspace.map(|workspace| workspace.name.as_str()),
            status: deployment.status,
            cloud_provider: &deployment.cloud_provider,
            region: &deployment.region,
            airflow_version: &deployment.airflow_version,
            astro_runtime_version: &deployment.astro_runtime_version,
            runtime_version: &deployment.astro_runtime_version,
            is_cicd_enforced: deployment.is_cicd_enforced,
            is_development_mode: deployment.is_development_mode,
            is_high_availability: deployment.is_high_availability,
            remote_execution: deployment.remote_execution.then(remote),
            created_at: deployment.created_at,
            created_by: (&deployment.created_by).into(),
            updated_at: deployment.updated_at,
            updated_by: (&deployment.updated_by).into(),
            rest: unmodelled(id),
        }
    }
}

fn unmodelled(id: &str) -> Value {
    let namespace = id.get(..12).unwrap_or(id);
    let host = format!("{namespace}.astronomer.example.test");
    json!({
        "namespace": namespace,
        "apiUrl": format!("https://{host}/api/v2"),
        "uiUrl": format!("https://cloud.example.test/deployments/{id}"),
        "webServerUrl": format!("https://{host}"),
        "webServerAirflowApiUrl": format!("https://{host}/api/v2"),
        "webServerIngressHostname": host,
        "webServerCpu": "0.5",
        "webServerMemory": "1Gi",
        "schedulerCpu": "1",
        "schedulerMemory": "2Gi",
        "schedulerReplicas": 1,
        "imageRepository": format!("images.example.test/{namespace}"),
        "imageTag": "deploy-1",
        "isDagDeployEnabled": true,
        "executor": "CELERY",
        "type": "STANDARD",
    })
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeploymentsPage<'a> {
    pub limit: usize,
    pub offset: usize,
    pub deployments: Vec<Deployment<'a>>,
    pub total_count: usize,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Role<'a> {
    id: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    scope_type: RoleScope,
    restricted_workspace_ids: Vec<&'a str>,
    created_at: Instant,
    created_by: Profile<'a>,
    updated_at: Instant,
    updated_by: Profile<'a>,
}

impl<'a> From<&'a state::CustomRole> for Role<'a> {
    fn from(role: &'a state::CustomRole) -> Self {
        Self {
            id: &role.id,
            name: &role.name,
            description: role.description.as_deref(),
            scope_type: role.scope,
            restricted_workspace_ids: role
                .restricted_workspace_ids
                .iter()
                .map(|id| &**id)
                .collect(),
            created_at: role.created_at,
            created_by: (&role.created_by).into(),
            updated_at: role.updated_at,
            updated_by: (&role.updated_by).into(),
        }
    }
}

#[derive(Debug, Serialize)]
pub struct RoleWithPermissions<'a> {
    #[serde(flatten)]
    pub role: Role<'a>,
    pub permissions: &'a [String],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DefaultRole {
    name: &'static str,
    description: &'static str,
    scope_type: RoleScope,
    permissions: &'static [&'static str],
}

impl From<&BuiltInRole> for DefaultRole {
    fn from(role: &BuiltInRole) -> Self {
        Self {
            name: role.name,
            description: role.description,
            scope_type: role.scope,
            permissions: role.permissions,
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RolesPage<'a> {
    pub limit: usize,
    pub offset: usize,
    pub roles: Vec<Role<'a>>,
    pub total_count: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_roles: Option<Vec<DefaultRole>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SelfUser<'a> {
    id: &'a str,
    username: &'a str,
    full_name: &'a str,
    avatar_url: &'a str,
    status: &'static str,
    organization_id: &'a str,
    is_idp_managed: bool,
    roles: Vec<SelfUserRole<'a>>,
    created_at: Instant,
    updated_at: Instant,
}

#[derive(Debug, Serialize)]
struct SelfUserRole<'a> {
    role: &'a str,
    scope: SelfUserRoleScope<'a>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SelfUserRoleScope<'a> {
    #[serde(rename = "type")]
    level: &'a str,
    entity_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    deployment_id: Option<&'a str>,
}

impl<'a> From<&'a state::User> for SelfUser<'a> {
    fn from(user: &'a state::User) -> Self {
        let role = |grant: &'a Grant| SelfUserRole {
            role: &grant.role,
            scope: SelfUserRoleScope {
                level: grant.entity_type.as_str(),
                entity_id: &grant.entity_id,
                deployment_id: grant.deployment_id.as_deref(),
            },
        };
        Self {
            id: &user.id,
            username: &user.username,
            full_name: &user.full_name,
            avatar_url: &user.avatar_url,
            status: "ACTIVE",
            organization_id: &user.organization_id,
            is_idp_managed: false,
            roles: user.grants.iter().map(role).collect(),
            created_at: user.created_at,
            updated_at: user.updated_at,
        }
    }
}
