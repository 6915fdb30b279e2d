//! What is typed into the forms of a token, and the one function of each form that turns it into a
//! request. What a form accepts, the contract accepts; everything wrong is told at once, each beside its field.
//!
//! The contract sets no lengths for a new token: those for a changed one are kept there too.

use crate::model::{
    CreateAgentTokenRequest, CreateApiTokenRequest, Kind, Scope, UpdateApiTokenRequest,
};
use std::sync::Arc;

/// Unicode characters.
pub const LONGEST_NAME: usize = 256;
/// Unicode characters.
pub const LONGEST_DESCRIPTION: usize = 500;
pub const FEWEST_DAYS: u16 = 1;
pub const MOST_DAYS: u16 = 3650;
/// Lifetimes in days that are offered besides a custom one.
pub const PRESETS: [u16; 5] = [30, 60, 90, 180, 365];

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    Name,
    Description,
    Kind,
    /// The Workspace or Deployment that the token belongs to.
    Entity,
    Role,
    Expiration,
}

impl Field {
    /// The field that an error of Astro is about, whether it is named as in JSON or as in Astro's own source.
    pub fn of_wire(name: &str) -> Option<Self> {
        const NAMES: [(&str, Field); 6] = [
            ("name", Field::Name),
            ("description", Field::Description),
            ("kind", Field::Kind),
            ("entityId", Field::Entity),
            ("role", Field::Role),
            ("tokenExpiryPeriodInDays", Field::Expiration),
        ];
        let last = name.rsplit('.').next()?;
        NAMES
            .iter()
            .find(|(wire, _)| wire.eq_ignore_ascii_case(last))
            .map(|(_, field)| *field)
    }
}

/// What is wrong with one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Nothing was typed, or nothing that can be seen.
    Empty,
    TooLong {
        length: usize,
        most: usize,
    },
    /// The one character that no command line can carry.
    NulCharacter,
    NotANumber,
    OutOfRange {
        least: u16,
        most: u16,
    },
    /// Nothing was chosen.
    Required,
}

impl Problem {
    /// A sentence for a person.
    pub fn text(self, field: Field) -> String {
        let fixed = match (self, field) {
            (Self::TooLong { length, most }, _) => {
                return format!("{length} characters: at most {most} are allowed.");
            }
            (Self::OutOfRange { least, most }, _) => {
                return format!("Enter a number from {least} to {most}.");
            }
            (Self::Empty, Field::Name) => "Enter a name.",
            (Self::Empty | Self::NotANumber, Field::Expiration) => "Enter a whole number of days.",
            (Self::Empty, _) => "Enter a value.",
            (Self::NotANumber, _) => "Enter a whole number.",
            (Self::NulCharacter, _) => "Remove the NUL character from this text.",
            (Self::Required, Field::Role) => "Choose a role.",
            (Self::Required, Field::Entity) => "Choose a Workspace or Deployment.",
            (Self::Required, _) => "Choose a value.",
        };
        fixed.to_owned()
    }
}

/// How long a new token is to be valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expiry {
    Days(u16),
    /// As typed.
    Custom(String),
    Never,
}

impl Expiry {
    /// `None` for a token that never expires.
    pub fn days(&self) -> Result<Option<u16>, Problem> {
        let days = match self {
            Self::Never => return Ok(None),
            Self::Days(days) => *days,
            Self::Custom(typed) => {
                let digits = typed.trim();
                if digits.is_empty() {
                    return Err(Problem::Empty);
                }
                if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                    return Err(Problem::NotANumber);
                }
                // Digits alone can only fail by being too many.
                digits.parse().unwrap_or(u16::MAX)
            }
        };
        if (FEWEST_DAYS..=MOST_DAYS).contains(&days) {
            Ok(Some(days))
        } else {
            Err(Problem::OutOfRange {
                least: FEWEST_DAYS,
                most: MOST_DAYS,
            })
        }
    }
}

