// One person on a small Fediverse server made with Fedify, an implementation that is not ours.
//
// usage: node fedify-peer.mjs PORT NAME [SHOWN_AS]
//
// With FEDIFY=1 it is Fedify's first line, which signs by draft-cavage alone and knows less.
//
// Fedify does what is tested here: signatures, WebFinger, fetching, delivery. This program is the
// person: it accepts every follow, remembers what arrives, and does what it is told over HTTP:
//   /_ctl/follow?to=URL          /_ctl/unfollow?to=URL       /_ctl/note?text=…[&to=URL]
//   /_ctl/reply?to=URL&text=…    /_ctl/like?to=URL           /_ctl/log
//   /_ctl/react?to=URL&emoji=…   /_ctl/undo?done=ID          /_ctl/block?to=URL
//   /_ctl/ask?text=…&options=A,B /_ctl/vote?to=URL&option=…  /_ctl/flag?to=URL&post=URL&text=…
//   /_ctl/announce?to=URL        /_ctl/edit?note=URL&text=…  /_ctl/remove?note=URL
//   /_ctl/quote?to=URL&text=…    /_ctl/refuse?on=yes         /_ctl/known_as?other=URL
//   /_ctl/move
// A second person, NAME2, is where the first one moves to; `known_as` makes them say that they were somebody else before.
// Every answer is JSON; what is sent goes to `to` or to all followers.

import http from "node:http";

import { Temporal } from "@js-temporal/polyfill";

const isOld = process.env.FEDIFY === "1";
const fedify = await import(isOld ? "fedify-1" : "@fedify/fedify");
const vocabulary = isOld ? fedify : await import("@fedify/vocab");
const { createFederation, generateCryptoKeyPair, InProcessMessageQueue, MemoryKvStore } = fedify;
const {
  Accept,
  Activity,
  Announce,
  Block,
  Collection,
  Create,
  Delete,
  EmojiReact,
  Endpoints,
  Flag,
  Follow,
  isActor,
  Like,
  Mention,
  Move,
  Note,
  Person,
  PUBLIC_COLLECTION,
  Question,
  QuoteAuthorization,
  QuoteRequest,
  Reject,
  Tombstone,
  Undo,
  Update,
} = vocabulary;

const [port, name, shown = name] = process.argv.slice(2);
const origin = `http://127.0.0.1:${port}`;
const keys = [
  await generateCryptoKeyPair("RSASSA-PKCS1-v1_5"),
  await generateCryptoKeyPair("Ed25519"),
];
const followers = new Map();
const follows = new Map();
const notes = new Map();
const questions = new Map();
const consents = new Map();
/** Where the first person went, what the second one was called before, and whether follows are refused. */
const state = { movedTo: null, knownAs: [], refuses: false };
const second = `${name}2`;
const done = new Map();
const log = [];

// Loopback is allowed because this peer and the server under test live there.
const federation = createFederation({
  kv: new MemoryKvStore(),
  queue: new InProcessMessageQueue({ pollInterval: { milliseconds: 100 } }),
  origin,
  allowPrivateAddress: true,
});

federation
  .setActorDispatcher("/users/{identifier}", async (context, identifier) => {
    if (identifier !== name && identifier !== second) return null;
    const others = identifier === name ? { successor: state.movedTo } : { aliases: state.knownAs };
    const pairs = await context.getActorKeyPairs(identifier);
    return new Person({
      id: context.getActorUri(identifier),
      ...others,
      preferredUsername: identifier,
      name: shown,
      url: context.getActorUri(identifier),
      inbox: context.getInboxUri(identifier),
      outbox: context.getOutboxUri(identifier),
      followers: context.getFollowersUri(identifier),
      endpoints: new Endpoints({ sharedInbox: context.getInboxUri() }),
      publicKey: pairs[0].cryptographicKey,
      assertionMethods: pairs.map((pair) => pair.multikey),
    });
  })
  .setKeyPairsDispatcher((_context, identifier) => ([name, second].includes(identifier) ? keys : []));

federation.setOutboxDispatcher("/users/{identifier}/outbox", () => ({ items: [] }));
federation.setFollowersDispatcher("/users/{identifier}/followers", () => ({
  items: [...followers.values()],
}));
federation.setObjectDispatcher(Note, "/notes/{id}", (_context, { id }) => notes.get(id) ?? null);

federation.setObjectDispatcher(
  Question,
  "/questions/{id}",
  (_context, { id }) => questions.get(id) ?? null,
);

if (QuoteAuthorization) {
  federation.setObjectDispatcher(
    QuoteAuthorization,
    "/consents/{id}",
    (_context, { id }) => consents.get(id) ?? null,
  );
}

/** Remembers an activity as it was understood. */
async function remember(context, activity) {
  const json = await activity.toJsonLd({ contextLoader: context.contextLoader });
  log.push({ type: activity.constructor.name, actor: activity.actorId?.href, json });
}

