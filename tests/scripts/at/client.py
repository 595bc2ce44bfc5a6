"""The Python library `atproto` lives a small life: client.py SERVICE_URL JSON

The JSON has `identifier` and `password`; `timeline: true` if there is an AppView to be asked through the server. Prints a line
of JSON for each step, and ends with an error at the first that fails.
"""

import base64
import json
import sys

from atproto import Client, client_utils, models

# A picture of one pixel.
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def tell(step, **what):
    print(json.dumps({"step": step, **what}), flush=True)


def logged_in(service, has_app_view, **by):
    """A client that knows who it is: from the AppView, or, without one, from the session alone."""
    client = Client(base_url=service)
    client.login(**by, fetch_bsky_profile=has_app_view)
    if not has_app_view:
        session = client.com.atproto.server.get_session()
        client.me = models.AppBskyActorDefs.ProfileViewDetailed(did=session.did, handle=session.handle)
    return client


def main():
    service, options = sys.argv[1], json.loads(sys.argv[2])
    has_app_view = options.get("timeline", False)
    client = logged_in(service, has_app_view, login=options["identifier"], password=options["password"])
    did = client.me.did
    tell("in", did=did, handle=client.me.handle)

    text = client_utils.TextBuilder().text("Hello from Python, see ").link("this", "https://example.org").text(" and ").tag("#that", "that")
    post = client.send_image(text, PIXEL, "a pixel", langs=["en"])
    tell("post", uri=post.uri, cid=post.cid)

    rkey = post.uri.split("/")[-1]
    found = client.com.atproto.repo.get_record({"repo": did, "collection": "app.bsky.feed.post", "rkey": rkey})
    image = found.value.embed.images[0]
    if found.cid != post.cid or image.alt != "a pixel" or len(found.value.facets) != 2:
        raise AssertionError(f"another post than was sent: {found}")
    blob = client.com.atproto.sync.get_blob({"did": did, "cid": image.image.ref.link})
    tell("read", text=found.value.text, bytes=len(blob))

    like = client.like(post.uri, post.cid)
    tell("like", uri=like.uri)
    client.unlike(like.uri)
    reply = client.send_post(
        "And a reply.",
        reply_to=models.AppBskyFeedPost.ReplyRef(parent=models.create_strong_ref(post), root=models.create_strong_ref(post)),
    )
    tell("reply", uri=reply.uri)
    client.delete_post(reply.uri)

    if has_app_view:
        timeline = client.get_timeline(limit=10)
        tell("timeline", uris=[item.post.uri for item in timeline.feed])

    again = logged_in(service, has_app_view, session_string=client.export_session_string())
    repo = again.com.atproto.sync.get_repo({"did": did})
    tell("again", did=did, repo=len(repo))


main()
