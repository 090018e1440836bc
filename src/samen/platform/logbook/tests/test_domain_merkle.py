"""The tree against the published reference heads and proofs, and against its own definition."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samen.platform.logbook.domain import merkle

# Inputs and tree heads of the reference implementation of RFC 6962 (google/certificate-
# transparency, merkletree/merkle_tree_test.cc; kept in transparency-dev/merkle, testonly).
# RFC 9162 leaves the hashing unchanged.
INPUTS = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
A = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
B = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
C = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
D = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
E = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
F = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
G = "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f"
INCLUSION = [
    (0, 1, []),
    (0, 8, [A, B, C]),
    (5, 8, [D, E, ROOTS[4]]),
    (2, 3, [ROOTS[2]]),
    (1, 5, [ROOTS[1], B, D]),
]
CONSISTENCY = [
    (1, 1, []),
    (1, 8, [A, B, C]),
    (6, 8, [F, E, ROOTS[4]]),
    (2, 5, [B, D]),
    (6, 7, [F, G, ROOTS[4]]),
]


class Tree:
    """A tree grown leaf by leaf, with its complete subtrees in a dictionary."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.frontier: list[bytes] = []
        self.nodes: dict[merkle.Address, bytes] = {}
        for index, leaf in enumerate(leaves):
            self.nodes[0, index] = leaf
            self.frontier, finished = merkle.append(index, self.frontier, leaf)
            assert not self.nodes.keys() & dict(finished).keys()
            self.nodes.update(finished)

    def lookup(self, addresses):
        return [self.nodes[address] for address in addresses]


REFERENCE = Tree([merkle.leaf_hash(data) for data in INPUTS])


@pytest.mark.parametrize("size", range(9))
def test_reference_tree_heads(size):
    leaves = [merkle.leaf_hash(data) for data in INPUTS[:size]]
    assert merkle.root(Tree(leaves).frontier).hex() == ROOTS[size]
    assert merkle.root_of(leaves).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size", "proof"), INCLUSION)
def test_reference_inclusion_proofs(index, size, proof):
    ours = merkle.inclusion_proof(index, size, REFERENCE.lookup)
    assert [item.hex() for item in ours] == proof
    leaf = merkle.leaf_hash(INPUTS[index])
    assert merkle.includes(leaf, index, size, ours, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("old", "new", "proof"), CONSISTENCY)
def test_reference_consistency_proofs(old, new, proof):
    ours = merkle.consistency_proof(old, new, REFERENCE.lookup)
    assert [item.hex() for item in ours] == proof
    roots = [bytes.fromhex(ROOTS[size]) for size in (old, new)]
    assert merkle.is_consistent(old, new, ours, *roots)


LEAVES = [merkle.leaf_hash(str(number).encode()) for number in range(130)]
GROWN = Tree(LEAVES)
sizes = st.integers(1, len(LEAVES))


@given(sizes)
def test_growing_gives_the_root_of_the_definition(size):
    tree = Tree(LEAVES[:size])
    assert merkle.root(tree.frontier) == merkle.root_of(LEAVES[:size])
    assert tree.frontier == tree.lookup(merkle.frontier_addresses(size))


@given(sizes, st.data())
def test_an_inclusion_proof_holds_for_its_leaf_only(size, data):
    index = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion_proof(index, size, GROWN.lookup)
    head = merkle.root_of(LEAVES[:size])
    assert merkle.includes(LEAVES[index], index, size, proof, head)
    assert len(proof) <= (size - 1).bit_length()
    other = data.draw(st.integers(0, size - 1).filter(lambda value: value != index) | st.none())
    if other is not None:
        assert not merkle.includes(LEAVES[other], index, size, proof, head)
        assert not merkle.includes(LEAVES[index], other, size, proof, head)
    assert not merkle.includes(LEAVES[index], index, size, [*proof, head], head)
    assert not merkle.includes(LEAVES[index], size, size, proof, head)
    if proof:
        assert not merkle.includes(LEAVES[index], index, size, proof[:-1], head)


@given(sizes, st.data())
def test_a_consistency_proof_holds_for_an_unchanged_past_only(new, data):
    old = data.draw(st.integers(1, new))
    proof = merkle.consistency_proof(old, new, GROWN.lookup)
    old_root, new_root = merkle.root_of(LEAVES[:old]), merkle.root_of(LEAVES[:new])
    assert merkle.is_consistent(old, new, proof, old_root, new_root)
    rewritten = [*LEAVES[: old - 1], merkle.leaf_hash(b"another past")]
    assert not merkle.is_consistent(old, new, proof, merkle.root_of(rewritten), new_root)
    if old < new:
        assert not merkle.is_consistent(old, new, proof, old_root, old_root)
        assert not merkle.is_consistent(old, new, [*proof, old_root], old_root, new_root)


@given(st.integers(1, 64), st.integers(1, 64), st.lists(st.binary(min_size=32, max_size=32)))
def test_an_invented_proof_is_refused(old, new, proof):
    if old != new:
        assert not merkle.is_consistent(old, new, proof, b"o" * 32, b"n" * 32)
    assert not merkle.includes(b"l" * 32, old - 1, new, proof, b"r" * 32)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (-1, 2)])
def test_no_proof_of_a_leaf_that_is_not_there(index, size):
    with pytest.raises(ValueError, match="not in a tree"):
        merkle.inclusion_proof(index, size, GROWN.lookup)


@pytest.mark.parametrize(("old", "new"), [(0, 3), (4, 3)])
def test_no_consistency_proof_of_the_impossible(old, new):
    with pytest.raises(ValueError, match="no consistency proof"):
        merkle.consistency_proof(old, new, GROWN.lookup)
