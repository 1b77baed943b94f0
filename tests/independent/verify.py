"""Holds a running log against tlog-scales, a verifier that this project did not write.

    verify.py ADDRESS TOKEN KEY EARLIER

ADDRESS is the server's, TOKEN one that may read, KEY the log's verifying key, and EARLIER a file with a checkpoint that
the log signed when it was smaller. Prints `accepted`, or `rejected` with the part and why, and then ends with 1.
"""

import base64
import sys
from pathlib import Path

from tlog_scales.backend import HttpBackend
from tlog_scales.reader import Tile, TilesReader
from tlog_scales.signing import Vkey
from tlog_scales.tiles import leaf_hash, level_tiles, tile_path
from tlog_scales.tlog import Checkpoint, ConsistencyProof, InclusionProof
from tlog_scales.utils import sha256


def check_checkpoint(reader: TilesReader, key: Vkey) -> Checkpoint:
    checkpoint = reader.get_checkpoint()
    checkpoint.verify(key)
    if checkpoint.origin != key.name:
        raise ValueError(f"it is one of {checkpoint.origin}")
    return checkpoint


def fetch(reader: TilesReader, level: int, number: int, width: int) -> bytes:
    data = reader.backend.get(*tile_path(level, number, width))
    if data is None:
        raise ValueError(f"tile {number} of level {level} is not served")
    return data


def check_tiles(reader: TilesReader, checkpoint: Checkpoint) -> None:
    """All tiles lead to the root, and the records to the tiles."""
    if reader.calculate_root_hash() != checkpoint.root_hash:
        raise ValueError("the tiles give another root")
    full, partial = level_tiles(checkpoint.size, 0)
    for number in range(full + (partial > 0)):
        width = partial if number == full else 0
        bundle = Tile.from_entries_bytes(fetch(reader, -1, number, width))
        tile = Tile.from_hash_bytes(fetch(reader, 0, number, width))
        if [leaf_hash(record) for record in bundle.entries] != tile.entries:
            raise ValueError(f"the records of tile {number} are not those of its hashes")
        if width == 0:
            start = number * 256
            halves = reader.mth(start, start + 128) + reader.mth(start + 128, start + 256)
            if sha256(b"\x01" + halves) != reader.mth(start, start + 256):
                raise ValueError(f"tile {number} does not lead to the hash above it")


def ask(reader: TilesReader, token: str, path: str, **parameters: int) -> dict:
    address = reader.backend.base.removesuffix("/tlog") + path
    headers = {"Authorization": f"Bearer {token}"}
    answer = reader.backend.session.get(address, params=parameters, headers=headers)
    answer.raise_for_status()
    return answer.json()


def decode(hashes: list[str]) -> list[bytes]:
    return [base64.b64decode(text, validate=True) for text in hashes]


def check_inclusion(reader: TilesReader, token: str, checkpoint: Checkpoint) -> None:
    """Every 97th record, and the last one, by the server's proofs and by those that the library makes of the tiles."""
    for position in {*range(0, checkpoint.size, 97), checkpoint.size - 1}:
        parameters = {"position": position, "size": checkpoint.size}
        proof = ask(reader, token, "/api/v1/proofs/inclusion", **parameters)
        leaf = leaf_hash(base64.b64decode(proof["record"], validate=True))
        hashes = decode(proof["hashes"])
        InclusionProof(position, checkpoint.size, hashes).check(leaf, checkpoint.root_hash)
        if reader.get_inclusion_proof(position, checkpoint.size).node_hashes != hashes:
            raise ValueError(f"the library makes another proof of record {position}")


def check_consistency(reader: TilesReader, token: str, key: Vkey, earlier: Checkpoint, later: Checkpoint) -> None:
    earlier.verify(key)
    if not 0 < earlier.size < later.size:
        raise ValueError(f"from {earlier.size} to {later.size} records there is nothing to prove")
    parameters = {"from": earlier.size, "to": later.size}
    proof = ask(reader, token, "/api/v1/proofs/consistency", **parameters)
    hashes = decode(proof["hashes"])
    ConsistencyProof(earlier.size, later.size, hashes).check(earlier.root_hash, later.root_hash)
    if reader.get_consistency_proof(earlier.size, later.size).node_hashes != hashes:
        raise ValueError("the library makes another proof")


def main(address: str, token: str, key: str, earlier: str) -> None:
    reader = TilesReader(HttpBackend(f"{address}/tlog"))
    reader.backend.session.headers["Authorization"] = f"Bearer {token}"
    verifier = Vkey.from_string(key)
    part = "checkpoint"
    try:
        checkpoint = check_checkpoint(reader, verifier)
        part = "tiles"
        check_tiles(reader, checkpoint)
        part = "inclusion"
        check_inclusion(reader, token, checkpoint)
        part = "consistency"
        before = Checkpoint.from_text(Path(earlier).read_text(encoding="utf-8"))
        check_consistency(reader, token, verifier, before, checkpoint)
    except Exception as reason:
        sys.exit(f"rejected {part}: {type(reason).__name__} {reason}")
    print(f"accepted {checkpoint.size} records")


if __name__ == "__main__":
    main(*sys.argv[1:])
