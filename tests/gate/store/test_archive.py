import gzip
import io
import json
import tarfile
from dataclasses import replace

import pytest

from gate.errors import ConfigError, StoreError
from gate.store import archive
from gate.store.archive import Content, Manifest, unpack, write

SECRET = b"kuda laut"


@pytest.fixture
def members(tmp_path):
    """Two files as a backup has them."""
    folder = tmp_path / "from"
    folder.mkdir()
    (folder / "gate.db").write_bytes(bytes(range(256)) * 2_000)
    (folder / "key").write_text("secret")
    return {"gate.db": folder / "gate.db", "files/web.tls_key": folder / "key"}


@pytest.fixture
def manifest(members):
    files = {name: Content.of(path) for name, path in members.items()}
    return Manifest("balaikota", "1.0", "0001", 5.0, clock_trusted=True, head=None, files=files)


@pytest.fixture
def target(tmp_path):
    (tmp_path / "into").mkdir()
    return tmp_path / "gate.gatebackup"


def into(target):
    return target.parent / "into"


@pytest.mark.parametrize("passphrase", [None, SECRET], ids=["open", "sealed"])
def test_what_was_saved_comes_out(target, manifest, members, passphrase):
    write(target, manifest, members, passphrase)
    found = unpack(target, into(target), passphrase)

    assert found == manifest
    assert (into(target) / "gate.db").read_bytes() == members["gate.db"].read_bytes()
    assert (into(target) / "files" / "web.tls_key").read_text() == "secret"
    assert target.stat().st_mode & 0o077 == 0
    assert archive.is_sealed(target) == (passphrase is not None)


def test_a_sealed_one_asks_for_its_passphrase(target, manifest, members):
    write(target, manifest, members, SECRET)
    with pytest.raises(ConfigError, match="--passphrase-file"):
        unpack(target, into(target), None)
    with pytest.raises(StoreError, match=r"gatebackup: the passphrase is another one"):
        unpack(target, into(target), b"unta")


def test_an_open_one_needs_no_passphrase(target, manifest, members):
    write(target, manifest, members, None)

    assert unpack(target, into(target), SECRET) == manifest


@pytest.mark.parametrize("sealed", [None, SECRET], ids=["open", "sealed"])
@pytest.mark.parametrize("part", [0.0, 0.2, 0.6, 0.999])
def test_a_damaged_one_is_refused(target, manifest, members, sealed, part):
    write(target, manifest, members, sealed)
    content = target.read_bytes()
    place = int(len(content) * part)
    for damaged in (content[:place], content[:place] + b"\x55" + content[place + 1 :]):
        if damaged == content:
            continue
        target.write_bytes(damaged)
        with pytest.raises((StoreError, ConfigError), match=r"gate\.gatebackup"):
            unpack(target, into(target), sealed)


def packed(target, *entries):
    """A well-formed file with other things in it."""
    with gzip.open(target, "wb") as zipped, tarfile.open(fileobj=zipped, mode="w|") as tar:
        for name, content in entries:
            entry = tarfile.TarInfo(name)
            if content is None:
                entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
                tar.addfile(entry)
            else:
                entry.size = len(content)
                tar.addfile(entry, io.BytesIO(content))


def said(manifest, **other):
    fields = {"format": archive.FORMAT, **archive.asdict(manifest), **other}
    return "manifest.json", json.dumps(fields).encode()


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        ([], "no backup of a gate"),
        ([("gate.db", b"x")], "no backup of a gate"),
        ([("manifest.json", b"{}")], "damaged"),
        (["format"], "newer version"),
        ([None, ("other", b"x")], "other does not stand in its manifest"),
        ([None, ("gate.db", None)], "gate.db does not belong"),
        ([None, ("gate.db", b"x")], "gate.db is not as it was saved"),
        ([None], "is missing"),
    ],
)
def test_what_is_no_backup_of_ours_is_refused(target, manifest, entries, why):
    first = {None: said(manifest), "format": said(manifest, format=9)}
    packed(
        target,
        *(first.get(each, each) if not isinstance(each, tuple) else each for each in entries),
    )

    with pytest.raises((StoreError, ConfigError), match=why):
        unpack(target, into(target), None)


def test_another_kind_of_file_is_no_backup(target):
    target.write_bytes(b"PK\x03\x04")
    with pytest.raises(ConfigError, match=r"gate\.gatebackup: it is no backup of a gate"):
        unpack(target, into(target), None)


def test_no_name_leads_out_of_the_folder(target, manifest, members):
    outside = replace(manifest, files={"../gate.db": manifest.files["gate.db"]})
    packed(target, said(outside), ("../gate.db", members["gate.db"].read_bytes()))

    with pytest.raises(StoreError, match="points out of the backup"):
        unpack(target, into(target), None)
    assert not (target.parent / "gate.db").exists()


def test_a_backup_that_cannot_be_written_leaves_nothing_behind(target, manifest, members):
    members["gate.db"].unlink()
    with pytest.raises(StoreError, match=r"gate\.gatebackup"):
        write(target, manifest, members, None)

    assert [path.name for path in target.parent.iterdir() if path.is_file()] == []
