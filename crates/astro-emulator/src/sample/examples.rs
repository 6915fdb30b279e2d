//! Tokens written by hand: the first ones that a visitor sees, and those that a console breaks on
//! (long names, markup, invisible characters, duplicates, grants that lead nowhere).

use std::sync::Arc;

use serde_json::json;

use super::{
    Draft, Options, Tokens,
    lives::Times,
    people::People,
    places::{FINANCE, GROWTH, Places},
    random::Random,
};
use crate::state::{EntityType, Grant, Kind, Profile, Scope};

/// A name of the greatest length that Astro takes, in Unicode characters.
const LONGEST_NAME: usize = 256;
const LONGEST_DESCRIPTION: usize = 500;

pub fn add(made: &mut Tokens, options: &Options, places: &Places, people: &People) {
    let mut random = Random::new(options.seed, "examples");
    let mut written = showcase(places, people);
    written.extend(edges(places, people, &mut random));
    for example in written {
        if made.rows.len() >= options.tokens {
            return;
        }
        let draft = Draft {
            id: random.id(),
            organization_id: places.organization_id.clone(),
            name: example.name,
            description: example.description,
            kind: example.kind,
            scope: example.scope,
            grants: example.grants,
            short_token: random.short_token(),
            created_by: example.created_by,
        };
        let (age, period, used) = example.days;
        made.push(draft, Times::written(made.now, age, period, used));
    }
}

struct Example {
    name: String,
    description: String,
    kind: Kind,
    scope: Scope,
    grants: Vec<Grant>,
    created_by: Option<Arc<Profile>>,
    /// Age in days, period in days, seconds since the last use.
    days: (i64, Option<u32>, Option<i64>),
}

impl Example {
    fn new(name: &str, home: Grant, days: (i64, Option<u32>, Option<i64>)) -> Self {
        let scope = match home.entity_type {
            EntityType::Workspace => Scope::Workspace,
            EntityType::Deployment => Scope::Deployment,
            _ => Scope::Organization,
        };
        Self {
            name: name.to_owned(),
            description: String::new(),
            kind: Kind::Standard,
            scope,
            grants: vec![home],
            created_by: None,
            days,
        }
    }

    fn described(self, description: &str) -> Self {
        Self {
            description: description.to_owned(),
            ..self
        }
    }

    fn by(self, profile: Arc<Profile>) -> Self {
        Self {
            created_by: Some(profile),
            ..self
        }
    }

    fn also(mut self, grants: impl IntoIterator<Item = Grant>) -> Self {
        self.grants.extend(grants);
        self
    }

    fn direct_access(self) -> Self {
        Self {
            kind: Kind::DirectAccess,
            ..self
        }
    }
}

/// Grants on the places that the examples speak of.
struct On<'a>(&'a Places);

impl On<'_> {
    fn organization(&self, role: &str) -> Grant {
        Grant::organization(self.0.organization_id.clone(), role)
    }

    fn workspace(&self, at: usize, role: &str) -> Grant {
        Grant::workspace(self.0.workspaces[at].id.clone(), role)
    }

    /// On a Deployment of a Workspace, by its position there.
    fn deployment(&self, workspace: usize, at: usize, role: &str) -> Grant {
        Grant::deployment(
            self.0.deployments[self.0.of_workspace[workspace][at]]
                .id
                .clone(),
            role,
        )
    }

    /// Dag roles go to the Deployment attribution, whose Runtime knows them.
    fn dag(&self, dag: &str, role: &str) -> Grant {
        Grant::dag(self.attribution(), dag, role)
    }

    fn dag_tag(&self, tag: &str, role: &str) -> Grant {
        Grant::dag_tag(self.attribution(), tag, role)
    }

    fn attribution(&self) -> crate::state::Id {
        self.0.deployments[self.0.of_workspace[GROWTH][1]]
            .id
            .clone()
    }
}

