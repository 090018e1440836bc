"""One token for a person at every organisation that takes part: to count them once, for no more."""

from __future__ import annotations

from collections.abc import Mapping

from samen.engines.linkage.oprf import OprfError
from samen.engines.linkage.token_server import KeyHolderSilent
from samen.engines.linkage.tokens import make_tokens, new_handle
from samen.kernel import clock
from samen.kernel.errors import InvalidInput, Problem
from samen.platform.organisations.public import Actor
from samen.sharing.domain.probes import counted_by
from samen.sharing.key_holder import required_key_holder
from samen.sharing.queries.probes import participates


def counting_token(actor: Actor, identity: Mapping[str, str]) -> str | None:
    """The token under which the registration knows a person, whoever registers them.

    Made with the key holder's key of this year, which nobody else can; nothing of it is stored
    here, and the count keeps a keyed token of it. None where the actor's organisation does not
    take part, or the name or the whole date of birth is not known.

    Raises:
        InvalidInput: the date of birth cannot be read, or the key holder gives no token now.
    """
    if participates(actor.organisation_id) is None:
        return None
    key = counted_by(identity)
    if key is None:
        return None
    source = str(actor.organisation_id)
    try:
        batch = make_tokens([(new_handle(), [key])], required_key_holder(), source, clock.today())
    except (KeyHolderSilent, OprfError, InvalidInput) as error:
        raise InvalidInput(
            Problem("key_holder", "the key holder gives no token now; count this person later")
        ) from error
    return batch.tokens[0].value.hex()
