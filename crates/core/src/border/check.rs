//! What stands between this server and another.

use model::{Domain, Time};

use super::{Border, Severity};
use crate::{Result, Social};

/// The most names above a server that are looked at.
const MAX_LEVELS: usize = 10;

/// A name and those above it, without a port: `a.b.example`, `b.example`, `example`.
pub(crate) fn names(host: &str) -> Vec<String> {
    let host = host
        .rsplit_once(':')
        .filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()))
        .map_or(host, |(name, _)| name);
    let mut names = vec![host.to_owned()];
    let mut rest = host;
    while let Some((_, above)) = rest.split_once('.') {
        if names.len() == MAX_LEVELS {
            break;
        }
        names.push(above.to_owned());
        rest = above;
    }
    names
}

impl Social {
    /// What stands between this server and another; a name that is none is closed.
    pub async fn border(&self, host: &str) -> Result<Border> {
        let Ok(domain) = Domain::parse(host) else {
            return Ok(Border {
                is_closed: true,
                ..Border::default()
            });
        };
        let (host, now) = (domain.as_str().to_owned(), self.now());
        let memory = &self.memory().border.borders;
        if let Some(known) = memory.get(&host, now) {
            return Ok(known);
        }
        let asked = memory.ask();
        let is_list = self.community().await?.is_allow_list && host != self.domain().as_str();
        let name = host.clone();
        let read = self.store().read(move |conn| {
            let block = store::border::find_block_of(conn, &names(&name))?;
            let bare = names(&name).into_iter().next().unwrap_or_default();
            let is_let_in = !is_list
                || store::border::is_allowed(conn, &name)?
                || store::border::is_allowed(conn, &bare)?;
            Ok((block, is_let_in))
        });
        let (block, is_let_in) = read.await?;
        let severity = block
            .as_ref()
            .and_then(|block| Severity::from_word(&block.severity));
        let border = Border {
            is_closed: severity == Some(Severity::Suspend) || !is_let_in,
            silenced_at: block
                .as_ref()
                .filter(|_| severity == Some(Severity::Silence))
                .map(|block| Time::from_micros(block.created_at)),
            rejects_media: block.as_ref().is_some_and(|block| block.rejects_media),
            rejects_reports: block.as_ref().is_some_and(|block| block.rejects_reports),
        };
        memory.put(host, border, now, asked);
        Ok(border)
    }

    pub(crate) fn forget_borders(&self) {
        self.memory().border.borders.cut();
    }
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_decision_about_a_server_is_meant_for_all_below() {
        assert_eq!(
            names("a.b.example:3000"),
            ["a.b.example", "b.example", "example"]
        );
        assert_eq!(names(&"a.".repeat(50)).len(), super::MAX_LEVELS);
    }
}
