//! Who may see a post. **Every path that shows a post to anyone asks [`Facts::may_see`].**
//!
//! The audience is an explicit set stored with the post: one of six kinds, plus, for the kinds that name people,
//! the list of their accounts. Being mentioned is not enough to be in the set and being in the set is not a mention.

use serde::{Deserialize, Serialize};

/// For whom a post is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// Everyone, and listed in public feeds. May leave for public networks.
    Public,
    /// Everyone who comes by, but kept out of public feeds and search.
    Quiet,
    /// The author's followers and those named.
    Followers,
    /// A named part of the author's followers.
    Circle,
    /// Only those named.
    Mentioned,
    /// Everyone with an account in this community; never leaves the server.
    Local,
}

impl Audience {
    /// The number kept in the database.
    pub const fn code(self) -> i64 {
        match self {
            Self::Public => 0,
            Self::Quiet => 1,
            Self::Followers => 2,
            Self::Circle => 3,
            Self::Mentioned => 4,
            Self::Local => 5,
        }
    }

    /// Reads [`Audience::code`]. A number nobody knows is the narrowest audience, not the widest.
    pub const fn from_code(code: i64) -> Self {
        match code {
            0 => Self::Public,
            1 => Self::Quiet,
            2 => Self::Followers,
            3 => Self::Circle,
            5 => Self::Local,
            _ => Self::Mentioned,
        }
    }

    /// Whether anybody at all, known or not, may read it.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Public | Self::Quiet)
    }

    /// Whether other people may boost it: only what is open. The author may repeat a followers-only post of
    /// their own, which reaches nobody new.
    pub const fn may_be_boosted_by(self, who: Booster) -> bool {
        match who {
            Booster::Author => matches!(
                self,
                Self::Public | Self::Quiet | Self::Followers | Self::Local
            ),
            Booster::Other => matches!(self, Self::Public | Self::Quiet | Self::Local),
        }
    }

    /// The wider of two audiences never wins: a reply is at most as open as what it answers when the author
    /// did not choose.
    pub const fn narrower(self, other: Self) -> Self {
        if self.rank() >= other.rank() {
            self
        } else {
            other
        }
    }

    const fn rank(self) -> u8 {
        match self {
            Self::Public => 0,
            Self::Quiet => 1,
            Self::Local => 2,
            Self::Followers => 3,
            Self::Circle => 4,
            Self::Mentioned => 5,
        }
    }
}

/// Who wants to boost a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Booster {
    /// The one who wrote it.
    Author,
    /// Anybody else.
    Other,
}

/// Who is looking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Viewer {
    /// Nobody we know: a visitor, a search engine, an unsigned fetch.
    Anyone,
    /// Somebody with an account in this community.
    Member,
    /// An account of another server.
    Remote,
}

/// What the decision needs to know about one post and one viewer. The store gathers it with the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// For whom the post is.
    pub audience: Audience,
    /// Who is looking.
    pub viewer: Viewer,
    /// The viewer wrote it.
    pub is_author: bool,
    /// The viewer is in the post's explicit set.
    pub is_named: bool,
    /// The viewer follows the author, accepted.
    pub is_follower: bool,
    /// The author blocks the viewer.
    pub author_blocks: bool,
    /// The viewer blocks the author.
    pub viewer_blocks: bool,
    /// The author was suspended or is gone.
    pub author_hidden: bool,
    /// It answers somebody who has not let it in, and for whose decision the viewer does not need to see it.
    pub is_kept_back: bool,
}

impl Facts {
    /// The one rule of who may read what.
    pub const fn may_see(&self) -> bool {
        if self.is_author {
            return true;
        }
        if self.author_hidden || self.author_blocks || self.viewer_blocks || self.is_kept_back {
            return false;
        }
        match self.audience {
            Audience::Public | Audience::Quiet => true,
            Audience::Followers => self.is_follower || self.is_named,
            Audience::Circle | Audience::Mentioned => self.is_named,
            Audience::Local => matches!(self.viewer, Viewer::Member),
        }
    }
}

/// Proof that what it wraps is for everyone. Only this may reach a public network (AT, Nostr), a feed for those
/// without an account, or a search index of the web.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicPost<T>(T);

impl<T> PublicPost<T> {
    /// Wraps `post` if its audience is [`Audience::Public`], and in no other case.
    pub fn new(post: T, audience: Audience) -> Option<Self> {
        matches!(audience, Audience::Public).then_some(Self(post))
    }

    /// The post.
    pub fn get(&self) -> &T {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STRANGER: Facts = Facts {
        audience: Audience::Public,
        viewer: Viewer::Member,
        is_author: false,
        is_named: false,
        is_follower: false,
        author_blocks: false,
        viewer_blocks: false,
        author_hidden: false,
        is_kept_back: false,
    };

    const ALL: [Audience; 6] = [
        Audience::Public,
        Audience::Quiet,
        Audience::Followers,
        Audience::Circle,
        Audience::Mentioned,
        Audience::Local,
    ];

    fn seen_by(facts: Facts) -> Vec<Audience> {
        ALL.into_iter()
            .filter(|audience| {
                Facts {
                    audience: *audience,
                    ..facts
                }
                .may_see()
            })
            .collect()
    }

    #[test]
    fn each_viewer_sees_exactly_what_is_theirs() {
        use Audience::{Circle, Followers, Local, Mentioned, Public, Quiet};
        assert_eq!(
            seen_by(Facts {
                viewer: Viewer::Anyone,
                ..STRANGER
            }),
            [Public, Quiet]
        );
        assert_eq!(
            seen_by(Facts {
                viewer: Viewer::Remote,
                ..STRANGER
            }),
            [Public, Quiet]
        );
        assert_eq!(seen_by(STRANGER), [Public, Quiet, Local]);
        assert_eq!(
            seen_by(Facts {
                is_follower: true,
                ..STRANGER
            }),
            [Public, Quiet, Followers, Local]
        );
        let named = Facts {
            is_named: true,
            viewer: Viewer::Remote,
            ..STRANGER
        };
        assert_eq!(
            seen_by(named),
            [Public, Quiet, Followers, Circle, Mentioned]
        );
        assert_eq!(
            seen_by(Facts {
                is_author: true,
                author_hidden: true,
                ..STRANGER
            }),
            ALL
        );
    }

    #[test]
    fn a_block_in_either_direction_hides_everything() {
        for blocked in [
            Facts {
                author_blocks: true,
                is_named: true,
                is_follower: true,
                ..STRANGER
            },
            Facts {
                viewer_blocks: true,
                is_named: true,
                is_follower: true,
                ..STRANGER
            },
            Facts {
                author_hidden: true,
                is_named: true,
                is_follower: true,
                ..STRANGER
            },
        ] {
            assert_eq!(seen_by(blocked), []);
        }
    }

    #[test]
    fn only_a_public_post_becomes_a_public_post() {
        let wrapped: Vec<_> = ALL
            .into_iter()
            .filter(|audience| PublicPost::new((), *audience).is_some())
            .collect();
        assert_eq!(wrapped, [Audience::Public]);
    }

    #[test]
    fn an_unknown_code_is_read_as_the_narrowest_audience() {
        assert_eq!(Audience::from_code(99), Audience::Mentioned);
        for audience in ALL {
            assert_eq!(Audience::from_code(audience.code()), audience);
        }
    }
}
