-- What a network sends, in order: a lane goes on from where it is, however much was sent before.
CREATE INDEX outbox_network ON outbox (network, seq);