const inbox = federation
  .setInboxListeners("/users/{identifier}/inbox", "/inbox")
  .on(Follow, async (context, follow) => {
    await remember(context, follow);
    const follower = await follow.getActor(context);
    if (!isActor(follower)) return;
    if (state.refuses) {
      await send(context, follower, new Reject({ ...signature(context, "rejects"), object: follow }));
      return;
    }
    const whom = context.parseUri(follow.objectId)?.identifier ?? name;
    if (whom === name) followers.set(follower.id.href, follower);
    const accept = { id: new URL(`${origin}/accepts/${crypto.randomUUID()}`), actor: follow.objectId };
    await context.sendActivity({ identifier: whom }, follower, new Accept({ ...accept, object: follow }));
  })
  .on(Activity, remember)
  .onError((_context, error) => log.push({ error: String(error?.stack ?? error) }));

if (QuoteRequest) {
  inbox.on(QuoteRequest, async (context, request) => {
    await remember(context, request);
    const from = await request.getActor(context);
    const id = crypto.randomUUID();
    const consent = new QuoteAuthorization({
      id: context.getObjectUri(QuoteAuthorization, { id }),
      attribution: context.getActorUri(name),
      interactingObject: request.instrumentId,
      interactionTarget: request.objectId,
    });
    consents.set(id, consent);
    const fields = { ...signature(context, "accepts"), object: request, result: consent.id };
    await send(context, from, new Accept(fields));
  });
}

/** What every activity of ours begins with. */
function signature(context, kind) {
  return {
    id: new URL(`${origin}/${kind}/${crypto.randomUUID()}`),
    actor: context.getActorUri(name),
  };
}

const send = (context, recipient, activity) =>
  context.sendActivity({ identifier: name }, recipient, activity);

/** Sends something that may be taken back later. */
async function act(context, recipient, activity) {
  done.set(activity.id.href, { recipient, activity });
  await send(context, recipient, activity);
  return { done: activity.id.href };
}

/** Fetches what a URL names, signed as this person. */
async function lookUp(context, url) {
  const documentLoader = await context.getDocumentLoader({ identifier: name });
  const found = await context.lookupObject(url, { documentLoader });
  if (found === null) throw new Error(`nothing found at ${url}`);
  return found;
}

/** A public note to one person if given, and to all followers. */
async function publish(context, text, { to, inReplyTo, quoted }) {
  const id = crypto.randomUUID();
  const note = new Note({
    id: context.getObjectUri(Note, { id }),
    url: context.getObjectUri(Note, { id }),
    attribution: context.getActorUri(name),
    to: PUBLIC_COLLECTION,
    ccs: [context.getFollowersUri(name), ...(to ? [to.id] : [])],
    replyTarget: inReplyTo ?? null,
    ...(quoted ? { quoteUrl: quoted, quote: quoted } : {}),
    content: `<p>${text}</p>`,
    mediaType: "text/html",
    published: Temporal.Now.instant(),
    tags: to ? [new Mention({ href: to.id, name: `@${to.preferredUsername}` })] : [],
  });
  notes.set(id, note);
  const create = new Create({
    id: new URL(`${note.id.href}#create`),
    actor: context.getActorUri(name),
    to: PUBLIC_COLLECTION,
    ccs: [context.getFollowersUri(name), ...(to ? [to.id] : [])],
    object: note,
  });
  const recipients = new Map(followers);
  if (to) recipients.set(to.id.href, to);
  await send(context, [...recipients.values()], create);
  return { note: note.id.href };
}

