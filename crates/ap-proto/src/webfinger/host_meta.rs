//! host-meta (RFC 6415): where a domain says that another host answers `WebFinger` for it.

use url::Url;

use super::Acct;
use crate::value::http_url;

/// The longest host-meta document that is read.
const MAX_BYTES: usize = 64 * 1024;

/// Builds our host-meta. `base` is our public address without a final slash.
pub fn host_meta_xml(base: &str) -> String {
    let base = base
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;");
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <XRD xmlns=\"http://docs.oasis-open.org/ns/xri/xrd-1.0\">\n  \
         <Link rel=\"lrdd\" template=\"{base}/.well-known/webfinger?resource={{uri}}\"/>\n\
         </XRD>\n"
    )
}

/// The template of the `lrdd` link of a host-meta document, if it has one that is a web address with
/// a `{uri}`. Reads the attributes of `Link` tags and nothing else of XML: no entities, no includes.
pub fn lrdd_template(xml: &str) -> Option<String> {
    let xml = crate::value::cut(xml, MAX_BYTES);
    let mut links = xml
        .split("<Link")
        .skip(1)
        .filter_map(|rest| rest.split_once('>'));
    links.find_map(|(tag, _)| {
        if attribute(tag, "rel")? != "lrdd" {
            return None;
        }
        let template = attribute(tag, "template")?.replace("&amp;", "&");
        let whole =
            template.contains("{uri}") && http_url(&template.replace("{uri}", "x")).is_some();
        whole.then_some(template)
    })
}

/// Fills a handle into a template.
pub fn expand_template(template: &str, acct: &Acct) -> Option<Url> {
    let uri: String = url::form_urlencoded::byte_serialize(acct.uri().as_bytes()).collect();
    Url::parse(http_url(&template.replace("{uri}", &uri))?).ok()
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = tag;
    while let Some((before, after)) = rest.split_once('=') {
        let quote = after
            .trim_start()
            .chars()
            .next()
            .filter(|c| matches!(c, '"' | '\''))?;
        let (_, value) = after.split_once(quote)?;
        let (value, more) = value.split_once(quote)?;
        if before.trim() == name {
            return Some(value);
        }
        rest = more;
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{expand_template, host_meta_xml, lrdd_template};
    use crate::webfinger::Acct;

    #[test]
    fn our_own_template_is_read_and_filled() {
        let template = lrdd_template(&host_meta_xml("https://social.example.org")).unwrap();
        let url = expand_template(&template, &Acct::parse("me@example.org").unwrap()).unwrap();
        assert_eq!(
            url.as_str(),
            "https://social.example.org/.well-known/webfinger?resource=acct%3Ame%40example.org"
        );
    }

    #[test]
    fn attributes_come_in_any_order_and_quotes() {
        let xml = "<XRD><Link rel='other' template='https://x/{uri}'/>\
            <Link type=\"application/xrd+xml\" template = 'https://y.example/?a=1&amp;r={uri}' rel = \"lrdd\" /></XRD>";
        assert_eq!(
            lrdd_template(xml).as_deref(),
            Some("https://y.example/?a=1&r={uri}")
        );
    }

    #[test]
    fn a_template_that_leads_nowhere_is_none() {
        for template in [
            "https://y.example/",
            "file:///{uri}",
            "javascript:{uri}",
            "{uri}",
        ] {
            let xml = format!("<Link rel=\"lrdd\" template=\"{template}\"/>");
            assert_eq!(lrdd_template(&xml), None, "{template}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(<Link|rel|=|'|\"|>|template|é| ){0,20}") {
            let _ = lrdd_template(&text);
        }
    }
}
