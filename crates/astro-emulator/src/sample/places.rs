//! Workspaces, Deployments and custom roles of the sample Organizations.

use super::{Options, people::People, random::Random, words};
use crate::{
    Instant,
    state::{CustomRole, Deployment, DeploymentStatus, Id, RoleScope, Workspace},
};

/// The Workspace that has the examples and most of the demo's callers.
pub const GROWTH: usize = 2;
pub const FINANCE: usize = 1;
/// A Workspace without a Deployment.
const ARCHIVE: &str = "Archive";

/// Astro Runtime and Airflow versions. Dag roles need Runtime 3.1-12 or later; dotted versions
/// are older than hyphenated ones.
const VERSIONS: [(i64, (&str, &str, bool)); 9] = [
    (14, ("3.2-2", "3.2.0", true)),
    (20, ("3.1-14", "3.1.7", true)),
    (14, ("3.1-12", "3.1.6", true)),
    (8, ("3.1-11", "3.1.6", false)),
    (10, ("3.0-17", "3.0.6", false)),
    (12, ("13.4.0", "2.11.0", false)),
    (10, ("12.4.0", "2.10.3", false)),
    (8, ("12.9.0", "2.10.5", false)),
    (4, ("11.19.0", "2.9.3", false)),
];

#[derive(Debug)]
pub struct Places {
    pub organization_id: Id,
    pub workspaces: Vec<Workspace>,
    pub deployments: Vec<Deployment>,
    /// Positions of the Deployments of each Workspace, by its position.
    pub of_workspace: Vec<Vec<usize>>,
    pub custom_roles: Vec<CustomRole>,
}

impl Places {
    /// # Errors
    /// When there is no room for the Workspaces and Deployments that the callers need.
    pub fn northwind(
        options: &Options,
        organization_id: &Id,
        people: &People,
    ) -> Result<Self, String> {
        if options.workspaces < 7 || options.deployments < 9 {
            return Err("a sample has at least 7 Workspaces and 9 Deployments".to_owned());
        }
        let mut random = Random::new(options.seed, "places");
        let mut places = Self::empty(organization_id);
        for index in 0..options.workspaces {
            let name = words::WORKSPACES[index % words::WORKSPACES.len()];
            let region = (index / words::WORKSPACES.len()).checked_sub(1);
            places.add_workspace(
                &workspace_name(name, region),
                options.now,
                people,
                &mut random,
            );
        }
        for name in ["ad-spend", "attribution", "web-events"] {
            places.add_deployment(GROWTH, name, options.now, people, &mut random);
        }
        for name in ["ledger-sync", "revenue-marts"] {
            places.add_deployment(FINANCE, name, options.now, people, &mut random);
        }
        // The examples speak of Dag roles here.
        let [ad_spend, attribution, ..] = places.deployments.as_mut_slice() else {
            return Err("no Deployment".to_owned());
        };
        set_version(attribution, VERSIONS[1].1);
        set_version(ad_spend, VERSIONS[6].1);
        attribution.status = DeploymentStatus::Healthy;
        ad_spend.remote_execution = true;
        while places.deployments.len() < options.deployments {
            // Old Workspaces have grown: the first ones get more.
            let index = random.mostly_low(options.workspaces as i64 * 3 / 2);
            let index = usize::try_from(index).unwrap_or(0) % options.workspaces;
            if places.workspaces[index].name != ARCHIVE {
                let name = places.new_deployment_name(index, &mut random);
                places.add_deployment(index, &name, options.now, people, &mut random);
            }
        }
        places.add_custom_roles(options.now, people, &mut random);
        Ok(places)
    }

    /// The small second Organization.
    pub fn labs(options: &Options, organization_id: &Id, people: &People) -> Self {
        let mut random = Random::new(options.seed, "labs");
        let mut places = Self::empty(organization_id);
        for (index, name) in ["Prototypes", "Partner trials"].into_iter().enumerate() {
            places.add_workspace(name, options.now, people, &mut random);
            for deployment in ["spike-a", "spike-b", "demo"] {
                places.add_deployment(index, deployment, options.now, people, &mut random);
            }
        }
        places
    }

    fn empty(organization_id: &Id) -> Self {
        Self {
            organization_id: organization_id.clone(),
            workspaces: Vec::new(),
            deployments: Vec::new(),
            of_workspace: Vec::new(),
            custom_roles: Vec::new(),
        }
    }

    /// Whether Dag roles can be given on the Deployment.
    pub fn has_dag_roles(&self, deployment: usize) -> bool {
        let version = self.deployments[deployment].astro_runtime_version.as_str();
        VERSIONS
            .iter()
            .any(|(_, (runtime, _, dag_roles))| *runtime == version && *dag_roles)
    }

    fn add_workspace(&mut self, name: &str, now: Instant, people: &People, random: &mut Random) {
        let created_at = now
            .plus_days(-random.within(120..=1_300))
            .plus_seconds(-random.within(0..=86_000));
        let by = people.any(created_at, random);
        self.workspaces.push(Workspace {
            id: random.id(),
            organization_id: self.organization_id.clone(),
            name: name.to_owned(),
            description: random
                .percent(60)
                .then(|| format!("Pipelines of the {name} team")),
            cicd_enforced_default: random.percent(40),
            created_at,
            created_by: by.clone(),
            updated_at: created_at.plus_days(random.within(0..=100)),
            updated_by: by,
        });
        self.of_workspace.push(Vec::new());
    }

