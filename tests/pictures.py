"""Small images for the tests, made here."""

from __future__ import annotations

import base64
import struct
import zlib

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10"/></svg>'
GIF = (
    b"GIF89a"
    + struct.pack("<HH", 4, 2)
    + b"\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x04\x00\x02\x00\x00\x02\x03\x04\x82\x05\x00;"
)


def png(width: int = 4, height: int = 2, shade: int = 0) -> bytes:
    """Make a PNG of one grey."""
    rows = b"".join(b"\x00" + bytes([shade]) * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def encoded(content: bytes) -> str:
    """Write an image as notebooks do, in lines."""
    return base64.encodebytes(content).decode()
