//! The network through its router: what peers may ask, deliver and forge.

extern crate folkmoot_activitypub as activitypub;

#[cfg(test)]
#[path = "it/actors.rs"]
mod actors;
#[cfg(test)]
#[path = "it/answers.rs"]
mod answers;
#[cfg(test)]
#[path = "it/clients.rs"]
mod clients;
#[cfg(test)]
#[path = "it/delivery.rs"]
mod delivery;
#[cfg(test)]
#[path = "it/discovery.rs"]
mod discovery;
#[cfg(test)]
#[path = "it/federation.rs"]
mod federation;
#[cfg(test)]
#[path = "it/forged_activity.rs"]
mod forged_activity;
#[cfg(test)]
#[path = "it/forged_identity.rs"]
mod forged_identity;
#[cfg(test)]
#[path = "it/forged_signature.rs"]
mod forged_signature;
#[cfg(test)]
#[path = "it/forgery.rs"]
mod forgery;
#[cfg(test)]
#[path = "it/groups.rs"]
mod groups;
#[cfg(test)]
#[path = "it/inbox_people.rs"]
mod inbox_people;
#[cfg(test)]
#[path = "it/inbox_posts.rs"]
mod inbox_posts;
#[cfg(test)]
#[path = "it/interleavings.rs"]
mod interleavings;
#[cfg(test)]
#[path = "it/moves.rs"]
mod moves;
#[cfg(test)]
#[path = "it/other_networks.rs"]
mod other_networks;
#[cfg(test)]
#[path = "it/pair.rs"]
mod pair;
#[cfg(test)]
#[path = "it/past.rs"]
mod past;
#[cfg(test)]
#[path = "it/peer.rs"]
mod peer;
#[cfg(test)]
#[path = "it/pins.rs"]
mod pins;
#[cfg(test)]
#[path = "it/polls.rs"]
mod polls;
#[cfg(test)]
#[path = "it/quotes.rs"]
mod quotes;
#[cfg(test)]
#[path = "it/reactions.rs"]
mod reactions;
#[cfg(test)]
#[path = "it/relays.rs"]
mod relays;
#[cfg(test)]
#[path = "it/reports.rs"]
mod reports;
#[cfg(test)]
#[path = "it/resolve.rs"]
mod resolve;
#[cfg(test)]
#[path = "it/support.rs"]
mod support;
#[cfg(test)]
#[path = "it/synchronization.rs"]
mod synchronization;
#[cfg(test)]
#[path = "it/threads.rs"]
mod threads;
#[cfg(test)]
#[path = "it/too_much.rs"]
mod too_much;
