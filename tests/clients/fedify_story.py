"""Two people on two servers, one ours and one made with Fedify, over real HTTP.

Reads BASE_URL, TOKEN, NAME and PASSWORD of someone here, PEER (the origin of tests/clients/fedify-peer.mjs) and
PEER_NAME of the person there. With BASICS, only what every line of Fedify knows. Prints `ok STEP` for each step; the first that fails ends it.
"""

import os
import time

import requests

from forms import Person, find

BASE_URL, TOKEN, PEER, PEER_NAME = (os.environ[name] for name in ("BASE_URL", "TOKEN", "PEER", "PEER_NAME"))
THERE = f"{PEER}/users/{PEER_NAME}"
SECOND = f"{THERE}2"
PATIENCE = 30


def here(method, path, **body):
    """Asks our server, as the person there does from an app."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    name = "params" if method == "GET" else "json"
    answer = requests.request(method, f"{BASE_URL}{path}", headers=headers, timeout=30, **{name: body})
    assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
    return answer.json()


def there(action, **arguments):
    """Tells the other person what to do."""
    answer = requests.get(f"{PEER}/_ctl/{action}", params=arguments, timeout=30)
    assert answer.ok, f"{action}: {answer.text[:1500]}"
    return answer.json()


def eventually(what, question):
    """Asks until the answer is something; servers talk behind the back of those who post."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = question()
        if found:
            print(f"ok {what}", flush=True)
            return found
        time.sleep(0.2)
    errors = [entry["error"] for entry in there("log")["log"] if "error" in entry]
    raise AssertionError(f"not within {PATIENCE} seconds: {what}. The peer's errors: {errors}")


def arrived(kind, **expected):
    """The activities of a kind that the peer has understood, with these properties of the object."""

    def matches(activity):
        told = activity["json"]["object"]
        return all(isinstance(told, dict) and words in str(told.get(key)) for key, words in expected.items())

    return lambda: [it for it in there("log")["log"] if it.get("type") == kind and matches(it)]


def in_home(words):
    return lambda: next((it for it in here("GET", "/api/v1/timelines/home") if words in it["content"]), None)


def arrived_with(kind, **expected):
    """The activities of a kind that the peer has understood, with these properties of their own."""
    return lambda: [
        it for it in there("log")["log"]
        if it.get("type") == kind and all(words in str(it["json"].get(key)) for key, words in expected.items())
    ]


def reactions(mine):
    status = here("GET", f"/api/v1/statuses/{mine['id']}")
    return [(it["name"], it["count"]) for it in status["pleroma"]["emoji_reactions"]]


def emoji_go_both_ways(mine, theirs):
    reaction = there("react", to=mine["uri"], emoji="🔥")["done"]
    eventually("their emoji arrives", lambda: reactions(mine) == [("🔥", 1)])
    there("undo", done=reaction)
    eventually("their emoji is taken back", lambda: not reactions(mine))
    here("PUT", f"/api/v1/pleroma/statuses/{theirs['id']}/reactions/🎉")
    eventually("our emoji arrives", arrived_with("EmojiReact", content="🎉"))
    here("DELETE", f"/api/v1/pleroma/statuses/{theirs['id']}/reactions/🎉")
    eventually("our emoji is taken back", arrived("Undo", content="🎉"))


def polls_go_both_ways(my_actor):
    poll = {"options": ["Apples", "Pears"], "expires_in": 600}
    mine = here("POST", "/api/v1/statuses", status="Which fruit?", poll=poll, visibility="public")
    eventually("our poll arrives", arrived("Create", content="Which fruit?", type="Question"))
    there("vote", to=mine["uri"], option="Pears")

    def votes():
        return [it["votes_count"] for it in here("GET", f"/api/v1/polls/{mine['poll']['id']}")["options"]]

    eventually("their vote arrives", lambda: votes() == [0, 1])
    assert not here("GET", f"/api/v1/statuses/{mine['id']}/context")["descendants"], "a vote is no answer"
    there("ask", text="Tea or coffee?", options="Tea,Coffee")
    theirs = eventually("their poll arrives", in_home("Tea or coffee?"))
    assert [it["title"] for it in theirs["poll"]["options"]] == ["Tea", "Coffee"], theirs["poll"]
    here("POST", f"/api/v1/polls/{theirs['poll']['id']}/votes", choices=["1"])
    eventually("our vote arrives", arrived("Create", name="Coffee", inReplyTo=theirs["uri"], attributedTo=my_actor))