fn showcase(places: &Places, people: &People) -> Vec<Example> {
    let on = On(places);
    let many = places.workspaces.iter().take(14);
    let many = many.map(|workspace| Grant::workspace(workspace.id.clone(), "WORKSPACE_MEMBER"));
    let terraform = Example::new(
        "terraform-prod",
        on.organization("ORGANIZATION_OWNER"),
        (1_024, None, Some(200)),
    )
    .described("Managed by the platform team, see infra/astro")
    .by(people.profile(1));
    vec![
        Example::new(
            "github-actions-release",
            on.workspace(GROWTH, "WORKSPACE_OPERATOR"),
            (162, Some(365), Some(20)),
        )
        .described("Deploys every service of the team from its release workflow")
        .by(people.profile(0))
        .also((0..3).map(|at| on.deployment(GROWTH, at, "DEPLOYMENT_ADMIN"))),
        Example::new(
            "dbt-cloud-sync",
            on.organization("ORGANIZATION_MEMBER"),
            (66, Some(90), Some(75)),
        )
        .described("Triggers marts after dbt Cloud jobs")
        .by(people.profile(0))
        .also(many),
        terraform,
        Example::new(
            "airflow-metrics-scraper",
            on.deployment(GROWTH, 1, "queue-reader"),
            (304, Some(365), Some(110)),
        )
        .direct_access()
        .by(people.profile(2)),
        Example::new(
            "looker-lineage-reader",
            on.workspace(FINANCE, "WORKSPACE_MEMBER"),
            (81, Some(90), Some(150)),
        )
        .by(people.profile(3))
        .also((0..2).map(|at| on.deployment(FINANCE, at, "Finance auditor"))),
        Example::new(
            "data-quality-probe",
            on.deployment(GROWTH, 1, "DEPLOYMENT_ADMIN"),
            (25, Some(365), Some(170)),
        )
        .by(people.profile(2))
        .also([on.dag_tag("critical", "DAG_VIEWER")]),
        Example::new(
            "observe-export",
            on.organization("ORGANIZATION_OBSERVE_MEMBER"),
            (2, Some(90), Some(220)),
        )
        .by(people.profile(4))
        .also([
            on.workspace(0, "WORKSPACE_MEMBER"),
            on.workspace(4, "WORKSPACE_MEMBER"),
        ]),
        Example::new(
            "finops-billing-pull",
            on.organization("ORGANIZATION_BILLING_ADMIN"),
            (225, Some(365), Some(250)),
        )
        .by(people.profile(1)),
        Example::new(
            "ad-spend-remote-worker",
            on.deployment(GROWTH, 0, "environment-editor"),
            (31, Some(180), Some(280)),
        )
        .by(people.profile(5)),
        Example::new(
            "incident-breakglass",
            on.organization("ORGANIZATION_OWNER"),
            (400, Some(730), Some(9 * 86_400)),
        )
        .described("Sealed. Use needs two people.")
        .by(people.profile(1))
        .also([
            on.workspace(GROWTH, "WORKSPACE_OWNER"),
            on.deployment(GROWTH, 1, "DEPLOYMENT_ADMIN"),
            on.dag("billing_daily", "DAG_AUTHOR"),
            on.dag_tag("finance", "dag-operator"),
        ]),
        Example::new(
            "workspace-provisioner",
            on.organization("ORGANIZATION_MEMBER"),
            (140, Some(365), Some(310)),
        )
        .by(people.profile(1))
        .also((0..5).map(|at| on.workspace(at, "WORKSPACE_OWNER"))),
    ]
}

