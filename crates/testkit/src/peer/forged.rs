//! Signatures that are genuine and cover too little.

use ap_proto::media_type::ACTIVITY_JSON;
use ap_proto::signature::Scheme;
use crypto::sha256;
use data_encoding::BASE64;
use http::HeaderMap;
use serde_json::Value;

use super::{Actor, Signed};
use crate::World;

impl Actor {
    /// A delivery to a world's shared inbox whose signature covers exactly these headers
    /// (draft-cavage-12) or components (RFC 9421), and is right about them.
    pub fn sign_covering(
        &self,
        world: &World,
        scheme: Scheme,
        activity: &Value,
        covered: &[&str],
    ) -> Signed {
        let request = Unsigned {
            host: world.host().to_owned(),
            url: world.url("/ap/inbox"),
            date: httpdate::fmt_http_date(self.now().into()),
            body: activity.to_string(),
        };
        match scheme {
            Scheme::Cavage => self.cavage(request, covered),
            Scheme::Rfc9421 => self.rfc9421(request, covered),
        }
    }

    /// A complete delivery that writes the name of its digest in small letters.
    pub fn sign_odd_case(&self, world: &World, activity: &Value) -> Signed {
        let covered = ["(request-target)", "host", "date", "digest"];
        let honest = self.sign_covering(world, Scheme::Cavage, activity, &covered);
        let digest = honest.header("digest").replace("SHA-256=", "sha-256=");
        let lines = format!(
            "(request-target): post /ap/inbox\nhost: {}\ndate: {}\ndigest: {digest}",
            world.host(),
            honest.header("date")
        );
        let signature = format!(
            r#"keyId="{}",headers="{}",signature="{}""#,
            self.key_id,
            covered.join(" "),
            self.value(&lines)
        );
        honest.set("digest", &digest).set("signature", &signature)
    }

    fn cavage(&self, request: Unsigned, covered: &[&str]) -> Signed {
        let lines = covered.iter().map(|name| request.line(name));
        let value = self.value(&lines.collect::<Vec<_>>().join("\n"));
        let signature = format!(
            r#"keyId="{}",algorithm="rsa-sha256",headers="{}",signature="{value}""#,
            self.key_id,
            covered.join(" ")
        );
        let digest = request.digest("SHA-256=", "");
        request
            .into_signed()
            .set("digest", &digest)
            .set("signature", &signature)
    }

    fn rfc9421(&self, request: Unsigned, covered: &[&str]) -> Signed {
        let names: Vec<String> = covered.iter().map(|name| format!("{name:?}")).collect();
        let parameters = format!(
            r#"({});created={};keyid="{}""#,
            names.join(" "),
            self.now().as_second(),
            self.key_id
        );
        let lines = covered.iter().map(|name| request.component(name));
        let mut lines: Vec<String> = lines.collect();
        lines.push(format!(r#""@signature-params": {parameters}"#));
        let value = self.value(&lines.join("\n"));
        let digest = request.digest("sha-256=:", ":");
        request
            .into_signed()
            .set("content-digest", &digest)
            .set("signature-input", &format!("sig1={parameters}"))
            .set("signature", &format!("sig1=:{value}:"))
    }

    fn value(&self, text: &str) -> String {
        let value = self.key.sign_sha256(text.as_bytes());
        BASE64.encode(&value.expect("a key signs"))
    }
}

/// What is to be signed.
struct Unsigned {
    host: String,
    url: String,
    date: String,
    body: String,
}

impl Unsigned {
    fn digest(&self, before: &str, after: &str) -> String {
        let digest = BASE64.encode(&sha256(self.body.as_bytes()));
        format!("{before}{digest}{after}")
    }

    /// A line of the draft's signing string.
    fn line(&self, name: &str) -> String {
        let value = match name {
            "(request-target)" => "post /ap/inbox".to_owned(),
            "host" => self.host.clone(),
            "date" => self.date.clone(),
            "digest" => self.digest("SHA-256=", ""),
            _ => String::new(),
        };
        format!("{name}: {value}")
    }

    /// A line of the standard's signature base.
    fn component(&self, name: &str) -> String {
        let value = match name {
            "@method" => "POST".to_owned(),
            "@target-uri" => self.url.clone(),
            "@authority" => self.host.clone(),
            "@path" => "/ap/inbox".to_owned(),
            "content-digest" => self.digest("sha-256=:", ":"),
            _ => String::new(),
        };
        format!("{name:?}: {value}")
    }

    fn into_signed(self) -> Signed {
        let unsigned = Signed {
            path: "/ap/inbox".to_owned(),
            headers: HeaderMap::new(),
            body: self.body.into(),
        };
        unsigned
            .set("content-type", ACTIVITY_JSON)
            .set("date", &self.date)
    }
}
