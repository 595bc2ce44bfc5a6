//! Lists of parameters in headers: `name="value",…`, as draft-cavage-12 section 4.1 writes them.

/// Reads the parameters of a header, in order; values may also stand without quotes. `None` when it cannot be read.
pub(crate) fn parameters(text: &str) -> Option<Vec<(&str, &str)>> {
    let mut found = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (name, after) = rest.split_once('=')?;
        let (value, after) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => after
                .find(',')
                .and_then(|at| after.split_at_checked(at))
                .unwrap_or((after, "")),
        };
        found.push((name.trim(), value.trim()));
        rest = after.trim_start();
        rest = match rest.strip_prefix(',') {
            Some(more) => more.trim_start(),
            None if rest.is_empty() => rest,
            None => return None,
        };
    }
    Some(found)
}