fn edges(places: &Places, people: &People, random: &mut Random) -> Vec<Example> {
    let on = On(places);
    let year = |minutes: i64| (60, Some(365), Some(minutes * 60));
    let member = || on.workspace(GROWTH, "WORKSPACE_MEMBER");
    let filled = |text: &str, length: usize| text.chars().cycle().take(length).collect::<String>();
    let named = |name: &str, minutes: i64| {
        Example::new(name, member(), year(minutes)).by(people.profile(6))
    };
    let gone = |random: &mut Random| Grant::workspace(random.id(), "WORKSPACE_AUTHOR");
    let newer = Grant {
        further: json!({ "clusterId": "shared-eu", "conditions": ["office-hours"] })
            .as_object()
            .cloned()
            .map(Arc::new),
        ..Grant::new(
            EntityType::Newer("CLUSTER".into()),
            random.id(),
            "CLUSTER_OPERATOR",
        )
    };
    vec![
        named(
            &filled("nightly-backfill-eu-central-warehouse-", LONGEST_NAME),
            7,
        )
        .described(&filled(
            "Every word of this description counts. ",
            LONGEST_DESCRIPTION,
        )),
        named("<img src=x onerror=alert(document.domain)>", 8)
            .described("</td><script>alert(1)</script><a href=\"javascript:alert(1)\">open</a>"),
        named("🚀 release train 👩🏽‍💻", 9).described("émojis & \"quotes\" 'n' \\backslashes\\"),
        named("مزامنة المستودع", 10).described("رمز خدمة لمزامنة مستودع البيانات"),
        named("גיבוי-לילי", 11),
        named("invoice-\u{202e}gpj.exe", 12)
            .described("\u{2066}bidi\u{2069} and zero\u{200b}width"),
        named("ci\u{200b}-deploy-main", 13),
        named("=HYPERLINK(\"https://example.test\",\"open\")", 14).described("+1-2@3"),
        named("data loader\nsecond line", 15).described("a\ttab, a line\r\nand another"),
        named("../../%2e%2e/?q=status:expired#x", 16),
        named(" leading and trailing ", 17),
        named("ci-deploy-main", 18),
        named("ci-deploy-main", 19),
        named("ci-deploy-main", 3 * 1_440),
        Example::new(
            "ci-deploy-main",
            on.workspace(FINANCE, "WORKSPACE_OPERATOR"),
            year(20),
        )
        .by(people.profile(7)),
        // Long lived, and written by nobody that is known.
        Example::new(
            "vendor-appliance",
            on.deployment(GROWTH, 2, "DEPLOYMENT_ADMIN"),
            (300, Some(3_650), Some(1_300)),
        ),
        Example::new(
            "imported-2024",
            on.workspace(3, "WORKSPACE_AUTHOR"),
            (640, None, Some(11 * 86_400)),
        )
        .by(Arc::new(Profile::bare(random.id()))),
        Example::new(
            "nightly-snapshots",
            on.workspace(3, "WORKSPACE_AUTHOR"),
            (815, None, Some(200 * 86_400)),
        )
        .by(people.left.clone()),
        Example::new(
            "airflow-direct-org",
            on.organization("ORGANIZATION_MEMBER"),
            year(26),
        )
        .direct_access()
        .by(people.profile(8)),
        // Dag ids and tags are free text.
        Example::new(
            "dag-bot",
            on.deployment(GROWTH, 1, "release-manager"),
            year(27),
        )
        .by(people.profile(2))
        .also([
            on.dag("etl/daily ünïcode", "DAG_AUTHOR"),
            on.dag("publish_metrics", "backfill-runner"),
            on.dag_tag("pii & finance", "DAG_VIEWER"),
            on.dag_tag("owner:growth", "DAG_AUTHOR"),
        ]),
        // Grants that lead nowhere, and grants that outlived the one above them.
        Example::new(
            "migration-helper",
            on.organization("ORGANIZATION_MEMBER"),
            year(28),
        )
        .by(people.profile(9))
        .also([
            gone(random),
            Grant::deployment(random.id(), "DEPLOYMENT_ADMIN"),
            on.dag("orders_hourly", "DAG_VIEWER"),
        ]),
        Example::new(
            "legacy-release",
            on.deployment(GROWTH, 2, "deployer (deleted)"),
            year(29),
        )
        .by(people.profile(9)),
        // What only a newer contract can say.
        Example::new(
            "cluster-operator",
            on.organization("ORGANIZATION_MEMBER"),
            year(30),
        )
        .by(people.profile(4))
        .also([newer]),
        // An Owner's token that implies everything else that it holds.
        Example::new(
            "redundant-owner",
            on.organization("ORGANIZATION_OWNER"),
            (33, Some(90), Some(2_000)),
        )
        .by(people.profile(1))
        .also([
            on.workspace(FINANCE, "WORKSPACE_OWNER"),
            on.deployment(FINANCE, 0, "DEPLOYMENT_ADMIN"),
        ]),
    ]
}
