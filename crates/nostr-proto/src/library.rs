//! What is the library's to do: the only file that names it.

#[cfg(test)]
pub(crate) fn agrees(json: &str) -> bool {
    nostr::event::Event::from_json(json).is_ok_and(|event| event.verify().is_ok())
}