const actions = {
  log: async () => ({ log, followers: [...followers.keys()] }),

  async follow(context, { to }) {
    const target = await lookUp(context, to);
    const follow = new Follow({ ...signature(context, "follows"), object: target.id });
    follows.set(target.id.href, follow);
    await send(context, target, follow);
    return { follow: follow.id.href };
  },

  async unfollow(context, { to }) {
    const target = await lookUp(context, to);
    const follow = follows.get(target.id.href);
    await send(context, target, new Undo({ ...signature(context, "undos"), object: follow }));
    return { undone: follow.id.href };
  },

  async note(context, { text, to }) {
    return publish(context, text, { to: to && (await lookUp(context, to)) });
  },

  async reply(context, { text, to }) {
    const parent = await lookUp(context, to);
    const author = await parent.getAttribution(context);
    return publish(context, text, { to: author, inReplyTo: parent.id });
  },

  async announce(context, { to }) {
    const post = await lookUp(context, to);
    const author = await post.getAttribution(context);
    const fields = { ...signature(context, "boosts"), object: post.id, to: PUBLIC_COLLECTION };
    return act(context, author, new Announce({ ...fields, cc: context.getFollowersUri(name) }));
  },

  async edit(context, { note: url, text }) {
    const id = url.split("/").pop();
    const updated = Temporal.Now.instant();
    const note = notes.get(id).clone({ content: `<p>${text}</p>`, updated });
    notes.set(id, note);
    const fields = { ...signature(context, "edits"), object: note, to: PUBLIC_COLLECTION };
    await send(context, [...followers.values()], new Update(fields));
    return { edited: url };
  },

  async remove(context, { note: url }) {
    notes.delete(url.split("/").pop());
    const object = new Tombstone({ id: new URL(url) });
    const fields = { ...signature(context, "deletions"), object, to: PUBLIC_COLLECTION };
    await send(context, [...followers.values()], new Delete(fields));
    return { removed: url };
  },

  /** A post that quotes, and the question whether it may. */
  async quote(context, { to, text }) {
    const quoted = await lookUp(context, to);
    const author = await quoted.getAttribution(context);
    const { note } = await publish(context, text, { quoted: quoted.id });
    const fields = { ...signature(context, "requests"), object: quoted.id, to: author.id };
    const instrument = notes.get(note.split("/").pop());
    await send(context, author, new QuoteRequest({ ...fields, instrument }));
    return { note };
  },

  async refuse(_context, { on }) {
    state.refuses = on === "yes";
    return state;
  },

  async known_as(_context, { other }) {
    state.knownAs.push(new URL(other));
    return {};
  },

  async move(context) {
    const [from, to] = [name, second].map((who) => context.getActorUri(who));
    state.movedTo = to;
    const fields = { ...signature(context, "moves"), object: from, target: to };
    await send(context, [...followers.values()], new Move({ ...fields, to: context.getFollowersUri(name) }));
    return { from: from.href, to: to.href };
  },

  async like(context, { to }) {
    const liked = await lookUp(context, to);
    const author = await liked.getAttribution(context);
    const like = new Like({ ...signature(context, "likes"), object: liked.id });
    await send(context, author, like);
    return { like: like.id.href };
  },

  async react(context, { to, emoji }) {
    const post = await lookUp(context, to);
    const author = await post.getAttribution(context);
    const fields = { ...signature(context, "reactions"), object: post.id, to: author.id };
    return act(context, author, new EmojiReact({ ...fields, content: emoji }));
  },

  async block(context, { to }) {
    const target = await lookUp(context, to);
    const fields = { ...signature(context, "blocks"), object: target.id, to: target.id };
    return act(context, target, new Block(fields));
  },

  async flag(context, { to, post, text }) {
    const target = await lookUp(context, to);
    const objects = [target.id, new URL(post)];
    return act(
      context,
      target,
      new Flag({ ...signature(context, "reports"), objects, content: text }),
    );
  },

  async undo(context, { done: id }) {
    const { recipient, activity } = done.get(id);
    await send(context, recipient, new Undo({ ...signature(context, "undos"), object: activity }));
    return { undone: id };
  },

  async ask(context, { text, options }) {
    const id = crypto.randomUUID();
    const option = (name) => new Note({ name, replies: new Collection({ totalItems: 0 }) });
    const question = new Question({
      id: context.getObjectUri(Question, { id }),
      attribution: context.getActorUri(name),
      to: PUBLIC_COLLECTION,
      cc: context.getFollowersUri(name),
      content: `<p>${text}</p>`,
      published: Temporal.Now.instant(),
      endTime: Temporal.Now.instant().add({ hours: 1 }),
      exclusiveOptions: options.split(",").map(option),
    });
    questions.set(id, question);
    const fields = { id: new URL(`${question.id.href}#create`), actor: context.getActorUri(name) };
    const create = new Create({ ...fields, to: PUBLIC_COLLECTION, object: question });
    await send(context, [...followers.values()], create);
    return { question: question.id.href };
  },

  async vote(context, { to, option }) {
    const poll = await lookUp(context, to);
    const author = await poll.getAttribution(context);
    const actor = context.getActorUri(name);
    const id = new URL(`${actor.href}#votes/${crypto.randomUUID()}`);
    const fields = { id, attribution: actor, to: author.id };
    const vote = new Note({ ...fields, name: option, replyTarget: poll.id });
    const create = new Create({ ...signature(context, "votes"), to: author.id, object: vote });
    await send(context, author, create);
    return { vote: id.href };
  },
};

/** Does what a control request asks. */
async function control(url) {
  const action = actions[url.pathname.slice("/_ctl/".length)];
  if (action === undefined) throw new Error(`no such control: ${url.pathname}`);
  const context = federation.createContext(new URL(origin), undefined);
  return action(context, Object.fromEntries(url.searchParams));
}

/** Hands a request of the network to Fedify. */
async function federate(request, url) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const hasBody = !["GET", "HEAD"].includes(request.method);
  const headers = new Headers();
  for (const [key, value] of Object.entries(request.headers)) headers.set(key, String(value));
  const { method } = request;
  const body = hasBody ? Buffer.concat(chunks) : undefined;
  return federation.fetch(new Request(url, { method, headers, body }), { contextData: undefined });
}

async function answer(request) {
  const url = new URL(request.url, origin);
  if (!url.pathname.startsWith("/_ctl/")) return federate(request, url);
  try {
    return Response.json(await control(url));
  } catch (error) {
    return Response.json({ error: String(error?.stack ?? error) }, { status: 500 });
  }
}

http
  .createServer(async (request, response) => {
    const result = await answer(request);
    response.writeHead(result.status, Object.fromEntries(result.headers));
    response.end(Buffer.from(await result.arrayBuffer()));
  })
  .listen(Number(port), "127.0.0.1", () => console.log(`ready ${origin}/users/${name}`));