def reports_go_both_ways(friend, my_actor, mine, theirs):
    there("flag", to=my_actor, post=mine["uri"], text="Rude to me")
    report = eventually("their report arrives", lambda: here("GET", "/api/v1/admin/reports"))[0]
    assert (report["comment"], [it["id"] for it in report["statuses"]]) == ("Rude to me", [mine["id"]]), report
    ours = {"account_id": friend["id"], "status_ids": [theirs["id"]], "comment": "Rude to us", "forward": True}
    here("POST", "/api/v1/reports", **ours)
    flag = eventually("our report arrives", arrived_with("Flag", content="Rude to us"))[0]
    assert my_actor not in str(flag["json"]), "nobody learns who reported"


def blocks_go_both_ways(friend, my_actor, relation):
    here("POST", f"/api/v1/accounts/{friend['id']}/block")
    eventually("our block arrives", arrived_with("Block", object=PEER_NAME))
    here("POST", f"/api/v1/accounts/{friend['id']}/unblock")
    block = there("block", to=my_actor)["done"]
    eventually("their block arrives", lambda: relation()["blocked_by"])
    there("undo", done=block)
    eventually("their block ends", lambda: not relation()["blocked_by"])


def quotes_go_both_ways(mine, theirs):
    there("quote", to=mine["uri"], text="Said better by somebody else")

    def accepted():
        quoting = in_home("Said better by somebody else")()
        return quoting and (quoting["quote"] or {}).get("state") == "accepted"

    eventually("our yes arrives", arrived("Accept", type="QuoteRequest"))
    eventually("their quote is shown", accepted)
    ours = here("POST", "/api/v1/statuses", status="Quoted from there", quoted_status_id=theirs["id"], visibility="public")
    eventually("our request arrives", arrived_with("QuoteRequest", object=theirs["uri"]))
    eventually("their yes arrives", lambda: here("GET", f"/api/v1/statuses/{ours['id']}")["quote"]["state"] == "accepted")


def boosts_edits_and_deletions_come(mine, note):
    boost = there("announce", to=mine["uri"])["done"]

    def boosts():
        return here("GET", f"/api/v1/statuses/{mine['id']}")["reblogs_count"]

    eventually("their boost arrives", lambda: boosts() == 1)
    there("undo", done=boost)
    eventually("their boost is taken back", lambda: boosts() == 0)
    there("edit", note=note, text="Hello, edited there")
    eventually("their edit arrives", in_home("Hello, edited there"))
    there("remove", note=note)
    eventually("their deletion arrives", lambda: not in_home("Hello, edited there")())


def follows_are_refused_both_ways(friend, my_actor, relation):
    there("refuse", on="yes")
    here("POST", f"/api/v1/accounts/{friend['id']}/follow")
    eventually("our follow is refused", lambda: not (relation()["requested"] or relation()["following"]))
    there("refuse", on="no")
    here("PATCH", "/api/v1/accounts/update_credentials", locked=True)
    there("follow", to=my_actor)
    eventually("their follow waits", lambda: here("GET", "/api/v1/follow_requests"))
    here("POST", f"/api/v1/follow_requests/{friend['id']}/reject")
    eventually("our refusal arrives", arrived("Reject", type="Follow"))
    here("PATCH", "/api/v1/accounts/update_credentials", locked=False)


