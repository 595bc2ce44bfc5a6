"""A person at a keyboard, without a browser: opens pages, fills in forms, presses buttons.

Knows HTML and nothing else, so that what it can do here a person can do with JavaScript off.
"""

from html.parser import HTMLParser
from urllib.parse import urljoin

import requests


class Form:
    """One form of a page: where it goes, and what it would send as it stands."""

    def __init__(self, action, method):
        self.action = action
        self.method = method
        self.fields = {}
        self.names = set()
        self.buttons = []

    def has(self, *names):
        """Whether a person could fill in all of these fields."""
        return all(name in self.names for name in names)


class Page(HTMLParser):
    """What a page offers: its forms, its headline, and the text of elements that carry an id."""

    def __init__(self, response):
        super().__init__(convert_charrefs=True)
        self.url = response.url
        self.status = response.status_code
        self.forms = []
        self.texts = {}
        self._form = None
        self._open = []
        self.feed(response.text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            action = urljoin(self.url, attrs.get("action") or self.url)
            self._form = Form(action, (attrs.get("method") or "get").upper())
            self.forms.append(self._form)
        elif self._form is not None:
            self._take_field(tag, attrs)
        if attrs.get("id"):
            self.texts[attrs["id"]] = attrs.get("value") or ""
        if tag not in ("input", "br", "img", "meta", "link", "hr", "source", "path"):
            self._open.append((tag, attrs.get("id")))

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        for _, name in self._open:
            if name:
                self.texts[name] += data
        if any(tag in ("h1", "title") for tag, _ in self._open):
            self.texts["headline"] = self.texts.get("headline", "") + data

    def _take_field(self, tag, attrs):
        name, kind = attrs.get("name"), (attrs.get("type") or "text").lower()
        if tag == "button" or (tag == "input" and kind == "submit"):
            self._form.buttons.append((name, attrs.get("value") or ""))
        elif tag in ("input", "textarea", "select") and name:
            self._form.names.add(name)
            if kind in ("checkbox", "radio") and "checked" not in attrs:
                return
            self._form.fields[name] = attrs.get("value") or ""


class Person:
    """Somebody with a cookie jar."""

    def __init__(self):
        self._session = requests.Session()

    def open(self, url):
        return Page(self._session.get(url, timeout=30))

    def submit(self, form, fields, button=None):
        """Sends a form as a browser does: what it held, what was typed, and the button pressed."""
        data = {**form.fields, **fields}
        if button is not None:
            if button not in form.buttons:
                raise AssertionError(f"no button {button} among {form.buttons}")
            data[button[0]] = button[1]
        origin = "/".join(form.action.split("/")[:3])
        headers = {"Origin": origin, "Sec-Fetch-Site": "same-origin"}
        if form.method == "GET":
            return Page(self._session.get(form.action, params=data, timeout=30))
        return Page(self._session.post(form.action, data=data, headers=headers, timeout=30))


def authorise(url, login, password):
    """Walks from an app's authorize URL through log-in and consent to the code that is shown."""
    person = Person()
    page = person.open(url)
    form = find(page, "login", "password")
    page = person.submit(form, {"login": login, "password": password})
    allow = ("decision", "allow")
    consent = next((form for form in page.forms if allow in form.buttons), None)
    if consent is None:
        raise AssertionError(f"no consent page after log-in: {describe(page)}")
    page = person.submit(consent, {}, button=allow)
    code = page.texts.get("oob-code", "").strip()
    if not code:
        raise AssertionError(f"no code after consent: {describe(page)}")
    return code


def find(page, *names):
    """The form of a page that has these fields."""
    form = next((form for form in page.forms if form.has(*names)), None)
    if form is None:
        raise AssertionError(f"no form with {', '.join(names)}: {describe(page)}")
    return form


def describe(page):
    forms = "; ".join(f"{form.method} {form.action} {sorted(form.names)} {form.buttons}" for form in page.forms)
    return f"{page.status} {page.url} “{page.texts.get('headline', '').strip()}” forms: {forms or 'none'}"
