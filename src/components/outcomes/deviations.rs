//! Places whose roles are not those that were sent, by name.

use astro_tokens::names::Names;

use crate::commands::Deviation;
use crate::components::names::role_names;
use crate::components::scope_badge::place_words;

/// “Workspace Finance: Workspace Author was sent, it has Workspace Member now.”
pub fn lines(deviations: &[Deviation], names: &Names) -> Vec<String> {
    let line = |deviation: &Deviation| {
        format!(
            "{}: {} was sent, it has {} now.",
            place_words(&deviation.key.place(), names),
            role_names(&deviation.sent),
            role_names(&deviation.stands),
        )
    };
    deviations.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use astro_tokens::grants::GrantKey;
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
                "Dag x1 on d1: Dag Viewer was sent, it has no role now.",
            ]
        );
    }
}
