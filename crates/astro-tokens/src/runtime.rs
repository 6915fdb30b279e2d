//! Astro Runtime versions, as far as they decide what can be granted: roles on Dags need 3.1-12 or later.
//!
//! Two ways of counting: "3.1-12" is Runtime for Airflow 3.1, build 12; dotted versions such as "12.4.0" are older than
//! all of those.

/// The first version on which roles on Dags work: Airflow's two numbers, and the build.
const DAG_ROLES_SINCE: (u64, u64, u64) = (3, 1, 12);

/// Whether roles on Dags work on a Deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DagRoles {
    Supported,
    /// Its Astro Runtime is too old.
    TooOld,
    /// Its version is not known, or not of a kind that is known here: Astro decides.
    Unknown,
}

/// By the `astroRuntimeVersion` of a Deployment.
pub fn dag_roles(version: Option<&str>) -> DagRoles {
    let Some(version) = version else {
        return DagRoles::Unknown;
    };
    let (numbers, rest) = match version.split_once('-') {
        Some((numbers, rest)) => (numbers, Some(rest)),
        None => (version, None),
    };
    let Some(numbers) = dotted(numbers) else {
        return DagRoles::Unknown;
    };
    match (&*numbers, rest.map(leading_number)) {
        (&[major, minor], Some(Some(build))) => match (major, minor, build) >= DAG_ROLES_SINCE {
            true => DagRoles::Supported,
            false => DagRoles::TooOld,
        },
        // What follows the hyphen names a flavour of the image: "12.4.0-base".
        ([_, _, ..], None) | ([_, _, _], Some(None)) => DagRoles::TooOld,
        _ => DagRoles::Unknown,
    }
}

fn dotted(text: &str) -> Option<Vec<u64>> {
    text.split('.').map(number).collect()
}

fn number(text: &str) -> Option<u64> {
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())
        .flatten()
}

/// "12-base" begins with 12.
fn leading_number(text: &str) -> Option<u64> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    number(text.get(..end)?)
}