/// The form for a new token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewToken {
    pub name: String,
    pub description: String,
    pub kind: Kind,
    pub scope: Scope,
    /// The Workspace or Deployment; not looked at for an Organization token.
    pub entity_id: Option<Arc<str>>,
    pub role: Option<Arc<str>>,
    pub expiry: Expiry,
}

impl NewToken {
    pub fn request(&self) -> Result<CreateApiTokenRequest, Vec<(Field, Problem)>> {
        let mut problems = Problems::default();
        let name = problems.sift(Field::Name, name(&self.name));
        let description = problems.sift(Field::Description, description(&self.description));
        let entity_id = problems.sift(Field::Entity, self.entity());
        let role = problems.sift(Field::Role, chosen(self.role.as_ref()));
        let days = problems.sift(Field::Expiration, self.expiry.days());
        match (name, description, entity_id, role, days) {
            (Some(name), Some(description), Some(entity_id), Some(role), Some(days)) => {
                Ok(CreateApiTokenRequest {
                    name,
                    description,
                    kind: self.kind.clone(),
                    scope: self.scope.clone(),
                    entity_id,
                    role,
                    token_expiry_period_in_days: days,
                })
            }
            _ => Err(problems.0),
        }
    }

    fn entity(&self) -> Result<Option<Arc<str>>, Problem> {
        match self.scope {
            Scope::Organization => Ok(None),
            Scope::Workspace | Scope::Deployment | Scope::Unknown(_) => {
                chosen(self.entity_id.as_ref()).map(Some)
            }
        }
    }
}

/// The form for a new agent token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAgentToken {
    pub name: String,
    pub description: String,
    pub expiry: Expiry,
}

impl NewAgentToken {
    pub fn request(&self) -> Result<CreateAgentTokenRequest, Vec<(Field, Problem)>> {
        let mut problems = Problems::default();
        let name = problems.sift(Field::Name, name(&self.name));
        let description = problems.sift(Field::Description, description(&self.description));
        let days = problems.sift(Field::Expiration, self.expiry.days());
        match (name, description, days) {
            (Some(name), Some(description), Some(days)) => Ok(CreateAgentTokenRequest {
                name,
                description,
                token_expiry_period_in_days: days,
            }),
            _ => Err(problems.0),
        }
    }
}

/// The form for name and description of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Details {
    pub name: String,
    /// Empty clears it.
    pub description: String,
}

impl Details {
    pub fn request(&self) -> Result<UpdateApiTokenRequest, Vec<(Field, Problem)>> {
        let mut problems = Problems::default();
        let name = problems.sift(Field::Name, name(&self.name));
        let description = problems.sift(Field::Description, description(&self.description));
        match (name, description) {
            (Some(name), Some(description)) => Ok(UpdateApiTokenRequest { name, description }),
            _ => Err(problems.0),
        }
    }
}

#[derive(Default)]
struct Problems(Vec<(Field, Problem)>);

impl Problems {
    fn sift<T>(&mut self, field: Field, checked: Result<T, Problem>) -> Option<T> {
        checked
            .map_err(|problem| self.0.push((field, problem)))
            .ok()
    }
}

fn name(typed: &str) -> Result<String, Problem> {
    if typed.trim().is_empty() {
        return Err(Problem::Empty);
    }
    text(typed, LONGEST_NAME)
}

fn description(typed: &str) -> Result<String, Problem> {
    text(typed, LONGEST_DESCRIPTION)
}

fn text(typed: &str, most: usize) -> Result<String, Problem> {
    if typed.contains('\0') {
        return Err(Problem::NulCharacter);
    }
    let length = typed.chars().count();
    if length > most {
        return Err(Problem::TooLong { length, most });
    }
    Ok(typed.to_owned())
}

fn chosen(choice: Option<&Arc<str>>) -> Result<Arc<str>, Problem> {
    choice
        .filter(|text| !text.is_empty())
        .cloned()
        .ok_or(Problem::Required)
}
