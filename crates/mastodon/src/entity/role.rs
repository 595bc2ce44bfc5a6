//! <https://docs.joinmastodon.org/entities/Role/>

use serde::Serialize;
use social::caller::Role;

/// A role, with the sum of the flags of what it may do.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct RoleEntity {
    id: &'static str,
    name: &'static str,
    permissions: String,
    color: &'static str,
    highlighted: bool,
    collection_limit: u32,
}

/// May do everything.
const ADMINISTRATOR: u32 = 1;
/// May invite.
const MEMBER: u32 = 65_536;
/// Those of members, and: dashboard, reports, taxonomies, users.
const MODERATOR: u32 = MEMBER + 8 + 16 + 256 + 1_024;
/// Those of moderators, and: federation, settings, blocks, invites, rules, announcements, custom emojis, roles, access
/// of users, deletion of their data.
const ADMIN: u32 =
    MODERATOR + (32 + 64 + 128 + 2_048 + 4_096 + 8_192 + 16_384) + (131_072 + 262_144 + 524_288);

impl From<Role> for RoleEntity {
    fn from(role: Role) -> Self {
        let (id, name, permissions) = match role {
            Role::Member => ("-99", "", MEMBER),
            Role::Moderator => ("1", "Moderator", MODERATOR),
            Role::Admin => ("2", "Admin", ADMIN),
            Role::Owner => ("3", "Owner", ADMINISTRATOR),
        };
        Self {
            id,
            name,
            permissions: permissions.to_string(),
            color: "",
            highlighted: role != Role::Member,
            collection_limit: social::collection::MAX_COLLECTIONS,
        }
    }
}

/// The role that an id stands for.
pub(crate) fn role_from_id(id: &str) -> Option<Role> {
    match id {
        "-99" => Some(Role::Member),
        "1" => Some(Role::Moderator),
        "2" => Some(Role::Admin),
        "3" => Some(Role::Owner),
        _ => None,
    }
}
