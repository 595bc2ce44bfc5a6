//! The store's own promises, kept on SQLite and on a real PostgreSQL alike.

#[cfg(test)]
mod announcements;
mod app_access;
#[cfg(test)]
mod arranging;
#[cfg(test)]
mod carried;
#[cfg(test)]
mod conversations;
#[cfg(test)]
mod discovery;
#[cfg(test)]
mod events;
#[cfg(test)]
mod far;
#[cfg(test)]
mod feeds;
#[cfg(test)]
mod files;
#[cfg(test)]
mod held_back;
#[cfg(test)]
mod journal;
#[cfg(test)]
mod lease;
#[cfg(test)]
mod lifecycle;
#[cfg(test)]
mod looked;
#[cfg(test)]
mod members;
mod moving;
#[cfg(test)]
mod people;
#[cfg(test)]
mod postgres;
#[cfg(test)]
mod posts;
#[cfg(test)]
mod reach;
mod repositories;
#[cfg(test)]
mod same_person;
#[cfg(test)]
mod search;
#[cfg(test)]
mod source;
#[cfg(test)]
mod sqlite;
#[cfg(test)]
mod staff;
#[cfg(test)]
mod statements;
mod stories;
#[cfg(test)]
mod support;
#[cfg(test)]
mod transactions;
#[cfg(test)]
mod transcript;
#[cfg(test)]
mod values;
#[cfg(test)]
mod wires;
