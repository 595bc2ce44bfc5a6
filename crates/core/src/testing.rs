//! A core on a database in memory, with a clock that goes on only when it is told to.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use crypto::ServerKey;
use model::{AccountId, Domain, Time};
use store::{Store, StoreConfig, Target};
use url::Url;

use crate::caller::{Role, Via};
use crate::community::{CommunityUpdate, Registration};
use crate::journal::Entry;
use crate::member::NewMember;
use crate::network::Face;
use crate::{
    BoxFuture, Caller, Clock, Found, Limits, Mode, Network, NetworkId, Result, Social, SocialParts,
};

/// The password of everybody.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// A clock that stands still.
#[derive(Debug)]
pub(crate) struct StillClock(AtomicI64);

impl Clock for StillClock {
    fn now(&self) -> Time {
        Time::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// A core with a few handles.
pub(crate) struct World {
    pub(crate) social: Social,
    clock: Arc<StillClock>,
}

impl World {
    /// A community that nobody has set up.
    pub(crate) async fn new() -> Self {
        Self::at(Target::SqliteMemory, media::Files::in_memory()).await
    }

    /// One that is kept in a folder, and may have been there before.
    pub(crate) async fn in_folder(folder: &Path) -> Self {
        let target = Target::SqliteFile(folder.join("folkmoot.db"));
        Self::at(target, media::Files::in_folder(folder.join("media"))).await
    }

    async fn at(target: Target, files: media::Files) -> Self {
        let clock = Arc::new(StillClock(AtomicI64::new(1_700_000_000_000_000)));
        let config = StoreConfig { target, readers: 2 };
        let store = Store::open(&config).unwrap();
        store.migrate(|_| ()).await.unwrap();
        let social = Social::new(SocialParts {
            store,
            clock: Arc::<StillClock>::clone(&clock),
            files,
            server_key: ServerKey::from_bytes([7; 32]),
            base_url: Url::parse("https://moot.example").unwrap(),
            domain: Domain::parse("moot.example").unwrap(),
            mode: Mode::Production,
            limits: Limits::default(),
            id_clock: 1,
        });
        social.connect(vec![Arc::new(PaperNetwork)]);
        Self { social, clock }
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, span: Duration) {
        let micros = i64::try_from(span.as_micros()).unwrap();
        self.clock.0.fetch_add(micros, Ordering::SeqCst);
    }

    /// A member who is in, made from the console.
    pub(crate) async fn person(&self, name: &str, role: Role) -> Caller {
        let account_id = self
            .social
            .create_member(NewMember {
                username: name.to_owned(),
                email: format!("{name}@mail.example"),
                password: PASSWORD.to_owned(),
                role,
            })
            .await
            .unwrap();
        Caller {
            account_id,
            role,
            via: Via::Console,
        }
    }

    /// A community of this registration, and its admin.
    pub(crate) async fn registration(&self, registration: Registration) -> Caller {
        let admin = self.person("host_of_it_all", Role::Admin).await;
        let update = CommunityUpdate {
            registration: Some(registration),
            ..CommunityUpdate::default()
        };
        self.social.update_community(&admin, update).await.unwrap();
        admin
    }

    /// How many journal entries there are.
    pub(crate) async fn journal_length(&self) -> usize {
        let read = self
            .social
            .store()
            .read(|conn| store::journal::read_after(conn, 0, 1_000));
        read.await.unwrap().entries.len()
    }
}

/// A network that is only written down.
pub(crate) struct PaperNetwork;

impl Network for PaperNetwork {
    fn id(&self) -> NetworkId {
        NetworkId("paper")
    }

    fn face(&self, account: AccountId) -> Option<Face> {
        Some(Face {
            uri: format!("paper:{account}"),
            inbox: None,
            shared_inbox: None,
            followers_uri: None,
        })
    }

    fn owns(&self, _reference: &str) -> bool {
        false
    }

    fn resolve<'a>(&'a self, _reference: &'a str) -> BoxFuture<'a, Result<Option<Found>>> {
        Box::pin(async { Ok(None) })
    }

    fn publish<'a>(&'a self, _entry: &'a Entry) -> BoxFuture<'a, Result<()>> {
        Box::pin(async { Ok(()) })
    }
}
