//! How a Deployment is, in a word. A status that this version does not know is shown as it is.

use astro_tokens::model::DeploymentStatus;
use leptos::prelude::*;

use super::names::Name;
use crate::ui::{Badge, Tone};

fn words(status: &DeploymentStatus) -> (Tone, &str) {
    match status {
        DeploymentStatus::Healthy => (Tone::Good, "Healthy"),
        DeploymentStatus::Unhealthy => (Tone::Bad, "Unhealthy"),
        DeploymentStatus::Creating => (Tone::Neutral, "Creating"),
        DeploymentStatus::Deploying => (Tone::Neutral, "Deploying"),
        DeploymentStatus::Hibernating => (Tone::Neutral, "Hibernating"),
        DeploymentStatus::NotKnown => (Tone::Neutral, "Status unknown"),
        DeploymentStatus::Unknown(text) => (Tone::Neutral, text),
    }
}

/// The status; nothing where Astro did not tell it.
#[component]
pub fn StatusBadge(status: Option<DeploymentStatus>) -> impl IntoView {
    status
        .map(|status| {
            let (tone, text) = words(&status);
            let text = text.to_owned();
            view! { <Badge tone><Name text /></Badge> }.into_any()
        })
        .into_any()
}
