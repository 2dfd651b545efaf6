"""Zip packages for make.py: always the same bytes, with parts changed, added or written as other programs write them."""
import io
import zipfile

EARLIEST = (1980, 1, 1, 0, 0, 0)


class Unseekable(io.RawIOBase):
    """What a program writes to that cannot go back: sizes then stand in data descriptors behind the entries."""

    def __init__(self):
        self.bytes = b""

    def writable(self):
        return True

    def write(self, more):
        self.bytes += bytes(more)
        return len(more)


def read(path):
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def write(path, parts, descriptors=False, stored=()):
    target = Unseekable() if descriptors else io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if isinstance(content, str):
                content = content.encode("utf-8")
            info = zipfile.ZipInfo(name, EARLIEST)
            info.external_attr = 0o600 << 16
            info.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    data = target.bytes if descriptors else target.getvalue()
    with open(path, "wb") as out:
        out.write(data)


def insert(parts, name, before, more):
    """Puts text in front of the first place where another one stands."""
    text = parts[name].decode("utf-8") if isinstance(parts[name], bytes) else parts[name]
    assert before in text, (name, before)
    parts[name] = text.replace(before, more + before, 1)


def swap(parts, name, old, new):
    text = parts[name].decode("utf-8") if isinstance(parts[name], bytes) else parts[name]
    assert old in text, (name, old)
    parts[name] = text.replace(old, new)
