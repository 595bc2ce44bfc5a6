//! `NodeInfo` 2.0 and 2.1 (FEP-f1d5, FEP-0151): what a server is, and how many use it.

use serde_json::{Value, json};

use crate::value::{cut, first, first_str, http_url, values};

/// The relation under which servers name the actor that signs for them (FEP-2677).
const APPLICATION: &str = "https://www.w3.org/ns/activitystreams#Application";

/// The version of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// 2.0.
    V2_0,
    /// 2.1, which adds the homepage and repository of the software.
    V2_1,
}

impl Version {
    /// `2.0` or `2.1`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V2_0 => "2.0",
            Self::V2_1 => "2.1",
        }
    }

    /// The schema's URL, which is also the link relation.
    pub fn schema(self) -> &'static str {
        match self {
            Self::V2_0 => "http://nodeinfo.diaspora.software/ns/schema/2.0",
            Self::V2_1 => "http://nodeinfo.diaspora.software/ns/schema/2.1",
        }
    }

    /// The `Content-Type` of a document.
    pub fn content_type(self) -> String {
        format!("application/json; profile=\"{}#\"", self.schema())
    }
}

/// What we tell about ourselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NodeInfo<'a> {
    /// The software: lower case letters, digits and hyphens.
    pub software: &'a str,
    /// Its version.
    pub software_version: &'a str,
    /// Where its source is.
    pub repository: &'a str,
    /// Its page.
    pub homepage: &'a str,
    /// The networks it speaks (`activitypub`).
    pub protocols: &'a [&'a str],
    /// Whether anyone may sign up.
    pub open_registrations: bool,
    /// People with an account here.
    pub users: u64,
    /// Of those, active in the last 30 days.
    pub active_month: u64,
    /// Of those, active in the last 180 days.
    pub active_half_year: u64,
    /// Posts made here.
    pub posts: u64,
    /// The community's name.
    pub name: &'a str,
    /// What it says about itself.
    pub description: &'a str,
}

impl NodeInfo<'_> {
    /// Builds the document.
    pub fn to_value(&self, version: Version) -> Value {
        let mut software = json!({"name": self.software, "version": self.software_version});
        if let (Version::V2_1, Some(object)) = (version, software.as_object_mut()) {
            object.insert("repository".to_owned(), json!(self.repository));
            object.insert("homepage".to_owned(), json!(self.homepage));
        }
        json!({
            "version": version.as_str(),
            "software": software,
            "protocols": self.protocols,
            "services": {"inbound": [], "outbound": []},
            "openRegistrations": self.open_registrations,
            "usage": {
                "users": {
                    "total": self.users,
                    "activeMonth": self.active_month,
                    "activeHalfyear": self.active_half_year,
                },
                "localPosts": self.posts,
            },
            "metadata": {"nodeName": self.name, "nodeDescription": self.description},
        })
    }
}

/// Builds `/.well-known/nodeinfo`. `base` is our public address without a final slash; the documents
/// are at `{base}/nodeinfo/2.0` and `{base}/nodeinfo/2.1`.
pub fn discovery(base: &str, server_actor: &str) -> Value {
    let link = |version: Version| json!({"rel": version.schema(), "href": format!("{base}/nodeinfo/{}", version.as_str())});
    json!({"links": [
        link(Version::V2_0),
        link(Version::V2_1),
        {"rel": APPLICATION, "href": server_actor},
    ]})
}

/// The newest document a peer's discovery names.
pub fn discovered_document(discovery: &Value) -> Option<&str> {
    let of = |version: Version| {
        let mut links = values(discovery, "links").take(16);
        links.find(|link| first_str(link, "rel") == Some(version.schema()))
    };
    let link = of(Version::V2_1).or_else(|| of(Version::V2_0))?;
    http_url(first_str(link, "href")?)
}

/// The name and version of a peer's software.
pub fn software(document: &Value) -> Option<(&str, &str)> {
    let software = first(document, "software")?;
    let version = first_str(software, "version").unwrap_or_default();
    Some((cut(first_str(software, "name")?, 64), cut(version, 128)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::{NodeInfo, Version, discovered_document, discovery, software};

    const INFO: NodeInfo<'_> = NodeInfo {
        software: "folkmoot",
        software_version: "0.1.0",
        repository: "https://example.org/source",
        homepage: "https://example.org/",
        protocols: &["activitypub"],
        open_registrations: true,
        users: 3,
        active_month: 2,
        active_half_year: 3,
        posts: 12,
        name: "Moot",
        description: "A place to meet.",
    };

    #[test]
    fn the_document_of_2_1_is_this() {
        insta::assert_json_snapshot!(INFO.to_value(Version::V2_1));
    }

    #[test]
    fn only_2_1_names_the_repository() {
        assert!(
            INFO.to_value(Version::V2_0)["software"]
                .get("repository")
                .is_none()
        );
        assert_eq!(
            software(&INFO.to_value(Version::V2_0)),
            Some(("folkmoot", "0.1.0"))
        );
    }

    #[test]
    fn the_newest_document_is_discovered() {
        let links = discovery("https://example.org", "https://example.org/actor");
        assert_eq!(
            discovered_document(&links),
            Some("https://example.org/nodeinfo/2.1")
        );
        let evil = json!({"links": [{"rel": Version::V2_1.schema(), "href": "data:,x"}]});
        assert_eq!(discovered_document(&evil), None);
    }

    proptest! {
        #[test]
        fn a_document_of_any_shape_is_answered(value in crate::value::arbitrary::json()) {
            let _ = (discovered_document(&value), software(&value));
        }
    }
}