def people_move_both_ways(friend, my_actor, relation):
    """First they move within their server, and we go along; then we move there."""
    here("POST", f"/api/v1/accounts/{friend['id']}/follow")
    eventually("we follow them again", lambda: relation()["following"])
    there("follow", to=my_actor)
    eventually("they follow us again", lambda: relation()["followed_by"])
    there("known_as", other=THERE)
    there("move")
    found = eventually("their move arrives", lambda: here("GET", f"/api/v1/accounts/{friend['id']}").get("moved"))

    def goes_along():
        return here("GET", "/api/v1/accounts/relationships", **{"id[]": found["id"]})[0]["following"]

    eventually("we follow them to where they went", goes_along)

    person = Person()
    name, password = os.environ["NAME"], os.environ["PASSWORD"]
    person.submit(find(person.open(f"{BASE_URL}/login"), "login", "password"), {"login": name, "password": password})
    page = person.open(f"{BASE_URL}/settings/moving")
    page = person.submit(find(page, "target", "password"), {"target": SECOND, "password": password})
    assert "saved" not in page.url, "the other account does not name ours yet"
    there("known_as", other=my_actor)
    page = person.submit(find(page, "target", "password"), {"target": SECOND, "password": password})
    assert "saved" in page.url, page.texts
    eventually("our move arrives", arrived_with("Move", object=my_actor, target=SECOND))


def main():
    me = here("GET", "/api/v1/accounts/verify_credentials")
    my_actor = me.get("uri") or me["url"]

    found = here("GET", "/api/v2/search", q=THERE, resolve="true", type="accounts")["accounts"]
    assert len(found) == 1, f"search found {found}"
    friend = found[0]
    assert friend["username"] == PEER_NAME, friend
    print(f"ok found {friend['acct']}")

    def relation():
        return here("GET", "/api/v1/accounts/relationships", **{"id[]": friend["id"]})[0]

    here("POST", f"/api/v1/accounts/{friend['id']}/follow")
    eventually("our follow arrives", arrived("Follow"))
    eventually("our follow is accepted", lambda: relation()["following"])
    there("follow", to=my_actor)
    eventually("their follow arrives", lambda: relation()["followed_by"])
    eventually("their follow is accepted", arrived("Accept"))

    mine = here("POST", "/api/v1/statuses", status="Hello from here", visibility="public")
    eventually("our post arrives", arrived("Create", content="Hello from here"))
    note = there("note", text="Hello from there")["note"]
    theirs = eventually("their post arrives", in_home("Hello from there"))

    there("reply", to=mine["uri"], text="An answer from there")
    eventually(
        "their reply arrives in the thread",
        lambda: [it for it in here("GET", f"/api/v1/statuses/{mine['id']}/context")["descendants"]
                 if "An answer from there" in it["content"]],
    )
    here("POST", "/api/v1/statuses", status=f"@{friend['acct']} An answer from here", in_reply_to_id=theirs["id"])
    eventually("our reply arrives", arrived("Create", content="An answer from here", inReplyTo=theirs["uri"]))

    there("like", to=mine["uri"])
    eventually("their like arrives", lambda: here("GET", f"/api/v1/statuses/{mine['id']}")["favourites_count"] == 1)
    here("POST", f"/api/v1/statuses/{theirs['id']}/favourite")
    eventually("our like arrives", arrived("Like"))
    here("POST", f"/api/v1/statuses/{theirs['id']}/reblog")
    eventually("our boost arrives", arrived("Announce"))

    if "BASICS" not in os.environ:
        emoji_go_both_ways(mine, theirs)
        polls_go_both_ways(my_actor)
        reports_go_both_ways(friend, my_actor, mine, theirs)
        quotes_go_both_ways(mine, theirs)
    boosts_edits_and_deletions_come(mine, note)

    here("PUT", f"/api/v1/statuses/{mine['id']}", status="Hello again from here")
    eventually("our edit arrives", arrived("Update", content="Hello again from here"))
    here("DELETE", f"/api/v1/statuses/{mine['id']}")
    eventually("our deletion arrives", arrived("Delete"))

    there("unfollow", to=my_actor)
    eventually("they unfollow", lambda: not relation()["followed_by"])
    here("POST", f"/api/v1/accounts/{friend['id']}/unfollow")
    eventually("we unfollow", arrived("Undo"))
    blocks_go_both_ways(friend, my_actor, relation)
    follows_are_refused_both_ways(friend, my_actor, relation)
    people_move_both_ways(friend, my_actor, relation)


if __name__ == "__main__":
    main()
