//! did:plc: operations and their audit log (<https://web.plc.directory/spec/v0.1/did-plc>).