    fn new_deployment_name(&self, workspace: usize, random: &mut Random) -> String {
        let taken: Vec<&str> = self.of_workspace[workspace]
            .iter()
            .map(|at| self.deployments[*at].name.as_str())
            .collect();
        let plain = *random.pick(&words::DEPLOYMENTS);
        if !taken.contains(&plain) && random.percent(60) {
            return plain.to_owned();
        }
        let with_environment = format!("{plain}-{}", random.pick(&words::ENVIRONMENTS));
        if !taken.contains(&with_environment.as_str()) {
            return with_environment;
        }
        format!("{plain}-{}", taken.len() + 1)
    }

    fn add_deployment(
        &mut self,
        workspace: usize,
        name: &str,
        now: Instant,
        people: &People,
        random: &mut Random,
    ) {
        use DeploymentStatus::{Creating, Deploying, Healthy, Hibernating, Unhealthy, Unknown};
        let clouds: [(&str, &str); 5] = [
            ("AWS", "eu-central-1"),
            ("AWS", "us-east-1"),
            ("GCP", "europe-west4"),
            ("AZURE", "westeurope"),
            ("AWS", "us-west-2"),
        ];
        let (cloud_provider, region) = *random.pick(&clouds);
        let created_at = now
            .plus_days(-random.within(20..=1_100))
            .plus_seconds(-random.within(0..=86_000));
        let by = people.profile(random.index(8));
        let statuses = [
            (1, Creating),
            (2, Deploying),
            (86, Healthy),
            (5, Unhealthy),
            (1, Unknown),
            (5, Hibernating),
        ];
        let mut deployment = Deployment {
            id: random.id(),
            organization_id: self.organization_id.clone(),
            workspace_id: self.workspaces[workspace].id.clone(),
            name: name.to_owned(),
            description: random.percent(40).then(|| format!("Airflow for {name}")),
            status: random.weighted(&statuses),
            cloud_provider: cloud_provider.to_owned(),
            region: region.to_owned(),
            astro_runtime_version: String::new(),
            airflow_version: String::new(),
            is_high_availability: random.percent(35),
            is_development_mode: name.ends_with("-dev"),
            is_cicd_enforced: random.percent(40),
            remote_execution: random.percent(4),
            created_at,
            created_by: by.clone(),
            updated_at: created_at.plus_days(random.within(0..=18)),
            updated_by: by,
        };
        set_version(&mut deployment, random.weighted(&VERSIONS));
        self.of_workspace[workspace].push(self.deployments.len());
        self.deployments.push(deployment);
    }

    fn add_custom_roles(&mut self, now: Instant, people: &People, random: &mut Random) {
        use RoleScope::{Dag, Deployment};
        let restricted = vec![
            self.workspaces[FINANCE].id.clone(),
            self.workspaces[GROWTH].id.clone(),
        ];
        let roles = [
            (
                "queue-reader",
                "Reads task queues and metrics",
                Deployment,
                vec![],
                &["deployment.get", "deployment.airflow.get"][..],
            ),
            (
                "release-manager",
                "Deploys images and Dags, nothing else",
                Deployment,
                vec![],
                &["deployment.get", "deployment.deploys.create"],
            ),
            (
                "Finance auditor",
                "Reads logs during an audit",
                Deployment,
                restricted,
                &["deployment.get", "deployment.taskLogs.get"],
            ),
            (
                "environment-editor",
                "",
                Deployment,
                vec![],
                &["deployment.get", "deployment.environmentVariables.update"],
            ),
            (
                "dag-operator",
                "Clears and reruns tasks of a Dag",
                Dag,
                vec![],
                &["dag.get", "dag.run.create"],
            ),
            (
                "backfill-runner",
                "Starts backfills of a Dag",
                Dag,
                vec![],
                &["dag.get", "dag.backfill.create"],
            ),
        ];
        for (name, description, scope, restricted_workspace_ids, permissions) in roles {
            let created_at = now.plus_days(-random.within(90..=700));
            let by = people.profile(random.index(3));
            self.custom_roles.push(CustomRole {
                id: random.id(),
                organization_id: self.organization_id.clone(),
                name: name.to_owned(),
                description: Some(description.to_owned()).filter(|text| !text.is_empty()),
                scope,
                restricted_workspace_ids,
                permissions: permissions.iter().map(|name| (*name).to_owned()).collect(),
                created_at,
                created_by: by.clone(),
                updated_at: created_at.plus_days(random.within(0..=80)),
                updated_by: by,
            });
        }
    }
}

fn set_version(deployment: &mut Deployment, (runtime, airflow, _): (&str, &str, bool)) {
    deployment.astro_runtime_version = runtime.to_owned();
    deployment.airflow_version = airflow.to_owned();
}

fn workspace_name(name: &str, region: Option<usize>) -> String {
    match region {
        None => name.to_owned(),
        Some(at) if at < words::REGIONS.len() => format!("{name} {}", words::REGIONS[at]),
        Some(at) => format!("{name} {}", at + 1),
    }
}
