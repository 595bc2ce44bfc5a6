"""Mastodon.py against a real server: register, log in, post, read home, favourite, stream, delete.

Reads BASE_URL, LOGIN and PASSWORD. Prints `ok STEP` for each step; the first that fails ends it.
"""

import os
import queue
import sys
import time
import uuid

from mastodon import Mastodon, MastodonNotFoundError, StreamListener

from forms import authorise

BASE_URL, LOGIN, PASSWORD = (os.environ[name] for name in ("BASE_URL", "LOGIN", "PASSWORD"))
SCOPES = ["read", "write", "follow"]
OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
PATIENCE = 20


class Listener(StreamListener):
    """Puts what the stream says into a queue."""

    def __init__(self):
        self.heard = queue.Queue()

    def on_update(self, status):
        self.heard.put(("update", status["id"], status["content"]))

    def on_delete(self, status_id):
        self.heard.put(("delete", status_id, None))

    def on_abort(self, err):
        self.heard.put(("abort", None, err))

    def expect(self, kind, status_id):
        """Waits for one event about one status; others may come before it."""
        deadline = time.monotonic() + PATIENCE
        while (left := deadline - time.monotonic()) > 0:
            try:
                event = self.heard.get(timeout=left)
            except queue.Empty:
                break
            if event[0] == "abort":
                raise AssertionError(f"the stream broke: {event[2]}")
            if (event[0], str(event[1])) == (kind, str(status_id)):
                return event[2]
        raise AssertionError(f"the stream did not say {kind} {status_id} within {PATIENCE} seconds")


def ok(step):
    print(f"ok {step}", flush=True)


def log_in():
    client_id, client_secret = Mastodon.create_app(
        "Folkmoot test (Mastodon.py)", api_base_url=BASE_URL, scopes=SCOPES, redirect_uris=OUT_OF_BAND
    )
    ok("register app")
    api = Mastodon(client_id=client_id, client_secret=client_secret, api_base_url=BASE_URL)
    url = api.auth_request_url(redirect_uris=OUT_OF_BAND, scopes=SCOPES, allow_http=True)
    code = authorise(url, LOGIN, PASSWORD)
    ok("authorise in the pages")
    token = api.log_in(code=code, redirect_uri=OUT_OF_BAND, scopes=SCOPES, allow_http=True)
    assert token, "log_in gave no token"
    ok("log in with the code")
    return api


def main():
    api = log_in()
    me = api.account_verify_credentials()
    assert me["acct"] and "@" not in me["acct"], me["acct"]
    assert api.instance()["title"], "the instance has no title"
    ok(f"verify credentials of {me['acct']}")

    listener = Listener()
    stream = api.stream_user(listener, run_async=True, timeout=PATIENCE)
    # The stream is open once the server has answered; Mastodon.py does not tell when.
    time.sleep(1)

    words = f"Good morning from Mastodon.py {uuid.uuid4()}"
    status = api.status_post(words, visibility="public", idempotency_key=str(uuid.uuid4()))
    assert words in status["content"], status["content"]
    ok("post")
    assert words in listener.expect("update", status["id"])
    ok("streaming update")

    home = api.timeline_home()
    assert str(status["id"]) in [str(entry["id"]) for entry in home], "the post is not in home"
    ok("read home")

    assert api.status_favourite(status["id"])["favourited"] is True
    assert api.status(status["id"])["favourites_count"] == 1
    assert api.status_unfavourite(status["id"])["favourited"] is False
    ok("favourite and take it back")

    reply = api.status_reply(api.status(status["id"]), "And good evening.")
    below = api.status_context(status["id"])["descendants"]
    assert [str(entry["id"]) for entry in below] == [str(reply["id"])], below
    ok("reply and thread")

    edited = api.status_update(status["id"], status=f"{words} (edited)")
    assert edited["edited_at"] is not None
    ok("edit")

    api.status_delete(status["id"])
    listener.expect("delete", status["id"])
    try:
        api.status(status["id"])
        raise AssertionError("the deleted post is still there")
    except MastodonNotFoundError:
        ok("delete, and the stream says so")
    stream.close()


if __name__ == "__main__":
    try:
        main()
    except Exception as error:  # pylint: disable=broad-except
        print(f"FAILED {type(error).__name__}: {error}", file=sys.stderr)
        raise
