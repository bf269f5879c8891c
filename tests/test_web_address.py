"""Web addresses as people write them; X.. are the hostile ones here."""

import pytest

from tracker.web_address import listen_address, page_address, server_address


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("https://codeberg.org", "https://codeberg.org"),
        ("HTTPS://Codeberg.org/", "https://codeberg.org"),
        ("http://git.acme.example:8080/gitlab/", "http://git.acme.example:8080/gitlab"),
        ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
        ("http://[::1]:3000", "http://[::1]:3000"),
        ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
    ],
)
def test_an_address_is_kept_in_one_plain_form(written: str, plain: str) -> None:
    assert server_address(written) == plain


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "'' is not an http or https address"),
        ("codeberg.org", "'codeberg.org' is not an http or https address"),
        ("ftp://codeberg.org", "is not an http or https address"),
        ("file:///etc/passwd", "is not an http or https address"),
        ("javascript:alert(1)", "is not an http or https address"),
        ("https://", "is not an http or https address"),
        ("https:///path", "is not an http or https address"),
        ("https://host:0", "is not an http or https address"),
        ("https://host:port", "is not an http or https address"),
        ("https://[::1", "is not an http or https address"),
        # Other spellings of 127.0.0.1.
        ("http://127.1", "'http://127.1' is not an http or https address"),
        ("http://0x7f.1", "'http://0x7f.1' is not an http or https address"),
        ("http://0x7f000001", "is not an http or https address"),
        ("http://2130706433", "'http://2130706433' is not an http or https address"),
        ("http://0177.0.0.1", "is not an http or https address"),
        ("http://127.0.0.1.", "is not an http or https address"),
        ("http://[::ffff:7f00:0001]", "is not an http or https address"),
        # What stands before the host, or only seems to be the host.
        ("https://github.com@evil.example", "must hold no credentials"),
        ("https://user:secret@git.example", "must hold no credentials"),
        ("https://evil.example#@github.com", "must hold no credentials"),
        ("https://evil.example/#github.com", "must hold no fragment"),
        ("https://github.com\\@evil.example", "must hold no credentials"),
        ("https://evil.example\\.github.com", "is not an http or https address"),
        ("https://github.com%2eevil.example", "is not an http or https address"),
        # A Cyrillic letter that looks like an i, and a full-width dot.
        ("https://g\u0456thub.com", "is not an http or https address"),
        ("https://github\uff0ecom", "is not an http or https address"),
        ("https://host/a b", "holds characters that must be percent-encoded"),
        ("https://host/\u202eba", "holds characters that must be percent-encoded"),
        ("https://ho\tst", "holds characters that must be percent-encoded"),
        ("https://host/a/../b", "has '.' or '..' in its path"),
        ("https://host/a/%2e%2E/b", "has '.' or '..' in its path"),
        ("https://host/" + "a" * 500, "is longer than 500 characters"),
    ],
)
def test_x01_an_address_that_says_something_in_a_roundabout_way_is_refused(text: str, problem: str) -> None:
    for check in (server_address, page_address):
        with pytest.raises(ValueError, match=".+") as caught:
            check(text)
        assert problem in str(caught.value)
        assert "secret" not in str(caught.value)
        assert str(caught.value).isprintable()


def test_only_a_page_may_have_a_query_and_it_carries_no_secret() -> None:
    assert page_address("https://Acme.example/p/-/tags?format=atom") == "https://acme.example/p/-/tags?format=atom"
    assert page_address("https://acme.example/?feed=rss2&tokens=no").endswith("?feed=rss2&tokens=no")
    with pytest.raises(ValueError, match="must hold no query"):
        server_address("https://acme.example/?a=b")
    for query in ("token=abc", "a=b&private_token=abc", "a=b&KEY=abc", "feed_token=abc", "auth=abc"):
        with pytest.raises(ValueError, match="carries a secret") as caught:
            page_address(f"https://acme.example/feed?{query}")
        assert "abc" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("127.0.0.1:9470", ("127.0.0.1", 9470)),
        ("0.0.0.0:0", ("0.0.0.0", 0)),
        ("[::1]:9470", ("::1", 9470)),
        ("localhost:65535", ("localhost", 65535)),
    ],
)
def test_a_place_to_listen_on_is_a_host_and_a_port(text: str, place: tuple[str, int]) -> None:
    assert listen_address(text) == place


@pytest.mark.parametrize(
    "text",
    ["9470", ":9470", "localhost", "::1:9470", "[::1]", "[127.0.0.1]:1", "a:65536", "a:-1", "a b:1", "127.1:1"],
)
def test_what_is_no_place_to_listen_on_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no address to listen on: write HOST:PORT, as"):
        listen_address(text)
