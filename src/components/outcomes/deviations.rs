//! Places whose roles are not those that were sent, by name.

use std::collections::BTreeSet;
use std::sync::Arc;

use astro_tokens::grants::GrantKey;
use astro_tokens::names::Names;
use astro_tokens::roles::full_label;

use crate::commands::Deviation;
use crate::components::names::legible;
use crate::components::scope_badge::{place_id, place_name, place_word};

/// “Workspace Finance: Workspace Author was sent, it has Workspace Member now.”
pub fn lines(deviations: &[Deviation], names: &Names) -> Vec<String> {
    let line = |deviation: &Deviation| {
        format!(
            "{}: {} was sent, it has {} now.",
            place(&deviation.key, names),
            roles(&deviation.sent),
            roles(&deviation.stands),
        )
    };
    deviations.iter().map(line).collect()
}

fn place(key: &GrantKey, names: &Names) -> String {
    let place = key.place();
    let name = place_name(&place, names).unwrap_or_else(|| place_id(&place));
    let word = place_word(&place);
    let of_deployment = key.deployment_id.as_ref().map(|id| {
        let name = names.deployment(id.as_str()).unwrap_or(id.as_arc());
        format!(" of Deployment {}", legible(name))
    });
    [
        &word,
        " ",
        &legible(&name),
        &of_deployment.unwrap_or_default(),
    ]
    .concat()
}

fn roles(roles: &BTreeSet<Arc<str>>) -> String {
    if roles.is_empty() {
        return "no role".to_owned();
    }
    let names: Vec<String> = roles.iter().map(|role| legible(full_label(role))).collect();
    names.join(" and ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use astro_tokens::id::DeploymentId;
    use astro_tokens::model::EntityType;

    fn deviation(
        entity_type: EntityType,
        deployment: Option<&str>,
        sent: &[&str],
        stands: &[&str],
    ) -> Deviation {
        let set = |roles: &[&str]| roles.iter().map(|role| Arc::from(*role)).collect();
        Deviation {
            key: GrantKey {
                entity_type,
                entity_id: "x1".into(),
                deployment_id: deployment.map(DeploymentId::new),
            },
            sent: set(sent),
            stands: set(stands),
        }
    }

    #[test]
    fn a_place_is_named_with_what_was_sent_and_what_stands() {
        let deviations = [
            deviation(
                EntityType::Workspace,
                None,
                &["WORKSPACE_AUTHOR"],
                &["WORKSPACE_MEMBER", "custom"],
            ),
            deviation(EntityType::Dag, Some("d1"), &["DAG_VIEWER"], &[]),
        ];
        assert_eq!(
            lines(&deviations, &Names::default()),
            [
                "Workspace x1: Workspace Author was sent, it has Workspace Member and custom now.",
                "Dag x1 of Deployment d1: Dag Viewer was sent, it has no role now.",
            ]
        );
    }
}
