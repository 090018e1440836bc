"""RFC 9497, appendix A.1.1 (OPRF) and A.1.2 (VOPRF) of ristretto255-SHA512."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from samen.engines.linkage import oprf

VECTORS: dict[str, Any] = json.loads(
    Path(__file__).parent.joinpath("data/linkage/rfc9497.json").read_text("utf-8")
)
SEED, INFO = bytes.fromhex(VECTORS["seed"]), bytes.fromhex(VECTORS["keyInfo"])


def scalar(text: str) -> int:
    return int.from_bytes(bytes.fromhex(text), "little")


@pytest.mark.parametrize("mode", ["oprf", "voprf"])
def test_derive_key_pair(mode: str) -> None:
    number = oprf.MODE_OPRF if mode == "oprf" else oprf.MODE_VOPRF
    assert oprf.derive_key(SEED, INFO, number) == scalar(VECTORS[mode]["secretKey"])


def test_public_key() -> None:
    key = scalar(VECTORS["voprf"]["secretKey"])
    assert oprf.public_key(key).hex() == VECTORS["voprf"]["publicKey"]


@pytest.mark.parametrize("vector", VECTORS["oprf"]["vectors"])
def test_appendix_a_1_1(vector: dict[str, str]) -> None:
    key = scalar(VECTORS["oprf"]["secretKey"])
    value = bytes.fromhex(vector["input"])
    blinding, blinded = oprf.blind(value, scalar(vector["blind"]), oprf.MODE_OPRF)
    assert blinded.hex() == vector["blinded"]
    evaluated = oprf.blind_evaluate(key, blinded)
    assert evaluated.hex() == vector["evaluated"]
    assert oprf.finalise(value, blinding, evaluated).hex() == vector["output"]
    assert oprf.evaluate_directly(key, value, oprf.MODE_OPRF).hex() == vector["output"]


@pytest.mark.parametrize("vector", VECTORS["voprf"]["vectors"])
def test_appendix_a_1_2(vector: dict[str, Any]) -> None:
    key = scalar(VECTORS["voprf"]["secretKey"])
    public = bytes.fromhex(VECTORS["voprf"]["publicKey"])
    values = [bytes.fromhex(v) for v in vector["inputs"]]
    blinds = [scalar(b) for b in vector["blinds"]]
    blinded = [oprf.blind(v, b)[1] for v, b in zip(values, blinds, strict=True)]
    assert [b.hex() for b in blinded] == vector["blinded"]
    evaluated, proof = oprf.evaluate_batch(key, blinded, scalar(vector["nonce"]))
    assert [e.hex() for e in evaluated] == vector["evaluated"]
    assert bytes(proof).hex() == vector["proof"]
    oprf.verify_batch(public, blinded, evaluated, proof)
    outputs = [oprf.finalise(v, b, e) for v, b, e in zip(values, blinds, evaluated, strict=True)]
    assert [o.hex() for o in outputs] == vector["outputs"]


def test_a_proof_of_another_key_is_refused() -> None:
    key = scalar(VECTORS["voprf"]["secretKey"])
    _, blinded = oprf.blind(b"x")
    evaluated, proof = oprf.evaluate_batch(key + 1, [blinded])
    with pytest.raises(oprf.OprfError, match="another key"):
        oprf.verify_batch(oprf.public_key(key), [blinded], evaluated, proof)
