#!/usr/bin/env python3
"""Checks the proof of one exchange of data (.asice) without any program of the data center.

    verify-evidence.py FILE root.pem

Uses Python's standard library and OpenSSL. Written from the standards alone: ASiC-E (EN 319 162-1),
time-stamps (RFC 3161), Merkle trees (RFC 9162), HTTP message signatures (RFC 9421).
"""

import base64
import hashlib
import json
import struct
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
import zlib
from datetime import datetime
from pathlib import Path

ASIC = "{http://uri.etsi.org/02918/v1.2.1#}"
DS = "{http://www.w3.org/2000/09/xmldsig#}"
MANIFEST, STAMP = "META-INF/ASiCManifest.xml", "META-INF/timestamp.tst"


class Wrong(Exception):
    pass


def must(good, words):
    if not good:
        raise Wrong(words)


def read_container(data):
    """Every byte is accounted for: stored entries one behind the other, the directory, the end."""
    files, at, directory = {}, 0, b""
    while data[at : at + 4] == b"PK\x03\x04":
        about = data[at + 4 : at + 30]
        _, flags, method, _, day, crc, packed, size, name_size, extra = struct.unpack(
            "<HHHHHIIIHH", about
        )
        name = data[at + 30 : at + 30 + name_size]
        body = data[at + 30 + name_size : at + 30 + name_size + size]
        fixed = (flags, method, day, packed, extra) == (0x800, 0, 0x21, size, 0)
        must(fixed and len(body) == size and zlib.crc32(body) == crc, f"entry {name!r}")
        must(name.decode() not in files, "a name stands twice")
        directory += b"PK\x01\x02" + struct.pack("<H", 10) + about
        directory += struct.pack("<HHHII", 0, 0, 0, 0, at) + name
        files[name.decode()] = body
        at += 30 + name_size + size
    end = struct.pack("<HHHHIIH", 0, 0, len(files), len(files), len(directory), at, 0)
    must(data[at:] == directory + b"PK\x05\x06" + end, "the directory of the file")
    must(next(iter(files)) == "mimetype", "mimetype is not first")
    must(files["mimetype"] == b"application/vnd.etsi.asic-e+zip", "mimetype")
    return files


def check_manifest(files):
    root = ElementTree.fromstring(files[MANIFEST])
    must(root.find(f"{ASIC}SigReference").get("URI") == STAMP, "the manifest names no time-stamp")
    listed = {
        it.get("URI"): it.find(f"{DS}DigestValue").text
        for it in root.iter(f"{ASIC}DataObjectReference")
    }
    apart = {"mimetype", MANIFEST, STAMP}
    must(set(listed) == set(files) - apart, "the manifest does not list what is in the file")
    for name, digest in listed.items():
        found = base64.b64encode(hashlib.sha256(files[name]).digest()).decode()
        must(found == digest, f"{name} is not as the manifest says")


def openssl(*arguments):
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, check=False)
    return done.returncode == 0, done.stdout + done.stderr


def check_stamp(folder, token, data, root):
    good, said = openssl(
        "ts", "-verify", "-token_in", "-in", folder / token, "-data", folder / data, "-CAfile", root
    )
    must(good and b"Verification: OK" in said, f"the time-stamp over {data}")
    # What no signature covers must be as every authority writes it: CMS of version 3, SHA-256.
    head = bytes.fromhex("020103310d300b0609608648016503040201") in (folder / token).read_bytes()
    head = head or bytes.fromhex("020103310f300d06096086480165030402010500") in (
        folder / token
    ).read_bytes()
    must(head, f"the form of the time-stamp over {data}")


