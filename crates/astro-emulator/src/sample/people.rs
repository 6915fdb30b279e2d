//! The people of the sample: members, the person with two Organizations, and one who left.

use std::sync::Arc;

use super::{random::Random, words};
use crate::{
    Instant,
    state::{Grant, Id, Profile, SubjectType, User},
};

#[derive(Debug)]
pub struct People {
    /// Members; the first one belongs to both Organizations.
    pub users: Vec<User>,
    /// No longer a member since `left_at`; remembered by user name alone.
    pub left: Arc<Profile>,
    left_at: Instant,
    profiles: Vec<Arc<Profile>>,
}

impl People {
    pub fn new(seed: u64, now: Instant, northwind: &Id, labs: &Id) -> Self {
        let mut random = Random::new(seed, "people");
        let mut users = Vec::new();
        for (index, name) in words::PEOPLE.iter().enumerate() {
            let username = format!("{}@northwind.example", mailbox(name));
            let role = if index < 2 {
                "ORGANIZATION_OWNER"
            } else {
                "ORGANIZATION_MEMBER"
            };
            let mut grants = vec![Grant::organization(northwind.clone(), role)];
            if index == 0 {
                grants.push(Grant::organization(labs.clone(), "ORGANIZATION_OWNER"));
            }
            let created_at = now.plus_days(-random.within(200..=1_350));
            users.push(User {
                id: random.id(),
                avatar_url: format!("https://avatars.northwind.example/{}.png", mailbox(name)),
                username,
                full_name: (*name).to_owned(),
                organization_id: northwind.clone(),
                grants,
                created_at,
                updated_at: created_at.plus_days(random.within(0..=150)),
            });
        }
        let left = Profile {
            subject_type: Some(SubjectType::User),
            username: Some("samir.d@northwind.example".to_owned()),
            ..Profile::bare(random.id())
        };
        let profiles = users
            .iter()
            .map(|user| Arc::new(Profile::of_user(user)))
            .collect();
        Self {
            users,
            left: Arc::new(left),
            left_at: now.plus_days(-150),
            profiles,
        }
    }

    /// The profile of a member, counted from 0 and over again.
    pub fn profile(&self, index: usize) -> Arc<Profile> {
        self.profiles[index % self.profiles.len()].clone()
    }

    /// Whoever may have made something at that time: mostly a few people, seldom someone unknown.
    pub fn any(&self, at: Instant, random: &mut Random) -> Option<Arc<Profile>> {
        let nobody_known = random.percent(1);
        let left = random.percent(3) && at < self.left_at;
        let index = if random.percent(50) {
            random.index(6)
        } else {
            random.index(self.users.len())
        };
        match (nobody_known, left) {
            (true, true) => Some(Arc::new(Profile::bare(random.id()))),
            (true, false) => None,
            (false, true) => Some(self.left.clone()),
            (false, false) => Some(self.profile(index)),
        }
    }
}

/// The local part of a mail address, in ASCII.
fn mailbox(name: &str) -> String {
    let plain = |character: char| match character.to_lowercase().next().unwrap_or(character) {
        'á' | 'à' | 'ầ' => 'a',
        'é' => 'e',
        'ł' => 'l',
        'ś' => 's',
        'ı' => 'i',
        'ø' | 'ö' => 'o',
        ' ' => '.',
        other => other,
    };
    name.chars()
        .map(plain)
        .filter(|c| c.is_ascii_lowercase() || *c == '.')
        .collect()
}
