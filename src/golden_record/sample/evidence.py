"""Keeps the sample fair: whoever sees all records can connect those of one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from golden_record.sample.contacts import FAMILY, NEW, OLD, Contacts
from golden_record.sample.dice import Bools, Ints
from golden_record.sample.naming import FAMILY_GIVEN, GIVEN_FAMILY, NameForms
from golden_record.sample.people import People
from golden_record.sample.shown import SHARED_COOKIE, SHARED_DEVICE, Shown
from golden_record.sample.sightings import CRM, POS, Sightings


def connected(
    seen: Sightings, people: People, contacts: Contacts, shown: Shown, names: NameForms
) -> tuple[Shown, NameForms]:
    """The same records, but those with nothing in common with the rest of their person show the own phone and name.

    The record with most evidence gets that phone too, so that the others have something to agree with. It may thereby
    lose what tied it to a third one, hence the rounds; every round leaves more records with the same phone.
    """
    while True:
        richest, together = _components(seen, _facts(seen, people, contacts, shown, names))
        apart = ~together
        if not apart.any():
            return shown, names
        mended = apart.copy()
        mended[richest[seen.person[apart]]] = True
        shown = replace(shown, phone=np.where(mended, NEW, shown.phone), phone_damaged=shown.phone_damaged & ~mended)
        names = replace(names, form=_with_full_names(seen, names, mended))


def _with_full_names(seen: Sightings, names: NameForms, mended: Bools) -> Ints:
    family_first = (seen.source == CRM) | (seen.source == POS)
    plain = np.where(family_first, FAMILY_GIVEN, GIVEN_FAMILY)
    return np.where(mended & ~(names.given_in_full & names.family_in_full), plain, names.form)


def _facts(seen: Sightings, people: People, contacts: Contacts, shown: Shown, names: NameForms) -> list[Bools]:
    """What each record proves about its person, one column per fact.

    Something shared at home proves nothing without a given name, and a surname that has changed is another fact.
    """
    person = seen.person
    named = names.given_in_full
    full = named & names.family_in_full & shown.born & ~shown.born_placeholder & ~shown.born_damaged
    phone = np.where(shown.phone_damaged, -1, shown.phone)
    email = np.where(shown.email_damaged, -1, shown.email)
    own_phone = named | ~contacts.lends_phone[person]
    own_card = named | ~contacts.lends_card[person]
    return [
        (phone == OLD) & own_phone,
        (phone == NEW) & own_phone,
        (phone == FAMILY) & named,
        email == OLD,
        email == NEW,
        (email == FAMILY) & named,
        shown.card == OLD,
        (shown.card == NEW) & own_card,
        (shown.card == FAMILY) & named,
        full & ~shown.maiden,
        full & shown.maiden,
        *(shown.cookie == column for column in range(SHARED_COOKIE)),
        (shown.cookie == SHARED_COOKIE) & named,
        *(shown.device == column for column in range(SHARED_DEVICE)),
        (shown.device == SHARED_DEVICE) & named,
        shown.tax_id,
    ]


def _components(seen: Sightings, facts: Sequence[Bools]) -> tuple[Ints, Bools]:
    """For each person the place of the richest record; for each record whether facts lead from there to it."""
    columns = np.stack(facts).astype(np.int64)
    proves = (columns << np.arange(len(facts))[:, None]).sum(axis=0)
    starts = np.unique(seen.first)
    richest = np.lexsort((np.arange(len(seen)), -columns.sum(axis=0), seen.person))[starts]
    known = proves[richest]
    while True:
        joined = (proves & known[seen.person]) != 0
        reached = known | np.bitwise_or.reduceat(np.where(joined, proves, 0), starts)
        if np.array_equal(reached, known):
            break
        known = reached
    joined[richest] = True
    return richest, joined