def unpad(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def der_of(raw):
    def integer(part):
        part = part.lstrip(b"\0") or b"\0"
        part = b"\0" + part if part[0] & 0x80 else part
        return bytes([2, len(part)]) + part

    inner = integer(raw[:32]) + integer(raw[32:])
    return bytes([0x30, len(inner)]) + inner


def first_certificate(text):
    begin, end = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
    return base64.b64decode(text.split(begin)[1].split(end)[0])


def check_part(part, folder, files, record, root):
    """One signature: over its text, by the certificate, which leads to the root."""
    side = part.split("-")[0]
    body = "Body" if part.endswith("-body") else ""
    base = files[f"{part}.base.txt"]
    raw = files[f"{part}.signature.bin"]
    chain = folder / f"{side}.certificates.pem"
    certificate = first_certificate(chain.read_text())
    must(unpad(record[f"{side}{body}Signature"]) == raw, f"{part}: signature and record")
    must(unpad(record[f"{side}{body}Base"]) == hashlib.sha256(base).digest(), f"{part}: text")
    must(unpad(record[f"{side}Key"]) == hashlib.sha256(certificate).digest(), f"{part}: certificate")
    must(files[f"{part}.signature.der"] == der_of(raw), f"{part}: signature in DER")
    good, key = openssl("x509", "-in", chain, "-noout", "-pubkey")
    must(good, f"{part}: certificate")
    (folder / "key.pem").write_bytes(key)
    signature, text = folder / f"{part}.signature.der", folder / f"{part}.base.txt"
    good, _ = openssl("dgst", "-sha256", "-verify", folder / "key.pem", "-signature", signature, text)
    must(good, f"{part}: the signature does not fit")
    when = int(datetime.fromisoformat(record["at"].replace("Z", "+00:00")).timestamp())
    good, _ = openssl("verify", "-CAfile", root, "-untrusted", chain, "-attime", when, chain)
    must(good, f"{part}: the certificate does not lead to the root")
    return dict(line.split(": ", 1) for line in base.decode().split("\n"))


def check_signatures(folder, files, record, root):
    text = check_part("request", folder, files, record, root)
    wire = ":" + base64.b64encode(unpad(record["requestSignature"])).decode() + ":"
    said = {
        "x-road-id": record["xRoadId"],
        "x-road-client": record["client"],
        "x-road-request-id": record["requestId"],
        "ndc-grant": record["grant"],
        "ndc-purpose": record["purpose"],
    }
    for name, value in said.items():
        must(text[f'"{name}"'] == value, f"the record says another {name} than was signed")
    must((text['"@path"'] + "/").startswith(f"/r1/{record['service']}/"), "another service")
    if record["responseSignature"] is not None:
        answer = check_part("response", folder, files, record, root)
        must(answer['"signature";req;key="ndc"'] == wire, "the answer is to another question")
        must(answer['"@status"'] == str(record["status"]), "another status")
    for part in ("request-body", "response-body"):
        if f"{part}.base.txt" in files:
            check_part(part, folder, files, record, root)


def check_path(files):
    batch, way = json.loads(files["batch.json"]), json.loads(files["path.json"])
    node, last = way["index"], batch["size"] - 1
    found = hashlib.sha256(b"\0" + files["record.json"]).digest()
    must(0 <= node <= last, "there is no such leaf")
    for step in map(bytes.fromhex, way["path"]):
        must(last > 0, "the path is too long")
        if node & 1 or node == last:
            found = hashlib.sha256(b"\1" + step + found).digest()
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = hashlib.sha256(b"\1" + found + step).digest()
        node, last = node >> 1, last >> 1
    must(last == 0 and found.hex() == batch["root"], "the record is not in the batch")


def check(file, root):
    files = read_container(Path(file).read_bytes())
    check_manifest(files)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "META-INF").mkdir()
        for name, body in files.items():
            must(name in (MANIFEST, STAMP) or "/" not in name, f"the name {name}")
            (folder / name).write_bytes(body)
        check_stamp(folder, STAMP, MANIFEST, root)
        record = json.loads(files["record.json"])
        check_signatures(folder, files, record, root)
        check_path(files)
        check_stamp(folder, "batch.tst", "batch.json", root)
    return record


if __name__ == "__main__":
    try:
        seen = check(sys.argv[1], sys.argv[2])
    except (Wrong, KeyError, ValueError, AttributeError, IndexError, ElementTree.ParseError) as why:
        print(f"NOT GOOD: {why}")
        sys.exit(1)
    print(f"GOOD: {seen['client']} asked {seen['service']} at {seen['at']}: {seen['status']}")
